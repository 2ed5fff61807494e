"""The published plans as the library has them, against the notices of 国务院办公厅, and what happens where they end."""

from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from huying.places.calendars import FIRST_YEAR, base_exceptions, calendar_for
from huying.rules.clock import Limit, due, is_uncertain

SHANGHAI = ZoneInfo("Asia/Shanghai")


def span(first: str, last: str) -> set[date]:
    start, end = date.fromisoformat(first), date.fromisoformat(last)
    return {start + timedelta(days=ahead) for ahead in range((end - start).days + 1)}


def on(*days: str) -> set[date]:
    return {date.fromisoformat(day) for day in days}


@pytest.mark.parametrize(
    ("first", "last", "worked"),
    [
        ("2023-09-29", "2023-10-06", on("2023-10-07", "2023-10-08")),
        ("2024-02-10", "2024-02-17", on("2024-02-04", "2024-02-18")),
        ("2024-10-01", "2024-10-07", on("2024-09-29", "2024-10-12")),
        ("2025-01-28", "2025-02-04", on("2025-01-26", "2025-02-08")),
        ("2025-10-01", "2025-10-08", on("2025-09-28", "2025-10-11")),
        ("2026-02-15", "2026-02-23", on("2026-02-14", "2026-02-28")),
        ("2026-10-01", "2026-10-07", on("2026-09-20", "2026-10-10")),
    ],
)
def test_published_holidays(first: str, last: str, worked: set[date]) -> None:
    calendar = calendar_for({})
    assert {calendar.day_kind(day) for day in span(first, last)} == {"rest"}
    assert {calendar.day_kind(day) for day in worked} == {"work"}


@pytest.mark.parametrize("year", range(FIRST_YEAR, 2027))
def test_only_what_differs_from_weekdays_is_listed(year: int) -> None:
    exceptions = base_exceptions(year)
    assert exceptions is not None
    assert all(day.year == year and worked != (day.weekday() < 5) for day, worked in exceptions.items())
    assert calendar_for({}).day_kind(date(year, 1, 1)) == "rest"


def test_a_year_not_published_is_none_and_not_an_error() -> None:
    assert base_exceptions(2003) is None
    assert base_exceptions(2099) is None


def test_the_answer_is_the_callers_own() -> None:
    exceptions = base_exceptions(2024)
    assert exceptions is not None
    exceptions.clear()
    assert base_exceptions(2024)


def test_beyond_the_published_years_weekdays_count_and_the_calendar_says_so() -> None:
    calendar = calendar_for({})
    last = calendar.covered_until
    assert last is not None
    assert (last.year >= 2026, last.month, last.day) == (True, 12, 31)
    late = datetime(last.year + 1, 10, 1, 9, tzinfo=SHANGHAI)
    assert is_uncertain(late, due(late, Limit(5, "working_days"), calendar), calendar)
    assert calendar.day_kind(date(2099, 10, 1)) == "work"


def test_what_the_office_entered_wins() -> None:
    calendar = calendar_for({date(2024, 2, 18): False, date(2024, 2, 10): True, date(2024, 3, 6): False})
    assert [calendar.day_kind(day) for day in (date(2024, 2, 18), date(2024, 2, 10), date(2024, 3, 6))] == [
        "rest",
        "work",
        "rest",
    ]
    assert calendar.covered_until == calendar_for({}).covered_until


def test_a_year_entered_by_hand_is_covered_from_its_national_day_on() -> None:
    covered = calendar_for({}).covered_until
    assert covered is not None
    year = covered.year + 1
    assert calendar_for({date(year, 1, 1): False}).covered_until == covered
    entered = calendar_for({date(year, 1, 1): False, date(year, 10, 1): False})
    assert entered.covered_until == date(year, 12, 31)
    assert entered.day_kind(date(year, 10, 1)) == "rest"
    assert calendar_for({date(year + 1, 10, 1): False}).covered_until == covered
