"""质保的块: on the page of a case, what the fund repaired there and the firm still answers for."""

from typing import Any

from django.http import HttpRequest

from huying.cases.models import Case
from huying.rules import lifecycle

from .. import queries


def warranty(request: HttpRequest, case: Case) -> tuple[str, dict[str, Any]] | None:
    """质保到哪天，找谁. Only while the case is open; what never happened costs no statement."""
    if case.state in lifecycle.ENDED or "funds.warranty_noted" not in request.told:  # type: ignore[attr-defined]
        return None
    places = queries.under_warranty(case)
    return ("funds/warranty_note.html", {"places": places}) if places else None
