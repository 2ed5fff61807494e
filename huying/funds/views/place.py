"""一处的页面, and how each of its steps is taken from there."""

from collections.abc import Callable
from itertools import groupby
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.template.loader import render_to_string
from django.urls import path
from django.utils.translation import gettext_lazy as lazy
from django.views.decorators.http import require_safe

from huying.cases.desk_forms import StepForm
from huying.core import timeline
from huying.core.access import policy
from huying.core.actor import Actor
from huying.core.errors import Refused, Stale
from huying.people import queries as people

from .. import queries
from ..dossier import Dossier

Act = Callable[[Dossier, dict[str, Any], Actor, str], str]


def load(request: HttpRequest, pk: UUID) -> Dossier:
    """The place, where the account may see it; another's is not found."""
    return Dossier(request, get_object_or_404(queries.shown(queries.visible_to(request.user)), pk=pk))  # type: ignore[arg-type]


@policy("staff", verb="see_funds")
@require_safe
def place(request: HttpRequest, pk: UUID) -> HttpResponse:
    return show(load(request, pk))


def show(dossier: Dossier, status: int = 200) -> HttpResponse:
    request, found = dossier.request, dossier.place
    panels = [
        render_to_string(template, {**facts, "dossier": dossier, "place": found}, request)
        for template, facts in dossier.panels()
    ]
    entries = _entries(dossier)
    context = {
        "place": found, "dossier": dossier, "panels": panels, "recent": entries[:RECENT], "earlier": entries[RECENT:],
        "parts": [(key, word) for key, word in PARTS if any(f'<section id="{key}"' in panel for panel in panels)],
    }  # fmt: skip
    return render(request, "funds/place.html", context, status=status)


# The parts of the page that one may jump to.
PARTS = (
    ("scope", lazy("谁出钱")), ("budget", lazy("预算和报价")), ("notices", lazy("公示")), ("vote", lazy("表决")),
    ("papers", lazy("材料")), ("review", lazy("报局")), ("works", lazy("施工")), ("settlement", lazy("结算和拨款")),
    ("shares", lazy("分摊")),
)  # fmt: skip
RECENT = 8
# A pile of ballots or papers handed in one after another is one line: each of them stands in its own part of the page.
PILE = 4
PILED = ("funds.ballot_cast", "funds.paper_filed")


def _entries(dossier: Dossier) -> list[dict[str, Any]]:
    """经过, newest first: each line by the small template of its kind."""
    events = timeline.of(dossier.place)[::-1]
    words = timeline.words_of(events)
    names = people.names_of({event.actor for event in events})
    told = [(event, timeline.data(event)) for event in events]
    rooms = queries.rooms_of(dossier.roll)
    lines = []
    for pile, group in groupby(told, key=lambda one: one[0].kind in PILED and (one[0].kind, one[0].actor)):
        run = list(group)
        shown = run[:1] if pile and len(run) >= PILE else run
        for event, data in shown:
            facts = {
                "data": data, "words": words.get(event.pk, ""), "who": names.get(event.actor, ""),
                "rooms": rooms.get(data.get("owner", ""), ""), "pile": len(run) if shown is not run else 0,
            }  # fmt: skip
            lines.append({"at": event.at, "html": render_to_string(f"events/{event.kind}.html", facts)})
    return lines


def take(
    request: HttpRequest, pk: UUID, verb: str, name: str, form_of: Callable[[Dossier], StepForm], act: Act
) -> HttpResponse:
    """One step from the page: a redirect when it was taken; else the page again, with why, and everything typed kept."""
    dossier = load(request, pk)
    if request.method != "POST":
        return redirect("fund_place", pk)
    if not dossier.roles & _who(verb):
        raise PermissionDenied
    form, status = form_of(dossier), 422
    if form.is_valid():
        try:
            said = act(dossier, form.cleaned_data, Actor.of(request), request.POST.get("seen", ""))
        except Refused as refused:
            form.add_error(None, str(refused))
            dossier, status = load(request, pk), 409 if isinstance(refused, Stale) else 422
        else:
            messages.success(request, said)
            return redirect(f"{redirect('fund_place', pk).url}#{name}")
    dossier.bound[name] = form
    return show(dossier, status)


def _who(verb: str) -> frozenset[str]:
    from huying.rules.funds import BY_VERB

    return BY_VERB[verb].who


urlpatterns: list[Any] = [path("desk/funds/places/<uuid:pk>/", place, name="fund_place")]
