"""How the maintenance fund says its figures."""

from django import template

register = template.Library()


@register.filter
def area(hundredths: int | None) -> str:
    """48.62, from whole 0.01 m²."""
    return "" if hundredths is None else f"{hundredths // 100}.{hundredths % 100:02d}"
