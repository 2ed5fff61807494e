"""From approval to the drawn money 批复到拨款: what the bureau said, the contract, acceptance, settlement, payments, shares."""

from typing import ClassVar

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from huying.core.ids import uuid7
from huying.people.models import User, Vendor
from huying.places.models import Home

from .models import Place


class SiteConfirmation(models.Model):
    """现场确认: who signed on the spot that it is an emergency (owners, community, street)."""

    class Side(models.TextChoices):
        OWNER = "owner", _("相关业主")
        COMMUNITY = "community", _("社区")
        STREET = "street", _("街道")

    OPEN: ClassVar = {"id", "place", "side", "on"}
    PRIVATE: ClassVar = {"name"}

    place = models.ForeignKey(Place, on_delete=models.PROTECT, related_name="site_confirmations")
    side = models.CharField(max_length=10, choices=Side.choices)
    name = models.CharField(max_length=60)
    on = models.DateField()


class Review(models.Model):
    """审件: one word of the bureau on a place."""

    class Decision(models.TextChoices):
        TAKEN_UP = "taken_up", _("开始看")
        RETURNED = "returned", _("退回补正")
        APPROVED = "approved", _("同意")
        REJECTED = "rejected", _("不同意")
        MOVED = "moved", _("挪到下一批")
        EXCESS = "excess", _("同意超出的部分")
        NO_EXCESS = "no_excess", _("不同意超出的部分")

    OPEN: ClassVar = {"id", "place", "at", "by", "decision", "cents"}
    PRIVATE: ClassVar = {"clerk", "reason"}

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    place = models.ForeignKey(Place, on_delete=models.PROTECT, related_name="reviews")
    at = models.DateTimeField()
    by = models.CharField(max_length=80)
    # Who that was, as they said when they came by link; an account has its name elsewhere.
    clerk = models.CharField(max_length=60, blank=True)
    decision = models.CharField(max_length=10, choices=Decision.choices)
    cents = models.PositiveBigIntegerField(null=True)
    reason = models.CharField(max_length=500, blank=True)

    class Meta:
        ordering: ClassVar = ["at"]


class Contract(models.Model):
    """施工合同: with whom, for how much, signed when, to be finished when."""

    OPEN: ClassVar = {"id", "place", "vendor", "sum_cents", "signed_on", "due_on"}
    PRIVATE: ClassVar[set[str]] = set()

    place = models.OneToOneField(Place, on_delete=models.PROTECT, related_name="contract")
    vendor = models.ForeignKey(Vendor, on_delete=models.PROTECT, related_name="fund_contracts")
    sum_cents = models.PositiveBigIntegerField()
    signed_on = models.DateField()
    due_on = models.DateField()


class Inspection(models.Model):
    """验收: the owners' representatives look at the finished work; it is good, or something is done again."""

    OPEN: ClassVar = {"id", "place", "on", "passed", "at"}
    PRIVATE: ClassVar = {"representatives", "note"}

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    place = models.ForeignKey(Place, on_delete=models.PROTECT, related_name="inspections")
    at = models.DateTimeField()
    on = models.DateField()
    # Their names, one a line.
    representatives = models.CharField(max_length=300)
    passed = models.BooleanField()
    note = models.CharField(max_length=500, blank=True)

    class Meta:
        ordering: ClassVar = ["at"]


class Settlement(models.Model):
    """结算: what the work came to, its invoice, and the audit where one is asked for."""

    OPEN: ClassVar = {"id", "place", "at", "sum_cents", "audited"}
    PRIVATE: ClassVar = {"invoice", "auditor"}

    place = models.OneToOneField(Place, on_delete=models.PROTECT, related_name="settlement")
    at = models.DateTimeField()
    sum_cents = models.PositiveBigIntegerField()
    invoice = models.CharField(max_length=40)
    audited = models.BooleanField(default=False)
    auditor = models.CharField(max_length=60, blank=True)


class Payment(models.Model):
    """拨款: money that leaves the fund for a place, asked for by one and approved by two others before it moves."""

    class Kind(models.TextChoices):
        PREPAY = "prepay", _("预付")
        DRAW = "draw", _("结算后拨付")

    OPEN: ClassVar = {"id", "place", "kind", "sum_cents", "asked_at", "asked_by", "decided_at", "approved", "paid_on"}
    PRIVATE: ClassVar = {"why"}

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    place = models.ForeignKey(Place, on_delete=models.PROTECT, related_name="payments")
    kind = models.CharField(max_length=10, choices=Kind.choices)
    sum_cents = models.PositiveBigIntegerField()
    asked_at = models.DateTimeField()
    asked_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="fund_payments")
    decided_at = models.DateTimeField(null=True)
    approved = models.BooleanField(default=False)
    paid_on = models.DateField(null=True)
    why = models.CharField(max_length=300, blank=True)

    class Meta:
        ordering: ClassVar = ["asked_at"]
        constraints: ClassVar = [
            models.CheckConstraint(condition=Q(sum_cents__gt=0), name="fund_payment_of_something"),
            models.UniqueConstraint(fields=["place"], condition=Q(decided_at=None), name="fund_payment_one_open"),
        ]


class PaymentVoice(models.Model):
    """同意拨款: one person's yes; nobody's counts twice."""

    OPEN: ClassVar = {"id", "payment", "user", "above", "at"}
    PRIVATE: ClassVar[set[str]] = set()

    payment = models.ForeignKey(Payment, on_delete=models.PROTECT, related_name="voices")
    user = models.ForeignKey(User, on_delete=models.PROTECT, related_name="fund_voices")
    above = models.BooleanField()
    at = models.DateTimeField()

    class Meta:
        constraints: ClassVar = [models.UniqueConstraint(fields=["payment", "user"], name="payment_voice_once")]


class ShareLine(models.Model):
    """分摊的一户: what one home pays of the settled sum, frozen when it is posted. Everything in cents."""

    OPEN: ClassVar = {
        "id", "place", "home", "area", "cents", "owner_cents", "unit_cents", "from_account", "self_pay",
    }  # fmt: skip
    PRIVATE: ClassVar[set[str]] = set()

    place = models.ForeignKey(Place, on_delete=models.PROTECT, related_name="shares")
    home = models.ForeignKey(Home, on_delete=models.PROTECT, related_name="fund_shares")
    area = models.PositiveIntegerField()
    cents = models.PositiveBigIntegerField()
    owner_cents = models.PositiveBigIntegerField()
    unit_cents = models.PositiveBigIntegerField()
    from_account = models.PositiveBigIntegerField()
    self_pay = models.PositiveBigIntegerField()

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["place", "home"], name="share_home_once"),
            models.CheckConstraint(
                condition=Q(cents=models.F("owner_cents") + models.F("unit_cents")), name="share_whole"
            ),
            models.CheckConstraint(
                condition=Q(owner_cents=models.F("from_account") + models.F("self_pay")), name="share_paid"
            ),
        ]
