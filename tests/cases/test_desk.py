"""The worklist: what is under way, first due first, in ten statements whatever its length."""

from collections.abc import Iterator

import pytest
from django.test import Client
from django.urls import reverse

from huying.cases import actions as cases
from huying.channels.models import Notice
from huying.core import clock, jobs
from huying.demo.cast import Cast

from .desk_stage import NOW, by, closed, found, handled, received, signed_in, verified

DESK = "/desk/"


@pytest.fixture(autouse=True)
def morning() -> Iterator[None]:
    with clock.at(NOW):
        yield


@pytest.fixture
def officer(cast: Cast) -> Client:
    return signed_in(cast, "何静")


def shown(client: Client, view: str = "open", page: int = 1) -> str:
    return client.get(DESK, {"view": view, "page": page}).content.decode()


def counts(client: Client) -> dict[str, int]:
    return {view.key: view.count for view in client.get(DESK).context["list"].views}


@pytest.mark.parametrize("length", [1, 50])
def test_ten_statements_at_any_length(
    cast: Cast, officer: Client, length: int, django_assert_num_queries: object
) -> None:
    for _each in range(length):
        found(cast)
    with django_assert_num_queries(10):
        assert len(officer.get(DESK).context["list"].rows) == length


def test_ten_statements_for_a_post_above_communities(cast: Cast, django_assert_num_queries: object) -> None:
    found(cast)
    client = signed_in(cast, "赵宏")
    with django_assert_num_queries(10):
        assert len(client.get(DESK).context["list"].rows) == 1


def test_every_view_counts_its_own(cast: Cast, officer: Client) -> None:
    received(cast)
    found(cast)
    handled(cast)
    verified(cast)
    closed(cast)
    again = closed(cast)
    cases.reopen(appeal=again, reason="又漏", by=by(cast, "何静"))
    assert counts(officer) == {
        "open": 5, "triage": 2, "today": 2, "over": 0, "check": 1, "call": 1, "reply": 0, "redo": 1, "returned": 0,
        "out": 0, "waiting": 0, "asked": 0, "raised": 0, "closed": 1,
    }  # fmt: skip
    for view in counts(officer):
        assert len(officer.get(DESK, {"view": view}).context["list"].rows) == counts(officer)[view]


def test_overdue_by_the_next_thing_owed(cast: Cast, officer: Client) -> None:
    """Nobody took it up in time: late, though the visit itself is due tomorrow."""
    cases.dispatch(case=received(cast).case, post=cast.posts["李敏"], by=by(cast, "何静"))
    with clock.at(clock.instant("2023-09-12", "11:40")):
        assert counts(officer)["over"] == 1
        assert "超期 30 分" in shown(officer, "over")


def test_first_due_first(cast: Cast, officer: Client) -> None:
    received(cast, text="不急的事", urgency="normal")
    received(cast, text="急的事", urgency="emergency")
    rows = officer.get(DESK).context["list"].rows
    assert [row.case.title for row in rows] == ["急的事", "不急的事"]
    assert rows[0].channel == "来访"
    assert rows[0].holder.name == "何静"


def test_rain_is_waited_for(cast: Cast, officer: Client) -> None:
    verified(cast)
    assert "等下雨" in shown(officer, "call")


def test_fifty_a_page(cast: Cast, officer: Client) -> None:
    for _each in range(51):
        received(cast)
    assert len(officer.get(DESK, {"page": 2}).context["list"].rows) == 1
    assert "第 2 页，共 2 页" in shown(officer, page=2)
    for odd in ("0", "99", "x", "-1", "²"):
        assert officer.get(DESK, {"page": odd, "view": "nothing"}).status_code == 200


def test_nothing_under_way(officer: Client) -> None:
    assert "手上都办完了" in shown(officer)
    assert "没有超期的" in shown(officer, "over")


def test_what_came_into_ones_hands_is_marked_until_opened(cast: Cast, officer: Client) -> None:
    appeal = received(cast)
    jobs.run_ready()
    assert "1 件新到您手上" in shown(officer)
    officer.get(reverse("case", args=[appeal.case_id]))
    assert "新到您手上" not in shown(officer)
    assert Notice.objects.get().read_at == NOW


def test_the_street_sees_whose_community_it_is(cast: Cast) -> None:
    received(cast)
    street = shown(signed_in(cast, "赵宏"))
    assert "<td>韶光社区</td>" in street
    assert "<td>韶光社区</td>" not in shown(signed_in(cast, "何静"))


def test_each_sees_their_own_community(cast: Cast) -> None:
    received(cast)
    assert counts(signed_in(cast, "高远"))["open"] == 0
    assert signed_in(cast, "李敏").get(DESK).status_code == 403
    assert Client().get(DESK).status_code == 302


def test_a_list_is_only_read(officer: Client) -> None:
    assert officer.post(DESK).status_code == 405


@pytest.mark.parametrize("said", ["23090001", "2309 0001", " ２３０９－０００１ "])
def test_a_number_said_on_the_telephone_is_found(cast: Cast, officer: Client, said: str) -> None:
    appeal = received(cast)
    assert appeal.number == "23090001"
    case = reverse("case", args=[appeal.case_id])
    assert officer.get("/desk/find/", {"q": said}).headers["Location"] == case
    assert officer.post("/desk/find/", {"q": said}).headers["Location"] == case
