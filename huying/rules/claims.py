"""Claims 认领: which small open tasks volunteers may take on, who may, and for how long. Never compulsory, never ranked."""

from datetime import date, timedelta

# How many days a claim lasts when nobody says otherwise, and at most. Silence gives it back.
USUAL = 3
LONGEST = 7


def offered(*, marked: bool | None, category: bool, home: bool, urgency: str) -> bool:
    """Whether a task is one to claim. What is dangerous never is; otherwise the desk's word on this one decides, and where
    it said nothing (`marked` is None) the category does, except inside somebody's home."""
    if urgency == "emergency":
        return False
    return category and not home if marked is None else marked


def may(*, adult: bool, minors: bool, urgency: str) -> bool:
    """Whether this person may: somebody under eighteen only where the safety note lets them and nothing is pressing."""
    return adult or (minors and urgency not in ("emergency", "urgent"))


def usual(today: date) -> date:
    return today + timedelta(days=USUAL)


def fits(today: date, until: date) -> bool:
    """Whether it is given back soon enough, and not before it began."""
    return today <= until <= today + timedelta(days=LONGEST)
