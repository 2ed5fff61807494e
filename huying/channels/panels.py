"""消息的块: what a case's page shows of the messages sent about it, and the line on the worklist when some did not go out."""

from typing import Any

from django.http import HttpRequest

from huying.cases import panels as cases
from huying.cases.models import Case

from . import queries
from .models import Message
from .wordings import TEMPLATES

Panel = tuple[str, dict[str, Any]] | None

# The glyph and colour of a state; see the state tag.
CHIPS = {"waiting": "wait", "failed": "soon", "sent": "done", "given_up": "over", "cancelled": "off"}


def messages(request: HttpRequest, case: Case) -> Panel:
    """消息 about this case, the newest first. One statement."""
    if not cases.may(request.user, "see_messages", case):
        return None
    rows = Message.objects.filter(case=case).select_related("setup").order_by("-at", "-pk")
    found = [dressed(row) for row in rows[:50]]
    return ("channels/case_messages.html", {"messages": found}) if found else None


def not_sent(request: HttpRequest) -> Panel:
    """How many messages did not go out, for those who can do something about it."""
    if not request.user.may("see_messages"):
        return None
    n = queries.messages(request.user).filter(queries.TROUBLE).count()
    return ("channels/desk_not_sent.html", {"n": n}) if n else None


def dressed(message: Message) -> Message:
    """With what lists show of it."""
    message.label = TEMPLATES[message.template].label
    message.chip = CHIPS[message.state]
    message.masked = queries.masked(message)
    message.why = queries.WHY.get(message.last_error, "") if message.state != Message.State.SENT else ""
    message.again = message.state in ("failed", "given_up", "cancelled")
    message.stops = message.state in ("waiting", "failed", "given_up")
    return message
