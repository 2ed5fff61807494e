"""时限表 on the calendar's page: how long each step may take, and where each figure comes from."""

from typing import Any, NamedTuple

from django.http import HttpRequest
from django.utils.functional import Promise

from huying.places.models import Division

from .models import Limit, Urgency


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
    codes = division.path.split("/")[:-1]
    rows = (
        Limit.objects.filter(division__code__in=codes, category=None)
        .select_related("division")
        .order_by("division__path", "pk")
    )
    found = {(row.urgency, row.kind): row for row in rows}
    numbers = _number(list(found.values()))
    for row in found.values():
        row.note = numbers[_origin(row)].number  # type: ignore[attr-defined]
    table = [
        Row(name, [(kind, found.get((code, kind))) for kind in Limit.Kind.values], code)
        for code, name in Urgency.choices
    ]
    may_set = request.user.may("keep_lists")  # type: ignore[union-attr]
    context = {"rows": table, "kinds": Limit.Kind.labels, "sources": list(numbers.values()), "may_set": may_set}
    return "cases/_limits.html", context


def _origin(row: Limit) -> tuple[Any, ...]:
    return row.source, row.source_date, row.division_id, row.confirmed


def _number(rows: list[Limit]) -> dict[tuple[Any, ...], Source]:
    numbers: dict[tuple[Any, ...], Source] = {}
    for row in rows:
        numbers.setdefault(_origin(row), Source(len(numbers) + 1, row))
    return numbers
