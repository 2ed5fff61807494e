"""Commitments 承办: who holds what, until when. They are part of the step that opens or ends them."""

from collections.abc import Sequence
from datetime import datetime

from django.db import transaction

from huying.core import clock
from huying.people.models import Post, Vendor

from ..models import Case, Commitment


@transaction.atomic
def commit(
    *,
    case: Case,
    kind: str,
    due_by: datetime,
    post: Post | None = None,
    vendor: Vendor | None = None,
    ack_by: datetime | None = None,
    acked_at: datetime | None = None,
    asked_by: str = "",
) -> Commitment:
    """承办: from now on somebody holds this. It is part of the step that opens it, which records the event. `asked_by`:
    who ordered it of a vendor, and is told first when the vendor is silent."""
    return Commitment.objects.create(
        case=case, kind=kind, post=post, vendor=vendor, opened_at=clock.now(), ack_by=ack_by, acked_at=acked_at,
        due_by=due_by, asked_by=asked_by,
    )  # fmt: skip


@transaction.atomic
def commit_all(*, cases: Sequence[Case], kind: str, post: Post) -> None:
    """承办 of many matters that came in together: each is answered by its own deadline."""
    now = clock.now()
    Commitment.objects.bulk_create(
        [Commitment(case=case, kind=kind, post=post, opened_at=now, due_by=case.respond_by) for case in cases],
        batch_size=500,
    )


@transaction.atomic
def release(*, commitment: Commitment, done: bool) -> None:
    """了结一项承办: done, or no longer asked for."""
    Commitment.objects.filter(pk=commitment.pk, ended_at=None).update(ended_at=clock.now(), done=done)


@transaction.atomic
def acknowledge_order(*, commitment: Commitment) -> None:
    """接单: the holder of an order says "I have it"."""
    Commitment.objects.filter(pk=commitment.pk, acked_at=None).update(acked_at=clock.now())


@transaction.atomic
def release_all(case: Case, *, done: bool = False, but: str = "") -> None:
    """了结这件的所有承办, but those of one kind: the step at hand takes their place. What was asked for beside the road
    (a joint call, an answer to supervision, an owner to be told) ends only by its own step."""
    held = Commitment.objects.filter(case=case, ended_at=None).exclude(
        kind__in=[but, *Commitment.BESIDE, *Commitment.APART]
    )
    held.update(ended_at=clock.now(), done=done)


def beside(case: Case) -> bool:
    """Whether something asked for beside the road is still open: then the case cannot end."""
    return Commitment.objects.filter(case=case, kind__in=Commitment.BESIDE, ended_at=None).exists()
