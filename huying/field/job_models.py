"""活单: a firm's own page of the jobs that one community gave it."""

from typing import ClassVar

from django.db import models

from huying.core.ids import uuid7
from huying.people.models import Vendor
from huying.places.models import Community


class JobList(models.Model):
    """活单: what one community asked of one firm and is not closed, behind a link that the desk makes and ends."""

    OPEN: ClassVar = {"id", "community", "vendor", "at"}
    PRIVATE: ClassVar[set[str]] = set()

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    community = models.ForeignKey(Community, on_delete=models.PROTECT, related_name="job_lists")
    vendor = models.ForeignKey(Vendor, on_delete=models.PROTECT, related_name="job_lists")
    # Since when the link that holds now is out.
    at = models.DateTimeField()

    class Meta:
        constraints: ClassVar = [models.UniqueConstraint(fields=["community", "vendor"], name="job_list_once")]

    @property
    def community_key(self) -> str:
        return str(self.community_id)
