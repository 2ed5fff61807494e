"""Deadlines that act: the sweep tells the next post in time, once, and never into an empty chair."""

from collections.abc import Iterator
from datetime import datetime, timedelta
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from huying import wiring
from huying.cases import actions as cases
from huying.cases import deadlines
from huying.cases.models import Appeal, Case, Category, Commitment, Escalation
from huying.channels.actions import notify_raised
from huying.channels.models import Notice
from huying.core import clock, jobs, timeline
from huying.core.actor import SYSTEM
from huying.core.models import Event
from huying.demo.cast import Cast
from huying.field import actions as field
from huying.people import actions as people

from ..channels.stage import switch_on
from .desk_stage import NOW, by, found, ordered, received, signed_in


@pytest.fixture(autouse=True)
def morning() -> Iterator[None]:
    with clock.at(NOW):
        yield


def sweep_at(moment: datetime) -> int:
    with clock.at(moment):
        return cases.sweep()


def raised() -> list[tuple[str, str]]:
    """Step and the name of whoever was told, in order."""
    rows = Escalation.objects.order_by("at", "pk").select_related("user")
    return [(row.code, row.user.name) for row in rows]


def held(appeal: Appeal, kind: str) -> Commitment:
    return Commitment.objects.get(case=appeal.case, kind=kind, ended_at=None)


def test_within_a_minute_the_named_person_is_told(cast: Cast) -> None:
    """By the schedule that a worker keeps: nobody calls the sweep by hand."""
    assert wiring.SCHEDULES["cases.sweep"][1] <= 30
    switch_on(cast, "wecom")
    visit = held(found(cast), "visit")
    jobs.plan()
    with clock.at(visit.due_by - timedelta(seconds=1)):
        while jobs.run_ready():
            pass
    Escalation.objects.all().delete()  # at risk: told already
    assert not Notice.objects.filter(commitment=visit, post=cast.posts["何静"], kind="cases.overdue").exists()
    with clock.at(visit.due_by + timedelta(seconds=60)):
        while jobs.run_ready():
            pass
        assert raised() == [("overdue", "何静")]
        told = Notice.objects.get(commitment=visit, post=cast.posts["何静"])
        assert (told.kind, told.at, told.read_at) == ("cases.raised", clock.now(), None)
        # whoever has it is reminded, and still has it
        assert Notice.objects.get(commitment=visit, post=cast.posts["李敏"]).kind == "cases.raised"
        visit.refresh_from_db()
        assert (visit.post, visit.ended_at) == (cast.posts["李敏"], None)
        assert Case.objects.get().lead == cast.posts["李敏"]


def test_one_step_after_another_each_once(cast: Cast) -> None:
    visit = held(found(cast), "visit")
    assert sweep_at(NOW) == 0
    time = visit.due_by - visit.opened_at
    for moment in (visit.opened_at + time * 0.81, visit.due_by, visit.due_by + timedelta(days=4)):
        with clock.at(moment):
            assert cases.sweep() == 1
            Commitment.objects.update(look_at=None)
            assert cases.sweep() == 0
    # so late that the last step is due: it is told once, by the last
    assert raised() == [("at_risk", "何静"), ("overdue", "何静"), ("last", "赵宏")]
    events = [one for one in timeline.of(Case.objects.get()) if one.kind == "cases.raised"]
    assert [timeline.data(one)["code"] for one in events] == ["at_risk", "overdue", "last"]


def test_a_deadline_that_moves_has_a_ladder_of_its_own(cast: Cast) -> None:
    appeal = found(cast)
    visit = held(appeal, "visit")
    assert sweep_at(visit.due_by) == 1
    with clock.at(visit.due_by):
        later = clock.local(visit.due_by + timedelta(days=3)).date()
        cases.extend(case=appeal.case, user=cast.users["何静"], until=later, reason="材料没到")
    visit.refresh_from_db()
    assert sweep_at(visit.due_by - timedelta(hours=1)) == 1
    assert sweep_at(visit.due_by) == 1
    assert [code for code, _name in raised()] == ["overdue", "at_risk", "overdue"]


def test_nothing_signed_for(cast: Cast) -> None:
    appeal = received(cast)
    cases.dispatch(case=appeal.case, post=cast.posts["李敏"], by=by(cast, "何静"))
    visit = held(appeal, "visit")
    assert sweep_at(visit.ack_by) == 1
    assert raised() == [("unacked", "何静")]
    case_page = signed_in(cast, "何静").get(f"/desk/cases/{appeal.case_id}/").content.decode()
    assert "没人接手，提醒了何静" in case_page


def test_a_silent_firm_to_whoever_ordered(cast: Cast) -> None:
    appeal = found(cast)
    field.order(
        case=appeal.case, vendor=cast.vendors["安居防水修缮"], task="做防水。", payer="community",
        due_by=NOW + timedelta(days=3), by=by(cast, "刘芳"),
    )  # fmt: skip
    order = held(appeal, "order")
    assert sweep_at(order.ack_by) >= 1
    assert Escalation.objects.get(commitment=order).user == cast.users["刘芳"]


def test_a_clock_that_stands_still_raises_nothing(cast: Cast) -> None:
    appeal = ordered(cast)
    cases.wait(case=appeal.case, user=cast.users["李敏"], why="weather", expected_on=(NOW + timedelta(days=9)).date())
    order = held(appeal, "order")
    assert sweep_at(order.due_by + timedelta(hours=1)) == 0
    awaited = held(appeal, "await")
    sweep_at(awaited.due_by)
    assert Escalation.objects.get().commitment == awaited


def test_what_has_ended_is_left_alone(cast: Cast) -> None:
    appeal = received(cast)
    cases.answer(case=appeal.case, reply="明天发。", by=by(cast, "何静"))
    assert sweep_at(NOW + timedelta(days=30)) == 0


def test_never_into_an_empty_chair(cast: Cast) -> None:
    """Nobody at the desk: the secretary. The secretary away with a deputy: the deputy. Away without one: the street."""
    visits = [held(found(cast, home=home), "visit") for home in ("5栋303", "5栋102", "3栋201")]
    people.leave_post(post=cast.posts["何静"], by=SYSTEM)
    Commitment.objects.exclude(pk=visits[0].pk).update(look_at=NOW + timedelta(days=30))
    assert sweep_at(visits[0].due_by) == 1
    liufang = {"post": cast.posts["刘芳"], "since": NOW, "until": NOW + timedelta(days=20), "by": SYSTEM}
    leave = people.give_leave(deputy=cast.users["何静"], **liufang)
    Commitment.objects.filter(pk=visits[1].pk).update(look_at=None)
    assert sweep_at(visits[1].due_by) == 1
    people.end_leave(leave=leave, by=SYSTEM)
    people.give_leave(deputy=None, **liufang)
    Commitment.objects.filter(pk=visits[2].pk).update(look_at=None)
    assert sweep_at(visits[2].due_by) == 1
    assert sorted(raised()) == sorted([("overdue", "刘芳"), ("overdue", "何静"), ("overdue", "赵宏")])


def test_where_nobody_is_it_is_asked_again_soon(cast: Cast) -> None:
    visit = held(found(cast), "visit")
    for post in cast.posts.values():
        post.holdings.filter(until=None).update(until=NOW)
    assert sweep_at(visit.due_by) == 0
    visit.refresh_from_db()
    assert visit.due_by < visit.look_at <= visit.due_by + timedelta(minutes=10)
    people.take_post(post=cast.posts["何静"], user=cast.users["何静"], by=SYSTEM)
    assert sweep_at(visit.look_at) == 1


def test_the_job_tells_once(cast: Cast) -> None:
    visit = held(found(cast), "visit")
    with clock.at(visit.due_by):
        cases.sweep()
        event = Event.objects.get(kind="cases.raised")
        assert notify_raised(event=event) == 2
        Notice.objects.update(read_at=clock.now())
        assert notify_raised(event=event) == 0
        cases.release_all(visit.case)
        Notice.objects.all().delete()
        assert notify_raised(event=event) == 0


def test_what_was_late_long_ago_fills_nobodys_mailbox(cast: Cast) -> None:
    switch_on(cast, "wecom")
    visit = held(found(cast), "visit")
    while jobs.run_ready():
        pass
    with clock.at(visit.due_by + timedelta(days=30)):
        cases.sweep()
        while jobs.run_ready():
            pass
    assert Notice.objects.filter(kind="cases.raised").count() == 2
    assert not cast.community.channels.get().messages.filter(template="raised").exists()


@pytest.mark.parametrize("n", [1, 3])
def test_the_sweep_costs_the_same_for_one_and_for_three(cast: Cast, django_assert_num_queries: Any, n: int) -> None:
    due = max(held(found(cast, home=home), "visit").due_by for home in ("5栋303", "5栋102", "3栋201")[:n])
    with clock.at(due), django_assert_num_queries(14):
        assert cases.sweep() == n


def many(cast: Cast, n: int) -> None:
    """So many cases in 李敏's hands, as a district has them."""
    case = Case.objects.get(pk=found(cast).case_id)
    copies = [
        Case(
            community=case.community, number=str(k), title=case.title, category=case.category, urgency=case.urgency,
            state=case.state, lead=case.lead, received_at=NOW, respond_by=NOW, control_by=NOW, resolve_by=NOW,
        )
        for k in range(n)
    ]  # fmt: skip
    Case.objects.bulk_create(copies, batch_size=500)
    Commitment.objects.bulk_create(
        [
            Commitment(case=one, kind="visit", post=case.lead, opened_at=NOW, due_by=NOW + timedelta(days=9))
            for one in copies
        ],
        batch_size=500,
    )


@pytest.mark.once
def test_ten_thousand_open_in_bounded_statements(cast: Cast) -> None:
    many(cast, 10_000)
    with CaptureQueriesContext(
        connection,
    ) as first:
        assert cases.sweep() == 0
    assert len(first) < 21 * 5
    with CaptureQueriesContext(connection) as again:
        assert cases.sweep() == 0
    assert len(again) <= 4  # nothing is looked at before its time


def test_to_be_watched_on_the_worklist(cast: Cast) -> None:
    """The officer it was raised to finds it in a view of its own; another does not; done, it is gone."""
    appeal = found(cast)
    visit = held(appeal, "visit")
    with clock.at(visit.due_by):
        cases.sweep()
        while jobs.run_ready():
            pass
        page = signed_in(cast, "何静").get("/desk/?view=raised").content.decode()
        assert '要盯的 <span class="num">1</span>' in page
        assert f"/desk/cases/{appeal.case_id}/" in page
        assert (
            f"/desk/cases/{appeal.case_id}/" not in signed_in(cast, "刘芳").get("/desk/?view=raised").content.decode()
        )
        shown = signed_in(cast, "何静").get(f"/desk/cases/{appeal.case_id}/").content.decode()
        assert "到期没办，提醒了何静" in shown
        cases.extend(
            case=appeal.case, user=cast.users["何静"], until=clock.today() + timedelta(days=5), reason="材料没到"
        )
        assert (
            f"/desk/cases/{appeal.case_id}/" not in signed_in(cast, "何静").get("/desk/?view=raised").content.decode()
        )


def test_a_limit_of_one_category_wins_for_it_alone(cast: Cast) -> None:
    """A district's figure for drains wins over a community's figure for everything."""
    district = cast.community.division.parent.parent
    facts = {"amount": 3, "unit": "hours", "source": "区里的规定", "source_date": None, "confirmed": False}
    seen = deadlines.limits_for(district, "urgent", "resolve", "drain")[-1].mark
    given = {"urgency": "urgent", "kind": "resolve", "by": SYSTEM}
    cases.set_limit(division=district, category=Category.objects.get(pk="drain"), facts=facts, seen=seen, **given)
    seen = deadlines.limits_for(cast.community.division, "urgent", "resolve")[-1].mark
    cases.set_limit(division=cast.community.division, facts=facts | {"amount": 5}, seen=seen, **given)
    drain, roof = received(cast, category="drain").case, received(cast, home="3栋201").case
    assert (drain.resolve_by - NOW, roof.resolve_by - NOW) == (timedelta(hours=3), timedelta(hours=5))
