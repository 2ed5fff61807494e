"""亲属代同意入户: a relative whom the owner or occupant named for it answers in their place, on their own proved phone."""

from django.db import transaction
from django.utils.translation import gettext as _

from huying.core import clock
from huying.core.actor import Actor
from huying.core.errors import Refused
from huying.people.models import Proxy
from huying.rules import entry as rules

from ..models import EntryAuthorisation
from .entries import _give, _lock_entry, end_entry


@transaction.atomic
def give_by_proxy(*, entry: EntryAuthorisation, proxy: Proxy) -> EntryAuthorisation:
    """同意: all that was asked and no more; narrower terms are the owner's own to set, on their page."""
    entry = _lock_entry(entry)
    if rules.why_not(entry.given, clock.now()) != "not_confirmed":
        raise Refused(_("这份授权已经有了结果，或者过了时间。这次没有保存。"))
    _give(entry, Actor("proxy", str(proxy.pk)))
    return entry


@transaction.atomic
def end_by_proxy(*, entry: EntryAuthorisation, proxy: Proxy) -> EntryAuthorisation:
    """不同意, or take it back."""
    return end_entry(entry=entry, by=Actor("proxy", str(proxy.pk)))
