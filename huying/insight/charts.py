"""Bars of a chart, in whole units of its own drawing: a page only writes them down."""

from collections.abc import Sequence
from typing import NamedTuple

from .queries import Bar

GROUND, TOP = 270, 28


class Column(NamedTuple):
    """One bar: its left edge, where it and its lower part (late, or ended) begin, how high they are, its middle."""

    bar: Bar
    x: int
    y: int
    height: int
    low_y: int
    low_height: int
    middle: int
    highest: bool


def columns(bars: Sequence[Bar], *, width: int = 500, room: int = 25) -> list[Column]:
    """Side by side over the ground line; the highest reaches the top. Empty ones stand there too, without height."""
    most = max((bar.received for bar in bars), default=0) or 1
    step = (width - 20) / max(len(bars), 1)
    placed = []
    for nth, bar in enumerate(bars):
        x = round(20 + nth * step)
        height, low = (round(value * (GROUND - TOP) / most) for value in (bar.received, bar.late))
        highest = bar.received == most
        placed.append(Column(bar, x, GROUND - height, height, GROUND - low, low, x + room // 2, highest))
    return placed


class Pair(NamedTuple):
    """A day of the weekly sheet: what came, beside what ended."""

    bar: Bar
    x: int
    y: int
    height: int
    ended_y: int
    ended_height: int


def pairs(bars: Sequence[Bar], *, width: int = 660, ground: int = 112, top: int = 24) -> list[Pair]:
    most = max((max(bar.received, bar.ended) for bar in bars), default=0) or 1
    step = (width - 20) / max(len(bars), 1)
    placed = []
    for nth, bar in enumerate(bars):
        height, ended = (round(value * (ground - top) / most) for value in (bar.received, bar.ended))
        placed.append(Pair(bar, round(20 + nth * step), ground - height, height, ground - ended, ended))
    return placed
