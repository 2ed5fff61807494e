"""Field 现场: visits, what was found there, and work orders to vendors."""

from typing import ClassVar

from django.db import models
from django.utils.translation import gettext_lazy as _

from huying.cases.models import Case, Commitment
from huying.core.ids import uuid7
from huying.people.models import User, Vendor


class Part(models.TextChoices):
    """部位: the part of the house that is out of order."""

    ROOF_GUTTER = "roof_gutter", _("天沟")
    ROOF = "roof", _("屋面")
    OUTER_WALL = "outer_wall", _("外墙")
    WINDOW = "window", _("窗")
    RISER = "riser", _("立管")
    BRANCH_PIPE = "branch_pipe", _("户内支管")
    DRAIN = "drain", _("下水道、井")
    WATER_SUPPLY = "water_supply", _("供水")
    POWER = "power", _("电")
    LAMP = "lamp", _("灯")
    STAIRS = "stairs", _("楼道")
    GROUND = "ground", _("地面、路面")
    OTHER = "other", _("别的")


class Zone(models.TextChoices):
    """归谁: whose part it is. 民法典 271-283 and the order's article on utilities; change it with a new finding."""

    PRIVATE = "private", _("专有部分，住户自己的")
    COMMON = "common", _("共有部分，全楼的")
    UTILITY = "utility", _("水电气公司的")
    MUNICIPAL = "municipal", _("市政的")
    UNKNOWN = "unknown", _("还没弄清")


class Payer(models.TextChoices):
    """谁出钱."""

    COMMUNITY = "community", _("社区")
    FUND = "fund", _("维修资金")
    OWNER = "owner", _("业主")
    UNIT = "unit", _("责任单位")


class Visit(models.Model):
    """上门: somebody went. Failed visits count as work."""

    class Outcome(models.TextChoices):
        SEEN = "seen", _("看到了")
        NOBODY_HOME = "nobody_home", _("没人在家")
        NO_ENTRY = "no_entry", _("没让进门")

    OPEN: ClassVar = {"id", "case", "user", "at", "outcome"}
    PRIVATE: ClassVar = {"note"}

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    case = models.ForeignKey(Case, on_delete=models.PROTECT, related_name="visits")
    user = models.ForeignKey(User, on_delete=models.PROTECT, related_name="visits")
    at = models.DateTimeField()
    outcome = models.CharField(max_length=12, choices=Outcome.choices)
    note = models.CharField(max_length=1000, blank=True)


class Finding(models.Model):
    """查看情况: the cause, the part, and whose part it is, as seen on a visit."""

    OPEN: ClassVar = {"id", "case", "visit", "part", "zone", "at"}
    PRIVATE: ClassVar = {"cause"}

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    case = models.ForeignKey(Case, on_delete=models.PROTECT, related_name="findings")
    visit = models.ForeignKey(Visit, on_delete=models.PROTECT, related_name="findings")
    at = models.DateTimeField()
    cause = models.CharField(max_length=300)
    part = models.CharField(max_length=20, choices=Part.choices)
    zone = models.CharField(max_length=10, choices=Zone.choices)


class WorkOrder(models.Model):
    """工单: one piece of work for one vendor, inside a case. Money is integer cents."""

    class Result(models.TextChoices):
        RESOLVED = "resolved", _("修好了")
        PARTLY = "partly", _("修好一部分")
        UNRESOLVED = "unresolved", _("没修好")

    OPEN: ClassVar = {
        "id", "case", "commitment", "vendor", "at", "due_by", "payer", "cost_cents", "accepted_at", "finished_at",
        "result",
    }  # fmt: skip
    PRIVATE: ClassVar = {"task", "note"}

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
