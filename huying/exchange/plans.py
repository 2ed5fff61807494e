"""The dry run 先试一遍: what a ledger would change, and every row that cannot be taken, with why and what to mend.

Pure: a table, its mapping and the register go in. The import itself carries out the very same plan.
"""

from collections.abc import Callable, Iterator, Sequence
from functools import lru_cache
from typing import Any

from django.utils.translation import gettext as _

from . import cells
from .appeals import Appeals
from .cells import BadCell
from .doors import cell, door_of, found_house, house_of, label_of, named, no_door
from .known import Door, House, Known, KnownAppeals, Person
from .planned import Bad, NewHome, NewPhone, NewResident, NewYear, Plan, Wrong
from .properties import Properties
from .reading import Row, Table

__all__ = ["Bad", "Plan", "by_row", "make"]


PLAIN: dict[str, Callable[[str], Any]] = {
    # many rows say the same house
    "building": lru_cache(maxsize=4096)(cells.building),
    "unit": cells.unit,
    "built": cells.year,
    "grid": cells.grid,
    "name": cells.name,
}


def make(kind: str, table: Table, mapping: Sequence[str], known: Known | KnownAppeals) -> Plan:
    """Go through the rows of a ledger against the register."""
    reader: Any = {"homes": _Homes, "residents": _Residents, "appeals": Appeals, "properties": Properties}[kind](
        known, table
    )
    places = {what: at for at, what in enumerate(mapping) if what}
    plan = reader.plan
    plan.rows = len(table.rows)
    for row in table.rows:
        said = {what: row.cells[at] for what, at in places.items() if at < len(row.cells)}
        read = _read(row, said, plan)
        if read is None:
            continue
        try:
            reader.take(row, said, read)
        except Wrong as wrong:
            plan.bad.append(Bad(row.number, wrong.where, said.get(wrong.where, ""), wrong.reason, wrong.mend))
    return plan


def _read(row: Row, said: dict[str, str], plan: Plan) -> dict[str, Any] | None:
    """Every cell by itself; None where one of them cannot be kept."""
    read: dict[str, Any] = {}
    wrong = False
    for what, parse in PLAIN.items():
        if what in said:
            try:
                read[what] = parse(said[what])
            except BadCell as found:
                wrong = True
                plan.bad.append(Bad(row.number, what, said[what], found.reason, found.mend))
    return None if wrong else read


class _Homes:
    """房屋台账: creates what is missing of houses, units and homes."""

    def __init__(self, known: Known, _table: Table) -> None:
        self.known, self.plan = known, Plan()

    def take(self, row: Row, said: dict[str, str], read: dict[str, Any]) -> None:
        house = found_house(self.known, read["building"])
        fresh = house is None
        if house is None:
            house = self._new_house(read)
        door = door_of(house, read.get("unit", ""), said["room"])
        room = door.room if door else cell("room", cells.room, said["room"])
        floor = _floor(said.get("floor", ""), room) if door is None or said.get("floor") else door.floor
        unit = "" if door else self._unit(house, read.get("unit", ""))
        if door and door.floor != floor:
            raise Wrong("floor", _("这一户登记在 %(n)s 楼") % {"n": door.floor}, str(door.floor))
        filled = self._year(house, read)
        if fresh:
            self._add_house(house)
        if door is None:
            house.add(Door(None, unit, room, floor))
            self.plan.homes.append(NewHome(house, unit, room, floor))
        elif not filled:
            self.plan.same += 1

    def _new_house(self, read: dict[str, Any]) -> House:
        code, grid = read["building"], read.get("grid", "")
        if not grid:
            if len(self.known.grids) != 1:
                raise Wrong("grid", _("%(house)s是新的，要写明归哪个网格") % {"house": label_of(code)})
            grid = next(iter(self.known.grids))
        grid = self.known.grids.get(grid, grid)
        return House(None, code, label_of(code), grid, read.get("built"))

    def _add_house(self, house: House) -> None:
        self.known.add(house)
        self.plan.houses.append(house)
        if cells.grid(house.grid) not in self.known.grids:
            self.known.grids[cells.grid(house.grid)] = house.grid
            self.plan.grids.append(house.grid)

    def _unit(self, house: House, unit: str) -> str:
        """Without a word a house of one staircase has only that one."""
        if unit or not house.units:
            return unit or "1"
        if len(house.units) > 1:
            raise Wrong("unit", _("%(house)s有 %(n)s 个单元，没写是哪个") % named(house, n=len(house.units)))
        return next(iter(house.units))

    def _year(self, house: House, read: dict[str, Any]) -> bool:
        """Checks grid and year of a house we know; whether the year is news."""
        grid, built = read.get("grid", ""), read.get("built")
        if grid and grid != cells.grid(house.grid):
            raise Wrong("grid", _("%(house)s归 %(grid)s") % named(house, grid=house.grid), house.grid)
        if built is None or built == house.built:
            return False
        if house.built is not None:
            where = named(house, year=house.built)
            raise Wrong("built", _("%(house)s记的是 %(year)s 年建") % where, str(house.built))
        house.built = built
        if house.id is not None:
            self.plan.years.append(NewYear(house, built))
        return house.id is not None


class _Residents:
    """居民台账: people of homes on the register; nobody is put into a home that is not there."""

    def __init__(self, known: Known, _table: Table) -> None:
        self.known, self.plan = known, Plan()
        self._said: dict[tuple[object, str], tuple[int, str]] = {}

    def take(self, row: Row, said: dict[str, str], read: dict[str, Any]) -> None:
        house = house_of(self.known, read["building"])
        door = door_of(house, read.get("unit", ""), said["room"])
        if door is None:
            no_door(house, said["room"], read.get("unit", ""))
        name, written = read["name"], said.get("phone", "")
        ours = [person for person in self.known.people.get(door.id, ()) if person.name == name]
        if any(written == person.phone for person in ours):
            self.plan.same += 1
            return
        self._person(row, door, name, cell("phone", cells.phone, written), ours)

    def _person(self, row: Row, door: Door, name: str, phone: str, ours: list[Person]) -> None:
        earlier, said = self._said.setdefault((door.id, name), (row.number, phone))
        if earlier != row.number:
            if phone and phone != said:
                raise Wrong("phone", _("和第 %(n)s 行是同一个人，电话不一样") % {"n": earlier})
            self.plan.same += 1
        elif not ours:
            self.plan.residents.append(NewResident(door.id, name, phone))
        elif not phone or any(phone == cells.narrow(person.phone) for person in ours):
            self.plan.same += 1
        else:
            self.plan.phones.append(NewPhone(ours[0].id, ours[0].phone, phone))


def _floor(said: str, room: str) -> int:
    return int(cell("floor", lambda text: cells.floor(text, room), said))


def by_row(plan: Plan) -> Iterator[tuple[int, list[Bad]]]:
    """The bad cells of each row together, in the order of the file."""
    rows: dict[int, list[Bad]] = {}
    for bad in plan.bad:
        rows.setdefault(bad.number, []).append(bad)
    yield from sorted(rows.items())
