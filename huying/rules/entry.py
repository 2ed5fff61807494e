"""Going into a home 入户: when an authorisation opens a door, who must be there, and what an emergency must leave behind.

Sources: 民法典 1033 (nobody enters or photographs a home without clear consent), 165 (a written proxy names the agent,
the matter, the authority and the term), 182 and 979-983 (danger: act in the owner's interest, tell them in time, report
afterwards). Two visitors, one of them outside the matter, is practice, not law.
"""

from collections.abc import Iterable
from datetime import datetime, timedelta
from typing import Literal, NamedTuple

Allowed = Literal["enter", "photograph", "repair"]
WhyNot = Literal["", "closed", "revoked", "not_confirmed", "expired", "not_yet"]
Role = Literal["staff", "representative", "police", "other", "party"]


class Given(NamedTuple):
    """What an authorisation says: its term (half open), when it was confirmed and taken back, and whether the matter it
    was given for is over. `allowed` holds more than entering only where the owner said so."""

    starts_at: datetime
    ends_at: datetime
    confirmed_at: datetime | None
    revoked_at: datetime | None
    closed: bool
    allowed: frozenset[Allowed]


def why_not(given: Given, now: datetime) -> WhyNot:
    """Why the door stays shut at this instant, the reason that weighs most first; empty when it may be opened."""
    if given.revoked_at is not None:
        return "revoked"
    if given.closed:
        return "closed"
    if now >= given.ends_at:
        return "expired"
    if given.confirmed_at is None:
        return "not_confirmed"
    return "not_yet" if now < given.starts_at else ""


def narrows(asked: Given, kept: Given) -> bool:
    """Whether what the owner gives is no more than what was asked for, and still lets somebody in."""
    within = asked.starts_at <= kept.starts_at < kept.ends_at <= asked.ends_at
    return within and "enter" in kept.allowed and kept.allowed <= asked.allowed


# --- who goes in ------------------------------------------------------------------------------------------------------


class Visitor(NamedTuple):
    """Who came along beside the one who records the visit. A party has a stake in the matter: those who live there,
    their relatives, whoever suffers the damage."""

    name: str
    role: Role


def crew_lacks(others: Iterable[Visitor]) -> Literal["", "second", "outsider"]:
    """What is missing for going in: a second visitor at all, or one beside the recorder who has no stake in it."""
    came = [one for one in others if one.name.strip()]
    if not came:
        return "second"
    return "" if any(one.role != "party" for one in came) else "outsider"


# A visit is written down soon after: what was opened in the morning does not cover the next day.
STARTED_HOURS = 12


def started(announced_at: datetime | None, now: datetime) -> bool:
    """Whether somebody went in under the authorisation lately. It was valid then; that it ended meanwhile forbids no
    writing down."""
    return announced_at is not None and timedelta(0) <= now - announced_at < timedelta(hours=STARTED_HOURS)


# --- without consent --------------------------------------------------------------------------------------------------

DANGERS = ("flood", "gas", "fire", "collapse", "person")
WITNESSES = 2


class Emergency(NamedTuple):
    """What is written down of an entry without consent."""

    reason: str
    witnesses: tuple[str, ...]
    report_number: str
    inventory: str
    told: bool
    why_not_told: str


def emergency_lacks(entry: Emergency) -> tuple[str, ...]:
    """What must still be written before an entry without consent is on record, in the order of the form."""
    different = {name.strip() for name in entry.witnesses if name.strip()}
    has = {
        "danger": entry.reason in DANGERS,
        "witnesses": len(different) >= WITNESSES,
        "report_number": bool(entry.report_number.strip()),
        "inventory": bool(entry.inventory.strip()),
        "notice": entry.told or bool(entry.why_not_told.strip()),
    }
    return tuple(name for name, there in has.items() if not there)


# --- contact attempts -------------------------------------------------------------------------------------------------


def responds(whom: str, outcome: str) -> bool:
    """Whether a contact attempt keeps the promise to respond: only one that got through to the reporter. Sources: 北京市
    接诉即办工作条例 15 (contact the person in time); that a try in vain is work but no answer is our reading."""
    return whom == "reporter" and outcome in ("reached", "call_back", "refused")
