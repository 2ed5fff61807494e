"""Who may join a turnout, who waits, who moves up."""

from datetime import timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from huying.core import clock
from huying.rules import turnouts as rules

END = clock.instant("2023-12-07", "21:30")
BEFORE, AFTER = END - timedelta(hours=3), END + timedelta(minutes=1)
SEWAGE = rules.Call(END, 2, minors=False, ended=False, called_off=False)


@pytest.mark.parametrize(
    ("call", "now", "adult", "why"),
    [
        (SEWAGE, BEFORE, True, ""),
        (SEWAGE, BEFORE, False, "minor"),
        (SEWAGE._replace(minors=True), BEFORE, False, ""),
        (SEWAGE, AFTER, True, "over"),
        (SEWAGE._replace(ended=True), BEFORE, True, "over"),
        (SEWAGE._replace(called_off=True), AFTER, False, "called_off"),
    ],
)
def test_why_not(call: rules.Call, now: object, adult: bool, why: str) -> None:
    assert rules.why_not(call, now, adult=adult) == why


def test_the_last_place_and_the_first_of_the_queue() -> None:
    assert (rules.place(SEWAGE, 1), rules.place(SEWAGE, 2)) == ("coming", "waiting")
    assert (rules.moves_up(SEWAGE, 1, "abc"), rules.moves_up(SEWAGE, 2, "abc")) == ("a", "")


@given(slots=st.integers(1, 9), taps=st.lists(st.sampled_from("+-"), max_size=40))
def test_nobody_waits_beside_an_empty_place(slots: int, taps: list[str]) -> None:
    call = SEWAGE._replace(slots=slots)
    coming, queue = 0, []
    for nth, tap in enumerate(taps):
        if tap == "+":
            queue, coming = (queue, coming + 1) if rules.place(call, coming) == "coming" else ([*queue, nth], coming)
        elif coming:
            up = rules.moves_up(call, coming - 1, queue)
            coming, queue = coming - 1 + len(up), queue[len(up) :]
        assert coming <= slots
        assert coming == slots or not queue


@pytest.mark.parametrize(
    ("start", "now", "slots", "sound"),
    [
        (BEFORE, BEFORE, 1, True),
        (END, BEFORE, 1, False),
        (BEFORE, END, 1, False),
        (BEFORE, BEFORE, 0, False),
    ],
)
def test_a_call_makes_sense(start: object, now: object, slots: int, sound: bool) -> None:
    assert rules.sound(start, END, now, slots) is sound


def test_minutes() -> None:
    assert [rules.minutes_fit(one) for one in (0, 130, 1440, 1441, -1)] == [True, True, True, False, False]
    assert "electricity" in rules.NEVER
