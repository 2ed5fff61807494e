"""Similar matters 相似: two cases that look alike, joined."""

from django.db import transaction
from django.utils.translation import gettext as _

from huying.core import timeline
from huying.core.actor import Actor
from huying.core.errors import Refused

from ..models import Case, CaseLink
from .steps import lock


@transaction.atomic
def link_similar(*, case: Case, other: Case, by: Actor) -> CaseLink:
    """相似: join two matters; each of their timelines says so."""
    if case.pk == other.pk or case.community_id != other.community_id:
        raise Refused(_("请选同一个社区里的另一件。没有保存。"))
    earlier, later = sorted((case, other), key=lambda one: (one.received_at, one.pk))
    link, new = CaseLink.objects.get_or_create(earlier=earlier, later=later)
    if new:
        timeline.record("cases.linked", subject=lock(earlier.pk), by=by, body={"other": later.pk})
        timeline.record("cases.linked", subject=lock(later.pk), by=by, body={"other": earlier.pk})
    return link
