"""Writes of places: setting up divisions, communities, grids and buildings, and keeping the working calendar."""

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import date
from decimal import Decimal
from typing import Literal, NamedTuple
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext as _

from huying.core import timeline
from huying.core.actor import SYSTEM, Actor
from huying.core.errors import Refused, Stale
from huying.core.ids import token
from huying.core.references import free
from huying.rules import address, divisions, geo

from . import queries
from .models import Building, BuildingAlias, CalendarDay, Community, Division, Grid, Home, Stack, Unit


@transaction.atomic
def add_division(*, code: str, name: str, level: str, parent: Division | None) -> Division:
    """行政区划: a row of the official tables, under its parent."""
    path = f"{parent.path if parent else ''}{code}/"
    return Division.objects.create(code=code, name=name, level=level, parent=parent, path=path)


@transaction.atomic
def load_divisions(*, rows: Sequence[Sequence[str]], by: Actor) -> divisions.Plan:
    """行政区划表: add what is new and rename what is called otherwise now; bad rows are left out and named.

    The same table a second time changes nothing. A division never moves under another one by a table: posts and
    communities carry its path.
    """
    plan = divisions.read(rows, queries.known_divisions())
    paths = dict(Division.objects.values_list("code", "path"))
    ids = dict(Division.objects.values_list("code", "pk"))
    for level in divisions.LEVELS:
        fresh = []
        for row in (row for row in plan.new if row.level == level):
            paths[row.code] = f"{paths.get(row.parent, '')}{row.code}/"
            one = Division(
                code=row.code, name=row.name, level=level, parent_id=ids.get(row.parent), path=paths[row.code]
            )
            ids[row.code] = one.pk
            fresh.append(one)
        Division.objects.bulk_create(fresh, batch_size=1000)
    for row in plan.renamed:
        Division.objects.filter(code=row.code).update(name=row.name)
    if changed := [*plan.new, *plan.renamed]:
        top = Division.objects.get(code=min(row.code for row in changed))
        body = {"added": len(plan.new), "renamed": len(plan.renamed), "bad": len(plan.bad)}
        timeline.record("places.divisions_loaded", subject=top, by=by, body=body)
    return plan


@transaction.atomic
def settle_division(*, code: str, names: Mapping[str, str], by: Actor) -> Division:
    """The division of a full code, with what is missing of the chain above it, each called as `names` says."""
    known = queries.known_divisions(divisions.chain(code))
    missing = [one for one in divisions.chain(code) if one not in known]
    load_divisions(rows=[("code", "name"), *((one, names[one]) for one in missing)], by=by)
    return Division.objects.get(code=code)


@transaction.atomic
def open_community(*, key: str, name: str, division: Division, phone: str, by: Actor) -> Community:
    """社区: takes its place under the division that it is today."""
    community = Community.objects.create(
        key=key, name=name, division=division, phone=phone, path=f"{division.path}{key}/"
    )
    timeline.record("places.community_opened", subject=community, by=by, body={"division": division.code})
    return community


@transaction.atomic
def add_grid(*, community: Community, code: str, label: str = "", by: Actor = SYSTEM) -> Grid:
    """网格: its code stays, its name may change. A ledger brings grids by the system; its import says who brought it."""
    _name_free(community, code, label)
    grid = Grid.objects.create(community=community, code=code, label=label)
    timeline.record("places.grid_added", subject=grid, by=by, body={"code": code}, words=label)
    return grid


def _name_free(community: Community, *names: str, but: UUID | None = None) -> None:
    """Two grids of a community never answer to the same word."""
    others = Grid.objects.select_for_update().filter(community=community).exclude(pk=but)
    taken = {name for grid in others for name in (grid.code, grid.label)}
    for name in names:
        if name and name in taken:
            raise Refused(_("已经有一个网格叫“%(name)s”，没有保存。换个名字。") % {"name": name})


@transaction.atomic
def rename_grid(*, grid: Grid, label: str, seen: str, by: Actor) -> Grid:
    """改网格的名字. `seen` is the name that the person read; empty for both: its code."""
    grid = Grid.objects.select_for_update().get(pk=grid.pk)
    if grid.label != seen:
        raise Stale(_("这个网格刚被改名为“%(name)s”，您的没有保存。看看还要不要改。") % {"name": grid})
    _name_free(grid.community, label, but=grid.pk)
    grid.label = label
    grid.save(update_fields=["label"])
    timeline.record("places.grid_renamed", subject=grid, by=by, body={"code": grid.code}, words=label)
    return grid


@transaction.atomic
def move_buildings(*, grid: Grid, buildings: Mapping[UUID, UUID], by: Actor) -> int:
    """把楼栋划到这个网格: each building with the grid that the person saw it in; one that has moved since stops the
    whole move. Open matters stay with who leads them. How many moved."""
    rows = list(Building.objects.select_for_update().filter(pk__in=buildings, community=grid.community))
    if len(rows) != len(buildings) or any(row.grid_id != buildings[row.pk] for row in rows):
        raise Stale(_("有楼栋刚被别人划走了，一栋都没有动。看看现在各在哪里，再选一次。"))
    for row in rows:
        body = {"from": row.grid_id, "to": grid.pk}
        row.grid = grid
        row.save(update_fields=["grid"])
        timeline.record("places.building_moved", subject=row, by=by, body=body)
    return len(rows)


@transaction.atomic
def remove_grid(*, grid: Grid, by: Actor) -> None:
    """去掉空的网格: one that no building, post or matter speaks of."""
    if not free(Grid.objects.filter(pk=grid.pk)).exists():
        raise Refused(_("%(grid)s还有楼栋、岗位或者办过的事，没有去掉。") % {"grid": grid})
    timeline.record("places.grid_removed", subject=grid, by=by, body={"code": grid.code})
    grid.delete()


@transaction.atomic
def add_building(
    *,
    grid: Grid,
    name: str,
    floors: int,
    units: Iterable[tuple[str, Iterable[str]]],
    built: int | None = None,
    aliases: Iterable[str] = (),
    order: int = 0,
) -> Building:
    """楼栋 with its units, stacks and homes. `units` gives each unit's name and the names of its stacks ("01", "02"):
    a home's room is its floor followed by its stack. The door needs the unit's name only where a room number comes twice.
    """
    building = Building.objects.create(
        community=grid.community, grid=grid, name=name, floors=floors, built=built, order=order
    )
    BuildingAlias.objects.bulk_create(BuildingAlias(building=building, name=alias) for alias in aliases)
    layout = [(unit, list(stacks)) for unit, stacks in units]
    times = Counter(stack for _, stacks in layout for stack in stacks)
    found = Unit.objects.bulk_create(Unit(building=building, name=unit) for unit, _ in layout)
    stacks = Stack.objects.bulk_create(
        Stack(unit=unit, name=name) for unit, (_, names) in zip(found, layout, strict=True) for name in names
    )
    Home.objects.bulk_create(
        home for stack in stacks for home in _homes_of(stack, floors, needs_unit=times[stack.name] > 1)
    )
    _register_changed(building.pk)
    return building


def _register_changed(*buildings: UUID) -> None:
    """From now on nobody reads addresses by the register as it was."""
    Community.objects.filter(buildings__in=buildings).update(register_version=token())


def _homes_of(stack: Stack, floors: int, *, needs_unit: bool) -> Iterator[Home]:
    building = stack.unit.building
    for floor in range(1, floors + 1):
        room = f"{floor}{stack.name}"
        label = address.canonical(building.name, stack.unit.name if needs_unit else "", room)
        yield Home(building=building, unit=stack.unit, stack=stack, floor=floor, room=room, label=label)


@transaction.atomic
def place_buildings(*, community: Community, where: Mapping[UUID, geo.Place | None], by: Actor) -> int:
    """摆到图上: where houses stand, in WGS-84, or that nobody knows any more. What is there already is not written again;
    how many moved."""
    moved = []
    for row in Building.objects.select_for_update().filter(community=community, pk__in=list(where)):
        at = where[row.pk]
        lat, lon = (Decimal(f"{at.lat:.6f}"), Decimal(f"{at.lon:.6f}")) if at else (None, None)
        if (row.lat, row.lon) != (lat, lon):
            row.lat, row.lon = lat, lon
            moved.append(row)
    Building.objects.bulk_update(moved, ["lat", "lon"], batch_size=500)
    for row in moved:
        body = {"lat": row.lat and str(row.lat), "lon": row.lon and str(row.lon)}
        timeline.record("places.building_placed", subject=row, by=by, body=body)
    return len(moved)


@transaction.atomic
def set_calendar_day(*, division: Division, day: date, is_work: bool, note: str, by: Actor) -> CalendarDay:
    """日历: keep a day otherwise than the published holidays say, for this division and everything below it."""
    row, _ = CalendarDay.objects.update_or_create(
        division=division, day=day, defaults={"is_work": is_work, "note": note}
    )
    body = {"day": day, "is_work": is_work, "division": division.code}
    timeline.record("places.calendar_day_set", subject=division, by=by, body=body, words=note)
    return row


@transaction.atomic
def clear_calendar_day(*, row: CalendarDay, by: Actor) -> None:
    """日历: follow the published holidays again on this day."""
    body = {"day": row.day, "division": row.division.code}
    timeline.record("places.calendar_day_cleared", subject=row.division, by=by, body=body)
    row.delete()


class Added(NamedTuple):
    """What `add_homes` made."""

    units: list[Unit]
    stacks: list[Stack]
    homes: list[Home]


@transaction.atomic
def add_homes(*, building: Building, doors: Iterable[tuple[str, str, int]]) -> Added:
    """户 of a ledger, each by its unit's name, its room and its floor; missing units and stacks come with them.

    A room is its floor and then its stack: 303 stands in 03. Where it is not, the room is a stack of its own.
    """
    doors = list(doors)
    units = {unit.name: unit for unit in building.units.all()}
    new_units = [Unit(building=building, name=name) for name in dict.fromkeys(door[0] for door in doors)]
    new_units = [unit for unit in new_units if unit.name not in units]
    units |= {unit.name: unit for unit in Unit.objects.bulk_create(new_units)}
    stacks = {(stack.unit_id, stack.name): stack for stack in Stack.objects.filter(unit__building=building)}
    new_stacks, homes = [], []
    for unit_name, room, floor in doors:
        unit = units[unit_name]
        name = room.removeprefix(str(floor)) or room
        if (unit.pk, name[:10]) not in stacks:
            stacks[unit.pk, name[:10]] = Stack(unit=unit, name=name[:10])
            new_stacks.append(stacks[unit.pk, name[:10]])
        homes.append(Home(building=building, unit=unit, stack=stacks[unit.pk, name[:10]], floor=floor, room=room))
    Stack.objects.bulk_create(new_stacks)
    _name_doors(building, homes)
    Home.objects.bulk_create(homes)
    top = max((floor for _unit, _room, floor in doors), default=0)
    if top > building.floors:
        building.floors = top
        building.save(update_fields=["floors"])
    _register_changed(building.pk)
    return Added(new_units, new_stacks, homes)


def _name_doors(building: Building, coming: Sequence[Home] = ()) -> None:
    """The door needs the unit's name only where a room number comes twice; one that comes may rename one there is."""
    homes = list(Home.objects.filter(building=building).select_related("unit"))
    times = Counter(home.room for home in (*homes, *coming))
    for home in coming:
        home.label = address.canonical(building.name, home.unit.name if times[home.room] > 1 else "", home.room)
    renamed = []
    for home in homes:
        label = address.canonical(building.name, home.unit.name if times[home.room] > 1 else "", home.room)
        if label != home.label:
            home.label = label
            renamed.append(home)
    Home.objects.bulk_update(renamed, ["label"], batch_size=500)


@transaction.atomic
def correct_building(
    *, building: UUID, fact: Literal["built", "floors"], before: int | None, after: int | None
) -> bool:
    """建成年份 or 层数 of a building; what somebody has changed since stays."""
    return bool(Building.objects.filter(pk=building, **{fact: before}).update(**{fact: after}))


@transaction.atomic
def take_down(*, homes: Iterable[UUID], buildings: Iterable[UUID], grids: Iterable[UUID]) -> int:
    """Take homes off the register again that nothing speaks of yet, with the units, buildings and grids left empty.

    What somebody has since reported from, lives in or looks after stays. How many homes went.
    """
    gone = list(free(Home.objects.filter(pk__in=list(homes))).values_list("pk", "building_id"))
    buildings = list(buildings)
    _register_changed(*buildings, *{building for _home, building in gone})
    Home.objects.filter(pk__in=[home for home, _building in gone]).delete()
    touched = {building for _home, building in gone}
    free(Stack.objects.filter(unit__building__in=touched)).delete()
    free(Unit.objects.filter(building__in=touched)).delete()
    free(Building.objects.filter(pk__in=buildings)).delete()
    free(Grid.objects.filter(pk__in=list(grids))).delete()
    for building in Building.objects.filter(pk__in=touched):
        _name_doors(building)
    return len(gone)
