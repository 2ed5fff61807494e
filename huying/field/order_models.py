"""Work orders 工单: what a vendor, a responsible unit or a volunteers' team is asked to do, and what became of it."""

from typing import ClassVar

from django.db import models
from django.utils.translation import gettext_lazy as _

from huying.cases.models import Case, Commitment
from huying.core.ids import uuid7
from huying.people.models import Vendor


class Payer(models.TextChoices):
    """谁出钱."""

    COMMUNITY = "community", _("社区")
    FUND = "fund", _("维修资金")
    OWNER = "owner", _("业主")
    UNIT = "unit", _("责任单位")
    SHARED = "shared", _("几方分摊")


class WorkOrder(models.Model):
    """工单: one piece of work for one vendor, responsible unit or volunteers' team, inside a case. It owns one commitment,
    by which it is to be acknowledged and done. Money is integer cents."""

    class Result(models.TextChoices):
        RESOLVED = "resolved", _("修好了")
        PARTLY = "partly", _("修好一部分")
        UNRESOLVED = "unresolved", _("没修好")
        # It ended without work: given back by who was asked, or called back by who asked.
        HANDED_BACK = "handed_back", _("退回来了")
        CANCELLED = "cancelled", _("社区收回了")

    class Heard(models.TextChoices):
        """怎么听说的: how an answer reached the desk that typed it in; empty when it came by the link."""

        PHONE = "phone", _("电话里说的")
        SLIP = "slip", _("工单纸上写的")
        IN_PERSON = "in_person", _("当面说的")
        MESSAGE = "message", _("发消息说的")

    OPEN: ClassVar = {
        "id", "case", "commitment", "vendor", "at", "due_by", "payer", "cost_cents", "accepted_at", "finished_at",
        "result", "heard", "estimate_cents",
    }  # fmt: skip
    PRIVATE: ClassVar = {"task", "note", "why_more"}

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    case = models.ForeignKey(Case, on_delete=models.PROTECT, related_name="orders")
    commitment = models.OneToOneField(Commitment, on_delete=models.PROTECT, related_name="order")
    vendor = models.ForeignKey(Vendor, on_delete=models.PROTECT, related_name="orders")
    task = models.CharField(max_length=500)
    at = models.DateTimeField()
    due_by = models.DateTimeField()
    payer = models.CharField(max_length=10, choices=Payer.choices)
    accepted_at = models.DateTimeField(null=True)
    finished_at = models.DateTimeField(null=True)
    result = models.CharField(max_length=12, choices=Result.choices, blank=True)
    cost_cents = models.PositiveBigIntegerField(null=True)
    note = models.CharField(max_length=1000, blank=True)
    # What it was thought to cost, where anybody knew; and why it cost more.
    estimate_cents = models.PositiveBigIntegerField(null=True)
    why_more = models.CharField(max_length=300, blank=True)
    # How the last answer came, where somebody at the desk typed it in.
    heard = models.CharField(max_length=10, choices=Heard.choices, blank=True)

    @property
    def to_approve(self) -> bool:
        """Whether it waits for a yes to its cost, and nobody was asked yet."""
        return self.finished_at is None and self.commitment.kind == Commitment.Kind.APPROVE

    @property
    def worked(self) -> bool:
        """Whether somebody worked on it, and said what came of it."""
        return self.result in FINISHES

    @property
    def leaves_work(self) -> bool:
        """Whether it ended and the work is not whole: the desk decides who comes next."""
        return self.result in LEAVES_WORK


Result = WorkOrder.Result
FINISHES = (Result.RESOLVED, Result.PARTLY, Result.UNRESOLVED)
LEAVES_WORK = (Result.PARTLY, Result.UNRESOLVED, Result.HANDED_BACK)
