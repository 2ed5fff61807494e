"""消息: what went out, what waits, what did not go out; sent again or let be, one tap each."""

from collections.abc import Callable
from typing import Any, NamedTuple
from uuid import UUID

from django.contrib import messages as notes
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import path, reverse
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_POST, require_safe

from huying.channels import actions, panels, queries
from huying.channels.models import Message
from huying.core import spoken
from huying.core.access import policy
from huying.core.actor import Actor
from huying.core.errors import Refused
from huying.core.once import once

PAGE = 50

LABELS: dict[str, str | Promise] = {
    "trouble": gettext_lazy("没发出去"),
    "waiting": gettext_lazy("等着发"),
    "sent": gettext_lazy("发出去了"),
    "cancelled": gettext_lazy("不发了"),
}


class View(NamedTuple):
    """One tab: its name in the address, its label, how many are in it."""

    key: str
    label: str | Promise
    count: int


@policy("staff", verb="see_messages")
@require_safe
def message_list(request: HttpRequest) -> HttpResponse:
    """消息, the newest first; those that did not go out before all others."""
    seen = queries.messages(request.user)
    counts = queries.counts(seen)
    asked = request.GET.get("view", "")
    key = asked if asked in LABELS else "trouble"
    number = request.GET.get("page", "")
    pages = max(1, -(-counts[key] // PAGE))
    page = min(max(int(number[:6]) if number.isdecimal() else 1, 1), pages)
    found = seen.filter(queries.TROUBLE) if key == "trouble" else seen.filter(state=key)
    rows = queries.shown(found).order_by("-at", "-pk")[(page - 1) * PAGE : page * PAGE]
    facts = {
        "views": [View(name, label, counts[name]) for name, label in LABELS.items()], "key": key,
        "label": LABELS[key], "rows": [panels.dressed(row) for row in rows], "page": page, "pages": pages,
    }  # fmt: skip
    return render(request, "channels/messages.html", facts)


@require_POST
@policy("staff", verb="see_messages")
@once
def resend(request: HttpRequest, pk: UUID) -> HttpResponse:
    def said(message: Message) -> str:
        return _("好，再发一次：%(when)s发。") % {"when": spoken.stamp(message.next_at)}

    return _answer(request, pk, actions.resend, said)


@require_POST
@policy("staff", verb="see_messages")
@once
def cancel(request: HttpRequest, pk: UUID) -> HttpResponse:
    return _answer(request, pk, actions.cancel, lambda _message: _("不发了。要告诉对方的，请打电话。"))


def _answer(
    request: HttpRequest, pk: UUID, action: Callable[..., Message], said: Callable[[Message], str]
) -> HttpResponse:
    found = queries.messages(request.user).filter(pk=pk).first()
    if found is None:
        raise Http404
    try:
        message: Any = action(message_id=pk, by=Actor.of(request))
    except Refused as refusal:
        notes.error(request, str(refusal))
    else:
        notes.success(request, said(message))
    return redirect(_back(request, found))


def _back(request: HttpRequest, message: Message) -> str:
    """Where the button stood: the page of the case, or a view of the list."""
    if request.POST.get("back") == "case":
        return reverse("case", args=[message.case_id])
    view = request.POST.get("back", "")
    return f"{reverse('messages')}?view={view}" if view in LABELS else reverse("messages")


urlpatterns = [
    path("desk/messages/", message_list, name="messages"),
    path("desk/messages/<uuid:pk>/resend/", resend, name="message_resend"),
    path("desk/messages/<uuid:pk>/cancel/", cancel, name="message_cancel"),
]
