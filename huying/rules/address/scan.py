"""Finds the pieces (片段): every building, unit and room that a text names, before they are put together."""

import re
from collections.abc import Iterator
from dataclasses import replace
from typing import NamedTuple

from huying.rules.address import grammar
from huying.rules.address.grammar import Tail
from huying.rules.address.plain import figures, number
from huying.rules.address.reading import Reading

TAKEN = "\x01"
MOTION = re.compile(r"(?:从|自|爬|爬到|跑到|提到|搬到|每|共|有|[至到~、-])$")
LEVELS = re.compile(r"^(?:[至到~、和-]|以上|以下|高|都|住户|居民|业主|人家)")


class Piece(NamedTuple):
    """A reading in the plain text; `weak` when it is only a floor and no building or unit came with it."""

    reading: Reading
    weak: bool = False


class Page:
    """The plain text being read; what has been read is blotted out so that it is read once."""

    def __init__(self, text: str, blotted: str) -> None:
        self.text = text
        self.left = blotted

    def take(self, start: int, end: int) -> None:
        self.left = self.left[:start] + TAKEN * (end - start) + self.left[end:]


def pieces(page: Page) -> list[Piece]:
    """All pieces in the order of the text."""
    found: list[Piece] = []
    for finder in (_form, _roads, _spans, _unit_lists, _buildings, _lettered, _dashed, _units, _floors, _rooms):
        for piece in finder(page):
            page.take(piece.reading.start, piece.reading.end)
            found.append(piece)
    return sorted(found, key=lambda piece: (piece.reading.start, piece.reading.end))


def _reading(building: str, start: int, rest: Tail, sure: bool = True) -> Reading:
    return Reading(building, rest.unit, rest.room, rest.spot, start, rest.end, sure=sure and rest.sure)


def _form(page: Page) -> Iterator[Piece]:
    """楼栋:5 单元:3 房号:303, as a form prints it."""
    for found in grammar.FORM.finditer(page.left):
        unit, room = (figures(said) if said else "" for said in (found["unit"], found["room"]))
        yield Piece(Reading(found["building"], unit, room, "", found.start("building"), found.end()))


def _roads(page: Page) -> Iterator[Piece]:
    """韶光路88号201: the door plate is the building only when no 栋 follows."""
    for found in grammar.ROAD.finditer(page.left):
        near = re.match(r"[^,。;\n\x00]{0,12}", page.left[found.end() :])
        if near and grammar.BUILDING.search(near[0]):
            page.take(found.start("number"), found.end())
            continue
        name = figures(found["number"]) + "号" + (f"附{figures(found['annex'])}" if found["annex"] else "")
        reading = _reading(name, found.start("number"), grammar.tail(page.left, found.end()))
        yield Piece(replace(reading, road=found["road"]))


def _spans(page: Page) -> Iterator[Piece]:
    """1-3栋 or 1至3栋: the buildings from the first to the last; with a dash perhaps one building of that name."""
    for found in grammar.SPAN.finditer(page.left):
        first, last, dashed = number(found["first"]), number(found["last"]), found["mark"] == "-"
        rest = grammar.tail(page.left, found.end())
        if not 0 < first < last < first + 31 or (dashed and (rest.room or rest.unit)):
            continue
        others = (f"{first}-{last}",) if dashed else ()
        for building in range(first, last + 1):
            reading = Reading(
                str(building), "", "", rest.spot, found.start(), found.end(), sure=not dashed, alternatives=others
            )
            yield Piece(reading)


def _buildings(page: Page) -> Iterator[Piece]:
    yield from _listed(page)
    for found in list(grammar.TURNED.finditer(page.left)):
        name = found["prefix"] + figures(found["number"])
        yield Piece(_reading(name, found.start(), grammar.tail(page.left, found.end())))
    for found in list(grammar.BUILDING.finditer(page.left)):
        if page.left[found.start()] != TAKEN:
            yield from _building(page, found)


def _listed(page: Page) -> Iterator[Piece]:
    """5、6、7栋: the word stands only behind the last."""
    for found in list(grammar.MANY.finditer(page.left)):
        at = found.start()
        for item in re.split(r"(以及|[、和及与跟&])", found["items"]):
            name = re.fullmatch(r"([新旧老附]?)(\w+)", item)
            if name and item not in ("以及", "和", "及", "与", "跟"):
                yield Piece(Reading(name[1] + figures(name[2]), start=at, end=at + len(item)))
            at += len(item)


def _building(page: Page, found: re.Match[str]) -> Iterator[Piece]:
    before = page.text[max(0, found.start() - 2) : found.start()]
    rest = grammar.tail(page.left, found.end())
    bare = not (rest.unit or rest.room)
    if bare and _is_count(page, found, before):
        return
    prefix, start = found["prefix"] or "", found.start()
    if prefix and grammar.NO_PREFIX.search(before + prefix):
        prefix, start = "", start + 1
    if len(found["number"]) == 2 and grammar.is_pair(found["number"]):
        for digit in found["number"]:
            yield Piece(_reading(prefix + figures(digit), start, rest, sure=False))
        return
    sure = not (bare and (grammar.PERHAPS_COUNTED.search(before) and not rest.spot))
    name = _building_name(found, prefix)
    reading = _reading(name, start, rest, sure)
    yield Piece(replace(reading, alternatives=_alternatives(found, prefix, name)))


def _is_count(page: Page, found: re.Match[str], before: str) -> bool:
    """这栋楼, 共5栋, 三座大山: a number of buildings, not the number of one."""
    after = page.text[found.end() : found.end() + 4]
    han = not any(char.isdigit() and char.isascii() for char in found["number"])
    if any(found[part] for part in ("prefix", "suffix", "behind", "annex", "beside")):
        return False
    if found["word"] == "座":
        return han or bool(re.match(r"[\u4e00-\u9fff]", after))
    if found["word"] == "#":
        return len(found["number"]) > 2
    if found["number"] == "一" and re.match(r"楼(?![道梯顶上下前后门])", after):
        return True
    return bool(grammar.COUNTED.search(before) or grammar.MANY_HOUSES.match(after))


def _building_name(found: re.Match[str], prefix: str) -> str:
    name = figures(found["number"]) + (f"-{figures(found['sub'])}" if found["sub"] else "") + (found["suffix"] or "")
    if found["behind_number"]:
        return f"{prefix}{name}附{figures(found['behind_number'])}"
    if found["behind"] or found["beside"]:
        return f"附{name}"
    return prefix + name + (f"附{figures(found['annex'])}" if found["annex"] else "")


def _alternatives(found: re.Match[str], prefix: str, name: str) -> tuple[str, ...]:
    if prefix == "副":
        return ("附" + name[1:],)
    if prefix in ("前", "后"):
        return (name[1:],)
    return ()


def _lettered(page: Page) -> Iterator[Piece]:
    for found in list(grammar.LETTER_BUILDING.finditer(page.left)):
        yield Piece(_reading(found["name"], found.start(), grammar.tail(page.left, found.end())))


def _dashed(page: Page) -> Iterator[Piece]:
    """5-303, 5-3-303, 5-3-3-3, 新3-101, 5/303."""
    for found in list(grammar.QUADRUPLE.finditer(page.left)):
        building, unit = figures(found["building"]), figures(found["unit"])
        yield Piece(Reading(building, unit, grammar.stacked(found), "", found.start(), found.end()))
    for found in list(grammar.DASHED.finditer(page.left)):
        before = page.text[max(0, found.start() - 2) : found.start()]
        prefix, start = found["prefix"] or "", found.start()
        if prefix and grammar.NO_PREFIX.search(before + prefix):
            prefix, start = "", start + 1
        name = prefix + (figures(found["number"]) if found["number"] else "") + (found["suffix"] or "")
        room = number(found["room"])
        if not name or room < 100 or room % 100 == 0:
            continue
        unit = grammar.unit_name(found["unit"]) if found["unit"] else ""
        spot = grammar.SPOT.match(page.left, found.end())
        end = spot.end() if spot else found.end()
        yield Piece(Reading(name, unit, str(room), spot["spot"] if spot else "", start, end))


def _unit_lists(page: Page) -> Iterator[Piece]:
    """1、2单元 and 1至3单元: all but the last; the last is read as any unit."""
    for found in list(grammar.UNIT_LIST.finditer(page.left)):
        first, last = number(found["first"]), number(found["last"])
        if first >= last or last - first > 8:
            continue
        for unit in range(first, last) if found["mark"] in "至到~" else (first,):
            yield Piece(Reading(unit=str(unit), start=found.start(), end=found.end()))


def _units(page: Page) -> Iterator[Piece]:
    """三单元四零二; 3单元 alone. A 门 or 梯 without a building needs its room."""
    for found in list(grammar.UNIT.finditer(page.left)):
        if page.left[found.start()] == TAKEN or grammar.is_pair(found["unit"]):
            continue
        rest = grammar.tail(page.left, found.end(), unit=grammar.unit_name(found["unit"]))
        if rest.room or ("单元" in found["word"] and found["unit"] not in "两" and not _count_of_units(page, found)):
            yield Piece(_reading("", found.start(), rest))


def _count_of_units(page: Page, found: re.Match[str]) -> bool:
    return bool(grammar.COUNTED.search(page.text[max(0, found.start() - 2) : found.start()]))


def _floors(page: Page) -> Iterator[Piece]:
    """A floor by itself says little: 伸到三楼阳台 does, 从一楼到三楼 does not."""
    for found in list(grammar.FLOOR.finditer(page.left)):
        if page.left[found.start()] == TAKEN:
            continue
        home = grammar.floor_at(page.left, found.start())
        moving = MOTION.search(page.text[max(0, found.start() - 2) : found.start()])
        if home is None or (home.room.endswith("楼") and found.end() == home.end and found[0].endswith("层")):
            continue
        weak = not re.fullmatch(r"[0-9]+", home.room)
        through = LEVELS.match(page.text[home.end : home.end + 2]) or (
            moving and not re.search(r"[往伸漏淹滴]到$", page.text[: found.start()])
        )
        if weak and through:
            page.take(found.start(), home.end)
            continue
        rest = grammar.tail(page.left, found.start(), unit="-")
        yield Piece(Reading("", "", rest.room, rest.spot, found.start(), rest.end, sure=rest.sure), weak)


def _rooms(page: Page) -> Iterator[Piece]:
    """303房; or a bare 303 where the words around it allow a room."""
    for pattern in (grammar.BARE_LETTERED, grammar.BARE):
        for found in list(pattern.finditer(page.left)):
            strong = pattern is grammar.BARE_LETTERED
            if _households(found) or page.left[found.start()] == TAKEN or not (strong or _room_like(page, found)):
                continue
            spot = grammar.SPOT.match(page.left, found.end())
            end = spot.end() if spot else found.end()
            yield Piece(Reading("", "", figures(found["room"]), spot["spot"] if spot else "", found.start(), end))


def _households(found: re.Match[str]) -> bool:
    """120户 is a number of households."""
    return found[0].endswith("户") and number(found["room"]) % 100 > 8


def _room_like(page: Page, found: re.Match[str]) -> bool:
    before = page.left[max(0, found.start() - 1) : found.start()]
    after = page.left[found.end() : found.end() + 1]
    if grammar.SUM.search(page.text[max(0, found.start() - 2) : found.start()]):
        return False
    return TAKEN in page.left or bool(grammar.CUE_BEFORE.search(before) or grammar.CUE_AFTER.match(after))
