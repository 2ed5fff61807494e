"""Several at once, in the field: the last place, the one task, the second voice. One wins, and the others are told."""

from collections import Counter
from datetime import timedelta

import pytest

from huying.cases.audit import audit
from huying.core import clock
from huying.core.errors import Refused
from huying.core.models import Event, SignedLink
from huying.demo.cast import Cast
from huying.field import actions as field
from huying.field.models import Approval, Claim, SignUp, WorkOrder
from huying.people.models import User, Volunteer
from tests.cases.test_races import race

from .road import MORNING, by, found

pytestmark = pytest.mark.django_db(transaction=True)


def person(number: int) -> field.Person:
    return field.Person(name=f"志愿{number}", phone=f"1390000020{number}", adult=True)


def wanted(cast: Cast, slots: int) -> field.Wanted:
    return field.Wanted(
        what="扫雪", place="北门", slots=slots, danger="general", leader=cast.users["李敏"], starts_at=clock.now(),
        ends_at=clock.instant("2023-09-12", "18:00"),
    )  # fmt: skip


def test_of_eight_volunteers_as_many_come_as_are_wanted(cast: Cast) -> None:
    """The others stand in the queue, in the order in which they came, and each can see it."""
    with clock.at(MORNING):  # one clock for all: it is stopped here, not by each of them
        case = found(cast)
        turnout = field.call_turnout(
            community=cast.community, wanted=wanted(cast, 3), user=cast.users["李敏"], case=case
        )
        said = race(lambda number: field.join_turnout(turnout=turnout, person=person(number)).state, racers=8)
        assert said == {"coming": 3, "waiting": 5}
        assert Counter(SignUp.objects.values_list("state", flat=True)) == said
        first = SignUp.objects.filter(state="waiting").order_by("at", "pk")[0]
        field.leave_turnout(made=SignUp.objects.filter(state="coming")[0])
    told = SignUp.objects.filter(state="coming", to_tell=True)
    assert [one.pk for one in told] == [first.pk]
    assert SignUp.objects.filter(state="coming").count() == 3
    assert Volunteer.objects.filter(name__startswith="志愿").count() == 8
    assert audit().differences == []


def test_two_who_leave_make_room_for_two(cast: Cast) -> None:
    """Nobody moves up twice, and no place stays empty."""
    with clock.at(MORNING):
        turnout = field.call_turnout(community=cast.community, wanted=wanted(cast, 2), user=cast.users["李敏"])
    signed = []
    for number in range(5):
        with clock.at(MORNING + timedelta(minutes=number)):
            signed.append(field.join_turnout(turnout=turnout, person=person(number)))
    with clock.at(MORNING + timedelta(hours=1)):
        race(lambda number: field.leave_turnout(made=signed[number]).state, racers=2)
    assert [SignUp.objects.get(pk=one.pk).state for one in signed] == ["withdrawn"] * 2 + ["coming"] * 2 + ["waiting"]
    assert SignUp.objects.filter(to_tell=True).count() == 2


def test_of_several_volunteers_one_has_the_task(cast: Cast) -> None:
    with clock.at(MORNING):
        case = found(cast, category="sanitation")
        field.mark_claim(case=case, offered=True, danger="general", user=cast.users["何静"])

        def claim(number: int) -> str:
            try:
                field.claim(case=case, person=person(number), until=clock.today())
            except Refused as refused:
                return str(refused)
            return "won"

        said = race(claim)
    assert said.pop("won") == 1
    assert (sum(said.values()), ["刚被别人认领了" in why for why in said]) == (3, [True])
    assert Claim.objects.get().commitment.ended_at is None
    assert Event.objects.filter(kind="field.claimed").count() == 1
    assert audit().differences == []


def dear(cast: Cast) -> WorkOrder:
    return field.order(
        case=found(cast), vendor=cast.vendors["安居防水修缮"], task="屋面重做", payer="community",
        due_by=clock.instant("2023-09-15", "18:00"), by=by(cast, "何静"), estimate_cents=800_000,
    )  # fmt: skip


def yes(order: WorkOrder, user: User) -> str:
    try:
        field.approve_money(order=order, user=user)
    except Refused:
        return "told"
    return "yes"


def test_of_many_yeses_two_count_and_the_order_goes_out_once(cast: Cast) -> None:
    with clock.at(MORNING):
        order, names = dear(cast), ("刘芳", "赵宏", "孙洁", "刘芳", "赵宏", "何静")
        assert race(lambda number: yes(order, cast.users[names[number]]), racers=6) == {"yes": 2, "told": 4}
    voices = set(Approval.objects.values_list("user__name", flat=True))
    assert (len(voices), "何静" in voices, bool(voices & {"刘芳", "赵宏"})) == (2, False, True)
    order = WorkOrder.objects.get(pk=order.pk)
    assert (order.spending.approved, order.commitment.kind) == (True, "order")
    assert SignedLink.objects.filter(subject_id=order.pk).count() == 1
    assert Event.objects.filter(kind="field.work_ordered").count() == 1
    assert audit().differences == []


def test_a_yes_and_a_no_at_once_never_both_count(cast: Cast) -> None:
    """After the first yes the second meets a no: it goes out, or it does not."""
    with clock.at(MORNING):
        order = dear(cast)
        assert yes(order, cast.users["刘芳"]) == "yes"

        def say(number: int) -> str:
            if number == 0:
                return yes(order, cast.users["赵宏"])
            try:
                field.refuse_money(order=order, user=cast.users["刘芳"], reason="先问价")
            except Refused:
                return "told"
            return "no"

        said = race(say, racers=2)
    order = WorkOrder.objects.get(pk=order.pk)
    sent = SignedLink.objects.filter(subject_id=order.pk).count()
    assert (sent, order.finished_at is None, sorted(said)) in [(1, True, ["told", "yes"]), (0, False, ["no", "told"])]
    assert audit().differences == []
