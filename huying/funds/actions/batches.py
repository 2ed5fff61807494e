"""Batches 批次: places are gathered, filed together, and moved to the next one where they are not ready."""

from collections.abc import Iterable
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext as _

from huying.core import clock, timeline
from huying.core.actor import Actor
from huying.core.errors import Refused, Stale
from huying.core.links import issue, revoke
from huying.core.models import SignedLink
from huying.places.models import Community

from .. import filing
from ..models import Batch, Place, Review
from .steps import State, lock, met, take, to_bureau, to_desk

REVIEW_LINK = "funds.review"
LINK_DAYS = 60


@transaction.atomic
def open_batch(*, community: Community, by: Actor) -> Batch:
    """开一批: the next number of the community. One is open at a time, so that nobody wonders which is meant."""
    Community.objects.select_for_update().get(pk=community.pk)
    if _open(community):
        raise Refused(_("还有一批没报，先把那一批报了。没有保存。"))
    return _next(community, by)


def _open(community: Community) -> Batch | None:
    return Batch.objects.filter(community=community, filed_at=None).order_by("number").first()


def _next(community: Community, by: Actor) -> Batch:
    last = Batch.objects.filter(community=community).order_by("number").last()
    batch = Batch.objects.create(community=community, number=last.number + 1 if last else 1, opened_at=clock.now())
    timeline.record("funds.batch_opened", subject=batch, by=by, body={"number": batch.number})
    return batch


@transaction.atomic
def join_batch(*, place: Place, batch: Batch, by: Actor, seen: str = "") -> Place:
    """编进一批 that is not filed yet."""
    place, batch = lock(place.pk), _lock(batch.pk)
    holds = met(open_batch=batch.filed_at is None and batch.community_id == place.community_id)
    return take(
        "join_batch", place=place, by=by, seen=seen, holds=holds, body={"batch": batch.pk, "number": batch.number},
        batch=batch,
    )  # fmt: skip


@transaction.atomic
def move_batch(*, place: Place, reason: str, by: Actor, clerk: str = "", seen: str = "") -> Place:
    """挪到下一批: the next that is not filed, opened where there is none. What the bureau had before it is the desk's
    again, to be filed with that batch."""
    place = lock(place.pk)
    Community.objects.select_for_update().get(pk=place.community_id)
    old, filed = place.batch, place.state in (State.SUBMITTED, State.UNDER_REVIEW)
    batch = _open(place.community) or _next(place.community, by)
    holds = met(open_batch=True, another=old is None or old.pk != batch.pk, reason=reason)
    body = {"batch": batch.pk, "number": batch.number, "from": old and old.number}
    verb = "put_off" if filed else "move_batch"
    place = take(verb, place=place, by=by, seen=seen, holds=holds, body=body, words=reason, batch=batch)
    if filed:
        said(place, Review.Decision.MOVED, by=by, clerk=clerk, reason=reason)
        to_desk(place=place)
    return place


@transaction.atomic
def said(
    place: Place, decision: str, *, by: Actor, clerk: str = "", reason: str = "", cents: int | None = None
) -> Review:
    """One word of the bureau, for the page. Part of the step that it belongs to."""
    return Review.objects.create(
        place=place, at=clock.now(), by=str(by), clerk=clerk, decision=decision, reason=reason, cents=cents
    )


def _lock(pk: UUID) -> Batch:
    return Batch.objects.select_for_update().get(pk=pk)


@transaction.atomic
def submit_batch(*, batch: Batch, places: Iterable[UUID], by: Actor) -> list[Place]:
    """整批报局: those that were ticked, all of them or none. What was not ticked stays in the batch and is handed in by
    itself once it is ready."""
    batch = _lock(batch.pk)
    if batch.filed_at:
        raise Stale(_("这一批已经报出去了。没有保存；后来备好的，在那一处的页面单独报。"))
    chosen = [lock(pk) for pk in places]
    if not chosen or any(place.batch_id != batch.pk for place in chosen):
        raise Refused(_("请勾选这一批里要报的，至少一处。没有保存。"))
    if wrong := _not_ready(chosen):
        raise Refused(_("一处也没有报出去。%(wrong)s补齐了再报，或者把没备齐的去掉勾，先报别的。") % {"wrong": wrong})
    batch.filed_at = clock.now()
    batch.save(update_fields=["filed_at"])
    body = {"number": batch.number, "places": [place.pk for place in chosen]}
    timeline.record("funds.batch_filed", subject=batch, by=by, body=body)
    return [_submit(place, by) for place in chosen]


@transaction.atomic
def submit(*, place: Place, by: Actor, seen: str = "") -> Place:
    """报局 of one place: what came back for correction, or what was not ready when its batch was filed."""
    place = lock(place.pk)
    if place.batch and place.batch.filed_at is None and place.state == State.READY:
        raise Refused(_("第 %(n)s 批还没报：到这一批的页面整批报。没有保存。") % {"n": place.batch.number})
    if place.batch and place.batch.filed_at is None and place.state == State.RETURNED:
        raise Refused(
            _("这一处挪到了第 %(n)s 批，那一批还没报：到那一批的页面整批报。没有保存。") % {"n": place.batch.number}
        )
    return _submit(place, by, seen)


def _not_ready(places: list[Place]) -> str:
    """7栋：缺业主清册。新3栋：……"""
    found = filing.lacks(places)
    lines = [(place.label, _("；").join(found[place.pk])) for place in places if found[place.pk]]
    return "".join(_("%(place)s：%(facts)s。") % {"place": label, "facts": facts} for label, facts in lines)


def _submit(place: Place, by: Actor, seen: str = "") -> Place:
    if place.state in filing.READY and (wrong := _not_ready([place])):
        raise Refused(_("没有报出去。%(wrong)s补齐了再报。") % {"wrong": wrong})
    holds = met(batch=place.batch, papers=True, areas=True)
    body = {"batch": place.batch_id, "number": place.batch and place.batch.number}
    place = take("submit", place=place, by=by, seen=seen, holds=holds, body=body)
    to_bureau(place=place)
    return place


@transaction.atomic
def link_bureau(*, batch: Batch, by: Actor) -> SignedLink:
    """给区里的链接 of a filed batch, for a bureau without an account: the one that lives, or a new one."""
    batch = _lock(batch.pk)
    if batch.filed_at is None:
        raise Refused(_("这一批还没报，区里还没有什么可看。没有保存。"))
    live = SignedLink.objects.filter(
        purpose=REVIEW_LINK, subject_id=str(batch.pk), revoked_at=None, expires_at__gt=clock.now()
    ).first()
    if live:
        return live
    link = issue(purpose=REVIEW_LINK, subject_id=batch.pk, days=LINK_DAYS)
    timeline.record("funds.batch_linked", subject=batch, by=by, body={"until": link.expires_at})
    return link


@transaction.atomic
def unlink_bureau(*, batch: Batch, by: Actor) -> None:
    """收回链接: whoever has it reads that it has ended."""
    if revoke(purpose=REVIEW_LINK, subject_ids=[str(batch.pk)]):
        timeline.record("funds.batch_unlinked", subject=batch, by=by, body={"number": batch.number})
