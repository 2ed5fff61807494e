"""Deadlines that act 升级提醒: the ladder of a division, what was raised to whom, and what was handed over in one act."""

import hashlib
from typing import ClassVar

from django.db import models
from django.utils.translation import gettext_lazy as _

from huying.core.ids import uuid7
from huying.people.models import Post, User
from huying.places.models import Division
from huying.rules import ladder

from .models import Case, Commitment, Limit, Urgency


class LadderStep(models.Model):
    """提醒阶梯: when something open is raised in a division, and how many chairs up. Data with its source, never law
    by us. One that names an urgency is for that alone."""

    OPEN: ClassVar = {
        "id", "division", "urgency", "code", "amount", "unit", "rungs", "source", "source_date", "confirmed",
    }  # fmt: skip
    PRIVATE: ClassVar[set[str]] = set()

    class Code(models.TextChoices):
        UNACKED = "unacked", _("没人接手")
        AT_RISK = "at_risk", _("快到期")
        OVERDUE = "overdue", _("到期没办")
        AGAIN = "again", _("超期了还没办")
        LAST = "last", _("超期很久了")

    division = models.ForeignKey(Division, on_delete=models.PROTECT, related_name="ladder_steps")
    urgency = models.CharField(max_length=10, choices=Urgency.choices, blank=True)
    code = models.CharField(max_length=10, choices=Code.choices)
    # Percent of the time for at_risk; for again and last in `unit` after it was due; else nothing.
    amount = models.PositiveSmallIntegerField(default=0)
    unit = models.CharField(max_length=15, choices=Limit.Unit.choices, blank=True)
    rungs = models.PositiveSmallIntegerField()
    source = models.CharField(max_length=200)
    source_date = models.DateField(null=True)
    confirmed = models.BooleanField(default=False)

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["division", "urgency", "code"], name="ladder_step_once"),
            models.CheckConstraint(condition=models.Q(rungs__gte=1), name="ladder_step_goes_up"),
        ]

    @property
    def step(self) -> ladder.Step:
        """As the rulebook reads it."""
        return ladder.Step(self.code, self.rungs, self.amount, self.unit or "working_hours")  # type: ignore[arg-type]

    @property
    def mark(self) -> str:
        """What a form was opened on; another mark means that somebody has changed it since."""
        facts = (
            self.division_id, self.urgency, self.amount, self.unit, self.rungs, self.source, self.source_date,
            self.confirmed,
        )  # fmt: skip
        return hashlib.sha256(repr(facts).encode()).hexdigest()[:16]


class Escalation(models.Model):
    """升级提醒: one more post was told that something is at risk or overdue. Once for each step and deadline, however
    often the sweep runs; a deadline that moves later has a ladder of its own."""

    OPEN: ClassVar = {"id", "case", "commitment", "code", "due_by", "post", "user", "at"}
    PRIVATE: ClassVar[set[str]] = set()

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    case = models.ForeignKey(Case, on_delete=models.PROTECT, related_name="escalations")
    commitment = models.ForeignKey(Commitment, on_delete=models.PROTECT, related_name="escalations")
    code = models.CharField(max_length=10, choices=LadderStep.Code.choices)
    due_by = models.DateTimeField()
    post = models.ForeignKey(Post, on_delete=models.PROTECT, related_name="escalations")
    # Who acted in that post then: its holder, or the deputy.
    user = models.ForeignKey(User, on_delete=models.PROTECT, related_name="escalations")
    at = models.DateTimeField()

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["commitment", "code", "due_by"], name="escalation_once"),
        ]
        indexes: ClassVar = [models.Index(fields=["post", "case"], name="escalation_post")]


class HandOver(models.Model):
    """整批交接: what one post held went to another in one act, and may be taken back."""

    OPEN: ClassVar = {"id", "source", "target", "actor", "at", "taken_back_at"}
    PRIVATE: ClassVar[set[str]] = set()

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    source = models.ForeignKey(Post, on_delete=models.PROTECT, related_name="handed_away")
    target = models.ForeignKey(Post, on_delete=models.PROTECT, related_name="handed_in")
    actor = models.CharField(max_length=80)
    at = models.DateTimeField()
    taken_back_at = models.DateTimeField(null=True)

    @property
    def community_key(self) -> str:
        return str(self.source.community_id or "")


class HandedOver(models.Model):
    """交接的一件: one commitment of a hand-over."""

    OPEN: ClassVar = {"id", "hand_over", "commitment", "back"}
    PRIVATE: ClassVar[set[str]] = set()

    hand_over = models.ForeignKey(HandOver, on_delete=models.PROTECT, related_name="items")
    commitment = models.ForeignKey(Commitment, on_delete=models.PROTECT, related_name="handed_over")
    # It came back when the whole was taken back.
    back = models.BooleanField(default=False)

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["hand_over", "commitment"], name="handed_over_once"),
        ]
