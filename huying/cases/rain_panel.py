"""下雨的日子 on the calendar's page: the last ones, and one tap for another day of this week."""

from typing import Any

from django.http import HttpRequest

from huying.core import clock
from huying.people import queries as people
from huying.places.models import Division

from .models import RainDay

Panel = tuple[str, dict[str, Any]] | None
SHOWN = 10


def rain(request: HttpRequest, division: Division) -> Panel:
    """A panel for wiring.CALENDAR_PANELS, for who writes it down. One statement."""
    if not request.user.may("rain"):  # type: ignore[union-attr]
        return None
    own = people.communities_of(request.user, "rain").filter(division=division)  # type: ignore[arg-type]
    rows = RainDay.objects.filter(community__in=own).order_by("-day", "-pk")
    return "cases/_rain_days.html", {"days": list(rows[:SHOWN]), "today": clock.today()}
