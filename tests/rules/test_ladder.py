"""Deadlines that act: which step is raised when, and to whom."""

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from huying.rules.clock import Calendar
from huying.rules.ladder import ORDER, Chair, Held, Step, instant, next_look, to_raise, whom

CALENDAR = Calendar()
# Tuesday, 09:00 to 17:00 in Beijing.
START = datetime(2023, 9, 12, 1, 0, tzinfo=UTC)
DUE = START + timedelta(hours=8)
STEPS = (
    Step("unacked", 1), Step("at_risk", 1, 80), Step("overdue", 1), Step("again", 2, 30, "minutes"),
    Step("last", 3, 2, "hours"),
)  # fmt: skip
VISIT = Held("visit", START, DUE, ack_by=START + timedelta(hours=1))
SEEN = VISIT._replace(acked_at=START)


def code(held: Held, minutes: float, raised: tuple[str, ...] = ()) -> str:
    step = to_raise(held, STEPS, raised, DUE + timedelta(minutes=minutes), CALENDAR)  # type: ignore[arg-type]
    return step.code if step else ""


@pytest.mark.parametrize(
    ("held", "minutes", "raised", "wanted"),
    [
        (VISIT, -8 * 60 + 59, (), ""),
        (VISIT, -7 * 60, (), "unacked"),
        (VISIT, -7 * 60, ("unacked",), ""),
        (SEEN, -7 * 60, (), ""),
        (SEEN, -96, (), "at_risk"),
        (SEEN, -96, ("at_risk",), ""),
        (SEEN, 0, ("at_risk",), "overdue"),
        (SEEN, 29, ("at_risk", "overdue"), ""),
        (SEEN, 30, ("at_risk", "overdue"), "again"),
        (SEEN, 10_000, (), "last"),  # once, not five times
        (SEEN, 10_000, ("last",), ""),
        # the clock stood still before it was due: nothing; after: it stays overdue
        (SEEN._replace(stopped_at=START), 60, (), ""),
        (SEEN._replace(stopped_at=DUE), 60, ("at_risk",), "overdue"),
        # what it waits for is a date, which comes all the same
        (SEEN._replace(kind="await", stopped_at=START), 60, (), "again"),
        # due at once: neither at risk nor overdue in its first second
        (Held("notify_owner", DUE, DUE), 1, (), ""),
        (Held("notify_owner", DUE, DUE), 30, (), "again"),
        # a volunteer's claim gives itself back; nobody is told on
        (SEEN._replace(kind="claim"), 10_000, (), ""),
    ],
)
def test_what_is_raised(held: Held, minutes: float, raised: tuple[str, ...], wanted: str) -> None:
    assert code(held, minutes, raised) == wanted


def test_the_next_look_is_at_the_next_step() -> None:
    look = next_look(VISIT, STEPS, (), START, CALENDAR)
    assert look == START + timedelta(hours=1)
    assert next_look(VISIT, STEPS, ("overdue",), DUE, CALENDAR) == DUE + timedelta(minutes=30)
    assert next_look(VISIT, STEPS, ("last",), DUE, CALENDAR) is None


@given(st.integers(-600, 600), st.integers(1, 600))
def test_a_step_raised_is_never_followed_by_a_milder_one(minutes: int, later: int) -> None:
    first = code(VISIT, minutes)
    second = code(VISIT, minutes + later, (first,)) if first else ""
    assert not second or ORDER.index(second) > ORDER.index(first)
    at = instant(STEPS[0], VISIT, CALENDAR)
    assert at == VISIT.ack_by


CHEN, LI = Chair("g2", "grid_worker", "chen"), Chair("g1", "grid_worker", "li")
HE, LIU, ZHAO = Chair("o", "officer", "he"), Chair("s", "secretary", "liu"), Chair("v", "supervisor", "zhao")
ALL = (CHEN, LI, HE, LIU, ZHAO)
EMPTY = Chair("o", "officer", "")


@pytest.mark.parametrize(
    ("holder", "asked_by", "chairs", "rungs", "post"),
    [
        (CHEN, "", ALL, 1, "o"),
        (CHEN, "", ALL, 2, "s"),
        (CHEN, "", ALL, 3, "v"),
        (CHEN, "", ALL, 9, "v"),
        (CHEN, "", (EMPTY, LIU, ZHAO), 1, "s"),  # never into an empty chair
        (CHEN, "", (Chair("o", "officer", "li"), LIU), 1, "o"),  # the deputy in it
        (CHEN, "", (Chair("o", "officer", "chen"), LIU), 1, "s"),  # nobody is told of what is their own
        (CHEN, "", (HE, Chair("s", "secretary", "he"), ZHAO), 2, "v"),  # nor twice in two chairs
        (HE, "", ALL, 1, "s"),
        (LIU, "", ALL, 1, "v"),
        (ZHAO, "", ALL, 1, "v"),
        (CHEN, "", (CHEN,), 1, "g2"),  # alone: at least the holder
        (Chair("g2", "grid_worker", ""), "", (EMPTY,), 1, None),
        (None, "li", ALL, 1, "g1"),  # a silent firm: whoever ordered
        (None, "he", ALL, 2, "s"),
        (None, "gone", ALL, 1, "o"),
        (None, "", (EMPTY,), 1, None),
    ],
)
def test_to_whom(holder: Chair | None, asked_by: str, chairs: tuple[Chair, ...], rungs: int, post: str | None) -> None:
    found = whom(holder, asked_by, chairs, rungs)
    assert (found and found.post) == post
