"""诉求类别和时限: what matters are about, how soon they are answered, and how they are checked. Data of a division."""

import hashlib
from typing import ClassVar

from django.db import models
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from huying.places.models import Division


class Urgency(models.TextChoices):
    EMERGENCY = "emergency", _("危险，马上")
    URGENT = "urgent", _("今天就要")
    NORMAL = "normal", _("七天内")
    COMPLEX = "complex", _("难办，要方案")


class Verification(models.TextChoices):
    ON_SITE = "on_site", _("别人到现场看过")
    RESIDENT = "resident", _("居民本人确认")
    UNIT = "unit", _("办的单位答复")


class Category(models.Model):
    """诉求类别: what a matter is about, how it must be checked, and whether it is closed only after rain."""

    OPEN: ClassVar = {"code", "name", "verification", "after_rain", "claimable", "order", "active"}
    PRIVATE: ClassVar[set[str]] = set()

    code = models.CharField(max_length=20, primary_key=True)
    name = models.CharField(max_length=40)
    verification = models.CharField(max_length=10, choices=Verification.choices)
    after_rain = models.BooleanField(default=False)
    # Small tasks outside homes, which volunteers may take on by themselves.
    claimable = models.BooleanField(default=False)
    order = models.PositiveSmallIntegerField(default=0)
    # One that is retired stays on its matters and is not offered for new ones.
    active = models.BooleanField(default=True)

    class Meta:
        ordering: ClassVar = ["order"]

    def __str__(self) -> str:
        """In the reader's language where the name is one of ours; what a community names stays as it is."""
        return gettext(self.name)

    @property
    def community_key(self) -> str:
        """All communities share one table of categories."""
        return ""

    @property
    def mark(self) -> str:
        """What a form was opened on; another mark means that somebody has changed it since."""
        facts = (self.name, self.verification, self.after_rain, self.claimable, self.order, self.active)
        return hashlib.sha256(repr(facts).encode()).hexdigest()[:16]


class Limit(models.Model):
    """办理时限: how long a step may take in a division, with where the figure comes from. Data, never law by us."""

    OPEN: ClassVar = {
        "id", "division", "urgency", "category", "kind", "amount", "unit", "source", "source_date", "confirmed",
    }  # fmt: skip
    PRIVATE: ClassVar[set[str]] = set()

    class Kind(models.TextChoices):
        RESPOND = "respond", _("响应")
        CONTROL = "control", _("先控制住")
        RESOLVE = "resolve", _("解决")
        VERIFY = "verify", _("核查")
        CALL_BACK = "call_back", _("回访")

    class Unit(models.TextChoices):
        MINUTES = "minutes", _("分钟")
        HOURS = "hours", _("小时")
        WORKING_HOURS = "working_hours", _("工作小时")
        WORKING_DAYS = "working_days", _("个工作日")
        DAYS = "days", _("天")

    division = models.ForeignKey(Division, on_delete=models.PROTECT, related_name="limits")
    urgency = models.CharField(max_length=10, choices=Urgency.choices)
    # For one category alone; without one it is for all that have none of their own.
    category = models.ForeignKey(Category, null=True, on_delete=models.PROTECT, related_name="limits")
    kind = models.CharField(max_length=10, choices=Kind.choices)
    amount = models.PositiveSmallIntegerField()
    unit = models.CharField(max_length=15, choices=Unit.choices)
    source = models.CharField(max_length=200)
    source_date = models.DateField(null=True)
    confirmed = models.BooleanField(default=False)

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["division", "urgency", "kind"], condition=models.Q(category=None), name="limit_once"
            ),
            models.UniqueConstraint(fields=["division", "urgency", "kind", "category"], name="limit_category_once"),
        ]

    @property
    def mark(self) -> str:
        """What a form was opened on; another mark means that somebody has changed it since."""
        facts = (
            self.division_id, self.category_id, self.amount, self.unit, self.source, self.source_date, self.confirmed,
        )  # fmt: skip
        return hashlib.sha256(repr(facts).encode()).hexdigest()[:16]
