"""派工单: the desk orders a repair from the page of a case, types in what it hears of one, and calls one back."""

from typing import Any
from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import path
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from huying.cases.models import Case
from huying.cases.panels import Matter
from huying.cases.views import desk
from huying.core import clock
from huying.core.access import policy
from huying.core.actor import Actor
from huying.core.once import once
from huying.field import actions, panels, queries
from huying.field.desk_forms import CancelOrderForm, EnoughForm, OrderSaidForm
from huying.field.models import WorkOrder
from huying.people import queries as people


@policy("staff", verb="order")
@once
def order(request: HttpRequest, pk: UUID) -> HttpResponse:
    """派工单: then the page shows the link to send to the vendor."""

    def form_of(matter: Matter) -> Any:
        return panels.order_form(matter.case, queries.last_finding(matter.case), request.POST)

    return desk.take(request, pk, "order", "order", form_of, _order)


def _order(matter: Matter, given: dict[str, Any], by: Actor, seen: str) -> str:
    vendor = people.vendors_for(matter.case.community).get(pk=given["vendor"])
    made = actions.order(
        case=matter.case, vendor=vendor, task=given["task"], payer=given["payer"], due_by=given["due_by"], by=by,
        estimate_cents=given["estimate"], seen=seen,
    )  # fmt: skip
    if made.to_approve:
        return _("估价超过审批线，两个人批了才派给%(vendor)s。") % {"vendor": vendor.name}
    return _("工单派给%(vendor)s了，请把下面的链接发给他们。") % {"vendor": vendor.name}


def of_case(case: Case, pk: UUID) -> WorkOrder:
    """An order of this matter; another's is not found."""
    return get_object_or_404(WorkOrder.objects.filter(queries.of_matter(case)).select_related("vendor"), pk=pk)


@policy("staff", verb="finish_order")
@once
def said(request: HttpRequest, pk: UUID, order: UUID) -> HttpResponse:
    """替他们记: what they answered by telephone or on paper."""

    def form_of(matter: Matter) -> Any:
        return OrderSaidForm(request.POST, order=of_case(matter.case, order))

    def act(matter: Matter, given: dict[str, Any], by: Actor, _seen: str) -> str:
        return _keep(of_case(matter.case, order), given, actions.Typed(by=by, heard=given["heard"]))

    return desk.take(request, pk, "finish_order", f"said-{order}", form_of, act)


def _keep(order: WorkOrder, given: dict[str, Any], typed: actions.Typed) -> str:
    what, note = given["what"], given["note"]
    if what == OrderSaidForm.ACCEPTED:
        actions.accept_order(order=order, typed=typed)
    elif what == WorkOrder.Result.HANDED_BACK:
        actions.hand_back_order(order=order, reason=note, typed=typed)
    else:
        why_more = given.get("why_more", "")
        actions.finish_order(
            order=order, result=what, cost_cents=given["cost"], note=note, why_more=why_more, typed=typed
        )
    return _("%(vendor)s的话记下了。") % {"vendor": order.vendor}


@policy("staff", verb="cancel_order")
@once
def cancel(request: HttpRequest, pk: UUID, order: UUID) -> HttpResponse:
    """收回工单."""

    def act(matter: Matter, given: dict[str, Any], by: Actor, _seen: str) -> str:
        ended = actions.cancel_order(order=of_case(matter.case, order), reason=given["reason"], by=by)
        return _("工单收回了，%(vendor)s打开链接就看到。") % {"vendor": ended.vendor}

    def form_of(matter: Matter) -> Any:
        return of_case(matter.case, order) and CancelOrderForm(request.POST)

    return desk.take(request, pk, "cancel_order", f"cancel-{order}", form_of, act)


@policy("staff", verb="enough")
@once
def enough(request: HttpRequest, pk: UUID) -> HttpResponse:
    """不用再派: nobody else is asked."""
    return desk.take(request, pk, "enough", "enough", lambda _matter: EnoughForm(request.POST), _enough)


def _enough(matter: Matter, given: dict[str, Any], by: Actor, seen: str) -> str:
    actions.enough(case=matter.case, reason=given["reason"], by=by, seen=seen)
    return _("记下了：不用再派。")


@policy("staff", verb="order")
@require_safe
def slip(request: HttpRequest, pk: UUID, order: UUID) -> HttpResponse:
    """工单纸: for who opens no link; they write their answer on it, and the desk types it in."""
    matter = desk.load(request, pk)
    found = of_case(matter.case, order)
    facts = {
        "case": matter.case, "order": found, "finding": queries.last_finding(matter.case), "now": clock.now(),
        "address": panels.address_of(request, found),
    }  # fmt: skip
    return render(request, "field/order_slip.html", facts)


urlpatterns: list[Any] = [
    path("desk/cases/<uuid:pk>/order/", order, name="case_order"),
    path("desk/cases/<uuid:pk>/enough/", enough, name="case_enough"),
    path("desk/cases/<uuid:pk>/orders/<uuid:order>/said/", said, name="order_said"),
    path("desk/cases/<uuid:pk>/orders/<uuid:order>/cancel/", cancel, name="order_cancel"),
    path("desk/cases/<uuid:pk>/orders/<uuid:order>/slip/", slip, name="order_slip"),
]
