"""Writes of places: setting up divisions, communities, grids and buildings, and keeping the working calendar."""

from collections.abc import Iterable
from datetime import date

from django.db import transaction

from huying.core import timeline
from huying.core.actor import Actor
from huying.rules import address

from .models import Building, BuildingAlias, CalendarDay, Community, Division, Grid, Home, Stack, Unit


@transaction.atomic
def add_division(*, code: str, name: str, level: str, parent: Division | None) -> Division:
    """行政区划: a row of the official tables, under its parent."""
    path = f"{parent.path if parent else ''}{code}/"
    return Division.objects.create(code=code, name=name, level=level, parent=parent, path=path)


@transaction.atomic
def open_community(*, key: str, name: str, division: Division, phone: str, by: Actor) -> Community:
    """社区: takes its place under the division that it is today."""
    community = Community.objects.create(
        key=key, name=name, division=division, phone=phone, path=f"{division.path}{key}/"
    )
    timeline.record("places.community_opened", subject=community, by=by, body={"division": division.code})
    return community


@transaction.atomic
def add_grid(*, community: Community, code: str) -> Grid:
    return Grid.objects.create(community=community, code=code)


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
    said = [stack for _, stacks in layout for stack in stacks]
    for unit_name, stack_names in layout:
        unit = Unit.objects.create(building=building, name=unit_name)
        for stack_name in stack_names:
            stack = Stack.objects.create(unit=unit, name=stack_name)
            _fill_stack(stack, floors, needs_unit=said.count(stack_name) > 1)
    return building


def _fill_stack(stack: Stack, floors: int, *, needs_unit: bool) -> None:
    building = stack.unit.building
    for floor in range(1, floors + 1):
        room = f"{floor}{stack.name}"
        label = address.canonical(building.name, stack.unit.name if needs_unit else "", room)
        Home.objects.create(building=building, unit=stack.unit, stack=stack, floor=floor, room=room, label=label)


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
