"""Shares 分摊: from what is known of the homes to whole cents; why not; frozen once; shown and printed."""

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from huying.core import clock
from huying.core.actor import SYSTEM
from huying.core.errors import Refused
from huying.core.links import issue
from huying.demo.cast import Cast
from huying.funds import sharing
from huying.funds.actions import freeze
from huying.funds.models import Owner, Place, PlaceHome, Property, ShareLine

from ..field.road import MORNING
from .stage_c import PHONE, hung, know, place_of, settled, voted

pytestmark = pytest.mark.django_db
TOTAL = 3_864_000


@pytest.fixture(autouse=True)
def morning():
    with clock.at(MORNING):
        yield


def desk(cast: Cast, name: str = "何静") -> Client:
    client = Client()
    client.force_login(cast.users[name])
    return client


def facts(place: Place) -> list[Property]:
    rows = PlaceHome.objects.filter(place=place).select_related("home__property")
    return [row.home.property for row in rows.order_by("home__floor", "home__room")]


def change(one: Property, **more: object) -> None:
    Property.objects.filter(pk=one.pk).update(**more)


def test_everybody_pays_a_share_by_area_to_the_cent(cast: Cast) -> None:
    place = place_of(cast, 12)
    made = sharing.sheet(place, TOTAL)
    assert [line.key for line in made.lines][:3] == ["5栋101", "5栋102", "5栋103"]
    assert sum(line.cents for line in made.lines) == TOTAL
    assert sharing.sums(made) == {
        "homes": 12, "cents": TOTAL, "owner_cents": TOTAL, "unit_cents": 0, "from_account": made.from_account,
        "self_pay": TOTAL - made.from_account,
    }  # fmt: skip
    # 104, whose account nobody has looked up, pays all of it for now.
    assert (made.lines[3].from_account, made.lines[3].balance_known) == (0, False)


def test_units_pay_their_part_of_what_they_sold_and_all_of_what_they_own(cast: Cast) -> None:
    place = place_of(cast, 4)
    sold, direct, owned, _other = facts(place)
    change(sold, kind="sold_public", former_unit="第三机床厂", unit_percent=30, balance_cents=-5)
    change(direct, kind="direct_public", owner=None)
    change(owned, kind="unit_public", former_unit="第三机床厂")
    made = sharing.sheet(place, 100_000)
    by_key = {line.key: line for line in made.lines}
    first = by_key["5栋101"]
    assert abs(first.unit_cents * 100 - first.cents * 30) < 100
    assert first.from_account == 0
    assert by_key["5栋102"].owner_cents == by_key["5栋103"].owner_cents == 0
    assert made.units == {
        "第三机床厂": first.unit_cents + by_key["5栋103"].cents, "直管公房的产权单位": by_key["5栋102"].cents,
    }  # fmt: skip


def test_owners_may_agree_on_other_parts(cast: Cast) -> None:
    place = place_of(cast, 3, by_agreement=True)
    for parts, row in zip((2, 1, 1), PlaceHome.objects.filter(place=place).order_by("pk"), strict=True):
        PlaceHome.objects.filter(pk=row.pk).update(parts=parts)
    shown = sharing.shown(place)
    assert shown
    assert sorted(row.line.cents for row in shown.rows) == [966_000, 966_000, 1_932_000]
    assert sorted(row.percent for row in shown.rows) == ["25.000%", "25.000%", "50.000%"]
    PlaceHome.objects.filter(place=place, parts=2).update(parts=None)
    with pytest.raises(Refused, match="没写占几份：5栋"):
        sharing.sheet(place, TOTAL)


def test_what_is_missing_is_said_with_the_homes(cast: Cast) -> None:
    place = place_of(cast, 12)
    for one in facts(place)[:11]:
        change(one, area=None)
    facts(place)[11].delete()
    with pytest.raises(Refused) as refused:
        sharing.sheet(place, TOTAL)
    assert str(refused.value).startswith("还有 12 户没有面积，算不出每户多少：5栋101、5栋102、")
    assert str(refused.value).endswith("、5栋204 等。请先补上。")
    shown = sharing.shown(place)
    assert shown
    assert shown.refused == str(refused.value)
    place.budget_cents = None
    assert sharing.shown(place) is None
    PlaceHome.objects.filter(place=place).delete()
    with pytest.raises(Refused, match="还没有选哪些户出钱"):
        sharing.sheet(place, TOTAL)


def test_a_sold_home_without_its_units_part_is_not_guessed(cast: Cast) -> None:
    place = place_of(cast, 2)
    change(facts(place)[0], kind="sold_public")
    with pytest.raises(Refused, match="1 户没写：5栋101。单位不在了的写 0"):
        sharing.sheet(place, TOTAL)
    change(facts(place)[0], unit_percent=0)
    assert sharing.sheet(place, TOTAL).unit_cents == 0


def test_frozen_lines_stay_whatever_is_found_out_later(cast: Cast) -> None:
    place = place_of(cast, 4)
    change(facts(place)[0], kind="unit_public", former_unit="第三机床厂")
    settled(cast, place, 1_000_001)
    made = freeze(place=place, total_cents=1_000_001, by=SYSTEM)
    rows = ShareLine.objects.filter(place=place)
    assert sum(row.cents for row in rows) == made.total == 1_000_001
    change(facts(place)[1], area=9_999, balance_cents=0)
    shown = sharing.shown(place)
    assert shown
    assert shown.estimate == ""
    assert shown.sheet == made
    with pytest.raises(Refused, match="已经定下来"):
        freeze(place=place, total_cents=1, by=SYSTEM)
    assert ShareLine.objects.filter(place=place).count() == 4


def test_the_page_shows_twelve_homes_and_asks_no_more_for_more(cast: Cast) -> None:
    place = place_of(cast, 1)
    client = desk(cast)

    def looked() -> tuple[str, int]:
        with CaptureQueriesContext(connection) as asked:
            page = client.get(reverse("fund_place", args=[place.pk])).content.decode()
        return page, len(asked)

    page, one = looked()
    assert "看全部" not in page
    assert "按预算估算" in page
    for nth, home in enumerate(place.building.homes.order_by("floor", "room")[1:14], 1):
        PlaceHome.objects.create(place=place, home=home)
        know(cast, home, nth)
    voted(place)
    page, many = looked()
    # The roll of the vote and its ballots; the homes cost nothing.
    assert many == one + 2
    assert "看全部 14 户" in page
    table = page.split('id="shares"')[1]
    assert table.count('</th><td class="n">48.62') + table.count('</th><td class="n">51.20') == 6
    assert [word in page for word in ("不同意", "没参加", "没查到")] == [True, True, True]


def test_the_sheet_to_hang_names_nobody(cast: Cast) -> None:
    place = settled(cast, place_of(cast, 20))  # they fill a sheet; how it was worked out stands on the next
    url = reverse("fund_shares", args=[place.pk])
    page = desk(cast).get(url).content.decode()
    assert "第二百八十三条" in page
    assert "屋面是共有部分" in page
    assert "1 / 2" in page
    assert "二维码" not in page
    assert "38,640.00" in page
    notice = hung(place)
    issue(purpose="funds.notice", subject_id=notice.pk, days=9)
    page = desk(cast).get(url).content.decode()
    assert "二维码：看公示，写意见" in page
    assert "9月17日" in page
    names = Owner.objects.values_list("name", flat=True)
    assert [word for word in (*names, PHONE, "139 0000 7788") if word in page] == []


def test_no_sheet_without_a_sum_or_an_area(cast: Cast) -> None:
    place = place_of(cast, 2)
    change(facts(place)[0], area=None)
    answer = desk(cast).get(reverse("fund_shares", args=[place.pk]), follow=True).content.decode()
    assert "还有 1 户没有面积" in answer
    Place.objects.filter(pk=place.pk).update(budget_cents=None)
    answer = desk(cast).get(reverse("fund_shares", args=[place.pk]), follow=True).content.decode()
    assert "还没有预算，算不出每户多少" in answer
