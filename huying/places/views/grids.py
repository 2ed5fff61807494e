"""Pages of grids 网格: which there are, what they are called, and which buildings each has."""

from collections.abc import Callable
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import path
from django.utils.module_loading import import_string
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods, require_POST

from huying.core.access import policy
from huying.core.actor import Actor
from huying.core.errors import Refused
from huying.core.once import once
from huying.places import actions, queries
from huying.places.forms import GridForm, GridNameForm, MoveForm
from huying.places.models import Building, Community, Grid

VERB = "set_up"


def _community(request: HttpRequest) -> Community:
    community = queries.community_of(request.user, VERB)
    if community is None:
        raise PermissionDenied
    return community


def _workers(grids: list[Grid]) -> dict[UUID, str]:
    named: Callable[..., dict[UUID, str]] = import_string(import_string("huying.wiring.GRID_WORKERS"))
    return named([grid.pk for grid in grids])


@policy("staff", verb=VERB)
@require_http_methods(["GET", "HEAD", "POST"])
@once
def grids(request: HttpRequest) -> HttpResponse:
    """网格: with buildings, homes and who looks after each. A POST adds one."""
    community = _community(request)
    form = GridForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            grid = actions.add_grid(community=community, by=Actor.of(request), **form.cleaned_data)
            messages.success(request, _("加好了：%(grid)s。再选哪几栋归它。") % {"grid": grid})
            return redirect("grid", grid.pk)
        except Refused as refused:
            form.add_error(None, str(refused))
    rows = list(queries.grids_of(community))
    workers = _workers(rows)
    context = {"form": form, "rows": [(grid, workers.get(grid.pk, "")) for grid in rows]}
    return render(request, "places/grids.html", context, status=422 if form.errors else 200)


@policy("staff", verb=VERB)
@require_http_methods(["GET", "HEAD", "POST"])
@once
def grid(request: HttpRequest, pk: UUID) -> HttpResponse:
    """One grid. A POST gives it another name, or brings buildings into it."""
    community = _community(request)
    one = get_object_or_404(queries.grids_of(community), pk=pk)
    houses = list(Building.objects.filter(community=community).select_related("grid"))
    act = request.POST.get("act", "")
    name = GridNameForm(request.POST if act == "rename" else None, initial={"label": one.label, "seen": one.label})
    move = MoveForm(request.POST if act == "move" else None, grid=one, houses=houses)
    try:
        if act == "rename" and name.is_valid():
            return _renamed(request, one, name.cleaned_data)
        if act == "move" and move.is_valid():
            return _moved(request, one, dict(move.cleaned_data["buildings"]))
    except Refused as refused:
        (name if act == "rename" else move).add_error(None, str(refused))
    context: dict[str, Any] = {
        "grid": one,
        "worker": _workers([one]).get(one.pk, ""),
        "houses": [house for house in houses if house.grid_id == one.pk],
        "name": name,
        "move": move,
    }
    return render(request, "places/grid.html", context, status=422 if name.errors or move.errors else 200)


def _renamed(request: HttpRequest, one: Grid, given: dict[str, str]) -> HttpResponse:
    found = actions.rename_grid(grid=one, by=Actor.of(request), **given)
    messages.success(request, _("改好了，现在叫%(grid)s。") % {"grid": found})
    return redirect("grid", one.pk)


def _moved(request: HttpRequest, one: Grid, buildings: dict[UUID, UUID]) -> HttpResponse:
    count = actions.move_buildings(grid=one, buildings=buildings, by=Actor.of(request))
    said = ngettext("%(n)s 栋划到%(grid)s了。", "%(n)s 栋划到%(grid)s了。", count)
    messages.success(request, said % {"n": count, "grid": one})
    return redirect("grid", one.pk)


@policy("staff", verb=VERB)
@require_POST
@once
def grid_remove(request: HttpRequest, pk: UUID) -> HttpResponse:
    """去掉空的网格."""
    one = get_object_or_404(Grid, pk=pk, community=_community(request))
    try:
        actions.remove_grid(grid=one, by=Actor.of(request))
    except Refused as refused:
        messages.error(request, str(refused))
        return redirect("grid", pk)
    messages.success(request, _("去掉了%(grid)s。") % {"grid": one})
    return redirect("grids")


urlpatterns = [
    path("desk/setup/grids/", grids, name="grids"),
    path("desk/setup/grids/<uuid:pk>/", grid, name="grid"),
    path("desk/setup/grids/<uuid:pk>/remove/", grid_remove, name="grid_remove"),
]
