"""认领的块: on a case's page at the desk, who has taken it on; and on the page of turnouts, the list's link."""

from typing import Any

from django.http import HttpRequest

from huying.cases import panels as cases
from huying.cases.models import Case
from huying.core.links import address
from huying.places.models import Community
from huying.rules import lifecycle

from . import claim_queries as queries
from .claim_forms import MarkForm, TakeBackForm
from .models import ClaimMark
from .panels import Panel


def claims(request: HttpRequest, case: Case) -> Panel:
    """志愿者认领 of this case. What never happened costs no statement."""
    told = request.told  # type: ignore[attr-defined]
    sets = cases.may(request.user, "mark_claim", case) and lifecycle.can(case.state, "mark_claim")  # type: ignore[arg-type]
    now = queries.open_of(case) if "field.claimed" in told else None
    if not sets and now is None:
        return None
    mark = ClaimMark.objects.filter(case=case).first() if "field.claim_marked" in told else None
    bound = getattr(request, "bound", {})
    facts: dict[str, Any] = {
        "case": case, "now": now, "offered": queries.is_offered_as(case, mark), "sets": sets, "bound": bound,
        "phones": getattr(request, "claim_phone", False),
        "mark": (bound.get("mark_claim") or MarkForm(mark=mark)).named("mark_claim"),
        "back": (bound.get("take_back_claim") or TakeBackForm()).named("take_back_claim"),
    }  # fmt: skip
    return "field/desk_claim.html", facts


def board(request: HttpRequest, community: Community) -> dict[str, Any]:
    """认领的单子, for the desk: the link to hang up, and what is taken on now."""
    token = queries.token_of(community)
    return {"link": address(request, token) if token else "", "rows": queries.under_way(community)}
