"""活单: what one firm has in hand. For the firm behind a link, without an account; for the desk with that link beside it."""

from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import path
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from huying.core import clock
from huying.core.access import policy
from huying.core.actor import Actor
from huying.core.links import address
from huying.core.models import SignedLink
from huying.core.once import once
from huying.people import queries as people
from huying.people.models import Vendor
from huying.places.models import Community

from .. import actions
from .. import job_queries as queries


def listed(request: HttpRequest, link: SignedLink) -> HttpResponse:
    """The firm's page: where, what, by when, each leading to its own link. No name and no number of a resident."""
    page = queries.page(link.subject_id)
    request.community = page.community  # type: ignore[attr-defined]
    rows = queries.jobs(page.community, page.vendor)
    return render(request, "field/vendor_jobs.html", {"vendor": page.vendor, "rows": rows, "of": link.token})


def _asked(request: HttpRequest, pk: UUID) -> tuple[Community, Vendor]:
    """The community one orders for, and a firm that it may ask."""
    community = get_object_or_404(people.communities_of(request.user, "order")[:1])  # type: ignore[arg-type]
    return community, get_object_or_404(people.vendors_seen(community.division), pk=pk)


@policy("staff", verb="order")
def jobs(request: HttpRequest, pk: UUID) -> HttpResponse:
    """手上的活: what a firm has of ours, with the link to its own page."""
    community, vendor = _asked(request, pk)
    token = queries.token_of(community, vendor)
    facts = {
        "vendor": vendor, "rows": queries.jobs(community, vendor), "now": clock.now(),
        "link": address(request, token) if token else "",
    }  # fmt: skip
    return render(request, "field/desk_jobs.html", facts)


@policy("staff", verb="order")
@require_POST
@once
def jobs_link(request: HttpRequest, pk: UUID) -> HttpResponse:
    """出一个链接, or 收回 the one that is out."""
    community, vendor = _asked(request, pk)
    if "end" in request.POST:
        actions.close_jobs(community=community, vendor=vendor, by=Actor.of(request))
        messages.success(request, _("收回了，那个链接打不开了。每件活自己的链接不动。"))
    else:
        actions.open_jobs(community=community, vendor=vendor, by=Actor.of(request))
        messages.success(request, _("链接出好了，发给这家就行；以前的那个不能用了。"))
    return redirect("vendor_jobs", pk)


# The firm's page is behind a link: the hall (core.link_pages) finds it and, by its purpose, comes here.
urlpatterns = [
    path("desk/vendors/<uuid:pk>/jobs/", jobs, name="vendor_jobs"),
    path("desk/vendors/<uuid:pk>/jobs/link/", jobs_link, name="vendor_jobs_link"),
]
