"""时段 Periods: which days a page or a paper speaks of. Whole days, the last one not in it."""

import re
from datetime import date, timedelta
from typing import NamedTuple

LONGEST = 3 * 366  # days: more than three years of a community fit on no page


class Period(NamedTuple):
    """From the start of one day to the start of another. code: how it was asked for."""

    since: date
    until: date
    code: str = ""

    @property
    def last(self) -> date:
        """The last day that is in it."""
        return self.until - timedelta(days=1)

    @property
    def before(self) -> "Period":
        """As many days, just before."""
        return Period(self.since - (self.until - self.since), self.since)


def named(code: str, today: date) -> Period | None:
    """week, month, quarter, year: the one that today is in; 2023-W49: that week, from its Monday (ISO 8601)."""
    if found := re.fullmatch(r"(\d{4})-W(\d{2})", code):
        return _iso_week(int(found[1]), int(found[2]), code)
    first = {
        "week": today - timedelta(days=today.weekday()),
        "month": today.replace(day=1),
        "quarter": today.replace(month=(today.month - 1) // 3 * 3 + 1, day=1),
        "year": today.replace(month=1, day=1),
    }.get(code)
    return Period(first, today + timedelta(days=1), code) if first else None


def between(since: date, last: date) -> Period | None:
    """Both days in it; None where they are the wrong way round, or too far apart."""
    return Period(since, last + timedelta(days=1)) if since <= last and (last - since).days < LONGEST else None


def week_of(day: date) -> str:
    """2023-W49."""
    year, week, _weekday = day.isocalendar()
    return f"{year}-W{week:02d}"


def _iso_week(year: int, week: int, code: str) -> Period | None:
    try:
        monday = date.fromisocalendar(year, week, 1)
        return Period(monday, monday + timedelta(days=7), code)
    except (ValueError, OverflowError):
        return None
