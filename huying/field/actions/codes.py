"""One-time codes 一次性的码: made anew, told to the telephone on file, and tried a few times. Whoever has no account signs
with one. Part of the action that locks the row."""

import hmac
from typing import Any, NamedTuple

from django.db import transaction
from django.utils.module_loading import import_string

from huying.core import clock, codes
from huying.core.actions import log_access
from huying.core.actor import Actor
from huying.core.models import AccessLog
from huying.places.models import Community
from huying.rules import codes as rules


class Code(NamedTuple):
    """A one-time code for who is to confirm. Sent to their telephone, or else read out to them: then the officer sees it,
    and the number on file that it is read out to."""

    code: str
    phone: str
    sent: bool


@transaction.atomic
def tell_code(row: Any, *, community: Community, phone: str, by: Actor) -> Code:
    """A new one each time; the one before is dead. Where no SMS can go, the desk rings and reads it out."""
    row.code = codes.fresh()
    row.code_at, row.code_tries = clock.now(), 0
    row.save(update_fields=["code", "code_at", "code_tries"])
    sender = import_string(import_string("huying.wiring.CODE_SENDER"))
    if sender(community=community, phone=phone, code=row.code):
        return Code("", "", sent=True)
    log_access(kind="phone", subject=row, by=by, reason=AccessLog.Reason.CALL)
    return Code(row.code, phone, sent=False)


@transaction.atomic
def try_code(row: Any, code: str) -> str:
    """Why this code does not count, or nothing. A wrong try is counted, and must not be undone by an error."""
    if dead := rules.dead(row.code_at, row.code_tries, clock.now()):
        return dead
    if not hmac.compare_digest(row.code.encode(), code.encode()):
        row.code_tries += 1
        row.save(update_fields=["code_tries"])
        return "wrong"
    return ""
