"""Work orders 工单: asked for, accepted, done in whole or in part, handed back, called back; by link, or typed in by the desk
as it heard it. Several may run in one case; each owns one commitment."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext as _

from huying.cases import actions as cases
from huying.cases import deadlines
from huying.cases.models import Case, Commitment
from huying.core import clock
from huying.core.actor import Actor
from huying.core.errors import Refused
from huying.core.links import issue, revoke
from huying.core.pictures import Picture, attach
from huying.people import queries as people
from huying.people.models import User, Vendor
from huying.rules import lifecycle
from huying.rules.money import approvals_needed, needs_why

from ..models import WorkOrder
from ..queries import ORDER_LINK
from .money import add_voice, ask_money, line_of, say_no, to_approve
from .visits import finding_of
from .words import no_keys

# The link outlives the work so that a vendor can still show what was done; it is revoked when the case closes.
LINK_DAYS = 90
# What was approved late is still given a day.
LEAST = timedelta(days=1)


@dataclass(frozen=True, kw_only=True)
class Typed:
    """替他们记: who at the desk typed in what a vendor answered, and how the answer came (WorkOrder.Heard)."""

    by: Actor
    heard: str


@transaction.atomic
def order(
    *,
    case: Case,
    vendor: Vendor,
    task: str,
    payer: str,
    due_by: datetime,
    by: Actor,
    estimate_cents: int | None = None,
    seen: str = "",
) -> WorkOrder:
    """派工单: ask a vendor to repair. The vendor gets a link that lives until the work is closed. Where the desk was to
    decide who comes next, it has. Above the division's line nobody is asked before two people have approved."""
    no_keys(task)
    case = cases.lock(case.pk)
    if due_by <= clock.now():
        raise Refused(_("完工时间已经过去了。没有保存，请改一个以后的时间。"))
    line = line_of(case.community)
    waits = approvals_needed(estimate_cents, line and line.amount_cents)
    commitment = to_approve(case, by.id) if waits else _to_work(case, vendor, due_by, by)
    made = WorkOrder.objects.create(
        case=case, commitment=commitment, vendor=vendor, task=task, payer=payer, due_by=due_by, at=clock.now(),
        estimate_cents=estimate_cents,
    )  # fmt: skip
    if waits and line:
        ask_money(order=made, line=line, by=by, holds=finding_of(case), seen=seen)
    else:
        _send(made, by, seen)
    _decided(case)
    return made


def _to_work(case: Case, vendor: Vendor, due_by: datetime, by: Actor) -> Commitment:
    """With whoever ordered it, who is told first when the vendor is silent."""
    return cases.commit(
        case=case, kind="order", vendor=vendor, due_by=due_by, ack_by=_ack_by(case, due_by), asked_by=str(by)
    )


def _send(order: WorkOrder, by: Actor, seen: str) -> None:
    case = order.case
    issue(purpose=ORDER_LINK, subject_id=order.pk, days=LINK_DAYS)
    cases.take(
        "order", case=case, by=by, seen=seen, holds=finding_of(case), words=order.task,
        body={"order": order.pk, "vendor": order.vendor_id, "payer": order.payer, "due_by": order.due_by},
    )  # fmt: skip


@transaction.atomic
def approve_money(*, order: WorkOrder, user: User) -> WorkOrder:
    """同意花这笔钱: one of two. With the second the order goes out; before it, the request goes to the next."""
    order = _lock(order)
    if add_voice(order=order, user=user):
        order.due_by = max(order.due_by, clock.now() + LEAST)
        asker = Actor.user(order.spending.asked_by)
        order.commitment = _to_work(order.case, order.vendor, order.due_by, asker)
        order.save(update_fields=["commitment", "due_by"])
        _send(order, Actor.user(user), "")
    return order


@transaction.atomic
def refuse_money(*, order: WorkOrder, user: User, reason: str) -> WorkOrder:
    """不同意: the order ends, with why; the desk decides how it goes on."""
    order = _lock(order)
    say_no(order=order, user=user, reason=reason)
    order.finished_at, order.result, order.note = clock.now(), WorkOrder.Result.CANCELLED, reason
    order.save(update_fields=["finished_at", "result", "note"])
    if lifecycle.can(order.case.state, "order"):  # type: ignore[arg-type]
        _to_decide(order.case)
    return order


def _ack_by(case: Case, due_by: datetime) -> datetime:
    """By when they say whether they come: as soon as this community answers itself, and never after the work is due."""
    return min(due_by, deadlines.of_case(case, clock.now(), "respond"))


@transaction.atomic
def accept_order(*, order: WorkOrder, typed: Typed | None = None) -> WorkOrder:
    """接单: by the vendor's link, or as the desk heard it. Accepted twice it is accepted once."""
    order = _lock(order)
    if order.accepted_at and not order.finished_at:
        return order
    _at_work(order)
    order.accepted_at = clock.now()
    order.heard = typed.heard if typed else ""
    order.save(update_fields=["accepted_at", "heard"])
    cases.acknowledge_order(commitment=order.commitment)
    cases.take("accept_order", case=order.case, by=_speaker(order, typed), body=_told(order, typed))
    return order


@transaction.atomic
def finish_order(
    *,
    order: WorkOrder,
    result: str,
    cost_cents: int,
    note: str = "",
    before: tuple[Picture, ...] = (),
    after: tuple[Picture, ...] = (),
    why_more: str = "",
    typed: Typed | None = None,
) -> WorkOrder:
    """完工: what came of it, what it cost, before and after. When it is resolved and nothing else is under way, the
    matter is handled and somebody else checks. What is left over, with its reason, is the desk's to order anew."""
    order = _lock(order)
    _at_work(order)
    by, now = _speaker(order, typed), clock.now()
    order.accepted_at = order.accepted_at or now
    order.finished_at, order.result, order.cost_cents, order.note = now, result, cost_cents, note
    order.heard, order.why_more = typed.heard if typed else "", why_more
    order.save(update_fields=["accepted_at", "finished_at", "result", "cost_cents", "note", "heard", "why_more"])
    for purpose, pictures in (("before", before), ("after", after)):
        attach(pictures, subject=order, community=order.case.community_key, purpose=purpose, by=by)
    cases.release(commitment=order.commitment, done=True)
    body = _told(order, typed, result=result, cost_cents=cost_cents, pictures=len(before) + len(after))
    whole = result == WorkOrder.Result.RESOLVED
    case = cases.take(
        "finish_order",
        case=order.case,
        by=by,
        body=body,
        words=note,
        holds=cases.met(
            whole_or_why=whole or note, why_more=why_more or not needs_why(cost_cents, order.estimate_cents)
        ),
    )
    others = Commitment.objects.filter(case=case, kind="order", ended_at=None)
    if not whole:
        _to_decide(case)
    elif not others.exists():
        cases.handle(case=case, holds={"finding"}, by=_vendor(order))
    return order


@transaction.atomic
def hand_back_order(*, order: WorkOrder, reason: str, typed: Typed | None = None) -> WorkOrder:
    """退回工单: whoever was asked cannot do it, or it is not theirs, with the reason. The desk decides who comes next."""
    _at_work(_lock(order))
    order = _end(order, WorkOrder.Result.HANDED_BACK, reason, typed.heard if typed else "")
    by, body = _speaker(order, typed), _told(order, typed)
    case = cases.take(
        "hand_back_order", case=order.case, by=by, body=body, words=reason, holds=cases.met(reason=reason)
    )
    _to_decide(case)
    return order


@transaction.atomic
def cancel_order(*, order: WorkOrder, reason: str, by: Actor) -> WorkOrder:
    """收回工单: the desk no longer asks for it, with the reason; whoever has the link reads it."""
    order = _end(order, WorkOrder.Result.CANCELLED, reason, "")
    body = {"order": order.pk, "vendor": order.vendor_id}
    cases.take("cancel_order", case=order.case, by=by, body=body, words=reason, holds=cases.met(reason=reason))
    return order


@transaction.atomic
def enough(*, case: Case, reason: str, by: Actor, seen: str = "") -> Case:
    """不用再派: nobody else is asked; the lead has it, and the reason says how it goes on."""
    case = cases.lock(case.pk)
    case = cases.take("enough", case=case, by=by, seen=seen, words=reason, holds=cases.met(reason=reason))
    _decided(case)
    return case


def _end(order: WorkOrder, result: str, reason: str, heard: str) -> WorkOrder:
    """It ends without work."""
    order = _lock(order)
    _still_open(order)
    order.finished_at, order.result, order.note, order.heard = clock.now(), result, reason, heard
    order.save(update_fields=["finished_at", "result", "note", "heard"])
    cases.release(commitment=order.commitment, done=False)
    return order


def _to_decide(case: Case) -> None:
    """再派一张: in the hands of the desk, as soon as it answers anybody; asked once."""
    if not Commitment.objects.filter(case=case, kind="next_order", ended_at=None).exists():
        due_by = deadlines.of_case(case, clock.now(), "respond")
        cases.commit(case=case, kind="next_order", post=people.desk_of(case.community), due_by=due_by)


def _decided(case: Case) -> None:
    for commitment in Commitment.objects.filter(case=case, kind="next_order", ended_at=None):
        cases.release(commitment=commitment, done=True)


def _at_work(order: WorkOrder) -> None:
    _still_open(order)
    if order.to_approve:
        raise Refused(_("这张工单的费用还没批，没有派出去。这次没有保存。"))


def _still_open(order: WorkOrder) -> None:
    if not order.finished_at:
        return
    if order.result == WorkOrder.Result.HANDED_BACK:
        raise Refused(_("这张工单已经退回了。这次没有保存；要改请打社区电话。"))
    if order.result == WorkOrder.Result.CANCELLED:
        raise Refused(_("社区已经收回这张工单了。这次没有保存；有话请打社区电话。"))
    raise Refused(_("这张工单已经报过完工了。这次没有保存；要改请打社区电话。"))


def _lock(order: WorkOrder) -> WorkOrder:
    case = cases.lock(order.case_id)
    order = WorkOrder.objects.select_related("commitment", "vendor").get(pk=order.pk)
    order.case = case
    return order


def _vendor(order: WorkOrder) -> Actor:
    return Actor("vendor", str(order.vendor_id))


def _speaker(order: WorkOrder, typed: Typed | None) -> Actor:
    return typed.by if typed else _vendor(order)


def _told(order: WorkOrder, typed: Typed | None, **facts: Any) -> dict[str, Any]:
    """What the event says; of what was typed in, whose word it is and how it was heard."""
    heard = {"vendor": order.vendor_id, "heard": typed.heard} if typed else {}
    return {"order": order.pk, **facts, **heard}


@transaction.atomic
def move_work(*, source: Case, target: Case, only: Collection[str] | None = None) -> list[UUID]:
    """并案时的工单: those still open go on in the other case; finished ones, visits and findings stay where they were
    made, and are read from there. `only` brings back those that moved."""
    orders = WorkOrder.objects.filter(case=source)
    orders = orders.filter(finished_at=None) if only is None else orders.filter(pk__in=list(only))
    moved = list(orders.order_by("pk").values_list("pk", flat=True))
    WorkOrder.objects.filter(pk__in=moved).update(case=target)
    return moved


@transaction.atomic
def close_links(*, case_id: object) -> int:
    """The vendors' links die with the case."""
    orders = WorkOrder.objects.filter(case_id=case_id).values_list("pk", flat=True)
    return revoke(purpose=ORDER_LINK, subject_ids=list(orders))
