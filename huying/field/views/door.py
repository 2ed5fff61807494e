"""到门口: a grid worker's pages for contact attempts, for the door that an authorisation opens, and for an emergency."""

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import path, reverse
from django.utils.translation import gettext as _

from huying.cases.models import Case
from huying.core.access import policy
from huying.core.errors import Refused
from huying.core.once import once

from .. import actions, queries
from ..entry_forms import ContactForm, EmergencyForm
from ..models import EntryAuthorisation
from .entry import person
from .grid import case_for
from .outbox import clash


def _back(request: HttpRequest, case: Case) -> str:
    """The page of the case that this account works on."""
    return reverse("grid_case" if request.user.may("see_grid") else "case", args=[case.pk])  # type: ignore[union-attr]


@policy("staff", verb="see_grid")
@once
def contact(request: HttpRequest, pk: UUID) -> HttpResponse:
    """记一次联系: three taps where it was the reporter, by telephone."""
    case = case_for(request, pk)
    form = ContactForm(request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        appeal = case.appeals.order_by("said_at").first()
        try:
            actions.contact(case=case, user=request.user, **person(form.cleaned_data, appeal))  # type: ignore[arg-type]
        except Refused as refused:
            if clashed := clash(request, case, refused):
                return clashed
            form.add_error(None, str(refused))
        else:
            messages.success(request, _("联系记下了。"))
            return redirect("grid_case", pk)
    return render(request, "field/grid_contact.html", {"case": case, "form": form})


def _entry(request: HttpRequest, case: Case, key: UUID) -> EntryAuthorisation:
    """Of this matter, and only for whoever has it in hand."""
    if not queries.in_my_hands(case, request.user):  # type: ignore[arg-type]
        raise Http404
    found = get_object_or_404(EntryAuthorisation.objects.select_related("home"), pk=key, case=case)
    found.case = case
    return found


@policy("staff", verb="start_entry")
@once
def door(request: HttpRequest, pk: UUID, entry: UUID) -> HttpResponse:
    """入户授权 at the door: looked at anew at this very opening, which is logged. One that does not hold opens nothing."""
    case = case_for(request, pk)
    now = queries.entry_now(_entry(request, case, entry))
    actions.open_door(entry=now.entry, user=request.user)  # type: ignore[arg-type]
    if not now.valid:
        return render(request, "field/grid_entry_over.html", {"case": case, "now": now}, status=410)
    if request.method == "POST":
        try:
            actions.start_entry(entry=now.entry, user=request.user)  # type: ignore[arg-type]
        except Refused as refused:
            messages.error(request, str(refused))
            return redirect("grid_entry", pk, entry)
        messages.success(request, _("业主在他那一页看得到您进去了。看完在这里记。"))
        return redirect(f"{reverse('grid_visit', args=[pk])}?entry={entry}")
    return render(request, "field/grid_entry.html", {"case": case, "now": now, "entry": now.entry})


@policy("staff", verb="enter_emergency")
@once
def emergency(request: HttpRequest, pk: UUID) -> HttpResponse:
    """紧急进入: written down as soon as the danger is over."""
    case = case_for(request, pk)
    homes = queries.homes_near(case)
    posted = (request.POST, request.FILES) if request.method == "POST" else (None, None)
    form = EmergencyForm(*posted, homes=homes)
    if request.method == "POST" and form.is_valid():
        data = form.cleaned_data
        try:
            actions.enter_emergency(
                case=case, entered=form.entered, user=request.user, before=data["before"], after=data["after"]  # type: ignore[arg-type]
            )  # fmt: skip
        except Refused as refused:
            form.add_error(None, str(refused))
        else:
            messages.success(request, _("紧急进入记下了。"))
            return redirect(_back(request, case))
    return render(request, "field/grid_emergency.html", {"case": case, "form": form, "back": _back(request, case)})


urlpatterns: list[Any] = [
    path("grid/cases/<uuid:pk>/contact/", contact, name="grid_contact"),
    path("grid/cases/<uuid:pk>/entry/<uuid:entry>/", door, name="grid_entry"),
    path("grid/cases/<uuid:pk>/emergency/", emergency, name="grid_emergency"),
]
