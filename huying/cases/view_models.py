"""A view of one's own 我的视图: a name for what an officer filters the inbox by."""

from typing import ClassVar

from django.db import models

from huying.core.ids import uuid7
from huying.people.models import User
from huying.places.models import Community


class SavedView(models.Model):
    """我的视图: kept by an account, for itself or for the desk of its community. `asked` is the address's own query, in
    which nothing stands of any person: a view, a category, a grid, an urgency, a community."""

    OPEN: ClassVar = {"id", "user", "community", "name", "asked", "shared", "at"}
    PRIVATE: ClassVar[set[str]] = set()

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    user = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    community = models.ForeignKey(Community, null=True, on_delete=models.PROTECT, related_name="+")
    name = models.CharField(max_length=20)
    asked = models.CharField(max_length=200)
    shared = models.BooleanField(default=False)
    at = models.DateTimeField()

    class Meta:
        ordering: ClassVar = ["at", "pk"]
        constraints: ClassVar = [models.UniqueConstraint(fields=["user", "name"], name="saved_view_name_once")]

    def __str__(self) -> str:
        return self.name

    @property
    def community_key(self) -> str:
        return str(self.community_id or "")
