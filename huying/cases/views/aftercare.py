"""办结以后, at the desk: it rained; a home that somebody looks in on once more."""

from datetime import date
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import path
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_POST

from huying.cases import actions, panels, queries
from huying.cases.models import Case
from huying.core import clock
from huying.core.access import policy
from huying.core.actor import Actor
from huying.core.errors import Refused
from huying.core.once import once
from huying.people import queries as people
from huying.places.models import Home

from .desk import load


@policy("staff", verb="rain")
@require_POST
@once
def rain(request: HttpRequest) -> HttpResponse:
    """下过雨了: one tap for today; for an earlier day of this week the calendar asks which."""
    back = "calendar" if "day" in request.POST else "desk"
    try:
        day = date.fromisoformat(request.POST.get("day") or clock.today().isoformat())
        messages.success(request, _rained(request, day))
    except ValueError:
        messages.error(request, _("日期没看懂，没有保存。写成 2023-09-20 这样。"))
    except Refused as refused:
        messages.error(request, str(refused))
    return redirect(back)


def _rained(request: HttpRequest, day: date) -> str:
    """In every community whose desk this account sits at: it rains on all of them."""
    asked = again = 0
    for community in people.communities_of(request.user, "rain"):  # type: ignore[arg-type]
        more = actions.record_rain(community=community, day=day, by=Actor.of(request))
        asked, again = asked + more[0], again + more[1]
    told = [_("记下了：下过雨。")]
    if asked:
        told.append(ngettext("%(n)s 件等雨的，今天就回访。", "%(n)s 件等雨的，今天就回访。", asked) % {"n": asked})
    if again:
        told.append(
            ngettext("%(n)s 处修好的，请网格员雨后看一眼。", "%(n)s 处修好的，请网格员雨后看一眼。", again)
            % {"n": again}
        )
    return "".join(told)


@policy("staff", verb="keep_homes")
@require_POST
@once
def watch(request: HttpRequest, pk: UUID) -> HttpResponse:
    """需要多看一眼: put on or taken off with one tap."""
    matter = load(request, pk)
    if not panels.may(matter.user, "keep_homes", matter.case):
        raise PermissionDenied
    home, on = _home(matter.case, request.POST.get("home", "")), request.POST.get("on") == "1"
    actions.watch_home(case=matter.case, home=home, on=on, by=Actor.of(request))
    said = _("记下了：%(home)s修好以后，再去看一眼。") if on else _("记下了：%(home)s不用再去看了。")
    messages.success(request, said % {"home": home.label})
    return redirect("case", pk)


def _home(case: Case, key: str) -> Home:
    """The site, or a home that the matter touches."""
    homes = [case.home, *(row.home for row in queries.homes(case))]
    found = next((one for one in homes if one and str(one.pk) == key), None)
    if found is None:
        raise Http404
    return found


urlpatterns: list[Any] = [
    path("desk/rain/", rain, name="rain"),
    path("desk/cases/<uuid:pk>/watch/", watch, name="case_watch"),
]
