"""批次: the list, the page of one, and what the page of a place does with its batch."""

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.db.models import Count
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import path
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from huying.cases.desk_forms import StepForm
from huying.core import clock
from huying.core.access import policy
from huying.core.actor import Actor
from huying.core.errors import Refused, Stale
from huying.core.links import address
from huying.core.models import SignedLink
from huying.core.once import once
from huying.people import queries as people

from .. import actions, filing, queries
from ..batch_forms import JoinForm, MoveForm, SubmitForm
from ..dossier import Dossier
from ..models import Batch
from ..standing import standing
from .place import take


@policy("staff", verb="see_funds")
@require_safe
def batches(request: HttpRequest) -> HttpResponse:
    """Every batch, and the next one where none is open."""
    own = people.communities_of(request.user, "keep_funds")  # type: ignore[arg-type]
    idle = own.exclude(fund_batches__in=Batch.objects.filter(filed_at=None))
    rows = queries.batches_of(request.user).select_related("community")  # type: ignore[arg-type]
    rows = rows.annotate(n=Count("places", distinct=True), households=Count("places__scope", distinct=True))
    return render(request, "funds/batches.html", {"batches": rows.order_by("community__path", "-number"), "idle": idle})


@policy("staff", verb="keep_funds")
@require_POST
@once
def open_one(request: HttpRequest) -> HttpResponse:
    own = people.communities_of(request.user, "keep_funds")  # type: ignore[arg-type]
    community = get_object_or_404(own, pk=request.POST.get("community", ""))
    try:
        batch = actions.open_batch(community=community, by=Actor.of(request))
    except Refused as refused:
        messages.error(request, str(refused))
        return redirect("fund_batches")
    messages.success(request, _("第 %(n)s 批开好了。") % {"n": batch.number})
    return redirect("fund_batch", batch.pk)


def _load(request: HttpRequest, pk: UUID) -> Batch:
    found = queries.batches_of(request.user).select_related("community__division")  # type: ignore[arg-type]
    return get_object_or_404(found, pk=pk)


@policy("staff", verb="see_funds")
@require_safe
def batch(request: HttpRequest, pk: UUID) -> HttpResponse:
    return _show(request, _load(request, pk))


def _show(request: HttpRequest, found: Batch, form: SubmitForm | None = None, status: int = 200) -> HttpResponse:
    """Its places with their households and what each lacks; those that are ready are ticked."""
    rows: list[Any] = list(queries.households(queries.shown(found.places.all())).order_by("opened_at", "pk"))
    for row in rows:
        row.community = found.community
    lacks = filing.lacks(rows)
    form = form or SubmitForm(places=rows)
    ticked = set(form.data.getlist("places")) if form.is_bound else set()  # type: ignore[attr-defined]
    for row in rows:
        row.lacks, row.chip = lacks[row.pk], standing(row).chip
        row.ticked = str(row.pk) in ticked if form.is_bound else not row.lacks
    facts = {
        "batch": found, "places": rows, "form": form, "households": sum(row.households for row in rows),
        "keeps": request.user.may("keep_funds"), "link": _link(request, found),  # type: ignore[union-attr]
        "ready": sum(not row.lacks for row in rows),
    }  # fmt: skip
    return render(request, "funds/batch.html", facts, status=status)


def _link(request: HttpRequest, found: Batch) -> dict[str, Any] | None:
    """The bureau's link while it lives."""
    if found.filed_at is None:
        return None
    rows = SignedLink.objects.filter(purpose=actions.REVIEW_LINK, subject_id=found.pk, revoked_at=None)
    link = rows.filter(expires_at__gt=clock.now()).last()
    return {"url": address(request, link.token), "until": link.expires_at} if link else None


@policy("staff", verb="keep_funds")
@once
def submit_all(request: HttpRequest, pk: UUID) -> HttpResponse:
    """整批报局: all that were ticked, or none."""
    found = _load(request, pk)
    if request.method != "POST":
        return redirect("fund_batch", pk)
    form = SubmitForm(request.POST, places=found.places.select_related("building"))
    if form.is_valid():
        chosen = [UUID(one) for one in form.cleaned_data["places"]]
        try:
            filed = actions.submit_batch(batch=found, places=chosen, by=Actor.of(request))
        except Refused as refused:
            form.add_error(None, str(refused))
            return _show(request, _load(request, pk), form, 409 if isinstance(refused, Stale) else 422)
        messages.success(request, _("报上去了，%(n)s 处。等区里答复。") % {"n": len(filed)})
        return redirect("fund_batch", pk)
    return _show(request, found, form, 422)


@policy("staff", verb="keep_funds")
@require_POST
@once
def link(request: HttpRequest, pk: UUID) -> HttpResponse:
    """给区里的链接: made, or with `end` taken back."""
    found, by = _load(request, pk), Actor.of(request)
    try:
        if "end" in request.POST:
            actions.unlink_bureau(batch=found, by=by)
            messages.success(request, _("链接收回了，打不开了。"))
        else:
            actions.link_bureau(batch=found, by=by)
            messages.success(request, _("链接好了，发给区里。"))
    except Refused as refused:
        messages.error(request, str(refused))
    return redirect(f"{redirect('fund_batch', pk).url}#link")


@policy("staff", verb="keep_funds")
@once
def submit(request: HttpRequest, pk: UUID) -> HttpResponse:
    def act(dossier: Dossier, _given: dict[str, Any], by: Actor, seen: str) -> str:
        actions.submit(place=dossier.place, by=by, seen=seen)
        return _("报上去了，等区里答复。")

    return take(request, pk, "submit", "submit", lambda _dossier: StepForm(request.POST), act)


@policy("staff", verb="keep_funds")
@once
def join(request: HttpRequest, pk: UUID) -> HttpResponse:
    def form_of(dossier: Dossier) -> JoinForm:
        return JoinForm(request.POST, batches=Batch.objects.filter(community=dossier.place.community, filed_at=None))

    def act(dossier: Dossier, given: dict[str, Any], by: Actor, seen: str) -> str:
        chosen = Batch.objects.get(community=dossier.place.community, pk=given["batch"])
        actions.join_batch(place=dossier.place, batch=chosen, by=by, seen=seen)
        return _("编进第 %(n)s 批了。") % {"n": chosen.number}

    return take(request, pk, "join_batch", "join", form_of, act)


@policy("staff", verb="keep_funds")
@once
def move(request: HttpRequest, pk: UUID) -> HttpResponse:
    def act(dossier: Dossier, given: dict[str, Any], by: Actor, seen: str) -> str:
        place = actions.move_batch(place=dossier.place, reason=given["reason"], by=by, seen=seen)
        assert place.batch
        return _("挪到第 %(n)s 批了。") % {"n": place.batch.number}

    return take(request, pk, "move_batch", "move", lambda _dossier: MoveForm(request.POST), act)


urlpatterns: list[Any] = [
    path("desk/funds/batches/", batches, name="fund_batches"),
    path("desk/funds/batches/open/", open_one, name="fund_open_batch"),
    path("desk/funds/batches/<uuid:pk>/", batch, name="fund_batch"),
    path("desk/funds/batches/<uuid:pk>/submit/", submit_all, name="fund_submit_batch"),
    path("desk/funds/batches/<uuid:pk>/link/", link, name="fund_batch_link"),
    path("desk/funds/places/<uuid:pk>/submit/", submit, name="fund_submit"),
    path("desk/funds/places/<uuid:pk>/batch/", join, name="fund_join"),
    path("desk/funds/places/<uuid:pk>/move/", move, name="fund_move"),
]
