"""现场的块: what the field shows on a case's page at the desk: what was found, and the work orders."""

from datetime import datetime, timedelta
from typing import Any, cast

from django.conf import settings
from django.db.models import OuterRef, Subquery
from django.http import HttpRequest
from django.urls import reverse

from huying.cases import panels as cases
from huying.cases.models import Case
from huying.core import clock
from huying.core.models import SignedLink
from huying.people import queries as people
from huying.rules import lifecycle

from .actions import ORDER_LINK
from .desk_forms import OrderForm
from .models import Finding, Payer, Turnout, WorkOrder, Zone
from .queries import of_matter

Panel = tuple[str, dict[str, Any]] | None

# Who pays, as a rule, for a part of each zone; a person says otherwise in the form.
PAYERS = {Zone.PRIVATE: Payer.OWNER, Zone.COMMON: Payer.COMMUNITY, Zone.UTILITY: Payer.UNIT, Zone.MUNICIPAL: Payer.UNIT}
EVENING = 18


def findings(request: HttpRequest, case: Case) -> Panel:
    """查看情况: the newest finding holds; older ones are on the timeline. Kept for the orders, which need one."""
    found = list(Finding.objects.filter(of_matter(case)).select_related("visit__user").order_by("-at", "-pk"))
    request.findings = found  # type: ignore[attr-defined]
    return ("field/desk_findings.html", {"finding": found[0], "case": case}) if found else None


def orders(request: HttpRequest, case: Case) -> Panel:
    """工单: who was asked to repair what, the link of each that is not finished, and the form for the next one."""
    if not request.findings:  # type: ignore[attr-defined]  # nothing is ordered before somebody has looked
        return None
    rows = _orders(case)
    gives = cases.may(request.user, "order", case)  # type: ignore[arg-type]  # whoever has the link can report the work done
    for row in rows:
        row.address = address(request, row.token) if gives and row.token and not row.finished_at else ""
    form = _form(request, case)
    open_now = any(row.finished_at is None for row in rows)
    if form:
        form.named("order")
    elif not rows:
        return None
    return "field/desk_orders.html", {"case": case, "orders": rows, "form": form, "first": not open_now}


def _orders(case: Case) -> list[Any]:
    live = SignedLink.objects.filter(purpose=ORDER_LINK, subject_id=OuterRef("pk"), revoked_at=None)
    rows = WorkOrder.objects.filter(of_matter(case)).select_related("vendor", "commitment")
    return list(rows.annotate(token=Subquery(live.values("token")[:1])).order_by("at", "pk"))


def address(request: HttpRequest, token: str) -> str:
    """The vendor's link as another phone can open it."""
    local = reverse("link", args=[token])
    return f"{settings.PUBLIC_URL}{local}" if settings.PUBLIC_URL else request.build_absolute_uri(local)


def _form(request: HttpRequest, case: Case) -> OrderForm | None:
    if bound := getattr(request, "bound", {}).get("order"):
        return cast(OrderForm, bound)
    may = cases.may(request.user, "order", case) and lifecycle.can(case.state, "order")  # type: ignore[arg-type]
    found = getattr(request, "findings", [])
    return order_form(case, found[0]) if may and found else None


def order_form(case: Case, finding: Finding | None, data: Any = None) -> OrderForm:
    """With the community's vendors, who pays by the zone, and the evening of the last deadline or of tomorrow."""
    due = evening(max(case.resolve_by, clock.now() + timedelta(days=1)))
    payer = PAYERS.get(Zone(finding.zone), "") if finding else ""
    return OrderForm(data, vendors=people.vendors_for(case.community), due=due, payer=str(payer))


def evening(moment: datetime) -> datetime:
    return clock.local(moment).replace(hour=EVENING, minute=0, second=0, microsecond=0)


def turnouts(request: HttpRequest, case: Case) -> Panel:
    """志愿者召集 of this case, and the way to the next one."""
    calls = cases.may(request.user, "call_turnout", case) and lifecycle.can(case.state, "call_turnout")  # type: ignore[arg-type]
    told = "field.turnout_called" in request.told  # type: ignore[attr-defined]
    rows = list(Turnout.objects.filter(case=case).select_related("leader").order_by("-at", "-pk")) if told else []
    return ("field/desk_turnouts.html", {"case": case, "rows": rows, "calls": calls}) if calls or rows else None
