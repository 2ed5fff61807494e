"""开办 `huying init`: from an empty data folder and a community's own ledgers to a community that can be signed in to."""

import argparse
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

from django.core.management import call_command
from django.db import connection, transaction
from django.db.migrations.recorder import MigrationRecorder
from django.utils.translation import gettext as _

from huying.core import profile
from huying.core.actor import SYSTEM
from huying.core.errors import Refused
from huying.core.models import SignedLink
from huying.exchange import actions as exchange
from huying.exchange import headers, reading
from huying.people import actions as people
from huying.people.opening_forms import USERNAME
from huying.places import actions as places
from huying.places import division_tables, queries
from huying.places.models import Community, Grid
from huying.rules import divisions


class Ledger(NamedTuple):
    """A file of the community's own, and which ledger its headers say it is."""

    path: Path
    content: bytes
    kind: str
    mapping: tuple[str, ...]


class Came(NamedTuple):
    """What came in of a ledger: its rows, how many made or changed something, and where its bad rows are."""

    ledger: Ledger
    rows: int
    changes: int
    bad: int
    bad_file: Path | None


class Moved(NamedTuple):
    """What `huying init` leaves behind."""

    community: Community
    came: list[Came]
    link: SignedLink


# --- before anything is touched ---------------------------------------------------------------------------------------


def is_new() -> bool:
    """Whether nothing was ever migrated here: then, and only then, tables are made without being asked for."""
    return not MigrationRecorder(connection).has_table() or not MigrationRecorder(connection).applied_migrations()


def must_be_empty() -> None:
    """Refused where somebody has moved in already."""
    if not is_new() and not queries.is_empty():
        raise Refused(
            _("这个数据文件夹里已经有社区了，什么都没有改。要另开一个，请用 HUYING_DATA_DIR 指一个空文件夹。")
        )


def read(files: list[str]) -> list[Ledger]:
    """The ledgers in the order they are needed: homes before residents, residents before what they once said."""
    found = [_ledger(Path(file)) for file in files]
    return sorted(found, key=lambda one: list(headers.FIELDS).index(one.kind))


def _ledger(path: Path) -> Ledger:
    try:
        content = path.read_bytes()
    except OSError as error:
        raise Refused(_("打不开 %(file)s：%(why)s") % {"file": path, "why": error.strerror}) from None
    try:
        table = reading.read(content)
    except Refused as refused:
        raise Refused(f"{path}: {refused}") from None
    kind = kind_of(table.columns)
    if not kind:
        raise Refused(_("%(file)s 的栏目对不上任何一种台账，什么都没有改。") % {"file": path})
    return Ledger(path, content, kind, headers.propose(table.columns, kind))


def kind_of(columns: tuple[str, ...]) -> str:
    """The ledger that these headers are: of those with all they need, the one that uses most columns, needing most."""
    fits = []
    for kind in headers.FIELDS:
        mapping = headers.propose(columns, kind)
        if not headers.missing(mapping, kind):
            fits.append((sum(1 for field in mapping if field), len(headers.NEEDED[kind]), kind))
    return max(fits)[2] if fits else ""


# --- asking for what is missing ---------------------------------------------------------------------------------------


def ask(options: argparse.Namespace, table: list[list[str]]) -> people.MovingIn:
    """Options first; on a terminal the rest is asked for, elsewhere it is named and nothing is done."""
    missing: list[str] = []
    name = _asked(options.name, "--name", _("社区叫什么"), missing)
    said = _asked(options.division, "--division", _("社区的 12 位区划代码"), missing)
    code = divisions.full(said)
    if said and (not code or divisions.level(code) != "community"):
        raise Refused(_("社区的代码是 12 位数字，最后三位不是 000。"))
    names = dict(_names(options.places, code, table, missing)) if code else {}
    phone = _asked(options.phone, "--phone", _("社区电话"), missing)
    secretary = _asked(options.secretary, "--secretary", _("书记姓名"), missing)
    username = _asked(options.username, "--username", _("书记的用户名（字母数字）"), missing)
    if missing:
        raise Refused(_("还差这些，什么都没有改：%(names)s") % {"names": " ".join(dict.fromkeys(missing))})
    if not USERNAME.regex.match(username):
        raise Refused(str(USERNAME.message))
    return people.MovingIn(name, code, names, phone, secretary, username, None, table)


def _asked(given: str, option: str, question: str, missing: list[str]) -> str:
    if given:
        return given
    if sys.stdin.isatty():
        while not (said := input(f"{question}：").strip()):
            pass
        return said
    missing.append(option)
    return ""


def _names(given: str, code: str, table: list[list[str]], missing: list[str]) -> Iterator[tuple[str, str]]:
    """What lies above the community, by `--places 湖南省/长沙市/芙蓉区/东湖街道`, the table, or the answers."""
    above = divisions.chain(code)[:-1]
    said = dict(zip(above, (given.split("/") if given else ()), strict=False))
    known = {row.code for row in divisions.read(table, {}).new}
    for one in above:
        if one not in known:
            yield one, _asked(said.get(one, ""), "--places", _("%(code)s 是哪里") % {"code": one}, missing)


# --- moving in --------------------------------------------------------------------------------------------------------


def move_in(told: people.MovingIn, ledgers: list[Ledger]) -> Moved:
    """All of it or nothing: a ledger that cannot be taken leaves an empty house behind."""
    if is_new():
        call_command("migrate", interactive=False, verbosity=0)
    with transaction.atomic():
        user = people.move_in(told=told, by=SYSTEM)
        community = Community.objects.get()
        came = [_bring(community, ledger) for ledger in ledgers]
        _tidy(community)
        link = people.invite_to_choose(user=user)
    for one in came:
        if one.bad_file:
            one.bad_file.chmod(0o600)
    return Moved(community, came, link)


def _bring(community: Community, ledger: Ledger) -> Came:
    brought = exchange.take_in(
        community=community, kind=ledger.kind, name=ledger.path.name, content=ledger.content, user=None
    )
    done = exchange.carry_out(imported=brought, mapping=ledger.mapping, whole=False, by=SYSTEM)
    bad = None
    if done.imported.bad:
        bad = ledger.path.with_name(f"{ledger.path.stem}.bad.xlsx")
        bad.write_bytes(done.imported.content)
    return Came(ledger, done.plan.rows, done.plan.changes, done.plan.bad_rows, bad)


def _tidy(community: Community) -> None:
    """The first grid is for houses whose ledger names none; where it names its own, the first one goes again."""
    empty = Grid.objects.filter(community=community, code=people.FIRST_GRID, buildings=None)
    if Grid.objects.filter(community=community).exclude(buildings=None).exists():
        places.take_down(homes=(), buildings=(), grids=list(empty.values_list("pk", flat=True)))


# --- saying it --------------------------------------------------------------------------------------------------------


def address(link: SignedLink, port: int) -> str:
    from django.conf import settings
    from django.urls import reverse

    root = settings.PUBLIC_URL or f"http://127.0.0.1:{port}"
    return root + reverse("link", args=[link.token])


def told(moved: Moved, port: int) -> Iterator[str]:
    """What stands on the terminal: counts and file names, never what a cell says."""
    community = moved.community
    yield _("%(name)s开办了（%(code)s）") % {"name": community.name, "code": community.division.code}
    for one in moved.came:
        facts = {"file": one.ledger.path.name, "rows": one.rows, "new": one.changes, "bad": one.bad}
        yield _("%(file)s：%(rows)s 行，存了 %(new)s 行，没存 %(bad)s 行") % facts
        if one.bad_file:
            yield _("  没存的行和原因在 %(file)s，改好再导入") % {"file": one.bad_file}
    yield from profile.limits()
    yield _("接下来：运行 huying serve，在浏览器里打开下面的网址，定密码，接着开办。只能用一次，%(n)s 天内有效：") % {
        "n": people.LINK_DAYS
    }
    yield f"  {address(moved.link, port)}"


def run(options: argparse.Namespace) -> int:
    """1 where rows were left out."""
    try:
        must_be_empty()
        ledgers = read(options.ledgers)
        table = division_tables.rows(Path(options.divisions).read_bytes()) if options.divisions else []
        moved = move_in(ask(options, table), ledgers)
    except Refused as refused:
        raise SystemExit(str(refused)) from None
    except OSError as error:
        raise SystemExit(_("没有开办成：%(why)s") % {"why": error}) from None
    for line in told(moved, options.port):
        print(line)
    return 1 if any(one.bad for one in moved.came) else 0


def invitation(port: int) -> str:
    """The set-up address of an empty house, "" where somebody lives here already."""
    return address(people.invite_to_set_up(), port) if queries.is_empty() else ""
