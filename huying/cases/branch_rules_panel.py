"""岔路规则 on the calendar's page: what stops the clock, how long a branch may take, and where each figure comes from."""

from typing import Any

from django.http import HttpRequest
from django.utils.translation import gettext as _

from huying.places.models import Division

from .models import BranchRule, Limit

Panel = tuple[str, dict[str, Any]] | None


def rules(request: HttpRequest, division: Division) -> Panel:
    """A panel for wiring.CALENDAR_PANELS. The nearest division's rule wins, as it does when it is asked. One statement."""
    shown = [row for _code, _name, row in all_of(division) if row]
    return ("cases/_branch_rules.html", {"rules": shown}) if shown else None


def all_of(division: Division) -> list[tuple[str, Any, BranchRule | None]]:
    """Every code with its name and the rule that holds, which `says` what; None where nobody has set one. One statement."""
    codes = division.path.split("/")[:-1]
    rows = BranchRule.objects.filter(division__code__in=codes).select_related("division").order_by("division__path")
    found = {row.code: row for row in rows}
    for row in found.values():
        row.says = says(row)  # type: ignore[attr-defined]
    return [(code, name, found.get(code)) for code, name in BranchRule.Code.choices]


def says(rule: BranchRule) -> str:
    """时限停下, 15 天, 2 次."""
    if rule.clock:
        return rule.get_clock_display()
    unit = Limit.Unit(rule.unit).label if rule.unit else _("次")
    return _("%(n)s %(unit)s") % {"n": rule.amount, "unit": unit}
