"""对答案: was the right place read? Exact, wrong (taken without asking), or unsure (the page asks)."""

from huying.bench.site import FLOOR, ROOM, TOP, Door, Site, Wanted
from huying.cases.intake import Proposal

EXACT, WRONG, UNSURE = "exact", "wrong", "unsure"


def judge(site: Site, expected: Wanted, proposal: Proposal) -> str:
    """A single home is exact when it is taken without asking. What no register can decide alone (several homes, a floor,
    a building, no place at all) is exact when the page asks, and offers just that."""
    doors = [key for key, door in site.doors.items() if _names(expected, door, site)]
    single = bool(expected.buildings) and len(doors) == 1 and all(ROOM.fullmatch(room) for room in expected.rooms)
    if proposal.sure:
        return _taken(site, expected, proposal, doors if single else [])
    if single:
        return UNSURE
    return EXACT if _offered(site, expected, proposal, set(doors)) else UNSURE


def _taken(site: Site, expected: Wanted, proposal: Proposal, single: list[object]) -> str:
    sure = proposal.sure
    if sure.home:
        return EXACT if single == [sure.home.pk] else WRONG
    if sure.building and site.buildings[sure.building.pk] not in expected.buildings:
        return WRONG
    return UNSURE if single or expected.rooms else EXACT


def _offered(site: Site, expected: Wanted, proposal: Proposal, doors: set[object]) -> bool:
    homes = {place.home.pk for place in proposal.places if place.home}
    bare = [place.building for place in proposal.places if place.building and not place.home]
    buildings = {site.buildings[row.pk] for row in bare}
    if not expected.buildings:
        # No house was named: then none may be put forward, and of homes only those that bear what was said.
        return homes <= doors if expected.rooms or expected.units else not homes and not buildings
    if expected.rooms and doors:
        return homes == doors
    return buildings == set(expected.buildings) and homes <= doors


def _names(expected: Wanted, door: Door, site: Site) -> bool:
    """Whether the words, as the file understands them, may mean this door."""
    if expected.buildings and door.building not in expected.buildings:
        return False
    if expected.units and door.unit not in expected.units:
        return False
    return not expected.rooms or any(_is_room(room, door, site) for room in expected.rooms)


def _is_room(room: str, door: Door, site: Site) -> bool:
    if room == TOP:
        return door.floor == site.tops[door.building]
    if floor := FLOOR.match(room):
        return door.floor == int(floor[1])
    return door.room == room
