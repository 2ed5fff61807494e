"""Going into a home: the table of when a door opens, who must be there, and what an emergency leaves behind."""

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given as examples
from hypothesis import strategies as st

from huying.rules import entry
from huying.rules.entry import Emergency, Given, Visitor, crew_lacks, emergency_lacks, narrows, why_not

START = datetime(2023, 12, 7, 8, 0, tzinfo=UTC)
END = START + timedelta(days=2)
ALL = frozenset(("enter", "photograph", "repair"))
GIVEN = Given(START, END, START - timedelta(hours=1), None, False, ALL)
SECOND = timedelta(seconds=1)


@pytest.mark.parametrize(
    ("given", "now", "why"),
    [
        (GIVEN, START, ""),
        (GIVEN, END - SECOND, ""),
        (GIVEN, START - SECOND, "not_yet"),
        (GIVEN, END, "expired"),
        (GIVEN._replace(confirmed_at=None), START, "not_confirmed"),
        (GIVEN._replace(confirmed_at=None), END, "expired"),
        (GIVEN._replace(revoked_at=START), START, "revoked"),
        (GIVEN._replace(revoked_at=START), END, "revoked"),
        (GIVEN._replace(closed=True), START, "closed"),
        (GIVEN._replace(closed=True, revoked_at=START), START, "revoked"),
    ],
)
def test_when_the_door_opens(given: Given, now: datetime, why: str) -> None:
    assert why_not(given, now) == why


@examples(st.integers(-200_000, 400_000), st.booleans(), st.booleans(), st.booleans())
def test_it_opens_only_confirmed_not_taken_back_and_within_its_term(
    seconds: int, confirmed: bool, revoked: bool, closed: bool
) -> None:
    now = START + timedelta(seconds=seconds)
    given = Given(START, END, START if confirmed else None, START if revoked else None, closed, ALL)
    assert (why_not(given, now) == "") is (confirmed and not revoked and not closed and START <= now < END)


@pytest.mark.parametrize(
    ("kept", "fits"),
    [
        (GIVEN, True),
        (GIVEN._replace(allowed=frozenset(("enter",))), True),
        (GIVEN._replace(allowed=frozenset(("photograph",))), False),
        (GIVEN._replace(ends_at=END - timedelta(days=1)), True),
        (GIVEN._replace(ends_at=END + SECOND), False),
        (GIVEN._replace(starts_at=START - SECOND), False),
        (GIVEN._replace(ends_at=START), False),
    ],
)
def test_the_owner_gives_no_more_than_was_asked(kept: Given, fits: bool) -> None:
    assert narrows(GIVEN, kept) is fits


def test_nobody_gives_what_was_not_asked_for() -> None:
    asked = GIVEN._replace(allowed=frozenset(("enter",)))
    assert narrows(asked, GIVEN) is False


@pytest.mark.parametrize(
    ("others", "lacks"),
    [
        ((), "second"),
        ((Visitor(" ", "staff"),), "second"),
        ((Visitor("汪小梅", "party"),), "outsider"),
        ((Visitor("汪小梅", "party"), Visitor("周建国", "party")), "outsider"),
        ((Visitor("汪小梅", "party"), Visitor("彭德胜", "representative")), ""),
        ((Visitor("李敏", "staff"),), ""),
        ((Visitor("民警", "police"),), ""),
        ((Visitor("师傅", "other"),), ""),
    ],
)
def test_two_go_in_and_one_has_no_stake(others: tuple[Visitor, ...], lacks: str) -> None:
    assert crew_lacks(others) == lacks


@pytest.mark.parametrize(
    ("hours", "fresh"), [(None, False), (0, True), (11.99, True), (12, False), (-1, False)]
)  # fmt: skip
def test_an_entry_is_written_down_the_same_day(hours: float | None, fresh: bool) -> None:
    announced = None if hours is None else START
    assert entry.started(announced, START + timedelta(hours=hours or 0)) is fresh


WHOLE = Emergency("flood", ("李敏", "彭德胜"), "110-2045", "门锁换新，屋内物品未动", True, "")


@pytest.mark.parametrize(
    ("record", "lacks"),
    [
        (WHOLE, ()),
        (WHOLE._replace(reason="noise"), ("danger",)),
        (WHOLE._replace(witnesses=("李敏", " 李敏 ")), ("witnesses",)),
        (WHOLE._replace(witnesses=("李敏", "")), ("witnesses",)),
        (WHOLE._replace(report_number=" "), ("report_number",)),
        (WHOLE._replace(inventory=""), ("inventory",)),
        (WHOLE._replace(told=False), ("notice",)),
        (WHOLE._replace(told=False, why_not_told="电话关机"), ()),
        (Emergency("", (), "", "", False, ""), ("danger", "witnesses", "report_number", "inventory", "notice")),
    ],
)
def test_an_entry_without_consent_leaves_its_record(record: Emergency, lacks: tuple[str, ...]) -> None:
    assert emergency_lacks(record) == lacks


@pytest.mark.parametrize(
    ("whom", "outcome", "responds"),
    [
        ("reporter", "reached", True),
        ("reporter", "call_back", True),
        ("reporter", "refused", True),
        ("reporter", "no_answer", False),
        ("reporter", "wrong_number", False),
        ("owner", "reached", False),
        ("relative", "reached", False),
    ],
)
def test_only_reaching_the_reporter_is_an_answer(whom: str, outcome: str, responds: bool) -> None:
    assert entry.responds(whom, outcome) is responds
