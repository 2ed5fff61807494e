"""走找想促: go round, find, think, see it through. For the grid worker on the way; the desk reads and prints the list."""

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import path
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from huying.cases.progress import chip
from huying.core import clock, spoken, tables
from huying.core.access import policy
from huying.core.errors import Refused
from huying.core.once import once
from huying.places.models import Building, Community

from .. import actions, walk_queries
from ..walk_forms import WHYS, EndForm, FindingForm, StartForm
from ..walk_models import Walk
from .turnouts import _dressed as dressed

VERB = "walk"


@policy("staff", verb=VERB)
@require_http_methods(["GET", "HEAD", "POST"])
@once
def walks(request: HttpRequest) -> HttpResponse:
    """走访: those going on, then the past ones; one tap begins another."""
    form = StartForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        keys = [post.community_id for post in request.user.posts if post.community_id]  # type: ignore[union-attr]
        community = get_object_or_404(Community.objects.filter(pk__in=keys)[:1])
        try:
            made = actions.start_walk(community=community, why=form.cleaned_data["why"], user=request.user)  # type: ignore[arg-type]
            return redirect("walk", made.pk)
        except Refused as refused:
            form.add_error(None, str(refused))
    rows = list(walk_queries.listed(request.user)[:100])  # type: ignore[arg-type]
    facts = {"form": form, "rows": rows, "whys": [label for _code, label in WHYS]}
    return dressed(request, "field/walks.html", facts, 422 if form.errors else 200)


def _walk(request: HttpRequest, pk: UUID) -> Walk:
    found: Walk = get_object_or_404(walk_queries.whole(request.user), pk=pk)  # type: ignore[arg-type]
    request.community = found.community  # type: ignore[attr-defined]
    return found


@policy("staff", verb=VERB)
@require_http_methods(["GET", "HEAD", "POST"])
@once
def walk(request: HttpRequest, pk: UUID) -> HttpResponse:
    """一次走访: what was found, and one more."""
    one = _walk(request, pk)
    form = FindingForm(request.POST or None, request.FILES or None, buildings=_buildings(request, one))
    if request.method == "POST" and form.is_valid():
        try:
            made = actions.note_on_walk(walk=one, found=form.found, user=request.user)  # type: ignore[arg-type]
            said = {
                "reported": _("报上去了。接着走。"),
                "fixed": _("记下了：办好了。接着走。"),
                "noted": _("先记下了。接着走。"),
            }
            messages.success(request, said[made.became])
            return redirect("walk", pk)
        except Refused as refused:
            form.add_error(None, str(refused))
    return _show(request, one, form, EndForm())


def _show(request: HttpRequest, one: Walk, form: FindingForm, end: EndForm) -> HttpResponse:
    for row in one.findings.all():
        row.chip = chip(row.case) if row.case else ""  # type: ignore[attr-defined]
    refused = form.errors or end.errors
    return dressed(request, "field/walk.html", {"one": one, "form": form, "end": end}, 422 if refused else 200)


def _buildings(request: HttpRequest, one: Walk) -> list[Building]:
    """The houses of the walker's own grid; whoever has none sees all of the community."""
    grids = [post.grid_id for post in request.user.posts if post.grid_id]  # type: ignore[union-attr]
    houses = Building.objects.filter(community=one.community)
    return list(houses.filter(grid__in=grids) if grids else houses)


@policy("staff", verb=VERB)
@require_POST
@once
def end(request: HttpRequest, pk: UUID) -> HttpResponse:
    """走完了."""
    one, form = _walk(request, pk), EndForm(request.POST)
    if form.is_valid():
        try:
            actions.end_walk(walk=one, thought=form.cleaned_data["thought"], user=request.user)  # type: ignore[arg-type]
            messages.success(request, _("走完了。报上去的接着办，办到哪在这里看。"))
            return redirect("walk", pk)
        except Refused as refused:
            form.add_error(None, str(refused))
    return _show(request, one, FindingForm(buildings=_buildings(request, one)), form)


@policy("staff", verb=VERB)
@require_safe
def walk_list(request: HttpRequest, pk: UUID) -> HttpResponse:
    """问题清单, on paper."""
    return render(request, "field/walk_list.html", {"one": _walk(request, pk), "now": clock.now()})


@policy("staff", verb=VERB)
@require_safe
def walk_file(request: HttpRequest, pk: UUID) -> HttpResponse:
    """问题清单, for a spreadsheet."""
    one = _walk(request, pk)
    rows: list[list[object]] = [[_("地方"), _("看到什么"), _("怎么办"), _("编号"), _("办到哪了")]]
    for row in one.findings.all():
        case = row.case
        number, state = (spoken.number(case.number), case.get_state_display()) if case else ("", "")
        rows.append([row.where, row.what, row.get_became_display(), number, state])
    return tables.csv_file(rows, f"walk-{clock.local(one.at).date()}")


urlpatterns: list[Any] = [
    path("grid/walks/", walks, name="walks"),
    path("grid/walks/<uuid:pk>/", walk, name="walk"),
    path("grid/walks/<uuid:pk>/end/", end, name="walk_end"),
    path("grid/walks/<uuid:pk>/list/", walk_list, name="walk_list"),
    path("grid/walks/<uuid:pk>/file/", walk_file, name="walk_file"),
]
