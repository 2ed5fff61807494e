"""To a person, not about a case 发给本人: one-time codes, links that open somebody's own page, who may act for them.

Named in wiring; what they hand over is kept sealed in the message until it is out, and never in an event.
"""

from datetime import timedelta

from django.db import transaction

from huying.core import clock
from huying.core.ids import uuid7
from huying.core.models import Event, SignedLink
from huying.people.models import Proxy
from huying.places.models import Community
from huying.rules import codes

from .. import letters, queries
from ..models import ChannelSetup, Message
from .messages import _free_from, _has_words, _keep


@transaction.atomic
def send_code(*, community: Community, phone: str, code: str) -> bool:
    """A code to a mobile, at once whatever the hour; of no use after its minutes. Whether it is on its way."""
    setup, to = queries.code_setup(community), letters.mobile(phone)
    if setup is None or not to:
        return False
    message = _message(setup, "code", to)
    message.secret, message.expires_at = code, message.at + timedelta(minutes=codes.MINUTES)
    message.save(force_insert=True)
    return True


@transaction.atomic
def send_link(*, community: Community, email: str, link: SignedLink) -> bool:
    """A link good for one time, to a mailbox; of no use after its day."""
    setup = queries.link_setup(community)
    if setup is None:
        return False
    message = _message(setup, "mine", email)
    message.secret, message.expires_at = link.token, link.expires_at
    message.save(force_insert=True)
    return True


@transaction.atomic
def tell_principal(*, event: Event) -> int:
    """Tell a resident that a relative may act for them, or may no longer. Run twice, it writes once."""
    proxy = Proxy.objects.select_related("community").get(pk=event.subject_id)
    template = {"people.proxy_named": "proxy_named", "people.proxy_ended": "proxy_ended"}[event.kind]
    to, made = letters.mobile(proxy.principal_phone), 0
    for setup in ChannelSetup.objects.filter(community=proxy.community, channel=ChannelSetup.Channel.SMS, enabled=True):
        if to and _has_words(setup, template):
            message = _message(setup, template, to, urgent=False)
            message.cause, message.recipient = event.pk, f"proxy:{proxy.pk}"
            made += _keep(message)
    return made


def _message(setup: ChannelSetup, template: str, to: str, *, urgent: bool = True) -> Message:
    now, key = clock.now(), uuid7()
    return Message(
        id=key, setup=setup, template=template, recipient=f"contact:{key}", cause=key, to=to, urgent=urgent, at=now,
        since=now, next_at=_free_from(setup, now, urgent=urgent),
    )  # fmt: skip
