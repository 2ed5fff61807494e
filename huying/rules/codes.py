"""One-time codes 一次码: how long a code lives, how many tries it bears, and how often one may be asked for.

The figures are ours, as is usual for codes told to a telephone; no rule asks for them. Ten a day is also what suppliers of
SMS usually let through to one number.
"""

from collections.abc import Iterable
from datetime import datetime, timedelta
from typing import Literal

DIGITS = 6
MINUTES = 10
TRIES = 5
# No more than so many within so long, for one number. The longest of them says how far back to look.
SENDS = ((3, timedelta(minutes=15)), (10, timedelta(days=1)))
LOOK_BACK = max(window for _many, window in SENDS)


def dead(made_at: datetime | None, tries: int, now: datetime) -> Literal["", "none", "late", "spent"]:
    """Why a code can no longer be typed: none was made, its minutes are over, or it was tried too often."""
    if made_at is None:
        return "none"
    if now - made_at >= timedelta(minutes=MINUTES):
        return "late"
    return "spent" if tries >= TRIES else ""


def free_again(made: Iterable[datetime], now: datetime) -> datetime | None:
    """When the next code may be asked for, or None where it may be now. `made` holds the instants of those before."""
    times = sorted(made, reverse=True)
    waits = [times[many - 1] + window for many, window in SENDS if len(times) >= many]
    return max((end for end in waits if end > now), default=None)
