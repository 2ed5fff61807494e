"""Words of the fund on pages."""

from django import template

register = template.Library()


@register.filter
def area(hundredths: int | None) -> str:
    """48.62: square metres out of whole 0.01 m²."""
    return "" if hundredths is None else f"{hundredths // 100}.{hundredths % 100:02d}"


@register.filter
def quantity(hundredths: int) -> str:
    """312 or 42.5: an amount out of whole hundredths, no longer than it must be."""
    whole, rest = divmod(hundredths, 100)
    return f"{whole}.{rest:02d}".rstrip("0") if rest else str(whole)
