"""Branches of the road: every way off it has one holder and a date, and leads back or ends with an answer."""

from collections.abc import Iterator
from datetime import date, timedelta

import pytest
from django.test import Client
from django.urls import reverse

from huying.cases import actions as cases
from huying.cases.audit import audit
from huying.cases.models import Appeal, BranchRule, Case, Commitment, JointCall, Objection, Pause, Referral, Summons
from huying.channels.models import Notice
from huying.core import clock, jobs, timeline
from huying.core.actor import Actor
from huying.core.errors import Refused
from huying.demo.cast import Cast
from huying.field import actions as field
from huying.field.models import WorkOrder

from .desk_stage import NOW, by, found, handled, ordered, received, signed_in, state, verified

FRIDAY = date(2023, 9, 15)


@pytest.fixture(autouse=True)
def morning() -> Iterator[None]:
    with clock.at(NOW):
        yield


@pytest.fixture
def officer(cast: Cast) -> Client:
    return signed_in(cast, "何静")


def held(appeal: Appeal) -> list[tuple[str, str]]:
    """Who holds what now, and until which day."""
    rows = Commitment.objects.filter(case=appeal.case_id, ended_at=None).order_by("kind")
    return [(row.kind, row.post.holdings.get(until=None).user.name if row.post else str(row.vendor)) for row in rows]


def due(appeal: Appeal, kind: str) -> str:
    row = Commitment.objects.get(case=appeal.case_id, kind=kind, ended_at=None)
    return f"{clock.local(row.due_by):%m-%d %H:%M}"


def post(client: Client, step: str, appeal: Appeal, **data: object) -> str:
    given = {"seen": state(appeal), **data}
    return client.post(reverse(f"case_{step}", args=[appeal.case_id]), given, follow=True).content.decode()


def page(client: Client, appeal: Appeal, step: str = "") -> str:
    return client.get(reverse("case", args=[appeal.case_id]), {"step": step} if step else {}).content.decode()


def track(appeal: Appeal) -> str:
    return Client().get(reverse("track", args=[appeal.tracking])).content.decode()


def kinds(appeal: Appeal) -> list[str]:
    return [event.kind for event in timeline.of(appeal.case)]


# --- declined ---------------------------------------------------------------------------------------------------------


def test_a_decline_names_the_route_and_the_reporter_may_disagree(cast: Cast, officer: Client) -> None:
    appeal = received(cast)
    assert "请选该找哪里" in post(officer, "decline", appeal, reply="请找法院。")
    assert "请写下答复" in post(officer, "decline", appeal, route="court")
    post(officer, "decline", appeal, route="court", reply="请找法院。")
    appeal.refresh_from_db()
    assert (state(appeal), appeal.outcome, held(appeal)) == ("declined", "declined", [])
    text = track(appeal)
    for words in ("不归社区办", "该找法院", "请找法院。", "我不同意"):
        assert words in text
    assert "五步" not in text
    disagree = reverse("not_fixed", args=[appeal.tracking])
    assert "为什么该社区办" in Client().get(disagree).content.decode()
    Client().post(disagree, {"reason": "是公共水管"})
    assert (state(appeal), held(appeal)) == ("reopened", [("triage", "何静")])
    assert "居民不同意，重新办" in track(appeal)
    assert audit().differences == []


def test_the_desk_takes_on_what_was_declined(cast: Cast, officer: Client) -> None:
    appeal = received(cast)
    cases.decline(case=appeal.case, route="owner", reply="自家的", by=by(cast, "何静"))
    assert "还是受理" in page(officer, appeal)
    post(officer, "reopen", appeal, reason="查了是公共的")
    assert state(appeal) == "reopened"


# --- referred ---------------------------------------------------------------------------------------------------------


def referred(cast: Cast) -> Appeal:
    appeal = received(cast)
    cases.refer(case=appeal.case, unit="自来水公司", phone="073155550199", follow_up_on=FRIDAY, by=by(cast, "何静"))
    return appeal


def test_a_referral_is_never_without_owner_and_date(cast: Cast, officer: Client) -> None:
    appeal = received(cast)
    assert "日子要在今天以后" in post(
        officer, "refer", appeal, unit="水公司", phone="0731 5555 0199", follow_up_on="2023-09-11"
    )
    assert not Referral.objects.exists()
    post(officer, "refer", appeal, unit="自来水公司", phone="0731 5555 0199", follow_up_on="2023-09-15")
    assert (state(appeal), held(appeal), due(appeal, "follow_up")) == (
        "referred",
        [("follow_up", "何静")],
        "09-15 17:30",
    )
    assert "自来水公司" in page(officer, appeal)
    assert "转给了自来水公司" in track(appeal)
    post(officer, "follow_up", appeal, follow_up_on="2023-09-20")
    assert (held(appeal), due(appeal, "follow_up")) == ([("follow_up", "何静")], "09-20 17:30")


def test_the_units_answer_leads_to_a_call_back(cast: Cast, officer: Client) -> None:
    appeal = referred(cast)
    post(officer, "refer_answered", appeal, solved="yes", note="阀门换了")
    case = Case.objects.get(pk=appeal.case_id)
    assert (case.state, case.verified_how, held(appeal)) == ("verified", "unit", [("call_back", "何静")])
    assert "阀门换了" in track(appeal)
    cases.call_back(appeal=appeal, by=by(cast, "何静"), outcome="solved", rained_on=date(2023, 9, 12))
    assert state(appeal) == "closed"


def test_what_the_unit_gives_back_is_dispatched(cast: Cast, officer: Client) -> None:
    appeal = referred(cast)
    post(officer, "refer_answered", appeal, solved="no", note="归住户")
    assert (state(appeal), held(appeal)) == ("accepted", [("triage", "何静")])
    assert Referral.objects.get().solved is False


def test_nothing_is_referred_away_from_a_vendor_at_work(cast: Cast, officer: Client) -> None:
    appeal = ordered(cast)
    given = {"unit": "水公司", "phone": "073155550199", "follow_up_on": "2023-09-20"}
    assert "还有工单没完工" in post(officer, "refer", appeal, **given)
    assert state(appeal) == "in_hand"


# --- returned ---------------------------------------------------------------------------------------------------------


def returned(cast: Cast, appeal: Appeal, who: str = "李敏") -> None:
    cases.object_to(case=appeal.case, user=cast.users[who], basis="duty_list", reason="清单上没有")


def test_a_return_is_ruled_on_by_somebody_else(cast: Cast) -> None:
    appeal = found(cast)
    worker = signed_in(cast, "李敏")
    answer = worker.post(
        reverse("grid_object", args=[appeal.case_id]),
        {"basis": "duty_list", "reason": "清单上没有", "suggested": cast.posts["陈涛"].pk, "seen": "in_hand"},
        follow=True,
    )
    assert "由别人裁定" in answer.content.decode()
    assert (state(appeal), held(appeal), due(appeal, "ruling")) == ("objected", [("ruling", "刘芳")], "09-13 17:30")
    secretary = signed_in(cast, "刘芳")
    for words in ("不在职责清单上", "清单上没有", "G02"):
        assert words in page(secretary, appeal)
    # Whoever does not hold the ruling is not offered it, and cannot take it.
    assert "退得对，重新派" not in page(signed_in(cast, "何静"), appeal)
    assert "这件现在不在您手上" in post(signed_in(cast, "何静"), "rule", appeal, ruling="upheld")
    post(secretary, "rule", appeal, ruling="upheld")
    assert (state(appeal), held(appeal)) == ("accepted", [("triage", "何静")])


def test_who_dispatched_does_not_rule(cast: Cast) -> None:
    appeal = received(cast)
    cases.dispatch(case=appeal.case, post=cast.posts["李敏"], by=by(cast, "刘芳"))
    returned(cast, appeal)
    assert held(appeal) == [("ruling", "何静")]


def test_the_street_rules_where_the_desk_is_a_party(cast: Cast) -> None:
    appeal = received(cast)
    cases.dispatch(case=appeal.case, post=cast.posts["李敏"], by=by(cast, "刘芳"))
    returned(cast, appeal, "何静")
    assert held(appeal) == [("ruling", "赵宏")]
    post(signed_in(cast, "赵宏"), "rule", appeal, ruling="rejected", note="归你们")
    assert (state(appeal), held(appeal)) == ("dispatched", [("visit", "李敏")])


def test_a_rejected_return_stays_and_is_not_made_again(cast: Cast) -> None:
    appeal = found(cast)
    returned(cast, appeal)
    with pytest.raises(Refused, match="请写明原因"):
        cases.rule_objection(case=appeal.case, user=cast.users["刘芳"], upheld=False)
    cases.rule_objection(case=appeal.case, user=cast.users["刘芳"], upheld=False, note="清单第七条")
    assert (state(appeal), held(appeal)) == ("dispatched", [("visit", "李敏")])
    with pytest.raises(Refused, match="不能再退"):
        returned(cast, appeal)
    assert "退单" not in signed_in(cast, "李敏").get(reverse("grid_case", args=[appeal.case_id])).content.decode()


def test_the_second_return_is_consulted_and_the_last(cast: Cast) -> None:
    appeal = found(cast)
    returned(cast, appeal)
    cases.rule_objection(case=appeal.case, user=cast.users["刘芳"], upheld=True)
    cases.dispatch(case=appeal.case, post=cast.posts["陈涛"], by=by(cast, "何静"))
    returned(cast, appeal, "陈涛")
    assert (state(appeal), held(appeal)) == ("consulting", [("consult", "刘芳")])
    secretary = signed_in(cast, "刘芳")
    assert "请写下哪些人参加了会商" in post(secretary, "consult", appeal, post=cast.posts["李敏"].pk)
    post(secretary, "consult", appeal, post=cast.posts["李敏"].pk, took_part="刘芳、李敏、陈涛", note="李敏牵头。")
    assert (state(appeal), held(appeal)) == ("dispatched", [("visit", "李敏")])
    assert "参加：刘芳、李敏、陈涛。李敏牵头。" in page(secretary, appeal)
    assert "刘芳、李敏" not in track(appeal)
    with pytest.raises(Refused, match="不能再退"):
        returned(cast, appeal)
    assert [one.ruling for one in Objection.objects.order_by("at", "ruled_at")].count("consulted") == 1
    assert audit().differences == []


def test_only_who_holds_it_returns_it(cast: Cast) -> None:
    appeal = found(cast)
    with pytest.raises(Refused, match="不在您手上"):
        returned(cast, appeal, "陈涛")
    assert state(appeal) == "in_hand"


# --- waiting and carried over -----------------------------------------------------------------------------------------


def wait(cast: Cast, appeal: Appeal, why: str) -> None:
    cases.wait(case=appeal.case, user=cast.users["李敏"], why=why, expected_on=FRIDAY)


@pytest.mark.parametrize(("why", "stops"), [("entry", True), ("materials", False), ("weather", True), ("other", False)])
def test_the_clock_stops_only_where_the_rule_says_so(cast: Cast, why: str, stops: bool) -> None:
    appeal = found(cast, urgency="normal")
    promised = Case.objects.get(pk=appeal.case_id).resolve_by
    wait(cast, appeal, why)
    assert (state(appeal), held(appeal), due(appeal, "await")) == ("waiting", [("await", "李敏")], "09-15 17:30")
    assert Pause.objects.get().stops is stops
    # Half of Tuesday, Wednesday and Thursday: two working days of seven hours from half past nine to half past nine.
    with clock.at(clock.instant("2023-09-14", "09:10")):
        cases.resume(case=appeal.case, user=cast.users["李敏"])
    case = Case.objects.get(pk=appeal.case_id)
    assert f"{clock.local(promised):%m-%d %H:%M}" == "09-19 17:30"
    assert f"{clock.local(case.resolve_by):%m-%d %H:%M}" == ("09-21 17:30" if stops else "09-19 17:30")
    assert (case.state, case.stopped_at, held(appeal)) == ("in_hand", None, [("visit", "李敏")])


def test_without_a_rule_the_clock_runs(cast: Cast) -> None:
    BranchRule.objects.all().delete()
    appeal = found(cast)
    wait(cast, appeal, "entry")
    assert Case.objects.get(pk=appeal.case_id).stopped_at is None


def test_a_clock_that_stands_still_is_not_shown_overdue(cast: Cast, officer: Client) -> None:
    appeal = found(cast)
    wait(cast, appeal, "entry")
    with clock.at(clock.instant("2023-10-20", "09:00")):
        shown = officer.get(reverse("case", args=[appeal.case_id]))
        assert [one.code for one in shown.context["clocks"]] == ["done", "done", "wait"]
        # What it waits for is late, and that presses.
        assert officer.get("/desk/", {"view": "over"}).context["list"].view.count == 1
        assert officer.get("/desk/", {"view": "waiting"}).context["list"].view.count == 1


def test_whoever_stands_at_the_door_goes_on(cast: Cast) -> None:
    appeal = found(cast)
    wait(cast, appeal, "entry")
    field.record_visit(case=appeal.case, user=cast.users["李敏"], outcome="seen")
    assert (state(appeal), kinds(appeal)[-2:]) == ("in_hand", ["cases.resumed", "field.visit_recorded"])


def test_a_vendor_who_finishes_ends_the_waiting(cast: Cast) -> None:
    appeal = ordered(cast)
    wait(cast, appeal, "materials")
    assert held(appeal) == [("await", "李敏"), ("order", "安居防水修缮")]
    field.finish_order(order=WorkOrder.objects.get(), result="resolved", cost_cents=1)
    assert (state(appeal), held(appeal)) == ("handled", [("verify", "李敏")])
    assert not Pause.objects.filter(ended_at=None).exists()


def test_carried_over_has_a_next_check_and_then_another(cast: Cast, officer: Client) -> None:
    appeal = found(cast)
    assert "还没选日子" in post(officer, "carry_over", appeal, reason="等改造")
    post(officer, "carry_over", appeal, reason="等改造", next_on="2023-11-01")
    assert (state(appeal), held(appeal), due(appeal, "recheck")) == (
        "carried_over",
        [("recheck", "何静")],
        "11-01 17:30",
    )
    assert "等改造" in track(appeal)
    post(officer, "carry_over", appeal, reason="还没动工", next_on="2023-12-01")
    assert (held(appeal), due(appeal, "recheck")) == ([("recheck", "何静")], "12-01 17:30")
    post(officer, "resume", appeal)
    assert (state(appeal), held(appeal)) == ("in_hand", [("visit", "李敏")])


# --- promises ---------------------------------------------------------------------------------------------------------


def test_an_extension_is_told_and_only_later(cast: Cast, officer: Client) -> None:
    appeal = found(cast, urgency="normal")
    assert "新的期限要比原来的晚" in post(officer, "extend", appeal, until="2023-09-18", reason="缺配件")
    assert "新的期限要比原来的晚" in post(officer, "extend", appeal, until="2024-09-18", reason="缺配件")
    post(officer, "extend", appeal, until="2023-09-25", reason="缺配件")
    assert f"{clock.local(Case.objects.get(pk=appeal.case_id).resolve_by):%m-%d %H:%M}" == "09-25 17:30"
    assert due(appeal, "visit") == "09-25 17:30"
    assert "缺配件" in track(appeal)


def test_the_second_extension_is_another_hands_and_there_is_no_third(cast: Cast, officer: Client) -> None:
    appeal = found(cast, urgency="normal")
    post(officer, "extend", appeal, until="2023-09-20", reason="一")
    assert "再延要书记或者街道来定" in post(officer, "extend", appeal, until="2023-09-21", reason="二")
    post(signed_in(cast, "刘芳"), "extend", appeal, until="2023-09-22", reason="二")
    assert f"{clock.local(Case.objects.get(pk=appeal.case_id).resolve_by):%m-%d}" == "09-22"
    assert "不能再延了" in post(signed_in(cast, "赵宏"), "extend", appeal, until="2023-09-25", reason="三")


def test_a_reminder_is_a_notice_again(cast: Cast, officer: Client) -> None:
    appeal = received(cast)
    cases.dispatch(case=appeal.case, post=cast.posts["李敏"], by=by(cast, "何静"))
    jobs.run_ready()
    signed_in(cast, "李敏").get(reverse("grid_case", args=[appeal.case_id]))
    notice = Notice.objects.filter(post=cast.posts["李敏"])
    assert notice.get().read_at == NOW
    with clock.at(NOW + timedelta(hours=1)):
        post(officer, "remind", appeal, note="住户又来了")
        jobs.run_ready()
        assert (notice.get().read_at, notice.get().kind) == (None, "cases.reminded")
        assert "催了一次" not in track(appeal)
        post(officer, "remind", appeal, public="on")
        assert "催了一次" in track(appeal)


def test_supervision_is_answered_before_anything_closes(cast: Cast, officer: Client) -> None:
    appeal = verified(cast)
    street = signed_in(cast, "赵宏")
    post(street, "supervise", appeal, question="为什么慢", reply_on="2023-09-15")
    assert "上一次督办还没答复" in post(street, "supervise", appeal, question="再问", reply_on="2023-09-15")
    assert held(appeal) == [("answer_supervision", "何静"), ("call_back", "何静")]
    cases.call_back(appeal=appeal, by=by(cast, "何静"), outcome="solved", rained_on=date(2023, 9, 12))
    assert (state(appeal), "为什么慢" in track(appeal)) == ("verified", False)
    post(officer, "answer_supervision", appeal, reply="配件到得晚")
    assert (state(appeal), held(appeal)) == ("closed", [])


def test_an_answer_at_once_waits_for_supervision_too(cast: Cast, officer: Client) -> None:
    appeal = received(cast)
    cases.supervise(case=appeal.case, by=by(cast, "赵宏"), question="?", reply_on=FRIDAY)
    assert "督办没答复" in post(officer, "answer", appeal, reply="好")
    assert "督办没答复" in post(officer, "decline", appeal, route="court", reply="好")
    assert state(appeal) == "received"


# --- called together --------------------------------------------------------------------------------------------------


def test_who_was_called_came_or_not_and_the_result_stays(cast: Cast, officer: Client) -> None:
    appeal = found(cast)
    where = {"place": "5栋楼下", "meet_on": "2023-09-14", "meet_at": "09:00"}
    assert "还没选叫谁来" in post(officer, "joint_call", appeal, **where)
    called = {"posts": [cast.posts["李敏"].pk], "vendors": [cast.vendors["畅通管道疏通"].pk], "units": "水公司\n\n城管"}
    post(officer, "joint_call", appeal, **where, **called)
    assert {str(one) for one in Summons.objects.all()} == {"网格员", "畅通管道疏通", "水公司", "城管"}
    assert (held(appeal), due(appeal, "joint_call")) == ([("joint_call", "何静"), ("visit", "李敏")], "09-15 17:30")
    asked = page(officer, appeal, "end_joint_call")
    for name in ("李敏", "畅通管道疏通", "水公司", "城管"):
        assert f">{name}</legend>" in asked
    came = {f"party_{one.pk}": "came" for one in Summons.objects.all()}
    absent = f"party_{Summons.objects.get(unit='城管').pk}"
    assert "城管来没来，还没点" in post(officer, "end_joint_call", appeal, result="换管", **came | {absent: ""})
    post(officer, "end_joint_call", appeal, result="水公司换管", **came | {absent: "absent"})
    assert (JointCall.objects.get().result, held(appeal)) == ("水公司换管", [("visit", "李敏")])
    assert "来了 3，派人来 0，没来 1" in track(appeal)


# --- from hand to hand ------------------------------------------------------------------------------------------------


def test_a_worker_hands_over_in_one_act(cast: Cast) -> None:
    appeal = ordered(cast)
    worker = signed_in(cast, "李敏")
    address = reverse("grid_transfer", args=[appeal.case_id])
    assert "陈涛，G02" in worker.get(address).content.decode()
    worker.post(address, {"post": cast.posts["陈涛"].pk, "reason": "我休假", "seen": "in_hand"})
    assert (state(appeal), held(appeal)) == ("dispatched", [("order", "安居防水修缮"), ("visit", "陈涛")])
    with pytest.raises(Refused, match="不在您手上"):
        cases.transfer(case=appeal.case, user=cast.users["李敏"], post=cast.posts["李敏"], reason="要回来")


def test_nobody_from_elsewhere_takes_a_turn(cast: Cast) -> None:
    appeal = found(cast)
    for verb in ("object", "transfer", "wait", "resume"):
        assert signed_in(cast, "陈涛").post(reverse(f"grid_{verb}", args=[appeal.case_id])).status_code == 404
        assert signed_in(cast, "高远").get(reverse(f"grid_{verb}", args=[appeal.case_id])).status_code == 404
    assert signed_in(cast, "高远").post(reverse("case_decline", args=[appeal.case_id])).status_code == 404


# --- the pages --------------------------------------------------------------------------------------------------------


@pytest.mark.once
def test_every_offered_form_opens(cast: Cast, officer: Client) -> None:
    """And each that can be fetched is drawn without a question more than it asks."""
    for turn in (received, found, handled, verified):
        appeal = turn(cast)
        steps = officer.get(reverse("case", args=[appeal.case_id])).context["steps"]
        for step in steps:
            assert f'id="step-{step.name}"' in page(officer, appeal, step.name)


def test_a_resident_reads_no_colleagues_words(cast: Cast) -> None:
    appeal = found(cast)
    cases.remind(case=appeal.case, by=by(cast, "何静"), note="内部催一句", public=True)
    cases.wait(case=appeal.case, user=cast.users["李敏"], why="entry", expected_on=FRIDAY, note="楼上张家不开门")
    text = track(appeal)
    assert "进不了门" in text
    assert "内部催一句" not in text
    assert "张家" not in text


def test_the_rules_are_shown_with_their_source(officer: Client) -> None:
    text = officer.get("/desk/calendar/", follow=True).content.decode()
    for words in ("等进门", "时限停下", "2 次", "15 天", "未确认"):
        assert words in text


def test_a_residents_link_takes_no_turn_of_the_staff(cast: Cast) -> None:
    with pytest.raises(Refused, match="要由社区来办"):
        cases.decline(case=received(cast).case, route="court", reply="好", by=Actor("resident"))
