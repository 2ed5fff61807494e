"""资金规矩 in the settings: figures, emergencies and checklists, as a division lays them down."""

from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import path, reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from huying.core.access import policy
from huying.core.actor import Actor
from huying.core.errors import Refused, Stale
from huying.core.once import once
from huying.places.models import Division
from huying.places.queries import division_of

from .. import actions
from ..actions.local import MADE_HERE
from ..local import kinds_for, papers_for, rules_for
from ..models import EmergencyKind, FundRule, Lane, RequiredPaper
from ..rule_forms import KindForm, LocalForm, PaperForm, RuleForm

VERB = "keep_lists"
SOURCED = ("source", "source_date", "confirmed")
Key = FundRule.Key
# Who applies and where to stand above the table.
FIGURES = [key for key in Key.values if key not in (Key.WHO_APPLIES, Key.OFFICE)]


def _division(request: HttpRequest) -> Division:
    division = division_of(request.user, VERB)
    if division is None:
        raise PermissionDenied
    return division


@policy("staff", verb=VERB)
@require_safe
def fund_rules(request: HttpRequest) -> HttpResponse:
    """What counts in the division, each line the way to its own page."""
    division = _division(request)
    held = rules_for(division)
    office = held.get(Key.OFFICE)
    facts = {
        "division": division, "rules": [(key, Key(key).label, held.get(key)) for key in FIGURES],
        "who": held.get(Key.WHO_APPLIES), "office": office,
        "phone_missing": not office or not any(sign.isdigit() for sign in office.text),
        "unsure": sum(not row.confirmed for row in held.values()), "kinds": kinds_for(division),
        "lanes": [(lane, name, papers_for(division, lane)) for lane, name in Lane.choices],
    }  # fmt: skip
    return render(request, "funds/rules.html", facts)


# --- one figure or sentence -------------------------------------------------------------------------------------------


@policy("staff", verb=VERB)
@require_http_methods(["GET", "HEAD", "POST"])
@once
def fund_rule(request: HttpRequest, key: str) -> HttpResponse:
    """One rule. A POST sets it for this division."""
    if key not in Key.values:
        raise Http404
    division = _division(request)
    held = rules_for(division).get(key)
    initial = _initial(held, ("number", "text"))
    form = RuleForm(request.POST or None, key=key, initial=initial)

    def keep(given: dict[str, Any]) -> str:
        laid = actions.Laid(
            number=given.get("number"), text=given.get("text", ""), **{name: given[name] for name in SOURCED}
        )  # type: ignore[typeddict-item]
        by = Actor.of(request)
        actions.set_fund_rule(division=division, key=key, laid=laid, seen=given["seen"], by=by)
        return _("定好了：%(name)s。") % {"name": Key(key).label}

    facts = {"division": division, "held": held, "title": Key(key).label, "rows": [(form.figure(), form.look)]}
    return _save(request, form, keep, facts | {"form": form})


def _initial(held: FundRule | EmergencyKind | RequiredPaper | None, names: tuple[str, ...]) -> dict[str, Any]:
    if held is None:
        return {"seen": ""}
    return {"seen": held.mark, **{name: getattr(held, name) for name in (*names, *SOURCED)}}


def _save(
    request: HttpRequest, form: LocalForm, keep: Callable[[dict[str, Any]], str], facts: dict[str, Any]
) -> HttpResponse:
    """Back to the list when it was kept; the page again, with why, when not. What somebody else changed is shown anew."""
    if request.method == "POST" and form.is_valid():
        try:
            messages.success(request, keep(form.cleaned_data))
            return redirect("fund_rules")
        except Stale as stale:
            messages.error(request, str(stale))
            return redirect(request.path)
        except Refused as refused:
            form.add_error(None, str(refused))
    return render(request, "funds/rule.html", facts, status=422 if form.errors else 200)


# --- 应急情形 ---------------------------------------------------------------------------------------------------------


def _found(rows: list[Any], code: str) -> Any:
    """The row of the list; None for one to add. Another is not found."""
    row = next((one for one in rows if one.code == code), None)
    if code and row is None:
        raise Http404
    return row


@policy("staff", verb=VERB)
@require_http_methods(["GET", "HEAD", "POST"])
@once
def emergency_kind(request: HttpRequest, code: str = "") -> HttpResponse:
    """One kind of emergency. A POST changes it, or adds one."""
    division = _division(request)
    rows = kinds_for(division)
    held = _found(rows, code)
    form = KindForm(request.POST or None, initial=_initial(held, ("name",)))

    def keep(given: dict[str, Any]) -> str:
        kind, by = actions.Kind(given["name"], **{name: given[name] for name in SOURCED}), Actor.of(request)
        actions.set_emergency_kind(division=division, code=code, kind=kind, seen=given["seen"], by=by)
        return _("保存了：%(name)s。") % {"name": kind.name}

    facts = {
        "division": division, "held": held, "title": held or _("加一种应急情形"), "form": form,
        "rows": [(form["name"], "")], "copies": _copies(division, rows),
        "remove": reverse("emergency_kind_remove", args=[code]) if held else "",
    }  # fmt: skip
    return _save(request, form, keep, facts)


def _copies(division: Division, rows: list[Any]) -> Division | None:
    """Whose list is copied down by the first change here."""
    return rows[0].division if rows and rows[0].division_id != division.pk else None


@policy("staff", verb=VERB)
@require_POST
@once
def emergency_kind_remove(request: HttpRequest, code: str) -> HttpResponse:
    """去掉一种."""
    division = _division(request)
    held, seen = _found(kinds_for(division), code), request.POST.get("seen", "")
    try:
        actions.remove_emergency_kind(division=division, code=code, seen=seen, by=Actor.of(request))
    except Refused as refused:
        messages.error(request, str(refused))
        return redirect("emergency_kind", code)
    messages.success(request, _("去掉了：%(name)s。") % {"name": held})
    return redirect("fund_rules")


# --- 要交的材料 -------------------------------------------------------------------------------------------------------


@policy("staff", verb=VERB)
@require_http_methods(["GET", "HEAD", "POST"])
@once
def required_paper(request: HttpRequest, lane: str, code: str = "") -> HttpResponse:
    """One paper of a lane's checklist. A POST changes it, or adds one."""
    division, rows = _division(request), _papers(request, lane)
    held, count = _found(rows, code), len(rows)
    initial = _initial(held, ("name", "before", "made_here"))
    initial["number"] = rows.index(held) + 1 if held else count + 1
    printable = code in MADE_HERE
    form = PaperForm(request.POST or None, printable=printable, most=count if held else count + 1, initial=initial)

    def keep(given: dict[str, Any]) -> str:
        names = ("name", "before", "number", *SOURCED)
        asked = actions.Asked(made_here=given.get("made_here", False), **{name: given[name] for name in names})
        by = Actor.of(request)
        actions.set_required_paper(division=division, lane=lane, code=code, asked=asked, seen=given["seen"], by=by)
        return _("保存了：%(name)s。") % {"name": asked.name}

    facts = {
        "division": division, "held": held, "title": held or _("加一份材料"), "lane": Lane(lane).label, "form": form,
        "rows": _paper_rows(form), "copies": _copies(division, rows),
        "remove": reverse("required_paper_remove", args=[lane, code]) if held else "",
    }  # fmt: skip
    return _save(request, form, keep, facts)


def _papers(request: HttpRequest, lane: str) -> list[RequiredPaper]:
    if lane not in Lane.values:
        raise Http404
    return papers_for(_division(request), lane)


def _paper_rows(form: PaperForm) -> list[tuple[Any, str]]:
    looks = {"before": "pill"}
    return [(form[name], looks.get(name, "")) for name in PaperForm.field_order if name in form.fields]


@policy("staff", verb=VERB)
@require_POST
@once
def required_paper_remove(request: HttpRequest, lane: str, code: str) -> HttpResponse:
    """去掉一份."""
    held, seen = _found(_papers(request, lane), code), request.POST.get("seen", "")
    division, by = _division(request), Actor.of(request)
    try:
        actions.remove_required_paper(division=division, lane=lane, code=code, seen=seen, by=by)
    except Refused as refused:
        messages.error(request, str(refused))
        return redirect("required_paper", lane, code)
    messages.success(request, _("去掉了：%(name)s。") % {"name": held})
    return redirect("fund_rules")


urlpatterns: list[Any] = [
    path("desk/setup/funds/", fund_rules, name="fund_rules"),
    path("desk/setup/funds/rules/<str:key>/", fund_rule, name="fund_rule"),
    path("desk/setup/funds/kinds/new/", emergency_kind, name="emergency_kind_new"),
    path("desk/setup/funds/kinds/<str:code>/", emergency_kind, name="emergency_kind"),
    path("desk/setup/funds/kinds/<str:code>/remove/", emergency_kind_remove, name="emergency_kind_remove"),
    path("desk/setup/funds/papers/<str:lane>/new/", required_paper, name="required_paper_new"),
    path("desk/setup/funds/papers/<str:lane>/<str:code>/", required_paper, name="required_paper"),
    path("desk/setup/funds/papers/<str:lane>/<str:code>/remove/", required_paper_remove, name="required_paper_remove"),
]
