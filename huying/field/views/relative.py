"""亲属代同意入户: on 我的诉求, what somebody may agree to for whom they act."""

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import path
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from huying.core.access import policy
from huying.core.errors import Refused
from huying.core.once import once
from huying.people.contact import queries as contacts
from huying.people.models import Contact

from .. import queries
from ..actions import proxies as actions


def asked(request: HttpRequest, contact: Contact) -> tuple[str, dict[str, Any]] | None:
    """For wiring.MINE_PANELS: what the community asks of those for whom this person may agree."""
    rows = queries.for_proxies(contacts.acts_for(contact))
    return ("field/mine_entries.html", {"entries": rows}) if rows else None


@policy("contact")
@require_POST
@once
def answer(request: HttpRequest, pk: UUID) -> HttpResponse:
    """同意, 不同意, 收回: one tap."""
    contact = contacts.signed_in(request)
    if contact is None:
        return redirect("mine")
    found = next((row for row in queries.for_proxies(contacts.acts_for(contact)) if row.entry.pk == pk), None)
    if found is None:
        raise Http404
    try:
        if "yes" in request.POST:
            actions.give_by_proxy(entry=found.entry, proxy=found.proxy)
            messages.success(request, _("同意记下了。想收回，随时在这里点一下。"))
        else:
            actions.end_by_proxy(entry=found.entry, proxy=found.proxy)
            messages.success(request, _("记下了，谁也不能凭它进门。"))
    except Refused as refused:
        messages.warning(request, str(refused))
    return redirect("mine")


urlpatterns: list[Any] = [path("mine/entries/<uuid:pk>/", answer, name="mine_entry")]
