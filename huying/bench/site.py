"""底册 The register that a bench reads against: the demo's community, every home the file expects, and homes easily
mistaken for them. On the homes it names the file is right: a room said without its unit is then one door."""

import re
from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import NamedTuple

from django.db import transaction

from huying.bench.table import Row
from huying.demo import cast
from huying.places.models import Building, BuildingAlias, Community, Grid, Home, Stack, Unit
from huying.rules import address
from huying.rules.address.register import building_code, core

ROOM = re.compile(r"[0-9]{3,4}")
FLOOR = re.compile(r"([0-9]{1,2})楼")
TOP = "顶楼"
PLATE = re.compile(r"[0-9]+号(附[0-9]+)?")
ROAD = r"[\u4e00-\u9fff]{1,7}?[路街巷道里弄]"
BEFORE_A_ROAD = re.compile(r"社区|街道|小区|[省市县区在住到]")
# What the same figure may also be called: 5, 新5, 老5, 附5 stand in one community.
PREFIXES = ("", "新", "老", "附")


class Wanted(NamedTuple):
    """What a line of the file means. `rooms` as the file writes them: 303, 2楼西, 顶楼, 架空层."""

    buildings: tuple[str, ...]
    units: tuple[str, ...]
    rooms: tuple[str, ...]


class Door(NamedTuple):
    building: str
    unit: str
    room: str
    floor: int


def wanted(row: Row, text: str) -> Wanted:
    """The columns building, unit and room; several are parted by a semicolon."""
    parts = {name: tuple(one.strip() for one in row[name].split(";") if one.strip()) for name in ("building", "unit")}
    rooms = tuple(one.strip() for one in row["room"].split(";") if one.strip())
    return Wanted(tuple(_named(one, text) for one in parts["building"]), parts["unit"], rooms)


def _named(building: str, text: str) -> str:
    """A door plate stands in a register with the road that the line names."""
    if PLATE.fullmatch(building) and (said := re.search(rf"({ROAD}){building}", text)):
        return BEFORE_A_ROAD.split(said[1])[-1] + building
    return building_code(building)


@dataclass
class Plan:
    """Buildings by their code, each with the floor of every (unit, room)."""

    doors: dict[str, dict[tuple[str, str], int]] = field(default_factory=dict)
    names: dict[str, str] = field(default_factory=dict)

    def add(self, building: str, unit: str, room: str) -> None:
        self.doors.setdefault(building, {})[unit, room] = int(room[:-2] or 1)

    def has(self, building: str, room: str) -> bool:
        return any(known == room for _unit, known in self.doors.get(building, ()))

    def drop(self, building: str, room: str) -> None:
        for door in [one for one in self.doors.get(building, ()) if one[1] == room]:
            del self.doors[building][door]


def plan(lines: Iterable[Wanted], houses: Iterable[str]) -> Plan:
    found = Plan()
    for order, name in enumerate(houses):
        floors, units = cast.layout(name, order)
        found.names[building_code(name)] = name
        for unit, stacks in units:
            for floor in range(1, floors + 1):
                for stack in stacks:
                    found.add(building_code(name), unit, f"{floor}{stack}")
    known = list(lines)
    _expected(found, known)
    _distractors(found, known)
    return found


def _expected(found: Plan, lines: list[Wanted]) -> None:
    """All doors that the file names; a room it names with a unit lies in that unit, and in no other of the house."""
    units: dict[tuple[str, str], set[str]] = {}
    for line in lines:
        for building in line.buildings:
            found.doors.setdefault(building, {})
            for room in line.rooms:
                if ROOM.fullmatch(room):
                    units.setdefault((building, room), set()).update(line.units)
            for unit in line.units:
                if not any(known == unit for known, _room in found.doors[building]):
                    found.add(building, unit, "19" + (unit if unit.isdigit() and len(unit) == 1 else "9"))
    for (building, room), said in units.items():
        here = [unit for unit, known in found.doors[building] if known == room]
        found.drop(building, room)
        for unit in sorted(said) or here[:1] or ["1"]:
            found.add(building, unit, room)
    for line in lines:
        for building in line.buildings:
            for floor in filter(None, (FLOOR.match(room) for room in line.rooms)):
                for unit in line.units or ("1",):
                    _storey(found, building, unit, floor[1])


def _storey(found: Plan, building: str, unit: str, floor: str) -> None:
    if not any(known == unit and storey == int(floor) for (known, _room), storey in found.doors[building].items()):
        free = next(f"{floor}{stack:02}" for stack in range(1, 99) if not found.has(building, f"{floor}{stack:02}"))
        found.add(building, unit, free)


def _distractors(found: Plan, lines: list[Wanted]) -> None:
    """The same room next door and on the other side, and in houses of the same figure."""
    for line in lines:
        for building in line.buildings:
            figure = core(building)
            if not figure:
                continue
            near = [str(int(figure) + step) for step in (-1, 1) if int(figure) + step > 0]
            for other in (*near, *(prefix + figure for prefix in PREFIXES)):
                if other == building:
                    continue
                found.doors.setdefault(other, {})
                for room in line.rooms or ("101",):
                    if ROOM.fullmatch(room) and not found.has(other, room):
                        found.add(other, "1", room)


# --- in the database --------------------------------------------------------------------------------------------------


@dataclass
class Site:
    """The community with its register, and every door in it by the key of its home."""

    community: Community
    doors: dict[object, Door]
    buildings: dict[object, str]
    tops: dict[str, int]


@transaction.atomic
def build(lines: Iterable[Wanted], houses: Iterable[str] = (*cast.G01, *cast.G02)) -> Site:
    stage = cast.set_stage(())
    grid = Grid.objects.filter(community=stage.community).order_by("code")[0]
    site = Site(stage.community, {}, {}, {})
    drawn = plan(lines, houses)
    for order, (code, doors) in enumerate(drawn.doors.items()):
        name = drawn.names.get(code, code)
        building = Building.objects.create(
            community=stage.community, grid=grid, name=name, floors=max(doors.values(), default=1), order=order
        )
        site.buildings[building.pk], site.tops[code] = code, building.floors
        BuildingAlias.objects.bulk_create(
            BuildingAlias(building=building, name=alias) for alias in cast.ALIASES.get(name, ())
        )
        _homes(site, building, code, doors)
    return site


def _homes(site: Site, building: Building, code: str, doors: dict[tuple[str, str], int]) -> None:
    units = {unit: Unit(building=building, name=unit) for unit, _room in doors}
    stacks = {(unit, room[-2:]): Stack(unit=units[unit], name=room[-2:]) for unit, room in doors}
    Unit.objects.bulk_create(units.values())
    Stack.objects.bulk_create(stacks.values())
    said = [room for _unit, room in doors]
    homes = []
    for (unit, room), floor in doors.items():
        label = address.canonical(building.name, unit if said.count(room) > 1 else "", room)
        home = Home(
            building=building, unit=units[unit], stack=stacks[unit, room[-2:]], floor=floor, room=room, label=label
        )
        site.doors[home.pk] = Door(code, unit, room, floor)
        homes.append(home)
    Home.objects.bulk_create(homes)
