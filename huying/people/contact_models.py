"""Contacts 本人的号码: codes that prove a number, devices on which it was proved, and who acts for whom."""

from typing import ClassVar

from django.db import models
from django.utils.translation import gettext_lazy as _

from huying.core.ids import uuid7
from huying.core.sealed import BlindIndex, SealedField
from huying.places.models import Community, Home
from huying.rules import masks


class ContactCode(models.Model):
    """一次码: asked for on one device for one number, or drawn by the desk for whoever has the number. Of the code only a
    keyed hash is kept. `known` says that this device had proved the number before: it is counted apart."""

    class How(models.TextChoices):
        SMS = "sms", _("短信验证码")
        CALL = "call", _("社区打电话念的码")
        EMAIL = "email", _("邮件里的链接")
        SLIP = "slip", _("社区给的条子")

    OPEN: ClassVar = {"id", "community", "how", "known", "at", "tries", "used_at"}
    PRIVATE: ClassVar = {"address", "index", "code", "device"}

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    community = models.ForeignKey(Community, on_delete=models.PROTECT, related_name="contact_codes")
    address = SealedField()
    index = BlindIndex(of="address")
    how = models.CharField(max_length=5, choices=How.choices)
    code = models.CharField(max_length=64, blank=True)
    device = models.CharField(max_length=64, blank=True, db_index=True)
    known = models.BooleanField(default=False)
    at = models.DateTimeField()
    tries = models.PositiveSmallIntegerField(default=0)
    used_at = models.DateTimeField(null=True)

    class Meta:
        indexes: ClassVar = [models.Index(fields=["index", "at"], name="contact_code_newest")]

    @property
    def masked(self) -> str:
        return masks.contact(self.address)


class Contact(models.Model):
    """本人: somebody who proved on one device that a number or a mailbox is theirs. It opens that person's own matters
    there, for thirty days at most; it is no account, and no session of the staff."""

    OPEN: ClassVar = {"id", "community", "how", "at", "expires_at", "ended_at"}
    PRIVATE: ClassVar = {"address", "index", "device"}

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    community = models.ForeignKey(Community, on_delete=models.PROTECT, related_name="contacts")
    address = SealedField()
    index = BlindIndex(of="address")
    how = models.CharField(max_length=5, choices=ContactCode.How.choices)
    device = models.CharField(max_length=64, db_index=True)
    at = models.DateTimeField()
    expires_at = models.DateTimeField()
    ended_at = models.DateTimeField(null=True)

    @property
    def community_key(self) -> str:
        return str(self.community_id)

    @property
    def masked(self) -> str:
        """139****0303, l***@example.cn."""
        return masks.contact(self.address)

    @property
    def by_phone(self) -> bool:
        return "@" not in self.address


class Proxy(models.Model):
    """代办: a relative acts for a resident, in the matters of one home or in all, until a day. Named by the resident's own
    proved number, or at the desk on their spoken word, with how that was recorded. They see how it goes; what else they may
    do is said."""

    class How(models.TextChoices):
        CODE = "code", _("本人用自己的号码办的")
        COUNTER = "counter", _("本人在柜台当面说的")
        CALL = "call", _("本人在电话里说的")

    OPEN: ClassVar = {
        "id", "community", "home", "answers", "enters", "until", "how", "at", "named_by", "ended_at", "ended_by",
    }  # fmt: skip
    PRIVATE: ClassVar = {
        "principal_name", "principal_phone", "principal_index", "name", "phone", "phone_index", "recorded",
    }  # fmt: skip

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    community = models.ForeignKey(Community, on_delete=models.PROTECT, related_name="proxies")
    principal_name = models.CharField(max_length=40)
    principal_phone = SealedField()
    principal_index = BlindIndex(of="principal_phone")
    # Only what concerns this home; none means everything the principal said.
    home = models.ForeignKey(Home, null=True, on_delete=models.PROTECT, related_name="proxies")
    name = models.CharField(max_length=40)
    phone = SealedField()
    phone_index = BlindIndex(of="phone")
    answers = models.BooleanField(default=False)
    enters = models.BooleanField(default=False)
    until = models.DateTimeField()
    how = models.CharField(max_length=7, choices=How.choices)
    # Where the spoken word is kept: a recording's number, who stood by.
    recorded = models.CharField(max_length=120, blank=True)
    at = models.DateTimeField()
    named_by = models.CharField(max_length=80)
    ended_at = models.DateTimeField(null=True)
    ended_by = models.CharField(max_length=80, blank=True)

    @property
    def community_key(self) -> str:
        return str(self.community_id)

    @property
    def masked(self) -> str:
        return masks.contact(self.phone)
