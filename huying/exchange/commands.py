"""The commands `huying import` and `huying export` 命令行. They print counts, rows and reasons, never what a cell says."""

import argparse
from pathlib import Path

from huying.core.actor import SYSTEM
from huying.core.errors import Refused
from huying.places import division_tables
from huying.places.actions import load_divisions
from huying.places.models import Community

from . import actions, badrows, headers, plans, queries, reading
from .plans import Plan
from .reading import Table

DIVISIONS = "divisions"
SHOWN = 50  # bad rows of a division table; a table of streets without its districts has forty thousand


def bring(options: argparse.Namespace) -> int:
    """1 where something was left out or refused."""
    if options.kind == DIVISIONS:
        return bring_divisions(options.file)
    try:
        community = _community(options.community)
        table = reading.read(_content(options.file))
        mapping = headers.propose(table.columns, options.kind)
        if missing := headers.missing(mapping, options.kind):
            raise Refused(f"缺这些栏，没有存 (columns missing, nothing saved): {'、'.join(missing)}")
        if options.dry_run:
            plan = plans.make(options.kind, table, mapping, queries.known(community, options.kind))
        else:
            plan = _keep(options, community, mapping)
    except (Refused, OSError) as refused:
        raise SystemExit(str(refused)) from refused
    _tell(plan, table, mapping, saved=not options.dry_run)
    return 1 if plan.bad else 0


def _keep(options: argparse.Namespace, community: Community, mapping: tuple[str, ...]) -> Plan:
    path = Path(options.file)
    brought = actions.take_in(
        community=community, kind=options.kind, name=path.name, content=_content(options.file), user=None
    )
    done = actions.carry_out(imported=brought, mapping=mapping, whole=options.all_or_nothing, by=SYSTEM)
    if done.imported.bad:
        path.with_name(f"{path.stem}.bad.xlsx").write_bytes(done.imported.content)
    return done.plan


def _content(file: str) -> bytes:
    return Path(file).read_bytes()


def _community(key: str) -> Community:
    found = list(Community.objects.filter(key=key) if key else Community.objects.all()[:2])
    if len(found) != 1:
        raise Refused(
            "请用 --community 写明是哪个社区，什么都没做 (name the community with --community; nothing was done)"
        )
    return found[0]


def _tell(plan: Plan, table: Table, mapping: tuple[str, ...], *, saved: bool) -> None:
    print(f"{'存了' if saved else '试过，没有存'}: {plan.changes} 行新, {plan.same} 行早就有, {plan.bad_rows} 行不对")
    if plan.entries:
        told = f"{plan.past} 件办结的, {plan.still_open} 件没办结, {len(plan.notes)} 处是估的"
        print(f"  {told} (finished, still open, guessed)")
    for bad in plan.bad:
        print(f"  {bad.number} {badrows.column(bad.field, table, mapping)}: {bad.reason}")


def bring_divisions(file: str) -> int:
    """行政区划: a table of them belongs to the house, not to one community. 1 where a row was left out."""
    try:
        plan = load_divisions(rows=division_tables.rows(_content(file)), by=SYSTEM)
    except (Refused, OSError) as refused:
        raise SystemExit(str(refused)) from refused
    print(f"存了: {len(plan.new)} 个新, {len(plan.renamed)} 个改名, {plan.same} 个早就有, {len(plan.bad)} 行不对")
    for bad in plan.bad[:SHOWN]:
        print(f"  {division_tables.said(bad)}")
    if len(plan.bad) > SHOWN:
        print(f"  … {len(plan.bad) - SHOWN}")
    return 1 if plan.bad else 0


def give(options: argparse.Namespace) -> int:
    if options.kind == DIVISIONS:
        path = Path(options.file or "divisions.csv")
        path.write_bytes(division_tables.written())
        print(path)
        return 0
    try:
        community = _community(options.community)
        content = actions.hand_out(community=community, kind=options.kind, form=options.format, by=SYSTEM)
        path = Path(options.file or f"{community.key}-{options.kind}.{'xlsx' if options.format == 'xlsx' else 'csv'}")
        path.write_bytes(content)
        path.chmod(0o600)
    except (Refused, OSError) as refused:
        raise SystemExit(str(refused)) from refused
    print(path)
    return 0
