"""现场的块: what the field shows on a case's page at the desk: what was found, and the work orders."""

from datetime import datetime, timedelta
from typing import Any, NamedTuple, cast

from django.db.models import OuterRef, Subquery
from django.http import HttpRequest

from huying.cases import panels as cases
from huying.cases import queries as matters
from huying.cases.models import Case, Commitment
from huying.core import clock
from huying.core.links import address
from huying.core.models import SignedLink
from huying.people import queries as people
from huying.rules import lifecycle

from . import money_panels
from .actions import ORDER_LINK
from .desk_forms import CancelOrderForm, EnoughForm, OrderForm, OrderSaidForm
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
        row.forms = _forms(request, case, row) if gives and not row.finished_at and not row.to_approve else ()
        row.voices = money_panels.voices(request, case, row) if row.to_approve else None
    request.orders = rows  # type: ignore[attr-defined]
    form = _form(request, case, rows)
    open_now = any(row.finished_at is None for row in rows)
    if form:
        form.named("order")
    elif not rows:
        return None
    # Someone is to say who comes next: so said on top, with what is left over filled in.
    left = rows[-1] if rows and rows[-1].leaves_work and not open_now and form else None
    facts = {"case": case, "orders": rows, "form": form, "first": not open_now, "left": left, "jobs": gives}
    return "field/desk_orders.html", facts | {"enough": _enough(request, case) if left else None}


class OrderForms(NamedTuple):
    """替他们记 and 收回, of one order that is under way."""

    said: OrderSaidForm
    cancel: CancelOrderForm


def _forms(request: HttpRequest, case: Case, row: Any) -> OrderForms | None:
    """Of an order that can still move."""
    if not lifecycle.can(case.state, "finish_order"):  # type: ignore[arg-type]
        return None
    bound = getattr(request, "bound", {})
    said = bound.get(f"said-{row.pk}") or OrderSaidForm(order=row)
    cancel = bound.get(f"cancel-{row.pk}") or CancelOrderForm()
    return OrderForms(said.named(f"said-{row.pk}"), cancel.named(f"cancel-{row.pk}"))


def _enough(request: HttpRequest, case: Case) -> EnoughForm | None:
    asked = Commitment.objects.filter(case=case, kind="next_order", ended_at=None).exists()
    form: EnoughForm = getattr(request, "bound", {}).get("enough") or EnoughForm()
    return form.named("enough") if asked or form.is_bound else None


def _orders(case: Case) -> list[Any]:
    live = SignedLink.objects.filter(purpose=ORDER_LINK, subject_id=OuterRef("pk"), revoked_at=None)
    rows = WorkOrder.objects.filter(of_matter(case)).select_related("vendor", "commitment")
    return list(rows.annotate(token=Subquery(live.values("token")[:1])).order_by("at", "pk"))


def address_of(request: HttpRequest, order: WorkOrder) -> str:
    """The link of one order while it is under way; "" afterwards."""
    link = SignedLink.objects.filter(purpose=ORDER_LINK, subject_id=order.pk, revoked_at=None).first()
    return address(request, link.token) if link and not order.finished_at else ""


def _form(request: HttpRequest, case: Case, rows: list[Any]) -> OrderForm | None:
    if bound := getattr(request, "bound", {}).get("order"):
        return cast(OrderForm, bound)
    may = cases.may(request.user, "order", case) and lifecycle.can(case.state, "order")  # type: ignore[arg-type]
    found = getattr(request, "findings", [])
    return order_form(case, found[0], last=rows[-1] if rows else None) if may and found else None


def order_form(case: Case, finding: Finding | None, data: Any = None, *, last: WorkOrder | None = None) -> OrderForm:
    """With the community's vendors, who pays by the zone, and the evening of the last deadline or of tomorrow. After an
    order that left work over: what is left, and who pays as before."""
    due = evening(max(case.resolve_by, clock.now() + timedelta(days=1)))
    payer = PAYERS.get(Zone(finding.zone), "") if finding else ""
    vendors = people.vendors_for(case.community)
    route = matters.routed(case.community, matters.heard(case, f"{case.title} {finding.cause if finding else ''}"))
    named = route.vendor_id if route else None
    if last and last.leaves_work:
        payer, task = last.payer, last.task if last.result == last.Result.HANDED_BACK else last.note
        return OrderForm(data, vendors=vendors, due=due, payer=payer, task=task[:500])
    return OrderForm(data, vendors=vendors, due=due, payer=str(payer), named=named)


def evening(moment: datetime) -> datetime:
    return clock.local(moment).replace(hour=EVENING, minute=0, second=0, microsecond=0)


def turnouts(request: HttpRequest, case: Case) -> Panel:
    """志愿者召集 of this case, and the way to the next one."""
    calls = cases.may(request.user, "call_turnout", case) and lifecycle.can(case.state, "call_turnout")  # type: ignore[arg-type]
    told = "field.turnout_called" in request.told  # type: ignore[attr-defined]
    rows = list(Turnout.objects.filter(case=case).select_related("leader").order_by("-at", "-pk")) if told else []
    return ("field/desk_turnouts.html", {"case": case, "rows": rows, "calls": calls}) if calls or rows else None
