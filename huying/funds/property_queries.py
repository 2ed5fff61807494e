"""Reads of homes as property: their facts, who owns none yet, and what happened in a building."""

from collections.abc import Iterable
from datetime import timedelta
from typing import Any
from uuid import UUID

from django.db.models import Count, Q, QuerySet

from huying.cases.models import Case
from huying.core import clock
from huying.core.access import reach
from huying.people.models import User
from huying.places.models import Building, Home
from huying.rules import lifecycle

YEARS = 3  # how far back a building's cases speak for a repair
MOST = 60


def buildings(user: Any) -> QuerySet[Building]:
    """The buildings whose fund an account sees, with how many homes each has (`n`) and how many of them are ready to
    vote and to pay: area and owner known (`known`). One statement."""
    ready = Q(homes__property__area__isnull=False, homes__property__owner__isnull=False)
    seen = Building.objects.filter(reach(user, "see_funds", "community__path"))
    counted = seen.annotate(n=Count("homes"), known=Count("homes", filter=ready))
    return counted.order_by("community__path", "order", "name")


def homes_of(buildings: Iterable[UUID]) -> QuerySet[Home]:
    """The homes of some buildings with their property facts, in the order of their doors. One statement."""
    rows = Home.objects.filter(building__in=list(buildings)).select_related("building", "unit", "property__owner")
    return rows.order_by("building__order", "building__name", "unit__name", "floor", "room")


def unowned(building: Building) -> QuerySet[Home]:
    """The homes of a building that nobody is written down for."""
    rows = Home.objects.filter(building=building).filter(Q(property=None) | Q(property__owner=None))
    return rows.order_by("unit__name", "floor", "room")


def cases_of(building: Building) -> list[Case]:
    """反复发生: what was reported of a building in the last years, open ones first. One statement."""
    since = clock.now() - timedelta(days=365 * YEARS)
    rows = Case.objects.filter(building=building, received_at__gte=since).exclude(state__in=["declined", "merged"])
    found = list(rows.select_related("category", "home", "building").order_by("-received_at")[:MOST])
    return sorted(found, key=lambda case: case.state in lifecycle.ENDED)


def seen_cases(user: User) -> QuerySet[Case]:
    """The cases of the communities whose fund an account keeps."""
    rows = Case.objects.filter(reach(user, "keep_funds", "community__path"))
    return rows.select_related("category", "home__unit", "building", "community__division")
