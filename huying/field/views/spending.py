"""审批线 in the settings: above what sum two people approve an order, as a division lays it down."""

from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import path
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from huying.core.access import policy
from huying.core.actor import Actor
from huying.core.errors import Stale
from huying.core.once import once
from huying.places.queries import division_of

from .. import actions
from ..actions.money import line_for
from ..desk_forms import LineForm

VERB = "keep_lists"


@policy("staff", verb=VERB)
@require_http_methods(["GET", "HEAD", "POST"])
@once
def spending_line(request: HttpRequest) -> HttpResponse:
    """What counts here, and the form. A POST sets it for this division."""
    division = division_of(request.user, VERB)
    if division is None:
        raise PermissionDenied
    held = line_for(division)
    names = ("amount_cents", "source", "source_date", "confirmed")
    initial = {"seen": held.mark, **{name: getattr(held, name) for name in names}} if held else {"seen": ""}
    form = LineForm(request.POST or None, initial=initial)
    if request.method == "POST" and form.is_valid():
        given = form.cleaned_data
        facts = actions.LineFacts(**{name: given[name] for name in names})  # type: ignore[typeddict-item]
        try:
            actions.set_spending_line(division=division, facts=facts, seen=given["seen"], by=Actor.of(request))
            messages.success(request, _("审批线定好了。已经提了的申请，照提的时候的线。"))
        except Stale as stale:
            messages.error(request, str(stale))
        return redirect("spending_line")
    context = {"division": division, "held": held, "form": form}
    return render(request, "field/spending_line.html", context, status=422 if form.errors else 200)


urlpatterns: list[Any] = [path("desk/setup/spending/", spending_line, name="spending_line")]
