"""调解: one page for the desk and the grid worker. Opened, tried out, talked over, written down, ended; and the paper."""

from collections.abc import Callable
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import path
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from huying.cases import panels as case_panels
from huying.cases.models import Case
from huying.core import pictures
from huying.core.access import policy
from huying.core.actor import Actor
from huying.core.errors import Refused
from huying.core.links import address
from huying.core.once import once
from huying.people import queries as people
from huying.rules import lifecycle

from .. import actions, mediations
from .. import mediation_forms as forms
from ..mediation_models import Mediation
from .door import _back as back_to
from .grid import case_for


@policy("staff", verb="open_mediation")
@once
def mediation(request: HttpRequest, pk: UUID) -> HttpResponse:
    """调解 of a matter: what stands, and a form for each thing that can be written down now."""
    case = _case(request, pk)
    now = mediations.open_mediation(case)
    if request.method != "POST":
        return _show(request, case, now)
    act = request.POST.get("act", "")
    if act == "code":
        return _code(request, case, now)
    if act not in _forms(case, now, request):
        messages.error(request, _("这次调解刚才有变化，没有保存。请看看现在的，再记。"))
        return redirect("grid_mediation", pk)
    form = _forms(case, now, request)[act](request.POST, request.FILES)
    if form.is_valid():
        try:
            messages.success(request, ACTS[act](request, case, now, form))
        except Refused as refused:
            form.add_error(None, str(refused))
        else:
            return redirect("grid_mediation", pk)
    return _show(request, case, now, {act: form})


def _case(request: HttpRequest, pk: UUID) -> Case:
    """The matter, for who works on it in its community."""
    case = case_for(request, pk)
    if not case_panels.may(request.user, "open_mediation", case):  # type: ignore[arg-type]
        raise Http404
    return case


# --- what can be written down now -------------------------------------------------------------------------------------


def _forms(case: Case, now: Mediation | None, request: HttpRequest) -> dict[str, Callable[..., Any]]:
    """The forms of this moment, by their names in the page."""
    if case.state not in lifecycle.OPEN:
        return {}
    both = {"responsibility": lambda data=None, _files=None: forms.ResponsibilityForm(data, initial=_held(case))}
    if now is None:
        return {"open": lambda data=None, _files=None: _open_form(case, request, data)} | both
    text = {"terms": now.terms, "paid_cents": now.paid_cents, "done_on": now.done_on}
    return {
        "test": forms.TestForm,
        "meet": lambda data=None, _files=None: forms.MeetForm(data),
        "loss": lambda data=None, _files=None: forms.LossForm(data),
        **both,
        "write": lambda data=None, _files=None: forms.AgreementForm(data, initial=text),
        "end": forms.EndForm,
    }


def _held(case: Case) -> dict[str, str]:
    return mediations.responsibility(case)._asdict()


def _open_form(case: Case, request: HttpRequest, data: Any) -> forms.OpenForm:
    posts = people.posts_of(case.community)
    own = {post.pk for post in request.user.posts}  # type: ignore[union-attr]
    mine = next((str(post.pk) for post in posts if post.pk in own), "")
    due = actions.usual_end(case)
    return forms.OpenForm(data, homes=mediations.homes(case), posts=posts, mine=mine, due=due)


# --- the steps --------------------------------------------------------------------------------------------------------


def _open(request: HttpRequest, case: Case, _now: Any, form: forms.OpenForm) -> str:
    data = form.cleaned_data
    actions.open_mediation(
        case=case, harmed=form.side("harmed"), source=form.side("source"), post=form.posts[data["post"]],
        due_by=actions.closing(case, data["due_on"]), question=data["question"], by=Actor.of(request),
    )  # fmt: skip
    return _("调解开始了。")


def _test(request: HttpRequest, _case: Case, now: Any, form: forms.TestForm) -> str:
    data = form.cleaned_data
    actions.look_for_leak(
        mediation=now, user=request.user, method=data["method"], result=data["result"], present=data["present"],  # type: ignore[arg-type]
        note=data["note"], pictures=data["photos"],
    )  # fmt: skip
    return _("查漏记下了。")


def _meet(request: HttpRequest, _case: Case, now: Any, form: forms.MeetForm) -> str:
    data = form.cleaned_data
    words = {name: data[name] for name in ("place", "present", "note")}
    actions.meet(mediation=now, user=request.user, at=form.at, **words)  # type: ignore[arg-type]
    return _("碰头记下了。")


def _loss(request: HttpRequest, _case: Case, now: Any, form: forms.LossForm) -> str:
    actions.note_loss(mediation=now, user=request.user, **form.cleaned_data)  # type: ignore[arg-type]
    return _("损失记下了。")


def _responsibility(request: HttpRequest, case: Case, _now: Any, form: forms.ResponsibilityForm) -> str:
    actions.change_responsibility(case=case, user=request.user, **form.cleaned_data)  # type: ignore[arg-type]
    return _("责任定下了，原来的也留着。")


def _write(request: HttpRequest, _case: Case, now: Any, form: forms.AgreementForm) -> str:
    actions.write_agreement(mediation=now, by=Actor.of(request), **form.cleaned_data)
    return _("协议写好了：打印出来签，或者把链接发给两家，念码签。")


def _end(request: HttpRequest, _case: Case, now: Any, form: forms.EndForm) -> str:
    data = form.cleaned_data
    actions.end_mediation(
        mediation=now, outcome=data["outcome"], by=Actor.of(request), routes=tuple(data["routes"]),
        reason=data["reason"], pictures=data["photos"],
    )  # fmt: skip
    return _("记下了：%(outcome)s。") % {"outcome": Mediation.Outcome(data["outcome"]).label}


ACTS: dict[str, Callable[..., str]] = {
    "open": _open, "test": _test, "meet": _meet, "loss": _loss, "responsibility": _responsibility, "write": _write, "end": _end,
}  # fmt: skip


def _code(request: HttpRequest, case: Case, now: Mediation | None) -> HttpResponse:
    """要一个码 for one side: sent, or on this one answer to be read out. No redirect: it would be gone."""
    sides = mediations.parties(now) if now else []
    side = next((one for one in sides if str(one.pk) == request.POST.get("party")), None)
    if side is None:
        raise Http404
    try:
        made = actions.make_party_code(party=side, by=Actor.of(request))
    except Refused as refused:
        messages.error(request, str(refused))
        return redirect("grid_mediation", case.pk)
    if made.sent:
        messages.success(request, _("码发到对方的手机上了。"))
        return redirect("grid_mediation", case.pk)
    return _show(request, case, now, code=(side.pk, made))


# --- the page ---------------------------------------------------------------------------------------------------------


def _show(
    request: HttpRequest, case: Case, now: Mediation | None, bound: dict[str, Any] | None = None, code: Any = None
) -> HttpResponse:
    bound = bound or {}
    shown = now or mediations.last_mediation(case)
    made = {name: (bound.get(name) or form()).named(name) for name, form in _forms(case, now, request).items()}
    facts = {
        "case": case, "now": now, "shown": shown, "forms": made, "bound": bound, "code": code, "back": back_to(request, case),
        "held": mediations.responsibility(case), "history": mediations.history(case),
        "homes": mediations.homes(case) if now is None else [], **(_parts(request, shown) if shown else {}),
    }  # fmt: skip
    answer = render(request, "field/mediation.html", facts)
    if code:
        answer.headers["Cache-Control"] = "no-store"
    return answer


def _parts(request: HttpRequest, shown: Mediation) -> dict[str, Any]:
    """The sides with their links, the tests with their pictures, losses and meetings."""
    sides, tests = mediations.parties(shown), list(shown.tests.select_related("user").order_by("at"))
    files = pictures.of([shown, *tests])
    for side in sides:
        side.address = address(request, side.token) if side.token else ""
    for test in tests:
        test.files = files.get(test.pk, [])  # type: ignore[attr-defined]
    return {
        "sides": sides, "tests": tests, "signed": files.get(shown.pk, []), "losses": list(shown.losses.order_by("at")),
        "meetings": list(shown.meetings.order_by("at")), "routes": [str(mediations.ROUTES[one]) for one in shown.routes.split()],
    }  # fmt: skip


@policy("staff", verb="open_mediation")
@require_safe
def paper(request: HttpRequest, pk: UUID) -> HttpResponse:
    """调解协议书, on paper, filled in; signed by hand."""
    case = _case(request, pk)
    shown = mediations.last_mediation(case)
    if shown is None or not shown.terms:
        messages.error(request, _("协议还没写，没有可以打印的。"))
        return redirect("grid_mediation", pk)
    return render(request, "field/mediation_paper.html", {"case": case, "shown": shown} | _parts(request, shown))


urlpatterns: list[Any] = [
    path("grid/cases/<uuid:pk>/mediation/", mediation, name="grid_mediation"),
    path("grid/cases/<uuid:pk>/mediation/paper/", paper, name="mediation_paper"),
]
