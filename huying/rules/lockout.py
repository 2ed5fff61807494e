"""Too many wrong tries 试错: when a door stays shut for a while, and until when.

Five wrong tries within fifteen minutes shut a door for fifteen minutes: the setting that assessors of GB/T 22239-2019
usually ask for (8.1.4.1, failed log-ins; the figures are practice, not the standard's).
"""

from collections.abc import Iterable
from datetime import datetime, timedelta

TRIES = 5
WINDOW = timedelta(minutes=15)
SHUT = timedelta(minutes=15)


def shut_until(wrong: Iterable[datetime], now: datetime, tries: int = TRIES) -> datetime | None:
    """When the door opens again, or None where it is open. `wrong` holds the instants of the tries that were counted;
    those made at a shut door are not."""
    times = sorted(wrong)
    runs = zip(times, times[tries - 1 :], strict=False)
    ends = [last + SHUT for first, last in runs if last - first < WINDOW and now < last + SHUT]
    return max(ends, default=None)
