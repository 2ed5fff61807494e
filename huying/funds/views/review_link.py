"""审件: what waits for the bureau, and the page on which it answers; the same by a batch's link."""

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.db.models import Count
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import path, reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from huying.core.access import policy
from huying.core.actor import Actor
from huying.core.errors import Refused, Stale
from huying.core.models import SignedLink
from huying.core.once import once

from .. import actions, queries
from ..batch_forms import PaperForm, ReviewForm
from ..models import Batch, Place
from ..review_desk import WAITS, Desk, filed, filed_batches, next_of, reviewable

CLERK = "funds.clerk"


@policy("staff", verb="review_funds")
@require_safe
def waiting(request: HttpRequest) -> HttpResponse:
    """待看: the oldest promise first; below it every batch that was filed here."""
    rows = queries.households(queries.shown(reviewable(request.user).filter(WAITS)))  # type: ignore[arg-type]
    batches = filed_batches(request.user).select_related("community").annotate(n=Count("places"))  # type: ignore[arg-type]
    facts = {"places": rows.order_by("commitment__due_by", "pk"), "batches": batches.order_by("-filed_at")}
    return render(request, "funds/review_list.html", facts)


@policy("staff", verb="review_funds")
@require_safe
def batch(request: HttpRequest, pk: UUID) -> HttpResponse:
    """A filed batch: its first place that waits, else its first."""
    found = get_object_or_404(filed_batches(request.user), pk=pk)  # type: ignore[arg-type]
    if first := _first(found):
        return redirect("fund_review_place", first)
    raise Http404


def _first(batch: Batch) -> UUID | None:
    rows = filed(batch.places.all()).order_by("opened_at", "pk")
    waits = rows.filter(WAITS).values_list("pk", flat=True).first()
    return waits or rows.values_list("pk", flat=True).first()


@policy("staff", verb="review_funds")
@once
def place(request: HttpRequest, pk: UUID) -> HttpResponse:
    found = get_object_or_404(queries.shown(reviewable(request.user)), pk=pk)  # type: ignore[arg-type]
    url = reverse("fund_review_place", args=[pk])
    return _answer(request, Desk(place=found, by=Actor.of(request), base=f"{url}?"))


def page(request: HttpRequest, link: SignedLink) -> HttpResponse:
    """Behind the batch's link: no account, and no other batch. Who answers is asked for once."""
    batch = get_object_or_404(Batch.objects.select_related("community"), pk=link.subject_id)
    request.community = batch.community  # type: ignore[attr-defined]
    wanted = request.POST.get("place") or request.GET.get("place") or str(_first(batch) or "")
    try:
        found = get_object_or_404(queries.shown(filed(batch.places.all())), pk=UUID(wanted))
    except ValueError:
        raise Http404 from None
    clerk = request.session.get(CLERK, {}).get(str(link.pk), "")
    base = f"{reverse('link', args=[link.token])}?place={found.pk}&"
    return _answer(request, Desk(found, Actor("bureau", str(link.pk)), base, clerk=clerk, link=link))


def _answer(request: HttpRequest, desk: Desk) -> HttpResponse:
    desk.code, desk.version = request.GET.get("paper", ""), request.GET.get("version", "")
    if request.method != "POST":
        return _show(request, desk)
    if request.POST.get("do") in ("right", "wrong"):
        return _check(request, desk)
    form = _form(desk, request.POST)
    if not form.is_valid():
        return _show(request, desk, form, 422)
    _remember(request, desk, form)
    try:
        messages.success(request, _decide(desk, form, request.POST))
    except Refused as refused:
        form.add_error(None, str(refused))
        desk.place = queries.shown(Place.objects.all()).get(pk=desk.place.pk)
        return _show(request, desk, form, 409 if isinstance(refused, Stale) else 422)
    return redirect(_onward(desk))


def _remember(request: HttpRequest, desk: Desk, form: ReviewForm) -> None:
    if name := form.cleaned_data.get("clerk"):
        desk.clerk = name
        request.session[CLERK] = {**request.session.get(CLERK, {}), str(desk.link.pk): name}


def _form(desk: Desk, data: Any = None) -> ReviewForm:
    papers = [(line.code, line.name) for line in desk.lines if line.paper]
    return ReviewForm(data, budget=desk.place.budget_cents, papers=papers, ask=bool(desk.link and not desk.clerk))


def _decide(desk: Desk, form: ReviewForm, sent: Any) -> str:
    """One of the bureau's steps, by the button that was pressed."""
    why, given = form.why(), form.cleaned_data
    common: dict[str, Any] = {
        "place": desk.place, "by": desk.by, "clerk": desk.clerk, "seen": sent.get("seen", ""),
    }  # fmt: skip
    match sent.get("do"):
        case "approve":
            actions.approve(cents=given["sum"] or 0, reason=why, **common)
            return _("%(place)s：同意，告诉社区了。") % {"place": desk.place}
        case "return":
            actions.give_back(reason=why, papers=given.get("papers", ()), **common)
            return _("%(place)s：退回补正，告诉社区了。") % {"place": desk.place}
        case "move":
            actions.move_batch(reason=why, **common)
            return _("%(place)s：挪到下一批，告诉社区了。") % {"place": desk.place}
        case "reject":
            actions.reject(reason=why, **common)
            return _("%(place)s：不同意，告诉社区了。") % {"place": desk.place}
        case "take_up":
            actions.take_up(**common)
            return _("%(place)s：开始看，社区看得到。") % {"place": desk.place}
        case "grant":
            actions.grant_excess(reason=why, **common)
            return _("%(place)s：超出的部分同意了。") % {"place": desk.place}
        case "keep":
            actions.refuse_excess(reason=why, **common)
            return _("%(place)s：超出的部分不同意，告诉社区了。") % {"place": desk.place}
    raise Refused(_("没看清点的是哪个按钮。没有保存，请再点一次。"))


def _check(request: HttpRequest, desk: Desk) -> HttpResponse:
    """对、要改 of the paper in the middle; then the next that nobody has looked at."""
    form, right = PaperForm(request.POST), request.POST["do"] == "right"
    desk.code = request.POST.get("paper", "")
    if form.is_valid():
        try:
            actions.check_paper(
                place=desk.place, code=desk.code, right=right, why=form.cleaned_data["why"], by=desk.by,
                seen=request.POST.get("seen", ""),
            )  # fmt: skip
        except Refused as refused:
            form.add_error(None, str(refused))
        else:
            return redirect(desk.base)
    desk.errors["paper"] = form
    return _show(request, desk, status=422)


def _onward(desk: Desk) -> str:
    """The next of the batch that waits; after the last, where one came from."""
    following = next_of(desk) or (desk.place.pk if desk.place.state in ("under_review", "returned") else None)
    if desk.link:
        url = reverse("link", args=[desk.link.token])
        return f"{url}?place={following}" if following else url
    return reverse("fund_review_place", args=[following]) if following else reverse("fund_review")


def _show(request: HttpRequest, desk: Desk, form: ReviewForm | None = None, status: int = 200) -> HttpResponse:
    facts = {
        "desk": desk, "place": desk.place, "form": (form or _form(desk)).named("answer"),
        "paper_form": (desk.errors.get("paper") or PaperForm()).named("paper"),
    }  # fmt: skip
    return render(request, "funds/review.html", facts, status=status)


urlpatterns: list[Any] = [
    path("desk/funds/review/", waiting, name="fund_review"),
    path("desk/funds/review/batches/<uuid:pk>/", batch, name="fund_review_batch"),
    path("desk/funds/review/<uuid:pk>/", place, name="fund_review_place"),
]
