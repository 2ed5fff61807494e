"""Notices 站内通知: made when something came into a post's hands, read when somebody of the post opens it."""

from datetime import datetime, timedelta

from django.db import transaction
from django.db.models import F

from huying.cases.models import Commitment
from huying.core import clock, timeline
from huying.core.models import Event
from huying.people.models import User

from ..models import Notice
from .messages import tell_post, tell_raised


@transaction.atomic
def notify_holders(*, event: Event) -> int:
    """Tell the posts that hold this case now that something came into their hands. Run twice, it tells once."""
    held = Commitment.objects.filter(case_id=event.subject_id, ended_at=None, post__isnull=False)
    made = 0
    for commitment in held.select_related("case__community", "post"):
        _notice, new = Notice.objects.get_or_create(
            commitment=commitment,
            post_id=commitment.post_id,
            defaults={"case_id": commitment.case_id, "kind": event.kind, "at": clock.now()},
        )
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
    held = held.filter(post=F("commitment__post"))
    return made + held.update(kind=event.kind, at=event.at, read_at=None)


# An office that has just begun is not written to about everything that was ever late; its pages show it all the same.
FRESH = timedelta(days=1)


@transaction.atomic
def notify_raised(*, event: Event) -> int:
    """升级提醒: the post that is to look at it is told, and once it is overdue its holder is reminded too. Run twice, it
    tells once."""
    told = timeline.data(event)
    row = Commitment.objects.select_related("case__community", "post").get(pk=told["commitment"])
    if row.ended_at:
        return 0
    late = told["code"] in ("overdue", "again", "last")
    posts = {told["post"], *([str(row.post_id)] if late and row.post_id else [])}
    made = sum(_told_again(row, post, event) for post in sorted(posts))
    if made and event.at - datetime.fromisoformat(told["since_by"]) < FRESH:
        tell_raised(commitment=row, post=told["post"], event=event)
        if late and row.post_id and str(row.post_id) != told["post"]:
            tell_post(commitment=row, template="overdue")
    return made


def _told_again(row: Commitment, post: str, event: Event) -> int:
    """1, or 0 when this event was told before."""
    fresh = {"case_id": row.case_id, "kind": event.kind, "at": event.at}
    notice, new = Notice.objects.get_or_create(commitment=row, post_id=post, defaults=fresh)
    if new:
        return 1
    older = Notice.objects.filter(pk=notice.pk, at__lt=event.at)
    return older.update(kind=event.kind, at=event.at, read_at=None)


@transaction.atomic
def read(*, user: User, case_id: object) -> int:
    """Whoever opens the case has seen its notices."""
    unread = Notice.objects.filter(post__in=user.posts, case_id=case_id, read_at=None)
    return unread.update(read_at=clock.now())
