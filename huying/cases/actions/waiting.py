"""Waiting 等待与挂账: for a reason, until a date by which somebody looks again; the clock stands still only by rule."""

from datetime import date, datetime

from django.db import transaction

from huying.core import clock
from huying.core.actor import Actor
from huying.people import queries as people
from huying.people.models import User
from huying.rules import clock as working

from .. import deadlines
from ..models import Case, Pause, State
from .commitments import commit, release_all
from .steps import future, has_it, lock, met, no_order, take


@transaction.atomic
def wait(*, case: Case, user: User, why: str, expected_on: date, note: str = "", seen: str = "") -> Case:
    """等待: entry, materials, weather or something else is missing. The lead keeps it, with a date; a vendor goes on."""
    case = lock(case.pk)
    expected_by = deadlines.closing(case.community, expected_on)
    stops = deadlines.stands_still(case.community, why)
    case = take(
        "wait", case=case, by=Actor.user(user), seen=seen, words=note,
        holds=met(is_holder=has_it(case, user), why=why, future_date=future(expected_by)),
        body={"why": why, "expected_on": expected_on, "stops": stops}, **_stopped(stops),
    )  # fmt: skip
    _pause(case, why, expected_by, stops)
    release_all(case, but="order")
    commit(case=case, kind="await", post=case.lead, due_by=expected_by, acked_at=clock.now())
    return case


@transaction.atomic
def carry_over(*, case: Case, by: Actor, reason: str, next_on: date, seen: str = "") -> Case:
    """挂账: it cannot be done for now. The desk looks again on a date, and may then set the next."""
    case = lock(case.pk)
    next_by = deadlines.closing(case.community, next_on)
    stops = deadlines.stands_still(case.community, Pause.Why.CARRIED_OVER)
    again = case.state == State.CARRIED_OVER
    case = take(
        "carry_over", case=case, by=by, seen=seen, words=reason, body={"next_on": next_on, "stops": stops},
        holds=met(reason=reason, future_date=future(next_by), no_open_order=no_order(case)),
        **({} if again else _stopped(stops)),
    )  # fmt: skip
    if again:
        Pause.objects.filter(case=case, ended_at=None).update(expected_by=next_by)
    else:
        _pause(case, Pause.Why.CARRIED_OVER, next_by, stops)
    release_all(case, done=again)
    commit(case=case, kind="recheck", post=people.desk_of(case.community), due_by=next_by)
    return case


@transaction.atomic
def resume(*, case: Case, user: User, note: str = "", seen: str = "") -> Case:
    """接着办: back into the lead's hands, the promises moved on by the time that stood still."""
    case = lock(case.pk)
    return go_on(case, Actor.user(user), held=has_it(case, user), note=note, seen=seen)


@transaction.atomic
def go_on(case: Case, by: Actor, *, held: bool = True, note: str = "", seen: str = "") -> Case:
    """The step itself; also part of what ends the waiting by being done."""
    pause = Pause.objects.filter(case=case, ended_at=None).first()
    moved = _moved(case, pause) if pause and pause.stops else {}
    case = take(
        "resume", case=case, by=by, seen=seen, words=note, holds=met(is_holder=held),
        body={"resolve_by": moved.get("resolve_by", case.resolve_by), "moved": bool(moved)}, stopped_at=None, **moved,
    )  # fmt: skip
    Pause.objects.filter(case=case, ended_at=None).update(ended_at=clock.now())
    release_all(case, done=True, but="order")
    due_by = case.resolve_by if case.controlled_at else case.control_by
    commit(case=case, kind="visit", post=case.lead, due_by=due_by, acked_at=clock.now())
    return case


def _stopped(stops: bool) -> dict[str, datetime | None]:
    return {"stopped_at": clock.now() if stops else None}


def _pause(case: Case, why: str, expected_by: datetime, stops: bool) -> None:
    Pause.objects.create(case=case, why=why, stops=stops, started_at=clock.now(), expected_by=expected_by)


def _moved(case: Case, pause: Pause) -> dict[str, object]:
    """Only what is still to be kept moves; what was overdue when the clock stopped stays overdue."""
    stood = working.Pause(pause.started_at, clock.now())
    promises = {"resolve": case.resolve_by} | ({} if case.controlled_at else {"control": case.control_by})
    found = deadlines.moved_on(case, stood, **promises)
    uncertain = case.uncertain or any(one.uncertain for one in found.values())
    return {f"{kind}_by": one.at for kind, one in found.items()} | {"uncertain": uncertain}
