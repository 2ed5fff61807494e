"""The homes of a case 涉及的户, beside its site."""

from typing import ClassVar

from django.db import models
from django.utils.translation import gettext_lazy as _

from huying.core.ids import uuid7
from huying.places.models import Building, Home

from .models import Case


class CaseHome(models.Model):
    """涉及的户: a further home, or a spot of a building, that a case is about, and as what. The place to go and look is
    not among them: that is the site on the case itself (decision 1)."""

    class Role(models.TextChoices):
        REPORTER = "reporter", _("诉求人的家")
        SITE = "site", _("也是出事的地方")
        SUSPECTED_SOURCE = "suspected_source", _("怀疑是源头")
        AFFECTED = "affected", _("也受影响")

    class Standing(models.TextChoices):
        SAID = "said", _("还没查实")
        CONFIRMED = "confirmed", _("查实了")
        EXCLUDED = "excluded", _("排除了")

    OPEN: ClassVar = {"id", "case", "home", "building", "role", "standing", "at"}
    PRIVATE: ClassVar = {"spot"}

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    case = models.ForeignKey(Case, on_delete=models.PROTECT, related_name="homes")
    home = models.ForeignKey(Home, null=True, on_delete=models.PROTECT, related_name="case_homes")
    building = models.ForeignKey(Building, on_delete=models.PROTECT, related_name="case_homes")
    spot = models.CharField(max_length=60, blank=True)
    role = models.CharField(max_length=20, choices=Role.choices)
    standing = models.CharField(max_length=10, choices=Standing.choices, default=Standing.SAID)
    at = models.DateTimeField()

    class Meta:
        ordering: ClassVar = ["at", "pk"]
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["case", "home"], condition=models.Q(home__isnull=False), name="case_home_once"
            ),
        ]

    @property
    def where(self) -> str:
        return f"{self.home.label if self.home else self.building.label} {self.spot}".strip()
