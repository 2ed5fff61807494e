"""Sums in capitals, against what a cashier writes, and back again."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from huying.rules.capitals import DIGITS, capitals


@pytest.mark.parametrize(
    ("cents", "said"),
    [
        (0, "零元整"),
        (1, "壹分"),
        (10, "壹角整"),
        (105, "壹元零伍分"),
        (3_864_000, "叁万捌仟陆佰肆拾元整"),
        (309_921, "叁仟零玖拾玖元贰角壹分"),
        (309_920, "叁仟零玖拾玖元贰角整"),
        (10_000_500, "壹拾万零伍元整"),
        (10_050_000, "壹拾万零伍佰元整"),
        (1_000_500_000, "壹仟万伍仟元整"),
        (10_000_500_000, "壹亿零伍仟元整"),
        (10_000_000_000_100, "壹仟亿零壹元整"),
    ],
)
def test_a_sum_in_capitals(cents: int, said: str) -> None:
    assert capitals(cents) == said


@pytest.mark.parametrize("cents", [-1, 10**18])
def test_a_sum_that_nobody_writes(cents: int) -> None:
    with pytest.raises(ValueError, match="nobody writes"):
        capitals(cents)


def read(said: str) -> int:
    """The cents that the words stand for."""
    cents = part = myriad = digit = 0
    for sign in said:
        if sign in DIGITS:
            digit = DIGITS.index(sign)
        elif sign in "仟佰拾":
            part, digit = part + digit * {"仟": 1000, "佰": 100, "拾": 10}[sign], 0
        elif sign in "万亿":
            scale = 10**4 if sign == "万" else 10**8
            part, digit = part + digit, 0
            myriad, part = (myriad + part * scale, 0) if part else (myriad * scale, 0)
        elif sign == "元":
            cents, myriad, part, digit = (myriad + part + digit) * 100, 0, 0, 0
        elif sign in "角分":
            cents, digit = cents + digit * (10 if sign == "角" else 1), 0
    return cents


@given(st.integers(0, 10**14 - 1))
def test_the_words_say_the_sum(cents: int) -> None:
    assert read(capitals(cents)) == cents
