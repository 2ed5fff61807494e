"""Money on a case: who approves, what needs a reason, what is left of an advance."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from huying.rules.money import Voice, approvals_needed, needs_why, open_cents, quarter, takes, why_not

DESK, BOSS, STREET = Voice("何静", False), Voice("刘芳", True), Voice("赵宏", True)


@pytest.mark.parametrize(
    ("estimate", "line", "n"), [(None, 500_000, 0), (500_000, 500_000, 0), (500_001, 500_000, 2), (9, None, 0)]
)
def test_two_above_the_line(estimate: int | None, line: int | None, n: int) -> None:
    assert approvals_needed(estimate, line) == n


@pytest.mark.parametrize(
    ("asked_by", "earlier", "one", "why"),
    [
        ("何静", [], BOSS, ""),
        ("何静", [], DESK, "own"),
        ("何静", [BOSS], DESK, "own"),
        ("何静", [BOSS], BOSS, "twice"),
        ("何静", [BOSS], STREET, ""),
        ("刘芳", [], DESK, ""),
        ("刘芳", [DESK], Voice("另一位", False), "above"),
        ("刘芳", [DESK], STREET, ""),
        ("何静", [BOSS], Voice("另一位", False), ""),
    ],
)
def test_who_may_approve(asked_by: str, earlier: list[Voice], one: Voice, why: str) -> None:
    assert why_not(asked_by, earlier, one) == why


def test_more_than_estimated_needs_a_reason() -> None:
    assert [needs_why(cost, estimate) for cost, estimate in ((5, None), (5, 5), (6, 5))] == [False, False, True]


@given(st.integers(1, 10**11), st.lists(st.integers(-5, 10**10), max_size=20))
def test_part_payments_are_exact_and_never_too_much(advanced: int, tries: list[int]) -> None:
    paid: list[int] = []
    for amount in tries:
        said = takes(open_cents(advanced, paid), amount)
        assert (said == "nothing") == (amount <= 0)
        paid += [amount] * (said == "")
    assert 0 <= open_cents(advanced, paid) == advanced - sum(paid)
    assert takes(open_cents(advanced, paid), open_cents(advanced, paid) + 1) == "too_much"


@pytest.mark.parametrize(
    ("left", "amount", "why"), [(100, 0, "nothing"), (100, -1, "nothing"), (100, 101, "too_much"), (100, 100, "")]
)
def test_what_a_part_payment_may_be(left: int, amount: int, why: str) -> None:
    assert takes(left, amount) == why


def test_quarters() -> None:
    assert [quarter(date(2023, month, 1)) for month in (1, 3, 4, 12)] == [(2023, 1), (2023, 1), (2023, 2), (2023, 4)]
