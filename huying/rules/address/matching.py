"""Matches a reading with the register (对底册): one home only when nothing is in doubt, else candidates to tap."""

import re
from dataclasses import dataclass, replace

from huying.rules.address.grammar import BESIDE
from huying.rules.address.reading import Reading
from huying.rules.address.register import Register, RegisterHome

PLACE = re.compile(
    r"(?P<name>[\u4e00-\u9fffA-Z0-9]*?)(?:社区|小区|街道|街办|花园|家园|公寓|新村|宿舍|大院|[省市县区镇乡村苑])$"
)
# Words before a place that name nobody's place: 我住小区5栋.
SMALL_WORDS = re.compile(
    r"我们|我家|我|你们|咱们|本|贵|这个|那个|这边|那边|该|整个|住在|家住|住|在|到|去|请|是|位于|关于|反映|市民|居民|群众|来电|称|转来|:|的|和|与|及|"
    r"社区|小区|院子|里|内|全|同|一个|有人|为|向|找|对|把|被|由|就|说|给|投诉|举报|咨询|求助|感谢|希望|建议|巡查|发现|业主|住户|地址"
)
STRANGER = re.compile(r"[新老大小东西南北上下前后]")
OLD_OR_NEW = re.compile(r"[新老旧]*")


@dataclass(frozen=True)
class Match:
    """kind: home, homes, building, buildings, unknown_room, unknown, nothing. `note` says why it is not plainer."""

    kind: str
    homes: tuple[str, ...] = ()
    buildings: tuple[str, ...] = ()
    note: str = ""


def match(reading: Reading, register: Register) -> Match:
    """What the register knows of a reading. Only kind "home" may be taken without asking."""
    if not (reading.building or reading.unit or reading.room):
        return Match("nothing")
    if not reading.building:
        return _without_building(reading, register)
    keys, note = _buildings(reading, register)
    if not keys:
        return Match("unknown", buildings=register.similar(reading.building), note=note)
    answer = _one_building(reading, register, keys[0]) if len(keys) == 1 else _several(reading, register, keys)
    return _doubted(answer, note or _doubt(reading, register))


def _buildings(reading: Reading, register: Register) -> tuple[tuple[str, ...], str]:
    """Keys of the buildings that the words may mean, and why they are in doubt."""
    if reading.building.partition("附")[0].endswith("号"):
        return _by_plate(reading, register)
    keys = register.named(reading.building)
    others = [key for name in reading.alternatives for key in register.named(name)]
    both = tuple(dict.fromkeys((*keys, *others)))
    return both, "alternative" if others else ("" if keys else "no_such_building")


def _by_plate(reading: Reading, register: Register) -> tuple[tuple[str, ...], str]:
    """A door plate of a road: 韶光路66号 by its full name, else 66号 alone, which another road may have too."""
    ends = (reading.road[start:] for start in range(len(reading.road)))
    known = next((end for end in ends if register.named(end + reading.building)), None)
    if known is not None:
        return register.named(known + reading.building), ""
    ours = not reading.road or any(reading.road.endswith(name) for name in register.own_names)
    keys = register.named(reading.building)
    return keys, "" if keys and ours else "road_number"


def _without_building(reading: Reading, register: Register) -> Match:
    homes = [home for home in register.rooms_anywhere(reading.room) if reading.unit in ("", home.unit)]
    kind = "homes" if homes else "unknown"
    return Match(kind, _keys(homes), tuple(dict.fromkeys(home.building for home in homes)), "no_building")


def _several(reading: Reading, register: Register, keys: tuple[str, ...]) -> Match:
    if not reading.room:
        return Match("buildings", buildings=keys, note="several_buildings")
    homes = [home for key in keys for home in register.rooms(key, reading.room) if reading.unit in ("", home.unit)]
    return Match("homes" if homes else "buildings", _keys(homes), keys, "several_buildings")


def _one_building(reading: Reading, register: Register, key: str) -> Match:
    if not reading.room:
        known = not reading.unit or register.has_unit(key, reading.unit)
        return Match("building", buildings=(key,)) if known else Match("buildings", (), (key,), "wrong_unit")
    if reading.floor is not None or reading.room.startswith("顶楼"):
        return _on_floor(reading, register, key)
    return _room(reading, register, key)


def _on_floor(reading: Reading, register: Register, key: str) -> Match:
    """二楼西头, 顶楼: the register knows the floor; which door, a person knows."""
    named = register.rooms(key, reading.room)
    floor = register.top_floor(key) if reading.floor is None else reading.floor
    homes = named or [home for home in register.on_floor(key, floor) if reading.unit in ("", home.unit)]
    if not homes:
        return Match("unknown_room", _keys(register.nearest_floor(key, floor)), (key,), "no_such_floor")
    return Match("homes", _keys(homes), (key,), "which_door")


def _room(reading: Reading, register: Register, key: str) -> Match:
    homes = register.rooms(key, reading.room)
    if not homes and not reading.room[0].isdigit():  # 车库, 门面: no home is like it
        return Match("buildings", (), (key,), "no_such_room")
    if not homes:
        return Match("unknown_room", _keys(_near(reading, register, key)), (key,), "no_such_room")
    fitting = [home for home in homes if reading.unit in ("", home.unit)]
    if not fitting:
        return Match("homes", _keys(homes), (key,), "wrong_unit")
    if len(fitting) > 1:
        return Match("homes", _keys(fitting), (key,), "which_unit")
    return Match("home", _keys(fitting), (key,))


def _near(reading: Reading, register: Register, key: str) -> list[RegisterHome]:
    """Homes to offer when the room is not in the register: those of its floor, or of the nearest."""
    return register.nearest_floor(key, int(re.sub(r"[^0-9].*", "", reading.room)) // 100)


def _keys(homes: list[RegisterHome]) -> tuple[str, ...]:
    return tuple(home.key for home in homes)


def _doubt(reading: Reading, register: Register) -> str:
    if _elsewhere(reading.place, register.own_names):
        return "other_place"
    if not reading.sure:
        return "unsure"
    return "beside" if reading.room and BESIDE.fullmatch(reading.spot) else ""


def _elsewhere(place: str, own_names: tuple[str, ...]) -> bool:
    """Whether the words right before name a community, estate or street that is not ours."""
    rest, ours = place, True
    while ours:
        name = next((name for name in own_names if rest.endswith(name)), "")
        rest, ours = rest.removesuffix(name), bool(name)
        if ours and STRANGER.fullmatch(SMALL_WORDS.sub("", rest)):
            return True
    found = PLACE.search(rest)
    return found is not None and not OLD_OR_NEW.fullmatch(SMALL_WORDS.sub("", found["name"]))


def _doubted(answer: Match, note: str) -> Match:
    """A doubt turns the one home into a candidate and the one building into a question."""
    if not note:
        return answer
    kind = {"home": "homes", "building": "buildings"}.get(answer.kind, answer.kind)
    return replace(answer, kind=kind, note=note if answer.kind in ("home", "building") else answer.note or note)
