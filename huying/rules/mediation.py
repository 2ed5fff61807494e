"""Mediation 调解 of a leak between two homes: who may mediate, what an agreement needs, where it goes when there is none.

Sources: 人民调解法 11-12 (a mediator is fair and a grown-up whom the parties accept), 17 (voluntary, may be ended at any
time), 26 (who cannot reach an agreement is told of the other roads: arbitration, authorities, court), 28-29 (an
agreement in writing or, where nobody needs the paper, by word with a record: facts, terms, signatures), 31 (it binds), 33 (both may
ask the court within thirty days to confirm it). 民法典 288, 296 (neighbours and water), 1165, 1167 (whose fault it is).
"""

from collections.abc import Iterable
from typing import Literal, NamedTuple

Outcome = Literal["agreed", "not_agreed", "withdrawn"]
ROUTES = ("committee", "court", "expert")


def neutral(mediator: str, people: Iterable[str]) -> bool:
    """Whether nobody of this name lives in one of the homes or speaks for it: a party does not mediate."""
    return bool(mediator) and mediator.strip() not in {one.strip() for one in people}


class Signed(NamedTuple):
    """How an agreement was signed: by each side behind their link, or on a paper of which there is a picture."""

    terms: bool
    confirmed: int
    paper: bool


def signed(agreement: Signed) -> bool:
    """Whether both sides signed what is written."""
    return agreement.terms and (agreement.paper or agreement.confirmed >= 2)


def end_lacks(
    outcome: Outcome, agreement: Signed, routes: Iterable[str], reason: str
) -> Literal["", "signed", "routes", "reason"]:
    """What must still be there before a mediation ends this way."""
    if outcome == "agreed":
        return "" if signed(agreement) else "signed"
    if outcome == "not_agreed":
        return "" if set(routes) & set(ROUTES) else "routes"
    return "" if reason.strip() else "reason"
