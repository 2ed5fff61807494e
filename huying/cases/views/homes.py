"""涉及的户: the homes that a matter touches, added and corrected on its page at the desk."""

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import path
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from huying.cases import actions, intake, panels
from huying.cases.desk_forms import HomeForm
from huying.cases.models import CaseHome
from huying.cases.panels import Matter
from huying.core.access import policy
from huying.core.actor import Actor
from huying.core.errors import Refused
from huying.core.once import once

from .desk import load, take


@policy("staff", verb="keep_homes")
@require_POST
@once
def add(request: HttpRequest, pk: UUID) -> HttpResponse:
    """加一户: by its address as people say it. One that is in doubt is asked for again, not guessed."""
    answer: HttpResponse = take(request, pk, "keep_homes", "home", lambda _matter: HomeForm(request.POST), _add)
    return answer


def _add(matter: Matter, given: dict[str, Any], by: Actor, _seen: str) -> str:
    found = intake.propose(matter.case.community, given["address"])
    bare = [one for one in found.places if one.building]
    place = found.sure or (bare[0] if len(bare) == 1 else None)
    if place is None or place.building is None:
        near = _("、").join(one.label for one in bare[:4])
        raise Refused(
            _("没听准是哪一户，没有保存。%(near)s") % {"near": near and _("是 %(near)s 吗？") % {"near": near}}
        )
    concerned = actions.Concerned(role=given["role"], home=place.home, building=place.building, spot=place.spot)
    row = actions.add_home(case=matter.case, concerned=concerned, by=by)
    return _("加上了：%(where)s，%(role)s。") % {"where": row.where, "role": row.get_role_display()}


@policy("staff", verb="keep_homes")
@require_POST
@once
def change(request: HttpRequest, pk: UUID, row_pk: UUID) -> HttpResponse:
    """一户怎么样: another role, confirmed, excluded, back to open, or taken off. One tap each."""
    matter = load(request, pk)
    if not panels.may(matter.user, "keep_homes", matter.case):
        raise PermissionDenied
    row = get_object_or_404(CaseHome.objects.select_related("case", "home", "building"), pk=row_pk, case=matter.case)
    try:
        messages.success(request, _changed(row, request.POST.get("act", ""), Actor.of(request)))
    except Refused as refused:
        messages.error(request, str(refused))
    return redirect("case", pk)


def _changed(row: CaseHome, act: str, by: Actor) -> str:
    if act == "remove":
        actions.remove_home(row=row, by=by)
        return _("拿掉了：%(where)s。") % {"where": row.where}
    if act in CaseHome.Standing.values:
        row = actions.judge_home(row=row, standing=act, by=by)
        return _("记下了：%(where)s，%(what)s。") % {"where": row.where, "what": row.get_standing_display()}
    if act in CaseHome.Role.values:
        row = actions.change_home(row=row, role=act, by=by)
        return _("记下了：%(where)s，%(what)s。") % {"where": row.where, "what": row.get_role_display()}
    raise Refused(_("请点一下要改成什么。没有保存。"))


urlpatterns: list[Any] = [
    path("desk/cases/<uuid:pk>/homes/", add, name="case_homes"),
    path("desk/cases/<uuid:pk>/homes/<uuid:row_pk>/", change, name="case_home"),
]
