"""社区图 The houses where they stand: on a plane of our own, or over somebody's map tiles where a setting names them."""

from collections.abc import Iterator, Mapping, Sequence
from typing import Any, NamedTuple

from django.conf import settings

from huying.rules import geo

# The finest zoom that maps of China have; beyond it their tiles are drawn larger.
ZOOM = 18
# A house's mark, in CSS pixels: wide enough for 附13栋 and for a thumb.
WIDE, HIGH = 86, 46
# How far two marks stand apart where the nearest houses do, and how much larger than the finest map that may make it.
APART, LARGEST = 92, 4.0
MARGIN = 60


class Spot(NamedTuple):
    """One house on the chart, by the upper left corner of its mark; `row` is what the list says of it."""

    x: int
    y: int
    row: Mapping[str, Any]


class Tile(NamedTuple):
    href: str
    x: int
    y: int
    size: int


class Chart(NamedTuple):
    """In CSS pixels; `credit` names whose map it is, "" where there is none."""

    width: int
    height: int
    spots: list[Spot]
    tiles: list[Tile]
    credit: str


def drawn(rows: Sequence[Mapping[str, Any]]) -> Chart | None:
    """The houses of which we know where they stand; None where these are fewer than two."""
    placed = [row for row in rows if row["house"].lat is not None]
    if len(placed) < 2:
        return None
    points = [geo.on_plane(_shown(row["house"]), ZOOM) for row in placed]
    k = max(1.0, min(LARGEST, APART / (geo.closest(points) or APART)))
    left, top = min(one.x for one in points), min(one.y for one in points)
    spots = [
        Spot(round((at.x - left) * k) + MARGIN, round((at.y - top) * k) + MARGIN, row)
        for at, row in zip(points, placed, strict=True)
    ]
    width = max(one.x for one in spots) + WIDE + MARGIN
    height = max(one.y for one in spots) + HIGH + MARGIN
    spots = sorted(spots, key=lambda one: (one.y, one.x))
    if not settings.MAP_TILES:
        return Chart(width, height, spots, [], "")
    corner = geo.Point(left - (MARGIN + WIDE / 2) / k, top - (MARGIN + HIGH / 2) / k)
    return Chart(width, height, spots, list(_tiles(corner, width, height, k)), settings.MAP_CREDIT)


def _shown(house: Any) -> geo.Place:
    """As the map below shows it: kept in WGS-84, and shifted only here."""
    at = geo.Place(float(house.lat), float(house.lon))
    return geo.to_gcj(at) if settings.MAP_TILES and settings.MAP_DATUM == "gcj02" else at


def _tiles(corner: geo.Point, width: int, height: int, k: float) -> Iterator[Tile]:
    """Those that cover the chart. Its upper left corner lies at `corner` of the plane; marks stand on their middle."""
    side = geo.TILE * k
    for x in range(int(corner.x // geo.TILE), int((corner.x + width / k) // geo.TILE) + 1):
        for y in range(int(corner.y // geo.TILE), int((corner.y + height / k) // geo.TILE) + 1):
            href = settings.MAP_TILES.replace("{x}", str(x)).replace("{y}", str(y)).replace("{z}", str(ZOOM))
            yield Tile(
                href, round((x * geo.TILE - corner.x) * k), round((y * geo.TILE - corner.y) * k), round(side) + 1
            )
