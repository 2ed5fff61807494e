"""联系记录: whom we tried to reach, in vain or not."""

from django.db import transaction

from huying.cases import actions as cases
from huying.cases.models import Case
from huying.core import clock
from huying.core.actor import Actor
from huying.people.models import User
from huying.rules import entry as rules

from ..models import ContactAttempt
from .words import no_keys


@transaction.atomic
def contact(
    *, case: Case, user: User, whom: str, channel: str, outcome: str, name: str = "", phone: str = "", note: str = ""
) -> ContactAttempt:
    """联系记录: a try to reach somebody, in vain or not. To have reached the reporter keeps the promise to respond."""
    no_keys(note, name)
    case = cases.lock(case.pk)
    now = clock.now()
    attempt = ContactAttempt.objects.create(
        case=case, user=user, at=now, whom=whom, name=name, phone=phone, channel=channel, outcome=outcome, note=note
    )
    body = {"attempt": attempt.pk, "whom": whom, "channel": channel, "outcome": outcome}
    responded = case.responded_at or (now if rules.responds(whom, outcome) else None)
    cases.take("contact", case=case, by=Actor.user(user), body=body, words=note, responded_at=responded)
    return attempt
