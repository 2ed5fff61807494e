"""The words of the codes that events of cases hold 代码的话."""

from django import template

from huying.cases.models import Appeal, Channel, Urgency

register = template.Library()


@register.filter
def channel(code: str) -> str:
    return str(Channel(code).label)


@register.filter
def urgency(code: str) -> str:
    return str(Urgency(code).label)


@register.filter
def outcome(code: str) -> str:
    return str(Appeal.Outcome(code).label)


@register.filter
def satisfaction(code: str) -> str:
    return str(Appeal.Satisfaction(code).label)
