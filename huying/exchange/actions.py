"""Writes of exchange: take a ledger in, carry it out in one transaction, take it back whole, and hand ledgers out."""

from collections.abc import Iterable, Iterator, Sequence
from datetime import datetime, timedelta
from typing import Any, NamedTuple
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext as _

from huying.cases import actions as cases
from huying.cases.models import Category
from huying.core import clock, timeline
from huying.core.actor import Actor
from huying.core.errors import Refused
from huying.funds import actions as funds
from huying.people import actions as people
from huying.people.models import User
from huying.places import actions as places
from huying.places.models import Building, Community, Grid

from . import badrows, headers, past, plans, queries, reading, writing
from .known import House
from .models import Import, ImportedRow
from .plans import Plan

What = ImportedRow.What
WAITS = timedelta(days=1)
UNDO_DAYS = 30
BATCH = 1000


class Outcome(NamedTuple):
    """An import and the plan it carried out."""

    imported: Import
    plan: Plan


@transaction.atomic
def take_in(*, community: Community, kind: str, name: str, content: bytes, user: User | None) -> Import:
    """台账: keep a file that can be read until somebody has tried it. Files nobody came back to are thrown away."""
    table = reading.read(content)
    now = clock.now()
    Import.objects.filter(community=community, done_at=None, at__lt=now - WAITS).delete()
    Import.objects.filter(community=community, done_at__lt=now - timedelta(days=UNDO_DAYS)).update(content=b"")
    return Import.objects.create(
        community=community, kind=kind, name=name[:200], content=content, rows=len(table.rows), user=user, at=now
    )


@transaction.atomic
def carry_out(*, imported: Import, mapping: Sequence[str], whole: bool, by: Actor) -> Outcome:
    """导入: the good rows, or with `whole` none while one is bad. The same ledger a second time changes nothing."""
    community = Community.objects.select_for_update().get(pk=imported.community_id)
    imported = Import.objects.select_for_update(of=("self",)).get(pk=imported.pk)
    if imported.done_at:
        raise Refused(_("这一份已经存过了，没有再存。"))
    if headers.missing(mapping, imported.kind):
        raise Refused(_("栏目还没对好，没有存。请把缺的栏目对上再来。"))
    table = reading.read(imported.content, ours=True)
    plan = plans.make(imported.kind, table, mapping, queries.known(community, imported.kind))
    if whole and plan.bad:
        raise Refused(_("还有 %(n)s 行不对，一行都没有存。请改好再来，或者先存好的。") % {"n": plan.bad_rows})
    _write(imported, plan, community, by)
    imported.rows, imported.same, imported.bad = plan.rows, plan.same, plan.bad_rows
    new = sum(one.fresh for one in plan.properties)
    imported.created = len(plan.homes) + len(plan.residents) + len(plan.entries) + new
    imported.changed = plan.changes - imported.created
    imported.content = badrows.file(table, mapping, plan) if plan.bad else b""
    imported.done_at = clock.now()
    imported.save()
    timeline.record("exchange.imported", subject=imported, by=by, body=queries.facts(imported))
    return Outcome(imported, plan)


@transaction.atomic
def undo(*, imported: Import, by: Actor) -> Import:
    """撤回 a whole import. What has come into use since stays, and is counted."""
    Community.objects.select_for_update().get(pk=imported.community_id)
    imported = Import.objects.select_for_update(of=("self",)).get(pk=imported.pk)
    if imported.done_at is None or imported.undone_at:
        raise Refused(_("这一批没有存过，或者已经撤回了。"))
    if clock.now() - imported.done_at > timedelta(days=UNDO_DAYS):
        raise Refused(_("存了超过 30 天，不能整批撤回了。"))
    gone = _take_back(imported, by)
    imported.kept = imported.created - gone
    imported.undone_at, imported.content = clock.now(), b""
    imported.save()
    body = {"kind": imported.kind, "removed": gone, "kept": imported.kept}
    timeline.record("exchange.import_undone", subject=imported, by=by, body=body)
    return imported


@transaction.atomic
def hand_out(*, community: Community, kind: str, form: writing.Format, by: Actor) -> bytes:
    """导出: the whole ledger of a community in the layout it is brought in with. That it left the house is recorded."""
    rows = list(queries.going_out(community, kind))
    body = {"kind": kind, "format": form, "rows": len(rows)}
    timeline.record("exchange.exported", subject=community, by=by, body=body)
    return writing.write(headers.layout(kind), rows, form)


# --- carrying out -----------------------------------------------------------------------------------------------------


def _write(imported: Import, plan: Plan, community: Community, by: Actor) -> None:
    made: list[ImportedRow] = []

    def note(what: str, ids: Iterable[object], before: object = "", after: object = "") -> None:
        told = {"before": "" if before is None else str(before), "after": "" if after is None else str(after)}
        made.extend(ImportedRow(imported=imported, what=what, object_id=pk, **told) for pk in ids)

    for code in plan.grids:
        note(What.GRID, [places.add_grid(community=community, code=code).pk])
    houses = _houses(plan, community)
    note(What.BUILDING, [houses[id(house)].pk for house in plan.houses])
    for house, doors in _by_house(plan):
        building = houses.get(id(house)) or Building.objects.get(pk=house.id)
        floors = building.floors
        added = places.add_homes(building=building, doors=doors)
        note(What.HOME, [home.pk for home in added.homes])
        if house.id and building.floors != floors:
            note(What.FLOORS, [building.pk], floors, building.floors)
    for house, built in plan.years:
        places.correct_building(building=house.id, fact="built", before=None, after=built)
        note(What.BUILT, [house.id], None, built)
    note(What.RESIDENT, [one.pk for one in people.add_residents(residents=plan.residents)])
    people.set_phones(phones=plan.phones)
    for resident, before, after in plan.phones:
        note(What.PHONE, [resident], before, after)
    if plan.entries:
        entered = cases.enter_all(community=community, entries=_entries(plan), by=by)
        note(What.CASE, [case.pk for case in entered])
    for owner, written in _properties(plan, community):
        note(What.OWNER, [owner] if owner else ())
        if written:
            note(What.PROPERTY, [written.property], written.before, written.after)
    ImportedRow.objects.bulk_create(made, batch_size=BATCH)


def _properties(plan: Plan, community: Community) -> Iterator[tuple[UUID | None, funds.Written | None]]:
    """The owners that are new, then what the ledger says of each home."""
    people_of = [funds.Person(name=one.name, phone=one.phone, status=one.status) for one in plan.owners]
    for known, made in zip(plan.owners, funds.add_owners(community=community, people=people_of), strict=True):
        known.id = made.pk
        yield made.pk, None
    rows = {one.home: one.facts | ({"owner_id": one.owner.id} if one.owner else {}) for one in plan.properties}
    for written in funds.write_properties(rows=rows):  # type: ignore[arg-type]
        yield None, written


def _entries(plan: Plan) -> Iterator[cases.Entry]:
    """The rows of a ledger of appeals as cases take them in."""
    places_of = past.facts_of({key for one in plan.entries for key in (one.home, one.building) if key})
    categories = Category.objects.in_bulk()
    for one in plan.entries:
        first, *rest = one.phones or ("",)
        said = cases.Said(
            text=one.words, channel=one.channel, nature=one.nature, urgency=one.urgency,
            category=categories[one.category], home=places_of.get(one.home), building=places_of.get(one.building),
            spot=one.spot, address_text=one.address, reporter_name=one.reporter, reporter_phone=first,
            other_phones=" ".join(rest),
        )  # fmt: skip
        yield cases.Entry(
            said=said, said_at=_instant(one.said_at), closed_at=_instant(one.closed_at),
            answered_at=_instant(one.answered_at), outcome=one.outcome, satisfaction=one.satisfaction, told=one.told,
        )  # fmt: skip


def _instant(when: datetime | None) -> Any:
    return when and when.replace(tzinfo=clock.ZONE)


def _houses(plan: Plan, community: Community) -> dict[int, Building]:
    """The buildings the plan adds, in the order in which the ledger names them, after those there are."""
    grids = {grid.code: grid for grid in Grid.objects.filter(community=community)}
    last = Building.objects.filter(community=community).count()
    tops = {id(house): max([1, *(door[2] for door in doors)]) for house, doors in _by_house(plan)}
    return {
        id(house): places.add_building(
            grid=grids[house.grid],
            name=house.name,
            floors=tops[id(house)],
            units=(),
            built=house.built,
            order=last + nth,
        )
        for nth, house in enumerate(plan.houses)
    }


def _by_house(plan: Plan) -> list[tuple[House, list[tuple[str, str, int]]]]:
    found: dict[int, tuple[House, list[tuple[str, str, int]]]] = {}
    for home in plan.homes:
        found.setdefault(id(home.house), (home.house, []))[1].append((home.unit, home.room, home.floor))
    return list(found.values())


# --- taking back ------------------------------------------------------------------------------------------------------


def _take_back(imported: Import, by: Actor) -> int:
    """Residents before their homes, homes before their houses. How many of what was created went."""
    made: dict[str, list[ImportedRow]] = {}
    for row in imported.made.all():
        made.setdefault(row.what, []).append(row)

    def ids(what: str) -> list[UUID]:
        return [row.object_id for row in made.get(what, ())]

    people.set_phones(phones=[(row.object_id, row.after, row.before) for row in made.get(What.PHONE, ())])
    facts = [funds.Written(row.object_id, row.before, row.after) for row in made.get(What.PROPERTY, ())]
    gone = funds.unwrite_properties(rows=facts)
    funds.remove_owners(owners=ids(What.OWNER))
    gone += cases.take_back(cases=ids(What.CASE), by=by)
    gone += people.remove_residents(residents=ids(What.RESIDENT))
    gone += places.take_down(homes=ids(What.HOME), buildings=ids(What.BUILDING), grids=ids(What.GRID))
    for fact in (What.BUILT, What.FLOORS):
        for row in made.get(fact, ()):
            before = int(row.before) if row.before else None
            places.correct_building(building=row.object_id, fact=fact.value, before=int(row.after), after=before)
    return gone
