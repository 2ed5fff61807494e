"""派工单: the desk orders a repair from the page of a case."""

from typing import Any
from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.urls import path
from django.utils.translation import gettext as _

from huying.cases.panels import Matter
from huying.cases.views import desk
from huying.core.access import policy
from huying.core.actor import Actor
from huying.core.once import once
from huying.field import actions, panels, queries
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
    actions.order(
        case=matter.case, vendor=vendor, task=given["task"], payer=given["payer"], due_by=given["due_by"], by=by,
        seen=seen,
    )  # fmt: skip
    return _("工单派给%(vendor)s了，请把下面的链接发给他们。") % {"vendor": vendor.name}


urlpatterns: list[Any] = [path("desk/cases/<uuid:pk>/order/", order, name="case_order")]
