"""报一处, and which homes pay for it."""

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import path
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from huying.cases.desk_forms import StepForm
from huying.core.access import policy
from huying.core.actor import Actor
from huying.core.errors import Refused, Stale
from huying.core.once import once
from huying.places.models import Home
from huying.rules import funds as rules

from .. import actions, property_queries
from ..dossier import Dossier
from ..local import Key, emergency_kinds
from ..opening import Opening
from ..place_forms import (
    ALL,
    SHARED,
    SOME,
    CheckForm,
    DropForm,
    EmergencyForm,
    LeaveLaneForm,
    ScopeForm,
    SiteForm,
    signed,
)
from . import properties
from .place import load, take

KEEP = "keep_funds"


@policy("staff", verb=KEEP)
@require_http_methods(["GET", "HEAD", "POST"])
@once
def open_place(request: HttpRequest) -> HttpResponse:
    """报维修资金, from the cases or the building in the address."""
    opening = Opening(request)
    if not opening.houses or not opening.leads:
        return render(request, "funds/open_none.html", {"opening": opening}, status=200)
    form = opening.form(request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        try:
            place = actions.open_place(
                case=form.lead(), need=form.need(), scope=actions.Scope(form.paying()), reasons=form.also(),
                by=Actor.of(request),
            )  # fmt: skip
            messages.success(request, _("%(place)s立好了，先查勘。") % {"place": place})
            return redirect("fund_place", place.pk)
        except Refused as refused:
            form.add_error(None, str(refused))
    return render(request, "funds/open.html", {"form": form, "opening": opening}, status=422 if form.errors else 200)


@policy("staff", verb=KEEP)
@require_http_methods(["GET", "HEAD", "POST"])
@once
def scope(request: HttpRequest, pk: UUID) -> HttpResponse:
    """哪些户出钱, on a page of its own: a house may have a hundred homes."""
    dossier = load(request, pk)
    if not dossier.roles & rules.BY_VERB["set_scope"].who:
        raise PermissionDenied
    form, status = _scope_form(dossier, request.POST if request.method == "POST" else None), 422
    if request.method == "POST" and form.is_valid():
        try:
            seen = request.POST.get("seen", "")
            actions.set_scope(place=dossier.place, scope=form.scope(), by=Actor.of(request), seen=seen)
            messages.success(request, _("出钱的户定好了：%(n)s 户。") % {"n": len(form.paying())})
            return redirect(f"{redirect('fund_place', pk).url}#scope")
        except Refused as refused:
            form.add_error(None, str(refused))
            status = 409 if isinstance(refused, Stale) else 422
    context = {"dossier": dossier, "place": dossier.place, "form": form}
    return render(request, "funds/scope.html", context, status=status if form.errors else 200)


def _scope_form(dossier: Dossier, data: Any) -> ScopeForm:
    """With the homes of the buildings that pay now, and of the building of the place."""
    held = {row.home_id: row.parts for row in dossier.roll}
    houses = {row.home.building_id for row in dossier.roll} | {dossier.place.building_id} - {None}
    homes = list(property_queries.homes_of(houses))  # type: ignore[arg-type]
    who = _who(homes, set(held))
    initial: dict[str, Any] = {f"parts_{key}": parts for key, parts in held.items()}
    initial |= {
        "who": who,
        "homes": [str(key) for key in held] if who == SOME else [],
        "agreed": "agreed" if dossier.place.by_agreement else SHARED,
    }
    return ScopeForm(data, rows=homes, initial=initial)


def _who(homes: list[Home], held: set[UUID]) -> str:
    """All, one unit, or those that are ticked."""
    if len(held) == len(homes):
        return ALL
    for unit in {home.unit_id for home in homes}:
        if held == {home.pk for home in homes if home.unit_id == unit}:
            return f"unit:{unit}"
    return SOME


@policy("staff", verb=KEEP)
@once
def survey(request: HttpRequest, pk: UUID) -> HttpResponse:
    """查勘."""

    def act(dossier: Dossier, _given: dict[str, Any], by: Actor, seen: str) -> str:
        actions.survey(place=dossier.place, by=by, seen=seen)
        return _("查勘记上了，再看能不能用维修资金。")

    return take(request, pk, "survey", "survey", lambda _dossier: StepForm(request.POST), act)


@policy("staff", verb=KEEP)
@once
def check(request: HttpRequest, pk: UUID) -> HttpResponse:
    """能不能用维修资金."""
    form = CheckForm(request.POST)

    def act(dossier: Dossier, _given: dict[str, Any], by: Actor, seen: str) -> str:
        if form.why:
            actions.find_not_payable(place=dossier.place, answers=form.answers(), by=by, seen=seen)
            return _("记下了：不用维修资金。请照上面说的另找路子。")
        actions.find_payable(place=dossier.place, answers=form.answers(), by=by, seen=seen)
        return _("能报，再定走哪种程序。")

    return take(request, pk, "find_payable", "check", lambda _dossier: form, act)


@policy("staff", verb=KEEP)
@once
def normal(request: HttpRequest, pk: UUID) -> HttpResponse:
    """走一般程序."""

    def act(dossier: Dossier, _given: dict[str, Any], by: Actor, seen: str) -> str:
        actions.take_normal_lane(place=dossier.place, by=by, seen=seen)
        return _("走一般程序，先做方案和预算。")

    return take(request, pk, "take_normal_lane", "normal", lambda _dossier: StepForm(request.POST), act)


@policy("staff", verb=KEEP)
@once
def emergency(request: HttpRequest, pk: UUID) -> HttpResponse:
    """走应急程序."""

    def form_of(dossier: Dossier) -> StepForm:
        return EmergencyForm(request.POST, kinds=emergency_kinds(dossier.place.community))

    def act(dossier: Dossier, given: dict[str, Any], by: Actor, seen: str) -> str:
        kinds = {str(kind.pk): kind for kind in emergency_kinds(dossier.place.community)}
        actions.take_emergency_lane(place=dossier.place, kind=kinds[given["kind"]], by=by, seen=seen)
        return _("走应急程序，先做预算，再到现场确认。")

    return take(request, pk, "take_emergency_lane", "emergency", form_of, act)


@policy("staff", verb=KEEP)
@once
def site(request: HttpRequest, pk: UUID) -> HttpResponse:
    """现场确认."""

    def form_of(dossier: Dossier) -> StepForm:
        return SiteForm(request.POST, street=bool(dossier.local.number(Key.STREET_CONFIRMS)))

    def act(dossier: Dossier, given: dict[str, Any], by: Actor, seen: str) -> str:
        actions.confirm_site(place=dossier.place, signed=signed(given), by=by, seen=seen)
        return _("现场确认记上了，开始备材料。")

    return take(request, pk, "confirm_site", "site", form_of, act)


@policy("staff", verb=KEEP)
@once
def drop(request: HttpRequest, pk: UUID) -> HttpResponse:
    """不报了."""

    def act(dossier: Dossier, given: dict[str, Any], by: Actor, seen: str) -> str:
        actions.drop(place=dossier.place, reason=given["reason"], by=by, seen=seen)
        return _("记下了：这一处不报了。")

    return take(request, pk, "drop", "drop", lambda _dossier: DropForm(request.POST), act)


@policy("staff", verb=KEEP)
@once
def leave_lane(request: HttpRequest, pk: UUID) -> HttpResponse:
    """换程序."""

    def act(dossier: Dossier, given: dict[str, Any], by: Actor, seen: str) -> str:
        actions.leave_lane(place=dossier.place, reason=given["reason"], by=by, seen=seen)
        return _("回到定程序这一步，预算和报价都还在。")

    return take(request, pk, "leave_lane", "leave_lane", lambda _dossier: LeaveLaneForm(request.POST), act)


urlpatterns: list[Any] = [
    *properties.urlpatterns,
    path("desk/funds/places/new/", open_place, name="fund_open"),
    path("desk/funds/places/<uuid:pk>/scope/", scope, name="fund_scope"),
    path("desk/funds/places/<uuid:pk>/survey/", survey, name="fund_survey"),
    path("desk/funds/places/<uuid:pk>/check/", check, name="fund_check"),
    path("desk/funds/places/<uuid:pk>/normal/", normal, name="fund_normal"),
    path("desk/funds/places/<uuid:pk>/emergency/", emergency, name="fund_emergency"),
    path("desk/funds/places/<uuid:pk>/site/", site, name="fund_site"),
    path("desk/funds/places/<uuid:pk>/lane/", leave_lane, name="fund_leave_lane"),
    path("desk/funds/places/<uuid:pk>/drop/", drop, name="fund_drop"),
]
