"""Hypothesis drives the lifecycle: whatever people press, in whatever order, the house keeps its promises."""

import os
from contextlib import suppress
from dataclasses import replace
from datetime import date, timedelta

import pytest
from django.db import transaction
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st

from huying.cases import actions as cases
from huying.cases.audit import audit
from huying.cases.models import Appeal, Case, Category, Commitment
from huying.core import clock
from huying.core.actor import SYSTEM, Actor
from huying.core.errors import Refused
from huying.core.models import Event
from huying.demo.cast import Cast
from huying.field import actions as field
from huying.field.models import WorkOrder
from huying.rules.lifecycle import ENDED, OPEN

from . import turns

START = clock.instant("2023-09-12", "09:10")
STAFF = st.sampled_from(["何静", "刘芳", "李敏", "陈涛"])
FOUND = field.Found(cause="天沟老化", part="roof_gutter", zone="common")


def press(cast: Cast, case: Case, appeal: Appeal, verb: str, name: str, number: int) -> None:
    """One press of one button by one person, as the pages would pass it on."""
    case.refresh_from_db()
    appeal.refresh_from_db()
    # Mostly the right person presses, sometimes anybody.
    right = {"dispatch": "何静", "verify": "刘芳", "call_back": "何静"}.get(verb) or turns.right(verb, case)
    right = right or (case.lead and _name(cast, case))
    user = cast.users[right if right and number < 6 else name]
    by, order = Actor.user(user), WorkOrder.objects.filter(case=case, finished_at=None).first()
    match verb:
        case "dispatch":
            cases.dispatch(case=case, post=cast.posts["李敏" if number % 2 else "陈涛"], by=by)
        case "acknowledge":
            cases.acknowledge(case=case, user=user)
        case "visit":
            field.record_visit(case=case, user=user, outcome="seen", found=FOUND if number % 4 else None)
        case "order":
            due = clock.now() + timedelta(days=number)
            vendor = cast.vendors["安居防水修缮"]
            field.order(case=case, vendor=vendor, task="修", payer="community", due_by=due, by=by)
        case "finish" if order:
            field.finish_order(order=order, result=("resolved", "partly")[number % 2], cost_cents=number)
        case "handle":
            field.handle(case=case, user=user)
        case "verify":
            cases.verify(case=case, by=by, method="on_site")
        case "send_back":
            cases.send_back(case=case, reason="还漏", by=by)
        case "confirm":
            cases.confirm(appeal=appeal, satisfaction="satisfied", by=Actor("resident"))
        case "call_back":
            outcome = ("solved", "unsolved", "", "unreached")[number % 4]
            cases.call_back(appeal=appeal, by=by, outcome=outcome, rained_on=date(2023, 9, 12), note="问过")
        case "waive":
            cases.waive_rain(case=case, reason="淋水试过", by=by)
        case "reopen":
            cases.reopen(appeal=appeal, reason="还滴", by=Actor("resident"))
        case "answer":
            cases.answer(case=case, reply="好", by=by)
        case "join":
            too = cases.Said(
                text="我家也漏",
                channel="phone",
                nature="help",
                urgency="normal",
                category=case.category,
                home=case.home,
            )
            cases.join(case=case, said=too, by=by)
        case "rain":
            day = clock.today() - timedelta(days=number % 2)
            cases.record_rain(community=cast.community, day=day, by=by)
        case "look_in":
            cases.look_in(case=case, user=user, how="visit", came=("fine", "nobody", "again")[number % 3])
        case "withdraw":
            cases.withdraw(appeal=case.appeals.order_by("said_at", "pk").last() or appeal, by=Actor("resident"))
        case "stand_down":
            cases.stand_down(case=case, reason="看过，不危险", by=by)
        case "merge":
            into = Case.objects.exclude(pk=case.pk).get()
            cases.merge(case=case, into=into, by=by)
        case "unmerge":
            cases.unmerge(case=case, reason="是两回事", by=by)
        case _:
            turns.press(cast, case, verb, user, number)


VERBS = (
    "dispatch acknowledge visit order finish handle verify send_back confirm call_back waive reopen answer".split()
    + "join withdraw stand_down merge unmerge rain look_in".split()
    + list(turns.VERBS)
)  # fmt: skip
# `make drill` presses longer and oftener.
EXAMPLES, LENGTH = map(int, os.environ.get("HUYING_DRILL", "28x36").split("x"))
PRESSES = st.lists(st.tuples(st.integers(0, 99), STAFF, st.integers(1, 8)), min_size=5, max_size=LENGTH)
# What the buttons of a page would offer in a state; now and then somebody presses one that is not there.
OFFERED = {
    "received": ["dispatch", "dispatch", "dispatch", "answer", "decline", "join", "dispatch", "merge"],
    "accepted": ["dispatch", "dispatch", "dispatch", "refer", "withdraw"],
    "dispatched": ["acknowledge", "object", "visit", "object", "visit", "transfer"],
    "reopened": ["dispatch", "dispatch", "refer"],
    "in_hand": ["visit", "handle", "order", "finish", "object", "wait", "carry_over", "extend", "joint_call", "handle"],
    "handled": ["verify", "verify", "send_back", "confirm"],
    "verified": ["call_back", "rain", "waive", "confirm", "reopen", "end_joint_call", "answer_supervision"],
    "closed": ["look_in", "reopen", "rain", "look_in"], "declined": ["reopen"], "merged": ["unmerge", "unmerge", "confirm"],
    "referred": ["refer_answered", "follow_up", "supervise", "refer_answered"],
    "objected": ["rule", "rule", "remind"], "consulting": ["consult", "consult", "extend"],
    "waiting": ["resume", "finish", "resume", "answer_supervision"],
    "carried_over": ["resume", "carry_over", "end_joint_call", "resume"],
}  # fmt: skip


def stirred(choice: int, place: int) -> int:
    """Hypothesis likes to repeat itself: the turn's place in the row keeps it from pressing one button for ever."""
    return ((choice * 131 + place) * 2654435761 >> 9) % 10007


def chosen(state: str, number: int) -> str:
    offered = VERBS if number % 7 == 6 else OFFERED[state]
    return offered[number % len(offered)]


def _name(cast: Cast, case: Case) -> str:
    return next(name for name, post in cast.posts.items() if post == case.lead)


def check(before: Case) -> None:
    """The promises, after every press."""
    case = Case.objects.get(pk=before.pk)
    every = list(Commitment.objects.filter(case=case, ended_at=None))
    after = [one for one in every if one.kind in Commitment.AFTER]
    assert after == [] or case.state == "closed", "looked after only when closed"
    assert len(after) <= 1 or {one.kind for one in after} == set(Commitment.AFTER)
    held = [one for one in every if one not in after]
    road = [one for one in held if one.kind not in ("order", *Commitment.BESIDE)]
    ended = case.state in ENDED
    assert ended is (held == []), "open means in somebody's hands, ended in nobody's"
    assert len(road) == (0 if ended else 1), "one lead at any moment"
    assert len({one.kind for one in held if one.kind != "order"}) == len(held) - sum(
        one.kind == "order" for one in held
    )
    assert (case.closed_at is not None) is (ended and case.state != "merged")
    if case.state != "merged":
        assert (case.handled_at is not None) is (case.state in ("handled", "verified", "closed", "declined"))
    said = list(case.appeals.all())
    assert (said == []) is (case.state == "merged"), "what was said goes with the matter"
    assert not ended or all(one.answered_at for one in said), "closed is answered"
    dry = case.state == "closed" and case.road != "answered" and not case.rain_settled
    assert not dry or "cases.stood_down" in kinds(case), "a leak that somebody still wants mended waits for rain"
    assert case.received_at < case.respond_by <= case.resolve_by
    turns.check(case, before, road)


def kinds(case: Case) -> set[str]:
    return set(Event.objects.filter(subject_id=str(case.pk)).values_list("kind", flat=True))


class Undo(Exception):
    """Leaves the stage as it was for the next example."""


@settings(
    max_examples=EXAMPLES, deadline=None, derandomize=True, database=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
    phases=[Phase.explicit, Phase.generate, Phase.shrink],
)  # fmt: skip
@given(presses=PRESSES)
def wander(
    cast: Cast, category: str, opening: turns.Opening, reached: set[str], presses: list[tuple[int, str, int]]
) -> None:
    with pytest.raises(Undo), transaction.atomic(), clock.at(START):
        live(cast, category, opening, reached, presses)


def live(
    cast: Cast, category: str, opening: turns.Opening, reached: set[str], presses: list[tuple[int, str, int]]
) -> None:
    """One matter, from what was said through every press."""
    home = cast.home("5栋303")
    said = cases.Said(
        text="漏水", channel="phone", nature="help", urgency="normal", home=home, building=home.building,
        category=Category.objects.get(pk=category),
    )  # fmt: skip
    appeal = cases.receive(community=cast.community, said=said, by=Actor.user(cast.users["何静"]))
    case = Case.objects.get(pk=appeal.case_id)
    # Somebody lives there on whom one looks in once more.
    cases.watch_home(case=case, home=home, on=True, by=SYSTEM)
    cases.receive(community=cast.community, said=replace(said, text="楼上也漏"), by=SYSTEM)
    for verb, name, number in opening:
        press(cast, case, appeal, verb, name, number)
    for place, (choice, name, number) in enumerate(presses):
        before = Case.objects.get(pk=case.pk)
        reached.add(before.state)
        with suppress(Refused), transaction.atomic():
            press(cast, case, appeal, chosen(before.state, stirred(choice, place)), name, number)
        check(before)
    turns.check_history(Case.objects.get(pk=case.pk))
    assert audit().differences == []
    raise Undo


def test_whatever_is_pressed_the_promises_hold(cast: Cast) -> None:
    """And the presses got about: a test that never left the front door would prove nothing."""
    reached: set[str] = set()
    for category, opening in (("house_roof", ()), ("light", turns.RETURNED_ONCE)):
        wander(cast, category, opening, reached)
    assert reached == OPEN | ENDED
