"""Rates: exact, each number with what it counts, nothing dropped in silence, whatever the order."""

from datetime import UTC, datetime, timedelta
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from huying.rules.rates import MARKS, Answer, Promise, Rate, on_time, responded, satisfied, share_of, solved

START = datetime(2023, 12, 1, tzinfo=UTC)
END = START + timedelta(days=7)
HOUR = timedelta(hours=1)
LATER = END + HOUR


def promise(nth: int = 1, **more: object) -> Promise:
    usual = Promise(nth, "help", False, START + HOUR, START + HOUR, START + 2 * HOUR, START + 2 * HOUR)
    return usual._replace(**more)


def counts(rate: Rate) -> tuple[int, int]:
    return len(rate.hit), len(rate.of)


@pytest.mark.parametrize(
    ("hit", "of", "told"),
    [
        (911, 972, "93.72"),
        (737, 972, "75.82"),
        (0, 3, "0.00"),
        (3, 3, "100.00"),
        (1, 800, "0.13"),
        (1, 3, "33.33"),
        (0, 0, ""),
    ],
)  # the first two: 天门市数字城管, December 2016, as published
def test_a_percentage_is_rounded_half_up(hit: int, of: int, told: str) -> None:
    rate = share_of("redone", range(of), range(hit))
    assert rate.percent == told
    assert rate.share == (Fraction(hit, of) if of else None)


@pytest.mark.parametrize(
    ("change", "told"),
    [
        ({}, (1, 1)),
        ({"responded_at": START + HOUR + timedelta(seconds=1)}, (0, 1)),
        ({"responded_at": None}, (0, 1)),
        ({"respond_by": START}, (0, 1)),  # answered an hour after it
        ({"respond_by": END}, (0, 0)),
        ({"respond_by": START - timedelta(seconds=1)}, (0, 0)),
        ({"nature": "thanks"}, (0, 0)),
        ({"joined": True}, (0, 0)),
    ],
)
def test_responded_counts_what_fell_due_in_the_period(change: dict[str, object], told: tuple[int, int]) -> None:
    assert counts(responded([promise(**change)], START, END)) == told


@pytest.mark.parametrize(
    ("change", "told"),
    [
        ({}, (1, 1)),
        ({"answered_at": None}, (0, 1)),
        ({"answered_at": LATER}, (0, 1)),
        ({"answer_by": END}, (0, 0)),
        ({"nature": "thanks"}, (0, 0)),
        ({"joined": True}, (1, 1)),
    ],
)
def test_on_time_counts_by_what_each_person_was_promised(change: dict[str, object], told: tuple[int, int]) -> None:
    assert counts(on_time([promise(**change)], START, END)) == told


def test_the_last_word_of_the_period_counts_once() -> None:
    said = [
        Answer(1, START, "unsolved"), Answer(1, START + HOUR, "solved", "mostly"), Answer(1, END, "unsolved"),
        Answer(2, START, "partly", "dissatisfied"), Answer(3, START, "unreached"), Answer(4, START, "solved"),
        Answer(5, START, "withdrawn"), Answer(6, START, ""),
    ]  # fmt: skip
    rate = solved(said, START, END)
    assert (rate.hit, rate.of) == ((1, 4), (1, 2, 4))
    assert rate.left_out == {"unreached": (3,), "withdrawn": (5,), "running": (6,)}
    marks = satisfied(said, START, END)
    assert (marks.hit, marks.of, marks.left_out["no_mark"]) == ((1,), (1, 2), (4,))


def test_of_two_words_at_one_instant_the_later_given_counts() -> None:
    assert solved([Answer(1, START, "unsolved"), Answer(1, START, "solved")], START, END).hit == (1,)


def test_a_matter_counts_once_in_a_share() -> None:
    rate = share_of("returned", ["a", "b", "a"], ["b", "c", "b"])
    assert (rate.hit, rate.of) == (("b",), ("a", "b"))


MOMENTS = st.integers(-48, 240).map(lambda hours: START + timedelta(hours=hours))
PROMISES = st.builds(
    Promise, st.integers(), st.sampled_from(["help", "thanks", "inquiry"]), st.booleans(), MOMENTS, MOMENTS | st.none(),
    MOMENTS, MOMENTS | st.none(),
)  # fmt: skip
ANSWERS = st.builds(
    Answer, st.integers(0, 5), MOMENTS, st.sampled_from(["solved", "partly", "unsolved", "unreached", "no_phone", "answered"]),
    st.sampled_from(["", "no_answer", *sorted(MARKS)]),
)  # fmt: skip


@given(st.lists(PROMISES, unique_by=lambda one: one.id), st.randoms())
def test_what_is_counted_and_what_is_left_out_is_all_there_is(rows: list[Promise], chance: object) -> None:
    for rate, due in (
        (responded(rows, START, END), [one.id for one in rows if START <= one.respond_by < END]),
        (on_time(rows, START, END), [one.id for one in rows if START <= one.answer_by < END]),
    ):
        out = [one for ids in rate.left_out.values() for one in ids]
        assert set(rate.hit) <= set(rate.of)
        assert sorted([*rate.of, *out]) == sorted(due)
    mixed = list(rows)
    chance.shuffle(mixed)  # type: ignore[attr-defined]
    assert sorted(on_time(mixed, START, END).hit) == sorted(on_time(rows, START, END).hit)


@given(st.lists(PROMISES, unique_by=lambda one: one.id), st.integers(0, 168))
def test_two_periods_side_by_side_are_the_whole(rows: list[Promise], hours: int) -> None:
    middle = START + timedelta(hours=hours)
    whole, parts = on_time(rows, START, END), (on_time(rows, START, middle), on_time(rows, middle, END))
    assert sorted(whole.of) == sorted(one for part in parts for one in part.of)
    assert len(whole.hit) == sum(len(part.hit) for part in parts)


@given(st.lists(ANSWERS))
def test_who_is_satisfied_was_asked_and_gave_a_mark(rows: list[Answer]) -> None:
    asked, marked = solved(rows, START, END), satisfied(rows, START, END)
    assert set(asked.hit) <= set(asked.of)
    assert set(marked.of) <= set(asked.of)
    assert set(asked.of) == set(marked.of) | set(marked.left_out.get("no_mark", ()))
