"""凑钱: a small sum outside the fund, shared out to the cent among a few homes; who has paid, under which receipt."""

from collections.abc import Sequence
from typing import NamedTuple
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext as _

from huying.cases import actions as cases
from huying.cases.models import Case
from huying.core import clock, timeline
from huying.core.actor import Actor
from huying.core.errors import Refused, Stale
from huying.people.models import User
from huying.places.models import Community, Home
from huying.rules import shares as rules

from ..models import Levy, LevyShare, Property


class LevyBill(NamedTuple):
    """What is paid for, how much, by whom, and how it is shared."""

    item: str
    sum_cents: int
    homes: Sequence[UUID]
    split: str


@transaction.atomic
def open_levy(*, community: Community, case: Case | None, bill: LevyBill, user: User) -> Levy:
    """分摊小账: each home's part, exact to the cent and in sum. Where a case led to it, the case's history tells of it."""
    subject = cases.lock(case.pk) if case else None
    if bill.sum_cents <= 0:
        raise Refused(_("请写明多少钱，要比 0 多。没有保存。"))
    homes = list(Home.objects.filter(pk__in=bill.homes, building__community=community).select_related("building"))
    if not homes or len(homes) != len(set(bill.homes)):
        raise Refused(_("请选哪几户分，至少一户，都要是这个社区的。没有保存。"))
    areas = _areas(homes) if bill.split == Levy.Split.AREA else {}
    parts = _shared(bill.sum_cents, homes, areas)
    levy = Levy.objects.create(
        community=community, case=case, item=bill.item, at=clock.now(), by=user, sum_cents=bill.sum_cents,
        split=bill.split,
    )  # fmt: skip
    LevyShare.objects.bulk_create(
        LevyShare(levy=levy, home=home, cents=parts[home.pk], area=areas.get(home.pk)) for home in homes
    )
    body = {
        "levy": levy.pk, "sum_cents": levy.sum_cents, "split": levy.split,
        "shares": {str(home.pk): parts[home.pk] for home in homes},
    }  # fmt: skip
    timeline.record("funds.levy_opened", subject=subject or levy, by=Actor.user(user), body=body, words=levy.item)
    return levy


def _areas(homes: Sequence[Home]) -> dict[UUID, int]:
    known: dict[UUID, int] = dict(
        Property.objects.filter(home__in=homes, area__isnull=False).values_list("home_id", "area")
    )
    lacking = [home.label for home in homes if home.pk not in known]
    if lacking:
        names = _("、").join(sorted(lacking, key=rules.natural))
        raise Refused(_("%(homes)s还没有面积，分不了，没有保存。先补上面积，或者改成每户一样多。") % {"homes": names})
    return known


def _shared(cents: int, homes: Sequence[Home], areas: dict[UUID, int]) -> dict[UUID, int]:
    """By area, or the same for each. Cents left over go as the rulebook says, of equal ones by the rooms' order."""
    keys = {f"{home.label} {home.pk}": home.pk for home in homes}
    parts = rules.apportion(cents, {key: areas.get(pk, 1) for key, pk in keys.items()})
    if min(parts.values()) == 0:
        raise Refused(_("钱太少，分到有的户不到一分。没有保存。"))
    return {keys[key]: part for key, part in parts.items()}


@transaction.atomic
def pay_share(*, share: LevyShare, receipt: str, by: Actor) -> LevyShare:
    """收到一户: with the number of the receipt that was written for it. Nobody pays through huying."""
    levy = _open(share.levy_id)
    share = LevyShare.objects.select_related("home").get(pk=share.pk)
    if share.paid_at:
        raise Stale(
            _("%(home)s已经记成付了，收据 %(number)s。您的没有保存。") % {"home": share.home, "number": share.receipt}
        )
    if not receipt:
        raise Refused(_("还没写收据号，没有保存。"))
    other = LevyShare.objects.filter(levy=levy, receipt=receipt).select_related("home").first()
    if other:
        said = {"number": receipt, "home": other.home}
        raise Refused(_("收据 %(number)s 已经给%(home)s用了，没有保存。看看号码。") % said)
    share.paid_at, share.receipt = clock.now(), receipt
    share.save(update_fields=["paid_at", "receipt"])
    body = {"share": share.pk, "home": share.home_id, "cents": share.cents}
    timeline.record("funds.levy_paid", subject=levy, by=by, body=body, words=receipt)
    return share


@transaction.atomic
def undo_payment(*, share: LevyShare, reason: str, seen: str, by: Actor) -> LevyShare:
    """退回一笔: it was not paid, or written down for the wrong home. `seen` is the receipt that the page showed."""
    levy = _open(share.levy_id)
    share = LevyShare.objects.select_related("home").get(pk=share.pk)
    if not share.paid_at or share.receipt != seen:
        raise Stale(_("%(home)s的这一笔刚被别人改过，您的没有保存。看看现在的。") % {"home": share.home})
    if not reason:
        raise Refused(_("请写明原因，没有保存。"))
    share.paid_at, share.receipt = None, ""
    share.save(update_fields=["paid_at", "receipt"])
    body = {"share": share.pk, "home": share.home_id, "cents": share.cents}
    timeline.record("funds.levy_payment_undone", subject=levy, by=by, body=body, words=f"{seen} {reason}")
    return share


@transaction.atomic
def end_levy(*, levy: Levy, reason: str, seen: str, by: Actor) -> Levy:
    """结账: all have paid, or what is open is written off with a reason. `seen` is what was open, in cents."""
    levy = _open(levy.pk)
    left = sum(levy.shares.filter(paid_at=None).values_list("cents", flat=True))
    if str(left) != seen:
        raise Stale(_("刚有人记过收钱或者退回，您的没有保存。看看现在还差多少，再结。"))
    if left and not reason:
        raise Refused(_("还没收齐，不收了要写明原因。没有保存。"))
    levy.ended_at = clock.now()
    levy.save(update_fields=["ended_at"])
    body = {"paid_cents": levy.sum_cents - left, "off_cents": left}
    timeline.record("funds.levy_ended", subject=levy, by=by, body=body, words=reason if left else "")
    return levy


def _open(pk: UUID) -> Levy:
    """The levy, held until the transaction ends; nothing changes after its end."""
    levy = Levy.objects.select_for_update().get(pk=pk)
    if levy.ended_at:
        raise Stale(_("这笔账已经结了，您的没有保存。"))
    return levy
