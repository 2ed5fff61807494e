"""Words of the maintenance fund: areas, amounts and shares as people read them."""

from django import template

from huying.rules.measures import said

from ..sentences import not_payable

register = template.Library()


@register.filter
def area(hundredths: int | str | None) -> str:
    """4862 → 48.62; nothing where nobody knows it."""
    return said(hundredths) if isinstance(hundredths, int) else ""


@register.filter
def quantity(hundredths: int) -> str:
    """312 or 42.5: an amount out of whole hundredths, no longer than it must be."""
    whole, rest = divmod(hundredths, 100)
    return f"{whole}.{rest:02d}".rstrip("0") if rest else str(whole)


@register.filter
def why_not(codes: list[str]) -> str:
    """Why the fund must not pay, and who does instead."""
    return not_payable(codes)
