"""Contract and works 合同与施工: the firm, its order inside the case, and the owners' representatives who look at the result."""

from dataclasses import dataclass
from datetime import date, datetime, time

from django.db import transaction
from django.utils.translation import gettext as _

from huying.cases import actions as cases
from huying.cases.models import State as CaseState
from huying.core import clock
from huying.core.actor import Actor
from huying.core.errors import Refused
from huying.field import actions as field
from huying.field.models import WorkOrder
from huying.people import queries as people
from huying.people.models import Vendor
from huying.rules import lifecycle

from .. import queries
from ..local import local
from ..models import Contract, Inspection, Place
from .steps import leads_on, lock, met, take, to_desk

# When the firm's day ends, on the day by which it is to be finished.
EVENING = time(18)


@dataclass(frozen=True)
class Signed:
    """What stands in a contract."""

    vendor: Vendor
    sum_cents: int
    signed_on: date
    due_on: date


@transaction.atomic
def contract(*, place: Place, signed: Signed, by: Actor, seen: str = "") -> Contract:
    """签合同: never for more than was approved. The firm gets its work order, with its link, inside the case."""
    place = lock(place.pk)
    leads_on("contract", place, seen)
    _sound(place, signed)
    if names := [paper.name for paper in queries.missing_papers(place, "contract")]:
        raise Refused(_("没有保存：签合同前还缺%(names)s。") % {"names": _("、").join(names)})
    holds = met(within_approved=0 < signed.sum_cents <= (place.approved_cents or 0), papers=True)
    body = {
        "vendor": signed.vendor.pk, "cents": signed.sum_cents, "signed_on": signed.signed_on, "due_on": signed.due_on,
    }  # fmt: skip
    place = take("contract", place=place, by=by, seen=seen, holds=holds, body=body)
    made = Contract.objects.create(place=place, **vars(signed))
    _order(place, f"{place.label} {place.item}", signed.vendor, signed.due_on, by)
    to_desk(place=place)
    return made


def _sound(place: Place, signed: Signed) -> None:
    if not people.vendors_for(place.community).filter(pk=signed.vendor.pk).exists():
        raise Refused(_("这家公司不在名单里，或者停用了。没有保存，请另选一家。"))
    if signed.signed_on > clock.today():
        raise Refused(_("签合同的日子还没到。没有保存，请改成签字那天。"))
    if signed.due_on < signed.signed_on:
        raise Refused(_("完工的日子在签合同之前。没有保存，请改一个。"))


def _order(place: Place, task: str, vendor: Vendor, due_on: date, by: Actor) -> None:
    """派工单 in the case of the place; what a case cannot take now is said, with the way on."""
    if not lifecycle.can(place.case.state, "order"):  # type: ignore[arg-type]
        raise Refused(
            _(
                "案件 %(number)s 现在是“%(state)s”，派不了工单。没有保存；先在案件页派到人、上门看过（办结了的先重办），再回来。"
            )
            % {"number": place.case.number, "state": place.case.get_state_display()}
        )
    due_by = datetime.combine(due_on, EVENING, tzinfo=clock.ZONE)
    made = field.order(case=place.case, vendor=vendor, task=task, payer="fund", due_by=due_by, by=by)
    place.order = made
    place.save(update_fields=["order"])


@transaction.atomic
def start_works(*, place: Place, by: Actor, seen: str = "") -> Place:
    """开工."""
    place = take("start_works", place=lock(place.pk), by=by, seen=seen, body={"order": place.order_id})
    to_desk(place=place)
    return place


@dataclass(frozen=True)
class Looked:
    """验收: on which day, and which of the owners' representatives signed."""

    on: date
    names: tuple[str, ...]
    note: str = ""


def _look(place: Place, looked: Looked, *, passed: bool) -> None:
    if looked.on > clock.today():
        raise Refused(_("验收的日子还没到。没有保存，请改成去看的那天。"))
    Inspection.objects.create(
        place=place, at=clock.now(), on=looked.on, passed=passed, note=looked.note,
        representatives="\n".join(looked.names),
    )  # fmt: skip


def _enough(place: Place, looked: Looked) -> bool:
    """Each counts once, however often the name was written."""
    least = max(local(place.community).number("min_representatives"), 1)
    return len(set(looked.names)) >= least


def worked(order: WorkOrder | None) -> bool:
    """Whether the firm has reported its work done, and did some."""
    return order is not None and order.finished_at is not None and order.worked


@transaction.atomic
def accept(*, place: Place, looked: Looked, by: Actor, seen: str = "") -> Place:
    """验收合格: the warranty runs from this day."""
    place = lock(place.pk)
    leads_on("accept", place, seen)
    _look(place, looked, passed=True)
    holds = met(order_done=worked(place.order), representatives=_enough(place, looked))
    place.accepted_on = looked.on
    until = local(place.community).warranty_until(place)
    body = {"on": looked.on, "representatives": len(set(looked.names)), "until": until}
    place = take(
        "accept", place=place, by=by, seen=seen, holds=holds, body=body, words=looked.note, accepted_on=looked.on,
        warranty_until=until,
    )  # fmt: skip
    to_desk(place=place)
    return place


@transaction.atomic
def rework(*, place: Place, looked: Looked, due_on: date, by: Actor, seen: str = "") -> Place:
    """返工: what the representatives found, and a new order to the same firm; the first one keeps what it said."""
    place = lock(place.pk)
    leads_on("rework", place, seen)
    _look(place, looked, passed=False)
    if not worked(place.order):
        raise Refused(_("施工的工单还没报完工，还在公司手上。没有保存；要催，打电话给他们。"))
    holds = met(representatives=_enough(place, looked), reason=looked.note)
    body = {"on": looked.on, "due_on": due_on}
    place = take("rework", place=place, by=by, seen=seen, holds=holds, body=body, words=looked.note)
    if place.case.state == CaseState.HANDLED:
        place.case = cases.send_back(case=place.case, reason=looked.note, by=by)
    _order(place, looked.note, place.contract.vendor, due_on, by)
    to_desk(place=place)
    return place
