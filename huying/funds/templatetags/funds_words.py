"""Words of the maintenance fund: areas and shares as people read them."""

from django import template

from huying.rules.measures import said

from ..sentences import not_payable

register = template.Library()


@register.filter
def area(hundredths: int | str | None) -> str:
    """4862 → 48.62; nothing where nobody knows it."""
    return said(hundredths) if isinstance(hundredths, int) else ""


# A quantity of a budget's line is kept like an area.
register.filter("quantity", area)


@register.filter
def why_not(codes: list[str]) -> str:
    """Why the fund must not pay, and who does instead."""
    return not_payable(codes)
