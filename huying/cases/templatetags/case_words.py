"""The words of the codes that events of cases hold 代码的话."""

from django import template
from django.utils.translation import gettext

from huying.cases import defaults
from huying.cases.models import Appeal, CaseHome, Channel, Commitment, LadderStep, Objection, Pause, Urgency

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


@register.filter
def route(code: str) -> str:
    return next((gettext(name) for key, name, _tell in defaults.ROUTES if key == code), code)


@register.filter
def basis(code: str) -> str:
    return str(Objection.Basis(code).label)


@register.filter
def ladder(code: str) -> str:
    return str(LadderStep.Code(code).label)


@register.filter
def held(code: str) -> str:
    return str(Commitment.Kind(code).label)


@register.filter
def why(code: str) -> str:
    return str(Pause.Why(code).label)


@register.filter
def home_role(code: str) -> str:
    return str(CaseHome.Role(code).label)


@register.filter
def standing(code: str) -> str:
    return str(CaseHome.Standing(code).label)


@register.filter
def concerned(names: dict[str, str]) -> str:
    """The home of an event, or the house where no home was named."""
    house = names.get("building", "")
    return names.get("home") or (f"{house}栋" if house and not house.endswith("座") else house)
