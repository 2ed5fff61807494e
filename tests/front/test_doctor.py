"""The doctor: green where all is well, and every red line made red."""

import re
import shutil
from datetime import timedelta
from pathlib import Path
from typing import Any, NamedTuple

import pytest
from django.db import connection

from huying import backup, cli, doctor
from huying.core import clock, triggers
from huying.core.jobs import enqueue_path
from huying.core.models import Event
from huying.demo.cast import Cast
from tests.house.source import PACKAGE

NOON = clock.instant("2023-09-01", "12:00")


@pytest.fixture(autouse=True)
def well(settings: Any, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A machine in order: enough disk, backed up and tried today."""
    settings.DATA_DIR = tmp_path
    monkeypatch.setattr(shutil, "disk_usage", lambda folder: Disk(100, 50, 50))
    with clock.at(NOON):
        backup.note("backup")
        backup.note("restore")


class Disk(NamedTuple):
    total: int
    used: int
    free: int


def not_green() -> list[str]:
    return [str(line) for line in doctor.examine() if line.state != doctor.GREEN]


def test_all_is_well(cast: Cast, capsys: pytest.CaptureFixture[str]) -> None:
    with clock.at(NOON), pytest.raises(SystemExit) as end:
        assert not_green() == []
        cli.main(["doctor"])
    shown = capsys.readouterr().out
    assert end.value.code == 0
    assert "时钟是 2023-09-01 12:00（北京时间）" in shown
    assert "only for tests" not in shown


def test_a_red_line_ends_with_one(cast: Cast, settings: Any, capsys: pytest.CaptureFixture[str]) -> None:
    settings.HUYING_LANGUAGE = "en"
    with clock.at(NOON + timedelta(days=31)), pytest.raises(SystemExit) as end:
        cli.main(["doctor"])
    assert (end.value.code, "[red: now] Days since the last backup: 31\n" in capsys.readouterr().out) == (1, True)


@pytest.mark.parametrize(
    ("free", "said"), [(4, "[红 马上管] 磁盘还空 4%（0.0 GB）"), (14, "[黄 该管了] 磁盘还空 14%（0.0 GB）"), (15, None)]
)
def test_a_disk_fills(db: None, monkeypatch: pytest.MonkeyPatch, free: int, said: str | None) -> None:
    monkeypatch.setattr(shutil, "disk_usage", lambda folder: Disk(100, 100 - free, free))
    with clock.at(NOON):
        assert not_green() == ([said] if said else [])


@pytest.mark.parametrize(
    ("days", "said"),
    [
        (7, []),
        (8, ["[黄 该管了] 上次备份是 8 天前"]),
        (31, ["[红 马上管] 上次备份是 31 天前"]),
        (91, ["[红 马上管] 上次备份是 91 天前", "[黄 该管了] 上次试恢复是 91 天前"]),
    ],
)
def test_a_backup_grows_old(db: None, days: int, said: list[str]) -> None:
    with clock.at(NOON + timedelta(days=days)):
        assert not_green() == said


def test_never_backed_up(db: None, tmp_path: Path) -> None:
    (tmp_path / backup.NOTES).unlink()
    with clock.at(NOON):
        assert not_green() == [
            "[黄 该管了] 还没有备份过。请运行 huying backup 文件名",
            "[黄 该管了] 还没有试过恢复。请运行 huying restore 文件名 --drill",
        ]


def test_the_database_is_away(db: None, monkeypatch: pytest.MonkeyPatch) -> None:
    with clock.at(NOON), monkeypatch.context() as while_away:
        while_away.setattr(connection, "cursor", refuse)
        assert not_green() == ["[红 马上管] 数据库连不上：OperationalError"]


def refuse() -> None:
    from django.db import OperationalError

    raise OperationalError("the server has gone")


def test_the_database_is_old(db: None) -> None:
    with connection.cursor() as cursor:
        cursor.execute("DELETE FROM django_migrations WHERE app = 'channels'")
    waiting = len(list((PACKAGE / "channels" / "migrations").glob("0*.py")))
    with clock.at(NOON):
        assert not_green() == [f"[红 马上管] 数据库还没有升级（差 {waiting} 步）。请运行 huying migrate"]


def test_the_triggers_are_gone(db: None) -> None:
    with connection.cursor() as cursor:
        for name in triggers.NAMES:
            table = "core_event" if name.startswith("event") else "core_accesslog"
            cursor.execute(f"DROP TRIGGER {name}" + (f" ON {table}" if connection.vendor == "postgresql" else ""))
    with clock.at(NOON):
        assert not_green() == [f"[红 马上管] 时间线的保护不在：{', '.join(triggers.NAMES)}。请运行 huying migrate"]


def test_a_job_is_stuck(db: None) -> None:
    with clock.at(NOON - timedelta(hours=1)):
        enqueue_path("huying.core.jobs.forget_done")
    with clock.at(NOON):
        (line,) = not_green()
    assert line.startswith("[红 马上管] 有 1 件后台作业卡住了")


@pytest.mark.parametrize(("day", "state"), [("10-02", None), ("10-04", "黄 该管了"), ("12-31", "黄 该管了")])
def test_the_calendar_runs_out(cast: Cast, day: str, state: str | None) -> None:
    """Known to the end of a year: 2099 is covered by nobody's notice but the office's own."""
    last = last_covered_year(cast)
    with clock.at(clock.instant(f"{last}-{day}", "12:00")):
        said = [line for line in not_green() if "工作日历" in line]
    assert {line[1:6] for line in said} == ({state} if state else set())


def last_covered_year(cast: Cast) -> int:
    return doctor.calendar_of(cast.community.division).covered_until.year


def test_the_calendar_has_run_out(cast: Cast) -> None:
    with clock.at(clock.instant(f"{last_covered_year(cast) + 1}-01-01", "12:00")):
        said = [line for line in not_green() if "工作日历" in line]
    assert {line[1:6] for line in said} == {"红 马上管"}


def test_the_clock_is_behind_the_timeline(cast: Cast) -> None:
    last = Event.objects.latest("at").at
    with clock.at(last - timedelta(days=1)):
        said = [line for line in not_green() if "时钟" in line]
    assert [line[1:6] for line in said] == ["红 马上管"]


def test_another_clock_is_told(db: None, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("HUYING_CLOCK", "-3600")
    with clock.at(NOON):
        assert not_green() == ["[黄 该管了] 时钟是 2023-09-01 12:00，比电脑的差 -3600 秒（HUYING_CLOCK）"]


def test_secrets_are_not_shown(db: None, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("HUYING_SECRET_KEY", "hush-key")
    monkeypatch.setenv("HUYING_BACKUP_PASSPHRASE", "hush-phrase")
    monkeypatch.setenv("HUYING_DATABASE_URL", "postgresql://huying:hush-password@db/huying")
    shown = "\n".join(str(line) for line in doctor.examine())
    assert "hush" not in shown
    assert "postgresql://huying:***@db/huying" in shown


def test_a_misspelt_setting_is_told(db: None, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("HUYING_LANGAUGE", "en")
    with clock.at(NOON):
        assert not_green() == ["[黄 该管了] HUYING_LANGAUGE 不是呼应认识的设置，写错了吗？"]


def test_every_variable_of_the_source_is_known() -> None:
    read = set()
    for path in PACKAGE.rglob("*.py"):
        if path.name != "doctor.py":
            read |= set(re.findall(r'environ[^\n]*"(HUYING_[A-Z_]+)"', path.read_text(encoding="utf-8")))
    assert read == set(doctor.VARIABLES)
