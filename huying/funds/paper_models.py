"""Papers 材料: the documents of a place, each version that was handed in, and what the bureau says of it."""

from typing import ClassVar

from django.db import models
from django.utils.translation import gettext_lazy as _

from huying.core.ids import uuid7

from .models import Place


class Paper(models.Model):
    """一份材料: one version of a document; the newest counts, the older ones stay to compare with."""

    class Check(models.TextChoices):
        UNSEEN = "unseen", _("没看")
        RIGHT = "right", _("对")
        WRONG = "wrong", _("要改")

    OPEN: ClassVar = {"id", "place", "code", "version", "at", "by", "pages", "checked", "checked_at"}
    PRIVATE: ClassVar = {"note", "why"}

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    place = models.ForeignKey(Place, on_delete=models.PROTECT, related_name="papers")
    # The code of the RequiredPaper.
    code = models.CharField(max_length=30)
    version = models.PositiveSmallIntegerField()
    at = models.DateTimeField()
    by = models.CharField(max_length=80)
    # How many photographs or scanned pages are attached to it.
    pages = models.PositiveSmallIntegerField(default=0)
    # What changed since the last version.
    note = models.CharField(max_length=200, blank=True)
    checked = models.CharField(max_length=10, choices=Check.choices, default=Check.UNSEEN)
    checked_at = models.DateTimeField(null=True)
    why = models.CharField(max_length=300, blank=True)

    class Meta:
        ordering: ClassVar = ["code", "version"]
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["place", "code", "version"], name="paper_version_once"),
        ]
