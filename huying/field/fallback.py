"""兜底账: what the community carried because nobody else would, in matters and money, by year and quarter and by who should have paid.

Two things count: repairs that the community paid for itself, when they were done; and what it advanced for others, when it
did, less what came back. Each number has its lines, and each line its case."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, NamedTuple

from django.db.models import Sum
from django.db.models.functions import Coalesce
from django.utils.translation import gettext as _

from huying.cases import queries as cases
from huying.cases.models import Case
from huying.core import clock
from huying.people.models import User
from huying.rules.money import quarter

from .models import Advance, Payer, WorkOrder


class Line(NamedTuple):
    """One sum of one case, in cents: paid for good, or advanced, with what came back."""

    case: Case
    at: datetime
    payer: Payer
    paid: int
    back: int

    @property
    def quarter(self) -> str:
        year, nth = quarter(clock.local(self.at).date())
        return f"{year}-{nth}"

    @property
    def year(self) -> str:
        return self.quarter[:4]

    @property
    def carried(self) -> int:
        return self.paid - self.back

    @property
    def open(self) -> bool:
        """An advance of which something has not come back."""
        return self.payer != Payer.COMMUNITY and self.carried > 0


class Sums(NamedTuple):
    """One row of the account. A case counts once in it."""

    key: str
    label: str
    cases: int
    paid: int
    back: int
    carried: int


@dataclass
class Account:
    years: list[Sums]
    quarters: list[Sums]
    payers: list[Sums]
    total: Sums
    open: list[Line]
    lines: list[Line] = field(default_factory=list)
    when: str = ""
    payer: str = ""

    @property
    def spoken(self) -> str:
        """Which lines these are, in words; "" for all."""
        chosen = [_spoken(self.when) if self.when else "", str(Payer(self.payer).label) if self.payer else ""]
        return _("，").join(filter(None, chosen))


def asked(user: Any, given: Mapping[str, str]) -> Account:
    """The account as an address or a form asks for it: ?year= or ?quarter=, and ?payer=."""
    return account(user, given.get("quarter") or given.get("year") or "", given.get("payer") or "")


def account(user: User, chosen: str, payer: str) -> Account:
    """Of every case an account may see; the lines of the chosen time (2023 or 2023-4) and payer. Two statements."""
    lines = sorted([*_paid(user), *_advanced(user)], key=lambda line: line.at, reverse=True)
    keys = sorted({line.quarter for line in lines}, reverse=True)
    years = sorted({line.year for line in lines}, reverse=True)
    return Account(
        years=[_sums(key, _spoken(key), (line for line in lines if line.year == key)) for key in years],
        quarters=[_sums(key, _spoken(key), (line for line in lines if line.quarter == key)) for key in keys],
        payers=[_sums(one.value, str(one.label), found) for one in Payer if (found := _of(lines, "", one))],
        total=_sums("", "", lines),
        open=[line for line in lines if line.open],
        lines=_of(lines, chosen, payer),
        when=chosen if chosen in (*keys, *years) else "",
        payer=payer if payer in Payer.values else "",
    )


def _spoken(key: str) -> str:
    year, _dash, nth = key.partition("-")
    if not nth:
        return _("%(year)s 年") % {"year": year}
    return _("%(year)s 年第 %(nth)s 季度") % {"year": year, "nth": nth}


def _of(lines: list[Line], chosen: str, payer: str) -> list[Line]:
    return [line for line in lines if chosen in ("", line.year, line.quarter) and payer in ("", line.payer)]


def _sums(key: str, label: str, lines: Iterable[Line]) -> Sums:
    found = list(lines)
    paid, back = sum(line.paid for line in found), sum(line.back for line in found)
    return Sums(key, label, len({line.case.pk for line in found}), paid, back, paid - back)


def _paid(user: User) -> list[Line]:
    orders = WorkOrder.objects.filter(case__in=cases.visible_to(user), payer=Payer.COMMUNITY, cost_cents__gt=0)
    rows = orders.select_related("case__building", "case__home")
    return [Line(row.case, row.finished_at, Payer.COMMUNITY, row.cost_cents, 0) for row in rows if row.finished_at]


def _advanced(user: User) -> list[Line]:
    rows = Advance.objects.filter(case__in=cases.visible_to(user)).select_related("case__building", "case__home")
    found = rows.annotate(back=Coalesce(Sum("repayments__amount_cents"), 0))
    return [Line(row.case, row.at, Payer(row.owed_by), row.amount_cents, row.back) for row in found]
