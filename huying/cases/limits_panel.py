"""时限表 on the calendar's page: how long each step may take, and where each figure comes from."""

from typing import Any, NamedTuple

from django.db.models import Count, F, Q
from django.http import HttpRequest
from django.utils.functional import Promise

from huying.places.models import Division

from .models import Category, Limit, Urgency


class Row(NamedTuple):
    """One urgency: the limit of each kind by its code, None where nobody has set one."""

    name: str | Promise
    limits: list[tuple[str, Limit | None]]
    urgency: str


class Source(NamedTuple):
    """Where figures come from, by the number that stands beside them."""

    number: int
    limit: Limit


def limits(request: HttpRequest, division: Division) -> tuple[str, dict[str, Any]]:
    """A panel for wiring.CALENDAR_PANELS. The nearest division's limit wins, as it does when a deadline is worked out."""
    may_set = request.user.may("keep_lists")  # type: ignore[union-attr]
    return "cases/_limits.html", {**table(division), "may_set": may_set}


def table(division: Division, category: Category | None = None) -> dict[str, Any]:
    """What holds for all categories, or for one: one that names it over one for all, then the nearest. One statement."""
    fit = Q(category=None) | Q(category=category) if category else Q(category=None)
    rows = (
        Limit.objects.filter(fit, division__code__in=_codes(division))
        .select_related("division")
        .order_by(F("category").asc(nulls_first=True), "division__path", "pk")
    )
    found = {(row.urgency, row.kind): row for row in rows}
    numbers = _number(list(found.values()))
    for row in found.values():
        row.note = numbers[_origin(row)].number  # type: ignore[attr-defined]
    lines = [
        Row(name, [(kind, found.get((code, kind))) for kind in Limit.Kind.values], code)
        for code, name in Urgency.choices
    ]
    return {"rows": lines, "kinds": Limit.Kind.labels, "sources": list(numbers.values()), "category": category}


def categories(division: Division) -> list[Category]:
    """In the order of their list, each with how many limits hold for it alone (`own`). One statement."""
    ours = Q(limits__division__code__in=_codes(division))
    rows = Category.objects.annotate(own=Count("limits", filter=ours)).filter(Q(active=True) | Q(own__gt=0))
    return list(rows.order_by("order"))


def _codes(division: Division) -> list[str]:
    return division.path.split("/")[:-1]


def _origin(row: Limit) -> tuple[Any, ...]:
    return row.source, row.source_date, row.division_id, row.confirmed


def _number(rows: list[Limit]) -> dict[tuple[Any, ...], Source]:
    numbers: dict[tuple[Any, ...], Source] = {}
    for row in rows:
        numbers.setdefault(_origin(row), Source(len(numbers) + 1, row))
    return numbers
