"""结算与拨款: what it came to, what was paid and by whose yes, the notice of it, the file closed, the warranty."""

from typing import Any

from django.urls import reverse
from django.utils.translation import gettext as _

from huying.cases.desk_forms import StepForm
from huying.core import spoken

from .. import queries
from ..actions import payments
from ..dossier import Dossier, Offer
from ..models import Payment, Settlement
from ..notice_forms import PostForm
from ..work_forms import (
    DrawForm,
    ExcessForm,
    LookedOverForm,
    PaidForm,
    PrepayForm,
    RefusePaymentForm,
    SettleForm,
)


def panel(dossier: Dossier) -> tuple[str, dict[str, Any]] | None:
    place = dossier.place
    if place.approved_at is None:
        return None
    rows = Payment.objects.filter(place=place).select_related("asked_by").prefetch_related("voices__user")
    paid: list[Any] = list(rows.order_by("asked_at"))
    for row in paid:
        row.forms = _voice(dossier, row)
    waiting = [row for row in paid if row.decided_at is None or (row.approved and row.paid_on is None)]
    made = (_ask(dossier, waiting), _pay(dossier, waiting), *_settle(dossier), _post(dossier), *_end(dossier))
    offers = [offer for offer in made if offer]
    settlement = Settlement.objects.filter(place=place).first() if place.settled_cents else None
    if not paid and not offers and settlement is None and not place.warranty_until:
        return None
    facts = {"payments": paid, "settlement": settlement, "offers": offers}
    asks = place.state == "accepted"
    return "funds/settlement_panel.html", facts | {"excess": queries.excess_asked(place) if asks else None}


def _offer(dossier: Dossier, name: str, make: Any, title: str, button: str, hint: str = "") -> Offer:
    url = reverse(f"fund_{name}", args=[dossier.place.pk])
    return Offer(name, dossier.form(name, make), url, title, button, hint)


def _voice(dossier: Dossier, row: Payment) -> RefusePaymentForm | None:
    """For whoever may speak and did not ask; that another's yes does not count, the action says."""
    name = f"refuse-{row.pk}"
    may = dossier.may("approve_payment") and row.decided_at is None and row.asked_by_id != dossier.user.pk
    return dossier.form(name, RefusePaymentForm) if may or name in dossier.bound else None  # type: ignore[return-value]


def _ask(dossier: Dossier, waiting: list[Payment]) -> Offer | None:
    place = dossier.place
    if "ask" not in dossier.bound and (not dossier.may("ask_payment") or waiting):
        return None
    if payments.kind_now(place) == Payment.Kind.DRAW:
        rest = payments.rest(place)
        hint = _("结算减去预付，还要拨 %(rest)s 元。两个人批了才拨，提的人不算。") % {"rest": spoken.yuan(rest)}
        return _offer(dossier, "ask", DrawForm, _("请拨款"), _("提上去"), hint) if rest > 0 else None
    if place.state not in ("contracted", "in_works", "reworking"):
        return None
    left = payments.prepay_left(place)
    hint = _("最多还能预付 %(left)s 元。两个人批了才拨，提的人不算。") % {"left": spoken.yuan(left)}
    show = left > 0 or "ask" in dossier.bound
    return _offer(dossier, "ask", lambda: PrepayForm(left=left), _("请预付"), _("提上去"), hint) if show else None


def _pay(dossier: Dossier, waiting: list[Payment]) -> Offer | None:
    approved = next((row for row in waiting if row.approved), None)
    may = dossier.may("draw") or dossier.may("prepay")
    nothing_left = dossier.may("draw") and not waiting and payments.rest(dossier.place) == 0
    if "pay" not in dossier.bound and not (may and (approved or nothing_left)):
        return None
    cents = approved.sum_cents if approved else 0
    hint = _("批了 %(sum)s 元。") % {"sum": spoken.yuan(cents)} if cents else _("预付的正好够，没有要再拨的。")
    return _offer(dossier, "pay", PaidForm, _("记拨款"), _("拨了"), hint)


def _settle(dossier: Dossier) -> list[Offer]:
    line = dossier.local.line("audit_over_cents")
    over = spoken.yuan(line) if line is not None else ""
    found = []
    if "settle" in dossier.bound or dossier.may("settle"):
        found.append(_offer(dossier, "settle", lambda: SettleForm(audit_over=over), _("结算"), _("记下结算")))
    if "excess" in dossier.bound or (dossier.may("apply_excess") and not queries.excess_asked(dossier.place)):
        hint = _("比批的超得太多，要先向局里另报。")
        found.append(_offer(dossier, "excess", ExcessForm, _("超出的部分另报"), _("报上去"), hint))
    return found


def _post(dossier: Dossier) -> Offer | None:
    if "post_settlement" not in dossier.bound and not dossier.may("post_settlement"):
        return None
    hint = _("要贴 %(n)s 天，贴的那天不算。") % {"n": dossier.local.number("settlement_notice_days")}
    return _offer(dossier, "post_settlement", PostForm, _("结算公示"), _("贴出去了"), hint)


def _end(dossier: Dossier) -> list[Offer]:
    found, place = [], dossier.place
    if "archive" in dossier.bound or dossier.may("archive"):
        found.append(_offer(dossier, "archive", StepForm, _("归档"), _("归档")))
    desk = dossier.roles & {"officer", "secretary"}
    if "looked" in dossier.bound or (desk and place.state == "archived" and place.commitment):
        hint = _("质保快到期了：趁公司还管，去看一眼。")
        found.append(_offer(dossier, "looked", LookedOverForm, _("到期前看一眼"), _("看过了"), hint))
    return found
