"""The owners' vote: two gates, each for area and heads; exact; nobody counted twice."""

from itertools import product

import pytest
from hypothesis import given
from hypothesis import strategies as st

from huying.rules.tally import (
    ORDINARY,
    SPECIAL,
    Ballot,
    Code,
    Count,
    Gate,
    Refused,
    Rule,
    Threshold,
    Unit,
    count_check,
    electorate,
    tally,
)

# 120 homes of 80.00 m², 9,600.00 m² in all.
HOMES = [Unit(f"{n}", f"owner {n}", 80_00) for n in range(120)]


def ballots(agree: int, disagree: int = 0, abstain: int = 0) -> list[Ballot]:
    said = ["agree"] * agree + ["disagree"] * disagree + ["abstain"] * abstain
    return [Ballot(f"owner {n}", choice) for n, choice in enumerate(said)]  # type: ignore[arg-type]


def test_two_thirds_take_part_and_more_than_half_of_them_agree() -> None:
    result = tally(HOMES, [*ballots(41, 30, 8), Ballot("owner 119", "disagree", by_proxy=True)])
    assert (result.all, result.took_part) == (Count(120, 9_600_00), Count(80, 6_400_00))
    assert (result.agreed, result.disagreed, result.abstained) == (
        Count(41, 3_280_00), Count(31, 2_480_00), Count(8, 640_00),
    )  # fmt: skip
    assert result.by_proxy == Count(1, 80_00)
    take_part, agree = ORDINARY
    assert result.gates == (
        Gate("area_took_part", 6_400_00, 9_600_00, take_part, True),
        Gate("heads_took_part", 80, 120, take_part, True),
        Gate("area_agreed", 3_280_00, 6_400_00, agree, True),
        Gate("heads_agreed", 41, 80, agree, True),
    )
    assert (result.passed, result.failed) == (True, ())


@pytest.mark.parametrize(
    ("cast", "rule", "failed"),
    [
        (ballots(41, 39), ORDINARY, ()),
        (ballots(79), ORDINARY, ("area_took_part", "heads_took_part")),
        (ballots(40, 40), ORDINARY, ("area_agreed", "heads_agreed")),
        (ballots(40, 0, 40), ORDINARY, ("area_agreed", "heads_agreed")),  # who abstains took part
        (ballots(60, 20), SPECIAL, ()),  # three quarters, the number itself included
        (ballots(59, 21), SPECIAL, ("area_agreed", "heads_agreed")),
        ([], ORDINARY, ("area_took_part", "heads_took_part", "area_agreed", "heads_agreed")),
        ([], SPECIAL, ("area_took_part", "heads_took_part", "area_agreed", "heads_agreed")),
    ],
)
def test_at_the_edge(cast: list[Ballot], rule: Rule, failed: tuple[str, ...]) -> None:
    result = tally(HOMES, cast, rule)
    assert (result.passed, result.failed) == (not failed, failed)


@pytest.mark.parametrize(
    ("took_part", "agreed", "failed"),
    [
        # domain.md: both exactly two thirds, 41 of 80 heads, and exactly half of the area: it fails by that alone.
        ((80, 6_400_00), (41, 3_200_00), ("area_agreed",)),
        ((80, 6_400_00), (41, 3_200_01), ()),
        ((80, 6_400_00), (40, 3_200_01), ("heads_agreed",)),
        ((80, 6_399_99), (41, 3_200_01), ("area_took_part",)),
        ((79, 6_400_00), (41, 3_200_01), ("heads_took_part",)),
        ((120, 9_600_00), (60, 4_800_01), ("heads_agreed",)),
        ((0, 0), (0, 0), ("area_took_part", "heads_took_part", "area_agreed", "heads_agreed")),
    ],
)
def test_a_count_on_paper(took_part: tuple[int, int], agreed: tuple[int, int], failed: tuple[str, ...]) -> None:
    verdict = count_check(120, 9_600_00, *took_part, *agreed)
    assert (verdict.passed, verdict.failed) == (not failed, failed)


@pytest.mark.parametrize(
    ("counts", "code", "culprit"),
    [
        ((0, 9_600, 0, 0, 0, 0), "nobody", "heads_all"),
        ((120, 0, 0, 0, 0, 0), "nobody", "area_all"),
        ((120, 9_600, 121, 9_600, 1, 1), "above_all", "heads_took_part"),
        ((120, 9_600, 120, 9_601, 1, 1), "above_all", "area_took_part"),
        ((120, 9_600, 80, 6_400, 121, 1), "above_all", "heads_agreed"),
        ((120, 9_600, 80, 6_400, 81, 1), "above_took_part", "heads_agreed"),
        ((120, 9_600, 80, 6_400, 80, 6_401), "above_took_part", "area_agreed"),
        ((120, 9_600, -1, 6_400, 0, 0), "negative", "heads_took_part"),
        ((120, 9_600, 80, 6_400, 0, -1), "negative", "area_agreed"),
        ((120, 9_600, 0, 6_400, 0, 0), "mismatch", "took_part"),
        ((120, 9_600, 80, 6_400, 41, 0), "mismatch", "agreed"),
    ],
)
def test_a_senseless_count_is_refused(counts: tuple[int, ...], code: Code, culprit: str) -> None:
    with pytest.raises(Refused) as refused:
        count_check(*counts)  # type: ignore[arg-type]
    assert (refused.value.code, refused.value.culprit) == (code, culprit)


def test_an_owner_of_several_units_is_one_head_with_all_the_area() -> None:
    units = [
        Unit("101", "江", 50_00),
        Unit("102", "江", 60_00),
        Unit("103", "开发商", 40_00),
        Unit("104", "开发商", 50_00),
    ]
    assert electorate(units) == Count(2, 200_00)
    assert tally(units, [Ballot("江", "agree")]).agreed == Count(1, 110_00)


@pytest.mark.parametrize(
    ("units", "cast", "code", "culprit"),
    [
        ([], [], "nobody", ""),
        ([Unit("101", "江", None)], [], "no_area", "101"),
        ([Unit("101", "江", 0)], [], "no_area", "101"),
        ([Unit("101", "江", -5)], [], "no_area", "101"),
        ([Unit("101", "", 5)], [], "no_owner", "101"),
        ([Unit("101", "江", 5), Unit("101", "沈", 5)], [], "home_twice", "101"),
        ([Unit("101", "江", 5)], [Ballot("沈", "agree")], "no_voter", "沈"),
        ([Unit("101", "江", 5)], [Ballot("江", "agree"), Ballot("江", "agree", True)], "votes_twice", "江"),
        ([Unit("101", "江", 5)], [Ballot("江", "maybe")], "no_choice", "江"),  # type: ignore[arg-type]
    ],
)
def test_what_cannot_be_counted_is_refused(units: list[Unit], cast: list[Ballot], code: Code, culprit: str) -> None:
    with pytest.raises(Refused) as refused:
        tally(units, cast)
    assert (refused.value.code, refused.value.culprit) == (code, culprit)
    assert str(refused.value).endswith(culprit)


def test_what_is_missing_until_enough_take_part() -> None:
    area, heads, *_ = tally(HOMES[:119], ballots(70)).gates
    assert (area.missing, heads.missing) == (746_67, 10)  # two thirds of 9,520.00 are 6,346.66⅔, of 119 are 79⅓
    assert [gate.missing for gate in tally(HOMES, ballots(40, 40)).gates] == [0, 0, 1, 1]


thresholds = st.builds(Threshold, st.integers(1, 7), st.integers(7, 9), st.booleans())


@given(thresholds, st.integers(0, 10**7), st.integers(1, 10**7))
def test_the_least_part_is_the_first_that_reaches(threshold: Threshold, part: int, whole: int) -> None:
    assert threshold.met(part, whole) == (part >= threshold.least(whole))
    assert not threshold.met(part, 0)


@st.composite
def votes(draw: st.DrawFn, largest: int = 30) -> tuple[list[Unit], list[Ballot]]:
    owners = draw(st.lists(st.integers(0, 12), min_size=1, max_size=largest))
    units = [Unit(f"{n}", f"{owner}", draw(st.integers(1, 200))) for n, owner in enumerate(owners)]
    choices = st.sampled_from(["agree", "disagree", "abstain", None])
    said = {owner: draw(choices) for owner in sorted({unit.owner for unit in units})}
    return units, [Ballot(owner, choice) for owner, choice in said.items() if choice]  # type: ignore[arg-type]


@given(votes(), st.sampled_from([ORDINARY, SPECIAL]), st.randoms())
def test_every_owner_counts_once_in_any_order(vote: tuple[list[Unit], list[Ballot]], rule: Rule, luck) -> None:  # type: ignore[no-untyped-def]
    units, cast = vote
    result = tally(units, cast, rule)
    said = (result.agreed, result.disagreed, result.abstained)
    assert result.took_part == (sum(one.heads for one in said), sum(one.area for one in said))
    assert (
        result.all == electorate(units) == (len({unit.owner for unit in units}), sum(unit.area or 0 for unit in units))
    )
    luck.shuffle(units)
    luck.shuffle(cast)
    assert tally(units, cast, rule) == result
    on_paper = count_check(*result.all, *result.took_part, *result.agreed, rule)
    assert (on_paper.gates, on_paper.decided) == (result.gates, result.decided)


@given(votes(), st.sampled_from([ORDINARY, SPECIAL]))
def test_one_more_yes_never_fails_what_passed(vote: tuple[list[Unit], list[Ballot]], rule: Rule) -> None:
    units, cast = vote
    before = tally(units, cast, rule).passed
    silent = {unit.owner for unit in units} - {one.owner for one in cast}
    for owner in silent:
        assert tally(units, [*cast, Ballot(owner, "agree")], rule).passed >= before
    for n, one in enumerate(cast):
        assert tally(units, [*cast[:n], one._replace(choice="agree"), *cast[n + 1 :]], rule).passed >= before


@given(votes(largest=5), st.sampled_from([ORDINARY, SPECIAL]))
def test_decided_is_what_every_end_agrees_on(vote: tuple[list[Unit], list[Ballot]], rule: Rule) -> None:
    units, cast = vote
    silent = sorted({unit.owner for unit in units} - {one.owner for one in cast})
    ends = {
        tally(units, [*cast, *(Ballot(*pair) for pair in zip(silent, rest, strict=True) if pair[1])], rule).passed  # type: ignore[arg-type]
        for rest in product(["agree", "disagree", "abstain", None], repeat=len(silent))
    }
    expected = {(True,): "already_passed", (False,): "already_failed"}.get(tuple(ends), "open")
    assert tally(units, cast, rule).decided == expected


def test_decided_before_the_end() -> None:
    three = [Unit("1", "a", 10), Unit("2", "b", 10), Unit("3", "c", 10)]
    assert tally(three, [Ballot("a", "agree")]).decided == "open"
    assert tally(three, [Ballot("a", "agree"), Ballot("b", "agree")]).decided == "already_passed"
    assert tally(three, [Ballot("a", "disagree"), Ballot("b", "abstain")]).decided == "already_failed"
    passing = tally(HOMES, ballots(41, 39))
    assert (passing.passed, passing.decided) == (True, "open")
