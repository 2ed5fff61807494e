"""A grid worker's pages 网格员: today, at the door, the visit, the check, found and fixed."""

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import path
from django.utils.module_loading import import_string
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from huying.cases import actions as case_actions
from huying.cases import queries as case_queries
from huying.cases.history import history
from huying.cases.models import Case, State
from huying.cases.progress import chip
from huying.core import clock
from huying.core import spoken as numbers
from huying.core.access import policy
from huying.core.actor import Actor
from huying.core.errors import Refused
from huying.core.once import once
from huying.rules import lifecycle

from .. import actions, queries, spoken
from ..forms import CheckForm, FixedForm, VisitForm, whose
from . import branches
from .outbox import clash

TABS = ("mine", "over", "near")


def case_for(request: HttpRequest, pk: UUID) -> Case:
    """The matter, if this account may see it; another grid's is not there."""
    case: Case = get_object_or_404(case_queries.shown(case_queries.visible_to(request.user)), pk=pk)
    request.community = case.community  # type: ignore[attr-defined]
    return case


@policy("staff", verb="see_grid")
def today(request: HttpRequest) -> HttpResponse:
    """今日: what is in my hands, the next one big."""
    tab = request.GET.get("tab") if request.GET.get("tab") in TABS else "mine"
    unread = queries.unread_by(request.user)
    mine = queries.in_hand(request.user, unread)
    over = [task for task in mine if task.overdue]
    near = queries.near(request.user, unread) if tab == "near" else []
    shown = {"mine": mine, "over": over, "near": near}[tab]
    big = shown[0] if shown and tab != "near" else None
    facts = {
        "standing_in": [post for post in request.user.posts if post.deputy_for],  # type: ignore[union-attr]
        "today": clock.today(), "tab": tab, "post": queries.grid_post(request.user), "big": big, "tasks": shown[1:] if big else shown,
        "after": case_queries.after_in_hands_of(request.user) if tab == "mine" else [],  # type: ignore[arg-type]
        "counts": (len(mine), len(over), len(near) if tab == "near" else queries.count_near(request.user)),
    }  # fmt: skip
    return render(request, "field/today.html", facts)


@policy("staff", verb="see_grid")
def case(request: HttpRequest, pk: UUID) -> HttpResponse:
    """到门口: where, what was said, whom to ring, what was found, what can be done."""
    shown = case_for(request, pk)
    for opened in import_string("huying.wiring.ON_OPEN"):
        import_string(opened)(user=request.user, case_id=shown.pk)
    return render(request, "field/grid_case.html", _at_the_door(request, shown))


def _at_the_door(request: HttpRequest, case: Case, asked: set[UUID] = frozenset()) -> dict[str, Any]:  # type: ignore[assignment]
    """Whoever holds the matter rings with one tap, and that the page was open is logged (docs/decisions/0006)."""
    door = queries.at_the_door(case)
    me = str(Actor.of(request))
    open_to = set(asked)
    if queries.in_my_hands(case, request.user):
        case_actions.reveal_to_holder(appeals=[one for one in door.appeals if not one.secret], by=Actor.of(request))
        open_to |= {appeal.pk for appeal in door.appeals}
    return {
        "case": case,
        "chip": chip(case),
        "door": door,
        "calls": queries.calls(door, open_to=open_to),
        "entries": history(case, audience="staff", appeals=door.appeals),
        "permits": queries.permits(case),
        "open": case.state in lifecycle.OPEN,
        "mine": queries.in_my_hands(case, request.user),
        "to_look_in": case.state == State.CLOSED and queries.in_my_hands(case, request.user),
        "may_call": lifecycle.can(case.state, "call_turnout"),  # type: ignore[arg-type]
        "to_sign": case.state == State.DISPATCHED and queries.held_by(case, request.user, "visit"),
        "to_visit": case.state in (State.DISPATCHED, State.IN_HAND, State.WAITING),
        "turns": branches.offered(case, request.user),
        "to_handle": case.state == State.IN_HAND and door.finding and not door.open_order,
        "to_check": case.state == State.HANDLED and case.handled_by != me,
        "i_did_it": case.state == State.HANDLED and case.handled_by == me,
    }


@policy("staff", verb="see_grid")
@require_POST
@once
def call(request: HttpRequest, pk: UUID) -> HttpResponse:
    """打电话: for who does not hold the matter the number is shown once, and logged. No redirect: it would be gone."""
    case = case_for(request, pk)
    appeal = get_object_or_404(case.appeals.filter(secret=False), pk=parsed(request.POST.get("appeal", "")))
    case_actions.reveal(appeal=appeal, by=Actor.of(request), reason="call")
    return render(request, "field/grid_case.html", _at_the_door(request, case, {appeal.pk}))


def parsed(text: str) -> UUID | None:
    try:
        return UUID(text)
    except ValueError:
        return None


@policy("staff", verb="acknowledge")
@require_POST
@once
def acknowledge(request: HttpRequest, pk: UUID) -> HttpResponse:
    """签收: one tap. Tapped again, it is still signed for."""
    case = case_for(request, pk)
    if case.state != State.IN_HAND:
        try:
            case_actions.acknowledge(case=case, user=request.user)
            messages.success(request, _("签收了：%(where)s") % {"where": case.where})
        except Refused as refused:
            if clashed := clash(request, case, refused):
                return clashed
            messages.error(request, str(refused))
    return redirect("grid_case", pk=pk)


@policy("staff", verb="visit")
@once
def visit(request: HttpRequest, pk: UUID) -> HttpResponse:
    """上门: what came of it, what was found."""
    case = case_for(request, pk)
    valid = [one.entry for one in queries.entries_of(case) if one.valid or one.entry.announced_at]
    asked = request.GET.get("entry", "")
    form = VisitForm(request.POST or None, request.FILES or None, entries=valid, entry=asked)
    if request.method == "POST" and form.is_valid():
        try:
            said = _record_visit(request, case, form)
        except Refused as refused:
            if clashed := clash(request, case, refused):
                return clashed
            form.add_error(None, str(refused))
        else:
            messages.success(request, said)
            return redirect("grid_case", pk=pk)
    return render(request, "field/grid_visit.html", {"case": case, "form": form})


def _record_visit(request: HttpRequest, case: Case, form: VisitForm) -> str:
    """Record it, and say what was kept."""
    data = form.cleaned_data
    found = None
    if data["cause"]:
        found = actions.Found(cause=data["cause"], part=data["part"], zone=form.zone_chosen)
    visited = actions.record_visit(
        case=case, user=request.user, outcome=data["outcome"], note=data["note"], found=found, pictures=data["photos"],
        others=form.others, entry=form.went_in,
    )  # fmt: skip
    part = dict(form.fields["part"].choices)[found.part] if found else ""
    parts = [_("%(part)s，%(whose)s。") % {"part": part, "whose": whose(found.zone)}] if found else []
    return "".join(
        [_("记下了：%(what)s。") % {"what": visited.get_outcome_display()}, *parts, spoken.kept(data["photos"])]
    )


@policy("staff", verb="handle")
@require_POST
@once
def handle(request: HttpRequest, pk: UUID) -> HttpResponse:
    """处理好了: put right without a vendor; somebody else checks."""
    case = case_for(request, pk)
    if case.state != State.HANDLED:
        try:
            actions.handle(case=case, user=request.user)
            messages.success(request, _("记下了：处理好了。由别人核查。"))
        except Refused as refused:
            if clashed := clash(request, case, refused):
                return clashed
            messages.error(request, str(refused))
    return redirect("grid_case", pk=pk)


@policy("staff", verb="see_grid")
@once
def check(request: HttpRequest, pk: UUID) -> HttpResponse:
    """现场核查: good, or what is wrong."""
    case = case_for(request, pk)
    form = CheckForm(request.POST or None, request.FILES or None)
    if request.method == "POST" and form.is_valid():
        data = form.cleaned_data
        passed = data["result"] == "passed"
        try:
            actions.check(case=case, user=request.user, passed=passed, note=data["note"], pictures=data["photos"])
        except Refused as refused:
            if clashed := clash(request, case, refused):
                return clashed
            form.add_error(None, str(refused))
        else:
            said = _("核查合格。接下来由社区回访。") if passed else _("退回重办了，写的原因都在。")
            messages.success(request, said + spoken.kept(data["photos"]))
            return redirect("grid_case", pk=pk)
    return render(request, "field/grid_check.html", {"case": case, "form": form, "door": queries.at_the_door(case)})


@policy("staff", verb="fix")
@once
def fixed(request: HttpRequest) -> HttpResponse:
    """随手办: found and fixed, on one screen."""
    post = queries.grid_post(request.user)
    form = FixedForm(request.POST or None, request.FILES or None, post=post)
    if request.method == "POST" and form.is_valid():
        try:
            appeal = _fix(request, post.community, form)
        except Refused as refused:
            form.add_error(None, str(refused))
        else:
            said = _("办好了，编号 %(number)s。") % {"number": numbers.number(str(appeal.number))}
            messages.success(request, said + spoken.kept(form.cleaned_data["photos"]))
            return redirect("today")
    return render(request, "field/fixed.html", {"form": form, "post": post})


def _fix(request: HttpRequest, community: Any, form: FixedForm) -> Any:
    data = form.cleaned_data
    said = case_actions.Said(
        text=data["what"], channel="patrol", nature="help", urgency="normal",
        category=form.categories[data["category"]], building=form.buildings.get(data["building"]), spot=data["spot"],
    )  # fmt: skip
    return actions.find_and_fix(
        community=community, said=said, user=request.user, proof=data["proof"], note=form.note,
        pictures=data["photos"],
    )  # fmt: skip


urlpatterns = [
    path("grid/", today, name="today"),
    path("grid/fixed/", fixed, name="fixed"),
    path("grid/cases/<uuid:pk>/", case, name="grid_case"),
    path("grid/cases/<uuid:pk>/acknowledge/", acknowledge, name="grid_acknowledge"),
    path("grid/cases/<uuid:pk>/call/", call, name="grid_call"),
    path("grid/cases/<uuid:pk>/visit/", visit, name="grid_visit"),
    path("grid/cases/<uuid:pk>/handle/", handle, name="grid_handle"),
    path("grid/cases/<uuid:pk>/check/", check, name="grid_check"),
    *branches.urlpatterns,
]
