"""案件页的维修资金: the places that a case led to, and the way to a new one."""

from typing import Any

from django.http import HttpRequest

from huying.cases.models import Case
from huying.rules import lifecycle

from .. import queries
from ..standing import standing


def funds(request: HttpRequest, case: Case) -> tuple[str, dict[str, Any]] | None:
    """For those who see the fund of this community."""
    user = request.user
    if not user.may("see_funds"):  # type: ignore[union-attr]
        return None
    # What never led to a place costs no statement.
    led = "funds.applied_for" in getattr(request, "told", ())
    places = [(place, standing(place).chip) for place in queries.opened_for(case)] if led else []
    opens = user.may("keep_funds") and case.state not in lifecycle.ENDED and case.building_id  # type: ignore[union-attr]
    return ("funds/_case.html", {"case": case, "places": places, "opens": opens}) if places or opens else None
