"""Revealing 显示号码: a telephone number is shown to one person, once, and the access log says so. No event: nothing
happened to the matter."""

from collections.abc import Sequence

from django.db import transaction
from django.utils.translation import gettext as _

from huying.core import clock
from huying.core.actions import log_access
from huying.core.actor import Actor
from huying.core.errors import Refused
from huying.core.models import AccessLog

from ..models import Appeal

Reason = AccessLog.Reason
ASKED = (Reason.CALL, Reason.CHECK, Reason.OTHER)


@transaction.atomic
def reveal(*, appeal: Appeal, by: Actor, reason: str, words: str = "") -> list[str]:
    """显示号码: the whole numbers, for a reason that is kept."""
    if reason not in ASKED:
        raise Refused(_("请点一下为什么要看号码。"))
    if reason == Reason.OTHER and not words.strip():
        raise Refused(_("请写几个字：为什么要看号码。"))
    kept = words.strip()[:120] if reason == Reason.OTHER else ""
    log_access(kind="phone", subject=appeal, by=by, reason=reason, words=kept)
    return appeal.phones


@transaction.atomic
def reveal_to_holder(*, appeals: Sequence[Appeal], by: Actor) -> None:
    """在手上: who holds the matter rings with one tap. Their first opening of its page in a day is logged."""
    left = {appeal.pk: appeal for appeal in appeals if appeal.phones}
    morning = clock.instant(clock.today().isoformat())
    seen = AccessLog.objects.filter(actor=str(by), reason=Reason.HOLDER, subject_id__in=left, at__gte=morning)
    for pk in left.keys() - set(seen.values_list("subject_id", flat=True)):
        log_access(kind="phone", subject=left[pk], by=by, reason=Reason.HOLDER)
