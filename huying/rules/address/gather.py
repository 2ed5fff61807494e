"""Puts the pieces together (补全): 103…，12栋 is 12栋103; 8栋3单元502…，我402 is 8栋3单元402."""

import re
from dataclasses import replace

from huying.rules.address.reading import Reading
from huying.rules.address.scan import Piece

GAP = re.compile(r"[,、(\s的/:-]{0,2}")
LISTED = re.compile(r"[、,和及与跟/\s至到~-]{0,2}")
FLOOR_ONLY = re.compile(r"[0-9]+楼")
CLOSE = re.compile(r"[(的/-]?")
BEFORE = re.compile(r"[\u4e00-\u9fffA-Z0-9]{0,40}$")
ROADS = re.compile(r"[\u4e00-\u9fff]{1,6}?(?:路|街|巷|弄|大道)[0-9零一二三四五六七八九十百]+号(?:大?院)?$")
ASIDE = re.compile(r"(?:的|居民|住户|业主|人|,|:|、|\s|\()+$")


def gather(pieces: list[Piece], text: str) -> list[Reading]:
    """The readings in order, each as whole as the text makes it."""
    readings = _without_idle_floors(pieces, text)
    readings = _joined(_placed(readings, text), text)
    return _without_echoes(_completed(readings))


def _without_idle_floors(pieces: list[Piece], text: str) -> list[Reading]:
    """A floor mentioned in passing gives way to a real room, and says nothing without a building."""
    roomy = any(piece.reading.room and not piece.weak for piece in pieces)
    housed = any(piece.reading.building or piece.reading.unit for piece in pieces)
    alone = len(pieces) == 1 and pieces[0].reading.end - pieces[0].reading.start >= len(text.strip()) - 1
    keep = not roomy and (housed or alone)
    return [piece.reading for piece in pieces if keep or not piece.weak]


def _placed(readings: list[Reading], text: str) -> list[Reading]:
    """Remembers the words right before: 东湖社区5栋 is not our 5栋, nor is the 6栋 listed after it."""
    placed: list[Reading] = []
    for reading in readings:
        last = placed[-1] if placed else None
        listed = last and LISTED.fullmatch(text[last.end : reading.start])
        placed.append(replace(reading, place=last.place if last and listed else _words_before(reading, text)))
    return placed


def _words_before(reading: Reading, text: str) -> str:
    found = BEFORE.search(ASIDE.sub("", text[: reading.start]))
    return ROADS.sub("", found[0]) if found and reading.building else ""


def _without_echoes(readings: list[Reading]) -> list[Reading]:
    """A floor that only repeats what a room of the same building says: 13栋（四楼）402."""
    floors = {(reading.building, int(reading.room) // 100) for reading in readings if reading.room.isdigit()}
    return [
        reading
        for reading in readings
        if not FLOOR_ONLY.fullmatch(reading.room) or (reading.building, reading.floor) not in floors
    ]


def _joined(readings: list[Reading], text: str) -> list[Reading]:
    """402房6栋, 2单元301室(6栋), 5栋，303: side by side they are one."""
    several = len({reading.building for reading in readings if reading.building}) > 1
    gap = CLOSE if several else GAP
    whole: list[Reading] = []
    for reading in readings:
        last = whole[-1] if whole else None
        if last and gap.fullmatch(text[last.end : reading.start]) and (one := _one(last, reading)):
            whole[-1] = one
        else:
            whole.append(reading)
    return whole


def _one(first: Reading, second: Reading) -> Reading | None:
    if first.building and second.building:
        return None
    if not (first.building or second.building) or first.spot:
        return None
    building, home = (first, second) if first.building else (second, first)
    if building.room or building.spot or (building.unit and home.unit):
        return None
    return replace(
        building,
        unit=building.unit or home.unit,
        room=home.room,
        spot=second.spot,
        start=first.start,
        end=second.end,
        sure=building.sure and home.sure,
    )


def _completed(readings: list[Reading]) -> list[Reading]:
    names = {reading.building for reading in readings if reading.building}
    givers: set[int] = set()
    whole = [_complete(nth, readings, len(names) == 1, givers) for nth in range(len(readings))]
    return [reading for nth, reading in enumerate(whole) if nth not in givers or reading.room or reading.spot]


def _complete(nth: int, readings: list[Reading], one_building: bool, givers: set[int]) -> Reading:
    reading = readings[nth]
    if reading.building:
        return reading
    giver = _giver(nth, readings)
    if giver is None:
        return reading
    source = readings[giver]
    if not (reading.unit and source.unit):
        givers.add(giver)
    return replace(
        reading,
        building=source.building,
        unit=reading.unit or source.unit,
        alternatives=source.alternatives,
        place=source.place,
        road=source.road,
        sure=reading.sure and source.sure and (one_building or not source.building),
        completed=True,
    )


def _giver(nth: int, readings: list[Reading]) -> int | None:
    """The nearest building before, else the first after, else (no building at all) the nearest unit before."""
    before, after = range(nth - 1, -1, -1), range(nth + 1, len(readings))
    for order in (before, after):
        for place in order:
            if readings[place].building:
                return place
    if readings[nth].unit:
        return None
    return next((place for place in before if readings[place].unit), None)
