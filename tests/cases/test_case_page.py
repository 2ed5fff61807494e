"""The page of a case: who holds it, what can be done now, and what a step says when it is refused."""

import re
from collections.abc import Callable, Iterator
from datetime import date

import pytest
from django.http import HttpResponse
from django.test import Client
from django.urls import reverse

from huying.cases import actions as cases
from huying.cases.models import Appeal, Case, CaseLink
from huying.core import clock
from huying.core.actor import Actor
from huying.demo.cast import Cast
from huying.field.models import WorkOrder
from huying.people.models import Holding

from .desk_stage import NOW, by, closed, found, handled, ordered, received, signed_in, state, verified

pytestmark = pytest.mark.once
RESIDENT = Actor("resident")
# Marking the notices read is a transaction of its own; inside a test's it counts as two statements.
SAVEPOINT = 2


@pytest.fixture(autouse=True)
def morning() -> Iterator[None]:
    with clock.at(NOW):
        yield


@pytest.fixture
def officer(cast: Cast) -> Client:
    return signed_in(cast, "何静")


def page(client: Client, appeal: Appeal) -> HttpResponse:
    return client.get(reverse("case", args=[appeal.case_id]))


def post(client: Client, step: str, appeal: Appeal, follow: bool = False, **data: object) -> HttpResponse:
    given = {"seen": state(appeal), **data}
    return client.post(reverse(f"case_{step}", args=[appeal.case_id]), given, follow=follow)


def offered(response: HttpResponse) -> list[str]:
    """The steps of the road; those that gather cases have tests of their own."""
    steps = [step.name for step in response.context["steps"] if step.possible]
    return [name for name in steps if name not in ("merge", "withdraw")]


# --- reading ----------------------------------------------------------------------------------------------------------


TURNS = {received: 14, found: 15, ordered: 15, handled: 15, verified: 15, closed: 15}


@pytest.mark.parametrize("turn", TURNS, ids=lambda turn: turn.__name__)
def test_a_case_in_fifteen_statements_at_most(
    cast: Cast, officer: Client, turn: Callable[..., Appeal], django_assert_num_queries: object
) -> None:
    one, other = turn(cast), closed(cast, home="3栋201")
    cases.link_similar(case=one.case, other=other.case, by=by(cast, "何静"))
    with django_assert_num_queries(TURNS[turn] + SAVEPOINT):
        page(officer, one)


def test_another_worker_is_offered_when_asked_for(cast: Cast, officer: Client) -> None:
    appeal = found(cast)
    address = reverse("case", args=[appeal.case_id])
    assert officer.get(address).context["steps"][0].form is None
    step = officer.get(address, {"step": "dispatch"}).context["steps"][0]
    assert [label.split("，")[0] for _key, label in step.form.fields["post"].choices] == ["李敏", "陈涛"]


def test_the_page_at_every_turn(cast: Cast, officer: Client) -> None:
    turns = {
        received: ["dispatch", "answer", "extend", "refer", "remind", "decline"],
        found: [
            "dispatch", "wait", "carry_over", "extend", "transfer", "object", "refer", "joint_call", "ask_assist",
            "remind",
        ],
        handled: ["verify", "send_back", "reopen", "ask_assist", "remind"],
        verified: ["call_back", "waive_rain", "reopen", "ask_assist", "remind"],
        closed: ["reopen"],
    }  # fmt: skip
    for turn, steps in turns.items():
        assert offered(page(officer, turn(cast))) == steps


def test_who_holds_it_and_the_deadlines(cast: Cast, officer: Client) -> None:
    appeal = ordered(cast)
    text = page(officer, appeal).content.decode()
    for words in ("现在在谁手上", "安居防水修缮", "9月15日 18:00", "139****0303", "天沟老化", "共有部分"):
        assert words in text
    assert "13900000303" not in text
    assert [(one.label, one.code) for one in page(officer, appeal).context["clocks"]] == [
        ("响应", "done"), ("控制住", "done"), ("解决", ""),
    ]  # fmt: skip
    assert page(officer, appeal).context["lead"] == "李敏"


def test_a_deadline_kept_too_late_says_so(cast: Cast, officer: Client) -> None:
    appeal = received(cast)
    with clock.at(clock.instant("2023-09-20", "09:00")):
        cases.dispatch(case=appeal.case, post=cast.posts["李敏"], by=by(cast, "何静"))
        cases.acknowledge(case=appeal.case, user=cast.users["李敏"])
        shown = page(officer, appeal)
        assert [one.code for one in shown.context["clocks"]] == ["over", "over", "over"]
        assert "晚了" in shown.content.decode()


def test_an_uncertain_calendar_is_said(cast: Cast, officer: Client) -> None:
    with clock.at(clock.instant("2026-12-31", "16:00")):
        appeal = received(cast)
        assert "日历里没有 2027 年的节假日" in page(officer, appeal).content.decode()


def test_the_closed_call_has_its_vermilion_corner(cast: Cast, officer: Client) -> None:
    assert 'class="say open"' in page(officer, received(cast)).content.decode()
    assert 'class="say"' in page(officer, closed(cast)).content.decode()


def test_the_street_urges_and_sees_no_link_or_number(cast: Cast) -> None:
    appeal = ordered(cast)
    street = signed_in(cast, "赵宏")
    shown = page(street, appeal)
    text = shown.content.decode()
    assert offered(shown) == ["extend", "remind", "supervise"]
    for hidden in ("13900000303", "江秋莲", appeal.tracking, "/o/", "派工单</button>", "连上另一件"):
        assert hidden not in text
    assert "139****0303" in text
    for step in ("dispatch", "verify", "reopen", "order", "link"):
        assert post(street, step, appeal).status_code == 403
    assert state(appeal) == "in_hand"


def test_a_case_of_others_is_not_there(cast: Cast) -> None:
    appeal = verified(cast)
    stranger = signed_in(cast, "高远")
    assert page(stranger, appeal).status_code == 404
    assert post(stranger, "reopen", appeal, reason="看看").status_code == 404
    assert page(signed_in(cast, "李敏"), appeal).status_code == 403
    assert page(Client(), appeal).status_code == 302


def test_a_step_is_posted_and_nothing_else(cast: Cast, officer: Client) -> None:
    appeal = received(cast)
    assert officer.get(reverse("case_dispatch", args=[appeal.case_id])).status_code == 302
    assert state(appeal) == "received"


def test_no_two_questions_share_an_id(cast: Cast, officer: Client) -> None:
    for turn in (received, ordered, handled, verified):
        ids = re.findall(r' id="([^"]+)"', page(officer, turn(cast)).content.decode())
        assert sorted(ids) == sorted(set(ids))


def test_the_slip(cast: Cast, officer: Client) -> None:
    appeal = ordered(cast)
    text = officer.get(reverse("case_slip", args=[appeal.case_id])).content.decode()
    assert "2309 0001" in text
    assert "安居防水修缮" in text


# --- the steps --------------------------------------------------------------------------------------------------------


def test_the_grids_own_worker_stands_first_and_is_chosen(cast: Cast, officer: Client) -> None:
    appeal = received(cast)
    form = page(officer, appeal).context["steps"][0].form
    labels = [label for _value, label in form.fields["post"].choices]
    assert labels == ["李敏，这里归 G01，手上 0 件", "陈涛，G02，手上 0 件"]
    assert form.initial["post"] == str(cast.posts["李敏"].pk)


def test_dispatch_and_change_of_hands(cast: Cast, officer: Client) -> None:
    appeal = received(cast)
    assert "派给李敏了" in post(officer, "dispatch", appeal, True, post=cast.posts["李敏"].pk).content.decode()
    post(officer, "dispatch", appeal, post=cast.posts["陈涛"].pk)
    assert Case.objects.get(pk=appeal.case_id).lead == cast.posts["陈涛"]
    foreign = post(officer, "dispatch", appeal, post=cast.posts["高远"].pk)
    assert foreign.status_code == 200
    assert Case.objects.get(pk=appeal.case_id).lead == cast.posts["陈涛"]


def test_an_inquiry_is_answered_from_the_page(cast: Cast, officer: Client) -> None:
    appeal = received(cast)
    assert "请写下答复" in post(officer, "answer", appeal, reply=" ").content.decode()
    post(officer, "answer", appeal, reply="这个月底换。")
    assert state(appeal) == "closed"


def test_checked_called_back_and_closed(cast: Cast, officer: Client) -> None:
    appeal = handled(cast)
    post(officer, "verify", appeal, method="on_site", note="看过")
    assert state(appeal) == "verified"
    answer = post(
        officer, "call_back", appeal, True, outcome="solved", satisfaction="satisfied", rained_on="2023-09-12", note=""
    )
    assert "回访记下了，办结" in answer.content.decode()
    appeal.refresh_from_db()
    assert (appeal.outcome, appeal.satisfaction, state(appeal)) == ("solved", "satisfied", "closed")
    assert Case.objects.get(pk=appeal.case_id).rained_on == date(2023, 9, 12)


def test_without_rain_it_does_not_close_and_the_words_stay(cast: Cast, officer: Client) -> None:
    appeal = verified(cast)
    answer = post(officer, "call_back", appeal, outcome="solved", satisfaction="mostly", note="墙还是潮的")
    assert answer.status_code == 200
    text = answer.content.decode()
    assert "漏水要等下过雨再办结" in text
    assert "墙还是潮的" in text
    assert state(appeal) == "verified"
    assert not appeal.call_backs.exists()
    post(officer, "waive_rain", appeal, reason="一个月没雨")
    post(officer, "call_back", appeal, outcome="solved", note="")
    assert state(appeal) == "closed"


def test_three_tries_in_vain(cast: Cast, officer: Client) -> None:
    appeal = verified(cast, category="seepage")
    for _each in range(2):
        assert "了结" not in page(officer, appeal).content.decode()
        post(officer, "call_back", appeal, outcome="no_answer", satisfaction="satisfied")
    assert "还是没接通，了结" in page(officer, appeal).content.decode()
    assert "三次没联系上、并写明原因" in post(officer, "call_back", appeal, outcome="unreached").content.decode()
    post(officer, "call_back", appeal, outcome="unreached", note="搬走了，电话停机")
    assert state(appeal) == "closed"
    assert set(appeal.call_backs.values_list("satisfaction", flat=True)) == {""}


def test_only_partly_solved_opens_it_again(cast: Cast, officer: Client) -> None:
    appeal = verified(cast)
    post(officer, "call_back", appeal, outcome="partly", satisfaction="dissatisfied", note="还滴一点")
    assert state(appeal) == "reopened"
    assert offered(page(officer, appeal)) == ["dispatch", "extend", "refer", "joint_call", "remind"]


def test_nothing_chosen_is_said_beside_the_question(cast: Cast, officer: Client) -> None:
    assert "还没选解决了没有" in post(officer, "call_back", verified(cast), note="在家").content.decode()


def test_send_back_and_reopen_want_a_reason(cast: Cast, officer: Client) -> None:
    appeal = handled(cast)
    assert "请写明哪里不合格" in post(officer, "send_back", appeal).content.decode()
    post(officer, "send_back", appeal, reason="有一处没盖好")
    assert state(appeal) == "in_hand"
    other = closed(cast)
    assert "请写明还有什么没修好" in post(officer, "reopen", other).content.decode()
    post(officer, "reopen", other, reason="又漏了")
    assert state(other) == "reopened"


def test_a_stale_page_is_refused_and_nothing_typed_is_lost(cast: Cast, officer: Client) -> None:
    appeal = handled(cast)
    with clock.at(clock.instant("2023-09-15", "16:05")):
        cases.send_back(case=appeal.case, reason="没盖好", by=by(cast, "刘芳"))
    answer = post(officer, "verify", appeal, seen="handled", method="on_site", note="我看着行")
    assert answer.status_code == 409
    text = answer.content.decode()
    assert "刘芳在 16:05 已经办过这件，现在是“在办”" in text
    assert "我看着行" in text
    assert "这一步现在走不了了" in text
    assert state(appeal) == "in_hand"


def test_the_resident_counts_when_the_team_is_small(cast: Cast) -> None:
    appeal = handled(cast)
    cases.confirm(appeal=appeal, satisfaction="satisfied", by=RESIDENT)
    secretary = signed_in(cast, "刘芳")
    assert "以居民确认为准" in page(secretary, appeal).content.decode()
    assert "以居民确认为准" not in page(signed_in(cast, "何静"), appeal).content.decode()
    assert "居民一句话不够" in post(secretary, "verify", appeal, method="resident").content.decode()
    Holding.objects.exclude(user=cast.users["刘芳"]).filter(post__role="grid_worker").update(until=clock.now())
    post(secretary, "verify", appeal, method="resident")
    case = Case.objects.get(pk=appeal.case_id)
    assert (case.state, case.small_team) == ("verified", True)
    assert "在岗不到三人" in page(secretary, appeal).content.decode()


def test_who_did_the_work_is_told_to_leave_the_check_to_others(cast: Cast, officer: Client) -> None:
    appeal = handled(cast)
    Case.objects.filter(pk=appeal.case_id).update(handled_by=str(by(cast, "何静")))
    text = page(officer, appeal).content.decode()
    assert "活是您干的，请别人来核查" in text
    assert "核查合格</button>" not in text
    assert "干活的人不能自己核查" in post(officer, "verify", appeal, method="on_site").content.decode()


# --- similar matters --------------------------------------------------------------------------------------------------


def test_alike_is_suggested_and_joined_by_number(cast: Cast, officer: Client) -> None:
    here, there = received(cast), received(cast, home="3栋201")
    text = page(officer, here).content.decode()
    assert "同一类、还没办完的" in text
    assert "3栋201" in text
    post(officer, "link", here, number="２３０９ 0002")
    link = CaseLink.objects.get()
    assert {link.earlier_id, link.later_id} == {here.case_id, there.case_id}
    joined = page(officer, there).context["joined"]
    assert [case.pk for case, _chip in joined] == [here.case_id]


def test_an_unknown_number_and_ones_own(cast: Cast, officer: Client) -> None:
    appeal = received(cast)
    assert "没有编号 23099999 的事" in post(officer, "link", appeal, number="23099999").content.decode()
    assert "请选同一个社区里的另一件" in post(officer, "link", appeal, number="23090001").content.decode()
    assert "编号是一串数字" in post(officer, "link", appeal, number="三号").content.decode()
    assert not CaseLink.objects.exists()


def test_a_double_tap_steps_once(cast: Cast, officer: Client) -> None:
    appeal = ordered(cast)
    assert WorkOrder.objects.filter(case=appeal.case).count() == 1
    for _each in range(2):
        post(officer, "dispatch", appeal, seen="in_hand", post=cast.posts["陈涛"].pk, once="one-tap")
    assert appeal.case.commitments.filter(post=cast.posts["陈涛"]).count() == 1
