"""Money on a case 费用: who must approve what, what needs a reason, what is still owed. Whole cents throughout; the line
above which two people approve is data of a division, and an argument here."""

from collections.abc import Iterable, Sequence
from datetime import date
from typing import Literal, NamedTuple

# Above the line two people approve, neither of them the one who asks.
APPROVERS = 2


class Voice(NamedTuple):
    """One who approves: the account, and whether it speaks as the secretary or for the street."""

    user: str
    above: bool


def approvals_needed(estimate: int | None, line: int | None) -> int:
    """审批: how many must approve before an order is sent out. At the line itself, and without one, nobody."""
    return APPROVERS if estimate is not None and line is not None and estimate > line else 0


def why_not(asked_by: str, earlier: Sequence[Voice], one: Voice) -> Literal["", "own", "twice", "above"]:
    """Why this voice does not count: its own request, heard already, or two of which neither is above the desk."""
    if one.user == asked_by:
        return "own"
    if any(one.user == voice.user for voice in earlier):
        return "twice"
    last = len(earlier) == APPROVERS - 1
    return "above" if last and not one.above and not any(voice.above for voice in earlier) else ""


def needs_why(cost: int, estimate: int | None) -> bool:
    """超过估价: what cost more than was estimated needs a reason."""
    return estimate is not None and cost > estimate


def open_cents(advanced: int, repaid: Iterable[int]) -> int:
    """还没收回: what is left of an advance after its part payments."""
    return advanced - sum(repaid)


def takes(left: int, amount: int) -> Literal["", "nothing", "too_much"]:
    """Whether a part payment fits: something, and never more than is left."""
    if amount <= 0:
        return "nothing"
    return "too_much" if amount > left else ""


def quarter(day: date) -> tuple[int, int]:
    """The year and the quarter of a day."""
    return day.year, (day.month - 1) // 3 + 1
