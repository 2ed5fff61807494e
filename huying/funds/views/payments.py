"""拨款: asked for, approved by two, refused, paid."""

from typing import Any
from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.urls import path
from django.utils.translation import gettext as _

from huying.cases.desk_forms import StepForm
from huying.core import spoken
from huying.core.access import policy
from huying.core.actor import Actor
from huying.core.once import once

from .. import actions
from ..actions.payments import kind_now
from ..dossier import Dossier
from ..models import Payment
from ..work_forms import DrawForm, PaidForm, PrepayForm, RefusePaymentForm
from .place import take


def _of(dossier: Dossier, pk: UUID) -> Payment:
    """A payment of this place; another's is not found."""
    return get_object_or_404(Payment, place=dossier.place, pk=pk)


@policy("staff", verb="keep_funds")
@once
def ask(request: HttpRequest, pk: UUID) -> HttpResponse:
    def form_of(dossier: Dossier) -> StepForm:
        made = DrawForm if kind_now(dossier.place) == Payment.Kind.DRAW else PrepayForm
        return made(request.POST)

    def act(dossier: Dossier, given: dict[str, Any], _by: Actor, seen: str) -> str:
        made = actions.ask_payment(
            place=dossier.place, cents=given.get("sum"), user=dossier.user, why=given["why"], seen=seen
        )
        return _("%(sum)s 元提上去了，等两个人批。") % {"sum": spoken.yuan(made.sum_cents)}

    return take(request, pk, "ask_payment", "ask", form_of, act)


@policy("staff", verb="approve_fund_money")
@once
def approve(request: HttpRequest, pk: UUID, payment: UUID) -> HttpResponse:
    """同意拨. Nothing is asked; a refusal is said on the page."""

    def form_of(dossier: Dossier) -> StepForm:
        return _of(dossier, payment) and StepForm(request.POST)

    def act(dossier: Dossier, _given: dict[str, Any], _by: Actor, _seen: str) -> str:
        found = actions.approve_payment(payment=_of(dossier, payment), user=dossier.user)
        return _("批够了，可以拨了。") if found.approved else _("您的同意记下了，还要一个人批。")

    return take(request, pk, "approve_payment", f"refuse-{payment}", form_of, act)


@policy("staff", verb="approve_fund_money")
@once
def refuse(request: HttpRequest, pk: UUID, payment: UUID) -> HttpResponse:
    def form_of(dossier: Dossier) -> StepForm:
        return _of(dossier, payment) and RefusePaymentForm(request.POST)

    def act(dossier: Dossier, given: dict[str, Any], _by: Actor, _seen: str) -> str:
        actions.refuse_payment(payment=_of(dossier, payment), user=dossier.user, reason=given["reason"])
        return _("记下了：不批，钱没有动。")

    return take(request, pk, "refuse_payment", f"refuse-{payment}", form_of, act)


@policy("staff", verb="keep_funds")
@once
def pay(request: HttpRequest, pk: UUID) -> HttpResponse:
    def act(dossier: Dossier, given: dict[str, Any], by: Actor, seen: str) -> str:
        actions.pay(place=dossier.place, on=given["on"], by=by, seen=seen)
        return _("拨款记下了。")

    return take(request, pk, "ask_payment", "pay", lambda _dossier: PaidForm(request.POST), act)


urlpatterns: list[Any] = [
    path("desk/funds/places/<uuid:pk>/payments/", ask, name="fund_ask"),
    path("desk/funds/places/<uuid:pk>/payments/<uuid:payment>/approve/", approve, name="fund_approve_payment"),
    path("desk/funds/places/<uuid:pk>/payments/<uuid:payment>/refuse/", refuse, name="fund_refuse_payment"),
    path("desk/funds/places/<uuid:pk>/pay/", pay, name="fund_pay"),
]
