"""Notices 站内通知: made when something came into a post's hands, read when somebody of the post opens it."""

from django.db import transaction

from huying.cases.models import Commitment
from huying.core import clock
from huying.core.models import Event
from huying.people.models import User

from ..models import Notice
from .messages import tell_post


@transaction.atomic
def notify_holders(*, event: Event) -> int:
    """Tell the posts that hold this case now that something came into their hands. Run twice, it tells once."""
    held = Commitment.objects.filter(case_id=event.subject_id, ended_at=None, post__isnull=False)
    made = 0
    for commitment in held.select_related("case__community", "post"):
        _notice, new = Notice.objects.get_or_create(
            commitment=commitment,
            defaults={
                "post_id": commitment.post_id, "case_id": commitment.case_id, "kind": event.kind, "at": clock.now(),
            },
        )  # fmt: skip
        if new:
            tell_post(commitment=commitment, template="holder")
        made += new
    return made


@transaction.atomic
def notify_again(*, event: Event) -> int:
    """催办: whoever holds it is told anew, and the matter stands unread again. Run twice, or after it was read, it does
    nothing more."""
    made = notify_holders(event=event)
    held = Notice.objects.filter(case_id=event.subject_id, commitment__ended_at=None, at__lt=event.at)
    return made + held.update(kind=event.kind, at=event.at, read_at=None)


@transaction.atomic
def read(*, user: User, case_id: object) -> int:
    """Whoever opens the case has seen its notices."""
    unread = Notice.objects.filter(post__in=user.posts, case_id=case_id, read_at=None)
    return unread.update(read_at=clock.now())
