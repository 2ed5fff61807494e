"""The register of homes (房屋底册) as the rules need it: every look-up is one dict away."""

import re
from collections import defaultdict
from collections.abc import Iterable
from typing import NamedTuple

from huying.rules.address.noise import blot
from huying.rules.address.plain import plain
from huying.rules.address.scan import Page, pieces

# In a register 1-3栋 is one building; only in free text may it be three.
ANNEX = re.compile(r"([0-9]+-[0-9]+)(?:栋|幢|座|号楼)?")


class RegisterBuilding(NamedTuple):
    """`name` and `aliases` as the community says them: 附13栋, 13附栋, 韶光路66号."""

    key: str
    name: str
    aliases: tuple[str, ...] = ()


class RegisterHome(NamedTuple):
    """`building` is the key of a RegisterBuilding."""

    key: str
    building: str
    unit: str
    room: str
    floor: int


class Register:
    """Buildings and homes of one community. `own_names` may stand before an address: 韶光社区, 东湖街道, 韶光路."""

    def __init__(
        self, buildings: Iterable[RegisterBuilding], homes: Iterable[RegisterHome], own_names: Iterable[str] = ()
    ) -> None:
        self.own_names = tuple(sorted({plain(name).text for name in own_names if name}, key=len, reverse=True))
        self._named: dict[str, dict[str, None]] = defaultdict(dict)
        self._cores: dict[str, dict[str, None]] = defaultdict(dict)
        self._rooms: dict[tuple[str, str], list[RegisterHome]] = defaultdict(list)
        self._loose: dict[str, list[RegisterHome]] = defaultdict(list)
        self._floors: dict[tuple[str, int], list[RegisterHome]] = defaultdict(list)
        self._levels: dict[str, set[int]] = defaultdict(set)
        self._units: dict[str, set[str]] = defaultdict(set)
        for building in buildings:
            for name in (building.name, *building.aliases):
                self._named[building_code(name)][building.key] = None
                self._cores[core(building_code(name))][building.key] = None
        for home in homes:
            self._add(home)

    def _add(self, home: RegisterHome) -> None:
        self._rooms[home.building, home.room].append(home)
        self._loose[home.room].append(home)
        self._floors[home.building, home.floor].append(home)
        self._levels[home.building].add(home.floor)
        self._units[home.building].add(home.unit)

    def named(self, code: str) -> tuple[str, ...]:
        """Keys of the buildings of exactly this name."""
        return tuple(self._named.get(code, ()))

    def similar(self, code: str) -> tuple[str, ...]:
        """Keys of buildings with the same figure: 新3 for 3. To choose from, never to take."""
        return tuple(self._cores.get(core(code), ())) if core(code) else ()

    def rooms(self, building: str, room: str) -> list[RegisterHome]:
        return self._rooms.get((building, room), [])

    def rooms_anywhere(self, room: str) -> list[RegisterHome]:
        return self._loose.get(room, [])

    def on_floor(self, building: str, floor: int) -> list[RegisterHome]:
        return self._floors.get((building, floor), [])

    def top_floor(self, building: str) -> int:
        return max(self._levels.get(building, {0}))

    def nearest_floor(self, building: str, floor: int) -> list[RegisterHome]:
        """The homes of that floor, or of the floor nearest to it."""
        levels = self._levels.get(building)
        if not levels:
            return []
        return self.on_floor(building, min(levels, key=lambda level: (abs(level - floor), level)))

    def has_unit(self, building: str, unit: str) -> bool:
        return unit in self._units.get(building, ())


def building_code(name: str) -> str:
    """附十三栋 → 附13, 5 → 5, 韶光路66号 → 韶光路66号; a name that is no code stays as written."""
    spelled = plain(name).text
    if annex := ANNEX.fullmatch(spelled):
        return annex[1]
    for written in (spelled, spelled + "栋"):
        found = [piece.reading for piece in pieces(Page(written, blot(written)))]
        whole = [reading for reading in found if reading.start == 0 and reading.end == len(written)]
        if len(found) == 1 and whole and whole[0].only_building and not whole[0].spot:
            return whole[0].building
    return spelled


def core(code: str) -> str:
    """The bare figure of a building name: 新3 → 3, 13附1 → 13, 12B → 12."""
    return "".join(char if char.isdigit() else " " for char in code).split(" ")[0] or "".join(
        char if char.isdigit() else "" for char in code.partition("附")[2] or code
    )
