"""预算和报价."""

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import path
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from huying.cases.desk_forms import StepForm
from huying.core import spoken
from huying.core.access import policy
from huying.core.actor import Actor
from huying.core.errors import Refused, Stale
from huying.core.once import once
from huying.people.queries import vendors_for
from huying.rules import funds as rules

from .. import actions
from ..dossier import Dossier
from ..models import Quote
from ..plan_forms import BudgetForm, QuoteForm, TakeQuoteForm
from .place import load, take

KEEP = "keep_funds"


@policy("staff", verb=KEEP)
@require_http_methods(["GET", "HEAD", "POST"])
@once
def budget(request: HttpRequest, pk: UUID) -> HttpResponse:
    """预算, on a page of its own: as many lines as it takes."""
    dossier = load(request, pk)
    if not dossier.roles & rules.BY_VERB["set_budget"].who:
        raise PermissionDenied
    held = list(dossier.place.budget.all())
    form, status = BudgetForm(request.POST if request.method == "POST" else None, held=held), 422
    if request.method == "POST" and form.is_valid():
        try:
            seen = request.POST.get("seen", "")
            place = actions.set_budget(place=dossier.place, lines=form.lines(), by=Actor.of(request), seen=seen)
            messages.success(request, _("预算定好了：%(sum)s 元。") % {"sum": spoken.yuan(place.budget_cents or 0)})
            return redirect(f"{redirect('fund_place', pk).url}#budget")
        except Refused as refused:
            form.add_error(None, str(refused))
            status = 409 if isinstance(refused, Stale) else 422
    context = {"dossier": dossier, "place": dossier.place, "form": form}
    return render(request, "funds/budget.html", context, status=status if form.errors else 200)


@policy("staff", verb=KEEP)
@once
def quote(request: HttpRequest, pk: UUID) -> HttpResponse:
    """记报价."""

    def form_of(dossier: Dossier) -> StepForm:
        return QuoteForm(request.POST, vendors=list(vendors_for(dossier.place.community)))

    def act(dossier: Dossier, given: dict[str, Any], by: Actor, seen: str) -> str:
        firm = get_object_or_404(vendors_for(dossier.place.community), pk=given["vendor"])
        actions.add_quote(place=dossier.place, vendor=firm, cents=given["sum"], by=by, seen=seen)
        return _("%(vendor)s的报价记上了。") % {"vendor": firm}

    return take(request, pk, "add_quote", "quote", form_of, act)


@policy("staff", verb=KEEP)
@once
def quote_take(request: HttpRequest, pk: UUID, quote: UUID) -> HttpResponse:
    """定用哪一家."""

    def act(dossier: Dossier, given: dict[str, Any], by: Actor, seen: str) -> str:
        one = get_object_or_404(Quote.objects.select_related("vendor"), pk=quote, place=dossier.place)
        actions.take_quote(place=dossier.place, quote=one, why=given["why"], by=by, seen=seen)
        return _("定了用%(vendor)s。") % {"vendor": one.vendor}

    return take(request, pk, "take_quote", f"take-{quote}", lambda _dossier: TakeQuoteForm(request.POST), act)


urlpatterns: list[Any] = [
    path("desk/funds/places/<uuid:pk>/budget/", budget, name="fund_budget"),
    path("desk/funds/places/<uuid:pk>/quotes/", quote, name="fund_quote"),
    path("desk/funds/places/<uuid:pk>/quotes/<uuid:quote>/take/", quote_take, name="fund_quote_take"),
]
