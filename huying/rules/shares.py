"""Apportionment 分摊: what each home carries of a repair, in whole cents, so that the sum is exact at every level.

Sources: 民法典 283 (by agreement, else by the share of exclusive area; the roof belongs to everybody in scope, not to
the top floor alone). Sold public housing 房改房 splits once more, first between the owners and the unit that sold by
the share each paid into the fund, then among the owners: national practice of selling units, read in 北京市物业管理条例 86;
who keeps to it is for the place to say. What is left by rounding goes by largest remainder.
"""

import re
from collections.abc import Iterable, Mapping, Sequence
from math import gcd
from typing import Literal, NamedTuple, get_args

Kind = Literal["commodity", "sold_public", "public", "resettled", "other"]
Code = Literal[
    "negative",
    "nobody",
    "no_weight",
    "home_twice",
    "no_home",
    "no_kind",
    "no_unit",
    "no_parts",
    "bad_balance",
    "no_whole",
]

KINDS: tuple[Kind, ...] = get_args(Kind)
SENTENCES: dict[Code, str] = {
    "negative": "an amount below zero",
    "nobody": "nobody to share among",
    "no_weight": "a home without an area or weight above zero",
    "home_twice": "a home that stands in the list twice",
    "no_home": "a weight agreed for a home that does not share",
    "no_kind": "a kind of housing that is not known",
    "no_unit": "a home whose unit must pay, and no unit",
    "no_parts": "a sold public home without the parts that unit and owner paid into the fund",
    "bad_balance": "a balance below zero",
    "no_whole": "a share of nothing, or of less than itself",
}


class Refused(ValueError):
    """A cost that cannot be shared out: why, and the home to blame."""

    def __init__(self, code: Code, key: str = "") -> None:
        super().__init__(f"{SENTENCES[code]}: {key}" if key else SENTENCES[code])
        self.code = code
        self.key = key


def natural(key: str) -> tuple[tuple[str | int, ...], str]:
    """Sorts homes as people read them: 201 before 1001, 2栋 before 10栋."""
    return tuple(int(part) if n % 2 else part for n, part in enumerate(re.split(r"([0-9]+)", key))), key


# --- largest remainder ------------------------------------------------------------------------------------------------


def apportion(total_cents: int, weights: Mapping[str, int | None]) -> dict[str, int]:
    """Shares of a total in proportion to the weights: everybody gets the whole cents of the share; the cents left over
    go to the largest remainders, of equal ones to the larger weight, then in the natural order of the keys."""
    return _apportion(total_cents, weights, {})


def _apportion(total: int, weights: Mapping[str, int | None], before: Mapping[str, int]) -> dict[str, int]:
    """`before` says who comes first where even the weights are equal."""
    if total < 0:
        raise Refused("negative")
    known = {key: weight for key, weight in weights.items() if weight is not None and weight > 0}
    if len(known) < len(weights):
        raise Refused("no_weight", min(weights.keys() - known.keys(), key=natural))
    if not known:
        raise Refused("nobody")
    whole = sum(known.values())
    shares = {key: total * known[key] // whole for key in sorted(known, key=natural)}
    left = total - sum(shares.values())
    first = sorted(shares, key=lambda key: (-(total * known[key] % whole), -known[key], -before.get(key, 0)))
    for key in first[:left]:
        shares[key] += 1
    return shares


# --- the sheet --------------------------------------------------------------------------------------------------------


class Home(NamedTuple):
    """A home that shares the cost. `unit` sold it, or owns it still (`public`); the parts are what unit and owner paid
    into the fund, as amounts or as a ratio. A balance nobody knows is None."""

    key: str
    area: int | None
    kind: Kind = "commodity"
    unit: str = ""
    unit_part: int = 0
    owner_part: int = 0
    balance: int | None = None


class Line(NamedTuple):
    """What a home carries: `cents` is its share, paid by owner and unit together; the owner's comes from the account of
    the home as far as that reaches. A balance that is not known pays nothing, and the page can say so."""

    key: str
    area: int | None
    cents: int
    owner_cents: int
    unit_cents: int
    from_account: int
    self_pay: int
    balance_known: bool


class Sheet(NamedTuple):
    """分摊表 One line a home, in the natural order of the homes, and what each selling unit owes."""

    total: int
    lines: tuple[Line, ...]
    units: dict[str, int]

    @property
    def area(self) -> int | None:
        """The area of all, unless that of one is unknown."""
        known = [line.area for line in self.lines if line.area is not None]
        return sum(known) if len(known) == len(self.lines) else None

    @property
    def owner_cents(self) -> int:
        return sum(line.owner_cents for line in self.lines)

    @property
    def unit_cents(self) -> int:
        return sum(line.unit_cents for line in self.lines)

    @property
    def from_account(self) -> int:
        return sum(line.from_account for line in self.lines)

    @property
    def self_pay(self) -> int:
        return sum(line.self_pay for line in self.lines)


def share_out(total: int, homes: Iterable[Home], agreed: Mapping[str, int] | None = None) -> Sheet:
    """分摊 Each home's share of a cost.

    1. The total goes to the homes by area, or by the weights that the owners agreed on, which then replace the area
       in step 3 too.
    2. What falls on sold public homes of one unit with one ratio is added up and split between the unit and the
       owners by that ratio; at half and half the unit pays the odd cent.
    3. The owners' part goes to those homes by area.
    4. Public housing is paid by its unit, everything else by its owner.
    """
    rows = sorted(homes, key=lambda home: natural(home.key))
    for earlier, home in zip([None, *rows], rows, strict=False):
        if earlier and earlier.key == home.key:
            raise Refused("home_twice", home.key)
        _must_be_sound(home)
    weights = {home.key: home.area for home in rows} if agreed is None else _agreed(rows, agreed)
    cents = apportion(total, weights)
    owners = _owners(rows, cents, weights)
    lines = tuple(_line(home, cents[home.key], owners[home.key]) for home in rows)
    units: dict[str, int] = {}
    for home, line in zip(rows, lines, strict=True):
        if _has_unit(home):
            units[home.unit] = units.get(home.unit, 0) + line.unit_cents
    return Sheet(total, lines, units)


def _must_be_sound(home: Home) -> None:
    if home.kind not in KINDS:
        raise Refused("no_kind", home.key)
    if home.kind == "sold_public" and not (
        min(home.unit_part, home.owner_part) >= 0 < home.unit_part + home.owner_part
    ):
        raise Refused("no_parts", home.key)
    if _has_unit(home) and not home.unit:
        raise Refused("no_unit", home.key)
    if home.balance is not None and home.balance < 0:
        raise Refused("bad_balance", home.key)


def _has_unit(home: Home) -> bool:
    return home.kind == "public" or (home.kind == "sold_public" and home.unit_part > 0)


def _agreed(homes: Sequence[Home], agreed: Mapping[str, int]) -> dict[str, int | None]:
    """An agreement is about these homes and no others; one it forgot has no weight."""
    keys = {home.key for home in homes}
    if strangers := agreed.keys() - keys:
        raise Refused("no_home", min(strangers, key=natural))
    return {key: agreed.get(key) for key in keys}


def _owners(homes: Sequence[Home], cents: Mapping[str, int], weights: Mapping[str, int | None]) -> dict[str, int]:
    """What the owner of each home pays of its share."""
    owners = {home.key: 0 if home.kind == "public" else cents[home.key] for home in homes}
    groups: dict[tuple[str, int, int], list[str]] = {}
    for home in homes:
        if home.kind == "sold_public":
            by = gcd(home.unit_part, home.owner_part)
            groups.setdefault((home.unit, home.unit_part // by, home.owner_part // by), []).append(home.key)
    for (_, unit_part, owner_part), keys in groups.items():
        part = _owners_part(sum(cents[key] for key in keys), unit_part, owner_part)
        owners.update(_within(part, {key: cents[key] for key in keys}, {key: weights[key] for key in keys}))
    return owners


def _owners_part(cents: int, unit_part: int, owner_part: int) -> int:
    # The names only put the unit before the owners where both remainder and parts are equal.
    parts = {"1 unit": unit_part, "2 owners": owner_part}
    return apportion(cents, {who: part for who, part in parts.items() if part}).get("2 owners", 0)


def _within(part: int, cents: Mapping[str, int], weights: Mapping[str, int | None]) -> dict[str, int]:
    """The owners' part by weight. Cents were rounded before, among more homes; where rounding again would give an owner
    more than the whole share of the home, the shares themselves are the weights, and nobody can pay more."""
    by_weight = apportion(part, weights)
    if all(by_weight[key] <= cents[key] for key in cents):
        return by_weight
    shares = {key: share for key, share in cents.items() if share}
    return dict.fromkeys(cents, 0) | _apportion(part, shares, {key: weights[key] or 0 for key in shares})


def _line(home: Home, cents: int, owner: int) -> Line:
    account = min(home.balance or 0, owner)
    return Line(home.key, home.area, cents, owner, cents - owner, account, owner - account, home.balance is not None)


# --- figures beside it ------------------------------------------------------------------------------------------------


def percent(area: int, total: int) -> str:
    """占比 A share for reading, to three decimals, halves upward: 8.021%. The amounts never rest on it."""
    if not 0 <= area <= total or total == 0:
        raise Refused("no_whole")
    thousandths = (2 * area * 100_000 + total) // (2 * total)
    return f"{thousandths // 1000}.{thousandths % 1000:03d}%"


def over_budget(settlement: int, approved: int, percent: int) -> bool:
    """超预算 Whether a settlement lies so far above what was approved that it must be applied for again: at the percentage
    itself, too. The percentage is data of a place (杭州市物业管理条例 72 has ten)."""
    if min(settlement, approved, percent) < 0:
        raise Refused("negative")
    return settlement > approved and settlement * 100 >= approved * (100 + percent)
