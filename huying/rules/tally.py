"""The owners' vote 业主表决: who counts, who took part, who agreed, and at which of the four gates it failed.

Sources: 民法典 278 (two gates, each for area and for heads: owners of two thirds or more take part; of those taking
part more than half agree, three quarters or more for raising the fund, rebuilding, or another use of common parts);
1259 ("以上" includes the number itself; "过半数" is more than half); 法释〔2020〕17号 8 (area as registered, else surveyed,
else by contract) and 9 (one exclusive unit is one head; one buyer of several units is one head; what the developer has
not sold or not handed over is one head together). The electorate are the owners whose homes share the cost, not
those of the whole estate. Whole numbers throughout: areas in 0.01 m², fractions compared by cross multiplication.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Literal, NamedTuple

Choice = Literal["agree", "disagree", "abstain"]
GateName = Literal["area_took_part", "heads_took_part", "area_agreed", "heads_agreed"]
Decided = Literal["already_passed", "already_failed", "open"]
Code = Literal[
    "nobody", "no_area", "no_owner", "home_twice", "no_choice", "no_voter", "votes_twice",
    "negative", "above_all", "above_took_part", "mismatch",
]  # fmt: skip

CHOICES: tuple[Choice, ...] = ("agree", "disagree", "abstain")
SENTENCES: dict[Code, str] = {
    "nobody": "nobody who could vote",
    "no_area": "a unit without an area above zero",
    "no_owner": "a unit without an owner",
    "home_twice": "a home that stands in the list twice",
    "no_choice": "a ballot that is no agree, disagree or abstain",
    "no_voter": "a ballot of somebody who owns nothing here",
    "votes_twice": "two ballots of one owner",
    "negative": "a count below zero",
    "above_all": "a vote count above the electorate",
    "above_took_part": "more agreed than took part",
    "mismatch": "heads without area, or area without heads",
}


class Refused(ValueError):
    """Votes that cannot be counted: why, and the home, the owner or the column to blame."""

    def __init__(self, code: Code, culprit: str = "") -> None:
        super().__init__(f"{SENTENCES[code]}: {culprit}" if culprit else SENTENCES[code])
        self.code = code
        self.culprit = culprit


# --- what must be reached ---------------------------------------------------------------------------------------------


class Threshold(NamedTuple):
    """A share of a whole: reached at the share itself, or only above it where it is strict."""

    numerator: int
    denominator: int
    strict: bool

    def met(self, part: int, whole: int) -> bool:
        """Nothing of nothing reaches no share."""
        left, right = part * self.denominator, whole * self.numerator
        return whole > 0 and (left > right if self.strict else left >= right)

    def least(self, whole: int) -> int:
        """The smallest part of this whole that reaches the share."""
        below, rest = divmod(whole * self.numerator, self.denominator)
        return below + (1 if self.strict or rest else 0)


class Rule(NamedTuple):
    """What a decision needs, alike for area and for heads: of the whole to take part, of those to agree."""

    take_part: Threshold
    agree: Threshold


TWO_THIRDS = Threshold(2, 3, strict=False)
# 民法典 278(2), last sentence: using the fund (item 5) and whatever else is decided in common.
ORDINARY = Rule(TWO_THIRDS, Threshold(1, 2, strict=True))
# 民法典 278(2), items 6 to 8: raising the fund, rebuilding, another use of common parts or business with them.
SPECIAL = Rule(TWO_THIRDS, Threshold(3, 4, strict=False))


# --- who votes --------------------------------------------------------------------------------------------------------


class Unit(NamedTuple):
    """专有部分 One exclusive unit that shares the cost, and the key of its owner.

    Whoever calls gives the keys, and with them decides the heads: the units of one owner carry one key; all that the
    developer has not sold or not handed over carries the developer's; a unit whose owner is unknown carries a key of
    its own (the home will do), for it is one head like any other. Co-owners of a unit are one head.
    """

    home: str
    owner: str
    area: int | None


class Ballot(NamedTuple):
    """What one owner said, for all units of that owner. Given by proxy it counts the same."""

    owner: str
    choice: Choice
    by_proxy: bool = False


class Count(NamedTuple):
    heads: int
    area: int


class Gate(NamedTuple):
    """One of the four questions, with the figures that answer it."""

    name: GateName
    part: int
    whole: int
    threshold: Threshold
    passed: bool

    @property
    def missing(self) -> int:
        """How many heads, or how much area, are still missing. At the gates of agreement: among those who took part so
        far; everybody who comes makes that whole larger."""
        return max(0, self.threshold.least(self.whole) - self.part)


@dataclass(frozen=True)
class Verdict:
    """The outcome as it stands, and the figures it rests on."""

    all: Count
    took_part: Count
    agreed: Count
    rule: Rule

    @property
    def gates(self) -> tuple[Gate, Gate, Gate, Gate]:
        """In the order of the law: to take part by area and by heads, then to agree by area and by heads."""
        return (
            _gate("area_took_part", self.took_part.area, self.all.area, self.rule.take_part),
            _gate("heads_took_part", self.took_part.heads, self.all.heads, self.rule.take_part),
            _gate("area_agreed", self.agreed.area, self.took_part.area, self.rule.agree),
            _gate("heads_agreed", self.agreed.heads, self.took_part.heads, self.rule.agree),
        )

    @property
    def passed(self) -> bool:
        return not self.failed

    @property
    def failed(self) -> tuple[GateName, ...]:
        return tuple(gate.name for gate in self.gates if not gate.passed)

    @property
    def decided(self) -> Decided:
        """Whether those who have not voted can still turn it. Nothing is worse for a yes than that they all come and
        say no, save that they stay away where too few have come; nothing is better than that they all say yes."""
        if self.passed and not Verdict(self.all, self.all, self.agreed, self.rule).failed:
            return "already_passed"
        heads, area = self.all.heads - self.took_part.heads, self.all.area - self.took_part.area
        best = Count(self.agreed.heads + heads, self.agreed.area + area)
        return "already_failed" if Verdict(self.all, self.all, best, self.rule).failed else "open"


@dataclass(frozen=True)
class Result(Verdict):
    """A verdict whose ballots are known one by one. Whoever abstains took part and did not agree."""

    disagreed: Count
    abstained: Count
    by_proxy: Count


def _gate(name: GateName, part: int, whole: int, threshold: Threshold) -> Gate:
    return Gate(name, part, whole, threshold, threshold.met(part, whole))


# --- counting ---------------------------------------------------------------------------------------------------------


def electorate(units: Iterable[Unit]) -> Count:
    """The owners in scope: heads by owner, area by unit."""
    return _sum(_areas(units).values())


def tally(units: Iterable[Unit], ballots: Iterable[Ballot], rule: Rule = ORDINARY) -> Result:
    """Counts the ballots of the owners in scope. Whoever gave none did not take part."""
    areas = _areas(units)
    voted: dict[str, Ballot] = {}
    for ballot in ballots:
        if ballot.choice not in CHOICES:
            raise Refused("no_choice", ballot.owner)
        if ballot.owner not in areas:
            raise Refused("no_voter", ballot.owner)
        if ballot.owner in voted:
            raise Refused("votes_twice", ballot.owner)
        voted[ballot.owner] = ballot
    said = {choice: _sum(areas[one.owner] for one in voted.values() if one.choice == choice) for choice in CHOICES}
    return Result(
        all=_sum(areas.values()),
        took_part=_sum(areas[owner] for owner in voted),
        agreed=said["agree"],
        rule=rule,
        disagreed=said["disagree"],
        abstained=said["abstain"],
        by_proxy=_sum(areas[one.owner] for one in voted.values() if one.by_proxy),
    )


def _areas(units: Iterable[Unit]) -> dict[str, int]:
    """The area of each owner."""
    homes: set[str] = set()
    areas: dict[str, int] = {}
    for unit in units:
        if unit.home in homes:
            raise Refused("home_twice", unit.home)
        if not unit.owner:
            raise Refused("no_owner", unit.home)
        if unit.area is None or unit.area <= 0:
            raise Refused("no_area", unit.home)
        homes.add(unit.home)
        areas[unit.owner] = areas.get(unit.owner, 0) + unit.area
    if not areas:
        raise Refused("nobody")
    return areas


def _sum(areas: Iterable[int]) -> Count:
    each = tuple(areas)
    return Count(len(each), sum(each))


def count_check(
    heads_all: int,
    area_all: int,
    heads_took_part: int,
    area_took_part: int,
    heads_agreed: int,
    area_agreed: int,
    rule: Rule = ORDINARY,
) -> Verdict:
    """Judges a count on paper, of which only the sums are known."""
    verdict = Verdict(
        Count(heads_all, area_all), Count(heads_took_part, area_took_part), Count(heads_agreed, area_agreed), rule
    )
    for name in Count._fields:
        everybody, came, agreed = (getattr(one, name) for one in (verdict.all, verdict.took_part, verdict.agreed))
        if everybody <= 0:
            raise Refused("nobody", f"{name}_all")
        if min(came, agreed) < 0:
            raise Refused("negative", f"{name}_took_part" if came < 0 else f"{name}_agreed")
        if max(came, agreed) > everybody:
            raise Refused("above_all", f"{name}_took_part" if came > everybody else f"{name}_agreed")
        if agreed > came:
            raise Refused("above_took_part", f"{name}_agreed")
    for part, count in (("took_part", verdict.took_part), ("agreed", verdict.agreed)):
        if (count.heads == 0) != (count.area == 0):
            raise Refused("mismatch", part)
    return verdict
