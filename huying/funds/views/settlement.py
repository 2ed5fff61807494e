"""结算、另报、公示、归档、到期前看一眼: steps of a place."""

from typing import Any
from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.urls import path
from django.utils.translation import gettext as _

from huying.cases.desk_forms import StepForm
from huying.core.access import policy
from huying.core.actor import Actor
from huying.core.once import once

from .. import actions
from ..dossier import Dossier
from ..notice_forms import PostForm
from ..work_forms import ExcessForm, LookedOverForm, SettleForm
from .place import take


@policy("staff", verb="keep_funds")
@once
def settle(request: HttpRequest, pk: UUID) -> HttpResponse:
    def act(dossier: Dossier, given: dict[str, Any], by: Actor, seen: str) -> str:
        bill = actions.Billed(sum_cents=given["sum"], invoice=given["invoice"], auditor=given["auditor"])
        actions.settle(place=dossier.place, bill=bill, by=by, seen=seen)
        return _("结算记下了。")

    return take(request, pk, "settle", "settle", lambda _dossier: SettleForm(request.POST), act)


@policy("staff", verb="keep_funds")
@once
def excess(request: HttpRequest, pk: UUID) -> HttpResponse:
    def act(dossier: Dossier, given: dict[str, Any], by: Actor, seen: str) -> str:
        actions.apply_excess(place=dossier.place, cents=given["sum"], reason=given["reason"], by=by, seen=seen)
        return _("报上去了，等局里答复。")

    return take(request, pk, "apply_excess", "excess", lambda _dossier: ExcessForm(request.POST), act)


@policy("staff", verb="keep_funds")
@once
def post(request: HttpRequest, pk: UUID) -> HttpResponse:
    def act(dossier: Dossier, given: dict[str, Any], by: Actor, seen: str) -> str:
        notice = actions.post_settlement(place=dossier.place, by=by, seen=seen, **given)
        return _("记下了：贴到 %(until)s。") % {"until": notice.until.isoformat()}

    return take(request, pk, "post_settlement", "post_settlement", lambda _dossier: PostForm(request.POST), act)


@policy("staff", verb="keep_funds")
@once
def archive(request: HttpRequest, pk: UUID) -> HttpResponse:
    def act(dossier: Dossier, _given: dict[str, Any], by: Actor, seen: str) -> str:
        actions.archive(place=dossier.place, by=by, seen=seen)
        return _("归档了。质保期里同一处再坏，页面会提醒。")

    return take(request, pk, "archive", "archive", lambda _dossier: StepForm(request.POST), act)


@policy("staff", verb="keep_funds")
@once
def looked(request: HttpRequest, pk: UUID) -> HttpResponse:
    def act(dossier: Dossier, given: dict[str, Any], by: Actor, _seen: str) -> str:
        actions.look_over(place=dossier.place, found=given["found"], by=by)
        return _("记下了。")

    return take(request, pk, "archive", "looked", lambda _dossier: LookedOverForm(request.POST), act)


urlpatterns: list[Any] = [
    path("desk/funds/places/<uuid:pk>/settle/", settle, name="fund_settle"),
    path("desk/funds/places/<uuid:pk>/excess/", excess, name="fund_excess"),
    path("desk/funds/places/<uuid:pk>/settlement/post/", post, name="fund_post_settlement"),
    path("desk/funds/places/<uuid:pk>/archive/", archive, name="fund_archive"),
    path("desk/funds/places/<uuid:pk>/looked/", looked, name="fund_looked"),
]
