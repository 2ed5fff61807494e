"""公开栏: numbers that agree, what is common and nothing of a home, nobody's name; and what the community offers."""

from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from huying.cases import actions as cases
from huying.cases.models import Category
from huying.core import clock
from huying.demo.cast import Cast
from huying.funds import reconcile
from huying.funds.models import Place
from huying.places.actions import open_community
from huying.stories import board
from huying.stories.models import Offer
from tests.cases.desk_stage import by, closed, signed_in
from tests.field.road import MORNING, received
from tests.funds.stage_d import submitted

from .stage import out, text

pytestmark = pytest.mark.once


@pytest.fixture(autouse=True)
def morning() -> Any:
    with clock.at(MORNING):
        yield


def common(cast: Cast, spot: str = "2单元楼道", *, nature: str = "help", **more: Any) -> Any:
    said = cases.Said(
        text="灯三天没亮了，江秋莲说的。", channel="web", nature=nature, urgency="normal", spot=spot,
        category=Category.objects.get(pk="light"), building=cast.building("5"), **more,
    )  # fmt: skip
    return cases.receive(community=cast.community, said=said, by=by(cast, "何静")).case


def test_the_numbers_are_those_of_the_month(cast: Cast) -> None:
    closed(cast)
    received(cast, "新3栋102")
    assert board.numbers(cast.community) == (2, 1, 1)
    with clock.at(clock.instant("2023-10-08", "09:00")):
        assert board.numbers(cast.community) == (0, 0, 1)


def test_only_what_is_common_and_open_to_all_is_described(cast: Cast) -> None:
    common(cast)
    common(cast, "江秋莲家门口旁")
    common(cast, "三楼楼道", nature="complaint")
    common(cast, "屋顶", secret=True)
    received(cast, "5栋303")
    rows = board.under_way(cast.community)
    assert sorted(row.where for row in rows) == ["5栋", "5栋 2单元楼道"]
    five = next(house for plot in board.plots(cast.community) for house in plot.houses if house.building.name == "5")
    assert five.open == 3  # two lamps and the flat; not the complaint, nor who asked to stay unknown
    page = text(Client().get(reverse("open")))
    for words in ("公开栏", "5栋 2单元楼道", "网格员李敏", "谁管您那一栋"):
        assert words in page
    for secret in ("江秋莲", "303", "13900000303", "灯三天没亮", "三楼楼道", "屋顶"):
        assert secret not in page


def test_stories_and_offers_stand_on_it(cast: Cast) -> None:
    story, desk = out(cast), signed_in(cast, "何静")
    desk.post(reverse("offers"), {"title": "开居住证明", "text": "带身份证来。", "once": "a"})
    page = text(Client().get(reverse("open")))
    assert ("开居住证明" in page, story.code in page) == (True, True)
    one = Offer.objects.get()
    stale = {"title": "开证明", "text": "带身份证。", "seen": "0" * 16, "once": "b"}
    assert desk.post(reverse("offer", args=[one.pk]), stale).status_code == 422
    desk.post(reverse("offer", args=[one.pk]), {**stale, "seen": one.mark, "once": "c"})
    one.refresh_from_db()
    assert one.title == "开证明"
    desk.post(reverse("offer_retire", args=[one.pk]), {"seen": one.mark, "once": "d"})
    assert "开证明" not in text(Client().get(reverse("open")))
    desk.post(reverse("offer_retire", args=[one.pk]), {"active": "yes", "once": "e"})
    assert "开证明" in text(Client().get(reverse("open")))


def test_where_there_are_several_communities_one_is_chosen(cast: Cast) -> None:
    other = open_community(
        key="dh2", name="东湖二社区", division=cast.community.division, phone="0731", by=by(cast, "刘芳")
    )
    assert Client().get(reverse("open_of", args=[other.key])).status_code == 200
    assert Client().get(reverse("open_of", args=["none"])).status_code == 404


@pytest.mark.parametrize("rows", [1, 3])
def test_the_board_asks_the_database_a_fixed_number_of_times(
    cast: Cast, rows: int, django_assert_num_queries: Any
) -> None:
    for nth in range(rows):
        common(cast, f"{nth + 1}单元楼道")
    client = Client()
    client.get(reverse("open"))
    with django_assert_num_queries(13):
        client.get(reverse("open"))


def test_the_fund_on_it_is_that_of_the_books(cast: Cast) -> None:
    place = submitted(cast)
    books = reconcile.books(Place.objects.all())
    assert board.fund(cast.community) == (1, 1, books.total.households) == (1, 1, place.scope.count())
