"""安全提示 in the settings: what volunteers are told of each kind of task, as a division lays it down."""

from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import path
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from huying.core.access import policy
from huying.core.actor import Actor
from huying.core.once import once
from huying.places.models import Division
from huying.places.queries import division_of

from .. import actions, turnout_queries
from ..turnout_forms import NoteForm

VERB = "keep_lists"


def _division(request: HttpRequest) -> Division:
    division = division_of(request.user, VERB)
    if division is None:
        raise PermissionDenied
    return division


@policy("staff", verb=VERB)
@require_safe
def safety_notes(request: HttpRequest) -> HttpResponse:
    """安全提示: what holds here, with where it is from."""
    division = _division(request)
    facts = {"division": division, "rows": turnout_queries.safety_notes(division)}
    return render(request, "field/safety_notes.html", facts)


@policy("staff", verb=VERB)
@require_http_methods(["GET", "HEAD", "POST"])
@once
def safety_note(request: HttpRequest, danger: str) -> HttpResponse:
    """One of them. A POST lays down our own words; what was called before keeps its own."""
    division = _division(request)
    note = next((one for one in turnout_queries.safety_notes(division) if one.danger == danger), None)
    if note is None:
        raise Http404
    initial = {name: getattr(note, name) for name in ("text", "minors", "source_on")}
    form = NoteForm(request.POST or None, initial={**initial, "source": note.source if note.confirmed else ""})
    if request.method == "POST" and form.is_valid():
        actions.set_safety_note(division=division, danger=danger, by=Actor.of(request), **form.cleaned_data)
        messages.success(request, _("定好了。以后发的召集用新的话。"))
        return redirect("safety_notes")
    facts = {"division": division, "note": note, "form": form}
    return render(request, "field/safety_note.html", facts, status=422 if form.errors else 200)


urlpatterns: list[Any] = [
    path("desk/setup/safety/", safety_notes, name="safety_notes"),
    path("desk/setup/safety/<slug:danger>/", safety_note, name="safety_note"),
]
