"""Warranty 质保: said before it ends, and claimed where the same part fails again inside it."""

from datetime import timedelta
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext as _

from huying.cases import actions as cases
from huying.cases.models import Case
from huying.core import clock, timeline
from huying.core.actor import SYSTEM, Actor
from huying.core.errors import Refused
from huying.core.models import Event

from .. import queries
from ..local import local
from ..models import Place
from .steps import State, hand_to, lock, to_desk


@transaction.atomic
def warn_of_end(*, place: Place) -> bool:
    """质保快到期: the desk looks once more while the firm still answers for it; said once."""
    place = lock(place.pk)
    days = local(place.community).number("warranty_warn_days")
    until, today = place.warranty_until, clock.today()
    near = place.state == State.ARCHIVED and until and today <= until <= today + timedelta(days=days)
    if not near or told(place, "funds.warranty_ending"):
        return False
    timeline.record("funds.warranty_ending", subject=place, by=SYSTEM, body={"until": until})
    to_desk(place=place)
    return True


@transaction.atomic
def look_over(*, place: Place, found: str, by: Actor) -> Place:
    """到期前看过了: what was seen; nobody waits for it any longer."""
    place = lock(place.pk)
    if place.state != State.ARCHIVED or place.commitment is None:
        raise Refused(_("这一处没有等着看的。没有保存，请刷新看看。"))
    timeline.record("funds.warranty_looked", subject=place, by=by, body={"until": place.warranty_until}, words=found)
    hand_to(place=place, post=None)
    return place


@transaction.atomic
def claim_warranty(*, case: Case) -> list[Place]:
    """还在质保里: a call of the same house and the same part, written down on the place and on the case, once."""
    found = []
    for place in queries.under_warranty(case):
        place = lock(place.pk)
        if not told(place, "funds.warranty_claimed", case.pk):
            body = {"case": case.pk, "number": case.number, "until": place.warranty_until}
            timeline.record("funds.warranty_claimed", subject=place, by=SYSTEM, body=body)
            found.append(place)
    if found:
        body = {"places": [place.pk for place in found], "until": max(place.warranty_until for place in found)}  # type: ignore[type-var]
        timeline.record("funds.warranty_noted", subject=cases.lock(case.pk), by=SYSTEM, body=body)
    return found


def told(place: Place, kind: str, case: UUID | None = None) -> bool:
    """Whether this was said of the place already; of a case, whether it was said of that one."""
    rows = Event.objects.filter(subject_type=place._meta.label_lower, subject_id=str(place.pk), kind=kind)
    return any(case is None or timeline.data(event)["case"] == str(case) for event in rows)
