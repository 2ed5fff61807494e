"""登记页: intake while somebody talks, and the inquiry answered at once."""

from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.http import HttpRequest, HttpResponse, QueryDict
from django.shortcuts import redirect, render
from django.urls import path
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from huying.cases import actions, queries
from huying.cases.forms import AnswerForm, Desk, IntakeForm
from huying.cases.intake import Beside, beside, follow, suggested
from huying.cases.models import Appeal, Case, Nature, Urgency
from huying.core import clock, spoken
from huying.core.access import policy
from huying.core.actor import Actor
from huying.core.errors import Refused
from huying.core.once import once
from huying.people import queries as people
from huying.places import queries as places
from huying.places.models import Community


def community_of(request: HttpRequest) -> Community:
    """The community that the desk of this account takes appeals for."""
    community = people.communities_of(request.user, "intake").first()  # type: ignore[arg-type]
    if community is None:
        raise PermissionDenied
    request.community = community  # type: ignore[attr-defined]
    return community


def form_of(kind: type[Desk], data: QueryDict | None, side: Beside) -> Desk:
    return kind(data, proposal=side.proposal, residents=side.residents, caller=side.caller, named=side.named)


def carried(data: QueryDict, kind: type[Desk], side: Beside) -> Desk:
    """The form as another page left it, with what the words suggest: nothing is wrong with it yet."""
    follow(data, suggested(data.get("text", ""))[1])
    values = {name: data[name] for name in kind.base_fields if name in data}
    return kind(initial=values, proposal=side.proposal, residents=side.residents)


def opened(request: HttpRequest, community: Community) -> tuple[Desk, Beside]:
    """The empty form; from the drawing of a house with the home that was tapped in it."""
    home = places.home_in(community, request.GET.get("home", ""))
    values = {"address": home.label} if home else {}
    side = beside(community, values)
    return IntakeForm(initial=values, proposal=side.proposal, residents=side.residents), side


@policy("staff", verb="intake")
@require_http_methods(["GET", "HEAD", "POST"])
@once
def intake(request: HttpRequest) -> HttpResponse:
    """接电话: what was said, where, who, how soon; then into somebody's hands."""
    community = community_of(request)
    if request.method != "POST":
        return _page(request, *opened(request, community))
    data = request.POST.copy()
    found, values = suggested(data.get("text", ""))
    changed = follow(data, values)
    side = beside(community, data)
    if data.get("act") == "carry":
        return _page(request, carried(data, IntakeForm, side), side)
    form = form_of(IntakeForm, data, side)
    if side.gone and form.is_valid():
        form.add_error(None, _("刚才选的那一件已经有了变化，请看旁边，再定是不是同一件。没有保存。"))
    if form.is_valid() and changed and not side.same:
        form.look_again(changed, "、".join(found.why))  # type: ignore[attr-defined]
    if form.is_valid() and (appeal := take_in(request, community, form, side.same)):
        return redirect("case", appeal.case_id)
    return _page(request, form, side)


def take_in(request: HttpRequest, community: Community, form: Desk, same: Case | None = None) -> Appeal | None:
    """Receive and dispatch, or only receive: both or neither; or add it to the open matter it is part of. A refusal is
    said on the form."""
    by, cleaned = Actor.of(request), form.cleaned_data
    said = actions.Said(nature=cleaned["nature"], urgency=cleaned["urgency"], **form.said())
    try:
        if same:
            return _joined(request, actions.join(case=same, said=said, by=by))
        with transaction.atomic():
            appeal = actions.receive(community=community, said=said, by=by, pictures=form.pictures)
            to = _hand_on(appeal.case, appeal.text, by) if form.data.get("act") != "note" else ""
    except Refused as refused:
        form.add_error(None, str(refused))
        return None
    facts = {"where": appeal.case.where, "number": spoken.number(appeal.number), "to": to}
    if to:
        messages.success(request, _("记下了：%(where)s，编号 %(number)s，派给%(to)s了。") % facts)
    else:
        messages.success(request, _("记下了：%(where)s，编号 %(number)s，还没派人。") % facts)
    return appeal


def _joined(request: HttpRequest, appeal: Appeal) -> Appeal:
    facts = {"case": spoken.number(str(appeal.case.number)), "number": spoken.number(str(appeal.number))}
    messages.success(request, _("加进 %(case)s 一起办了，这一位自己的编号是 %(number)s。") % facts)
    return appeal


def _hand_on(case: Case, text: str, by: Actor) -> str:
    """Into the hands of whom a rule names, or the grid's worker. A grid without one: accepted, and the desk keeps it."""
    post = queries.whom(case, text)
    if post is None:
        actions.accept(case=case, by=by)
        return ""
    actions.dispatch(case=case, post=post, by=by)
    return people.holder_names([post]).get(post.pk, post.title)


@policy("staff", verb="intake")
@require_POST
def read(request: HttpRequest) -> HttpResponse:
    """What the words say so far: for the page while somebody types. Nothing is kept."""
    community = community_of(request)
    data = request.POST.copy()
    changed = follow(data, suggested(data.get("text", ""))[1])
    side = beside(community, data)
    form = IntakeForm(initial=data.dict(), proposal=side.proposal, residents=side.residents)
    return render(request, "cases/intake_read.html", {"form": form, "side": side, "changed": changed, "live": True})


def _page(request: HttpRequest, form: Desk, side: Beside) -> HttpResponse:
    return render(request, "cases/intake.html", {"form": form, "side": side, "now": clock.now()})


# --- answered at once -------------------------------------------------------------------------------------------------


@policy("staff", verb="intake")
@require_http_methods(["GET", "HEAD", "POST"])
@once
def answer(request: HttpRequest) -> HttpResponse:
    """当场答复: the short road of an inquiry, without a visit."""
    community = community_of(request)
    side = beside(community, request.POST)
    if request.method != "POST":
        form = form_of(AnswerForm, None, side)
    elif request.POST.get("act") == "carry":
        form = carried(request.POST.copy(), AnswerForm, side)
    else:
        form = form_of(AnswerForm, request.POST, side)
        if form.is_valid() and (appeal := _answer(request, community, form)):
            return redirect("case", appeal.case_id)
    return render(request, "cases/answer.html", {"form": form, "side": side})


def _answer(request: HttpRequest, community: Community, form: Desk) -> Appeal | None:
    by = Actor.of(request)
    said = actions.Said(nature=Nature.INQUIRY, urgency=Urgency.NORMAL, **form.said())
    try:
        with transaction.atomic():
            appeal = actions.receive(community=community, said=said, by=by, road=Case.Road.ANSWERED)
            actions.answer(case=appeal.case, reply=form.cleaned_data["reply"], by=by)
    except Refused as refused:
        form.add_error(None, str(refused))
        return None
    messages.success(request, _("答复记下了，编号 %(number)s。") % {"number": spoken.number(appeal.number)})
    return appeal


urlpatterns: list[Any] = [
    path("desk/intake/", intake, name="intake"),
    path("desk/intake/read/", read, name="intake_read"),
    path("desk/answer/", answer, name="answer"),
]
