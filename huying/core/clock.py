"""The one clock. Every business time in huying comes from here, so that a demo or a test can live on another day."""

import os
import time
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

ZONE = ZoneInfo("Asia/Shanghai")

# The offset is worked out once by the command line and handed on in seconds: an instant in the environment would give
# each process a clock of its own.
_offset = timedelta(seconds=float(os.environ.get("HUYING_CLOCK", "0")))
_frozen: datetime | None = None


def now() -> datetime:
    """The present instant, aware, in UTC."""
    if _frozen is not None:
        return _frozen
    return datetime.fromtimestamp(time.time(), UTC) + _offset


def local(instant: datetime) -> datetime:
    """The same instant on a wall clock in China."""
    return instant.astimezone(ZONE)


def today() -> date:
    """The date on a wall clock in China."""
    return local(now()).date()


def instant(day: str, time_of_day: str = "00:00") -> datetime:
    """A wall-clock day and time in China ("2023-09-12", "09:10") as an instant in UTC."""
    return datetime.fromisoformat(f"{day}T{time_of_day}").replace(tzinfo=ZONE).astimezone(UTC)


@contextmanager
def at(moment: datetime) -> Iterator[None]:
    """Stop the clock at a moment, for tests and for telling the demo's story."""
    global _frozen
    before, _frozen = _frozen, moment.astimezone(UTC)
    try:
        yield
    finally:
        _frozen = before
