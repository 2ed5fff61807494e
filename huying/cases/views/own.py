"""常用话和派给谁: what a community writes for itself, and its use on the page of a case."""

from collections.abc import Callable
from functools import partial
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import path
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from huying.cases import actions, intake, panels, queries
from huying.cases.models import Phrase, Route
from huying.cases.own_forms import PhraseForm, RouteForm, TryForm
from huying.core.access import policy
from huying.core.actor import Actor
from huying.core.errors import Refused, Stale
from huying.core.once import once
from huying.people import queries as people
from huying.places.models import Community
from huying.rules import routing

VERB = "keep_own_words"


def _community(request: HttpRequest) -> Community:
    """Whose they are: the first community in reach, as for intake."""
    found = Community.objects.filter(people.reach(request.user, VERB)).order_by("key").first()  # type: ignore[arg-type]
    if found is None:
        raise Http404
    request.community = found  # type: ignore[attr-defined]
    return found


def _kept(request: HttpRequest, form: Any, keep: Callable[..., Any], back: str, said: str) -> HttpResponse | None:
    """A redirect when it was kept; None when the form has something to say. `keep` takes what the form gives."""
    if request.method != "POST" or not form.is_valid():
        return None
    try:
        keep(by=Actor.of(request), **form.facts())
    except Stale as stale:
        messages.error(request, str(stale))
        return redirect(request.path)
    except Refused as refused:
        form.add_error(None, str(refused))
        return None
    messages.success(request, said)
    return redirect(back)


# --- standard texts ---------------------------------------------------------------------------------------------------


@policy("staff", verb=VERB)
@require_http_methods(["GET", "HEAD", "POST"])
@once
def phrases(request: HttpRequest) -> HttpResponse:
    """常用话, by the step they are for. A POST adds one."""
    community = _community(request)
    form = PhraseForm(request.POST or None)
    keep = partial(actions.set_phrase, community=community)
    if answer := _kept(request, form, keep, "phrases", _("加好了。")):
        return answer
    rows = Phrase.objects.filter(community=community)
    facts = {"rows": rows.order_by("-active", "purpose", "order"), "form": form}
    return render(request, "cases/phrases.html", facts, status=422 if form.errors else 200)


@policy("staff", verb=VERB)
@require_POST
@once
def phrase_samples(request: HttpRequest) -> HttpResponse:
    """先放几句样例."""
    added = actions.add_sample_phrases(community=_community(request), by=Actor.of(request))
    if added:
        messages.success(request, _("放了 %(n)s 句样例，改成你们自己的话再用。") % {"n": added})
    return redirect("phrases")


@policy("staff", verb=VERB)
@require_http_methods(["GET", "HEAD", "POST"])
@once
def phrase(request: HttpRequest, pk: UUID) -> HttpResponse:
    community = _community(request)
    one = get_object_or_404(Phrase, pk=pk, community=community)
    form = PhraseForm(request.POST or None, initial={"purpose": one.purpose, "text": one.text})
    seen = request.POST.get("seen", "")
    keep = partial(actions.set_phrase, community=community, phrase=one, seen=seen)
    if answer := _kept(request, form, keep, "phrases", _("改好了。")):
        return answer
    facts = {"one": one, "form": form, "seen": seen or one.mark}
    return render(request, "cases/phrase.html", facts, status=422 if form.errors else 200)


@policy("staff", verb=VERB)
@require_POST
@once
def phrase_retire(request: HttpRequest, pk: UUID) -> HttpResponse:
    """停用, or take up again."""
    one = get_object_or_404(Phrase, pk=pk, community=_community(request))
    return _retired(request, actions.retire_phrase, "phrases", phrase=one)


def _retired(request: HttpRequest, act: Callable[..., Any], back: str, **one: Any) -> HttpResponse:
    active = request.POST.get("active") == "yes"
    try:
        act(active=active, seen=request.POST.get("seen", ""), by=Actor.of(request), **one)
    except Refused as refused:
        messages.error(request, str(refused))
    else:
        messages.success(request, _("又在用了。") if active else _("停用了，要用的时候再打开。"))
    return redirect(back)


@policy("staff", verb="see_desk")
@require_safe
def case_phrases(request: HttpRequest, pk: UUID, step: str) -> HttpResponse:
    """The texts for one step of a case, filled: one tap puts one into the box; without a script a link does."""
    case = get_object_or_404(queries.shown(queries.visible_to(request.user)), pk=pk)  # type: ignore[arg-type]
    if step not in Phrase.Purpose.values:
        raise Http404
    request.community = case.community  # type: ignore[attr-defined]
    rows = Phrase.objects.filter(community=case.community, purpose=step, active=True)
    may_keep = request.user.may(VERB)  # type: ignore[union-attr]
    facts = {
        "case": case,
        "step": step,
        "may_keep": may_keep,
        "rows": [(one, panels.phrase_said(one, case)) for one in rows],
    }
    template = "cases/_phrases.html" if request.htmx else "cases/case_phrases.html"  # type: ignore[attr-defined]
    return render(request, template, facts)


# --- routing rules ----------------------------------------------------------------------------------------------------


@policy("staff", verb=VERB)
@require_http_methods(["GET", "HEAD", "POST"])
@once
def routes(request: HttpRequest) -> HttpResponse:
    """派给谁, in the order in which they are asked. A POST adds one; ?said= tries a sentence."""
    community = _community(request)
    form = RouteForm(request.POST or None, community=community)
    keep = partial(actions.set_route, community=community)
    if answer := _kept(request, form, keep, "routes", _("加好了。")):
        return answer
    rows = list(Route.objects.filter(community=community).select_related("category", "grid", "post", "vendor"))
    names = people.holder_names([row.post for row in rows if row.post])
    tried = TryForm(request.GET or None)
    facts = {
        "rows": [(row, names.get(row.post_id, row.post.title) if row.post else str(row.vendor)) for row in rows],
        "form": form, "tried": tried, "heard": _tried(rows, tried, names),
    }  # fmt: skip
    return render(request, "cases/routes.html", facts, status=422 if form.errors else 200)


def _tried(rows: list[Route], tried: TryForm, names: dict[object, str]) -> dict[str, Any] | None:
    """What the words would be sorted into, and which rule they would meet."""
    if not tried.is_bound or not tried.is_valid() or not tried.cleaned_data["said"]:
        return None
    text = tried.cleaned_data["said"]
    values = intake.suggested(text)[1]
    matter = routing.Matter(values.get("category", ""), None, text)
    found = routing.first([(row.rule, row) for row in rows if row.active], matter)
    who = names.get(found.post_id, "") or str(found.post or found.vendor) if found else ""
    return {"text": text, "rule": found, "who": who, "nth": rows.index(found) + 1 if found else 0}


@policy("staff", verb=VERB)
@require_http_methods(["GET", "HEAD", "POST"])
@once
def route(request: HttpRequest, pk: UUID) -> HttpResponse:
    community = _community(request)
    one = get_object_or_404(Route, pk=pk, community=community)
    form = RouteForm(request.POST or None, community=community, initial=RouteForm.of(one))
    seen = request.POST.get("seen", "")
    keep = partial(actions.set_route, community=community, route=one, seen=seen)
    if answer := _kept(request, form, keep, "routes", _("改好了。")):
        return answer
    return render(
        request,
        "cases/route.html",
        {"one": one, "form": form, "seen": seen or one.mark},
        status=422 if form.errors else 200,
    )


@policy("staff", verb=VERB)
@require_POST
@once
def route_retire(request: HttpRequest, pk: UUID) -> HttpResponse:
    one = get_object_or_404(Route, pk=pk, community=_community(request))
    return _retired(request, actions.retire_route, "routes", route=one)


@policy("staff", verb=VERB)
@require_POST
@once
def route_lift(request: HttpRequest, pk: UUID) -> HttpResponse:
    """上移一位."""
    actions.lift_route(route=get_object_or_404(Route, pk=pk, community=_community(request)), by=Actor.of(request))
    return redirect("routes")


urlpatterns: list[Any] = [
    path("desk/setup/phrases/", phrases, name="phrases"),
    path("desk/setup/phrases/samples/", phrase_samples, name="phrase_samples"),
    path("desk/setup/phrases/<uuid:pk>/", phrase, name="phrase"),
    path("desk/setup/phrases/<uuid:pk>/retire/", phrase_retire, name="phrase_retire"),
    path("desk/cases/<uuid:pk>/phrases/<str:step>/", case_phrases, name="case_phrases"),
    path("desk/setup/routes/", routes, name="routes"),
    path("desk/setup/routes/<uuid:pk>/", route, name="route"),
    path("desk/setup/routes/<uuid:pk>/retire/", route_retire, name="route_retire"),
    path("desk/setup/routes/<uuid:pk>/lift/", route_lift, name="route_lift"),
]
