"""Channels 通知: what a post finds on its own pages, and the messages that leave the house."""

from datetime import time
from typing import ClassVar

from django.db import models
from django.utils.translation import gettext_lazy as _

from huying.cases.models import Appeal, Case, Commitment
from huying.core.ids import uuid7
from huying.core.sealed import SealedField
from huying.people.models import Post, Vendor
from huying.places.models import Community


class Notice(models.Model):
    """站内通知: tells a post that something was put into its hands, or that something in another's hands is at risk or
    overdue (cases.raised). One a commitment and post, however often the job runs."""

    OPEN: ClassVar = {"id", "post", "case", "commitment", "kind", "at", "read_at"}
    PRIVATE: ClassVar[set[str]] = set()

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    post = models.ForeignKey(Post, on_delete=models.PROTECT, related_name="notices")
    case = models.ForeignKey(Case, on_delete=models.PROTECT, related_name="notices")
    commitment = models.ForeignKey(Commitment, on_delete=models.PROTECT, related_name="notices")
    kind = models.CharField(max_length=60)
    at = models.DateTimeField()
    read_at = models.DateTimeField(null=True)

    class Meta:
        constraints: ClassVar = [models.UniqueConstraint(fields=["commitment", "post"], name="notice_once")]
        indexes: ClassVar = [
            models.Index(fields=["post"], condition=models.Q(read_at=None), name="notice_unread"),
        ]


class ChannelSetup(models.Model):
    """通知渠道: how a community sends through one channel, and how that channel fares. `address` is the mail server, the
    robot's webhook or the supplier's URL; `sender` the From address or the signature. Quiet hours are a sample of ours
    until the community sets its own. While `paused_until` lies ahead, nothing is tried on this channel."""

    class Channel(models.TextChoices):
        SMS = "sms", _("短信")
        EMAIL = "email", _("电子邮件")
        WECOM = "wecom", _("企业微信群机器人")

    class Security(models.TextChoices):
        STARTTLS = "starttls", _("STARTTLS（一般是 587 端口）")
        TLS = "tls", _("TLS（一般是 465 端口）")
        NONE = "none", _("不加密（只限本单位内网）")

    class Language(models.TextChoices):
        ZH = "zh-hans", "中文"
        EN = "en", "English"

    OPEN: ClassVar = {
        "id", "community", "channel", "enabled", "security", "language", "quiet_from", "quiet_until", "failures",
        "paused_until", "trouble", "sender",
    }  # fmt: skip
    PRIVATE: ClassVar = {"address", "account", "secret"}

    community = models.ForeignKey(Community, on_delete=models.PROTECT, related_name="channels")
    channel = models.CharField(max_length=10, choices=Channel.choices)
    enabled = models.BooleanField(default=False)
    address = SealedField(blank=True)
    security = models.CharField(max_length=10, choices=Security.choices, default=Security.STARTTLS)
    account = SealedField(blank=True)
    secret = SealedField(blank=True)
    sender = models.CharField(max_length=120, blank=True)
    language = models.CharField(max_length=10, choices=Language.choices, default=Language.ZH)
    quiet_from = models.TimeField(default=time(21))
    quiet_until = models.TimeField(default=time(8))
    failures = models.PositiveIntegerField(default=0)
    paused_until = models.DateTimeField(null=True)
    trouble = models.CharField(max_length=20, blank=True)

    class Meta:
        constraints: ClassVar = [models.UniqueConstraint(fields=["community", "channel"], name="channel_setup_once")]

    @property
    def community_key(self) -> str:
        return str(self.community_id)


class Wording(models.Model):
    """消息模板: a community's own words for one kind of message, where it does not use ours, and the number under which
    the SMS supplier registered them."""

    OPEN: ClassVar = {"id", "setup", "template", "language", "subject", "text", "registered"}
    PRIVATE: ClassVar[set[str]] = set()

    setup = models.ForeignKey(ChannelSetup, on_delete=models.CASCADE, related_name="wordings")
    template = models.CharField(max_length=20)
    language = models.CharField(max_length=10, choices=ChannelSetup.Language.choices)
    subject = models.CharField(max_length=80, blank=True)
    text = models.TextField(max_length=500, blank=True)
    registered = models.CharField(max_length=60, blank=True)

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["setup", "template", "language"], name="wording_once"),
        ]


class Mailbox(models.Model):
    """邮箱: where a community writes to a post of its own or to a vendor."""

    OPEN: ClassVar = {"id", "community", "post", "vendor"}
    PRIVATE: ClassVar = {"address"}

    community = models.ForeignKey(Community, on_delete=models.PROTECT, related_name="mailboxes")
    post = models.ForeignKey(Post, null=True, on_delete=models.PROTECT, related_name="mailboxes")
    vendor = models.ForeignKey(Vendor, null=True, on_delete=models.PROTECT, related_name="mailboxes")
    address = SealedField(blank=True)

    class Meta:
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=models.Q(post=None, vendor__isnull=False) | models.Q(post__isnull=False, vendor=None),
                name="mailbox_one_owner",
            ),
            models.UniqueConstraint(fields=["community", "post"], name="mailbox_post_once"),
            models.UniqueConstraint(fields=["community", "vendor"], name="mailbox_vendor_once"),
        ]


class Message(models.Model):
    """消息: one message to one recipient through one channel, because of one event or commitment. Its text is made when
    it goes out; the row holds none. `recipient` names whom by kind and id, `to` is the sealed number or address.
    `tries` is also the fence: who was overtaken cannot write a result. Only a one-time code has to travel with its
    message: `secret` holds it sealed until the message came to an end, at `expires_at` at the latest."""

    class State(models.TextChoices):
        WAITING = "waiting", _("等着发")
        FAILED = "failed", _("没发出，还会再试")
        SENT = "sent", _("发出去了")
        GIVEN_UP = "given_up", _("没发出，不再试了")
        CANCELLED = "cancelled", _("不发了")

    OPEN: ClassVar = {
        "id", "setup", "template", "case", "appeal", "commitment", "recipient", "cause", "urgent", "state", "at",
        "since", "next_at", "claimed_until", "tries", "last_error", "sent_at", "expires_at",
    }  # fmt: skip
    PRIVATE: ClassVar = {"to", "secret"}

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    setup = models.ForeignKey(ChannelSetup, on_delete=models.PROTECT, related_name="messages")
    template = models.CharField(max_length=20)
    # A trial, a code and what tells of a relative belong to no case.
    case = models.ForeignKey(Case, null=True, on_delete=models.PROTECT, related_name="messages")
    appeal = models.ForeignKey(Appeal, null=True, on_delete=models.PROTECT, related_name="messages")
    commitment = models.ForeignKey(Commitment, null=True, on_delete=models.PROTECT, related_name="messages")
    recipient = models.CharField(max_length=60)
    cause = models.UUIDField()
    to = SealedField(blank=True)
    secret = SealedField(blank=True)
    expires_at = models.DateTimeField(null=True)
    urgent = models.BooleanField(default=False)
    state = models.CharField(max_length=10, choices=State.choices, default=State.WAITING)
    at = models.DateTimeField()
    since = models.DateTimeField()
    next_at = models.DateTimeField()
    claimed_until = models.DateTimeField(null=True)
    tries = models.PositiveIntegerField(default=0)
    last_error = models.CharField(max_length=20, blank=True)
    sent_at = models.DateTimeField(null=True)

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["cause", "recipient", "setup", "template"], name="message_once"),
        ]
        indexes: ClassVar = [
            models.Index(fields=["next_at"], condition=models.Q(state__in=["waiting", "failed"]), name="message_due"),
            models.Index(
                fields=["setup"], condition=models.Q(state__in=["failed", "given_up"]), name="message_trouble"
            ),
            models.Index(fields=["setup", "state", "at"], name="message_list"),
        ]

    @property
    def channel(self) -> str:
        return self.setup.channel
