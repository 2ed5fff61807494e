"""What the register already holds 底册: the picture of a community that a ledger is checked against, without the database."""

import unicodedata
from collections import defaultdict
from dataclasses import dataclass, field
from datetime import date
from typing import Any, NamedTuple

from huying.core.tables import UNWRITABLE
from huying.rules.address import Register
from huying.rules.address.register import building_code, core

from . import cells


class Door(NamedTuple):
    """A home of the register."""

    id: object
    unit: str
    room: str
    floor: int


class Person(NamedTuple):
    """A resident of the register."""

    id: object
    name: str
    phone: str


@dataclass
class House:
    """A building of the register, or one that this ledger would add (id is None)."""

    id: object
    name: str
    label: str
    grid: str
    built: int | None
    aliases: tuple[str, ...] = ()
    units: set[str] = field(default_factory=set)
    doors: dict[str, list[Door]] = field(default_factory=lambda: defaultdict(list))

    def add(self, door: Door) -> None:
        self.units.add(door.unit)
        self.doors[room_key(door.room)].append(door)


@dataclass
class Known:
    """Everything a community has on its register."""

    houses: list[House]
    grids: dict[str, str]  # as compared → as written
    people: dict[object, list[Person]] = field(default_factory=lambda: defaultdict(list))
    by_code: dict[str, list[House]] = field(default_factory=lambda: defaultdict(list))

    def __post_init__(self) -> None:
        for house in self.houses:
            for code in {building_code(name) for name in (house.name, *house.aliases)}:
                self.by_code[code].append(house)

    def add(self, house: House) -> None:
        self.houses.append(house)
        self.by_code[building_code(house.name)].append(house)

    def similar(self, code: str) -> str:
        """The one house with the same figure, to be offered: 新3栋 for 3栋."""
        same = {house.label for house in self.houses if core(code) and core(building_code(house.name)) == core(code)}
        return same.pop() if len(same) == 1 else ""


@dataclass(eq=False)
class KnownOwner:
    """An owner on the roll, or one that this ledger would add (id is None)."""

    id: object
    name: str
    phone: str
    status: str


@dataclass
class KnownProperties(Known):
    """The register with what is known of each home: its facts by name, and its `owner`."""

    owners: list[KnownOwner] = field(default_factory=list)
    facts: dict[object, dict[str, Any]] = field(default_factory=dict)


@dataclass
class KnownAppeals:
    """What a ledger of appeals is checked against: houses and doors, categories, what was said before, and the day."""

    register: Register
    labels: dict[str, str]  # of buildings and homes, by their keys
    categories: dict[str, str]  # names as compared → code
    names: dict[str, str]  # code → name
    said: set[tuple[date, str, str]]
    today: date


def letters(text: str) -> str:
    """How words are compared: letters and figures alone, for a file strips, guards and breaks what stands between."""
    text = unicodedata.normalize("NFKC", UNWRITABLE.sub("", text))
    return "".join(mark for mark in text if mark.isalnum())


def room_key(room: str) -> str:
    """How rooms are compared: 303室 and 303 are one."""
    try:
        return cells.room(room)
    except cells.BadCell:
        return room
