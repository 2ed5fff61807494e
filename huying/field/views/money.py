"""费用: yes or no to a sum, what was advanced, what came back; and 兜底账, what the community carried."""

from typing import Any
from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import path, reverse
from django.utils.module_loading import import_string
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from huying.cases.desk_forms import StepForm
from huying.cases.panels import Matter
from huying.cases.views import desk
from huying.core import clock
from huying.core.access import policy
from huying.core.actor import Actor
from huying.core.once import once
from huying.field import actions, fallback, queries
from huying.field.desk_forms import AdvanceForm, RefuseForm, RepayForm
from huying.field.models import Advance

from .desk import of_case

SHEET = 18  # lines on a sheet of paper


@policy("staff", verb="approve_money")
@once
def approve(request: HttpRequest, pk: UUID, order: UUID) -> HttpResponse:
    """同意花这笔钱. Nothing is asked; a refusal is said on the page."""

    def form_of(matter: Matter) -> StepForm:
        return of_case(matter.case, order) and StepForm(request.POST)

    def act(matter: Matter, _given: dict[str, Any], _by: Actor, _seen: str) -> str:
        found = actions.approve_money(order=of_case(matter.case, order), user=matter.user)
        if found.to_approve:
            return _("您的同意记下了，还要一个人批。")
        return _("批了，工单派给%(vendor)s了，请把下面的链接发给他们。") % {"vendor": found.vendor}

    return desk.take(request, pk, "approve_money", f"refuse-{order}", form_of, act)


@policy("staff", verb="refuse_money")
@once
def refuse(request: HttpRequest, pk: UUID, order: UUID) -> HttpResponse:
    """不批, with why."""

    def form_of(matter: Matter) -> StepForm:
        return of_case(matter.case, order) and RefuseForm(request.POST)

    def act(matter: Matter, given: dict[str, Any], _by: Actor, _seen: str) -> str:
        actions.refuse_money(order=of_case(matter.case, order), user=matter.user, reason=given["reason"])
        return _("记下了：不批，工单没有派出去。")

    return desk.take(request, pk, "refuse_money", f"refuse-{order}", form_of, act)


@policy("staff", verb="advance")
@once
def advance(request: HttpRequest, pk: UUID) -> HttpResponse:
    """垫付."""

    def act(matter: Matter, given: dict[str, Any], _by: Actor, _seen: str) -> str:
        actions.advance(
            case=matter.case,
            amount_cents=given["amount"],
            owed_by=given["owed_by"],
            note=given["note"],
            user=matter.user,
        )
        return _("垫付记下了。")

    return desk.take(request, pk, "advance", "advance", lambda _matter: AdvanceForm(request.POST), act)


@policy("staff", verb="repay")
@once
def repay(request: HttpRequest, pk: UUID, advance: UUID) -> HttpResponse:
    """收回, in parts or whole."""

    def found(matter: Matter) -> Advance:
        return get_object_or_404(Advance.objects.filter(queries.of_matter(matter.case)), pk=advance)

    def form_of(matter: Matter) -> StepForm:
        return found(matter) and RepayForm(request.POST)

    def act(matter: Matter, given: dict[str, Any], _by: Actor, _seen: str) -> str:
        actions.repay(advance=found(matter), amount_cents=given["amount"], note=given["note"], user=matter.user)
        return _("收回记下了。")

    return desk.take(request, pk, "repay", f"repay-{advance}", form_of, act)


@policy("staff", verb="see_fallback")
@require_safe
def page(request: HttpRequest) -> HttpResponse:
    """兜底账: by year, quarter and who should have paid, with the cases behind each number."""
    file = reverse(import_string("huying.wiring.FALLBACK_FILE"))
    return render(request, "field/fallback.html", {"account": fallback.asked(request.user, request.GET), "file": file})


@policy("staff", verb="see_fallback")
@require_safe
def paper(request: HttpRequest) -> HttpResponse:
    """The same on paper: the sums on the first sheet, the lines on the next ones."""
    account = fallback.asked(request.user, request.GET)
    sheets = [account.lines[at : at + SHEET] for at in range(0, len(account.lines), SHEET)]
    return render(request, "field/fallback_paper.html", {"account": account, "sheets": sheets, "now": clock.now()})


urlpatterns: list[Any] = [
    path("desk/cases/<uuid:pk>/orders/<uuid:order>/approve/", approve, name="order_approve"),
    path("desk/cases/<uuid:pk>/orders/<uuid:order>/refuse/", refuse, name="order_refuse"),
    path("desk/cases/<uuid:pk>/advance/", advance, name="case_advance"),
    path("desk/cases/<uuid:pk>/advances/<uuid:advance>/repay/", repay, name="case_repay"),
    path("desk/fallback/", page, name="fallback"),
    path("desk/fallback/print/", paper, name="fallback_paper"),
]
