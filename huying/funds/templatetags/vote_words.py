"""The words of votes and notices 表决和公示的话: areas, days out of an event, and the codes of a ballot."""

from datetime import date
from typing import Any

from django import template
from django.utils.translation import gettext as _

from huying.core import spoken
from huying.funds import gates
from huying.funds.models import Ballot

register = template.Library()


@register.filter
def area(hundredths: int | None) -> str:
    """Whole 0.01 m² as people write it: 4862 → 48.62, 60618 → 606.18, 123456 → 1,234.56."""
    return "" if hundredths is None else gates.metres(hundredths)


@register.filter
def on_day(day: Any) -> str:
    """A day of an event's body, as text or as a day."""
    return spoken.when(date.fromisoformat(day) if isinstance(day, str) else day)


@register.filter
def choice(code: str) -> str:
    return str(Ballot.Choice(code).label)


@register.filter
def way(code: str) -> str:
    return str(Ballot.Way(code).label)


@register.filter
def failed_gates(codes: str) -> str:
    """The gates that a count failed at, in words."""
    return _("，").join(str(gates.FAILED[code]) for code in codes.split())
