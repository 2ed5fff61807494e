"""The words of the codes that events of the field hold 代码的话."""

from django import template

from huying.field.models import Part, Payer, WorkOrder, Zone

register = template.Library()


@register.filter
def part(code: str) -> str:
    return str(Part(code).label)


@register.filter
def zone(code: str) -> str:
    return str(Zone(code).label)


@register.filter
def payer(code: str) -> str:
    return str(Payer(code).label)


@register.filter
def result(code: str) -> str:
    return str(WorkOrder.Result(code).label)
