"""Public notices 公示: what hung where, from when until when, and what was objected."""

from typing import ClassVar

from django.db import models
from django.utils.translation import gettext_lazy as _

from huying.core.ids import uuid7

from .models import Place


class Notice(models.Model):
    """公示: one posting of the plan or of the settlement, with the days it hangs."""

    class Kind(models.TextChoices):
        PLAN = "plan", _("方案和预算")
        SETTLEMENT = "settlement", _("结算和分摊")

    OPEN: ClassVar = {"id", "place", "kind", "posted_on", "until", "round"}
    PRIVATE: ClassVar = {"where"}

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    place = models.ForeignKey(Place, on_delete=models.PROTECT, related_name="notices")
    kind = models.CharField(max_length=12, choices=Kind.choices)
    round = models.PositiveSmallIntegerField(default=1)
    posted_on = models.DateField()
    # The last day it hangs.
    until = models.DateField()
    where = models.CharField(max_length=100)

    class Meta:
        ordering: ClassVar = ["posted_on", "pk"]


class Objection(models.Model):
    """意见: what somebody said against a notice, and what they were answered."""

    OPEN: ClassVar = {"id", "notice", "at", "answered_at"}
    PRIVATE: ClassVar = {"who", "text", "answer"}

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    notice = models.ForeignKey(Notice, on_delete=models.PROTECT, related_name="objections")
    at = models.DateTimeField()
    # As they said it; they need not say who they are.
    who = models.CharField(max_length=60, blank=True)
    text = models.CharField(max_length=1000)
    answered_at = models.DateTimeField(null=True)
    answer = models.CharField(max_length=1000, blank=True)

    class Meta:
        ordering: ClassVar = ["at"]
