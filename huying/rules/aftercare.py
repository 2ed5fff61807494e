"""Afterwards 办结以后: what rain settles, and which repairs are looked at once more. The days are data of a division.

A leak that was mended on a dry day is proven by rain and by nothing else; that one looks in on somebody who needs it is
kindness and practice, not law.
"""

from datetime import date, timedelta

# Rain is written down on the day or soon after: who finds a week missing asks the reporter instead.
LATE_DAYS = 7


def may_record(day: date, today: date) -> bool:
    """Whether a rainy day can still be written down."""
    return timedelta(0) <= today - day <= timedelta(days=LATE_DAYS)


def rain_proves(handled_on: date | None, day: date) -> bool:
    """Whether rain on this day fell on the finished work."""
    return handled_on is not None and handled_on <= day


def rain_asks(closed_on: date, day: date, look_back: int) -> bool:
    """Whether a leak that was closed is looked at after this rain: closed before it, and not longer ago than the days
    for which anybody still looks back."""
    return timedelta(0) < day - closed_on <= timedelta(days=look_back)
