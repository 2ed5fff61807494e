"""When a promise is due: the limits of a division, counted on its working calendar."""

from datetime import datetime
from typing import NamedTuple

from huying.places.models import Community, Division
from huying.places.queries import calendar_of
from huying.rules import clock

from .models import Limit


class Due(NamedTuple):
    """An instant in UTC, and whether the calendar has no data for some day on the way to it."""

    at: datetime
    uncertain: bool


def due(community: Community, urgency: str, start: datetime, *kinds: str) -> dict[str, Due]:
    """The deadlines of these kinds for a matter of this urgency, counted from `start`. The nearest division's limit wins."""
    calendar = calendar_of(community.division)
    codes = community.path.split("/")[:-2]
    rows = Limit.objects.filter(division__code__in=codes, urgency=urgency, kind__in=kinds).order_by("division__path")
    found = {}
    for row in rows:
        instant = clock.due(start, clock.Limit(row.amount, row.unit), calendar)  # type: ignore[arg-type]
        found[row.kind] = Due(instant, clock.is_uncertain(start, instant, calendar))
    return found


def one(community: Community, urgency: str, start: datetime, kind: str) -> datetime:
    """The deadline of one kind."""
    return due(community, urgency, start, kind)[kind].at


def limits_for(division: Division, urgency: str, kind: str) -> list[Limit]:
    """时限 that a division and those above it have set for one thing, the nearest last: that one holds."""
    codes = division.path.split("/")[:-1]
    rows = Limit.objects.filter(division__code__in=codes, urgency=urgency, kind=kind).select_related("division")
    return list(rows.order_by("division__path"))
