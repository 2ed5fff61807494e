"""Messages 消息 are written in the transaction that gives cause for them, and sent by nobody here."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext as _

from huying.cases.models import Appeal, Case, Commitment, Urgency
from huying.core import clock, timeline
from huying.core.actor import Actor
from huying.core.errors import Refused
from huying.core.ids import uuid7
from huying.core.models import Event
from huying.rules import sending

from .. import letters
from ..models import ChannelSetup, Message, Wording
from ..wordings import TEMPLATES

State = Message.State

# What each event tells the people who asked: event kind → template. Who holds something is told by the notice's road.
TOLD: dict[str, str] = {
    "cases.received": "received",
    "cases.joined": "received",
    "cases.acknowledged": "in_hand",
    "cases.waited": "waiting",
    "cases.carried_over": "waiting",
    "cases.extended": "extended",
    "cases.handled": "handled",
    "cases.closed": "closed",
    "cases.declined": "declined",
    "cases.referred": "referred",
    "field.work_ordered": "order",
}


@dataclass(frozen=True, kw_only=True)
class About:
    """What a message is about, and the id of what gave cause for it."""

    cause: UUID
    case: Case
    appeal: Appeal | None = None
    commitment: Commitment | None = None


@transaction.atomic
def tell_people(*, event: Event) -> int:
    """Write what an event of a case tells its reporters or its vendor. Run twice, it writes once."""
    case = Case.objects.select_related("community").get(pk=event.subject_id)
    template = TOLD[event.kind]
    if template == "order":
        return _tell_vendor(case, event)
    appeals = Appeal.objects.filter(case=case).exclude(outcome=Appeal.Outcome.WITHDRAWN).order_by("said_at", "pk")
    if template == "received":  # only who has just spoken: others of the same matter were told when they did
        appeals = appeals.filter(pk=timeline.data(event)["appeal"])
    told: set[str] = set()
    made = 0
    for appeal in appeals:
        # Answered on the telephone: there is nothing to follow. And one person is told once, however often they rang.
        answered = template == "received" and appeal.answered_at is not None
        if not answered:
            about = About(cause=event.pk, case=case, appeal=appeal)
            made += _write(template, f"appeal:{appeal.pk}", about, told)
    return made


def _tell_vendor(case: Case, event: Event) -> int:
    order = timeline.data(event)["order"]
    commitment = Commitment.objects.get(order=order)
    about = About(cause=event.pk, case=case, commitment=commitment)
    return _write("order", f"vendor:{commitment.vendor_id}", about)


@transaction.atomic
def tell_post(*, commitment: Commitment, template: str) -> int:
    """Write to the post that holds something: once for each template."""
    about = About(cause=commitment.pk, case=commitment.case, commitment=commitment)
    return _write(template, f"post:{commitment.post_id}", about)


@transaction.atomic
def tell_raised(*, commitment: Commitment, post: str, event: Event) -> int:
    """Write to the post that something in another's hands was raised to."""
    about = About(cause=event.pk, case=commitment.case, commitment=commitment)
    return _write("raised", f"post:{post}", about)


def _write(template: str, recipient: str, about: About, told: set[str] | None = None) -> int:
    """One message for each enabled channel that carries this template and reaches this recipient. `told` are the numbers
    and mailboxes that were written to already."""
    made, told = 0, set() if told is None else told
    community = about.case.community
    for setup in ChannelSetup.objects.filter(community=community, enabled=True).select_related("community"):
        if setup.channel in TEMPLATES[template].channels and _has_words(setup, template):
            message = _message(setup, template, recipient, about)
            if message and (not message.to or message.to not in told):
                told.add(message.to)
                made += _keep(message)
    return made


def _has_words(setup: ChannelSetup, template: str) -> bool:
    """An SMS goes out only by a text that the supplier has registered."""
    if setup.channel != ChannelSetup.Channel.SMS:
        return True
    own = Wording.objects.filter(setup=setup, template=template, language=setup.language)
    return own.exclude(registered="").exists()


def _message(setup: ChannelSetup, template: str, recipient: str, about: About) -> Message | None:
    now = clock.now()
    urgent = about.case.urgency == Urgency.EMERGENCY
    message = Message(
        setup=setup, template=template, case=about.case, appeal=about.appeal, commitment=about.commitment,
        recipient=recipient, cause=about.cause, urgent=urgent, at=now, since=now,
        next_at=_free_from(setup, now, urgent=urgent),
    )  # fmt: skip
    message.to = letters.address(message)
    return message if message.to or setup.channel == ChannelSetup.Channel.WECOM else None


def _keep(message: Message) -> int:
    """1, or 0 when it was written before."""
    same = {name: getattr(message, name) for name in ("cause", "recipient", "setup", "template")}
    if Message.objects.filter(**same).exists():
        return 0
    message.save(force_insert=True)
    return 1


def _free_from(setup: ChannelSetup, moment: datetime, *, urgent: bool) -> datetime:
    """安静时间: held until their end, unless there is danger."""
    if urgent:
        return moment
    return sending.after_quiet(clock.local(moment), setup.quiet_from, setup.quiet_until)


@transaction.atomic
def resend(*, message_id: UUID, by: Actor) -> Message:
    """再发一次: tried again for 72 hours, to the number or address as it stands now. Quiet hours hold for this too."""
    message = _lock(message_id)
    if message.state not in (State.FAILED, State.GIVEN_UP, State.CANCELLED):
        raise Refused(_("这条消息发出去了，或者正等着发，不用再发。"))
    message.to = letters.address(message)
    if not message.to and message.channel != ChannelSetup.Channel.WECOM:
        raise Refused(_("现在没有能发到的号码或邮箱了。没有再发；请打电话告诉对方。"))
    now = clock.now()
    message.state, message.since, message.claimed_until = State.WAITING, now, None
    message.next_at = _free_from(message.setup, now, urgent=message.urgent)
    message.save(update_fields=["to", "state", "since", "next_at", "claimed_until"])
    timeline.record("channels.message_resent", subject=message.case, by=by, body=body_of(message))
    return message


@transaction.atomic
def cancel(*, message_id: UUID, by: Actor) -> Message:
    """不发了: somebody told the person otherwise, or it is of no use any more."""
    message = _lock(message_id)
    if message.state not in (State.WAITING, State.FAILED, State.GIVEN_UP):
        raise Refused(_("这条消息已经发出去了，或者早就不发了。"))
    message.state = State.CANCELLED
    message.save(update_fields=["state"])
    timeline.record("channels.message_cancelled", subject=message.case, by=by, body=body_of(message))
    return message


def _lock(message_id: UUID) -> Message:
    """Of a case: a trial is nobody's to send again."""
    found = Message.objects.select_for_update(of=("self",)).select_related(
        "setup__community", "case", "appeal", "commitment"
    )
    return found.get(pk=message_id, case__isnull=False)


def body_of(message: Message) -> dict[str, object]:
    """What an event on the case says of a message: never to which number."""
    return {"message": message.pk, "template": message.template, "channel": message.channel}


@transaction.atomic
def try_out(*, setup: ChannelSetup, to: str, by: Actor) -> Message:
    """试发: one message to a number or address of one's own, at once, whether the channel is switched on or rests."""
    now, key = clock.now(), uuid7()
    message = Message.objects.create(
        setup=setup, template="trial", recipient=f"trial:{key}", cause=key, to=to, urgent=True, at=now, since=now,
        next_at=now,
    )  # fmt: skip
    timeline.record("channels.trial_asked", subject=setup, by=by, body={"channel": setup.channel})
    return message
