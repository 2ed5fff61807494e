"""Money on a case 费用: from what sum on two people approve, who did, what the community advanced, and what came back.
Every sum is whole cents."""

import hashlib
from typing import ClassVar

from django.db import models
from django.db.models import Q

from huying.cases.models import Case
from huying.core.ids import uuid7
from huying.people.models import User
from huying.places.models import Division

from .order_models import Payer, WorkOrder


class SpendingLine(models.Model):
    """审批线: the sum above which two people approve an order, in a division, with where it comes from. A sample until
    somebody confirms it; the nearest division's counts."""

    OPEN: ClassVar = {"id", "division", "amount_cents", "source", "source_date", "confirmed"}
    PRIVATE: ClassVar[set[str]] = set()

    division = models.OneToOneField(Division, on_delete=models.PROTECT, related_name="spending_line")
    amount_cents = models.PositiveBigIntegerField()
    source = models.CharField(max_length=200)
    source_date = models.DateField(null=True)
    confirmed = models.BooleanField(default=False)

    @property
    def mark(self) -> str:
        """What a form was opened on; another mark means that somebody has changed it since."""
        facts = (self.division_id, self.amount_cents, self.source, self.source_date, self.confirmed)
        return hashlib.sha256(repr(facts).encode()).hexdigest()[:16]


class Spending(models.Model):
    """用钱申请: an order above the line, which is not sent out until two people have approved it."""

    OPEN: ClassVar = {"id", "order", "at", "asked_by", "estimate_cents", "line_cents", "decided_at", "approved"}
    PRIVATE: ClassVar[set[str]] = set()

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    order = models.OneToOneField(WorkOrder, on_delete=models.PROTECT, related_name="spending")
    at = models.DateTimeField()
    asked_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="spendings")
    estimate_cents = models.PositiveBigIntegerField()
    line_cents = models.PositiveBigIntegerField()
    decided_at = models.DateTimeField(null=True)
    approved = models.BooleanField(default=False)


class Approval(models.Model):
    """同意: one person's yes to a request; nobody's counts twice."""

    OPEN: ClassVar = {"id", "spending", "user", "above", "at"}
    PRIVATE: ClassVar[set[str]] = set()

    spending = models.ForeignKey(Spending, on_delete=models.PROTECT, related_name="approvals")
    user = models.ForeignKey(User, on_delete=models.PROTECT, related_name="approvals")
    # Spoken as the secretary or for the street.
    above = models.BooleanField()
    at = models.DateTimeField()

    class Meta:
        constraints: ClassVar = [models.UniqueConstraint(fields=["spending", "user"], name="approval_once")]


class Advance(models.Model):
    """垫付: what the community paid in place of somebody who owes it."""

    OPEN: ClassVar = {"id", "case", "at", "user", "amount_cents", "owed_by"}
    PRIVATE: ClassVar = {"note"}

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    case = models.ForeignKey(Case, on_delete=models.PROTECT, related_name="advances")
    at = models.DateTimeField()
    user = models.ForeignKey(User, on_delete=models.PROTECT, related_name="advances")
    amount_cents = models.PositiveBigIntegerField()
    owed_by = models.CharField(max_length=10, choices=Payer.choices)
    note = models.CharField(max_length=300, blank=True)

    class Meta:
        constraints: ClassVar = [
            models.CheckConstraint(condition=Q(amount_cents__gt=0), name="advance_of_something"),
        ]


class Repayment(models.Model):
    """收回: one part payment on an advance."""

    OPEN: ClassVar = {"id", "advance", "at", "user", "amount_cents"}
    PRIVATE: ClassVar = {"note"}

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    advance = models.ForeignKey(Advance, on_delete=models.PROTECT, related_name="repayments")
    at = models.DateTimeField()
    user = models.ForeignKey(User, on_delete=models.PROTECT, related_name="repayments")
    amount_cents = models.PositiveBigIntegerField()
    note = models.CharField(max_length=300, blank=True)

    class Meta:
        constraints: ClassVar = [
            models.CheckConstraint(condition=Q(amount_cents__gt=0), name="repayment_of_something"),
        ]
