"""Where the houses of the demo lie: in rows, as such estates do. The community's place is a public fact, each house's is invented."""

from huying.core.actor import SYSTEM
from huying.places.actions import place_buildings
from huying.places.models import Building
from huying.rules.geo import Place

from .cast import Cast

# The upper left corner, eight houses a row; a row lies 0.0004° (44 m) south of the one before, a house 0.0005° (49 m) east.
CORNER, ROW, HOUSE, IN_A_ROW = Place(28.2042, 113.1012), 0.0004, 0.0005, 8


def lay_out(cast: Cast) -> None:
    """Every other row a little to the east, with the yard in the middle left free."""
    where = {}
    for nth, house in enumerate(Building.objects.filter(community=cast.community).order_by("order", "name")):
        row, place = divmod(nth, IN_A_ROW)
        gap = HOUSE if place >= IN_A_ROW // 2 else 0.0
        east = CORNER.lon + place * HOUSE + gap + (row % 2) * HOUSE / 4
        where[house.pk] = Place(CORNER.lat - row * ROW - (ROW / 2 if row > 3 else 0.0), east)
    place_buildings(community=cast.community, where=where, by=SYSTEM)
