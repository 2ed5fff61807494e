"""三率 Rates: how many of how many, each with the very ids it counts, so that a number can be opened.

The law names 响应率, 解决率, 满意率 (北京市接诉即办工作条例, 2021, art. 32) and leaves the formulas to local rule; those here are
the common ones. What is left out is counted apart with its reason, never dropped in silence. What is due counts in the
period its limit fell in, not in the one it was received in: otherwise a busy week looks late before it is.
There is no total score, and nothing here knows who did the work.
"""

from collections.abc import Callable, Iterable
from datetime import datetime
from fractions import Fraction
from typing import Any, Literal, NamedTuple

Id = Any  # whatever the caller counts by: it only has to be equal to itself
Code = Literal["responded", "solved", "satisfied", "on_time", "returned", "redone"]
Why = Literal["praise", "joined", "unreached", "no_phone", "withdrawn", "answered", "declined", "no_mark", "running"]

# What a call back, or the reporter's own word by link, counts as for the rates.
ANSWERS = frozenset({"solved", "partly", "unsolved"})
MARKS = frozenset({"satisfied", "mostly", "dissatisfied"})
CONTENT = frozenset({"satisfied", "mostly"})


class Promise(NamedTuple):
    """What one person was promised, and what became of it. Instants."""

    id: Id
    nature: str
    joined: bool
    respond_by: datetime
    responded_at: datetime | None
    answer_by: datetime
    answered_at: datetime | None


class Answer(NamedTuple):
    """What one person said, or why they could not be asked, at one instant."""

    id: Id
    at: datetime
    outcome: str
    mark: str = ""


class Rate(NamedTuple):
    """`hit` of `of`, as ids in the order given; left_out: reason → ids that neither number counts."""

    code: Code
    hit: tuple[Id, ...]
    of: tuple[Id, ...]
    left_out: dict[Why, tuple[Id, ...]]

    @property
    def share(self) -> Fraction | None:
        """None where there is nothing to divide by: that is no rate, and no 0 % either."""
        return Fraction(len(self.hit), len(self.of)) if self.of else None

    @property
    def percent(self) -> str:
        """Two decimals, half up: 911 of 972 is 93.72. "" where there is none."""
        if not self.of:
            return ""
        hundredths = (len(self.hit) * 20_000 + len(self.of)) // (2 * len(self.of))
        return f"{hundredths // 100}.{hundredths % 100:02d}"


def responded(promises: Iterable[Promise], since: datetime, until: datetime) -> Rate:
    """响应率: of those who were to be answered first in the period, how many were in time. Who joined an open matter was
    answered by it."""
    due = [one for one in promises if since <= one.respond_by < until]

    def why(one: Promise) -> Why | None:
        return "praise" if one.nature == "thanks" else "joined" if one.joined else None

    return _rate("responded", due, why, lambda one: _in_time(one.responded_at, one.respond_by))


def on_time(promises: Iterable[Promise], since: datetime, until: datetime) -> Rate:
    """按时办结率: of those whose matter was to be finished in the period, how many were by then."""
    due = [one for one in promises if since <= one.answer_by < until]
    return _rate(
        "on_time", due, lambda one: "praise" if one.nature == "thanks" else None,
        lambda one: _in_time(one.answered_at, one.answer_by),
    )  # fmt: skip


def solved(answers: Iterable[Answer], since: datetime, until: datetime) -> Rate:
    """解决率: of those who said how it went, by their last word in the period, how many said it is solved. In part is not."""
    return _rate("solved", _last(answers, since, until), _unasked, lambda one: one.outcome == "solved")


def satisfied(answers: Iterable[Answer], since: datetime, until: datetime) -> Rate:
    """满意率: of those who gave a mark, satisfied or mostly so."""

    def why(one: Answer) -> Why | None:
        return _unasked(one) or (None if one.mark in MARKS else "no_mark")

    return _rate("satisfied", _last(answers, since, until), why, lambda one: one.mark in CONTENT)


def share_of(code: Code, of: Iterable[Id], hit: Iterable[Id]) -> Rate:
    """退单率, 返工率: of these matters, those among `hit`; each matter once."""
    each, among = tuple(dict.fromkeys(of)), set(hit)
    return Rate(code, tuple(one for one in each if one in among), each, {})


def _last(answers: Iterable[Answer], since: datetime, until: datetime) -> list[Answer]:
    """Each person's last word in the period; of two at one instant the one given later."""
    found: dict[Id, Answer] = {}
    for one in sorted((one for one in answers if since <= one.at < until), key=lambda one: one.at):
        found[one.id] = one
    return list(found.values())


def _unasked(one: Answer) -> Why | None:
    reasons: dict[str, Why] = {
        "unreached": "unreached", "no_phone": "no_phone", "withdrawn": "withdrawn", "answered": "answered",
        "declined": "declined",
    }  # fmt: skip
    return None if one.outcome in ANSWERS else reasons.get(one.outcome, "running")


def _in_time(done: datetime | None, by: datetime) -> bool:
    return done is not None and done <= by


def _rate(code: Code, rows: list[Any], why: Callable[[Any], Why | None], hits: Callable[[Any], bool]) -> Rate:
    left_out: dict[Why, tuple[Id, ...]] = {}
    counted = []
    for row in rows:
        if reason := why(row):
            left_out[reason] = (*left_out.get(reason, ()), row.id)
        else:
            counted.append(row)
    return Rate(code, tuple(row.id for row in counted if hits(row)), tuple(row.id for row in counted), left_out)
