"""社区图: houses where they stand, from a pasted list; shifted only at the edge; tiles only where a setting names them."""

import re
from decimal import Decimal
from typing import Any

import pytest
from django.conf import settings as real
from django.test import Client
from django.urls import reverse

from huying.core import timeline
from huying.demo.cast import Cast
from huying.places import chart
from huying.places.models import Building
from huying.rules import geo
from tests.cases.desk_stage import signed_in

LINES = "5栋 113.103700,28.202900\n3栋 28.203100 113.103700\n附13栋，113.104000，28.202900"

pytestmark = pytest.mark.once


def text(answer: Any) -> str:
    return answer.content.decode()


def placed(cast: Cast, lines: str = LINES, datum: str = "wgs84", once: str = "a") -> Any:
    return signed_in(cast, "何静").post(reverse("positions"), {"lines": lines, "datum": datum, "once": once})


def at(cast: Cast, name: str) -> tuple[Decimal | None, Decimal | None]:
    return Building.objects.values_list("lat", "lon").get(community=cast.community, name=name)


def rows() -> list[dict[str, Any]]:
    houses = Building.objects.exclude(lat=None).order_by("order")
    return [{"house": house, "mark": None, "open": 0} for house in houses]


def test_a_pasted_list_puts_houses_where_they_stand(cast: Cast) -> None:
    assert placed(cast).status_code == 302
    assert at(cast, "5") == (Decimal("28.202900"), Decimal("113.103700"))
    assert at(cast, "附13") == (Decimal("28.202900"), Decimal("113.104000"))
    page = text(signed_in(cast, "何静").get(reverse("buildings") + "?view=map"))
    assert set(re.findall(r"<text [^>]+>([^<]+栋)</text>", page)) == {"5栋", "3栋", "附13栋"}
    assert "<image" not in page
    house = Building.objects.get(community=cast.community, name="5")
    assert [event.kind for event in timeline.of(house)] == ["places.building_placed"]
    placed(cast, once="b")  # the same again moves nothing
    assert len(timeline.of(house)) == 1


def test_north_is_above_and_east_is_right_and_no_two_marks_lie_on_one_another(cast: Cast) -> None:
    placed(cast)
    drawn = chart.drawn(rows())
    assert drawn
    by = {spot.row["house"].name: spot for spot in drawn.spots}
    assert (by["3"].y < by["5"].y, by["附13"].x > by["5"].x) == (True, True)
    for one in drawn.spots:
        for other in drawn.spots:
            apart = abs(one.x - other.x) >= chart.WIDE or abs(one.y - other.y) >= chart.HIGH
            assert one is other or apart


def test_what_comes_from_a_shifted_map_is_shifted_back(cast: Cast) -> None:
    shown = geo.to_gcj(geo.Place(28.2029, 113.1037))
    placed(cast, f"5栋 {shown.lon:.7f},{shown.lat:.7f}", "gcj02")
    assert at(cast, "5") == (Decimal("28.202900"), Decimal("113.103700"))


@pytest.mark.parametrize(
    ("lines", "wrong"),
    [
        ("88栋 113.1,28.2", "没有这一栋"),
        ("5栋 113.1", "要两个数"),
        ("5栋 东经113,28", "要两个数"),
        ("5栋 11.31037,28.2029", "不在中国境内"),
    ],
)
def test_one_wrong_line_keeps_nothing_and_loses_nothing(cast: Cast, lines: str, wrong: str) -> None:
    sent = placed(cast, f"3栋 113.103700,28.203100\n{lines}")
    assert (sent.status_code, wrong in text(sent), "第 2 行" in text(sent), lines in text(sent)) == (422, *[True] * 3)
    assert at(cast, "3") == (None, None)


def test_a_name_alone_takes_a_house_off_the_map(cast: Cast) -> None:
    placed(cast)
    placed(cast, "5栋", once="b")
    assert at(cast, "5") == (None, None)
    assert at(cast, "3")[0] is not None
    shown = text(signed_in(cast, "何静").get(reverse("positions")))
    assert ("3栋 113.103700,28.203100" in shown, "5栋\n" in shown) == (True, True)


def test_fewer_than_two_are_no_map(cast: Cast) -> None:
    placed(cast, "5栋 113.103700,28.202900")
    assert "chart-map" not in text(signed_in(cast, "何静").get(reverse("buildings") + "?view=map"))


@pytest.mark.parametrize("datum", ["wgs84", "gcj02"])
def test_tiles_lie_below_only_where_a_setting_names_them(cast: Cast, settings: Any, datum: str) -> None:
    """The tile below a house is the one that a map of that datum has there."""
    placed(cast)
    settings.MAP_TILES, settings.MAP_DATUM = "https://tiles.example.cn/{z}/{x}/{y}.png", datum
    settings.MAP_CREDIT = "审图号 GS(2023)1号"
    drawn = chart.drawn(rows())
    assert drawn
    spot = next(one for one in drawn.spots if one.row["house"].name == "5")
    middle = geo.Point(spot.x + chart.WIDE / 2, spot.y + chart.HIGH / 2)
    below = [
        tile
        for tile in drawn.tiles
        if tile.x <= middle.x < tile.x + tile.size - 1 and tile.y <= middle.y < tile.y + tile.size - 1
    ]
    where = geo.Place(28.2029, 113.1037)
    plane = geo.on_plane(geo.to_gcj(where) if datum == "gcj02" else where, chart.ZOOM)
    tile = f"https://tiles.example.cn/18/{int(plane.x // 256)}/{int(plane.y // 256)}.png"
    assert tile in [one.href for one in below]
    page = text(signed_in(cast, "何静").get(reverse("buildings") + "?view=map"))
    assert ("审图号" in page, tile in page) == (True, True)


def test_nothing_outside_is_allowed_by_default(cast: Cast) -> None:
    assert real.CONTENT_SECURITY_POLICY["DIRECTIVES"]["img-src"] == ["'self'", "data:", "blob:"]
    assert Client().get(reverse("home")).headers["Content-Security-Policy"].count("https://") == 0
