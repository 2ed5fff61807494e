"""志愿者名册: who has said that they may be asked to lend a hand."""

from typing import ClassVar

from django.db import models

from huying.core.ids import uuid7
from huying.core.sealed import BlindIndex, SealedField
from huying.places.models import Community
from huying.rules import masks


class Volunteer(models.Model):
    """志愿者: somebody who helps of their own will. `asks` is their consent to be asked again; without it the name stands
    only where they signed up. The team may be a party branch's, so it is private: shown to the desk, never handed out."""

    OPEN: ClassVar = {"id", "community", "adult", "asks", "at"}
    PRIVATE: ClassVar = {"name", "phone", "phone_index", "skills", "team"}

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    community = models.ForeignKey(Community, on_delete=models.PROTECT, related_name="volunteers")
    name = models.CharField(max_length=40)
    phone = SealedField()
    phone_index = BlindIndex(of="phone")
    # Eighteen or older, as they say.
    adult = models.BooleanField()
    skills = models.CharField(max_length=100, blank=True)
    team = models.CharField(max_length=60, blank=True)
    asks = models.BooleanField(default=True)
    at = models.DateTimeField()

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["community", "phone_index"], name="volunteer_number_once")
        ]

    def __str__(self) -> str:
        return self.name

    @property
    def community_key(self) -> str:
        return str(self.community_id)

    @property
    def masked(self) -> str:
        return masks.phone(self.phone)
