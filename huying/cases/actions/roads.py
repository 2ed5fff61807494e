"""The roads 三条路: accepted, dispatched, in hand, handled; answered at once; found and fixed."""

from collections.abc import Iterable
from datetime import datetime
from typing import Any

from django.db import transaction

from huying.core import clock
from huying.core.actor import Actor
from huying.people import queries as people
from huying.people.models import Post, User

from .. import deadlines
from ..models import Appeal, Case, Commitment, State
from .commitments import beside, commit, release_all
from .steps import lock, met, take
from .waiting import go_on


@transaction.atomic
def accept(*, case: Case, by: Actor) -> Case:
    """受理: the community takes the matter on."""
    return take("accept", case=lock(case.pk), by=by)


@transaction.atomic
def answer(*, case: Case, reply: str, by: Actor, seen: str = "") -> Case:
    """当场答复: an inquiry answered at once. The first short road, without a visit."""
    case = lock(case.pk)
    now = clock.now()
    answer_all(case, Appeal.Outcome.ANSWERED)
    release_all(case)
    return take(
        "answer", case=case, by=by, seen=seen, holds=met(reply=reply, nothing_beside=not beside(case)), words=reply,
        road=Case.Road.ANSWERED, responded_at=now, closed_at=now,
    )  # fmt: skip


@transaction.atomic
def fix(*, case: Case, proof: str, note: str, by: Actor) -> Case:
    """随手办好: found on the walk and put right on the spot, with a proof (photo, witness or resident)."""
    case = lock(case.pk)
    now = clock.now()
    answer_all(case, Appeal.Outcome.SOLVED)
    return take(
        "fix", case=case, by=by, holds=met(proof=proof), body={"proof": proof}, words=note,
        road=Case.Road.FIXED, responded_at=now, handled_by=str(by), closed_at=now,
    )  # fmt: skip


@transaction.atomic
def dispatch(*, case: Case, post: Post | None, by: Actor, seen: str = "") -> Case:
    """派遣: put the matter into one grid worker's hands. What is not yet accepted is accepted by it."""
    case = lock(case.pk)
    if case.state == State.RECEIVED and seen in ("", State.RECEIVED):
        case = take("accept", case=case, by=by)
        seen = ""
    case = take(
        "dispatch", case=case, by=by, seen=seen, holds=met(holder=post), body={"post": post and post.pk}, lead=post
    )
    # A vendor at work goes on working: only the lead changes.
    release_all(case, but="order")
    commit(case=case, kind="visit", post=post, **until(case))
    return case


def until(case: Case) -> dict[str, datetime]:
    """By when the lead answers and acts: what was promised at intake, and a fresh answer where that promise was kept."""
    again = deadlines.of_case(case, clock.now(), "respond") if case.responded_at else None
    return {
        "ack_by": again or case.respond_by,
        "due_by": case.resolve_by if case.controlled_at else case.control_by,
    }


@transaction.atomic
def acknowledge(*, case: Case, user: User) -> Case:
    """签收: the grid worker says "I have it"."""
    case = lock(case.pk)
    held = _held_by(case, user)
    now = clock.now()
    held.update(acked_at=now)
    return take(
        "acknowledge", case=case, by=Actor.user(user), holds=met(is_holder=held.exists()),
        responded_at=case.responded_at or now,
    )  # fmt: skip


def _held_by(case: Case, user: User) -> Any:
    return Commitment.objects.filter(case=case, kind="visit", ended_at=None, post__in=user.posts)


@transaction.atomic
def control(*, case: Case) -> None:
    """先控制住: somebody was there and saw. From now on the lead's commitment runs to the last deadline."""
    if case.controlled_at is None:
        case.controlled_at = clock.now()
        case.save(update_fields=["controlled_at"])
    lead = Commitment.objects.filter(case=case, kind="visit", ended_at=None)
    lead.update(due_by=case.resolve_by)


@transaction.atomic
def handle(*, case: Case, holds: Iterable[str], by: Actor) -> Case:
    """处理完: the work is done as its doer sees it; now somebody else goes and checks. Work that ends while the case
    waits ends the waiting."""
    if case.state == State.WAITING:
        case = go_on(case, by)
    now = clock.now()
    open_order = Commitment.objects.filter(case=case, kind="order", ended_at=None).exists()
    ready = {*holds, *met(no_open_order=not open_order)}
    case = take("handle", case=case, by=by, holds=ready, handled_by=str(by))
    release_all(case, done=True)
    due_by = deadlines.of_case(case, now, "verify")
    commit(case=case, kind="verify", post=_verifier(case, by), due_by=due_by)
    return case


def _verifier(case: Case, doer: Actor) -> Post:
    """Who is asked to check: the lead, unless the lead did the work; then the desk."""
    return case.lead if case.lead and doer.kind in ("vendor", "volunteer") else people.desk_of(case.community)


def answer_all(case: Case, outcome: str) -> None:
    """Every appeal that still waits for an answer has this one."""
    Appeal.objects.filter(case=case, answered_at=None).update(outcome=outcome, answered_at=clock.now())
