"""The owners' vote 业主表决: who may vote, frozen when it opens, and what each said."""

from typing import ClassVar

from django.db import models
from django.utils.translation import gettext_lazy as _

from huying.core.ids import uuid7
from huying.field.code_models import Coded
from huying.people.models import User
from huying.places.models import Home

from .models import Place
from .property_models import Owner


class Vote(models.Model):
    """一次表决: from its opening to its count. The sums of the count stand here, exact."""

    OPEN: ClassVar = {
        "id", "place", "opened_at", "closes_on", "counted_at", "passed", "all_heads", "all_area", "part_heads",
        "part_area", "agree_heads", "agree_area",
    }  # fmt: skip
    PRIVATE: ClassVar[set[str]] = set()

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    place = models.ForeignKey(Place, on_delete=models.PROTECT, related_name="votes")
    opened_at = models.DateTimeField()
    closes_on = models.DateField()
    counted_at = models.DateTimeField(null=True)
    passed = models.BooleanField(default=False)
    all_heads = models.PositiveIntegerField(default=0)
    all_area = models.PositiveBigIntegerField(default=0)
    part_heads = models.PositiveIntegerField(default=0)
    part_area = models.PositiveBigIntegerField(default=0)
    agree_heads = models.PositiveIntegerField(default=0)
    agree_area = models.PositiveBigIntegerField(default=0)

    class Meta:
        ordering: ClassVar = ["opened_at"]
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["place"], condition=models.Q(counted_at=None), name="vote_one_open"),
        ]


class Voter(models.Model):
    """表决名册的一户: a home of the scope with its owner and its area, as they were when the vote opened."""

    OPEN: ClassVar = {"id", "vote", "home", "owner", "area"}
    PRIVATE: ClassVar[set[str]] = set()

    vote = models.ForeignKey(Vote, on_delete=models.CASCADE, related_name="roll")
    home = models.ForeignKey(Home, on_delete=models.PROTECT, related_name="+")
    owner = models.ForeignKey(Owner, on_delete=models.PROTECT, related_name="voting")
    area = models.PositiveIntegerField()

    class Meta:
        constraints: ClassVar = [models.UniqueConstraint(fields=["vote", "home"], name="voter_home_once")]


class Ballot(models.Model):
    """一票: what one owner said, for all homes they own in the scope. A struck ballot stays on record and does not count."""

    class Choice(models.TextChoices):
        AGREE = "agree", _("同意")
        DISAGREE = "disagree", _("不同意")
        ABSTAIN = "abstain", _("弃权")

    class Way(models.TextChoices):
        PAPER = "paper", _("纸上签的")
        LINK = "link", _("链接和验证码")

    OPEN: ClassVar = {"id", "vote", "owner", "at", "choice", "way", "entered_by", "struck_at", "picture"}
    PRIVATE: ClassVar = {"proxy_name", "struck_why"}

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    vote = models.ForeignKey(Vote, on_delete=models.PROTECT, related_name="ballots")
    owner = models.ForeignKey(Owner, on_delete=models.PROTECT, related_name="ballots")
    at = models.DateTimeField()
    choice = models.CharField(max_length=10, choices=Choice.choices)
    way = models.CharField(max_length=10, choices=Way.choices)
    # Who voted in the owner's place, with their written word.
    proxy_name = models.CharField(max_length=60, blank=True)
    # Who typed a paper ballot in; nobody did when it came by link.
    entered_by = models.ForeignKey(User, null=True, on_delete=models.PROTECT, related_name="ballots_entered")
    # The photograph of the paper: an attachment of this ballot.
    picture = models.BooleanField(default=False)
    struck_at = models.DateTimeField(null=True)
    struck_why = models.CharField(max_length=200, blank=True)

    class Meta:
        ordering: ClassVar = ["at"]
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["vote", "owner"], condition=models.Q(struck_at=None), name="ballot_once_an_owner"
            ),
        ]


class VoterLink(Coded):
    """投票链接: lets one owner vote from their own telephone, with a code told to the number on file, until the count."""

    OPEN: ClassVar = {"id", "vote", "owner", "at", "code_at", "code_tries", "codes_asked"}
    PRIVATE: ClassVar = {"code"}

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    vote = models.ForeignKey(Vote, on_delete=models.CASCADE, related_name="links")
    owner = models.ForeignKey(Owner, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField()
    # How many codes the owner had sent from the page; the desk's own are not counted.
    codes_asked = models.PositiveSmallIntegerField(default=0)

    class Meta:
        constraints: ClassVar = [models.UniqueConstraint(fields=["vote", "owner"], name="voter_link_once")]

    @property
    def community_key(self) -> str:
        return str(self.vote.place.community_id)
