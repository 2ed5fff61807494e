"""提醒与岔路 in the settings: when something open is raised and how far up, and what a turn off the long road may do."""

from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import path
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from huying.cases import actions, branch_rules_panel, deadlines
from huying.cases.models import BranchRule, LadderStep, Urgency
from huying.cases.setup_forms import BranchForm, LadderForm
from huying.core.access import policy
from huying.core.actor import Actor
from huying.core.errors import Stale
from huying.core.once import once
from huying.places.models import Division
from huying.places.queries import division_of

VERB = "keep_lists"
ALL = "all"  # in an address: for every urgency
SOURCED = ("source", "source_date", "confirmed")


def _division(request: HttpRequest) -> Division:
    division = division_of(request.user, VERB)
    if division is None:
        raise PermissionDenied
    return division


def _urgencies() -> list[tuple[str, Any]]:
    return [("", _("不分多急")), *Urgency.choices]


@policy("staff", verb=VERB)
@require_safe
def division_rules(request: HttpRequest) -> HttpResponse:
    """What holds in the division, each cell the way to its own page."""
    division, ladders = _division(request), deadlines.Ladders()
    facts = {
        "division": division, "codes": LadderStep.Code.choices, "rules": branch_rules_panel.all_of(division),
        "ladder": [(key or ALL, name, _steps(ladders, division, key)) for key, name in _urgencies()],
    }  # fmt: skip
    return render(request, "cases/division_rules.html", facts)


def _steps(ladders: deadlines.Ladders, division: Division, urgency: str) -> list[tuple[str, LadderStep | None]]:
    """Of each code what this urgency has to itself; None where what is for all holds, or nothing."""
    held = ladders.nearest(division.path.split("/")[:-1], urgency)
    own = {row.code: row for row in held if row.urgency == urgency}
    return [(code, own.get(code)) for code in LadderStep.Code.values]


@policy("staff", verb=VERB)
@require_http_methods(["GET", "HEAD", "POST"])
@once
def ladder_step(request: HttpRequest, urgency: str, code: str) -> HttpResponse:
    """One step. A POST sets it for this division."""
    key, names = "" if urgency == ALL else urgency, dict(_urgencies())
    if key not in names or code not in LadderStep.Code.values:
        raise Http404
    division = _division(request)
    held = deadlines.steps_for(division, key).get(code)
    form = LadderForm(request.POST or None, code=code, initial=_initial(held, ("amount", "unit", "rungs")))
    if request.method == "POST" and form.is_valid():
        given = {"amount": 0, "unit": "", **form.cleaned_data}
        facts = actions.StepFacts(**{name: given[name] for name in (*SOURCED, "amount", "unit", "rungs")})  # type: ignore[typeddict-item]
        return _set(
            request, actions.set_ladder_step, division=division, urgency=key, code=code, facts=facts, seen=given["seen"]
        )
    title = _("%(urgency)s：%(step)s") % {"urgency": names[key], "step": LadderStep.Code(code).label}
    note = _("答应过的期限不动。没办完的事，下一次看的时候就按新的提醒，最迟明天。")
    return _page(request, form, division=division, held=held, title=title, note=note)


@policy("staff", verb=VERB)
@require_http_methods(["GET", "HEAD", "POST"])
@once
def branch_rule(request: HttpRequest, code: str) -> HttpResponse:
    """One rule of a branch. A POST sets it for this division."""
    if code not in BranchRule.Code.values:
        raise Http404
    division = _division(request)
    rows = deadlines.rules_for(division, code)
    held = rows[-1] if rows else None
    form = BranchForm(request.POST or None, code=code, initial=_initial(held, ("clock", "amount", "unit")))
    if request.method == "POST" and form.is_valid():
        given = {"clock": "", "amount": None, "unit": BranchRule.FIXED.get(code, ""), **form.cleaned_data}
        facts = actions.RuleFacts(**{name: given[name] for name in (*SOURCED, "clock", "amount", "unit")})  # type: ignore[typeddict-item]
        return _set(request, actions.set_branch_rule, division=division, code=code, facts=facts, seen=given["seen"])
    note = _("以后按新的算。已经在等的、答应过的期限不动。")
    return _page(request, form, division=division, held=held, title=BranchRule.Code(code).label, note=note)


def _initial(held: LadderStep | BranchRule | None, names: tuple[str, ...]) -> dict[str, Any]:
    if held is None:
        return {"seen": ""}
    return {"seen": held.mark, **{name: getattr(held, name) for name in (*names, *SOURCED)}}


def _set(request: HttpRequest, action: Any, **given: Any) -> HttpResponse:
    try:
        action(by=Actor.of(request), **given)
    except Stale as stale:
        messages.error(request, str(stale))
        return redirect(request.path)
    messages.success(request, _("定好了。答应过的期限不动。"))
    return redirect("division_rules")


def _page(request: HttpRequest, form: LadderForm | BranchForm, **facts: Any) -> HttpResponse:
    return render(request, "cases/division_rule.html", {"form": form, **facts}, status=422 if form.errors else 200)


urlpatterns = [
    path("desk/setup/rules/", division_rules, name="division_rules"),
    path("desk/setup/rules/ladder/<str:urgency>/<str:code>/", ladder_step, name="ladder_step"),
    path("desk/setup/rules/branch/<str:code>/", branch_rule, name="branch_rule"),
]
