"""消息 at the desk: the list, the panel of a case, the line on the worklist, and the two buttons."""

from collections.abc import Iterator
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from huying.channels.models import Message
from huying.core import clock, jobs
from huying.core.ids import uuid7
from huying.demo.cast import Cast

from ..cases.desk_stage import NOW, received, signed_in
from .stage import switch_on

LIST = "/desk/messages/"
PHONE, MASKED = "13900000303", "139****0303"


@pytest.fixture(autouse=True)
def morning() -> Iterator[None]:
    with clock.at(NOW):
        yield


@pytest.fixture
def officer(cast: Cast) -> Client:
    return signed_in(cast, "何静")


def written(cast: Cast, n: int = 1, **row: object) -> Message:
    switch_on(cast, "sms")
    switch_on(cast, "wecom")
    for _each in range(n):
        received(cast)
    while jobs.run_ready():
        pass
    Message.objects.filter(template="received").update(**row)
    return Message.objects.filter(template="received").first()


def press(client: Client, what: str, message: Message, **given: str) -> Any:
    return client.post(reverse(f"message_{what}", args=[message.pk]), {"once": "k", **given}, follow=True)


@pytest.mark.parametrize("n", [1, 3])
def test_four_statements_at_any_length(cast: Cast, officer: Client, n: int, django_assert_num_queries: Any) -> None:
    written(cast, n, state="given_up", last_error="refused")
    with django_assert_num_queries(4):  # session, account with its posts, counts, rows
        page = officer.get(LIST)
    assert len(page.context["rows"]) == n


def test_what_did_not_go_out_comes_first_and_says_why(cast: Cast, officer: Client) -> None:
    written(cast, state="given_up", last_error="refused", tries=3)
    page = officer.get(LIST)
    assert [(view.key, view.count) for view in page.context["views"]] == [
        ("trouble", 1), ("waiting", 1), ("sent", 0), ("cancelled", 0),
    ]  # fmt: skip
    text = page.content.decode()
    assert [
        word
        for word in ("没发出，不再试了", "号码或邮箱可能不对", MASKED, "告诉诉求人：收到了", "试过 3 次")
        if word not in text
    ] == []
    assert PHONE not in text


def test_every_view_is_empty_in_its_own_words(officer: Client) -> None:
    assert "没有发不出去的。" in officer.get(LIST).content.decode()
    for view in ("waiting", "sent", "cancelled"):
        assert "这里现在是空的。" in officer.get(LIST, {"view": view}).content.decode()


def test_pages_of_fifty(cast: Cast, officer: Client) -> None:
    one = written(cast, state="sent")
    for _each in range(54):
        one.pk, one.cause = uuid7(), uuid7()
        one.save(force_insert=True)
    rows = [len(officer.get(LIST, {"view": "sent", "page": page}).context["rows"]) for page in ("1", "2", "9", "x")]
    assert rows == [50, 5, 5, 50]


def test_sent_again_with_one_tap_and_once(cast: Cast, officer: Client) -> None:
    one = written(cast, state="given_up", last_error="refused")
    said = press(officer, "resend", one, back="trouble").content.decode()
    assert "好，再发一次：今天 09:10发。" in said
    assert press(officer, "resend", one, back="trouble").status_code == 200
    one.refresh_from_db()
    assert one.state == "waiting"
    again = officer.post(reverse("message_resend", args=[one.pk]), {"once": "other"}, follow=True).content.decode()
    assert "不用再发" in again


def test_let_be_from_the_case(cast: Cast, officer: Client) -> None:
    one = written(cast)
    answer = press(officer, "cancel", one, back="case")
    assert answer.redirect_chain[-1][0] == reverse("case", args=[one.case_id])
    text = answer.content.decode()
    assert "要告诉对方的，请打电话" in text
    assert text.count("告诉诉求人：收到了") == 2  # in the panel, and on the timeline with who did it
    assert "何静让消息不发了" in text


def test_the_case_shows_who_was_told(cast: Cast, officer: Client) -> None:
    one = written(cast, state="sent", sent_at=NOW)
    text = officer.get(reverse("case", args=[one.case_id])).content.decode()
    panel = text.partition('id="messages"')[2].partition("</section>")[0]
    assert [
        word
        for word in ("告诉诉求人：收到了", "告诉岗位：新到手上的", MASKED, "发出去了", "等着发")
        if word not in panel
    ] == []
    street = signed_in(cast, "赵宏").get(reverse("case", args=[one.case_id])).content.decode()
    assert 'id="messages"' not in street


def test_the_worklist_says_that_some_did_not_go_out(cast: Cast, officer: Client) -> None:
    written(cast, state="failed", last_error="timeout")
    assert "有 1 条消息没发出去" in officer.get("/desk/").content.decode()
    assert "没发出去" not in signed_in(cast, "赵宏").get("/desk/").content.decode()
    assert "没发出去" not in signed_in(cast, "高远").get("/desk/").content.decode()
    Message.objects.update(state="sent")
    assert "没发出去" not in officer.get("/desk/").content.decode()


def test_another_communitys_message_is_not_there(cast: Cast) -> None:
    one = written(cast, state="given_up")
    stranger = signed_in(cast, "高远")
    assert press(stranger, "resend", one).status_code == 404
    assert stranger.get(LIST).context["rows"] == []
