"""Working time: golden tables from the published holiday plans, and properties that hold for every span."""

from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from huying.rules.clock import (
    LARGEST_AMOUNT,
    BadCalendar,
    BadLimit,
    BadPause,
    Calendar,
    Limit,
    Pause,
    Unit,
    due,
    is_uncertain,
    left,
    moved_on,
    working_minutes,
)

SHANGHAI = ZoneInfo("Asia/Shanghai")


def days(first: str, last: str, worked: bool) -> Iterator[tuple[date, bool]]:
    day = date.fromisoformat(first)
    while day <= date.fromisoformat(last):
        yield day, worked
        day += timedelta(days=1)


# 国务院办公厅 on the holidays of 2023 and 2024, as far as these tables need it.
EXCEPTIONS = dict(
    [
        *days("2023-09-29", "2023-10-06", False),
        *days("2023-10-07", "2023-10-08", True),
        *days("2024-01-01", "2024-01-01", False),
        *days("2024-02-04", "2024-02-04", True),
        *days("2024-02-10", "2024-02-17", False),
        *days("2024-02-18", "2024-02-18", True),
    ]
)
CALENDAR = Calendar(EXCEPTIONS, covered_until=date(2026, 12, 31))


def at(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=SHANGHAI)


def due_at(start: str, amount: int, unit: Unit, *pauses: Pause) -> str:
    answer = due(at(start), Limit(amount, unit), CALENDAR, pauses)
    assert answer.tzinfo is UTC
    return f"{answer.astimezone(SHANGHAI):%Y-%m-%d %H:%M}"


@pytest.mark.parametrize(
    ("day", "kind"),
    [
        ("2023-09-28", "work"),
        ("2023-09-29", "rest"),
        ("2023-10-06", "rest"),
        ("2023-10-07", "work"),
        ("2023-10-08", "work"),
        ("2023-10-14", "rest"),
        ("2024-02-04", "work"),
        ("2024-02-09", "work"),
        ("2024-02-10", "rest"),
        ("2024-02-17", "rest"),
        ("2024-02-18", "work"),
        ("2027-10-01", "work"),
        ("2027-10-02", "rest"),
    ],
)
def test_day_kind(day: str, kind: str) -> None:
    assert CALENDAR.day_kind(date.fromisoformat(day)) == kind


@pytest.mark.parametrize(
    ("start", "amount", "unit", "answer"),
    [
        # 2023-09-12 is a Tuesday.
        ("2023-09-12 09:10", 30, "minutes", "2023-09-12 09:40"),
        ("2023-09-12 23:50", 30, "minutes", "2023-09-13 00:20"),
        ("2023-09-12 09:10", 2, "hours", "2023-09-12 11:10"),
        ("2023-09-29 09:10", 24, "hours", "2023-09-30 09:10"),
        ("2023-09-12 09:10", 200, "hours", "2023-09-20 17:10"),
        ("2023-09-12 09:10", 2, "working_hours", "2023-09-12 11:10"),
        ("2023-09-12 10:00", 2, "working_hours", "2023-09-12 12:00"),
        ("2023-09-12 09:10", 4, "working_hours", "2023-09-12 15:10"),
        ("2023-09-12 12:30", 1, "working_hours", "2023-09-12 15:00"),
        ("2023-09-12 12:00", 1, "working_hours", "2023-09-12 15:00"),
        ("2023-09-12 03:00", 1, "working_hours", "2023-09-12 09:30"),
        ("2023-09-12 17:29", 1, "working_hours", "2023-09-13 09:29"),
        ("2023-09-12 23:00", 7, "working_hours", "2023-09-13 17:30"),
        ("2023-09-28 16:30", 4, "working_hours", "2023-10-07 11:30"),
        ("2023-09-30 10:00", 4, "working_hours", "2023-10-07 14:30"),
        ("2023-10-08 17:00", 1, "working_hours", "2023-10-09 09:00"),
        ("2024-02-09 17:00", 1, "working_hours", "2024-02-18 09:00"),
        ("2023-09-12 09:10", 1, "working_days", "2023-09-13 17:30"),
        ("2023-09-12 23:59", 1, "working_days", "2023-09-13 17:30"),
        ("2023-09-13 00:00", 1, "working_days", "2023-09-14 17:30"),
        ("2023-09-15 09:10", 5, "working_days", "2023-09-22 17:30"),
        ("2023-09-16 09:10", 1, "working_days", "2023-09-18 17:30"),
        ("2023-09-28 09:10", 1, "working_days", "2023-10-07 17:30"),
        ("2023-09-28 09:10", 3, "working_days", "2023-10-09 17:30"),
        ("2023-10-01 09:10", 5, "working_days", "2023-10-11 17:30"),
        ("2024-02-02 16:00", 1, "working_days", "2024-02-04 17:30"),
        ("2024-02-08 16:00", 2, "working_days", "2024-02-18 17:30"),
        ("2024-02-08 16:00", 7, "working_days", "2024-02-23 17:30"),
        ("2024-02-27 16:00", 2, "working_days", "2024-02-29 17:30"),
        ("2023-12-29 16:00", 1, "working_days", "2024-01-02 17:30"),
        ("2023-09-12 09:10", 7, "days", "2023-09-19 17:30"),
        ("2023-09-12 09:10", 4, "days", "2023-09-18 17:30"),
        ("2023-09-23 09:10", 7, "days", "2023-10-07 17:30"),
        ("2023-09-12 09:10", 15, "days", "2023-09-27 17:30"),
        ("2024-01-30 09:10", 5, "days", "2024-02-04 17:30"),
        ("2024-02-03 09:10", 7, "days", "2024-02-18 17:30"),
    ],
)
def test_due(start: str, amount: int, unit: Unit, answer: str) -> None:
    assert due_at(start, amount, unit) == answer


@pytest.mark.parametrize(
    ("off", "on", "amount", "unit", "answer"),
    [
        # All start on Tuesday, 2023-09-12 09:10.
        ("2023-09-12 10:00", "2023-09-12 10:30", 2, "hours", "2023-09-12 11:40"),
        ("2023-09-12 08:00", "2023-09-12 09:00", 2, "hours", "2023-09-12 11:10"),
        ("2023-09-12 08:00", "2023-09-12 09:20", 2, "hours", "2023-09-12 11:20"),
        ("2023-09-12 11:10", "2023-09-12 15:00", 2, "hours", "2023-09-12 11:10"),
        ("2023-09-12 10:00", "2023-09-12 10:30", 2, "working_hours", "2023-09-12 11:40"),
        ("2023-09-12 10:00", "2023-09-12 13:00", 2, "working_hours", "2023-09-12 15:10"),
        ("2023-09-12 12:00", "2023-09-12 14:00", 4, "working_hours", "2023-09-12 15:10"),
        ("2023-09-12 10:00", "2023-09-13 10:00", 4, "working_hours", "2023-09-13 15:10"),
        ("2023-09-13 10:00", "2023-09-13 15:00", 1, "working_days", "2023-09-13 17:30"),
        ("2023-09-13 10:00", "2023-09-13 17:29", 1, "working_days", "2023-09-13 17:30"),
        ("2023-09-13 10:00", "2023-09-13 17:30", 1, "working_days", "2023-09-14 17:30"),
        ("2023-09-13 10:00", "2023-09-15 10:00", 1, "working_days", "2023-09-15 17:30"),
        ("2023-09-13 17:30", "2023-09-14 08:00", 2, "working_days", "2023-09-14 17:30"),
        ("2023-09-15 18:00", "2023-09-18 08:00", 4, "working_days", "2023-09-18 17:30"),
        ("2023-09-13 10:00", "2023-09-15 10:00", 3, "days", "2023-09-18 17:30"),
        ("2023-09-13 10:00", "2023-09-14 10:00", 3, "days", "2023-09-18 17:30"),
        ("2023-09-18 10:00", "2023-09-19 10:00", 4, "days", "2023-09-19 17:30"),
    ],
)
def test_due_with_a_pause(off: str, on: str, amount: int, unit: Unit, answer: str) -> None:
    assert due_at("2023-09-12 09:10", amount, unit, Pause(at(off), at(on))) == answer


def test_several_pauses_in_any_order_and_overlapping() -> None:
    first = Pause(at("2023-09-12 09:20"), at("2023-09-12 09:30"))
    second = Pause(at("2023-09-12 09:25"), at("2023-09-12 09:40"))
    whole = Pause(at("2023-09-12 09:15"), at("2023-09-12 10:15"))
    assert due_at("2023-09-12 09:10", 60, "minutes", second, first) == "2023-09-12 10:30"
    assert due_at("2023-09-12 09:10", 60, "minutes", second, whole, first) == "2023-09-12 11:10"


def test_a_standing_pause_has_moved_nothing_yet() -> None:
    assert due_at("2023-09-12 09:10", 2, "hours", Pause(at("2023-09-12 10:00"))) == "2023-09-12 11:10"


@pytest.mark.parametrize(
    ("start", "end", "minutes"),
    [
        ("2023-09-12 09:10", "2023-09-12 09:10", 0),
        ("2023-09-12 09:10", "2023-09-12 09:00", 0),
        ("2023-09-12 09:10", "2023-09-12 15:10", 240),
        ("2023-09-12 12:00", "2023-09-12 14:00", 0),
        ("2023-09-12 00:00", "2023-09-13 00:00", 420),
        ("2023-09-28 00:00", "2023-10-09 00:00", 3 * 420),
        ("2024-02-10 00:00", "2024-02-18 00:00", 0),
        ("2023-01-01 00:00", "2023-01-08 00:00", 5 * 420),
    ],
)
def test_working_minutes(start: str, end: str, minutes: int) -> None:
    assert working_minutes(at(start), at(end), CALENDAR) == minutes


def test_working_minutes_leave_pauses_out() -> None:
    closed, standing = Pause(at("2023-09-12 10:00"), at("2023-09-12 11:00")), Pause(at("2023-09-12 16:00"))
    start, end = at("2023-09-12 09:00"), at("2023-09-13 12:00")
    assert working_minutes(start, end, CALENDAR, [closed]) == 120 + 210 + 210
    assert working_minutes(start, end, CALENDAR, [closed, standing]) == 120 + 120


def test_seconds_are_cut_off() -> None:
    start = at("2023-09-12 09:10") + timedelta(seconds=59, microseconds=999_999)
    assert due(start, Limit(1, "minutes"), CALENDAR) == at("2023-09-12 09:11")
    assert working_minutes(start, at("2023-09-12 09:11"), CALENDAR) == 1


@pytest.mark.parametrize(
    ("now", "unit", "minutes"),
    [
        ("2023-09-12 17:00", "working_hours", 90),
        ("2023-09-12 23:00", "working_hours", 60),
        ("2023-09-13 09:30", "working_hours", 0),
        ("2023-09-13 10:00", "working_hours", -30),
        ("2023-09-13 15:00", "working_days", -210),
        ("2023-09-12 23:00", "minutes", 630),
        ("2023-09-12 09:30", "hours", 1440),
        ("2023-09-13 13:30", "days", -240),
    ],
)
def test_left(now: str, unit: Unit, minutes: int) -> None:
    assert left(at(now), at("2023-09-13 09:30"), CALENDAR, unit=unit) == minutes


def test_what_is_left_stands_while_the_clock_stands() -> None:
    limit, standing = Limit(4, "working_hours"), Pause(at("2023-09-12 10:10"))
    promised = due(at("2023-09-12 09:10"), limit, CALENDAR, [standing])
    for now in ("2023-09-12 10:10", "2023-09-12 16:00", "2023-10-01 09:00"):
        assert left(at(now), promised, CALENDAR, [standing]) == 180
        assert left(at(now), promised, CALENDAR, [standing], unit="hours") == 300
    assert left(at("2023-09-12 09:40"), promised, CALENDAR, [standing]) == 210


def test_what_is_left_leaves_a_coming_pause_out() -> None:
    pause = Pause(at("2023-09-12 10:00"), at("2023-09-12 10:30"))
    promised = due(at("2023-09-12 09:10"), Limit(2, "hours"), CALENDAR, [pause])
    assert left(at("2023-09-12 09:10"), promised, CALENDAR, [pause], unit="hours") == 120


def test_uncertain_beyond_the_published_holidays() -> None:
    start = datetime(2026, 12, 28, 9, tzinfo=SHANGHAI)
    assert not is_uncertain(start, due(start, Limit(3, "working_days"), CALENDAR), CALENDAR)
    assert is_uncertain(start, due(start, Limit(4, "working_days"), CALENDAR), CALENDAR)
    assert is_uncertain(datetime(2027, 1, 1, tzinfo=SHANGHAI), start, CALENDAR)
    assert is_uncertain(start, start, Calendar())


def test_the_last_covered_day_is_a_local_day() -> None:
    midnight = datetime(2027, 1, 1, tzinfo=SHANGHAI)
    assert not is_uncertain(midnight, midnight - timedelta(minutes=1), Calendar(covered_until=date(2027, 1, 1)))
    assert is_uncertain(midnight, midnight, CALENDAR)
    assert not is_uncertain(midnight - timedelta(hours=1), midnight - timedelta(minutes=1), CALENDAR)


def test_a_desk_that_never_closes() -> None:
    always = Calendar({}, periods=((0, 1440),), zone=SHANGHAI)
    assert due(at("2023-09-12 09:10"), Limit(1, "working_days"), always) == at("2023-09-14 00:00")
    assert due(at("2023-09-15 23:00"), Limit(2, "working_hours"), always) == at("2023-09-18 01:00")


def test_an_hour_lost_to_summer_time_is_not_counted() -> None:
    berlin = ZoneInfo("Europe/Berlin")
    sunday = Calendar({date(2024, 3, 31): True}, periods=((0, 480),), zone=berlin)
    start = datetime(2024, 3, 31, tzinfo=berlin)
    assert working_minutes(start, datetime(2024, 3, 31, 12, tzinfo=berlin), sunday) == 420
    assert due(start, Limit(3, "working_hours"), sunday) == datetime(2024, 3, 31, 4, tzinfo=berlin)


@pytest.mark.parametrize("periods", [(), ((-1, 60),), ((60, 1441),), ((60, 60),), ((0, 60), (60, 90)), ((60, 30),)])
def test_bad_periods_are_refused(periods: tuple[tuple[int, int], ...]) -> None:
    with pytest.raises(BadCalendar):
        Calendar(periods=periods)


@pytest.mark.parametrize("amount", [0, -1, LARGEST_AMOUNT + 1])
def test_bad_amounts_are_refused(amount: int) -> None:
    with pytest.raises(BadLimit):
        Limit(amount, "days")


def test_a_bad_unit_is_refused() -> None:
    with pytest.raises(BadLimit):
        Limit(1, "weeks")  # type: ignore[arg-type]


def test_a_pause_runs_forward() -> None:
    with pytest.raises(BadPause):
        Pause(at("2023-09-12 10:00"), at("2023-09-12 09:59"))


def test_naive_time_is_refused() -> None:
    with pytest.raises(ValueError, match="zone"):
        due(datetime(2023, 9, 12, 9, 10), Limit(1, "hours"), CALENDAR)


def test_a_calendar_can_be_a_key() -> None:
    assert len({CALENDAR, Calendar(EXCEPTIONS, covered_until=date(2026, 12, 31), zone=CALENDAR.zone)}) == 1


INSTANTS = st.datetimes(datetime(2023, 9, 1), datetime(2024, 3, 31), timezones=st.just(SHANGHAI))
UNITS = st.sampled_from(["minutes", "hours", "working_hours", "working_days", "days"])
RUNNING = st.sampled_from(["minutes", "hours", "working_hours"])
AMOUNTS = st.integers(1, 60)
LENGTHS = st.timedeltas(timedelta(), timedelta(days=20))
PAUSES = st.lists(st.builds(lambda off, length: Pause(off, off + length), INSTANTS, LENGTHS), max_size=4)


@given(INSTANTS, LENGTHS, AMOUNTS, UNITS, PAUSES)
def test_a_later_start_is_never_due_earlier(
    start: datetime, length: timedelta, amount: int, unit: Unit, pauses: list[Pause]
) -> None:
    limit = Limit(amount, unit)
    assert start < due(start, limit, CALENDAR, pauses) <= due(start + length, limit, CALENDAR, pauses)


@given(INSTANTS, AMOUNTS, AMOUNTS, UNITS, PAUSES)
def test_more_time_is_never_due_earlier(
    start: datetime, amount: int, more: int, unit: Unit, pauses: list[Pause]
) -> None:
    sooner = due(start, Limit(amount, unit), CALENDAR, pauses)
    assert sooner <= due(start, Limit(amount + more, unit), CALENDAR, pauses)


@given(INSTANTS, AMOUNTS, AMOUNTS, RUNNING, PAUSES)
def test_running_time_adds_up(start: datetime, amount: int, more: int, unit: Unit, pauses: list[Pause]) -> None:
    halfway = due(start, Limit(amount, unit), CALENDAR, pauses)
    assert due(halfway, Limit(more, unit), CALENDAR, pauses) == due(start, Limit(amount + more, unit), CALENDAR, pauses)


@given(INSTANTS, INSTANTS, INSTANTS, PAUSES)
def test_working_minutes_add_up(one: datetime, two: datetime, three: datetime, pauses: list[Pause]) -> None:
    one, two, three = sorted([one, two, three])
    parts = working_minutes(one, two, CALENDAR, pauses) + working_minutes(two, three, CALENDAR, pauses)
    assert parts == working_minutes(one, three, CALENDAR, pauses)


@given(INSTANTS, AMOUNTS, PAUSES)
def test_working_minutes_until_due_are_the_limit(start: datetime, amount: int, pauses: list[Pause]) -> None:
    limit = Limit(amount, "working_hours")
    assert working_minutes(start, due(start, limit, CALENDAR, pauses), CALENDAR, pauses) == amount * 60


@given(INSTANTS, AMOUNTS, UNITS, PAUSES, INSTANTS, LENGTHS)
def test_one_more_pause_never_brings_the_due_time_nearer(
    start: datetime, amount: int, unit: Unit, pauses: list[Pause], off: datetime, length: timedelta
) -> None:
    limit = Limit(amount, unit)
    paused = [*pauses, Pause(off, off + length)]
    assert due(start, limit, CALENDAR, pauses) <= due(start, limit, CALENDAR, paused)


@given(INSTANTS, st.integers(1, 48), st.integers(0, 10_000))
def test_a_pause_before_the_due_time_moves_it_by_its_length(start: datetime, hours: int, minutes: int) -> None:
    pause = Pause(start, start + timedelta(minutes=minutes))
    limit = Limit(hours, "hours")
    assert due(start, limit, CALENDAR, [pause]) == due(start, limit, CALENDAR) + timedelta(minutes=minutes)


@given(INSTANTS, INSTANTS, AMOUNTS, UNITS)
def test_what_is_left_changes_sign_at_the_due_time(start: datetime, now: datetime, amount: int, unit: Unit) -> None:
    promised = due(start, Limit(amount, unit), CALENDAR)
    minutes = left(now, promised, CALENDAR, unit=unit)
    assert minutes <= 0 if now >= promised else minutes >= 0


@given(INSTANTS, AMOUNTS, UNITS, PAUSES)
def test_days_end_at_closing_time_and_never_in_a_pause(
    start: datetime, amount: int, unit: Unit, pauses: list[Pause]
) -> None:
    promised = due(start, Limit(amount, unit), CALENDAR, pauses)
    if unit in ("days", "working_days"):
        day = CALENDAR.local_date(promised)
        assert (CALENDAR.day_kind(day), CALENDAR.closing(day)) == ("work", promised)
    assert promised.second == promised.microsecond == 0


def moved(by: str, start: str, end: str | None, unit: Unit = "working_hours") -> str:
    answer = moved_on(at(by), Pause(at(start), at(end) if end else None), CALENDAR, unit)
    return f"{answer.astimezone(SHANGHAI):%Y-%m-%d %H:%M}"


@pytest.mark.parametrize(
    ("by", "start", "end", "unit", "answer"),
    [
        # A working day and a half stood still, across a night.
        ("2023-09-15 17:30", "2023-09-13 08:30", "2023-09-14 12:00", "days", "2023-09-19 12:00"),
        ("2023-09-15 16:00", "2023-09-13 10:00", "2023-09-13 11:00", "working_hours", "2023-09-15 17:00"),
        # Around the clock the night counts too.
        ("2023-09-15 16:00", "2023-09-13 10:00", "2023-09-14 11:00", "hours", "2023-09-16 17:00"),
        # A night stands for no working time.
        ("2023-09-15 17:30", "2023-09-13 18:00", "2023-09-14 08:00", "days", "2023-09-15 17:30"),
        # Overdue when the pause began, or still standing: nothing moves.
        ("2023-09-12 17:30", "2023-09-13 10:00", "2023-09-14 11:00", "days", "2023-09-12 17:30"),
        ("2023-09-15 17:30", "2023-09-13 10:00", None, "days", "2023-09-15 17:30"),
    ],
)
def test_a_due_time_moves_on_by_what_stood_still(by: str, start: str, end: str | None, unit: Unit, answer: str) -> None:
    assert moved(by, start, end, unit) == answer


@given(INSTANTS, AMOUNTS, RUNNING, INSTANTS, LENGTHS)
def test_moving_on_agrees_with_counting_anew(
    start: datetime, amount: int, unit: Unit, off: datetime, length: timedelta
) -> None:
    promised, pause = due(start, Limit(amount, unit), CALENDAR), Pause(max(start, off), max(start, off) + length)
    anew = due(start, Limit(amount, unit), CALENDAR, [pause] if pause.start < promised else [])
    assert moved_on(promised, pause, CALENDAR, unit) == anew


@given(INSTANTS, INSTANTS, LENGTHS, UNITS)
def test_moving_on_never_brings_it_nearer(by: datetime, off: datetime, length: timedelta, unit: Unit) -> None:
    whole = by.replace(second=0, microsecond=0)
    assert moved_on(whole, Pause(off, off + length), CALENDAR, unit) >= whole
