"""体检 `huying doctor`: is this machine in order? One line a question: green 绿, amber 黄 (soon), red 红 (now)."""

import os
import platform
import re
import shutil
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta

import django
from django.conf import settings
from django.db import Error as AnyDatabaseError
from django.db import connection
from django.db.migrations.executor import MigrationExecutor
from django.db.models import Max
from django.http import HttpRequest
from django.utils.translation import gettext as _

from huying import __version__, certs
from huying.backup import notes
from huying.core import clock, jobs, profile, triggers
from huying.core.models import Event
from huying.core.setup import Step
from huying.places.models import Community
from huying.places.queries import calendar_of
from huying.recover import unreadable

GREEN, AMBER, RED = "green", "amber", "red"

# Every variable that is read, and what holds without it. A test compares this with the source.
VARIABLES = {
    "HUYING_DATABASE_URL": "SQLite",
    "HUYING_DATA_DIR": "",
    "HUYING_SECRET_KEY": "",
    "HUYING_DATA_KEY": "",
    "HUYING_PUBLIC_URL": "-",
    "HUYING_PRIVATE_HOSTS": "-",
    "HUYING_LANGUAGE": "-",
    "HUYING_PROFILE": "-",
    "HUYING_MAP_TILES": "-",
    "HUYING_MAP_DATUM": "wgs84",
    "HUYING_MAP_CREDIT": "-",
    "HUYING_CLOCK": "0",
    "HUYING_DEMO": "-",
    "HUYING_BACKUP_PASSPHRASE": "-",
}
SECRET = {"HUYING_SECRET_KEY", "HUYING_DATA_KEY", "HUYING_BACKUP_PASSPHRASE"}

DISK_RED, DISK_AMBER = 5, 15
BACKUP_AMBER, BACKUP_RED = timedelta(days=7), timedelta(days=30)
DRILL_AMBER = timedelta(days=90)
AHEAD = timedelta(days=90)
SKEW = timedelta(minutes=1)


@dataclass(frozen=True)
class Line:
    """A state, and a sentence that says what to do when it is not green."""

    state: str
    text: str

    def __str__(self) -> str:
        word = {GREEN: _("绿 好"), AMBER: _("黄 该管了"), RED: _("红 马上管")}[self.state]
        return f"[{word}] {self.text}"


def examine() -> Iterator[Line]:
    yield Line(GREEN, f"huying {__version__}, Python {platform.python_version()}, Django {django.get_version()}")
    yield from _settings()
    yield from health()


def health() -> Iterator[Line]:
    """How the machine is, without what is set in its surroundings."""
    yield Line(GREEN, _("部署方式：%(name)s") % {"name": profile.name()})
    for limit in profile.limits():
        yield Line(GREEN, limit)
    yield from _disk()
    try:
        with connection.cursor():
            version = ".".join(str(part) for part in connection.get_database_version())
    except AnyDatabaseError as error:
        yield Line(RED, _("数据库连不上：%(why)s") % {"why": type(error).__name__})
    else:
        yield Line(
            GREEN, _("数据库连得上：%(name)s %(version)s") % {"name": connection.display_name, "version": version}
        )
        yield from _database()
    yield from _backups()
    yield from _certificate()


def _settings() -> Iterator[Line]:
    shown = {"HUYING_DATA_DIR": str(settings.DATA_DIR), "HUYING_SECRET_KEY": _("在数据文件夹里")}
    for name, default in VARIABLES.items():
        given = os.environ.get(name, "")
        if name in SECRET and given:
            given = _("已设，不显示")
        yield Line(GREEN, f"{name} = {_without_password(given) or shown.get(name, default)}")
    for name in sorted(set(os.environ) - set(VARIABLES)):
        if name.startswith("HUYING_") and not name.startswith("HUYING_TEST_"):
            yield Line(AMBER, _("%(name)s 不是呼应认识的设置，写错了吗？") % {"name": name})


def _without_password(url: str) -> str:
    return re.sub(r"(//[^:/@]*):[^@]*@", r"\1:***@", re.sub(r"(password=)[^&]*", r"\1***", url))


def _disk() -> Iterator[Line]:
    settings.DATA_DIR.mkdir(mode=0o700, parents=True, exist_ok=True)
    disk = shutil.disk_usage(settings.DATA_DIR)
    free = 100 * disk.free / disk.total
    state = RED if free < DISK_RED else AMBER if free < DISK_AMBER else GREEN
    yield Line(state, _("磁盘还空 %(percent).0f%%（%(gb).1f GB）") % {"percent": free, "gb": disk.free / 1e9})


def _database() -> Iterator[Line]:
    executor = MigrationExecutor(connection)
    waiting = executor.migration_plan(executor.loader.graph.leaf_nodes())
    if waiting:
        yield Line(RED, _("数据库还没有升级（差 %(n)s 步）。请运行 huying migrate") % {"n": len(waiting)})
        return
    yield Line(GREEN, _("数据库是这个版本的"))
    if missing := triggers.missing():
        yield Line(RED, _("时间线的保护不在：%(names)s。请运行 huying migrate") % {"names": ", ".join(missing)})
    else:
        yield Line(GREEN, _("时间线有保护，谁也改不了"))
    if unreadable():
        yield Line(RED, _("钥匙打不开存着的电话。请用恢复单运行 huying recover-keys，或者恢复备份"))
    if stuck := jobs.stuck():
        where = _("有 %(n)s 件后台作业卡住了。huying serve（或 huying work）在运行吗？在，就看工作台的“后台作业”")
        yield Line(RED, where % {"n": stuck})
    else:
        yield Line(GREEN, _("没有卡住的后台作业"))
    yield from _calendar()
    yield from _clock()


def _calendar() -> Iterator[Line]:
    """Due times after the last known holiday are guesses; after that day they all are."""
    today = clock.today()
    for community in Community.objects.select_related("division").order_by("key"):
        until = calendar_of(community.division).covered_until
        told = {"name": community.name, "until": until}
        if until is None or until < today:
            yield Line(RED, _("%(name)s：工作日历只到 %(until)s，已经过了。请在“日历与时限”里填放假安排") % told)
        elif until < today + AHEAD:
            yield Line(AMBER, _("%(name)s：工作日历只到 %(until)s。新的放假通知出来后请填上，或更新程序") % told)
        else:
            yield Line(GREEN, _("%(name)s：工作日历到 %(until)s") % told)


def _clock() -> Iterator[Line]:
    """A PC whose clock was wrong writes times that cannot be right; nobody can correct them afterwards."""
    shown = clock.local(clock.now()).strftime("%Y-%m-%d %H:%M")
    last = Event.objects.aggregate(last=Max("at"))["last"]
    offset = float(os.environ.get("HUYING_CLOCK") or 0)
    if last and last > clock.now() + SKEW:
        last_shown = clock.local(last).strftime("%Y-%m-%d %H:%M")
        told = {"now": shown, "last": last_shown}
        yield Line(RED, _("时钟是 %(now)s，可时间线上已有 %(last)s 的事。电脑的时间对吗？") % told)
    elif offset:
        yield Line(AMBER, _("时钟是 %(now)s，比电脑的差 %(s).0f 秒（HUYING_CLOCK）") % {"now": shown, "s": offset})
    else:
        yield Line(GREEN, _("时钟是 %(now)s（北京时间）") % {"now": shown})


def _certificate() -> Iterator[Line]:
    """本地证书, where `huying cert` made one: phones refuse it on the day it ends."""
    until = certs.ends(settings.DATA_DIR)
    if until is None:
        return
    left = until - clock.now()
    told = {"until": f"{clock.local(until):%Y-%m-%d}"}
    if left < timedelta(0):
        yield Line(RED, _("证书 %(until)s 过期了。请运行 huying cert 换新的") % told)
    elif left < certs.SOON:
        yield Line(AMBER, _("证书 %(until)s 到期。请运行 huying cert 换新的") % told)
    else:
        yield Line(GREEN, _("证书到 %(until)s 有效") % told)


def _backups() -> Iterator[Line]:
    """Known from what `huying backup` and `huying restore` noted in the data folder."""
    kept = notes()
    made, tried = _age(kept, "backup"), _age(kept, "restore")
    if made is None:
        yield Line(AMBER, _("还没有备份过。请运行 huying backup 文件名"))
    else:
        state = RED if made > BACKUP_RED else AMBER if made > BACKUP_AMBER else GREEN
        yield Line(state, _("上次备份是 %(n)s 天前") % {"n": made.days})
    if tried is None:
        yield Line(AMBER, _("还没有试过恢复。请运行 huying restore 文件名 --drill"))
    else:
        yield Line(AMBER if tried > DRILL_AMBER else GREEN, _("上次试恢复是 %(n)s 天前") % {"n": tried.days})


def _age(kept: dict[str, dict[str, str]], what: str) -> timedelta | None:
    return clock.now() - datetime.fromisoformat(kept[what]["at"]) if what in kept else None


def backup_step(request: HttpRequest, community: Community) -> Step:
    """备份, for the set-up page: what `examine` says about it."""
    made = _age(notes(), "backup")
    if made is None:
        note = _("还没有。插上 U 盘，在这台电脑上运行 huying backup U盘上的文件名。")
    else:
        note = _("上次备份是 %(n)s 天前") % {"n": made.days}
    return Step(_("备份到 U 盘"), made is not None and made <= BACKUP_AMBER, note)
