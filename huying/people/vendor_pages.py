"""Pages of those who repair 维修公司 and of the responsible units 责任单位."""

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import path, reverse
from django.utils.module_loading import import_string
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from huying.core.access import policy
from huying.core.actor import Actor
from huying.core.errors import Refused, Stale
from huying.core.once import once
from huying.places.models import Division
from huying.places.queries import division_of

from . import actions, queries
from .models import Vendor
from .staff_forms import VendorForm

VERB = "keep_lists"
FACTS = ("name", "kind", "trade", "phone", "always")


def _division(request: HttpRequest) -> Division:
    division = division_of(request.user, VERB)
    if division is None:
        raise PermissionDenied
    return division


def _vendor(request: HttpRequest, pk: UUID) -> Vendor:
    """One of our own list, or of one below; the street's is the street's to change."""
    return get_object_or_404(Vendor, pk=pk, division__path__startswith=_division(request).path)


def _jobs(request: HttpRequest, one: Vendor) -> str:
    """The page of what a firm has in hand, for those who order; the room above that has it knows its name."""
    if not request.user.may("order"):  # type: ignore[union-attr]
        return ""
    return reverse(import_string("huying.wiring.VENDOR_JOBS"), args=[one.pk])


@policy("staff", verb=VERB)
@require_http_methods(["GET", "HEAD", "POST"])
@once
def vendors(request: HttpRequest) -> HttpResponse:
    """维修公司和责任单位, ours and those from above. A POST adds one."""
    division = _division(request)
    form = VendorForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            made = actions.add_vendor(division=division, by=Actor.of(request), **form.cleaned_data)
            messages.success(request, _("加好了：%(name)s。") % {"name": made})
            return redirect("vendors")
        except Refused as refused:
            form.add_error("name", str(refused))
    rows = [(row, row.division_id == division.pk, _jobs(request, row)) for row in queries.vendors_seen(division)]
    context = {"division": division, "rows": rows, "form": form}
    return render(request, "people/vendors.html", context, status=422 if form.errors else 200)


@policy("staff", verb=VERB)
@require_http_methods(["GET", "HEAD", "POST"])
@once
def vendor(request: HttpRequest, pk: UUID) -> HttpResponse:
    """One firm of our own list. A POST changes it."""
    one = _vendor(request, pk)
    form = VendorForm(request.POST or None, initial={name: getattr(one, name) for name in FACTS})
    if request.method == "POST" and form.is_valid():
        try:
            seen = request.POST.get("seen", "")
            actions.change_vendor(vendor=one, seen=seen, by=Actor.of(request), **form.cleaned_data)
            messages.success(request, _("改好了：%(name)s。") % {"name": form.cleaned_data["name"]})
            return redirect("vendors")
        except Stale as stale:
            messages.error(request, str(stale))
            return redirect("vendor", pk)
        except Refused as refused:
            form.add_error("name", str(refused))
    context: dict[str, Any] = {"one": one, "form": form, "seen": request.POST.get("seen", "") or one.mark}
    return render(request, "people/vendor.html", context, status=422 if form.errors else 200)


@policy("staff", verb=VERB)
@require_POST
@once
def vendor_retire(request: HttpRequest, pk: UUID) -> HttpResponse:
    """停用, or take up again."""
    one, active = _vendor(request, pk), request.POST.get("active") == "yes"
    actions.retire_vendor(vendor=one, active=active, by=Actor.of(request))
    said = _("%(name)s又能派工单了。") if active else _("%(name)s停用了，不再派新的工单；派出去的不动。")
    messages.success(request, said % {"name": one})
    return redirect("vendors")


urlpatterns = [
    path("desk/setup/vendors/", vendors, name="vendors"),
    path("desk/setup/vendors/<uuid:pk>/", vendor, name="vendor"),
    path("desk/setup/vendors/<uuid:pk>/retire/", vendor_retire, name="vendor_retire"),
]
