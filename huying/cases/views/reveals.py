"""显示号码: a reporter's telephone number shown for a reason, and the list of who saw whose."""

from typing import Any
from uuid import UUID

from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import path
from django.views.decorators.http import require_POST, require_safe

from huying.cases import actions, panels, queries
from huying.core.access import policy
from huying.core.actor import Actor
from huying.core.errors import Refused
from huying.core.once import once

from .desk import load, show

SHOWN = 200


@policy("staff", verb="reveal")
@require_POST
@once
def reveal(request: HttpRequest, pk: UUID) -> HttpResponse:
    """显示号码: this one answer shows it; the page opened again hides it. So no redirect."""
    matter = load(request, pk)
    if not panels.may(matter.user, "reveal", matter.case):
        raise PermissionDenied
    appeal = next((one for one in matter.appeals if str(one.pk) == request.POST.get("appeal")), None)
    if appeal is None:
        raise Http404
    given = {name: request.POST.get(name, "") for name in ("reason", "words")}
    try:
        actions.reveal(appeal=appeal, by=Actor.of(request), **given)
        matter.revealed = appeal.pk
    except Refused as refused:
        matter.reveal_refused = str(refused)
    return show(request, matter)


@policy("staff", verb="see_reveals")
@require_safe
def reveals(request: HttpRequest) -> HttpResponse:
    """查看记录: who saw whose number, when and why; the newest first."""
    rows = queries.reveals(request.user, SHOWN + 1)  # type: ignore[arg-type]
    facts = {"rows": rows[:SHOWN], "more": len(rows) > SHOWN, "shown": SHOWN}
    return render(request, "cases/reveals.html", facts)


urlpatterns: list[Any] = [
    path("desk/cases/<uuid:pk>/reveal/", reveal, name="case_reveal"),
    path("desk/reveals/", reveals, name="reveals"),
]
