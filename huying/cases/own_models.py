"""What a community writes for itself: its standard texts, and to whom it sends what."""

import hashlib
from typing import ClassVar

from django.db import models
from django.utils.translation import gettext_lazy as _

from huying.core.ids import uuid7
from huying.people.models import Post, Vendor
from huying.places.models import Community, Grid
from huying.rules import routing

from .category_models import Category


class Phrase(models.Model):
    """常用话: a text for one kind of step, put into its box by one tap; `{编号}` and its like are filled by the matter."""

    class Purpose(models.TextChoices):
        """The step's name; its first box of words takes the text."""

        ANSWER = "answer", _("当场答复")
        DECLINE = "decline", _("不予受理")
        REFER = "refer", _("转外部单位")
        WAIT = "wait", _("等待")
        CARRY_OVER = "carry_over", _("挂账")
        EXTEND = "extend", _("延期")
        ANSWER_SUPERVISION = "answer_supervision", _("答复督办")

    OPEN: ClassVar = {"id", "community", "purpose", "text", "order", "active"}
    PRIVATE: ClassVar[set[str]] = set()

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    community = models.ForeignKey(Community, on_delete=models.PROTECT, related_name="phrases")
    purpose = models.CharField(max_length=20, choices=Purpose.choices)
    text = models.CharField(max_length=300)
    order = models.PositiveSmallIntegerField(default=0)
    active = models.BooleanField(default=True)

    class Meta:
        ordering: ClassVar = ["purpose", "order", "pk"]

    @property
    def community_key(self) -> str:
        return str(self.community_id)

    @property
    def mark(self) -> str:
        """What a form was opened on."""
        return hashlib.sha256(repr((self.purpose, self.text, self.order, self.active)).encode()).hexdigest()[:16]


class Route(models.Model):
    """派给谁: where a matter is of this category, in this grid, or speaks of these words, this post or this firm is
    suggested. What is empty holds for all; the first in order counts (rules/routing.py)."""

    OPEN: ClassVar = {"id", "community", "order", "category", "grid", "words", "post", "vendor", "active"}
    PRIVATE: ClassVar[set[str]] = set()

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    community = models.ForeignKey(Community, on_delete=models.PROTECT, related_name="routes")
    order = models.PositiveSmallIntegerField(default=0)
    category = models.ForeignKey(Category, null=True, on_delete=models.PROTECT, related_name="+")
    grid = models.ForeignKey(Grid, null=True, on_delete=models.PROTECT, related_name="+")
    words = models.CharField(max_length=100, blank=True)
    post = models.ForeignKey(Post, null=True, on_delete=models.PROTECT, related_name="+")
    vendor = models.ForeignKey(Vendor, null=True, on_delete=models.PROTECT, related_name="+")
    active = models.BooleanField(default=True)

    class Meta:
        ordering: ClassVar = ["order", "pk"]
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=models.Q(post=None, vendor__isnull=False) | models.Q(post__isnull=False, vendor=None),
                name="route_leads_to_one",
            )
        ]

    @property
    def community_key(self) -> str:
        return str(self.community_id)

    @property
    def rule(self) -> routing.Rule:
        return routing.Rule(self.category_id or "", self.grid_id, routing.words(self.words))

    @property
    def mark(self) -> str:
        """What a form was opened on."""
        facts = (self.order, self.category_id, self.grid_id, self.words, self.post_id, self.vendor_id, self.active)
        return hashlib.sha256(repr(facts).encode()).hexdigest()[:16]
