"""Exchange 台账进出: ledgers that were brought in, and what each of them made."""

from typing import ClassVar

from django.db import models

from huying.core.ids import uuid7
from huying.core.sealed import SealedBytes
from huying.people.models import User
from huying.places.models import Community


class Import(models.Model):
    """导入: a ledger that was handed in, tried, carried out and perhaps taken back.

    `content` is the file while it waits; afterwards only its bad rows are kept, as a file to mend and bring again.
    """

    class Kind(models.TextChoices):
        HOMES = "homes"
        RESIDENTS = "residents"
        APPEALS = "appeals"
        PROPERTIES = "properties"

    PRIVATE: ClassVar = {"name", "content"}
    OPEN: ClassVar = {
        "id", "community", "kind", "user", "at", "rows", "created", "changed", "same", "bad", "done_at", "undone_at",
        "kept",
    }  # fmt: skip

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    community = models.ForeignKey(Community, on_delete=models.PROTECT, related_name="imports")
    kind = models.CharField(max_length=20, choices=Kind.choices)
    name = models.CharField(max_length=200)
    user = models.ForeignKey(User, null=True, on_delete=models.PROTECT, related_name="imports")
    at = models.DateTimeField()
    content = SealedBytes(default=b"")
    rows = models.PositiveIntegerField(default=0)
    created = models.PositiveIntegerField(default=0)
    changed = models.PositiveIntegerField(default=0)
    same = models.PositiveIntegerField(default=0)
    bad = models.PositiveIntegerField(default=0)
    done_at = models.DateTimeField(null=True)
    undone_at = models.DateTimeField(null=True)
    kept = models.PositiveIntegerField(default=0)

    class Meta:
        indexes: ClassVar = [models.Index(fields=["community", "done_at"], name="import_done")]

    def __str__(self) -> str:
        return f"{self.kind} {self.id}"

    @property
    def community_key(self) -> str:
        return str(self.community_id)


class ImportedRow(models.Model):
    """导入的行: one thing an import made or changed, so that the whole import can be taken back."""

    class What(models.TextChoices):
        GRID = "grid"
        BUILDING = "building"
        HOME = "home"
        RESIDENT = "resident"
        PHONE = "phone"
        BUILT = "built"
        FLOORS = "floors"
        CASE = "case"
        OWNER = "owner"
        PROPERTY = "property"

    PRIVATE: ClassVar = {"before", "after"}
    OPEN: ClassVar = {"id", "imported", "what", "object_id"}

    imported = models.ForeignKey(Import, on_delete=models.CASCADE, related_name="made")
    what = models.CharField(max_length=10, choices=What.choices)
    object_id = models.UUIDField()
    before = models.CharField(max_length=400, blank=True)
    after = models.CharField(max_length=400, blank=True)
