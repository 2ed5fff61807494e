"""Apportionment: exact to the cent at every level, alike in any order, and never more for the smaller home."""

from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from huying.rules.shares import (
    KINDS,
    Code,
    Home,
    Line,
    Refused,
    apportion,
    natural,
    over_budget,
    percent,
    share_out,
)

# The printed sheet of 7栋: key, area, percentage, share, from the account, paid by themselves.
SHEET = """
101 48.62 8.021% 3,099.21 3,099.21 0.00
102 51.20 8.446% 3,263.67 980.00 2,283.67
103 48.62 8.021% 3,099.21 3,099.21 0.00
104 51.20 8.446% 3,263.66 2,050.00 1,213.66
201 48.62 8.021% 3,099.21 3,099.21 0.00
202 51.20 8.446% 3,263.66 3,263.66 0.00
203 49.80 8.215% 3,174.42 2,880.00 294.42
204 51.20 8.446% 3,263.66 3,263.66 0.00
301 49.80 8.215% 3,174.42 3,174.42 0.00
302 51.20 8.446% 3,263.66 1,500.00 1,763.66
303 52.36 8.638% 3,337.61 3,337.61 0.00
304 52.36 8.638% 3,337.61 2,988.00 349.61
"""


def hundredths(words: str) -> int:
    return int(words.replace(",", "").replace(".", ""))


def test_the_sheet_that_was_drawn_comes_out_to_the_cent() -> None:
    rows = [line.split() for line in SHEET.split("\n") if line]
    short = {row[0]: hundredths(row[4]) for row in rows if row[5] != "0.00"}
    homes = [Home(row[0], hundredths(row[1]), balance=short.get(row[0], 5_000_00)) for row in rows]
    sheet = share_out(38_640_00, homes)
    assert [
        (one.key, one.cents, one.from_account, one.self_pay, percent(one.area or 0, sheet.area or 0))
        for one in sheet.lines
    ] == [(key, *map(hundredths, money), share) for key, _, share, *money in rows]
    assert (sheet.area, sheet.from_account, sheet.self_pay) == (606_18, 32_734_98, 5_905_02)
    assert (sheet.owner_cents, sheet.unit_cents, sheet.units) == (38_640_00, 0, {})


@pytest.mark.parametrize(
    ("total", "weights", "shares"),
    [
        (100, {"a": 1, "b": 1, "c": 1}, {"a": 34, "b": 33, "c": 33}),
        (2, {"1001": 1, "201": 1, "301": 1}, {"201": 1, "301": 1, "1001": 0}),
        (2, {"a": 1, "b": 3}, {"a": 0, "b": 2}),  # both half a cent over: it goes to the larger one
        (0, {"a": 1, "b": 3}, {"a": 0, "b": 0}),
        (1, {"a": 1, "b": 10**12}, {"a": 0, "b": 1}),
    ],
)
def test_largest_remainders(total: int, weights: dict[str, int], shares: dict[str, int]) -> None:
    assert apportion(total, weights) == shares
    assert list(apportion(total, weights)) == sorted(weights, key=natural)


@pytest.mark.parametrize(
    ("total", "weights", "code", "key"),
    [
        (-1, {"a": 1}, "negative", ""),
        (1, {}, "nobody", ""),
        (1, {"1001": 0, "201": None, "1": 1}, "no_weight", "201"),
        (1, {"a": -1}, "no_weight", "a"),
    ],
)
def test_what_cannot_be_apportioned(total: int, weights: dict[str, int | None], code: Code, key: str) -> None:
    with pytest.raises(Refused) as refused:
        apportion(total, weights)
    assert (refused.value.code, refused.value.key) == (code, key)


cents = st.integers(0, 10**9)
areas = st.integers(1, 300_00)


@given(cents, st.dictionaries(st.text("0123栋-", max_size=5), areas, min_size=1, max_size=40), st.randoms())
def test_apportioned_exactly_in_any_order_and_never_more_for_the_smaller(total, weights, luck) -> None:  # type: ignore[no-untyped-def]
    shares = apportion(total, weights)
    assert sum(shares.values()) == total
    whole = sum(weights.values())
    assert all(abs(share - Fraction(total * weights[key], whole)) < 1 for key, share in shares.items())
    keys = list(weights)
    luck.shuffle(keys)
    assert list(apportion(total, {key: weights[key] for key in keys}).items()) == list(shares.items())
    by_weight = sorted(shares, key=lambda key: (weights[key], shares[key]))
    assert [shares[key] for key in by_weight] == sorted(shares.values())
    larger = keys[0]
    assert apportion(total, {**weights, larger: weights[larger] + 7})[larger] >= shares[larger]


def test_homes_stand_as_people_read_them() -> None:
    keys = ["1001", "201", "10栋1", "2栋1", "201甲", "0201", "", "甲2"]
    assert sorted(keys, key=natural) == ["", "2栋1", "10栋1", "0201", "201", "201甲", "1001", "甲2"]


# --- sold public housing ----------------------------------------------------------------------------------------------


def sold(
    key: str, area: int | None, balance: int | None = None, unit: str = "纺织厂", parts: tuple[int, int] = (30, 70)
) -> Home:
    return Home(key, area, "sold_public", unit, *parts, balance)


def test_what_the_unit_sold_it_shares() -> None:
    homes = [
        sold("1001", 50_00, 0),
        sold("201", 50_00, 1_000_00, parts=(3, 7)),  # the same ratio, said otherwise
        Home("301", 50_00, balance=10),
        Home("401", 50_00, "public", "房产局", balance=10),
        sold("501", 50_00, parts=(1, 1)),
        sold("601", 50_00, 1, parts=(0, 5), unit=""),
    ]
    sheet = share_out(100_01, homes)
    # 100.01 over six: 16.66 each and five cents more, for the first five. The group of two: 33.33, of that 10.00 for the
    # unit and 23.33 for the owners; the home alone at half and half: the odd cent is the unit's.
    assert sheet.lines == (
        Line("201", 50_00, 16_67, 11_67, 5_00, 11_67, 0, True),
        Line("301", 50_00, 16_67, 16_67, 0, 10, 16_57, True),
        Line("401", 50_00, 16_67, 0, 16_67, 0, 0, True),
        Line("501", 50_00, 16_67, 8_33, 8_34, 0, 8_33, False),
        Line("601", 50_00, 16_67, 16_67, 0, 1, 16_66, True),
        Line("1001", 50_00, 16_66, 11_66, 5_00, 0, 11_66, True),
    )
    assert sheet.units == {"纺织厂": 18_34, "房产局": 16_67}
    assert (sheet.area, sheet.unit_cents) == (300_00, 35_01)


def test_no_owner_pays_more_than_the_share_of_the_home() -> None:
    # 52 cents fall on the three sold homes: 50, 1 and 1. The unit has paid nothing in; by area anew an owner would pay
    # two cents for a home that carries one.
    areas = {"1": 151_35, "2": 4_47, "3": 4_47}
    assert apportion(52, areas) == {"1": 49, "2": 2, "3": 1}
    homes = [sold(key, area, parts=(0, 1)) for key, area in areas.items()]
    sheet = share_out(55, [*homes, *(Home(key, 1_57) for key in ("11", "12", "13"))])
    first = {line.key: (line.cents, line.owner_cents, line.unit_cents) for line in sheet.lines[:3]}
    assert first == {"1": (50, 50, 0), "2": (1, 1, 0), "3": (1, 1, 0)}


def test_what_was_agreed_goes_before_area() -> None:
    homes = [sold("1", None), sold("2", None), Home("3", 90_00)]
    sheet = share_out(60_00, homes, {"1": 2, "2": 3, "3": 1})
    assert [(line.cents, line.owner_cents) for line in sheet.lines] == [(20_00, 14_00), (30_00, 21_00), (10_00, 10_00)]
    assert (sheet.area, sheet.units) == (None, {"纺织厂": 15_00})


@pytest.mark.parametrize(
    ("homes", "agreed", "code", "key"),
    [
        ([], None, "nobody", ""),
        ([Home("1", None)], None, "no_weight", "1"),
        ([Home("1", 1), Home("1", 2)], None, "home_twice", "1"),
        ([Home("1", 1), Home("2", 2)], {"1": 1}, "no_weight", "2"),
        ([Home("1", 1)], {"1": 1, "2": 1}, "no_home", "2"),
        ([Home("1", 1, "palace")], None, "no_kind", "1"),  # type: ignore[arg-type]
        ([Home("1", 1, "public")], None, "no_unit", "1"),
        ([sold("1", 1, unit="")], None, "no_unit", "1"),
        ([sold("1", 1, parts=(0, 0))], None, "no_parts", "1"),
        ([sold("1", 1, parts=(-1, 2))], None, "no_parts", "1"),
        ([Home("1", 1, balance=-1)], None, "bad_balance", "1"),
    ],
)
def test_what_cannot_be_shared_out(homes: list[Home], agreed: dict[str, int] | None, code: Code, key: str) -> None:
    with pytest.raises(Refused) as refused:
        share_out(100, homes, agreed)
    assert (refused.value.code, refused.value.key) == (code, key)


units = st.sampled_from(["纺织厂", "机床厂"])
home = st.builds(
    Home,
    key=st.integers(100, 1200).map(str),
    area=st.one_of(st.integers(1, 9), areas),
    kind=st.sampled_from(KINDS),
    unit=units,
    unit_part=st.integers(0, 4),
    owner_part=st.integers(1, 3),
    balance=st.one_of(st.none(), cents),
)


@given(
    st.one_of(st.integers(0, 300), cents),
    st.lists(home, min_size=1, max_size=25, unique_by=lambda one: one.key),
    st.randoms(),
)
def test_every_sum_is_exact_and_no_line_negative(total, homes, luck) -> None:  # type: ignore[no-untyped-def]
    sheet = share_out(total, homes)
    assert sum(line.cents for line in sheet.lines) == total == sheet.owner_cents + sheet.unit_cents
    assert sum(sheet.units.values()) == sheet.unit_cents
    assert sheet.from_account + sheet.self_pay == sheet.owner_cents
    balances = {one.key: one.balance for one in homes}
    for line in sheet.lines:
        assert min(line.cents, line.owner_cents, line.unit_cents, line.from_account, line.self_pay) >= 0
        assert line.cents == line.owner_cents + line.unit_cents
        assert line.owner_cents == line.from_account + line.self_pay
        assert line.from_account <= (balances[line.key] or 0)
        assert line.balance_known == (balances[line.key] is not None)
    luck.shuffle(homes)
    assert share_out(total, homes) == sheet


@given(st.integers(0, 3000), st.lists(home, min_size=1, max_size=25, unique_by=lambda one: one.key))
def test_among_homes_alike_the_smaller_never_pays_more(total: int, homes: list[Home]) -> None:
    lines = {line.key: line for line in share_out(total, homes).lines}
    alike: dict[tuple[object, ...], list[Home]] = {}
    for one in homes:
        ratio = (one.unit, Fraction(one.unit_part, one.owner_part)) if one.kind == "sold_public" else ()
        alike.setdefault((one.kind, *ratio), []).append(one)
    for group in alike.values():
        for small in group:
            for large in group:
                if (small.area or 0) < (large.area or 0):
                    assert lines[small.key].cents <= lines[large.key].cents
                    assert lines[small.key].owner_cents <= lines[large.key].owner_cents


@given(st.integers(0, 10**8), st.integers(1, 5), st.integers(0, 5), st.lists(areas, min_size=1, max_size=12))
def test_a_house_of_one_unit_splits_once_for_all(total: int, owner: int, unit: int, sizes: list[int]) -> None:
    """The unit's part is a rounding of the whole, not a sum of roundings."""
    sheet = share_out(total, [sold(f"{n}", size, parts=(unit, owner)) for n, size in enumerate(sizes)])
    exact = Fraction(total * unit, unit + owner)
    assert abs(sheet.unit_cents - exact) <= Fraction(1, 2)


# --- figures beside it ------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("area", "total", "said"),
    [(48_62, 606_18, "8.021%"), (0, 5, "0.000%"), (5, 5, "100.000%"), (1, 3, "33.333%"), (2, 3, "66.667%"), (1, 200_000, "0.001%")],
)  # fmt: skip
def test_percentages(area: int, total: int, said: str) -> None:
    assert percent(area, total) == said


@pytest.mark.parametrize(("area", "total"), [(-1, 5), (6, 5), (0, 0), (1, -5)])
def test_no_percentage_of_nothing(area: int, total: int) -> None:
    with pytest.raises(Refused, match="a share of nothing"):
        percent(area, total)


@pytest.mark.parametrize(
    ("settlement", "approved", "more", "over"),
    [
        (109_99, 100_00, 10, False),
        (110_00, 100_00, 10, True),
        (100_00, 100_00, 0, False),
        (100_01, 100_00, 0, True),
        (11, 10, 10, True),
        (1, 0, 10, True),
        (0, 0, 10, False),
    ],
)
def test_a_settlement_over_the_budget(settlement: int, approved: int, more: int, over: bool) -> None:
    assert over_budget(settlement, approved, more) is over


def test_no_settlement_below_zero() -> None:
    with pytest.raises(Refused, match="below zero"):
        over_budget(-1, 5, 10)
