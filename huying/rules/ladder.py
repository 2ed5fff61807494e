"""Deadlines that act 升级提醒: what of an open commitment is to be raised now, and to whom.

A ladder is data of a division: at which moment a step is due, and how many rungs up it goes. Here the figures are
arguments, and so are the time and the calendar. Raising tells one person more; the holder stays the holder.
"""

from collections.abc import Collection, Iterable, Sequence
from datetime import datetime
from typing import Literal, NamedTuple

from .clock import Calendar, Limit, Unit, due

Code = Literal["unacked", "at_risk", "overdue", "again", "last"]
# From the mildest to the last: once a later one was raised, an earlier one has nothing to add.
ORDER: tuple[Code, ...] = ("unacked", "at_risk", "overdue", "again", "last")

# What these wait for is a date of their own, which comes whether the promise's clock stands still or not.
OWN_DATE = frozenset({"await", "recheck", "joint_call", "answer_supervision", "notify_owner"})

# What ends by itself at its date: nobody is late with it.
SILENT = frozenset({"claim"})


class Step(NamedTuple):
    """提醒的一级: at_risk when `amount` percent of the time has gone; again and last when `amount` in `unit` have gone
    since it was due; unacked and overdue at their instants. `rungs`: how many chairs above the holder is told."""

    code: Code
    rungs: int
    amount: int = 0
    unit: Unit = "working_hours"


class Held(NamedTuple):
    """An open commitment. `stopped_at`: since when the clock of its case stands still."""

    kind: str
    opened_at: datetime
    due_by: datetime
    ack_by: datetime | None = None
    acked_at: datetime | None = None
    stopped_at: datetime | None = None


def instant(step: Step, held: Held, calendar: Calendar) -> datetime | None:
    """When a step is due; None where it has nothing to say. What was due the moment it began (tell the owner at once)
    is at risk and overdue from its first second: only the steps after that remind of it."""
    if step.code == "unacked":
        return held.ack_by if held.acked_at is None else None
    if step.code in ("again", "last"):
        return due(held.due_by, Limit(step.amount, step.unit), calendar)
    time = held.due_by - held.opened_at
    if time.total_seconds() <= 0:
        return None
    return held.opened_at + time * step.amount / 100 if step.code == "at_risk" else held.due_by


def to_raise(
    held: Held, steps: Iterable[Step], raised: Collection[Code], now: datetime, calendar: Calendar
) -> Step | None:
    """The furthest step that is due and was not raised: who comes late is told once, not once for every step missed."""
    moment = now
    if held.stopped_at and held.kind not in OWN_DATE:
        moment = min(now, held.stopped_at)
    ready = [step for step, at in _ahead(held, steps, raised, calendar) if at <= moment]
    return ready[-1] if ready else None


def next_look(
    held: Held, steps: Iterable[Step], raised: Collection[Code], now: datetime, calendar: Calendar
) -> datetime | None:
    """When the next step is due after now; None when none is left."""
    return min((at for _step, at in _ahead(held, steps, raised, calendar) if at > now), default=None)


def _ahead(
    held: Held, steps: Iterable[Step], raised: Collection[Code], calendar: Calendar
) -> list[tuple[Step, datetime]]:
    """The steps beyond the furthest one raised, in their order, each with its instant."""
    if held.kind in SILENT:
        return []
    furthest = max((ORDER.index(code) for code in raised), default=-1)
    left = [step for step in steps if ORDER.index(step.code) > furthest]
    found = [(step, instant(step, held, calendar)) for step in sorted(left, key=lambda step: ORDER.index(step.code))]
    return [(step, at) for step, at in found if at is not None]


# --- to whom ----------------------------------------------------------------------------------------------------------

# Who is asked after a role, from the nearest up. "" is a firm or a unit outside: whoever ordered it, then the desk.
ABOVE: dict[str, tuple[str, ...]] = {
    "": ("officer", "secretary", "supervisor"),
    "grid_worker": ("officer", "secretary", "supervisor"),
    "officer": ("secretary", "supervisor"),
    "secretary": ("supervisor",),
    "supervisor": (),
    # The bureau is not the community's to command: whoever filed hears that it is silent, and goes on asking.
    "bureau": ("officer", "secretary", "supervisor"),
}


class Chair(NamedTuple):
    """A post, and who acts in it now: its holder, or the deputy while the holder is away. "" when nobody does."""

    post: str
    role: str
    user: str


def whom(holder: Chair | None, asked_by: str, chairs: Sequence[Chair], rungs: int) -> Chair | None:
    """The chair so many rungs above the holder, empty ones passed over; the highest where there are fewer. `holder` is
    None for a vendor, whom the account `asked_by` ordered. `chairs` come nearest first. Where nobody else is left, the
    holder alone is reminded; None only where nobody sits anywhere."""
    rows = [[chair for chair in chairs if chair.user == asked_by]] if holder is None else []
    rows += [[chair for chair in chairs if chair.role == role] for role in ABOVE[holder.role if holder else ""]]
    passed = {holder.user if holder else "", ""}
    found: list[Chair] = []
    for row in rows:
        fit = next((chair for chair in row if chair.user not in passed), None)
        if fit:
            found.append(fit)
            passed.add(fit.user)
    if found:
        return found[min(rungs, len(found)) - 1]
    return holder if holder and holder.user else None
