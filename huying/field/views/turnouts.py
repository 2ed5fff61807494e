"""志愿者召集, for the desk and the grid workers: call hands, see who comes, write the hours, end it or call it off."""

from collections.abc import Callable
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import path
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from huying.cases import queries as case_queries
from huying.cases.models import Case
from huying.core import clock, pictures
from huying.core.access import policy
from huying.core.actions import log_access
from huying.core.actor import Actor
from huying.core.errors import Refused
from huying.core.links import address
from huying.core.models import AccessLog
from huying.core.once import once
from huying.people import queries as people
from huying.places.models import Community
from huying.rules import masks

from .. import actions, turnout_queries
from ..claim_panel import board
from ..models import SignUp, Turnout
from ..turnout_forms import CallForm, EndForm, MinutesForm, OffForm, PersonForm, RosterForm

VERB = "call_turnout"


def _dressed(request: HttpRequest, template: str, facts: dict[str, Any], status: int = 200) -> HttpResponse:
    """The desk's dress for the desk, the phone's for who walks."""
    desk = request.user.may("see_desk")  # type: ignore[union-attr]
    base = "core/desk.html" if desk else "field/grid.html"
    return render(request, template, {**facts, "base": base, "desk": desk}, status=status)


@policy("staff", verb=VERB)
@require_safe
def turnouts(request: HttpRequest) -> HttpResponse:
    """召集: those still open, then the past ones."""
    rows = list(turnout_queries.listed(request.user)[:200])  # type: ignore[arg-type]
    own = people.communities_of(request.user, "mark_claim").first()  # type: ignore[arg-type]
    return _dressed(request, "field/turnouts.html", {"rows": rows, "claims": board(request, own) if own else None})


# --- calling ----------------------------------------------------------------------------------------------------------


def _case(request: HttpRequest) -> Case | None:
    """The case it is for, when the address names one that this account sees."""
    key = request.GET.get("case", "")
    if not key:
        return None
    try:
        return get_object_or_404(case_queries.shown(case_queries.visible_to(request.user)), pk=key)  # type: ignore[arg-type]
    except ValidationError:
        raise Http404 from None


@policy("staff", verb=VERB)
@require_http_methods(["GET", "HEAD", "POST"])
@once
def turnout_new(request: HttpRequest) -> HttpResponse:
    """发召集: for a case, or for anything else."""
    case = _case(request)
    community: Community = case.community if case else get_object_or_404(_own(request)[:1])
    form = CallForm(
        request.POST or None, notes=turnout_queries.safety_notes(community.division),
        leaders=people.users_of(community).filter(is_active=True), leader=request.user.pk,
        place=case.where if case else "", what=str(case.category) if case else "",
    )  # fmt: skip
    if request.method == "POST" and form.is_valid():
        try:
            made = actions.call_turnout(community=community, wanted=form.wanted, user=request.user, case=case)  # type: ignore[arg-type]
            messages.success(request, _("发好了。把链接或者二维码发给大家。"))
            return redirect("turnout", made.pk)
        except Refused as refused:
            form.add_error(None, str(refused))
    return _dressed(request, "field/turnout_new.html", {"form": form, "case": case}, 422 if form.errors else 200)


def _own(request: HttpRequest) -> Any:
    """The community in which this account works."""
    keys = [post.community_id for post in request.user.posts if post.community_id]  # type: ignore[union-attr]
    return Community.objects.filter(pk__in=keys)


# --- one turnout ------------------------------------------------------------------------------------------------------


def _turnout(request: HttpRequest, pk: UUID) -> Turnout:
    seen = turnout_queries.visible_to(request.user)  # type: ignore[arg-type]
    found: Turnout = get_object_or_404(seen.select_related("community", "leader", "case"), pk=pk)
    request.community = found.community  # type: ignore[attr-defined]
    return found


@policy("staff", verb=VERB)
@require_safe
def turnout(request: HttpRequest, pk: UUID) -> HttpResponse:
    """一次召集: who comes, who waits, whom to tell, the link to send round."""
    return _show(request, _turnout(request, pk), {})


def _show(
    request: HttpRequest, one: Turnout, bound: dict[str, Any], *, phones: bool = False, status: int = 200
) -> HttpResponse:
    rows = turnout_queries.signed_up(one)
    for row in rows:
        row.address = address(request, row.token) if row.token else ""
        row.phone = row.volunteer.phone if phones else masks.phone(row.volunteer.phone)
    came = [row for row in rows if row.state == SignUp.State.COMING]
    facts = {
        "one": one, "rows": rows, "came": came, "phones": phones, "bound": bound,
        "waiting": [row for row in rows if row.state == SignUp.State.WAITING],
        "to_tell": [row for row in rows if row.to_tell], "pictures": pictures.of([one]).get(one.pk, []),
        "join": address(request, turnout_queries.link_of(one)),
        "newcomer": bound.get("person") or PersonForm(auto_id="person-%s"),  # `person` is who signed in
        "roster": bound.get("roster") or RosterForm(roster=people.roster(one.community)),
        "minutes": bound.get("minutes") or MinutesForm(came=came),
        "end": bound.get("end") or EndForm(), "off": bound.get("off") or OffForm(),
    }  # fmt: skip
    return _dressed(request, "field/turnout.html", facts, status)


# --- what is done there -----------------------------------------------------------------------------------------------

Act = Callable[[HttpRequest, Turnout, Any], str]


def _sign_up(request: HttpRequest, one: Turnout, form: RosterForm) -> str:
    chosen = form.known[form.cleaned_data["volunteer"]]
    made = actions.sign_up(turnout=one, volunteer=chosen, by=Actor.of(request))
    return _said(made)


def _join(request: HttpRequest, one: Turnout, form: PersonForm) -> str:
    return _said(actions.join_turnout(turnout=one, person=form.person, by=Actor.of(request)))


def _said(made: SignUp) -> str:
    return _("报上名了。") if made.state == SignUp.State.COMING else _("人满了，排在后面。")


def _write(request: HttpRequest, one: Turnout, form: MinutesForm) -> str:
    actions.record_minutes(turnout=one, minutes=form.minutes, user=request.user)  # type: ignore[arg-type]
    return _("时长记下了。")


def _end(request: HttpRequest, one: Turnout, form: EndForm) -> str:
    given = form.cleaned_data
    actions.end_turnout(turnout=one, result=given["result"], pictures=given["photos"], user=request.user)  # type: ignore[arg-type]
    return _("记下了：这次召集结束。")


def _off(request: HttpRequest, one: Turnout, form: OffForm) -> str:
    actions.call_off_turnout(turnout=one, reason=form.cleaned_data["reason"], user=request.user)  # type: ignore[arg-type]
    return _("取消了。请告诉下面报了名的人。")


def _minutes_form(request: HttpRequest, one: Turnout) -> MinutesForm:
    coming = SignUp.objects.filter(turnout=one, state=SignUp.State.COMING).select_related("volunteer")
    return MinutesForm(request.POST, came=coming.order_by("at", "pk"))


FORMS: dict[str, tuple[Callable[[HttpRequest, Turnout], Any], Act]] = {
    "roster": (lambda request, one: RosterForm(request.POST, roster=people.roster(one.community)), _sign_up),
    "person": (lambda request, _one: PersonForm(request.POST, auto_id="person-%s"), _join),
    "minutes": (_minutes_form, _write),
    "end": (lambda request, _one: EndForm(request.POST, request.FILES), _end),
    "off": (lambda request, _one: OffForm(request.POST), _off),
}


def _act(name: str, verb: str = VERB) -> Callable[..., HttpResponse]:
    """The view of one of the forms: a redirect when it was done; else the page again with why, everything typed kept."""
    form_of, act = FORMS[name]

    @policy("staff", verb=verb)
    @require_POST
    @once
    def view(request: HttpRequest, pk: UUID) -> HttpResponse:
        one = _turnout(request, pk)
        form = form_of(request, one)
        if form.is_valid():
            try:
                messages.success(request, act(request, one, form))
                return redirect("turnout", pk)
            except Refused as refused:
                form.add_error(None, str(refused))
        return _show(request, _turnout(request, pk), {name: form}, status=422)

    return view


@policy("staff", verb=VERB)
@require_POST
@once
def turnout_change(request: HttpRequest, pk: UUID, sign_up: UUID) -> HttpResponse:
    """替人退出, or: told them."""
    one = _turnout(request, pk)
    made = get_object_or_404(SignUp.objects.select_related("turnout", "volunteer"), pk=sign_up, turnout=one)
    try:
        if request.POST.get("act") == "leave":
            actions.leave_turnout(made=made, by=Actor.of(request))
            messages.success(request, _("退出了；有人排队的，排在最前的补上。"))
        else:
            actions.tell_volunteer(made=made, by=Actor.of(request))
            messages.success(request, _("记下了：告诉过了。"))
    except Refused as refused:
        messages.error(request, str(refused))
    return redirect("turnout", pk)


@policy("staff", verb=VERB)
@require_POST
@once
def turnout_phones(request: HttpRequest, pk: UUID) -> HttpResponse:
    """看号码: to ring those who signed up. This one answer shows them, and it is logged."""
    one = _turnout(request, pk)
    log_access(kind="phone", subject=one, by=Actor.of(request), reason=AccessLog.Reason.CALL)
    return _show(request, one, {}, phones=True)


@policy("staff", verb=VERB)
@require_safe
def turnout_sheet(request: HttpRequest, pk: UUID) -> HttpResponse:
    """签到单, on paper; and afterwards a slip of thanks for each who wants one."""
    one = _turnout(request, pk)
    rows = [row for row in turnout_queries.signed_up(one) if row.state == SignUp.State.COMING]
    helped = [row for row in rows if row.minutes] if request.GET.get("what") == "certificates" else []
    facts = {
        "one": one,
        "rows": rows,
        "helped": helped,
        "now": clock.now(),
        "blank": range(max(3, one.slots - len(rows))),
    }
    return render(request, "field/turnout_sheet.html", facts)


urlpatterns: list[Any] = [
    path("turnouts/", turnouts, name="turnouts"),
    path("turnouts/new/", turnout_new, name="turnout_new"),
    path("turnouts/<uuid:pk>/", turnout, name="turnout"),
    path("turnouts/<uuid:pk>/roster/", _act("roster"), name="turnout_roster"),
    path("turnouts/<uuid:pk>/person/", _act("person"), name="turnout_person"),
    path("turnouts/<uuid:pk>/minutes/", _act("minutes"), name="turnout_minutes"),
    path("turnouts/<uuid:pk>/end/", _act("end", "end_turnout"), name="turnout_end"),
    path("turnouts/<uuid:pk>/off/", _act("off", "call_off_turnout"), name="turnout_off"),
    path("turnouts/<uuid:pk>/phones/", turnout_phones, name="turnout_phones"),
    path("turnouts/<uuid:pk>/sheet/", turnout_sheet, name="turnout_sheet"),
    path("turnouts/<uuid:pk>/people/<uuid:sign_up>/", turnout_change, name="turnout_change"),
]
