"""Channels 通知: messages in and out. The first of them is the notice a post finds on its own pages."""

from typing import ClassVar

from django.db import models

from huying.cases.models import Case, Commitment
from huying.core.ids import uuid7
from huying.people.models import Post


class Notice(models.Model):
    """站内通知: tells a post that something was put into its hands. One a commitment, however often the job
    runs."""

    OPEN: ClassVar = {"id", "post", "case", "commitment", "kind", "at", "read_at"}
    PRIVATE: ClassVar[set[str]] = set()

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    post = models.ForeignKey(Post, on_delete=models.PROTECT, related_name="notices")
    case = models.ForeignKey(Case, on_delete=models.PROTECT, related_name="notices")
    commitment = models.OneToOneField(Commitment, on_delete=models.PROTECT, related_name="notice")
    kind = models.CharField(max_length=60)
    at = models.DateTimeField()
    read_at = models.DateTimeField(null=True)

    class Meta:
        indexes: ClassVar = [
            models.Index(fields=["post"], condition=models.Q(read_at=None), name="notice_unread"),
        ]
