"""时限 Working time: when a promise is due, how much of it is left, and whether the calendar is known that far.

Every instant is an aware datetime; answers are in UTC. Seconds are cut off at both ends, so that the minutes a page
shows always add up. How each unit counts:

- minutes, hours: around the clock (water, power, gas and heat do not wait for Monday).
- working_hours 工作时: only minutes in working periods; a report at night starts to count at the next working minute.
- working_days 工作日: the day of receipt is not counted; due when the Nth working day after it closes.
- days 日: the day of receipt is not counted; a last day that is a rest day moves to the next working day.

民法典 201 (the first day is not counted, the count begins on the next) and 203 (a last day that is a statutory rest
day moves to the day after the rest; the end is 24:00, or the end of business where there are such hours) are the law
for days. To read "rest day" as weekends too but not make-up days 调休, and to use both articles for working days as
well, is usual practice: not confirmed.
"""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, time, timedelta, tzinfo
from itertools import pairwise
from typing import Literal
from zoneinfo import ZoneInfo

Unit = Literal["minutes", "hours", "working_hours", "working_days", "days"]
DayKind = Literal["work", "rest"]

# A sample, not a rule (hours differ by place and season): 08:30 to 12:00 and 14:00 to 17:30, in minutes after midnight.
OFFICE_HOURS = ((8 * 60 + 30, 12 * 60), (14 * 60, 17 * 60 + 30))
# One amount for all units; it only keeps a slip of the keyboard from counting through centuries.
LARGEST_AMOUNT = 100_000

_MINUTE = timedelta(minutes=1)
_DAY = timedelta(days=1)
_MINUTES_IN: dict[Unit, int] = {"minutes": 1, "hours": 60, "working_hours": 60}
_Span = tuple[datetime, datetime]


class BadLimit(ValueError):
    """The amount or the unit of a limit makes no sense."""


class BadPause(ValueError):
    """The clock would run again before it stood still."""


class BadCalendar(ValueError):
    """Working periods overlap, run backwards or leave the day."""


@dataclass(frozen=True)
class Limit:
    """时限 An amount of time, and how it is counted."""

    amount: int
    unit: Unit

    def __post_init__(self) -> None:
        if not 1 <= self.amount <= LARGEST_AMOUNT:
            raise BadLimit(f"amount {self.amount} is not between 1 and {LARGEST_AMOUNT}")
        if self.unit not in ("minutes", "hours", "working_hours", "working_days", "days"):
            raise BadLimit(f"unknown unit {self.unit!r}")


@dataclass(frozen=True)
class Pause:
    """暂停 The clock stands still from start until end; end is None while it still stands."""

    start: datetime
    end: datetime | None = None

    def __post_init__(self) -> None:
        if self.end is not None and self.end < self.start:
            raise BadPause("a pause cannot end before it starts")


@dataclass(frozen=True)
class Calendar:
    """工作日历 Which minutes are working minutes.

    `exceptions` says what differs from Monday to Friday: a date is True when it is worked, False when it is rest.
    After `covered_until` nobody has told us the holidays and only weekdays are known; None means we know none at all.
    """

    exceptions: Mapping[date, bool] = field(default_factory=dict, hash=False)
    covered_until: date | None = None
    periods: tuple[tuple[int, int], ...] = OFFICE_HOURS
    zone: tzinfo = field(default_factory=lambda: ZoneInfo("Asia/Shanghai"))

    def __post_init__(self) -> None:
        marks = [mark for period in self.periods for mark in period]
        if not marks or marks[0] < 0 or marks[-1] > 24 * 60:
            raise BadCalendar("working periods must lie inside one day")
        if any(later <= earlier for earlier, later in pairwise(marks)):
            raise BadCalendar("working periods must be in order and apart")

    def day_kind(self, day: date) -> DayKind:
        return "work" if self.exceptions.get(day, day.weekday() < 5) else "rest"

    def covers(self, day: date) -> bool:
        return self.covered_until is not None and day <= self.covered_until

    def local_date(self, instant: datetime) -> date:
        return instant.astimezone(self.zone).date()

    def closing(self, day: date) -> datetime:
        """The instant at which business ends on this day."""
        return self._at(day, self.periods[-1][1])

    def spans(self, day: date) -> Iterator[tuple[datetime, datetime]]:
        """The working periods of one day as instants; none on a rest day."""
        if self.day_kind(day) == "work":
            for opens, closes in self.periods:
                yield self._at(day, opens), self._at(day, closes)

    def _at(self, day: date, minute: int) -> datetime:
        return (datetime.combine(day, time(), self.zone) + minute * _MINUTE).astimezone(UTC)


def due(start: datetime, limit: Limit, calendar: Calendar, pauses: Iterable[Pause] = ()) -> datetime:
    """When the limit runs out. A pause that still stands has moved nothing yet: then the answer is the earliest one."""
    begin = _whole_minute(start)
    stops = [(off, on) for off, on in _stops(pauses) if on is not None]
    match limit.unit:
        case "working_days":
            return _close_of_working_day(begin, limit.amount, calendar, stops)
        case "days":
            return _close_of_day(begin, limit.amount, calendar, stops)
        case unit:
            return _run_down(_running(begin, unit, calendar), limit.amount * _MINUTES_IN[unit] * _MINUTE, stops)


def moved_on(due: datetime, pause: Pause, calendar: Calendar, unit: Unit = "working_hours") -> datetime:
    """A due time moved on by the time that stood still, counted as the unit counts (around the clock, or working
    minutes). What was overdue when the pause began stays as it is; so does everything while the pause still stands."""
    if pause.end is None or pause.start >= due:
        return due
    count = _wall_minutes if unit in ("minutes", "hours") else working_minutes
    stood = count(pause.start, pause.end, calendar, ())
    counted: Unit = "minutes" if unit in ("minutes", "hours") else "working_hours"
    return _run_down(_running(_whole_minute(due), counted, calendar), stood * _MINUTE, []) if stood else due


def working_minutes(start: datetime, end: datetime, calendar: Calendar, pauses: Iterable[Pause] = ()) -> int:
    """Working minutes between two instants, pauses left out; 0 when the end is not after the start."""
    begin, finish = _whole_minute(start), _whole_minute(end)
    spans = (_cut(span, begin, finish) for day in _dates(begin, finish, calendar) for span in calendar.spans(day))
    return _minutes_of(spans, _closed(pauses, finish))


def left(
    now: datetime, due: datetime, calendar: Calendar, pauses: Iterable[Pause] = (), unit: Unit = "working_hours"
) -> int:
    """Minutes left, counted as the unit counts (around the clock, or working minutes); below zero once overdue.

    While a pause stands, what is left stands too.
    """
    known = list(pauses)
    moment = min([_whole_minute(now), *(off for off, on in _stops(known) if on is None)])
    over = [pause for pause in known if pause.end is not None]
    count = _wall_minutes if unit in ("minutes", "hours", "days") else working_minutes
    return count(moment, due, calendar, over) or -count(due, moment, calendar, over)


def is_uncertain(start: datetime, due: datetime, calendar: Calendar) -> bool:
    """Whether the span runs into dates whose holidays nobody has told us; a page with the due time must say so."""
    return not calendar.covers(calendar.local_date(max(_whole_minute(start), _whole_minute(due))))


def _close_of_working_day(start: datetime, amount: int, calendar: Calendar, stops: Iterable[_Span]) -> datetime:
    days = _days_that_count(start, calendar, list(stops))
    counted = (day for day in days if calendar.day_kind(day) == "work")
    return calendar.closing(_nth(counted, amount))


def _close_of_day(start: datetime, amount: int, calendar: Calendar, stops: Iterable[_Span]) -> datetime:
    days = _days_that_count(start, calendar, list(stops))
    last = _nth(days, amount)
    while calendar.day_kind(last) == "rest":
        last = next(days)
    return calendar.closing(last)


def _days_that_count(start: datetime, calendar: Calendar, stops: list[_Span]) -> Iterator[date]:
    """The dates after the first one. A day on which the clock stands still at closing time is not counted."""
    day = calendar.local_date(start)
    while True:
        day += _DAY
        closing = calendar.closing(day)
        if not any(off < closing <= on for off, on in stops):
            yield day


def _nth(days: Iterator[date], amount: int) -> date:
    for _ in range(amount - 1):
        next(days)
    return next(days)


def _running(start: datetime, unit: Unit, calendar: Calendar) -> Iterator[_Span]:
    """The spans in which the clock of this unit runs, from the start on, without end."""
    if unit != "working_hours":
        while True:
            yield start, start + _DAY
            start += _DAY
    day = calendar.local_date(start)
    while True:
        for opens, closes in calendar.spans(day):
            yield max(opens, start), closes
        day += _DAY


def _run_down(spans: Iterator[_Span], wanted: timedelta, stops: list[_Span]) -> datetime:
    """The first instant at which the spans have used up the wanted time."""
    while True:
        for begin, end in _without(next(spans), stops):
            if end - begin >= wanted:
                return begin + wanted
            wanted -= end - begin


def _without(span: _Span, stops: Iterable[_Span]) -> Iterator[_Span]:
    """What is left of a span when the stops, in order of their start, are taken out."""
    begin, end = span
    for off, on in stops:
        if begin < min(off, end):
            yield begin, min(off, end)
        begin = max(begin, on)
    if begin < end:
        yield begin, end


def _minutes_of(spans: Iterable[_Span], stops: list[_Span]) -> int:
    return sum((end - begin) // _MINUTE for span in spans for begin, end in _without(span, stops))


def _wall_minutes(start: datetime, end: datetime, calendar: Calendar, pauses: Iterable[Pause]) -> int:
    begin, finish = _whole_minute(start), _whole_minute(end)
    return _minutes_of([(begin, finish)], _closed(pauses, finish))


def _cut(span: _Span, begin: datetime, end: datetime) -> _Span:
    return max(span[0], begin), min(span[1], end)


def _dates(begin: datetime, end: datetime, calendar: Calendar) -> Iterator[date]:
    day, last = calendar.local_date(begin), calendar.local_date(end)
    while day <= last:
        yield day
        day += _DAY


def _stops(pauses: Iterable[Pause]) -> list[tuple[datetime, datetime | None]]:
    found = [(_whole_minute(p.start), None if p.end is None else _whole_minute(p.end)) for p in pauses]
    return sorted(found, key=lambda stop: stop[0])


def _closed(pauses: Iterable[Pause], until: datetime) -> list[_Span]:
    return [(off, until if on is None else on) for off, on in _stops(pauses)]


def _whole_minute(instant: datetime) -> datetime:
    if instant.utcoffset() is None:
        raise ValueError("an instant needs its zone")
    return instant.astimezone(UTC).replace(second=0, microsecond=0)
