"""认领: what is on offer, to whom and for how long."""

from datetime import date, timedelta

import pytest

from huying.rules import claims

TODAY = date(2023, 12, 7)


@pytest.mark.parametrize(
    ("marked", "category", "home", "urgency", "offered"),
    [
        (None, True, False, "normal", True),
        (None, False, False, "normal", False),
        (None, True, True, "normal", False),
        (True, False, True, "normal", True),
        (False, True, False, "normal", False),
        (True, True, False, "emergency", False),
    ],
)
def test_the_desk_decides_then_the_category_and_never_danger(
    marked: bool | None, category: bool, home: bool, urgency: str, offered: bool
) -> None:
    assert claims.offered(marked=marked, category=category, home=home, urgency=urgency) is offered


@pytest.mark.parametrize(
    ("adult", "minors", "urgency", "may"),
    [
        (True, False, "urgent", True),
        (False, True, "normal", True),
        (False, True, "urgent", False),
        (False, False, "normal", False),
    ],
)
def test_a_minor_only_where_there_is_no_danger(adult: bool, minors: bool, urgency: str, may: bool) -> None:
    assert claims.may(adult=adult, minors=minors, urgency=urgency) is may


def test_a_week_at_most_and_never_in_the_past() -> None:
    assert claims.usual(TODAY) == date(2023, 12, 10)
    fits = [day for day in range(-1, 9) if claims.fits(TODAY, TODAY + timedelta(days=day))]
    assert (fits[0], fits[-1]) == (0, 7)
