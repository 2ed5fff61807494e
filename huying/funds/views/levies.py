"""凑钱分摊: small sums that a few homes share outside the fund. Huying keeps the list and takes no money."""

from collections.abc import Callable
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.db.models import F
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.template.loader import render_to_string
from django.urls import path
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from huying.cases import queries as cases
from huying.cases.desk_forms import StepForm
from huying.cases.models import Case
from huying.core import clock, timeline
from huying.core.access import policy, reach
from huying.core.actor import Actor
from huying.core.errors import Refused, Stale
from huying.core.once import once
from huying.people import queries as people
from huying.places.models import Community, Unit
from huying.places.queries import community_of

from .. import actions, levy_queries
from ..levy_forms import EndForm, LevyForm, PayForm, UndoForm
from ..models import Levy, LevyShare

SEE, KEEP = "see_funds", "keep_funds"
PAGE = 50
LINES = 28  # rooms on one sheet of paper


@policy("staff", verb=SEE)
@require_safe
def levies(request: HttpRequest) -> HttpResponse:
    """Those that are open first, the newest on top."""
    number = request.GET.get("page", "")
    page = max(int(number[:6]), 1) if number.isdecimal() else 1
    found = levy_queries.counted(levy_queries.visible_to(request.user)).select_related("case__building", "case__home")  # type: ignore[arg-type]
    rows = list(found.order_by(F("ended_at").desc(nulls_first=True), "-at", "-pk")[(page - 1) * PAGE : page * PAGE + 1])
    may_keep = request.user.may(KEEP)  # type: ignore[union-attr]
    facts = {"rows": rows[:PAGE], "page": page, "older": page + 1 if rows[PAGE:] else 0, "may_keep": may_keep}
    return render(request, "funds/levies.html", facts)


# --- a new one --------------------------------------------------------------------------------------------------------


def _case(request: HttpRequest) -> Case | None:
    """The case that leads to it, which the account sees; without one it stands alone."""
    key = request.GET.get("case", "")
    if not key:
        return None
    return get_object_or_404(cases.visible_to(request.user).select_related("home", "community"), pk=_uuid(key))  # type: ignore[arg-type]


def _uuid(key: str) -> UUID:
    try:
        return UUID(key)
    except ValueError:
        raise Http404 from None


def _community(request: HttpRequest, case: Case | None) -> Community:
    """Where the account keeps the fund: the case's, or that of its post."""
    if case is None:
        found = community_of(request.user, KEEP)
        if found is None:
            raise PermissionDenied
        return found
    return get_object_or_404(Community.objects.filter(reach(request.user, KEEP)), pk=case.community_id)


def _unit(request: HttpRequest, units: list[Unit], case: Case | None) -> Unit | None:
    """The one asked for; else that of the case's home, or the first of its building."""
    key = request.GET.get("unit", "")
    if key:
        return next((one for one in units if one.pk == _uuid(key)), None)
    if case and case.home:
        return next((one for one in units if one.pk == case.home.unit_id), None)
    return next((one for one in units if case and one.building_id == case.building_id), None)


@policy("staff", verb=KEEP)
@require_http_methods(["GET", "HEAD", "POST"])
@once
def levy_new(request: HttpRequest) -> HttpResponse:
    """First which unit, then what, how much and who."""
    case = _case(request)
    community = _community(request, case)
    request.community = community  # type: ignore[attr-defined]
    units = list(levy_queries.units_of(community))
    unit = _unit(request, units, case)
    homes = levy_queries.homes_of(unit) if unit else []
    form = LevyForm(request.POST or None, homes=homes, chosen=[str(home.pk) for home, _area in homes])
    if request.method == "POST" and unit and form.is_valid():
        given = form.cleaned_data
        bill = actions.LevyBill(
            given["item"], given["sum_cents"], [UUID(key) for key in given["homes"]], given["split"]
        )
        try:
            made = actions.open_levy(community=community, case=case, bill=bill, user=request.user)  # type: ignore[arg-type]
            messages.success(request, _("分好了。收到一户，记一户。"))
            return redirect("levy", made.pk)
        except Refused as refused:
            form.add_error(None, str(refused))
    facts = {"form": form, "case": case, "units": units, "unit": unit}
    return render(request, "funds/levy_new.html", facts, status=422 if form.errors else 200)


# --- one levy ---------------------------------------------------------------------------------------------------------


def _levy(request: HttpRequest, pk: UUID) -> Levy:
    found = levy_queries.counted(levy_queries.visible_to(request.user))  # type: ignore[arg-type]
    one: Levy = get_object_or_404(found.select_related("community", "case", "by"), pk=pk)
    request.community = one.community  # type: ignore[attr-defined]
    return one


@policy("staff", verb=SEE)
@require_safe
def levy(request: HttpRequest, pk: UUID) -> HttpResponse:
    """Who owes what, who has paid, what is open."""
    return _show(request, _levy(request, pk), {})


def _show(request: HttpRequest, one: Levy, bound: dict[str, StepForm], status: int = 200) -> HttpResponse:
    rows: list[Any] = levy_queries.shares_of(one)
    may = request.user.may(KEEP) and not one.ended_at  # type: ignore[union-attr]
    for row in rows:
        name, kind = f"share-{row.pk}", UndoForm if row.paid_at else PayForm
        form = bound.get(name)
        row.form = (form if isinstance(form, kind) else kind()).named(name) if may else None
    end = (bound.get("end") or EndForm(left=one.left)).named("end") if may else None  # type: ignore[attr-defined]
    facts = {
        "one": one, "rows": rows, "paid_rows": sum(bool(row.paid_at) for row in rows), "end": end,
        "entries": _entries(one, {str(row.home_id): row.home.label for row in rows}),
    }  # fmt: skip
    return render(request, "funds/levy.html", facts, status=status)


def _entries(one: Levy, homes: dict[str, str]) -> list[dict[str, Any]]:
    """经过 after the opening, newest first."""
    events = [event for event in timeline.of(one)[::-1] if event.kind != "funds.levy_opened"]
    words, names = timeline.words_of(events), people.names_of({event.actor for event in events})
    lines = []
    for event in events:
        data = timeline.data(event)
        facts = {"data": data, "words": words.get(event.pk, ""), "home": homes.get(data.get("home", ""), "")}
        html = render_to_string(f"events/{event.kind}.html", facts)
        lines.append({"at": event.at, "who": names.get(event.actor, ""), "html": html})
    return lines


def _share(one: Levy, pk: int) -> LevyShare:
    return get_object_or_404(LevyShare.objects.select_related("home"), levy=one, pk=pk)


def _take(
    request: HttpRequest, one: Levy, name: str, form: StepForm, act: Callable[[dict[str, Any], Actor], str]
) -> HttpResponse:
    """Back to the page when it was kept; the page as it is now, with why and with what was typed, when not."""
    status = 422
    if form.is_valid():
        try:
            messages.success(request, act(form.cleaned_data, Actor.of(request)))
            return redirect("levy", one.pk)
        except Stale as stale:
            messages.error(request, str(stale))
            status = 409
        except Refused as refused:
            form.add_error(None, str(refused))
    return _show(request, _levy(request, one.pk), {name: form}, status)


@policy("staff", verb=KEEP)
@require_POST
@once
def levy_pay(request: HttpRequest, pk: UUID, share: int) -> HttpResponse:
    """收到一户."""
    one = _levy(request, pk)
    row = _share(one, share)

    def act(given: dict[str, Any], by: Actor) -> str:
        actions.pay_share(share=row, receipt=given["receipt"], by=by)
        return _("记下了：%(home)s付了。") % {"home": row.home}

    return _take(request, one, f"share-{share}", PayForm(request.POST), act)


@policy("staff", verb=KEEP)
@require_POST
@once
def levy_undo(request: HttpRequest, pk: UUID, share: int) -> HttpResponse:
    """退回一笔."""
    one = _levy(request, pk)
    row = _share(one, share)

    def act(given: dict[str, Any], by: Actor) -> str:
        actions.undo_payment(share=row, reason=given["reason"], seen=request.POST.get("seen", ""), by=by)
        return _("记下了：%(home)s算没付。") % {"home": row.home}

    return _take(request, one, f"share-{share}", UndoForm(request.POST), act)


@policy("staff", verb=KEEP)
@require_POST
@once
def levy_end(request: HttpRequest, pk: UUID) -> HttpResponse:
    """结账."""
    one = _levy(request, pk)

    def act(given: dict[str, Any], by: Actor) -> str:
        actions.end_levy(levy=one, reason=given.get("reason", ""), seen=request.POST.get("seen", ""), by=by)
        return _("账结了。")

    return _take(request, one, "end", EndForm(request.POST, left=one.left), act)  # type: ignore[attr-defined]


# --- on paper ---------------------------------------------------------------------------------------------------------


@policy("staff", verb=SEE)
@require_safe
def levy_sheet(request: HttpRequest, pk: UUID) -> HttpResponse:
    """分摊单 to hang up: rooms and sums, nobody's name."""
    one = _levy(request, pk)
    rows = levy_queries.shares_of(one)
    sheets = [rows[start : start + LINES] for start in range(0, len(rows), LINES)]
    whole = sum(row.area or 0 for row in rows)
    return render(request, "funds/levy_sheet.html", {"one": one, "sheets": sheets, "area": whole, "now": clock.now()})


@policy("staff", verb=SEE)
@require_safe
def levy_receipt(request: HttpRequest, pk: UUID, share: int) -> HttpResponse:
    """收据 of a home that has paid."""
    one = _levy(request, pk)
    row = _share(one, share)
    if not row.paid_at:
        raise Http404
    return render(request, "funds/levy_receipt.html", {"one": one, "row": row, "copies": (_("交款人"), _("存根"))})


urlpatterns: list[Any] = [
    path("desk/funds/levies/", levies, name="levies"),
    path("desk/funds/levies/new/", levy_new, name="levy_new"),
    path("desk/funds/levies/<uuid:pk>/", levy, name="levy"),
    path("desk/funds/levies/<uuid:pk>/end/", levy_end, name="levy_end"),
    path("desk/funds/levies/<uuid:pk>/sheet/", levy_sheet, name="levy_sheet"),
    path("desk/funds/levies/<uuid:pk>/<int:share>/pay/", levy_pay, name="levy_pay"),
    path("desk/funds/levies/<uuid:pk>/<int:share>/undo/", levy_undo, name="levy_undo"),
    path("desk/funds/levies/<uuid:pk>/<int:share>/receipt/", levy_receipt, name="levy_receipt"),
]
