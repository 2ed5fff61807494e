"""Periods, at the edges of weeks, months and years."""

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from huying.rules.periods import LONGEST, between, named, week_of

THURSDAY = date(2023, 12, 7)


@pytest.mark.parametrize(
    ("code", "since"),
    [
        ("week", date(2023, 12, 4)),
        ("month", date(2023, 12, 1)),
        ("quarter", date(2023, 10, 1)),
        ("year", date(2023, 1, 1)),
    ],
)
def test_the_running_one_ends_with_today(code: str, since: date) -> None:
    period = named(code, THURSDAY)
    assert period
    assert (period.since, period.last, period.code) == (since, THURSDAY, code)


@pytest.mark.parametrize("code", ["", "day", "2023-W54", "2023-W00", "0000-W01", "9999-W53", "2023-W4"])
def test_what_is_no_period(code: str) -> None:
    assert named(code, THURSDAY) is None


def test_a_week_by_its_number_begins_on_a_monday() -> None:
    week = named("2023-W49", THURSDAY)
    assert week
    assert (week.since, week.last) == (date(2023, 12, 4), date(2023, 12, 10))
    assert (week.before.since, week.before.until) == (date(2023, 11, 27), week.since)


def test_between_has_both_days_in_it() -> None:
    one = between(THURSDAY, THURSDAY)
    assert one
    assert (one.until - one.since).days == 1
    assert between(THURSDAY, THURSDAY - timedelta(days=1)) is None
    assert between(THURSDAY, THURSDAY + timedelta(days=LONGEST - 1))
    assert between(THURSDAY, THURSDAY + timedelta(days=LONGEST)) is None


@given(st.dates(date(1970, 1, 1), date(2100, 1, 1)))
def test_a_day_is_in_its_week(day: date) -> None:
    week = named(week_of(day), day)
    assert week
    assert week.since <= day < week.until
