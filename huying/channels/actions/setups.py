"""Setting up 设置: a community's channels, its words, and where its posts and vendors are written to."""

from typing import Any

from django.db import transaction

from huying.core import timeline
from huying.core.actor import Actor
from huying.people.models import Post, Vendor
from huying.places.models import Community

from ..models import ChannelSetup, Mailbox, Wording


@transaction.atomic
def set_channel(*, community: Community, channel: str, by: Actor, **changes: Any) -> ChannelSetup:
    """Change how a channel sends. Whatever it suffered from before, it is tried anew at once."""
    setup, _new = ChannelSetup.objects.get_or_create(community=community, channel=channel)
    for name, value in {**changes, "failures": 0, "paused_until": None, "trouble": ""}.items():
        setattr(setup, name, value)
    setup.save()
    body = {"channel": channel, "enabled": setup.enabled, "changed": sorted(changes)}
    timeline.record("channels.channel_set", subject=setup, by=by, body=body)
    return setup


@transaction.atomic
def set_wording(
    *,
    setup: ChannelSetup,
    template: str,
    language: str,
    by: Actor,
    subject: str = "",
    text: str = "",
    registered: str = "",
) -> Wording:
    """A community's own words for one template, and the number the supplier gave them. Empty words mean ours."""
    wording, _new = Wording.objects.update_or_create(
        setup=setup, template=template, language=language,
        defaults={"subject": subject, "text": text, "registered": registered},
    )  # fmt: skip
    body = {"channel": setup.channel, "template": template, "language": language, "own": bool(text or subject)}
    timeline.record("channels.wording_set", subject=setup, by=by, body=body)
    return wording


@transaction.atomic
def set_mailboxes(*, community: Community, addresses: dict[Post | Vendor, str], by: Actor) -> int:
    """Where posts and vendors are written to; an empty address takes the mailbox away. How many changed."""
    changed = sum(_set_mailbox(community, owner, address) for owner, address in addresses.items())
    if changed:
        timeline.record("channels.mailboxes_set", subject=community, by=by, body={"changed": changed})
    return changed


def _set_mailbox(community: Community, owner: Post | Vendor, address: str) -> int:
    kind = "post" if isinstance(owner, Post) else "vendor"
    row = Mailbox.objects.filter(community=community, **{kind: owner}).first()
    if (row.address if row else "") == address:
        return 0
    if not address:
        row.delete()
    elif row:
        row.address = address
        row.save(update_fields=["address"])
    else:
        Mailbox.objects.create(community=community, address=address, **{kind: owner})
    return 1
