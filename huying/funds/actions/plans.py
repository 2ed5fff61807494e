"""方案与预算: what is done and what it costs, line by line, and what firms ask for it."""

from collections.abc import Sequence
from typing import NamedTuple

from django.db import transaction

from huying.core import clock
from huying.core.actor import Actor
from huying.people.models import Vendor
from huying.rules.measures import line_cents

from ..models import BudgetLine, Place, Quote
from .steps import lock, met, take


class Line(NamedTuple):
    """One line: so many hundredths of a unit, at cents a unit."""

    name: str
    unit: str
    quantity: int
    price_cents: int

    @property
    def cents(self) -> int:
        return line_cents(self.quantity, self.price_cents)


@transaction.atomic
def set_budget(*, place: Place, lines: Sequence[Line], by: Actor, seen: str = "") -> Place:
    """定预算: the lines anew. Each is rounded to the cent, half a cent up; the sum is the sum of the rounded lines, so
    that what is printed adds up."""
    place = lock(place.pk)
    total = sum(line.cents for line in lines)
    body = {"lines": len(lines), "cents": total}
    words = "\n".join(line.name for line in lines)
    take(
        "set_budget", place=place, by=by, holds=met(budget=total), seen=seen, body=body, words=words, budget_cents=total
    )
    BudgetLine.objects.filter(place=place).delete()
    BudgetLine.objects.bulk_create(
        BudgetLine(place=place, number=number, sum_cents=line.cents, **line._asdict())
        for number, line in enumerate(lines, 1)
    )
    return place


@transaction.atomic
def add_quote(*, place: Place, vendor: Vendor, cents: int, by: Actor, seen: str = "") -> Quote:
    """记报价 of a firm; the same firm's newer word takes the place of its older one, and is chosen anew."""
    place = lock(place.pk)
    body = {"vendor": vendor.pk, "cents": cents}
    take("add_quote", place=place, by=by, holds=met(sum=cents > 0), seen=seen, body=body)
    facts = {"sum_cents": cents, "at": clock.now(), "taken": False, "why": ""}
    quote, _made = Quote.objects.update_or_create(place=place, vendor=vendor, defaults=facts)
    return quote


@transaction.atomic
def take_quote(*, place: Place, quote: Quote, why: str, by: Actor, seen: str = "") -> Quote:
    """定用哪一家; one that is not the lowest needs a reason."""
    place = lock(place.pk)
    quotes = list(Quote.objects.filter(place=place))
    found = next((one for one in quotes if one.pk == quote.pk), None)
    lowest = found is not None and found.sum_cents == min(one.sum_cents for one in quotes)
    body = {"vendor": quote.vendor_id, "cents": quote.sum_cents, "lowest": lowest}
    holds = met(quoted=found, why_not_lowest=why or lowest)
    take("take_quote", place=place, by=by, holds=holds, seen=seen, body=body, words=why)
    Quote.objects.filter(place=place, taken=True).update(taken=False)
    quote.taken, quote.why = True, why
    quote.save(update_fields=["taken", "why"])
    return quote
