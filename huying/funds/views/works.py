"""合同、开工、验收、返工: steps of a place."""

from typing import Any
from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.urls import path
from django.utils.translation import gettext as _

from huying.cases.desk_forms import StepForm
from huying.core.access import policy
from huying.core.actor import Actor
from huying.core.once import once
from huying.people import queries as people

from .. import actions
from ..dossier import Dossier
from ..work_forms import ContractForm, InspectForm, ReworkForm
from .place import take


@policy("staff", verb="keep_funds")
@once
def contract(request: HttpRequest, pk: UUID) -> HttpResponse:
    def form_of(dossier: Dossier) -> ContractForm:
        place = dossier.place
        return ContractForm(request.POST, vendors=people.vendors_for(place.community), sum_cents=place.approved_cents)

    def act(dossier: Dossier, given: dict[str, Any], by: Actor, seen: str) -> str:
        vendor = people.vendors_for(dossier.place.community).get(pk=given["vendor"])
        signed = actions.Signed(
            vendor=vendor, sum_cents=given["sum"], signed_on=given["signed_on"], due_on=given["due_on"]
        )
        actions.contract(place=dossier.place, signed=signed, by=by, seen=seen)
        return _("合同记下了，工单派给%(vendor)s了，请把链接发给他们。") % {"vendor": vendor}

    return take(request, pk, "contract", "contract", form_of, act)


@policy("staff", verb="keep_funds")
@once
def start(request: HttpRequest, pk: UUID) -> HttpResponse:
    def act(dossier: Dossier, _given: dict[str, Any], by: Actor, seen: str) -> str:
        actions.start_works(place=dossier.place, by=by, seen=seen)
        return _("记下了：开工。")

    return take(request, pk, "start_works", "start", lambda _dossier: StepForm(request.POST), act)


@policy("staff", verb="keep_funds")
@once
def accept(request: HttpRequest, pk: UUID) -> HttpResponse:
    form = InspectForm(request.POST)

    def act(dossier: Dossier, _given: dict[str, Any], by: Actor, seen: str) -> str:
        actions.accept(place=dossier.place, looked=form.looked(), by=by, seen=seen)
        return _("记下了：验收合格，质保从这天算起。")

    return take(request, pk, "accept", "accept", lambda _dossier: form, act)


@policy("staff", verb="keep_funds")
@once
def rework(request: HttpRequest, pk: UUID) -> HttpResponse:
    form = ReworkForm(request.POST)

    def act(dossier: Dossier, given: dict[str, Any], by: Actor, seen: str) -> str:
        actions.rework(place=dossier.place, looked=form.looked(), due_on=given["due_on"], by=by, seen=seen)
        return _("记下了：返工，新的工单派给公司了。")

    return take(request, pk, "rework", "rework", lambda _dossier: form, act)


urlpatterns: list[Any] = [
    path("desk/funds/places/<uuid:pk>/contract/", contract, name="fund_contract"),
    path("desk/funds/places/<uuid:pk>/start/", start, name="fund_start"),
    path("desk/funds/places/<uuid:pk>/accept/", accept, name="fund_accept"),
    path("desk/funds/places/<uuid:pk>/rework/", rework, name="fund_rework"),
]
