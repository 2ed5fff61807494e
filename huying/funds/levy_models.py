"""Small sums outside the fund 几家凑的钱: what a few homes share among themselves, who owes what and who has paid."""

from typing import ClassVar

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from huying.cases.models import Case
from huying.core.ids import uuid7
from huying.people.models import User
from huying.places.models import Community, Home


class Levy(models.Model):
    """凑钱: one bill that some homes share, outside the fund. Nobody pays through huying: it keeps the list."""

    class Split(models.TextChoices):
        AREA = "area", _("按面积")
        EQUAL = "equal", _("每户一样多")

    OPEN: ClassVar = {"id", "community", "case", "at", "by", "sum_cents", "split", "ended_at"}
    PRIVATE: ClassVar = {"item"}

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    community = models.ForeignKey(Community, on_delete=models.PROTECT, related_name="levies")
    case = models.ForeignKey(Case, null=True, on_delete=models.PROTECT, related_name="levies")
    item = models.CharField(max_length=60)
    at = models.DateTimeField()
    by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="levies")
    sum_cents = models.PositiveBigIntegerField()
    split = models.CharField(max_length=10, choices=Split.choices)
    ended_at = models.DateTimeField(null=True)

    class Meta:
        ordering: ClassVar = ["-at"]
        constraints: ClassVar = [models.CheckConstraint(condition=Q(sum_cents__gt=0), name="levy_of_something")]

    def __str__(self) -> str:
        return self.item

    @property
    def community_key(self) -> str:
        return str(self.community_id)


class LevyShare(models.Model):
    """凑钱的一户: what a home owes, when it paid and under which receipt number."""

    OPEN: ClassVar = {"id", "levy", "home", "cents", "area", "paid_at", "receipt"}
    PRIVATE: ClassVar[set[str]] = set()

    levy = models.ForeignKey(Levy, on_delete=models.CASCADE, related_name="shares")
    home = models.ForeignKey(Home, on_delete=models.PROTECT, related_name="levy_shares")
    cents = models.PositiveBigIntegerField()
    # In 0.01 m², as it stood when the sum was shared out by area.
    area = models.PositiveIntegerField(null=True)
    paid_at = models.DateTimeField(null=True)
    receipt = models.CharField(max_length=20, blank=True)

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["levy", "home"], name="levy_home_once"),
            models.CheckConstraint(condition=Q(paid_at=None) | ~Q(receipt=""), name="levy_paid_with_receipt"),
            models.UniqueConstraint(fields=["levy", "receipt"], condition=~Q(receipt=""), name="levy_receipt_once"),
        ]
