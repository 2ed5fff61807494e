"""认领: small open tasks that volunteers take on for a few days, and what the desk says of a single one."""

from typing import ClassVar

from django.db import models
from django.utils.translation import gettext_lazy as _

from huying.cases.models import Case, Commitment
from huying.core.ids import uuid7
from huying.people.models import User, Volunteer
from huying.places.models import Community

from .turnout_models import Danger


class ClaimList(models.Model):
    """认领的单子: the one page of a community on which open tasks stand; its link hangs on the notice board."""

    OPEN: ClassVar = {"id", "community", "at"}
    PRIVATE: ClassVar[set[str]] = set()

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    community = models.OneToOneField(Community, on_delete=models.PROTECT, related_name="claim_list")
    # Since when the link that holds now has hung there.
    at = models.DateTimeField()


class ClaimMark(models.Model):
    """放不放出来认领: the desk's word on one matter, which goes before its category's; and what to beware of there."""

    OPEN: ClassVar = {"id", "case", "user", "at", "offered", "danger"}
    PRIVATE: ClassVar[set[str]] = set()

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    case = models.OneToOneField(Case, on_delete=models.PROTECT, related_name="claim_mark")
    user = models.ForeignKey(User, on_delete=models.PROTECT, related_name="claims_marked")
    at = models.DateTimeField()
    offered = models.BooleanField()
    danger = models.CharField(max_length=12, choices=Danger.choices)


class Claim(models.Model):
    """认领: one volunteer, or a team through them, takes on one matter until a date. On the case it is a commitment of the
    lead, who stays the lead; at its date it ends by itself. The safety note is kept as it was told."""

    class End(models.TextChoices):
        DONE = "done", _("做完了")
        GIVEN_BACK = "given_back", _("还回来了")
        LAPSED = "lapsed", _("到日子了，自动还回来了")
        TAKEN_BACK = "taken_back", _("社区收回了")

    OPEN: ClassVar = {"id", "case", "commitment", "volunteer", "at", "until_by", "danger", "safety", "ended_at", "end"}
    # The team may be a party branch's, so it is private, as on the roster.
    PRIVATE: ClassVar = {"team", "result"}

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    case = models.ForeignKey(Case, on_delete=models.PROTECT, related_name="claims")
    commitment = models.OneToOneField(Commitment, on_delete=models.PROTECT, related_name="claim")
    volunteer = models.ForeignKey(Volunteer, on_delete=models.PROTECT, related_name="claims")
    team = models.CharField(max_length=60, blank=True)
    at = models.DateTimeField()
    until_by = models.DateTimeField()
    danger = models.CharField(max_length=12, choices=Danger.choices)
    safety = models.CharField(max_length=300)
    ended_at = models.DateTimeField(null=True)
    end = models.CharField(max_length=10, choices=End.choices, blank=True)
    # What was done; or, when the desk took it back, why.
    result = models.CharField(max_length=300, blank=True)

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["case"], condition=models.Q(ended_at=None), name="claim_one_open")
        ]
        indexes: ClassVar = [
            models.Index(fields=["until_by"], condition=models.Q(ended_at=None), name="claim_open_until")
        ]

    @property
    def community_key(self) -> str:
        return self.case.community_key

    @property
    def open(self) -> bool:
        return self.ended_at is None
