"""Elsewhere 不予受理与转外部: what the community declines names the proper route; what it refers it goes on asking about."""

from datetime import date

from django.db import transaction

from huying.core import clock
from huying.core.actor import Actor
from huying.people import queries as people

from .. import deadlines
from ..models import Appeal, Case, Referral, State, Verification
from .commitments import beside, commit, release_all
from .roads import answer_all
from .steps import future, lock, met, no_order, take


@transaction.atomic
def decline(*, case: Case, route: str, reply: str, by: Actor, seen: str = "") -> Case:
    """不予受理: not for the community. The reporter is told where it belongs, and may come back."""
    case = lock(case.pk)
    now = clock.now()
    case = take(
        "decline", case=case, by=by, seen=seen, words=reply, body={"route": route},
        holds=met(route=route, reply=reply, nothing_beside=not beside(case)),
        responded_at=case.responded_at or now, closed_at=now,
    )  # fmt: skip
    answer_all(case, Appeal.Outcome.DECLINED)
    release_all(case)
    return case


@transaction.atomic
def refer(*, case: Case, unit: str, phone: str, follow_up_on: date, by: Actor, note: str = "", seen: str = "") -> Case:
    """转外部: a unit outside the system is asked. The desk holds on, and asks again by a date of its own."""
    case = lock(case.pk)
    if case.state == State.RECEIVED and seen in ("", State.RECEIVED):
        case, seen = take("accept", case=case, by=by), ""
    until = deadlines.closing(case.community, follow_up_on)
    referral = Referral(case=case, at=clock.now(), unit=unit, phone=phone, follow_up_by=until)
    case = take(
        "refer", case=case, by=by, seen=seen, words=note, body={"referral": referral.pk, "follow_up_on": follow_up_on},
        holds=met(unit=unit and phone, future_date=future(until), no_open_order=no_order(case)),
        responded_at=case.responded_at or clock.now(),
    )  # fmt: skip
    referral.save(force_insert=True)
    _hold(case, referral)
    return case


@transaction.atomic
def follow_up(*, case: Case, follow_up_on: date, by: Actor, note: str = "", seen: str = "") -> Case:
    """追问: the unit was asked again, and has until a further date."""
    case = lock(case.pk)
    until = deadlines.closing(case.community, follow_up_on)
    case = take(
        "follow_up", case=case, by=by, seen=seen, words=note, holds=met(future_date=future(until)),
        body={"follow_up_on": follow_up_on},
    )  # fmt: skip
    referral = _open(case)
    referral.follow_up_by = until
    referral.save(update_fields=["follow_up_by"])
    _hold(case, referral)
    return case


@transaction.atomic
def refer_answered(*, case: Case, solved: bool, note: str, by: Actor, seen: str = "") -> Case:
    """转办有了答复: done, then the reporter is asked; not done, then somebody of ours is sent."""
    case = lock(case.pk)
    if solved:
        case = take(
            "refer_answered", case=case, by=by, seen=seen, holds=met(reply=note), words=note,
            verified_how=Verification.UNIT, small_team=False, handled_by="",
        )  # fmt: skip
    else:
        case = take("refer_returned", case=case, by=by, seen=seen, holds=met(reason=note), words=note)
    referral = _open(case)
    referral.answered_at, referral.solved = clock.now(), solved
    referral.save(update_fields=["answered_at", "solved"])
    release_all(case, done=True)
    kind, limit = ("call_back", "call_back") if solved else ("triage", "respond")
    due_by = deadlines.of_case(case, clock.now(), limit)
    commit(case=case, kind=kind, post=people.desk_of(case.community), due_by=due_by)
    return case


def _open(case: Case) -> Referral:
    return Referral.objects.get(case=case, answered_at=None)


def _hold(case: Case, referral: Referral) -> None:
    release_all(case, done=case.state == State.REFERRED)
    commit(case=case, kind="follow_up", post=people.desk_of(case.community), due_by=referral.follow_up_by)
