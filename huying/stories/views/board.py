"""公开栏, and what a community does for its residents: read by everybody, the latter written by the desk."""

from functools import partial
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import path
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from huying.core.access import policy
from huying.core.actor import Actor
from huying.core.errors import Refused, Stale
from huying.core.once import once
from huying.people import queries as people
from huying.people.opening_pages import empty, nobody_lives_here
from huying.places.models import Community
from huying.places.queries import only_community

from .. import actions, board, queries
from ..forms import OfferForm
from ..models import Offer

VERB = "keep_own_words"
TALES = 4


@policy("public")
@require_safe
def open_board(request: HttpRequest) -> HttpResponse:
    """The board of the only community; where there are several, which of them."""
    if nobody_lives_here(request):
        return empty(request)
    only = only_community()
    if only is not None:
        return _board(request, only)
    rows = Community.objects.filter(buildings__isnull=False).distinct().order_by("path")
    return render(request, "stories/which.html", {"rows": rows})


@policy("public")
@require_safe
def open_of(request: HttpRequest, key: str) -> HttpResponse:
    return _board(request, get_object_or_404(Community, key=key))


def _board(request: HttpRequest, community: Community) -> HttpResponse:
    request.community = community  # type: ignore[attr-defined]
    facts = {
        "numbers": board.numbers(community), "under_way": board.under_way(community), "done": board.done(community),
        "plots": board.plots(community), "fund": board.fund(community), "thanks": board.thanks(community),
        "offers": Offer.objects.filter(community=community, active=True),
        "tales": queries.with_cover(queries.out(community)[:TALES]),
    }  # fmt: skip
    return render(request, "stories/open.html", facts)


# --- what is offered --------------------------------------------------------------------------------------------------


def _community(request: HttpRequest) -> Community:
    """Whose they are: the first community in reach, as for intake."""
    community: Community = get_object_or_404(people.communities_of(request.user, VERB).order_by("key")[:1])  # type: ignore[arg-type]
    request.community = community  # type: ignore[attr-defined]
    return community


def _kept(request: HttpRequest, form: OfferForm, keep: Any) -> HttpResponse | None:
    if request.method != "POST" or not form.is_valid():
        return None
    try:
        keep(by=Actor.of(request), **form.cleaned_data)
    except Stale as stale:
        form.add_error(None, str(stale))
        return None
    messages.success(request, _("存好了，公开栏上就是这样。"))
    return redirect("offers")


@policy("staff", verb=VERB)
@require_http_methods(["GET", "HEAD", "POST"])
@once
def offers(request: HttpRequest) -> HttpResponse:
    """能帮您办的. A POST adds one."""
    community = _community(request)
    form = OfferForm(request.POST or None)
    if answer := _kept(request, form, partial(actions.set_offer, community=community)):
        return answer
    rows = Offer.objects.filter(community=community).order_by("-active", "order")
    return render(request, "stories/offers.html", {"rows": rows, "form": form}, status=422 if form.errors else 200)


@policy("staff", verb=VERB)
@require_http_methods(["GET", "HEAD", "POST"])
@once
def offer(request: HttpRequest, pk: UUID) -> HttpResponse:
    community = _community(request)
    one = get_object_or_404(Offer, pk=pk, community=community)
    form = OfferForm(request.POST or None, initial=OfferForm.of(one))
    seen = request.POST.get("seen", "")
    if answer := _kept(request, form, partial(actions.set_offer, community=community, offer=one, seen=seen)):
        return answer
    facts = {"one": one, "form": form, "seen": one.mark if form.errors else seen or one.mark}
    return render(request, "stories/offer.html", facts, status=422 if form.errors else 200)


@policy("staff", verb=VERB)
@require_POST
@once
def offer_retire(request: HttpRequest, pk: UUID) -> HttpResponse:
    """不办了, or taken up again."""
    one, active = get_object_or_404(Offer, pk=pk, community=_community(request)), request.POST.get("active") == "yes"
    try:
        actions.retire_offer(offer=one, active=active, seen=request.POST.get("seen", ""), by=Actor.of(request))
        messages.success(request, _("又在办了。") if active else _("停了，公开栏上不写了。"))
    except Refused as refused:
        messages.error(request, str(refused))
    return redirect("offers")


urlpatterns = [
    path("open/", open_board, name="open"),
    path("open/<slug:key>/", open_of, name="open_of"),
    path("desk/setup/offers/", offers, name="offers"),
    path("desk/setup/offers/<uuid:pk>/", offer, name="offer"),
    path("desk/setup/offers/<uuid:pk>/retire/", offer_retire, name="offer_retire"),
]
