"""走访: a grid worker goes round to see what nobody has rung about. Nobody's way is kept: neither where they were nor when."""

from typing import ClassVar

from django.db import models
from django.utils.translation import gettext_lazy as _

from huying.cases.models import Case
from huying.core.ids import uuid7
from huying.people.models import User
from huying.places.models import Building, Community


class Walk(models.Model):
    """走访: why somebody goes round, what was found on the way, and what they think should be done about it (走找想促)."""

    OPEN: ClassVar = {"id", "community", "user", "at", "ended_at"}
    PRIVATE: ClassVar = {"why", "thought"}

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    community = models.ForeignKey(Community, on_delete=models.PROTECT, related_name="walks")
    user = models.ForeignKey(User, on_delete=models.PROTECT, related_name="walks")
    at = models.DateTimeField()
    why = models.CharField(max_length=100)
    ended_at = models.DateTimeField(null=True)
    # 想: what to do about what was found, in words; written at the end.
    thought = models.CharField(max_length=1000, blank=True)

    @property
    def community_key(self) -> str:
        return str(self.community_id)


class WalkFinding(models.Model):
    """走访发现: one thing that was found, and what became of it at once: reported, put right on the spot, or only noted."""

    OPEN: ClassVar = {"id", "walk", "building", "became", "case"}
    PRIVATE: ClassVar = {"spot", "what"}

    class Became(models.TextChoices):
        REPORTED = "reported", _("报上去，派人办")
        FIXED = "fixed", _("随手办好了")
        NOTED = "noted", _("先记下")

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    walk = models.ForeignKey(Walk, on_delete=models.PROTECT, related_name="findings")
    building = models.ForeignKey(Building, null=True, on_delete=models.PROTECT, related_name="walk_findings")
    spot = models.CharField(max_length=60, blank=True)
    what = models.CharField(max_length=300)
    became = models.CharField(max_length=10, choices=Became.choices)
    case = models.OneToOneField(Case, null=True, on_delete=models.PROTECT, related_name="walk_finding")

    class Meta:
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=models.Q(became="noted", case=None)
                | (~models.Q(became="noted") & models.Q(case__isnull=False)),
                name="walk_finding_case",
            )
        ]

    @property
    def where(self) -> str:
        house = self.building.label if self.building else ""
        return f"{house} {self.spot}".strip()
