"""Replying to others 回复来件: what was sent back to the hotline or the group, and when."""

from django.db import transaction
from django.utils.translation import gettext as _

from huying.core import clock, timeline
from huying.core.actor import Actor
from huying.core.errors import Refused

from ..models import Appeal, Case, State
from .indexing import index_words
from .steps import lock


@transaction.atomic
def reply_outside(*, appeal: Appeal, words: str, by: Actor) -> Case:
    """已回复: the reply as it was sent, while the matter is open or after it closed. The first one keeps the promise."""
    if not words.strip():
        raise Refused(_("还没写回复了什么。没有保存，写上再点一次。"))
    case = lock(appeal.case_id)
    final = case.state == State.CLOSED
    Appeal.objects.filter(pk=appeal.pk, outside_replied_at=None).update(outside_replied_at=clock.now())
    body = {"appeal": appeal.pk, "channel": appeal.channel, "final": final}
    timeline.record("cases.outside_replied", subject=case, by=by, body=body, words=words)
    index_words(case=case, words=words)
    return case
