"""预算和报价: the lines with their sum, and what firms ask."""

from typing import Any

from huying.people.queries import vendors_for

from ..dossier import Dossier
from ..local import Key
from ..models import BudgetLine, Quote
from ..plan_forms import QuoteForm, TakeQuoteForm


def panel(dossier: Dossier) -> tuple[str, dict[str, Any]] | None:
    place = dossier.place
    if place.state in ("draft", "surveyed", "not_payable"):
        return None
    quotes = list(Quote.objects.filter(place=place).select_related("vendor"))
    may = dossier.may("add_quote")
    facts = {
        "lines": list(BudgetLine.objects.filter(place=place)),
        "quotes": [(one, _form(dossier, one)) for one in quotes],
        "least": dossier.local.number(Key.MIN_QUOTES),
        "changes": dossier.may("set_budget"),
        "form": dossier.form("quote", lambda: QuoteForm(vendors=list(vendors_for(place.community)))) if may else None,
    }
    return "funds/_plan.html", facts


def _form(dossier: Dossier, one: Quote) -> TakeQuoteForm | None:
    """For those that are not taken; and for one whose reason is asked for."""
    name = f"take-{one.pk}"
    if not dossier.may("take_quote") or (one.taken and name not in dossier.bound):
        return None
    return dossier.form(name, TakeQuoteForm)  # type: ignore[return-value]
