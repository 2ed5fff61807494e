"""感谢: what people said of their own accord. Nobody asks for it, and no rate counts it."""

from typing import ClassVar

from django.db import models
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as lazy

from huying.core.ids import uuid7
from huying.people.models import User
from huying.places.models import Community


class Thanks(models.Model):
    """感谢: a pennant, a letter, a word of praise; of a case, or of none. Apart from satisfaction: that is an answer to a
    question of ours, this is not."""

    class Kind(models.TextChoices):
        PENNANT = "pennant", lazy("锦旗")
        LETTER = "letter", lazy("感谢信")
        PRAISE = "praise", lazy("口头表扬")

    OPEN: ClassVar = {"id", "community", "case", "appeal", "kind", "on", "at", "user"}
    PRIVATE: ClassVar = {"words", "sender"}

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    community = models.ForeignKey(Community, on_delete=models.PROTECT, related_name="thanks")
    case = models.ForeignKey("cases.Case", null=True, on_delete=models.PROTECT, related_name="thanks")
    # Whose link it came by, when they wrote it themselves.
    appeal = models.ForeignKey("cases.Appeal", null=True, on_delete=models.PROTECT, related_name="thanks")
    kind = models.CharField(max_length=10, choices=Kind.choices)
    on = models.DateField()
    words = models.CharField(max_length=500, blank=True)
    sender = models.CharField(max_length=40, blank=True)
    at = models.DateTimeField()
    # Who wrote it down; nobody when it came by the link.
    user = models.ForeignKey(User, null=True, on_delete=models.PROTECT, related_name="thanks_written")

    class Meta:
        indexes: ClassVar = [models.Index(fields=["community", "on"], name="thanks_by_day")]

    @property
    def community_key(self) -> str:
        return str(self.community_id)


class Thanked(models.Model):
    """被感谢的人: somebody of whom the thanks speak. Named only if they said yes."""

    OPEN: ClassVar = {"id", "thanks", "user", "role", "consent"}
    PRIVATE: ClassVar[set[str]] = set()

    thanks = models.ForeignKey(Thanks, on_delete=models.CASCADE, related_name="thanked")
    user = models.ForeignKey(User, on_delete=models.PROTECT, related_name="thanked")
    # What they were then.
    role = models.CharField(max_length=20)
    consent = models.BooleanField(default=False)

    class Meta:
        constraints: ClassVar = [models.UniqueConstraint(fields=["thanks", "user"], name="thanked_once")]

    @property
    def shown(self) -> str:
        """Their name with their consent; otherwise nobody in particular."""
        if self.consent:
            return self.user.name
        return _("一位网格员") if self.role == "grid_worker" else _("一位工作人员")
