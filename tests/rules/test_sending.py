"""Quiet hours, waits and rests."""

from datetime import datetime, time, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from huying.rules.sending import KEPT, LONGEST_REST, LONGEST_WAIT, after_quiet, next_try, rest

NIGHT = (time(21), time(8))
NOON = (time(12, 30), time(14))


def at(day: int, clock: str) -> datetime:
    return datetime.fromisoformat(f"2023-09-{day:02d}T{clock}")


@pytest.mark.parametrize(
    ("moment", "hours", "goes"),
    [
        (at(12, "20:59:59"), NIGHT, at(12, "20:59:59")),
        (at(12, "21:00"), NIGHT, at(13, "08:00")),
        (at(12, "23:59"), NIGHT, at(13, "08:00")),
        (at(30, "22:00"), NIGHT, datetime(2023, 10, 1, 8)),
        (at(13, "00:00"), NIGHT, at(13, "08:00")),
        (at(13, "07:59:59"), NIGHT, at(13, "08:00")),
        (at(13, "08:00"), NIGHT, at(13, "08:00")),
        (at(13, "12:29"), NOON, at(13, "12:29")),
        (at(13, "12:30:15"), NOON, at(13, "14:00")),
        (at(13, "14:00"), NOON, at(13, "14:00")),
        (at(13, "03:00"), (time(0), time(0)), at(13, "03:00")),
    ],
)
def test_quiet_hours_hold_until_their_end(moment: datetime, hours: tuple[time, time], goes: datetime) -> None:
    assert after_quiet(moment, *hours) == goes


@given(st.datetimes(datetime(2023, 1, 1), datetime(2027, 1, 1)), st.times(), st.times())
def test_nothing_goes_in_quiet_hours_nor_waits_longer_than_a_day(moment: datetime, start: time, end: time) -> None:
    start, end = start.replace(second=0, microsecond=0), end.replace(second=0, microsecond=0)
    goes = after_quiet(moment, start, end)
    assert moment <= goes < moment + timedelta(days=1)
    assert after_quiet(goes, start, end) == goes


def test_the_waits_grow_with_age_until_72_hours() -> None:
    since = now = at(1, "09:00")
    waits = []
    while then := next_try(since, now):
        waits.append(then - now)
        now = then
    assert now == since + KEPT
    assert waits[:5] == [timedelta(minutes=n) for n in (1, 1, 2, 4, 8)]
    assert max(waits) == LONGEST_WAIT
    assert len(waits) == 21  # ten that grow, then every six hours


def test_a_shorter_longest_wait() -> None:
    since = at(1, "09:00")
    assert next_try(since, since + timedelta(hours=5), timedelta(minutes=15)) == since + timedelta(hours=5, minutes=15)


def test_rests_double_up_to_a_quarter_of_an_hour() -> None:
    assert [rest(n) // timedelta(seconds=1) for n in (1, 2, 3, 4, 5, 6, 7, 100)] == [
        30,
        60,
        120,
        240,
        480,
        900,
        900,
        900,
    ]
    assert rest(10_000) == LONGEST_REST
