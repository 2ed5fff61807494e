"""Visits and what was found, work orders and what came of them, found-and-fixed."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext as _

from huying.cases import actions as cases
from huying.cases.models import Appeal, Case, Commitment
from huying.core import clock
from huying.core.actor import Actor
from huying.core.errors import Refused
from huying.core.links import issue, revoke
from huying.core.pictures import Picture, attach
from huying.people.models import User, Vendor
from huying.places.models import Community
from huying.rules import entry as rules

from ..models import EntryAuthorisation, Finding, Visit, Visitor, WorkOrder
from ..queries import of_matter
from .arrivals import arrive
from .entries import went_in
from .words import no_keys

ORDER_LINK = "field.work_order"


@dataclass(frozen=True, kw_only=True)
class Found:
    """What was seen: the cause in words, the part, and whose part it is."""

    cause: str
    part: str
    zone: str


@transaction.atomic
def record_visit(
    *,
    case: Case,
    user: User,
    outcome: str,
    note: str = "",
    found: Found | None = None,
    pictures: tuple[Picture, ...] = (),
    others: tuple[rules.Visitor, ...] = (),
    entry: EntryAuthorisation | None = None,
) -> Visit:
    """上门: record a visit, with who came along, its pictures, and what was found if anything was. A visit to a matter not
    yet acknowledged acknowledges it, and a matter that waits goes on: whoever stands at the door has it. With `entry`,
    somebody went into a home under that authorisation: two people, and photos only if its owner said so."""
    by = Actor.user(user)
    no_keys(note, found.cause if found else "")
    case = arrive(case=case, user=user)
    inside = entry if outcome == Visit.Outcome.SEEN else None
    visit = Visit.objects.create(case=case, user=user, at=clock.now(), outcome=outcome, note=note, entry=inside)
    Visitor.objects.bulk_create(Visitor(visit=visit, name=one.name.strip(), role=one.role) for one in others)
    files = attach(pictures, subject=visit, community=case.community_key, purpose="visit", by=by)
    body = {"visit": visit.pk, "outcome": outcome, "pictures": len(files), "others": len(others)}
    cases.take("visit", case=case, by=by, body=body, words=note)
    if inside:
        went_in(entry=inside, visit=visit, others=others, pictured=bool(pictures), by=by)
    if outcome == Visit.Outcome.SEEN:
        cases.control(case=case)
    if found:
        _record_finding(case, visit, found, by)
    return visit


def _record_finding(case: Case, visit: Visit, found: Found, by: Actor) -> None:
    """查看情况: an event of its own, since whose part it is decides who pays."""
    finding = Finding.objects.create(
        case=case, visit=visit, at=clock.now(), cause=found.cause, part=found.part, zone=found.zone
    )
    body = {"finding": finding.pk, "part": found.part, "zone": found.zone}
    cases.take("find", case=case, by=by, holds={"visit"}, body=body, words=found.cause)


@transaction.atomic
def handle(*, case: Case, user: User) -> Case:
    """自己处理好了: the grid worker put it right without a vendor. Somebody else will check."""
    case = cases.lock(case.pk)
    return cases.handle(case=case, holds=_finding_of(case), by=Actor.user(user))


@transaction.atomic
def check(*, case: Case, user: User, passed: bool, note: str = "", pictures: tuple[Picture, ...] = ()) -> Case:
    """现场核查: somebody who did not do the work goes and looks. Not good enough sends it back, with what is wrong."""
    by = Actor.user(user)
    case = cases.lock(case.pk)
    attach(pictures, subject=case, community=case.community_key, purpose="check", by=by)
    if passed:
        return cases.verify(case=case, by=by, method="on_site", note=note)
    return cases.send_back(case=case, reason=note, by=by)


def _finding_of(case: Case) -> set[str]:
    return {"finding"} if Finding.objects.filter(of_matter(case)).exists() else set()


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
def order(
    *, case: Case, vendor: Vendor, task: str, payer: str, due_by: datetime, by: Actor, seen: str = ""
) -> WorkOrder:
    """派工单: ask a vendor to repair. The vendor gets a link that lives until the work is closed."""
    no_keys(task)
    case = cases.lock(case.pk)
    if due_by <= clock.now():
        raise Refused(_("完工时间已经过去了。没有保存，请改一个以后的时间。"))
    commitment = cases.commit(
        case=case, kind="order", vendor=vendor, due_by=due_by, ack_by=min(due_by, case.control_by), asked_by=str(by)
    )
    made = WorkOrder.objects.create(
        case=case, commitment=commitment, vendor=vendor, task=task, payer=payer, due_by=due_by, at=clock.now()
    )
    issue(purpose=ORDER_LINK, subject_id=made.pk, days=LINK_DAYS)
    cases.take(
        "order", case=case, by=by, seen=seen, holds=_finding_of(case), words=task,
        body={"order": made.pk, "vendor": vendor.pk, "payer": payer, "due_by": due_by},
    )  # fmt: skip
    return made


# The link outlives the work so that a vendor can still show what was done; it is revoked when the case closes.
LINK_DAYS = 90


@transaction.atomic
def accept_order(*, order: WorkOrder) -> WorkOrder:
    """接单: by the vendor's link."""
    order = _lock(order)
    if order.accepted_at:
        return order
    order.accepted_at = clock.now()
    order.save(update_fields=["accepted_at"])
    cases.acknowledge_order(commitment=order.commitment)
    cases.take("accept_order", case=order.case, by=_vendor(order), body={"order": order.pk})
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
) -> WorkOrder:
    """完工: what came of it, what it cost, before and after. When it is resolved and nothing else is under way, the
    matter is handled and somebody else checks."""
    order = _lock(order)
    if order.commitment.ended_at:
        raise Refused(_("这张工单已经报过完工了。这次没有保存；要改请打社区电话。"))
    by = _vendor(order)
    now = clock.now()
    order.accepted_at = order.accepted_at or now
    order.finished_at, order.result, order.cost_cents, order.note = now, result, cost_cents, note
    order.save(update_fields=["accepted_at", "finished_at", "result", "cost_cents", "note"])
    for purpose, pictures in (("before", before), ("after", after)):
        attach(pictures, subject=order, community=order.case.community_key, purpose=purpose, by=by)
    cases.release(commitment=order.commitment, done=True)
    body = {"order": order.pk, "result": result, "cost_cents": cost_cents, "pictures": len(before) + len(after)}
    case = cases.take("finish_order", case=order.case, by=by, body=body, words=note)
    others = Commitment.objects.filter(case=case, kind="order", ended_at=None)
    if result == WorkOrder.Result.RESOLVED and not others.exists():
        cases.handle(case=case, holds={"finding"}, by=by)
    return order


def _lock(order: WorkOrder) -> WorkOrder:
    case = cases.lock(order.case_id)
    order = WorkOrder.objects.select_related("commitment", "vendor").get(pk=order.pk)
    order.case = case
    return order


def _vendor(order: WorkOrder) -> Actor:
    return Actor("vendor", str(order.vendor_id))


@transaction.atomic
def find_and_fix(
    *, community: Community, said: cases.Said, user: User, proof: str, note: str, pictures: tuple[Picture, ...] = ()
) -> Appeal:
    """随手办: found on the walk and fixed on the spot, on one screen. A photo, a witness or the resident is the proof."""
    by = Actor.user(user)
    if proof == "photo" and not pictures:
        raise Refused(_("选了“照片”作凭据，还没有照片。没有保存；拍一张，或者换一样凭据。"))
    appeal = cases.receive(community=community, said=said, by=by, road=Case.Road.FIXED)
    attach(pictures, subject=appeal.case, community=community.key, purpose="after", by=by)
    cases.fix(case=appeal.case, proof=proof, note=note, by=by)
    return appeal


@transaction.atomic
def close_links(*, case_id: object) -> int:
    """The vendors' links die with the case."""
    orders = WorkOrder.objects.filter(case_id=case_id).values_list("pk", flat=True)
    return revoke(purpose=ORDER_LINK, subject_ids=list(orders))
