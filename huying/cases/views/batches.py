"""成批: tick rows of the inbox, send them all on, and take it back within ten seconds."""

from typing import Any
from uuid import UUID

from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import path, reverse
from django.views.decorators.http import require_POST, require_safe

from huying.cases import actions
from huying.cases.desk_forms import BatchForm
from huying.cases.models import Batch
from huying.cases.views.desk import show_list
from huying.cases.worklist import here, parsed
from huying.core.access import policy
from huying.core.actor import Actor
from huying.core.errors import Refused
from huying.core.once import once


@policy("staff", verb="see_desk")
@require_POST
@once
def hold(request: HttpRequest) -> HttpResponse:
    """Refused, the list comes back with what was ticked and written."""
    form = BatchForm(request.POST)
    if form.is_valid():
        given: dict[str, Any] = form.cleaned_data
        if not request.user.may(given["verb"]):  # type: ignore[union-attr]
            raise PermissionDenied
        try:
            batch = actions.hold_batch(
                user=request.user, verb=given["verb"], cases=given["cases"], words=given["words"], by=Actor.of(request)  # type: ignore[arg-type]
            )  # fmt: skip
        except Refused as refused:
            form.add_error(None, str(refused))
        else:
            return _to_list(request, batch)
    return show_list(request, form=form, status=422)


@policy("staff", verb="see_desk")
@require_POST
@once
def undo(request: HttpRequest, pk: UUID) -> HttpResponse:
    batch = _own(request, pk)
    try:
        actions.undo_batch(batch=batch, by=Actor.of(request))
    except Refused as refused:
        return show_list(request, batch=batch, said=str(refused), status=409)
    return _to_list(request, batch)


@policy("staff", verb="see_desk")
@require_safe
def batch(request: HttpRequest, pk: UUID) -> HttpResponse:
    """Asked again and again by the page that waits: nothing new, or the list with what became of it, or with
    the word that nobody does it."""
    found = _own(request, pk)
    if not request.htmx:  # type: ignore[attr-defined]
        return _to_list(request, found)
    if found.waits and not found.late:
        return HttpResponse(status=204)
    return HttpResponse(headers={"HX-Redirect": _to_list(request, found).url})


def _own(request: HttpRequest, pk: UUID) -> Batch:
    return get_object_or_404(Batch, pk=pk, user=request.user)


def _to_list(request: HttpRequest, found: Batch) -> Any:
    asked = here(parsed((request.POST or request.GET).get("list", "")))
    return redirect(f"{reverse('desk')}?{asked}{'&' if asked else ''}batch={found.pk}")


urlpatterns: list[Any] = [
    path("desk/batches/", hold, name="batches"),
    path("desk/batches/<uuid:pk>/", batch, name="batch"),
    path("desk/batches/<uuid:pk>/undo/", undo, name="batch_undo"),
]
