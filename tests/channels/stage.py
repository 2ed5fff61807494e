"""A community that has switched its channels on."""

from huying.cases.models import Case
from huying.channels import actions
from huying.channels.models import ChannelSetup, Message
from huying.channels.wordings import TEMPLATES
from huying.core.actor import SYSTEM
from huying.demo.cast import Cast

from .servers import ACCOUNT, SECRET, Outside

OFFICE = "bangong@example.cn"


def switch_on(
    cast: Cast, channel: str, server: Outside | None = None, *, only: tuple[str, ...] = (), **given: object
) -> ChannelSetup:
    """A channel that leads to a server of ours; without one, nobody is asked in this test. `only`: the SMS that are
    registered."""
    port = server.port if server else 9
    facts = {"enabled": True, "sender": "韶光社区", "account": ACCOUNT, "secret": SECRET}
    if channel == "email":
        facts |= {"address": f"127.0.0.1:{port}", "security": "none", "account": "", "sender": "huying@example.cn"}
    else:
        facts |= {"address": f"http://127.0.0.1:{port}/send"}
    setup = actions.set_channel(community=cast.community, channel=channel, by=SYSTEM, **facts | given)
    for template in TEMPLATES.values() if channel == "sms" else ():
        if "sms" in template.channels and (not only or template.code in only):
            number = f"SMS_{template.code}"
            actions.set_wording(
                setup=setup, template=template.code, language=setup.language, registered=number, by=SYSTEM
            )
    return setup


def write_message(cast: Cast, case: Case, template: str = "in_hand") -> Message:
    """One message to the reporter of a case, without the event that would give cause for it."""
    setup = switch_on(cast, "sms")
    appeal = case.appeals.earliest("said_at")
    return Message.objects.create(
        setup=setup, template=template, case=case, appeal=appeal, recipient=f"appeal:{appeal.pk}", cause=case.pk,
        to="13900000303", at=case.received_at, since=case.received_at, next_at=case.received_at,
    )  # fmt: skip
