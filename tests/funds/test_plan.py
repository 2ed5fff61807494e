"""The plan and its price: exact to the cent, refused in words, and what firms ask, with why when not the lowest is taken."""

from uuid import uuid4

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from huying.core import clock
from huying.core.errors import Refused
from huying.core.models import Event
from huying.demo.cast import Cast
from huying.funds import actions, queries
from huying.funds.models import BudgetLine, FundRule, Place, Quote

from ..field.road import MORNING, found
from .stage_a import LINE, by, eligible, homes_of, opened, planned

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def morning():
    with clock.at(MORNING):
        yield


def post(cast: Cast, url: str, **given: str) -> str:
    client = Client()
    client.force_login(cast.users["何静"])
    given = {"once": uuid4().hex, "seen": "eligible", **given}
    return client.post(url, given, follow=True).content.decode()


def cells(*rows: tuple[str, str, str, str]) -> dict[str, str]:
    names = ("name", "unit", "quantity", "price")
    return {f"{name}_{at}": cell for at, row in enumerate(rows) for name, cell in zip(names, row, strict=True)}


def test_a_budget_adds_up_to_the_cent(cast: Cast) -> None:
    """Half a cent goes up, line by line; the sum is that of the lines as they are printed."""
    place = eligible(cast)
    url = reverse("fund_budget", args=[place.pk])
    text = post(cast, url, **cells(
        ("屋面防水卷材", "㎡", "３２０", "120.75"), ("", "", "", ""), ("拆旧", "项", "0.5", "0.01"), ("挡水墙", "米", "12.35", "86.3"),
    ))  # fmt: skip
    # 38640.00 + 0.005 → 0.01 + 1065.805 → 1065.81
    assert "预算定好了：39,705.82 元" in text
    assert [(row.number, row.quantity, row.price_cents, row.sum_cents) for row in BudgetLine.objects.all()] == [
        (1, 32_000, 12_075, 3_864_000), (2, 50, 1, 1), (3, 1_235, 8_630, 106_581),
    ]  # fmt: skip
    place.refresh_from_db()
    assert place.budget_cents == 3_970_582
    event = Event.objects.get(kind="funds.budget_set")
    assert ("卷材" in event.body, '"cents":3970582' in event.body) == (False, True)
    page = Client()
    page.force_login(cast.users["何静"])
    assert 'value="320.00"' in page.get(url).content.decode()


@pytest.mark.once
@pytest.mark.parametrize(
    ("row", "said"),
    [
        (("", "", "", ""), "还没有预算"),
        (("拆旧", "", "1", "1"), "第 1 行还没写单位"),
        (("拆旧", "项", "", "1"), "第 1 行还没写数量"),
        (("", "项", "1", "1"), "第 1 行还没写做什么"),
        (("拆旧", "项", "1", ""), "第 1 行还没写单价"),
        (("拆旧", "项", "1.234", "1"), "数量最多两位小数"),
        (("拆旧", "项", "0", "1"), "数量要比 0 大"),
        (("拆旧", "项", "1", "-1"), "钱数不能是负的"),
        (("拆旧", "项", "1", "0"), "还没有预算"),
    ],
)
def test_what_cannot_be_is_said_in_words(cast: Cast, row: tuple[str, str, str, str], said: str) -> None:
    place = eligible(cast)
    assert said in post(cast, reverse("fund_budget", args=[place.pk]), **cells(row))
    assert BudgetLine.objects.count() == 0


def test_one_firm_is_taken_with_why_when_it_is_not_the_lowest(cast: Cast) -> None:
    place = eligible(cast)
    FundRule.objects.filter(key="min_quotes").update(number=2)
    url = reverse("fund_quote", args=[place.pk])
    dear, cheap = cast.vendors["安居防水修缮"], cast.vendors["畅通管道疏通"]
    assert "还没选哪一家" in post(cast, url, vendor="", sum="1")
    assert "要比 0 多" in post(cast, url, vendor=str(dear.pk), sum="0")
    assert "安居防水修缮的报价记上了" in post(cast, url, vendor=str(dear.pk), sum="38,640")
    first = Quote.objects.get()
    take = reverse("fund_quote_take", args=[place.pk, first.pk])
    assert "定了用安居防水修缮" in post(cast, take, why="")
    assert not queries.quotes_enough(place, 2)  # one of two
    post(cast, url, vendor=str(cheap.pk), sum="36,000")
    assert queries.quotes_enough(place, 2)
    assert "没选最低的一家，请写明为什么" in post(cast, take, why="")
    assert "定了用安居防水修缮" in post(cast, take, why="做过同样的屋面，保修五年")
    first.refresh_from_db()
    assert (first.taken, first.why) == (True, "做过同样的屋面，保修五年")
    # The firm says another sum: it has to be chosen anew.
    post(cast, url, vendor=str(dear.pk), sum="35000")
    first.refresh_from_db()
    assert (first.sum_cents, first.taken, queries.quotes_enough(place, 2)) == (3_500_000, False, False)
    assert queries.quotes_enough(place, 0)
    other = opened(cast, house="3", case=found(cast, "3栋303"))
    with pytest.raises(Refused, match="这一家还没有报价"):
        actions.take_quote(place=other, quote=first, why="", by=by(cast))
    assert Event.objects.filter(kind="funds.quote_taken").count() == 2


def test_after_a_vote_that_failed_plan_and_payers_are_open_again(cast: Cast) -> None:
    place = planned(cast, eligible(cast))
    for state, open_again in (("voting", False), ("vote_failed", True), ("submitted", False), ("returned", True)):
        Place.objects.filter(pk=place.pk).update(state=state)
        for change in (
            lambda: actions.set_budget(place=place, lines=[LINE], by=by(cast)),
            lambda: actions.set_scope(place=place, scope=actions.Scope(homes_of(cast)[:2]), by=by(cast)),
        ):
            if open_again:
                change()
            else:
                with pytest.raises(Refused, match="走不了这一步"):
                    change()


@pytest.mark.once
def test_the_page_asks_the_same_for_one_and_for_three_quotes(cast: Cast) -> None:
    client, place, asked = Client(), eligible(cast), []
    client.force_login(cast.users["何静"])
    vendors = list(cast.vendors.values())
    for rows in (vendors[:1], vendors[1:3]):
        for nth, vendor in enumerate(rows):
            actions.add_quote(place=place, vendor=vendor, cents=100 + nth, by=by(cast))
        actions.set_budget(place=place, lines=[LINE] * len(rows), by=by(cast))
        for name in ("fund_place", "fund_budget"):
            with CaptureQueriesContext(connection) as counted:
                assert client.get(reverse(name, args=[place.pk])).status_code == 200
            asked.append(len(counted))
    assert asked == [19, 4, 19, 4]
