"""A batch 一批: one step for many matters, held back for some seconds, so that undoing it undoes nothing."""

from datetime import timedelta
from typing import ClassVar

from django.db import models
from django.utils.translation import gettext_lazy as _

from huying.core import clock
from huying.core.ids import uuid7
from huying.people.models import User
from huying.places.models import Community

from .models import Case


class Batch(models.Model):
    """一批: what one account asked for many matters of one community. It is done by a job at `run_at`, and until then it
    can be taken back: docs/decisions/0012."""

    class Verb(models.TextChoices):
        DISPATCH = "dispatch", _("派出")
        REMIND = "remind", _("催办")
        MERGE = "merge", _("并成一件")
        ANSWER = "answer", _("答复办结")

    UNDO_SECONDS: ClassVar = 10
    LATE_SECONDS: ClassVar = 30

    PRIVATE: ClassVar = {"words"}
    OPEN: ClassVar = {"id", "community", "user", "verb", "language", "made_at", "run_at", "undone_at", "ended_at"}

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    community = models.ForeignKey(Community, on_delete=models.PROTECT, related_name="+")
    user = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    verb = models.CharField(max_length=10, choices=Verb.choices)
    words = models.TextField(blank=True)
    language = models.CharField(max_length=10)
    made_at = models.DateTimeField()
    run_at = models.DateTimeField()
    undone_at = models.DateTimeField(null=True)
    ended_at = models.DateTimeField(null=True)

    @property
    def community_key(self) -> str:
        return self.community.key

    @property
    def waits(self) -> bool:
        return self.undone_at is None and self.ended_at is None

    @property
    def late(self) -> bool:
        """Whether nobody does it although its time has come: no worker runs."""
        return self.waits and clock.now() > self.run_at + timedelta(seconds=self.LATE_SECONDS)


class BatchItem(models.Model):
    """一批里的一件: the state it was seen in, and what became of it: done, or why not."""

    PRIVATE: ClassVar = {"said"}
    OPEN: ClassVar = {"id", "batch", "case", "seen", "done"}

    batch = models.ForeignKey(Batch, on_delete=models.PROTECT, related_name="items")
    case = models.ForeignKey(Case, on_delete=models.PROTECT, related_name="+")
    seen = models.CharField(max_length=15)
    done = models.BooleanField(default=False)
    said = models.CharField(max_length=300, blank=True)

    class Meta:
        constraints: ClassVar = [models.UniqueConstraint(fields=["batch", "case"], name="batch_item_once")]
