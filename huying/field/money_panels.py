"""案件页的费用: what the work was to cost and did, who approved it, what the community advanced, and the forms for it."""

from typing import Any, NamedTuple

from django.db.models import Sum
from django.db.models.functions import Coalesce
from django.http import HttpRequest

from huying.cases import panels as cases
from huying.cases.models import Case

from .actions.money import line_of
from .desk_forms import AdvanceForm, RefuseForm, RepayForm
from .models import Advance, Approval, Spending
from .queries import of_matter


class Voices(NamedTuple):
    """Of an order that waits for its money: who has said yes, and the forms of whoever is asked now."""

    said: list[Approval]
    refuse: RefuseForm | None


def voices(request: HttpRequest, case: Case, row: Any) -> Voices:
    """Whoever may speak and is not the one who asked; the action says why another's yes does not count."""
    said = list(Approval.objects.filter(spending__order=row.pk).select_related("user").order_by("at", "pk"))
    asker = Spending.objects.filter(order=row.pk, asked_by=request.user.pk).exists()
    may = not asker and cases.may(request.user, "approve_money", case)  # type: ignore[arg-type]
    form: RefuseForm = getattr(request, "bound", {}).get(f"refuse-{row.pk}") or RefuseForm()
    return Voices(said, form.named(f"refuse-{row.pk}") if may or form.is_bound else None)


def money(request: HttpRequest, case: Case) -> tuple[str, dict[str, Any]] | None:
    """费用: orders with money in them and advances; without either, where a first advance may be written down."""
    told = getattr(request, "told", set())
    advances = _advances(request, case) if "field.advanced" in told else []
    orders = [row for row in getattr(request, "orders", []) if row.estimate_cents is not None or row.cost_cents]
    form = None
    if cases.may(request.user, "advance", case):  # type: ignore[arg-type]
        form = (getattr(request, "bound", {}).get("advance") or AdvanceForm()).named("advance")
    if not orders and not advances and not form:
        return None
    facts = {
        "case": case, "money": orders, "advances": advances, "form": form, "line": line_of(case.community) if orders else None,
        "total": sum(row.cost_cents or 0 for row in orders),
    }  # fmt: skip
    return "field/desk_money.html", facts


def _advances(request: HttpRequest, case: Case) -> list[Any]:
    """Each with what came back, what is left, and the form for the next part."""
    rows = Advance.objects.filter(of_matter(case)).annotate(back=Coalesce(Sum("repayments__amount_cents"), 0))
    found: list[Any] = list(rows.order_by("at", "pk"))
    may = cases.may(request.user, "repay", case)  # type: ignore[arg-type]
    for row in found:
        row.left = row.amount_cents - row.back
        form: RepayForm = getattr(request, "bound", {}).get(f"repay-{row.pk}") or RepayForm()
        row.form = form.named(f"repay-{row.pk}") if may and (row.left or form.is_bound) else None
    return found
