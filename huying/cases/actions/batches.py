"""成批: one step for many matters. Nothing is done until the seconds for taking it back are over; then each matter takes
the step by itself, and what one refuses holds up no other."""

from collections.abc import Mapping
from datetime import timedelta
from uuid import UUID

from django.db import transaction
from django.utils import translation
from django.utils.translation import gettext as _

from huying.core import clock, jobs, timeline
from huying.core.actor import Actor
from huying.core.errors import Refused, Stale
from huying.people.models import User

from .. import queries
from ..models import Batch, BatchItem, Case
from .merging import merge
from .promises import remind
from .roads import answer, dispatch

MOST = 200


@transaction.atomic
def hold_batch(*, user: User, verb: str, cases: Mapping[UUID, str], words: str = "", by: Actor) -> Batch:
    """记下一批: these matters, each in the state it was seen in, will take the step in ten seconds."""
    found = list(queries.visible_to(user).filter(pk__in=list(cases)).select_related("community"))
    _check(found, cases, verb, words)
    if any(not queries.may(user, verb, case) for case in found):
        raise Refused(_("这一步您的岗位不能办。什么也没办。"))
    now = clock.now()
    batch = Batch.objects.create(
        community=found[0].community, user=user, verb=verb, words=words, language=translation.get_language(),
        made_at=now, run_at=now + timedelta(seconds=Batch.UNDO_SECONDS),
    )  # fmt: skip
    BatchItem.objects.bulk_create(BatchItem(batch=batch, case=case, seen=cases[case.pk]) for case in found)
    timeline.record("cases.batch_held", subject=batch, by=by, body={"verb": verb, "cases": [case.pk for case in found]})
    jobs.enqueue_path("huying.cases.tasks.run_batch", str(batch.pk), run_after=batch.run_at)
    return batch


def _check(found: list[Case], asked: Mapping[UUID, str], verb: str, words: str) -> None:
    if not asked:
        raise Refused(_("还没勾选哪几件。什么也没办。"))
    if len(asked) > MOST:
        raise Refused(_("一次最多 %(most)s 件。什么也没办，请分几次。") % {"most": MOST})
    if len(found) < len(asked):
        raise Refused(_("勾选的有几件已经不在您这里了。什么也没办，请重新勾选。"))
    if len({case.community_id for case in found}) > 1:
        raise Refused(_("一批只能是同一个社区的。什么也没办。"))
    if verb == Batch.Verb.MERGE and len(found) < 2:
        raise Refused(_("并案至少勾选两件。什么也没办。"))
    if verb == Batch.Verb.ANSWER and not words.strip():
        raise Refused(_("请写下答复。什么也没办。"))


@transaction.atomic
def undo_batch(*, batch: Batch, by: Actor) -> Batch:
    """撤回: nothing was done yet, and nothing will be. Too late once it was done."""
    batch = Batch.objects.select_for_update().get(pk=batch.pk)
    if batch.undone_at:
        return batch
    if batch.ended_at:
        raise Stale(_("来不及撤回，已经办了。要改的话，一件一件打开改。"))
    batch.undone_at = clock.now()
    batch.save(update_fields=["undone_at"])
    timeline.record("cases.batch_undone", subject=batch, by=by)
    return batch


@transaction.atomic
def run_batch(*, pk: UUID) -> Batch:
    """办这一批, once: a job that comes again finds it ended. Every matter is left whole, done or not."""
    batch = Batch.objects.select_for_update().get(pk=pk)
    if not batch.waits:
        return batch
    items = list(batch.items.select_related("case__community", "case__grid").order_by("case__received_at", "case"))
    seen_by = set(
        queries.visible_to(batch.user).filter(pk__in=[item.case_id for item in items]).values_list("pk", flat=True)
    )
    with translation.override(batch.language):
        for item in items:
            _one(batch, item, items[0].case, allowed=batch.user.is_active and item.case_id in seen_by)
    BatchItem.objects.bulk_update(items, ["done", "said"])
    batch.ended_at = clock.now()
    batch.save(update_fields=["ended_at"])
    done = sum(item.done for item in items)
    body = {"done": done, "left": len(items) - done}
    timeline.record("cases.batch_ended", subject=batch, by=Actor.user(batch.user), body=body)
    return batch


def _one(batch: Batch, item: BatchItem, first: Case, *, allowed: bool) -> None:
    """`first` is the earliest of the batch, into which the others merge."""
    try:
        if not (allowed and queries.may(batch.user, batch.verb, item.case)):
            raise Refused(_("这一件已经不在您这里了。"))
        with transaction.atomic():
            _step(batch, item, first)
    except Refused as refused:
        item.said = str(refused)[:300]
    else:
        item.done = True


def _step(batch: Batch, item: BatchItem, first: Case) -> None:
    case, by = item.case, Actor.user(batch.user)
    if batch.verb == Batch.Verb.DISPATCH:
        post = queries.whom(case, " ".join(case.appeals.values_list("text", flat=True)))
        if post is None:
            raise Refused(_("这里还没有网格员，请打开它，选派给谁。"))
        dispatch(case=case, post=post, by=by, seen=item.seen)
    elif batch.verb == Batch.Verb.REMIND:
        remind(case=case, by=by, note=batch.words, seen=item.seen)
    elif batch.verb == Batch.Verb.ANSWER:
        answer(case=case, reply=batch.words, by=by, seen=item.seen)
    elif case.pk != first.pk:
        merge(case=case, into=first, by=by, words=batch.words, seen=item.seen)
