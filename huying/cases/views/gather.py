"""我家也是、不用办了: a neighbour joins an open matter of the house, a reporter withdraws. No log-in."""

from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import path, reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from huying.cases import actions, intake, progress, queries
from huying.cases.forms import TooForm
from huying.cases.models import Case, Channel, Nature
from huying.core.access import policy
from huying.core.errors import Refused
from huying.core.once import once
from huying.places.models import Building

from .resident import RESIDENT, _appeal, _house, _not_now, _unknown, house_facts


@policy("public")
@require_POST
@once
def too(request: HttpRequest, code: str) -> HttpResponse:
    """我家也是: one tap; the door and a telephone number if one likes. Only of what is common to the house."""
    house = _house(request, code)
    case = queries.common_in(house).filter(number=request.POST.get("number", "")[:12]).first()
    if case is None:
        raise Http404
    form = TooForm(request.POST)
    if form.is_valid():
        try:
            appeal = actions.join(case=case, said=_said(house, case, form), by=RESIDENT)
        except Refused as refused:
            form.add_error(None, str(refused))
        else:
            return redirect("receipt", appeal.tracking)
    facts = house_facts(house) | {"too": form, "too_number": case.number}
    return render(request, "cases/building.html", facts, status=422)


def _said(house: Building, case: Case, form: TooForm) -> actions.Said:
    """A door that the register knows for sure is kept as a home of the matter; any other stays as it was written."""
    door = form.cleaned_data["door"]
    sure = intake.propose(house.community, door, within=house).sure if door else None
    home = sure.home if sure and sure.home and sure.home.building_id == house.pk else None
    return actions.Said(
        text=_("我家也是：%(what)s") % {"what": case.category},
        channel=Channel.WEB,
        nature=Nature.HELP,
        category=case.category,
        urgency=case.urgency,
        address_text=f"{house.label} {door}".strip() if not home else home.label,
        reporter_phone=form.cleaned_data["phone"],
        homes=(actions.Concerned(role="affected", home=home, building=house),) if home else (),
    )


@policy("link")
@require_http_methods(["GET", "HEAD", "POST"])
@once
def withdraw(request: HttpRequest, tracking: str) -> HttpResponse:
    """不用办了: asked once more, since others may think it is in hand."""
    appeal = _appeal(request, tracking)
    if appeal is None:
        return _unknown(request)
    if not progress.may_withdraw(appeal):
        return _not_now(request, reverse("track", args=[tracking]))
    facts = {"appeal": appeal, "case": appeal.case, "refused": ""}
    if request.method == "POST":
        try:
            case = actions.withdraw(appeal=appeal, by=RESIDENT)
        except Refused as refused:
            facts["refused"] = str(refused)
        else:
            messages.success(request, _thanks(case))
            return redirect("track", tracking)
    return render(request, "cases/track_withdraw.html", facts)


def _thanks(case: Case) -> str:
    if case.state == "closed":
        return _("记下了：不用办了。谢谢您告诉我们。")
    return _("记下了：您这边不用办了。别人也说了这件事，或者还要看有没有危险，所以还在办。")


urlpatterns: list[Any] = [
    path("b/<str:code>/too/", too, name="building_too"),
    path("r/<str:tracking>/withdraw/", withdraw, name="withdraw_by_link"),
]
