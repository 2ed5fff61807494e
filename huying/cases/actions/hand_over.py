"""整批交接: what a post holds goes to another in one act, and comes back in one. The commitments stay what they are: their
deadlines run on, and what was signed for stays signed for."""

from collections.abc import Collection
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext as _

from huying.core import clock, timeline
from huying.core.actor import Actor
from huying.core.errors import Refused, Stale
from huying.people.models import Post
from huying.rules import lifecycle

from ..models import Case, Commitment, HandedOver, HandOver


@transaction.atomic
def hand_over(*, source: Post, target: Post, commitments: Collection[UUID], by: Actor) -> HandOver:
    """整批交接: these commitments of one post, those of them that it still holds, go to another post of the community."""
    if target.pk == source.pk or target.community_id != source.community_id:
        raise Refused(_("只能交给本社区别的岗位。没有交接。"))
    moving = _move(Commitment.objects.filter(pk__in=list(commitments)), source, target)
    if not moving:
        raise Refused(_("选的这些已经不在这个岗位手上了，没有交接。看看现在还有哪些。"))
    made = HandOver.objects.create(source=source, target=target, actor=str(by), at=clock.now())
    HandedOver.objects.bulk_create(HandedOver(hand_over=made, commitment=row) for row in moving)
    _record("hand_over", moving, made, target, by)
    return made


@transaction.atomic
def take_back_hand_over(*, made: HandOver, by: Actor) -> int:
    """收回: what the other post still holds of it comes back; what was finished or passed on meanwhile stays. How many
    came back."""
    made = HandOver.objects.select_for_update(of=("self",)).select_related("source", "target").get(pk=made.pk)
    if made.taken_back_at:
        raise Stale(_("这次交接已经收回过了。"))
    items = HandedOver.objects.filter(hand_over=made)
    moving = _move(Commitment.objects.filter(handed_over__in=items), made.target, made.source)
    items.filter(commitment__in=moving).update(back=True)
    made.taken_back_at = clock.now()
    made.save(update_fields=["taken_back_at"])
    _record("take_back", moving, made, made.source, by)
    return len(moving)


def _move(wanted: object, source: Post, target: Post) -> list[Commitment]:
    """Lock their cases in one order, then move what is still open and still held there. With a visit goes the lead."""
    held = wanted.filter(post=source, ended_at=None)  # type: ignore[attr-defined]
    ids = set(held.values_list("case", flat=True))
    cases = {case.pk: case for case in Case.objects.filter(pk__in=ids).select_for_update().order_by("pk")}
    rows = list(held.filter(case__in=cases).order_by("case", "pk"))
    Commitment.objects.filter(pk__in=[row.pk for row in rows]).update(post=target, look_at=None)
    Case.objects.filter(pk__in=cases, lead=source).update(lead=target)
    for row in rows:
        row.case = cases[row.case_id]
    return rows


def _record(verb: str, moving: Collection[Commitment], made: HandOver, target: Post, by: Actor) -> None:
    """One event a case, however much of it moved."""
    kinds: dict[UUID, list[str]] = {}
    for row in moving:
        kinds.setdefault(row.case_id, []).append(row.kind)
    cases = {row.case_id: row.case for row in moving}
    told = [
        timeline.Told(cases[pk], {"hand_over": made.pk, "post": target.pk, "kinds": sorted(held)})
        for pk, held in kinds.items()
    ]
    if told:
        timeline.record_all(lifecycle.BY_VERB[verb].event, told, by=by, react=True)
