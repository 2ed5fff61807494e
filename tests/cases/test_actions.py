"""What actions promise: the first road to its end, its refusals, and nothing half done."""

from datetime import date

import pytest

from huying.cases import actions as cases
from huying.cases.models import Appeal, CallBack, Case, Category, Commitment, NumberSeries
from huying.core import clock, timeline
from huying.core.actor import Actor
from huying.core.errors import Refused, Stale
from huying.core.models import Event, Job
from huying.demo.cast import Cast
from huying.field import actions as field
from huying.people import actions as people

MORNING = clock.instant("2023-09-12", "09:10")
RESIDENT = Actor("resident")


def by(cast: Cast, name: str) -> Actor:
    return Actor.user(cast.users[name])


def receive(cast: Cast, category: str = "house_roof", home: str = "5栋303", **said: object) -> Appeal:
    place = cast.home(home)
    words = {"text": "一下雨，屋里像水帘洞一样。", "channel": "walk_in", "nature": "help", "urgency": "urgent"} | said
    return cases.receive(
        community=cast.community,
        said=cases.Said(category=Category.objects.get(pk=category), home=place, building=place.building, **words),
        by=by(cast, "何静"),
    )


def in_hand(cast: Cast, category: str = "house_roof") -> Appeal:
    """Seen by 李敏, with a finding."""
    appeal = receive(cast, category)
    cases.dispatch(case=appeal.case, post=cast.posts["李敏"], by=by(cast, "何静"))
    found = field.Found(cause="天沟老化", part="roof_gutter", zone="common")
    field.record_visit(case=appeal.case, user=cast.users["李敏"], outcome="seen", found=found)
    return appeal


def handled_by_vendor(cast: Cast, category: str = "house_roof") -> Appeal:
    appeal = in_hand(cast, category)
    due = clock.instant("2023-09-15", "18:00")
    order = field.order(
        case=appeal.case, vendor=cast.vendors["安居防水修缮"], task="重做防水", payer="community", due_by=due,
        by=by(cast, "何静"),
    )  # fmt: skip
    field.finish_order(order=order, result="resolved", cost_cents=100)
    return appeal


def state(appeal: Appeal) -> str:
    return Case.objects.get(pk=appeal.case_id).state


@pytest.fixture(autouse=True)
def morning() -> object:
    with clock.at(MORNING):
        yield


def test_intake_finds_grid_number_and_deadlines(cast: Cast) -> None:
    case = receive(cast).case
    assert (case.number, case.grid.code, case.state) == ("23090001", "G01", "received")
    assert clock.local(case.respond_by).isoformat() == "2023-09-12T11:10:00+08:00"
    assert clock.local(case.control_by).isoformat() == "2023-09-13T09:10:00+08:00"
    assert clock.local(case.resolve_by).isoformat() == "2023-09-19T17:30:00+08:00"


def test_numbers_run_on_and_start_again_each_month(cast: Cast) -> None:
    numbers = [receive(cast).number for _ in range(2)]
    with clock.at(clock.instant("2023-10-01", "09:00")):
        numbers.append(receive(cast).number)
    assert numbers == ["23090001", "23090002", "23100001"]
    assert NumberSeries.objects.count() == 2


def test_deadlines_beyond_the_calendar_are_marked(cast: Cast) -> None:
    with clock.at(clock.instant("2026-12-30", "09:00")):
        assert receive(cast).case.uncertain is True
    assert receive(cast).case.uncertain is False


def test_a_new_matter_is_in_somebodys_hands(cast: Cast) -> None:
    case = receive(cast).case
    held = Commitment.objects.get(case=case, ended_at=None)
    assert (held.kind, held.post, held.due_by) == ("triage", cast.posts["何静"], case.respond_by)


def test_an_intake_that_fails_leaves_nothing(cast: Cast) -> None:
    before = (Event.objects.count(), Job.objects.count())
    with pytest.raises(KeyError):
        receive(cast, urgency="whenever")
    assert (Event.objects.count(), Job.objects.count(), Case.objects.count()) == (*before, 0)


def test_dispatch_accepts_and_commits(cast: Cast) -> None:
    case = receive(cast).case
    cases.dispatch(case=case, post=cast.posts["李敏"], by=by(cast, "何静"), seen="received")
    kinds = [event.kind for event in timeline.of(case)]
    assert kinds == ["cases.received", "cases.accepted", "cases.dispatched"]
    assert Commitment.objects.get(case=case, ended_at=None).post == cast.posts["李敏"]


def test_the_second_of_two_officers_is_told(cast: Cast) -> None:
    case = receive(cast).case
    cases.dispatch(case=case, post=cast.posts["李敏"], by=by(cast, "何静"), seen="received")
    with pytest.raises(Stale, match="已派出"):
        cases.dispatch(case=case, post=cast.posts["陈涛"], by=by(cast, "刘芳"), seen="received")


def test_only_the_holder_acknowledges(cast: Cast) -> None:
    case = receive(cast).case
    cases.dispatch(case=case, post=cast.posts["李敏"], by=by(cast, "何静"))
    with pytest.raises(Refused, match="不在您手上"):
        cases.acknowledge(case=case, user=cast.users["陈涛"])


def test_no_order_without_a_finding(cast: Cast) -> None:
    appeal = receive(cast)
    cases.dispatch(case=appeal.case, post=cast.posts["李敏"], by=by(cast, "何静"))
    cases.acknowledge(case=appeal.case, user=cast.users["李敏"])
    with pytest.raises(Refused, match="查看情况"):
        field.order(
            case=appeal.case, vendor=cast.vendors["安居防水修缮"], task="修", payer="community",
            due_by=clock.instant("2023-09-15"), by=by(cast, "何静"),
        )  # fmt: skip
    assert Commitment.objects.filter(kind="order").count() == 0


def test_the_doer_may_not_check_own_work(cast: Cast) -> None:
    appeal = in_hand(cast)
    field.handle(case=appeal.case, user=cast.users["李敏"])
    with pytest.raises(Refused, match="不能自己核查"):
        cases.verify(case=appeal.case, by=by(cast, "李敏"), method="on_site")
    cases.verify(case=appeal.case, by=by(cast, "陈涛"), method="on_site")
    assert state(appeal) == "verified"


def test_a_failed_check_goes_back_to_the_lead(cast: Cast) -> None:
    appeal = handled_by_vendor(cast)
    cases.send_back(case=appeal.case, reason="东头还在漏", by=by(cast, "李敏"))
    held = Commitment.objects.get(case=appeal.case, ended_at=None)
    assert (state(appeal), held.kind, held.post) == ("in_hand", "visit", cast.posts["李敏"])


def test_a_leak_waits_for_rain(cast: Cast) -> None:
    appeal = handled_by_vendor(cast)
    cases.verify(case=appeal.case, by=by(cast, "李敏"), method="on_site")
    with pytest.raises(Refused, match="下过雨"):
        cases.call_back(appeal=appeal, by=by(cast, "何静"), outcome="solved", satisfaction="satisfied")
    assert (state(appeal), CallBack.objects.count()) == ("verified", 0)


@pytest.mark.parametrize("day", [date(2023, 9, 11), date(2023, 9, 21)])
def test_rain_falls_between_the_repair_and_today(cast: Cast, day: date) -> None:
    appeal = handled_by_vendor(cast)
    cases.verify(case=appeal.case, by=by(cast, "李敏"), method="on_site")
    with clock.at(clock.instant("2023-09-20", "15:30")), pytest.raises(Refused, match="下雨的日期"):
        cases.call_back(appeal=appeal, by=by(cast, "何静"), outcome="solved", rained_on=day)


def test_a_dated_waiver_stands_in_for_rain(cast: Cast) -> None:
    appeal = handled_by_vendor(cast)
    cases.verify(case=appeal.case, by=by(cast, "李敏"), method="on_site")
    cases.waive_rain(case=appeal.case, reason="淋水试过两小时，没有漏", by=by(cast, "何静"))
    case = cases.call_back(appeal=appeal, by=by(cast, "何静"), outcome="solved", satisfaction="mostly")
    assert (case.state, case.rain_waived_on) == ("closed", date(2023, 9, 12))


def test_closing_ends_every_commitment_and_answers_the_appeal(cast: Cast) -> None:
    appeal = handled_by_vendor(cast)
    cases.verify(case=appeal.case, by=by(cast, "李敏"), method="on_site")
    with clock.at(clock.instant("2023-09-20", "15:30")):
        cases.call_back(
            appeal=appeal, by=by(cast, "何静"), outcome="solved", satisfaction="satisfied", rained_on=date(2023, 9, 20)
        )
    appeal.refresh_from_db()
    assert (state(appeal), appeal.outcome, appeal.satisfaction) == ("closed", "solved", "satisfied")
    assert Commitment.objects.filter(ended_at=None).count() == 0


@pytest.mark.parametrize("outcome", ["unsolved", "partly"])
def test_not_fixed_reopens_with_a_new_deadline(cast: Cast, outcome: str) -> None:
    appeal = handled_by_vendor(cast)
    cases.verify(case=appeal.case, by=by(cast, "李敏"), method="on_site")
    with clock.at(clock.instant("2023-09-20", "15:30")):
        case = cases.call_back(appeal=appeal, by=by(cast, "何静"), outcome=outcome, note="东头还在漏")
    assert (case.state, clock.local(case.resolve_by).date()) == ("reopened", date(2023, 9, 27))
    assert Commitment.objects.get(case=case, ended_at=None).kind == "triage"


def test_three_tries_may_excuse(cast: Cast) -> None:
    appeal = handled_by_vendor(cast, "seepage")
    cases.verify(case=appeal.case, by=by(cast, "李敏"), method="on_site")
    for _ in range(2):
        cases.call_back(appeal=appeal, by=by(cast, "何静"), outcome="")
        with pytest.raises(Refused, match="三次"):
            cases.call_back(appeal=appeal, by=by(cast, "何静"), outcome="unreached", note="停机") if _ == 0 else (
                cases.call_back(appeal=appeal, by=by(cast, "何静"), outcome="unreached", note="")
            )
    case = cases.call_back(appeal=appeal, by=by(cast, "何静"), outcome="unreached", note="停机")
    appeal.refresh_from_db()
    assert (case.state, appeal.outcome, appeal.satisfaction) == ("closed", "unreached", "")


def test_the_residents_word_is_enough_where_the_category_says_so(cast: Cast) -> None:
    appeal = handled_by_vendor(cast, "light")
    case = cases.confirm(appeal=appeal, satisfaction="satisfied", by=RESIDENT)
    assert (case.state, case.verified_how, case.small_team) == ("closed", "resident", False)


def test_the_residents_word_alone_does_not_check_a_roof(cast: Cast) -> None:
    appeal = handled_by_vendor(cast)
    assert cases.confirm(appeal=appeal, satisfaction="satisfied", by=RESIDENT).state == "handled"
    with pytest.raises(Refused, match="到现场看过"):
        cases.verify(case=appeal.case, by=by(cast, "刘芳"), method="resident", secretary=True)


def test_in_a_small_team_the_secretary_lets_it_stand(cast: Cast) -> None:
    appeal = handled_by_vendor(cast)
    cases.confirm(appeal=appeal, satisfaction="satisfied", by=RESIDENT)
    for name in ("李敏", "陈涛"):
        people.take_post(post=cast.posts[name], user=cast.users["刘芳"], by=by(cast, "刘芳"))
    case = cases.verify(case=appeal.case, by=by(cast, "刘芳"), method="resident", secretary=True)
    assert (case.state, case.verified_how, case.small_team) == ("verified", "resident", True)
    assert timeline.data(timeline.of(case)[-1]) == {"method": "resident", "small_team": True}


def test_a_resident_reopens_by_the_link(cast: Cast) -> None:
    appeal = handled_by_vendor(cast)
    case = cases.reopen(appeal=appeal, reason="还在滴", by=RESIDENT)
    assert case.state == "reopened"
    with pytest.raises(Refused, match="写明原因"):
        cases.reopen(appeal=handled_by_vendor(cast), reason="", by=RESIDENT)


def test_a_resident_takes_no_step_of_ours(cast: Cast) -> None:
    with pytest.raises(Refused, match="由社区来办"):
        cases.accept(case=receive(cast).case, by=RESIDENT)


def test_an_inquiry_is_answered_at_once(cast: Cast) -> None:
    appeal = receive(cast, "house_affairs", nature="inquiry")
    case = cases.answer(case=appeal.case, reply="不用自己出。", by=by(cast, "何静"))
    appeal.refresh_from_db()
    assert (case.state, case.road, appeal.outcome) == ("closed", "answered", "answered")


def test_two_matters_are_linked_once_and_both_say_so(cast: Cast) -> None:
    first, second = receive(cast).case, receive(cast, home="3栋201").case
    for _ in range(2):
        cases.link_similar(case=second, other=first, by=by(cast, "何静"))
    assert [timeline.of(case)[-1].kind for case in (first, second)] == ["cases.linked", "cases.linked"]
    assert [len(timeline.of(case)) for case in (first, second)] == [2, 2]
    with pytest.raises(Refused, match="另一件"):
        cases.link_similar(case=first, other=first, by=by(cast, "何静"))


def test_a_new_lead_leaves_the_vendor_at_work(cast: Cast) -> None:
    """Re-dispatched while the firm works: its order stands, and its end is the end of the work."""
    appeal = in_hand(cast)
    order = field.order(
        case=appeal.case, vendor=cast.vendors["安居防水修缮"], task="重做防水", payer="community",
        due_by=clock.instant("2023-09-15", "18:00"), by=by(cast, "何静"),
    )  # fmt: skip
    with clock.at(clock.instant("2023-09-13", "10:00")):
        case = cases.dispatch(case=appeal.case, post=cast.posts["陈涛"], by=by(cast, "何静"))
    lead = Commitment.objects.get(case=case, kind="visit", ended_at=None)
    assert clock.local(lead.ack_by).isoformat() == "2023-09-13T12:00:00+08:00"
    assert lead.due_by == case.resolve_by
    with clock.at(clock.instant("2023-09-15", "11:30")):
        field.finish_order(order=order, result="resolved", cost_cents=100)
    assert state(appeal) == "handled"


@pytest.mark.parametrize(("outcome", "controlled"), [("seen", True), ("nobody_home", False), ("no_entry", False)])
def test_a_visit_that_saw_nothing_has_controlled_nothing(cast: Cast, outcome: str, controlled: bool) -> None:
    """It counts as work, and it stays due."""
    case = receive(cast).case
    cases.dispatch(case=case, post=cast.posts["李敏"], by=by(cast, "何静"))
    field.record_visit(case=case, user=cast.users["李敏"], outcome=outcome)
    case.refresh_from_db()
    lead = Commitment.objects.get(case=case, ended_at=None)
    assert (case.controlled_at is not None) is controlled
    assert lead.due_by == (case.resolve_by if controlled else case.control_by)


def test_an_answer_that_did_not_help_takes_the_long_road(cast: Cast) -> None:
    appeal = receive(cast, "house_affairs", nature="inquiry")
    cases.answer(case=appeal.case, reply="不用自己出。", by=by(cast, "何静"))
    case = cases.reopen(appeal=appeal, reason="没说清楚找谁", by=RESIDENT)
    assert (case.state, case.road) == ("reopened", "long")
    cases.dispatch(case=case, post=cast.posts["李敏"], by=by(cast, "何静"))
    assert state(appeal) == "dispatched"
