"""Turnouts 志愿者召集: who may join, who waits, who moves up, and what hours may be written. Never compulsory, never ranked."""

from collections.abc import Sequence
from datetime import datetime
from typing import NamedTuple, TypeVar

T = TypeVar("T")

# What volunteers are never called for, whatever a division writes: work on electricity is for who is licensed to do it.
NEVER = frozenset({"electricity"})
# The longest that anybody helped in one go, in minutes.
LONGEST = 24 * 60


class Call(NamedTuple):
    """A turnout as the rules read it."""

    ends_at: datetime
    slots: int
    minors: bool
    ended: bool
    called_off: bool


def why_not(call: Call, now: datetime, *, adult: bool) -> str:
    """Why somebody cannot sign up: called_off, over, minor; or "" when they can."""
    if call.called_off:
        return "called_off"
    if call.ended or call.ends_at <= now:
        return "over"
    if not (adult or call.minors):
        return "minor"
    return ""


def place(call: Call, coming: int) -> str:
    """Whether the next one comes, or waits for somebody to drop out."""
    return "coming" if coming < call.slots else "waiting"


def moves_up(call: Call, coming: int, waiting: Sequence[T]) -> Sequence[T]:
    """Who moves up from the waiting list, first come first: as many as there are places."""
    return waiting[: max(0, call.slots - coming)]


def sound(starts_at: datetime, ends_at: datetime, now: datetime, slots: int) -> bool:
    """Whether a call makes sense: it lasts, it is not over yet, and it wants at least one pair of hands."""
    return starts_at < ends_at and now < ends_at and slots > 0


def minutes_fit(minutes: int) -> bool:
    return 0 <= minutes <= LONGEST
