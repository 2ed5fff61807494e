"""代报: somebody in the street or at a door tells the grid worker, who writes it down as theirs."""

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import path
from django.utils.translation import gettext as _

from huying.cases import actions as cases
from huying.cases import intake
from huying.cases.forms import ReportForm
from huying.cases.models import Channel
from huying.core import spoken
from huying.core.access import policy
from huying.core.actor import Actor
from huying.core.once import once
from huying.places.models import Community

from .. import queries


class ForSomebody(ReportForm):
    """The resident's own form, asked of somebody who writes for them."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["phone"].label = _("回他的电话")
        self.fields["name"].label = _("怎么称呼他")


@policy("staff", verb="report_for")
@once
def report_for(request: HttpRequest) -> HttpResponse:
    """代报: what they say, where, and how to reach them; the desk takes it up like any other."""
    community: Community = queries.grid_post(request.user).community
    request.community = community  # type: ignore[attr-defined]
    form = ForSomebody(request.POST or None, request.FILES or None, proposal=_where(request, community))
    if request.method == "POST" and form.is_valid():
        appeal = cases.receive(community=community, said=_said(form), by=Actor.of(request), pictures=form.pictures)
        messages.success(request, _("记下了，编号 %(number)s。") % {"number": spoken.number(str(appeal.number))})
        return redirect("today")
    facts = {"form": form, "proposal": form.proposal, "chosen": request.POST.get("place", "")}
    return render(request, "field/report_for.html", facts)


def _where(request: HttpRequest, community: Community) -> intake.Proposal:
    """From the address alone: what is read out of free words waits for a tap."""
    typed = request.POST.get("address", "")[:200]
    found = intake.hear(community, typed, request.POST.get("text", "")[:4000])
    return found if typed.strip() else found.to_tap(_("是这里吗？"))


def _said(form: ReportForm) -> cases.Said:
    cleaned, text = form.cleaned_data, form.words()
    category, urgency, nature = intake.of_report(text, cleaned["kind"])
    return cases.Said(
        text=text, channel=Channel.WALK_IN, nature=nature, category=category, urgency=urgency,
        address_text=cleaned["address"], **form.reporter(), **form.site(),
    )  # fmt: skip


urlpatterns: list[Any] = [path("grid/report/", report_for, name="report_for")]
