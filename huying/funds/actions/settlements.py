"""Settlement 结算: what the work came to, what goes beyond the approved sum, its public notice, and the file closed."""

from dataclasses import dataclass
from datetime import date

from django.db import transaction
from django.utils.translation import gettext as _

from huying.core import clock, spoken
from huying.core.actor import Actor
from huying.core.errors import Refused
from huying.rules import shares

from .. import queries, sharing
from ..local import Local, local
from ..models import Notice, Place, Settlement
from .notices import days_after, post, told
from .payments import prepaid
from .shares import freeze
from .steps import desk_of, hand_to, leads_on, lock, met, take, to_bureau, to_desk


@dataclass(frozen=True)
class Billed:
    """结算书: its sum, the number of the invoice, and who audited it where somebody did."""

    sum_cents: int
    invoice: str
    auditor: str = ""


def within_overrun(place: Place, cents: int, rules_here: Local) -> bool:
    """Whether the approved sum still carries it. Where no rule allows more, not a cent goes beyond."""
    approved, percent = place.approved_cents or 0, rules_here.line("overrun_percent")
    if percent is None:
        return cents <= approved
    return not shares.over_budget(cents, approved, percent)


@transaction.atomic
def settle(*, place: Place, bill: Billed, by: Actor, seen: str = "") -> Settlement:
    """结算: within what was approved and the overrun of the place, audited above its line."""
    place, cents = lock(place.pk), bill.sum_cents
    leads_on("settle", place, seen)
    rules_here = local(place.community)
    _sound(place, bill, rules_here)
    line = rules_here.line("audit_over_cents")
    holds = met(
        within_overrun=within_overrun(place, cents, rules_here), papers=True,
        audited=bill.auditor or line is None or cents <= line,
    )  # fmt: skip
    body = {"cents": cents, "approved": place.approved_cents, "audited": bool(bill.auditor)}
    place = take("settle", place=place, by=by, seen=seen, holds=holds, body=body, settled_cents=cents)
    to_desk(place=place)
    return Settlement.objects.create(
        place=place, at=clock.now(), sum_cents=cents, invoice=bill.invoice, audited=bool(bill.auditor),
        auditor=bill.auditor,
    )  # fmt: skip


def _sound(place: Place, bill: Billed, rules_here: Local) -> None:
    paid = prepaid(place)
    if bill.sum_cents <= 0 or bill.sum_cents < paid:
        raise Refused(
            _("结算比已经预付的 %(paid)s 元还少。没有保存；核对金额，多付的先退回来。") % {"paid": spoken.yuan(paid)}
        )
    if not within_overrun(place, bill.sum_cents, rules_here):
        raise Refused(
            _("结算 %(sum)s 元，批的是 %(approved)s 元，超得太多。没有保存；先在“超出的部分另报”里向局里报。")
            % {"sum": spoken.yuan(bill.sum_cents), "approved": spoken.yuan(place.approved_cents or 0)}
        )
    _papers(place, "settle")


def _papers(place: Place, stage: str) -> None:
    if names := [paper.name for paper in queries.missing_papers(place, stage)]:
        raise Refused(_("没有保存：还缺%(names)s。到“材料”那一栏补上，再来。") % {"names": _("、").join(names)})


@transaction.atomic
def apply_excess(*, place: Place, cents: int, reason: str, by: Actor, seen: str = "") -> Place:
    """超出的部分另报: what the whole comes to, and why; the bureau answers."""
    place = lock(place.pk)
    leads_on("apply_excess", place, seen)
    if queries.excess_asked(place):
        raise Refused(_("已经报过一次，局里还没答复。没有保存，等答复了再报。"))
    if cents <= (place.approved_cents or 0):
        raise Refused(
            _("没有超过批的 %(n)s 元，不用另报，直接结算。没有保存。") % {"n": spoken.yuan(place.approved_cents or 0)}
        )
    holds, body = met(reason=reason, sum=cents), {"cents": cents, "approved": place.approved_cents}
    place = take("apply_excess", place=place, by=by, seen=seen, holds=holds, body=body, words=reason)
    to_bureau(place=place)
    return place


@transaction.atomic
def post_settlement(*, place: Place, posted_on: date, where: str, by: Actor, seen: str = "") -> Notice:
    """结算公示, with what each home carries, which is written down with it and stays."""
    place = lock(place.pk)
    leads_on("post_settlement", place, seen)
    _papers(place, "post_settlement")
    sheet = freeze(place=place, total_cents=place.settled_cents or 0, by=by)
    made = post(place=place, kind=Notice.Kind.SETTLEMENT, posted_on=posted_on, where=where)
    body = {**told(made), **sharing.sums(sheet)}
    place = take("post_settlement", place=place, by=by, seen=seen, holds=met(papers=True), body=body, words=made.where)
    hand_to(place=place, post=desk_of(place), due_by=days_after(place, made.until))
    return made


@transaction.atomic
def archive(*, place: Place, by: Actor, seen: str = "") -> Place:
    """归档: the file is whole, and the warranty goes on."""
    place = lock(place.pk)
    leads_on("archive", place, seen)
    _papers(place, "archive")
    holds = met(papers=True, warranty=place.warranty_until)
    place = take("archive", place=place, by=by, seen=seen, holds=holds, body={"until": place.warranty_until})
    hand_to(place=place, post=None)
    return place
