"""Reads of small sums outside the fund 凑钱."""

from typing import Any

from django.db.models import Count, F, Q, QuerySet, Sum
from django.db.models.functions import Coalesce

from huying.core.access import reach
from huying.people.models import User
from huying.places.models import Community, Home, Unit

from .models import Levy, LevyShare


def visible_to(user: User) -> QuerySet[Levy]:
    """Those of the communities whose fund an account sees."""
    return Levy.objects.filter(reach(user, "see_funds", "community__path"))


def counted(levies: QuerySet[Levy]) -> QuerySet[Levy]:
    """Each with its homes, what came in (`paid`) and what did not (`left`), which add up to the sum."""
    paid = Coalesce(Sum("shares__cents", filter=Q(shares__paid_at__isnull=False)), 0)
    return levies.annotate(homes=Count("shares"), paid=paid, left=F("sum_cents") - paid)


def shares_of(levy: Levy) -> list[LevyShare]:
    """In the order of the rooms. One statement."""
    rows = LevyShare.objects.filter(levy=levy).select_related("home")
    return list(
        rows.order_by("home__building__order", "home__unit__name", "home__floor", "home__room").select_related("home")
    )


def units_of(community: Community) -> QuerySet[Unit]:
    """In the order the houses stand."""
    rows = Unit.objects.filter(building__community=community).select_related("building")
    return rows.order_by("building__order", "building__name", "name")


def homes_of(unit: Unit) -> list[tuple[Home, Any]]:
    """The homes of a unit with the area of each, None where nobody has written it down. One statement."""
    rows = Home.objects.filter(unit=unit).select_related("property").order_by("floor", "room")
    return [(home, getattr(getattr(home, "property", None), "area", None)) for home in rows]
