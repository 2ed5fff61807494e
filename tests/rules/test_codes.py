"""One-time codes: ten minutes, five tries, and no more of them than anybody needs."""

from datetime import timedelta

import pytest

from huying.core import clock
from huying.rules import codes

pytestmark = pytest.mark.once

START = clock.instant("2023-09-12", "09:10")


@pytest.mark.parametrize(
    ("made", "tries", "minutes", "dead"),
    [
        (False, 0, 0, "none"),
        (True, 0, 0, ""),
        (True, 4, 9.9, ""),
        (True, 5, 1, "spent"),
        (True, 0, 10, "late"),
        (True, 5, 10, "late"),
    ],
)
def test_a_code_lives_ten_minutes_and_five_tries(made: bool, tries: int, minutes: float, dead: str) -> None:
    assert codes.dead(START if made else None, tries, START + timedelta(minutes=minutes)) == dead


@pytest.mark.parametrize(
    ("before", "wait"),
    [
        ([], None),
        ([0, 1], None),
        ([0, 1, 2], 13),
        ([0, 1, 14], 1),
        ([0, 1, 15], None),
        ([20 * nth for nth in range(1, 10)], None),
        # The tenth of a day bars until the first of them is a day old.
        ([20 * nth for nth in range(1, 11)], 24 * 60 - 200),
    ],
)
def test_a_number_is_not_rung_again_and_again(before: list[int], wait: int | None) -> None:
    made = [START - timedelta(minutes=minutes) for minutes in before]
    expected = None if wait is None else START + timedelta(minutes=wait)
    assert codes.free_again(made, START) == expected
