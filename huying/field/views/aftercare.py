"""回头看: what a grid worker looks at after the end. One tap where all is well; no picture, no signing in."""

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import path
from django.utils.translation import gettext as _

from huying.cases import actions as cases
from huying.cases.desk_forms import LookInForm
from huying.core.access import policy
from huying.core.errors import Refused
from huying.core.once import once

from .grid import case_for


@policy("staff", verb="look_in")
@once
def look_in(request: HttpRequest, pk: UUID) -> HttpResponse:
    """去看过了: from the list with one tap, or with a few words."""
    case = case_for(request, pk)
    form = LookInForm(request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        try:
            cases.look_in(case=case, user=request.user, **form.cleaned_data)  # type: ignore[arg-type]
        except Refused as refused:
            form.add_error(None, str(refused))
        else:
            messages.success(request, _said(form.cleaned_data["came"]))
            return redirect("today")
    return render(request, "field/grid_look_in.html", {"case": case, "form": form})


def _said(came: str) -> str:
    return {
        "fine": _("记下了：都好。"),
        "nobody": _("记下了：没见着人，过两天再去。"),
        "again": _("记下了：又有问题，重新办。"),
    }[came]


urlpatterns: list[Any] = [path("grid/cases/<uuid:pk>/look-in/", look_in, name="grid_look_in")]
