"""The words of the codes that events of the field hold 代码的话."""

from django import template
from django.utils.translation import gettext

from huying.field.mediations import ROUTES
from huying.field.models import (
    ContactAttempt,
    EmergencyEntry,
    EntryAuthorisation,
    LeakTest,
    Loss,
    Mediation,
    Part,
    Party,
    Payer,
    Responsibility,
    WorkOrder,
    Zone,
)

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


@register.filter
def heard(code: str) -> str:
    return str(WorkOrder.Heard(code).label)


@register.filter
def whom(code: str) -> str:
    return str(ContactAttempt.Whom(code).label)


@register.filter
def contact_how(code: str) -> str:
    return str(ContactAttempt.Channel(code).label)


@register.filter
def came_of(code: str) -> str:
    return str(ContactAttempt.Outcome(code).label)


@register.filter
def how_given(code: str) -> str:
    return str(EntryAuthorisation.How(code).label)


@register.filter
def danger(code: str) -> str:
    return str(EmergencyEntry.Danger(code).label)


@register.filter
def told_how(code: str) -> str:
    return str(EmergencyEntry.ToldHow(code).label)


@register.filter
def test_method(code: str) -> str:
    return str(LeakTest.Method(code).label)


@register.filter
def test_result(code: str) -> str:
    return str(LeakTest.Result(code).label)


@register.filter
def side(code: str) -> str:
    return str(Party.Side(code).label)


@register.filter
def lost(code: str) -> str:
    return str(Loss.Kind(code).label)


@register.filter
def mediation_outcome(code: str) -> str:
    return str(Mediation.Outcome(code).label)


@register.filter
def pays(code: str) -> str:
    return str(Responsibility.Pays(code).label if code else "")


@register.filter
def other_roads(codes: str) -> str:
    """Where two homes that do not agree can go: 法院、请专业机构鉴定."""
    return gettext("、").join(str(ROUTES[one]) for one in codes.split())
