"""Payments 拨款: asked for by one, approved by two others of whom one stands above the desk, then written down as paid."""

from datetime import date
from uuid import UUID

from django.db import transaction
from django.db.models import Sum
from django.utils.translation import gettext as _

from huying.cases import actions as cases
from huying.cases import deadlines
from huying.core import clock, spoken
from huying.core.actor import Actor
from huying.core.errors import Refused
from huying.people import queries as people
from huying.people.models import User
from huying.rules import funds as rules
from huying.rules import money

from .. import queries
from ..local import local
from ..models import Payment, PaymentVoice, Place, Property, ShareLine
from .steps import State, hand_to, leads_on, lock, met, take, to_desk

Kind = Payment.Kind
VERBS = {Kind.PREPAY: "prepay", Kind.DRAW: "draw"}


def kind_now(place: Place) -> Payment.Kind:
    """What money can be asked for now: the rest after the settlement was posted, before that a part in advance."""
    return Kind.DRAW if place.state == State.SETTLEMENT_POSTED else Kind.PREPAY


def prepaid(place: Place) -> int:
    """What was approved in advance, paid out or about to be."""
    rows = Payment.objects.filter(place=place, kind=Kind.PREPAY, approved=True)
    return int(rows.aggregate(cents=Sum("sum_cents"))["cents"] or 0)


def prepay_left(place: Place) -> int:
    """How much may still be asked for in advance."""
    contract, percent = place.contract, local(place.community).line("prepay_percent")
    most = contract.sum_cents if percent is None else rules.part_of(contract.sum_cents, percent)
    return max(most - prepaid(place), 0)


def rest(place: Place) -> int:
    """What is left to pay of the settled sum."""
    return (place.settled_cents or 0) - prepaid(place)


@transaction.atomic
def ask_payment(*, place: Place, cents: int | None, user: User, why: str = "", seen: str = "") -> Payment:
    """请拨款. In advance a part of the contract, as far as the place's rule goes; after the settlement what is left, to
    the cent."""
    place = lock(place.pk)
    leads_on("ask_payment", place, seen)
    kind = kind_now(place)
    cents = rest(place) if kind == Kind.DRAW else cents or 0
    body = {"kind": kind, "cents": cents}
    take("ask_payment", place=place, by=Actor.user(user), seen=seen, holds=met(sum=cents > 0), body=body, words=why)
    if pending(place):
        raise Refused(_("已经有一笔在等批，或者批了还没拨。没有保存；先把那一笔办完。"))
    if kind == Kind.PREPAY and cents > (left := prepay_left(place)):
        raise Refused(_("预付最多还能付 %(left)s 元。没有保存，请改小一点。") % {"left": spoken.yuan(left)})
    payment = Payment.objects.create(
        place=place, kind=kind, sum_cents=cents, asked_at=clock.now(), asked_by=user, why=why
    )
    _to_next(place, str(user.pk))
    return payment


def pending(place: Place) -> Payment | None:
    """The payment that waits: for a voice, or approved and not paid yet."""
    return Payment.objects.filter(place=place, paid_on=None).exclude(decided_at__isnull=False, approved=False).last()


def _to_next(place: Place, *apart_from: str) -> None:
    """The next who is asked: the secretary, somebody at the desk or the street, never the one who asked or has spoken."""
    for post, user in people.rulers(place.community):
        if user and str(user) not in apart_from:
            hand_to(place=place, post=post, due_by=deadlines.branch(place.community, "ruling", clock.now()))
            return
    raise Refused(_("这笔钱要两个人批，提的人不算；现在没有够数的人在岗。没有保存，请书记先安排人。"))


def _asked(place: Place, pk: UUID) -> Payment | None:
    return Payment.objects.filter(place=place, pk=pk, decided_at=None).first()


@transaction.atomic
def approve_payment(*, payment: Payment, user: User) -> Payment:
    """同意拨款: one of two. After the second the desk has it paid out, and writes down the day."""
    place = lock(payment.place_id)
    asked = _asked(place, payment.pk)
    voices = list(asked.voices.order_by("at", "pk")) if asked else []
    earlier = [money.Voice(str(one.user_id), one.above) for one in voices]
    one = money.Voice(str(user.pk), cases.from_above(place.case, user))
    why = money.why_not(str(asked.asked_by_id), earlier, one) if asked else ""
    holds = met(asked=asked, not_own=why != "own", not_twice=why != "twice", from_above=why != "above")
    body = {"payment": payment.pk, "cents": payment.sum_cents, "n": len(earlier) + 1}
    take("approve_payment", place=place, by=Actor.user(user), holds=holds, body=body)
    assert asked is not None
    PaymentVoice.objects.create(payment=asked, user=user, above=one.above, at=clock.now())
    if len(earlier) + 1 < money.APPROVERS:
        _to_next(place, str(asked.asked_by_id), one.user)
        return asked
    return _decide(place, asked, approved=True)


@transaction.atomic
def refuse_payment(*, payment: Payment, user: User, reason: str) -> Payment:
    """不同意拨: one no is enough, with why."""
    place = lock(payment.place_id)
    asked = _asked(place, payment.pk)
    holds = met(asked=asked, not_own=asked and asked.asked_by_id != user.pk, reason=reason)
    body = {"payment": payment.pk, "cents": payment.sum_cents}
    take("refuse_payment", place=place, by=Actor.user(user), holds=holds, body=body, words=reason)
    assert asked is not None
    return _decide(place, asked, approved=False)


def _decide(place: Place, asked: Payment, *, approved: bool) -> Payment:
    asked.decided_at, asked.approved = clock.now(), approved
    asked.save(update_fields=["decided_at", "approved"])
    to_desk(place=place)
    return asked


@transaction.atomic
def pay(*, place: Place, on: date, by: Actor, seen: str = "") -> Place:
    """记拨款: the day on which what two approved left the fund. Of the rest, each home's account pays its part."""
    place = lock(place.pk)
    kind = kind_now(place)
    leads_on(VERBS[kind], place, seen)
    if on > clock.today():
        raise Refused(_("拨款的日子还没到。没有保存，请改成钱到账那天。"))
    payment = pending(place)
    approved = payment if payment and payment.approved else None
    if approved and clock.local(approved.decided_at).date() > on:  # type: ignore[arg-type]
        raise Refused(_("拨款的日子在批准之前。没有保存，请改成钱到账那天。"))
    cents = approved.sum_cents if approved else 0
    holds = met(
        # What was paid in advance was approved by two as well: where nothing is left, there is nothing to approve.
        two_approved=approved or (kind == Kind.DRAW and payment is None and rest(place) == 0),
        within_prepay=True, **_hung(place) if kind == Kind.DRAW else {},
    )  # fmt: skip
    body = {"payment": approved and approved.pk, "cents": cents, "on": on}
    place = take(VERBS[kind], place=place, by=by, seen=seen, holds=holds, body=body)
    if approved:
        approved.paid_on = on
        approved.save(update_fields=["paid_on"])
    if kind == Kind.DRAW:
        _from_accounts(place, on)
    to_desk(place=place)
    return place


def _hung(place: Place) -> dict[str, bool]:
    notice = queries.posted(place, "settlement")
    return {"notice_over": queries.hung_long_enough(notice), "objections_answered": not queries.unanswered(notice)}


def _from_accounts(place: Place, on: date) -> None:
    """What each home's account pays, as it was shared out; an account is never drawn below nothing."""
    lines = ShareLine.objects.filter(place=place, from_account__gt=0).select_related("home").order_by("home_id")
    shares = {line.home_id: line for line in lines}
    accounts = Property.objects.select_for_update().filter(home__in=shares).order_by("pk")
    found = {row.home_id: row for row in accounts}
    for home, line in shares.items():
        row = found.get(home)
        held = row.balance_cents or 0 if row else 0
        if held < line.from_account:
            raise Refused(
                _("%(home)s 账上现在只有 %(held)s 元，分摊表上要从里面出 %(due)s 元。没有保存；先核对这一户的余额。")
                % {"home": line.home.label, "held": spoken.yuan(held), "due": spoken.yuan(line.from_account)}
            )
        assert row is not None
        row.balance_cents, row.balance_on = held - line.from_account, on
    Property.objects.bulk_update(found.values(), ["balance_cents", "balance_on"])
