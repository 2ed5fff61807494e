"""Open matters on the drawing of a house 楼栋剖面上的案件: how many a house has, and which homes they are in."""

from collections.abc import Iterable
from typing import NamedTuple
from uuid import UUID

from django.db.models import QuerySet
from django.urls import reverse
from django.utils.translation import gettext as _

from huying.core import clock
from huying.core.section import FIRST_SEEN
from huying.people.models import User
from huying.places.models import Building
from huying.rules import lifecycle

from . import progress, queries
from .models import Case, CaseHome


class Mark(NamedTuple):
    """One open matter: where it is, in which state, and the page about it."""

    home_id: UUID | None
    where: str
    state: str
    word: str
    category: str
    number: str
    url: str


class HouseMark(NamedTuple):
    """How many open matters a house has to do with, and the state to see first."""

    count: int
    state: str


def of_houses(user: User, buildings: Iterable[UUID]) -> dict[UUID, HouseMark]:
    """Of those matters that the account may see. Two statements: a matter counts where its site is and, once, in every
    house that it touches."""
    wanted, seen = list(buildings), _open(user)
    found = {(case.building_id, case.pk): case for case in seen.filter(building__in=wanted)}
    rows = _touched(seen).filter(building__in=wanted).select_related("case")
    found |= {(row.building_id, row.case_id): row.case for row in rows}
    states: dict[UUID, list[str]] = {}
    for (building, _pk), case in found.items():
        states.setdefault(building, []).append(state_of(case))  # type: ignore[arg-type]
    return {
        building: HouseMark(len(several), min(several, key=FIRST_SEEN.index)) for building, several in states.items()
    }


def state_of(case: Case) -> str:
    return "over" if case.resolve_by < (case.stopped_at or clock.now()) else progress.chip(case)


def open_in(user: User, building: Building) -> list[Mark]:
    """The open matters of a house, overdue ones first, then by the day they are due. One that touches several homes of
    it is in each."""
    seen = _open(user)
    cases = list(seen.filter(building=building).select_related("category", "home", "building"))
    rows = _touched(seen).filter(building=building).select_related("case__category", "home", "building")
    marks = [(case, mark(case)) for case in cases] + [(row.case, _mark_of(row)) for row in rows]
    return [
        one for case, one in sorted(marks, key=lambda pair: (pair[0].resolve_by, pair[0].number or "", pair[1].where))
    ]


def _touched(cases: QuerySet[Case]) -> QuerySet[CaseHome]:
    """The further homes of these cases; one that was looked at and excluded has nothing to do with it."""
    return CaseHome.objects.filter(case__in=cases).exclude(standing=CaseHome.Standing.EXCLUDED)


def _mark_of(row: CaseHome) -> Mark:
    word = f"{row.get_role_display()}{_('，')}{row.case.get_state_display()}"
    return mark(row.case)._replace(home_id=row.home_id, where=row.where, word=word)


def _open(user: User) -> QuerySet[Case]:
    return queries.visible_to(user).exclude(state__in=lifecycle.ENDED)


def mark(case: Case) -> Mark:
    return Mark(
        case.home_id,
        case.where,
        state_of(case),
        case.get_state_display(),
        str(case.category),
        case.number or "",
        reverse("case", args=[case.pk]),
    )
