"""What goes out 信: a message becomes a letter at the moment it is sent, in the language of its channel. Nothing of it is
kept: the row names the matter, and the matter is read anew."""

from typing import NamedTuple
from uuid import UUID

from django.conf import settings
from django.urls import reverse
from django.utils import translation

from huying.cases.models import Case, LadderStep
from huying.core import clock, spoken, timeline
from huying.core.models import Event, SignedLink
from huying.field.actions import ORDER_LINK
from huying.people.models import Post, Vendor
from huying.rules import codes, lifecycle

from .models import ChannelSetup, Message, Wording
from .wordings import FOOT, TEMPLATES, Said, Template, filled, named


class Letter(NamedTuple):
    """What a sender takes. `id` is the same however often it is tried, so that whoever takes such a number can tell a
    second one; `registered` and `fields` are what an SMS supplier is given in place of free text."""

    id: UUID
    to: str
    subject: str
    text: str
    foot: str
    registered: str
    fields: dict[str, str]


def letter(message: Message) -> Letter:
    setup, template = message.setup, TEMPLATES[message.template]
    own = Wording.objects.filter(setup=setup, template=template.code, language=setup.language).first()
    said = effective(template, setup.language, own)
    with translation.override(setup.language):
        values = _values(message)
    return Letter(
        id=message.pk,
        to=message.to,
        subject=filled(said.subject, values),
        text=filled(said.text, values),
        foot=filled(FOOT[setup.language], values | {"phone": setup.community.phone}),
        registered=own.registered if own else "",
        fields=named(said.text, values),
    )


def effective(template: Template, language: str, own: Wording | None) -> Said:
    """A community's words where it has its own, else ours."""
    ours = template.said(language)
    return Said(own.subject or ours.subject, own.text or ours.text) if own else ours


def _values(message: Message) -> dict[str, str]:
    community = message.setup.community
    values = {"community": community.name, "phone": community.phone}
    if message.case is None:
        return values | {"code": message.secret, "minutes": str(codes.MINUTES), "link": link(message)}
    case = Case.objects.select_related("category", "building").get(pk=message.case_id)
    values |= {
        "number": spoken.number((message.appeal.number if message.appeal else case.number) or ""),
        "what": str(case.category),
        "where": case.building.label if case.building else "",
        "day": spoken.day(case.resolve_by),
        "link": link(message),
    }
    if held := message.commitment:
        values["due"] = f"{spoken.day(held.due_by)} {clock.local(held.due_by):%H:%M}"
        values["who"] = _seat(held.post) if held.post else str(held.vendor)
    if message.template == "raised":
        code = timeline.data(Event.objects.get(pk=message.cause))["code"]
        values["why"] = str(LadderStep.Code(code).label)
    return values


def _seat(post: Post) -> str:
    """A chair, not a person: a group reads it."""
    return f"{post.title} {post.grid.code}" if post.grid else post.title


def link(message: Message) -> str:
    """Where the recipient looks: the progress page, the case at the desk, the vendor's job. Empty without an address
    that a phone can open, or when the vendor's link has ended."""
    if not settings.PUBLIC_URL:
        return ""
    if message.template == "mine":
        return settings.PUBLIC_URL + reverse("link", args=[message.secret])
    if message.template in ("proxy_named", "proxy_ended"):
        return settings.PUBLIC_URL + reverse("mine")
    if message.appeal:
        return settings.PUBLIC_URL + reverse("track", args=[message.appeal.tracking])
    if message.case_id and message.template != "order":
        page = "grid_case" if _is_grid_worker(message) else "case"
        return settings.PUBLIC_URL + reverse(page, args=[message.case_id])
    if not message.commitment:
        return ""
    live = SignedLink.objects.filter(purpose=ORDER_LINK, subject_id=message.commitment.order.pk, revoked_at=None)
    token = live.filter(expires_at__gt=clock.now()).values_list("token", flat=True).first()
    return settings.PUBLIC_URL + reverse("link", args=[token]) if token else ""


def _is_grid_worker(message: Message) -> bool:
    kind, _colon, key = message.recipient.partition(":")
    return kind == "post" and Post.objects.filter(pk=key, role="grid_worker").exists()


def moot(message: Message) -> bool:
    """Whether nobody needs it any more: what was put into somebody's hands has left them, or the matter has moved on."""
    if message.commitment:
        return message.commitment.ended_at is not None
    # An appeal may have gone on to another case; what became of that one counts.
    case = message.appeal.case if message.appeal else message.case
    over = case is not None and case.state in lifecycle.ENDED
    return over and message.template in ("received", "in_hand", "waiting", "extended", "handled", "referred")


def example(setup: ChannelSetup) -> dict[str, str]:
    """What a preview is filled with: nobody's number, and an address only where this installation has one."""
    base = settings.PUBLIC_URL
    with translation.override(setup.language):
        now = clock.now()
        return {
            "community": setup.community.name, "phone": setup.community.phone, "number": "2312 0604",
            "what": translation.gettext("漏水"), "where": "5栋", "who": translation.gettext("网格员"), "day": spoken.day(now),
            "why": translation.gettext("到期没办"),
            "due": f"{spoken.day(now)} 18:00", "link": f"{base}/r/aBcDeFgHiJkLmNoPqRsTuV/" if base else "",
            "code": "204618", "minutes": str(codes.MINUTES),
        }  # fmt: skip


def address(message: Message) -> str:
    """The number or address of a recipient as it stands now: "" when there is none that this channel reaches."""
    kind, _colon, key = message.recipient.partition(":")
    if message.setup.channel == ChannelSetup.Channel.WECOM:
        return ""
    if message.setup.channel == ChannelSetup.Channel.SMS:
        phone = message.appeal.reporter_phone if message.appeal else Vendor.objects.get(pk=key).phone
        return mobile(phone)
    if message.appeal:
        return message.appeal.reporter_email
    owner = {"post": key} if kind == "post" else {"vendor": key}
    return mailbox(message.setup, **owner)


def mailbox(setup: ChannelSetup, **owner: object) -> str:
    row = setup.community.mailboxes.filter(**owner).first()
    return row.address if row else ""


def mobile(phone: str) -> str:
    """The digits of a mobile number; a landline takes no SMS."""
    digits = "".join(str(int(sign)) for sign in phone if sign.isdecimal()).removeprefix("86")
    return digits if len(digits) == 11 and digits.startswith("1") else ""
