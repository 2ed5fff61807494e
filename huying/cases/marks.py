"""Open matters on the drawing of a house 楼栋剖面上的案件: how many a house has, and which homes they are in."""

from collections.abc import Iterable
from typing import NamedTuple
from uuid import UUID

from django.db.models import Count, QuerySet
from django.urls import reverse

from huying.core import clock
from huying.people.models import User
from huying.places.models import Building
from huying.rules import lifecycle

from . import progress, queries
from .models import Case


class Mark(NamedTuple):
    """One open matter: where it is, in which state, and the page about it."""

    home_id: UUID | None
    where: str
    state: str
    word: str
    category: str
    number: str
    url: str


def counts(user: User, buildings: Iterable[UUID]) -> dict[UUID, int]:
    """How many open matters each house has, of those that the account may see. One statement."""
    found = _open(user).filter(building__in=list(buildings)).values("building").annotate(many=Count("pk"))
    return dict(found.values_list("building", "many"))


def open_in(user: User, building: Building) -> list[Mark]:
    """The open matters of a house, overdue ones first, then by the day they are due."""
    cases = _open(user).filter(building=building).select_related("category", "home", "building")
    return [mark(case) for case in cases.order_by("resolve_by", "number", "pk")]


def _open(user: User) -> QuerySet[Case]:
    return queries.visible_to(user).exclude(state__in=lifecycle.ENDED)


def mark(case: Case) -> Mark:
    over = case.resolve_by < (case.stopped_at or clock.now())
    return Mark(
        case.home_id,
        case.where,
        "over" if over else progress.chip(case),
        case.get_state_display(),
        str(case.category),
        case.number or "",
        reverse("case", args=[case.pk]),
    )
