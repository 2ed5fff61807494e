"""Where a house stands: two datums of coordinates in China, and the plane of a web map.

Kept are WGS-84 degrees, as a phone gives them. Maps published in China show GCJ-02, by law shifted some hundreds of metres
(the shift is a known smooth function; national maps of 天地图 use CGCS2000, which is WGS-84 to within a metre). Never mix.
"""

from math import asinh, cos, hypot, pi, radians, sin, sqrt, tan
from typing import Literal, NamedTuple

Datum = Literal["wgs84", "gcj02"]

# Krasovsky 1940, which the shift is computed on: half the long axis in metres, and the eccentricity squared.
AXIS, ECCENTRICITY = 6378245.0, 0.00669342162296594323
# A box around China: what lies outside of it was mistyped.
SOUTH, NORTH, WEST, EAST = 3.0, 54.0, 73.0, 136.0
TILE = 256


class Place(NamedTuple):
    """Degrees of latitude and longitude."""

    lat: float
    lon: float

    @property
    def in_china(self) -> bool:
        return SOUTH <= self.lat <= NORTH and WEST <= self.lon <= EAST


def _shift(at: Place) -> Place:
    """By how many degrees GCJ-02 lies off here."""
    x, y = at.lon - 105.0, at.lat - 35.0
    waves = 20 * sin(6 * x * pi) + 20 * sin(2 * x * pi)
    north = -100 + 2 * x + 3 * y + 0.2 * y * y + 0.1 * x * y + 0.2 * sqrt(abs(x))
    north += (waves + 20 * sin(y * pi) + 40 * sin(y / 3 * pi) + 160 * sin(y / 12 * pi) + 320 * sin(y * pi / 30)) * 2 / 3
    east = 300 + x + 2 * y + 0.1 * x * x + 0.1 * x * y + 0.1 * sqrt(abs(x))
    east += (waves + 20 * sin(x * pi) + 40 * sin(x / 3 * pi) + 150 * sin(x / 12 * pi) + 300 * sin(x / 30 * pi)) * 2 / 3
    bend = 1 - ECCENTRICITY * sin(radians(at.lat)) ** 2
    return Place(
        north * 180 / (AXIS * (1 - ECCENTRICITY) / (bend * sqrt(bend)) * pi),
        east * 180 / (AXIS / sqrt(bend) * cos(radians(at.lat)) * pi),
    )


def to_gcj(at: Place) -> Place:
    """WGS-84 as maps of China show it; outside China the two are one."""
    if not at.in_china:
        return at
    shift = _shift(at)
    return Place(at.lat + shift.lat, at.lon + shift.lon)


def to_wgs(at: Place) -> Place:
    """GCJ-02 back, to within a centimetre: the shift is found again from where it leads."""
    found = at
    for _ in range(6):
        there = to_gcj(found)
        found = Place(found.lat + at.lat - there.lat, found.lon + at.lon - there.lon)
    return found


class Point(NamedTuple):
    """On the plane of a web map (EPSG:3857), in pixels from its upper left corner."""

    x: float
    y: float


def on_plane(at: Place, zoom: int) -> Point:
    world = TILE * 2**zoom
    return Point((at.lon / 360 + 0.5) * world, (0.5 - asinh(tan(radians(at.lat))) / pi / 2) * world)


def closest(points: list[Point]) -> float:
    """The distance of the two that stand nearest one another; 0 for fewer than two."""
    pairs = [hypot(a.x - b.x, a.y - b.y) for nth, a in enumerate(points) for b in points[nth + 1 :]]
    return min(pairs, default=0.0)
