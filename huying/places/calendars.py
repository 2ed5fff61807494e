"""工作日历 The working calendar: holidays 节假日 and make-up days 调休 as published, the office's own on top."""

from collections.abc import Mapping
from datetime import date
from functools import lru_cache

from huying.rules.clock import Calendar

# Before it nothing is counted: the oldest matters in the book are of this year.
FIRST_YEAR = 2019


@lru_cache(maxsize=64)
def _published(year: int) -> Mapping[date, bool] | None:
    # Imported late: its tables of every holiday since 2004 are loaded by the first due time, not by every start.
    import chinese_calendar

    first, last = date(year, 1, 1), date(year, 12, 31)
    try:
        festivals = chinese_calendar.get_holidays(first, last, include_weekends=False)
        worked = chinese_calendar.get_workdays(first, last)
    except NotImplementedError:  # what it raises for a year it has no data for
        return None
    rest = {day: False for day in festivals if day.weekday() < 5}
    return rest | {day: True for day in worked if day.weekday() >= 5}


def base_exceptions(year: int) -> dict[date, bool] | None:
    """The days of a year that differ from Monday to Friday, True when worked; None when they are not published yet."""
    published = _published(year)
    return None if published is None else dict(published)


def calendar_for(overrides: Mapping[date, bool]) -> Calendar:
    """The calendar to count with. What the office entered wins over what was published.

    A year the library does not know is covered once the office has entered its first of October: the yearly notice is
    one list that ends with the National Day, so whoever typed that day has typed the rest of it.
    """
    exceptions: dict[date, bool] = {}
    year = FIRST_YEAR
    while (published := base_exceptions(year)) is not None or date(year, 10, 1) in overrides:
        exceptions |= published or {}
        year += 1
    return Calendar(exceptions | dict(overrides), covered_until=date(year - 1, 12, 31))
