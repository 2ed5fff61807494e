"""Measures: what people type is kept to the hundredth or refused, and a budget line is exact to the cent."""

from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from huying.rules.measures import MOST, NoMeasure, hundredths, line_cents, said


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("48.62", 4862), ("４８．６２", 4862), ("48.62㎡", 4862), (" 48.6 平方米", 4860), ("48", 4800), ("1,048.5", 104_850),
        ("0.01", 1), ("48.620", 4862), ("999999.99", MOST),
    ],
)  # fmt: skip
def test_it_is_read_as_it_is_written(text: str, value: int) -> None:
    assert hundredths(text) == value


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("", "letters"), ("四十八", "letters"), ("48.6.2", "letters"), ("4８l", "letters"), ("48.", "letters"), ("-48.62", "negative"),
        ("－48", "negative"), ("0", "zero"), ("0.00", "zero"), ("48.625", "decimals"), ("1000000", "large"),
        ("9999999999999", "large"),
    ],
)  # fmt: skip
def test_what_is_no_measure_says_why(text: str, code: str) -> None:
    with pytest.raises(NoMeasure) as refused:
        hundredths(text)
    assert refused.value.code == code


@given(st.integers(1, MOST))
def test_what_is_said_is_read_back(value: int) -> None:
    assert hundredths(said(value)) == value


@given(st.integers(0, MOST), st.integers(0, 10**11))
def test_a_line_is_the_exact_product_within_half_a_cent(quantity: int, price: int) -> None:
    exact, cents = Fraction(quantity, 100) * price, line_cents(quantity, price)
    assert Fraction(-1, 2) < cents - exact <= Fraction(1, 2)


def test_half_a_cent_goes_up() -> None:
    assert [line_cents(50, price) for price in (1, 2, 3)] == [1, 1, 2]
