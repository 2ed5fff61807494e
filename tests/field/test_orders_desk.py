"""Work orders from the page of a case: only on a finding, with a link to hand to the vendor until the work is done."""

from collections.abc import Iterator

import pytest
from django.http import HttpResponse
from django.test import Client
from django.urls import reverse

from huying.cases.models import Appeal
from huying.core import clock
from huying.core.models import SignedLink
from huying.demo.cast import Cast
from huying.field import actions as field
from huying.field.models import WorkOrder
from tests.cases.desk_stage import NOW, closed, found, ordered, received, signed_in, state


@pytest.fixture(autouse=True)
def morning() -> Iterator[None]:
    with clock.at(NOW):
        yield


@pytest.fixture
def officer(cast: Cast) -> Client:
    return signed_in(cast, "何静")


def page(client: Client, appeal: Appeal) -> str:
    return client.get(reverse("case", args=[appeal.case_id])).content.decode()


def order(client: Client, cast: Cast, appeal: Appeal, **data: object) -> HttpResponse:
    given = {
        "seen": state(appeal), "vendor": cast.vendors["安居防水修缮"].pk, "task": "天沟重做防水。", "payer": "community",
        "due_on": "2023-09-15", "due_at": "18:00", **data,
    }  # fmt: skip
    return client.post(reverse("case_order", args=[appeal.case_id]), given)


def test_no_finding_no_order(cast: Cast, officer: Client) -> None:
    appeal = received(cast)
    assert "派工单" not in page(officer, appeal)
    assert order(officer, cast, appeal).status_code == 200
    assert not WorkOrder.objects.exists()


def test_the_form_knows_who_pays_and_the_last_evening(cast: Cast, officer: Client) -> None:
    text = page(officer, found(cast))
    assert 'name="payer" value="community"' in text
    assert 'value="2023-09-19"' in text
    assert 'value="18:00"' in text
    assert "安居防水修缮，屋面防水" in text


def test_an_order_and_its_link(cast: Cast, officer: Client) -> None:
    appeal = found(cast)
    assert order(officer, cast, appeal).status_code == 302
    made = WorkOrder.objects.get()
    assert made.due_by == clock.instant("2023-09-15", "18:00")
    link = SignedLink.objects.get(subject_id=made.pk)
    text = page(officer, appeal)
    assert f"http://testserver/o/{link.token}/" in text
    assert "还没接单" in text
    assert "请把下面的链接发给他们" in text


def test_the_link_goes_when_the_work_is_done(cast: Cast, officer: Client) -> None:
    appeal = ordered(cast)
    made = WorkOrder.objects.get()
    field.accept_order(order=made)
    assert "接了，在修" in page(officer, appeal)
    field.finish_order(order=made, result="partly", cost_cents=68_000, note="还差一段")
    text = page(officer, appeal)
    assert "/o/" not in text
    assert "花费 680.00 元" in text
    assert "修好一部分" in text


def test_a_second_vendor_waits_behind_its_name(cast: Cast, officer: Client) -> None:
    appeal = ordered(cast)
    assert "再请一家" in page(officer, appeal)
    order(officer, cast, appeal, vendor=cast.vendors["畅通管道疏通"].pk)
    assert WorkOrder.objects.count() == 2


def test_what_is_missing_or_past_is_said_and_the_words_stay(cast: Cast, officer: Client) -> None:
    appeal = found(cast)
    for wrong, said in (
        ({"task": ""}, "还没写修什么"),
        ({"vendor": ""}, "还没选请谁来修"),
        ({"due_on": "二月三十"}, "日期没看懂"),
        ({"due_on": "2023-09-11"}, "完工时间已经过去了"),
        ({"due_at": "25:00"}, "时间没看懂"),
    ):
        text = order(officer, cast, appeal, **wrong).content.decode()
        assert said in text, wrong
        assert "task" in wrong or "天沟重做防水。" in text
    assert not WorkOrder.objects.exists()


def test_a_stale_page_orders_nothing(cast: Cast, officer: Client) -> None:
    appeal = closed(cast)
    before = WorkOrder.objects.count()
    answer = order(officer, cast, appeal, seen="in_hand", task="再补一段")
    assert answer.status_code == 409
    assert "再补一段" in answer.content.decode()
    assert WorkOrder.objects.count() == before
