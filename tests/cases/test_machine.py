"""Hypothesis drives the lifecycle: whatever people press, in whatever order, the house keeps its promises."""

import os
from contextlib import suppress
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from random import Random

import pytest
from django.db import transaction
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st

from huying.cases import actions as cases
from huying.cases.audit import audit
from huying.cases.models import Appeal, Case, Category
from huying.core import clock
from huying.core.actor import SYSTEM, Actor
from huying.core.errors import Refused
from huying.core.models import Event
from huying.demo.cast import Cast
from huying.field import actions as field
from huying.field.models import WorkOrder
from huying.rules.lifecycle import ENDED, OPEN, STEPS

from . import beside, turns
from .openings import A_DAY_LATER, OPENINGS
from .promises import Memory, Now
from .promises_beside import INVARIANTS, check, no_page_opens
from .turn import Turn

START = clock.instant("2023-09-12", "09:10")
STAFF = st.sampled_from(["何静", "刘芳", "李敏", "陈涛"])
FOUND = field.Found(cause="天沟老化", part="roof_gutter", zone="common")


def press(cast: Cast, case: Case, appeal: Appeal, verb: str, name: str, number: int) -> None:
    """One press of one button by one person, as the pages would pass it on."""
    case.refresh_from_db()
    appeal.refresh_from_db()
    # Mostly the right person presses, sometimes anybody.
    right = {"dispatch": "何静", "verify": "刘芳", "call_back": "何静"}.get(verb) or turns.right(verb, case)
    right = right or beside.right(Turn(cast, case, cast.users[name], number), verb)
    right = right or (case.lead and _name(cast, case))
    user = cast.users[right if right and number < 6 else name]
    if verb in beside.PRESSES:
        beside.PRESSES[verb](Turn(cast, case, user, number))
        return
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
            cases.call_back(appeal=appeal, by=by, outcome=outcome, rained_on=clock.today(), note="问过")
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
    + [*turns.VERBS, *beside.PRESSES]
)  # fmt: skip
# `make drill` presses longer and oftener.
EXAMPLES, LENGTH = map(int, os.environ.get("HUYING_DRILL", "16x24").split("x"))
Presses = list[tuple[int, str]]
PRESSES = st.lists(st.tuples(st.integers(0, 99), STAFF), min_size=LENGTH, max_size=LENGTH)
# What the buttons of a page would offer in a state; now and then somebody presses one that is not there.
OFFERED = {
    "received": ["dispatch", "dispatch", "dispatch", "answer", "decline", "join", "dispatch", "merge"],
    "accepted": ["dispatch", "dispatch", "dispatch", "dispatch", "refer", "withdraw", "answer", "merge"],
    "dispatched": ["acknowledge", "visit", "visit", "visit", "object", "transfer"],
    "reopened": ["dispatch", "dispatch", "dispatch", "refer"],
    "in_hand": [
        "visit", "handle", "order", "finish", "object", "wait", "handle", "handle", "carry_over", "extend", "joint_call",
        "supervise",
    ],
    "handled": ["verify", "verify", "verify", "send_back", "confirm"],
    "verified": ["call_back", "call_back", "call_back", "rain", "waive", "waive", "confirm", "confirm", "reopen"],
    "closed": ["look_in", "look_in", "look_in", "rain", "reopen"], "declined": ["reopen"],
    "merged": ["unmerge", "unmerge", "confirm"],
    "referred": ["refer_answered", "follow_up", "supervise", "refer_answered"],
    "objected": ["rule", "rule", "rule", "remind"], "consulting": ["consult", "consult", "extend"],
    "waiting": ["resume", "finish", "resume", "resume"], "carried_over": ["resume", "carry_over", "resume"],
}  # fmt: skip


def chosen(case: Case, dice: Random) -> str:
    """A step of the road or something beside it; now and then a button that is not there."""
    which = dice.randrange(16)
    offered = OFFERED[case.state] if which < 7 else list(VERBS) if which == 7 else beside.offered(case, dice)
    return dice.choice(offered or OFFERED[case.state])


def _name(cast: Cast, case: Case) -> str:
    return next(name for name, post in cast.posts.items() if post == case.lead)


# Steps that no press of this machine can take, and why.
NEVER = {
    "cases.entered": "taken over from a ledger, a matter begins closed: test_entering.py",
    "cases.entry_undone": "leaves no row to look at: test_entering.py",
    "cases.fixed": "found and put right on one screen, which opens a matter of its own: tests/field/test_field_actions.py",
}
# What is told beside the lifecycle, of volunteers.
TOLD = {"field.turnout_joined", "field.turnout_left", "field.volunteer_told", "field.hours_recorded"}
# Why a door stayed shut.
DOORS = ("revoked", "closed", "expired", "not_confirmed", "not_yet")


class Undo(Exception):
    """Leaves the stage as it was for the next example."""


@settings(
    max_examples=-(-EXAMPLES // len(OPENINGS)), deadline=None, derandomize=True, database=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
    # Another row is another walk altogether, so there is nothing to shrink: a failure names all that was pressed.
    phases=[Phase.generate],
)  # fmt: skip
@given(presses=PRESSES)
def wander(cast: Cast, category: str, opening: turns.Opening, reached: set[str], presses: Presses) -> None:
    with pytest.raises(Undo), transaction.atomic(), clock.at(START):
        live(cast, category, opening, reached, presses)


def begun(cast: Cast, category: str) -> Appeal:
    """What was said, of a home on which one looks in once more; and another matter beside it."""
    home = cast.home("5栋303")
    said = cases.Said(
        text="漏水", channel="phone", nature="help", urgency="normal", home=home, building=home.building,
        category=Category.objects.get(pk=category),
    )  # fmt: skip
    appeal = cases.receive(community=cast.community, said=said, by=Actor.user(cast.users["何静"]))
    cases.watch_home(case=appeal.case, home=home, on=True, by=SYSTEM)
    cases.receive(community=cast.community, said=replace(said, text="楼上也漏"), by=SYSTEM)
    return appeal


@dataclass
class Walk:
    """One matter on its way, and what time it is."""

    cast: Cast
    case: Case
    appeal: Appeal
    memory: Memory
    moment: datetime = START

    def step(self, verb: str, name: str, number: int, wait: timedelta) -> None:
        """A press that may be refused, and the promises after it."""
        before = Case.objects.get(pk=self.case.pk)
        self.memory.reached.add(before.state)
        self.moment += wait
        with clock.at(self.moment):
            with suppress(Refused), transaction.atomic():
                press(self.cast, self.case, self.appeal, verb, name, number)
            self.memory.pressed.append(f"{verb}:{number} {name}")
            check(Now(before, self.memory))


def live(cast: Cast, category: str, opening: turns.Opening, reached: set[str], presses: Presses) -> None:
    """One matter, from what was said through every press."""
    appeal = begun(cast, category)
    walk = Walk(cast, Case.objects.get(pk=appeal.case_id), appeal, Memory(reached))
    for verb, name, number in opening:
        wait = timedelta(days=number) if verb == A_DAY_LATER else timedelta(minutes=30)
        walk.step("sweep" if verb == A_DAY_LATER else verb, name, number, wait)
    # Hypothesis likes to repeat itself, most of a row at a time: dice that are made of the whole row never do.
    dice = Random(f"{category} {opening} {presses}")
    for _choice, name in presses:
        verb = chosen(Case.objects.get(pk=appeal.case_id), dice)
        walk.step(verb, name, dice.randint(1, 8), timedelta(minutes=dice.randrange(10, 150)))
    reached |= set(Event.objects.values_list("kind", flat=True).distinct())
    with clock.at(walk.moment):
        no_page_opens(Case.objects.get(pk=walk.case.pk), reached)
    turns.check_history(Case.objects.get(pk=walk.case.pk))
    assert audit().differences == []
    raise Undo


def test_whatever_is_pressed_the_promises_hold(cast: Cast) -> None:
    """And the presses got about: a test that never left the front door would prove nothing."""
    reached: set[str] = set()
    for category, opening in OPENINGS.values():
        wander(cast, category, opening, reached)
    assert reached >= OPEN | ENDED
    assert {f"door:{why}" for why in DOORS} | {"page:410"} <= reached
    assert ({step.event for step in STEPS} | TOLD) - reached == set(NEVER)


def test_the_promises_have_names() -> None:
    assert len(INVARIANTS) >= 12
    assert all(holds.__doc__ for holds in INVARIANTS.values())
