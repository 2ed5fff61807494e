"""How areas are said on the pages of the fund."""

from django import template

register = template.Library()


@register.filter
def area(hundredths: int | None) -> str:
    """4862 → 48.62; integers only."""
    return "" if hundredths is None else f"{hundredths // 100}.{hundredths % 100:02d}"
