"""公示的查询: what hangs, what was said against it, and its page for everybody."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import timedelta
from uuid import UUID

from huying.core import clock
from huying.core.models import SignedLink
from huying.rules import funds as rules

from .models import Notice, Objection, Place

NOTICE_LINK = "funds.notice"
# Nobody signs in to say something against a notice: so many from its page within so long, of all who read it.
MOST, WITHIN = 10, timedelta(minutes=15)


@dataclass
class Hung:
    """A notice with what was said against it, and the token of its page while that lives."""

    notice: Notice
    objections: list[Objection]
    token: str

    @property
    def over(self) -> bool:
        """Its last day is over."""
        return clock.today() > self.notice.until

    @property
    def waiting(self) -> int:
        """How many wait for an answer."""
        return sum(one.answered_at is None for one in self.objections)


def notice(pk: UUID) -> Notice:
    return Notice.objects.select_related(
        "place__community__division", "place__building", "place__batch", "place__case"
    ).get(pk=pk)


def hung(place: Place) -> list[Hung]:
    """Every notice of a place, newest first, in three statements."""
    return _whole(reversed(Notice.objects.filter(place=place)))


def one(notice: Notice) -> Hung:
    return _whole([notice])[0]


def _whole(notices: Iterable[Notice]) -> list[Hung]:
    found = {row.pk: Hung(row, [], "") for row in notices}
    if not found:
        return []
    for said in Objection.objects.filter(notice__in=found):
        found[said.notice_id].objections.append(said)
    live = SignedLink.objects.filter(
        purpose=NOTICE_LINK, subject_id__in=found, revoked_at=None, expires_at__gt=clock.now()
    )
    for link in live:
        found[link.subject_id].token = link.token
    return list(found.values())


def crowded(notice: Notice) -> bool:
    """Whether more was said just now than people say: somebody is trying the page out."""
    return Objection.objects.filter(notice=notice, at__gt=clock.now() - WITHIN).count() >= MOST


def late(objection: Objection) -> bool:
    """Said after the last day."""
    return clock.local(objection.at).date() > objection.notice.until


def takes_more(place: Place, notice: Notice) -> bool:
    """Whether somebody may still say something against it: nothing was decided on it yet, and no other one hangs."""
    last = Notice.objects.filter(place=place).last()
    return last is not None and last.pk == notice.pk and rules.can(place.state, "hear_objection")  # type: ignore[arg-type]
