"""Two datums and a plane: the shift is some hundreds of metres and goes back; tiles are numbered as the world does."""

from math import cos, hypot, radians

import pytest
from hypothesis import given
from hypothesis import strategies as st

from huying.rules.geo import TILE, Place, Point, closest, on_plane, to_gcj, to_wgs

# A shift away from the edge of the box, beyond which the two are one.
CHINA = st.builds(Place, st.floats(3.1, 53.9), st.floats(73.1, 135.9))


def metres(a: Place, b: Place) -> float:
    return hypot((a.lat - b.lat) * 111_195, (a.lon - b.lon) * 111_195 * cos(radians(a.lat)))


@given(CHINA)
def test_there_and_back_is_within_a_centimetre(at: Place) -> None:
    assert metres(at, to_wgs(to_gcj(at))) < 0.01


@given(CHINA)
def test_the_shift_is_some_hundreds_of_metres(at: Place) -> None:
    assert metres(at, to_gcj(at)) < 1_500


@pytest.mark.parametrize(
    ("at", "shown"),
    [
        (Place(31.1774276, 121.5272106), Place(31.17530398364597, 121.531541859215)),  # Shanghai
        (Place(22.543847, 113.912316), Place(22.540796131694766, 113.9171764808363)),  # Shenzhen
        (Place(39.911954, 116.377817), Place(39.91334545536069, 116.38404722455657)),  # Beijing
    ],
)
def test_three_cities_as_others_measured_them(at: Place, shown: Place) -> None:
    """The points that open libraries for this shift are tested with."""
    assert metres(to_gcj(at), shown) < 0.01


@pytest.mark.parametrize("at", [Place(48.85, 2.35), Place(-33.9, 151.2), Place(1.3, 103.8)])
def test_outside_china_the_two_are_one(at: Place) -> None:
    assert (to_gcj(at), to_wgs(at), at.in_china) == (at, at, False)


def test_the_plane_is_that_of_web_maps() -> None:
    assert on_plane(Place(0, 0), 0) == Point(128, 128)
    assert on_plane(Place(0, -180), 3) == Point(0, 4 * TILE)
    far = on_plane(Place(85.0511287798066, 180), 1)
    assert (round(far.x), round(far.y)) == (2 * TILE, 0)


def test_the_closest_two() -> None:
    assert closest([Point(0, 0), Point(3, 4), Point(100, 0)]) == 5
    assert closest([Point(0, 0)]) == 0
