"""When a door stays shut."""

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from huying.rules.lockout import SHUT, TRIES, shut_until

NOON = datetime(2023, 9, 12, 4, tzinfo=UTC)


def at(*minutes: int) -> list[datetime]:
    return [NOON + timedelta(minutes=minute) for minute in minutes]


@pytest.mark.parametrize(
    ("wrong", "now", "until"),
    [
        ((), 0, None),
        ((0, 1, 2, 3), 3, None),
        ((0, 1, 2, 3, 4), 4, 19),
        ((4, 3, 2, 1, 0), 18, 19),
        ((0, 1, 2, 3, 4), 19, None),
        ((0, 4, 8, 12, 14), 14, 29),
        ((0, 4, 8, 12, 15), 15, None),
        ((0, 0, 0, 0, 0, 20, 21, 22, 23), 23, None),
    ],
)
def test_five_in_fifteen_minutes_shut_for_fifteen(wrong: tuple[int, ...], now: int, until: int | None) -> None:
    assert shut_until(at(*wrong), at(now)[0]) == (None if until is None else at(until)[0])


@given(st.lists(st.integers(0, 200), max_size=12), st.integers(0, 220))
def test_a_door_is_never_shut_for_longer_than_the_rule(minutes: list[int], now: int) -> None:
    wrong = [moment for moment in at(*minutes) if moment <= at(now)[0]]
    until = shut_until(wrong, at(now)[0])
    assert until is None or (len(wrong) >= TRIES and at(now)[0] < until <= at(now)[0] + SHUT)
