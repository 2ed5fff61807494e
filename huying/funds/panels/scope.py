"""由来和出钱的户: the cases that led here, the homes that pay, and what is still not known of them."""

from typing import Any

from huying.cases.models import Case

from .. import queries
from ..dossier import Dossier


def panel(dossier: Dossier) -> tuple[str, dict[str, Any]] | None:
    place, rows = dossier.place, dossier.roll
    reasons = Case.objects.filter(fund_reasons__place=place).select_related("category", "home", "building")
    lead = Case.objects.select_related("category", "home", "building").get(pk=place.case_id)
    known = [(row, queries.facts_of(row)) for row in rows]
    lacks = queries.lacking(rows)
    facts = {
        "lead": lead,
        "reasons": list(reasons.order_by("-received_at")),
        "rows": known,
        "area": sum(facts.area or 0 for _row, facts in known if facts),
        "lacks": lacks,
        "houses": list({row.home.building_id: row.home.building for row in rows}.values()),
        "changes": dossier.may("set_scope"),
    }
    return "funds/_scope.html", facts
