"""The maintenance fund 维修资金: places to repair with the owners' common money, and the batches they are filed in."""

from typing import ClassVar

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from huying.cases.models import Case, Commitment
from huying.core.ids import uuid7
from huying.field.models import Visit, WorkOrder
from huying.places.models import Building, Community, Home
from huying.rules import funds as rules

from .rule_models import EmergencyKind, FundRule, Lane, RequiredPaper


class Batch(models.Model):
    """批次: the places that a community files together. It takes places in until it is filed."""

    OPEN: ClassVar = {"id", "community", "number", "opened_at", "filed_at"}
    PRIVATE: ClassVar[set[str]] = set()

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    community = models.ForeignKey(Community, on_delete=models.PROTECT, related_name="fund_batches")
    number = models.PositiveSmallIntegerField()
    opened_at = models.DateTimeField()
    # When its places were first handed in; what comes back for correction is handed in again one by one.
    filed_at = models.DateTimeField(null=True)

    class Meta:
        ordering: ClassVar = ["number"]
        constraints: ClassVar = [models.UniqueConstraint(fields=["community", "number"], name="batch_number_once")]

    @property
    def community_key(self) -> str:
        return str(self.community_id)


class Place(models.Model):
    """栋(处): one building or spot to be repaired with the fund, from its survey to the end of its warranty. Its open
    matter is a commitment on the case that led to it."""

    class PlaceKind(models.TextChoices):
        BUILDING = "building", _("栋")
        SPOT = "spot", _("处")

    class Part(models.TextChoices):
        ROOF = "roof", _("屋面")
        WALL = "wall", _("外墙")
        DRAIN = "drain", _("排水、管网")
        STAIRS = "stairs", _("楼梯、公共通道")
        STRUCTURE = "structure", _("承重结构")
        OTHER = "other", _("其他共有部分")

    class State(models.TextChoices):
        DRAFT = "draft", _("待查勘")
        SURVEYED = "surveyed", _("查勘过，待看能不能报")
        ELIGIBLE = "eligible", _("能报，待定程序")
        PLANNING = "planning", _("做方案和预算")
        PLAN_POSTED = "plan_posted", _("方案公示")
        VOTING = "voting", _("业主表决")
        VOTE_FAILED = "vote_failed", _("表决没过")
        CONFIRMING = "confirming", _("待现场确认")
        READY = "ready", _("备材料")
        SUBMITTED = "submitted", _("已报局")
        UNDER_REVIEW = "under_review", _("局里在看")
        RETURNED = "returned", _("退回补正")
        APPROVED = "approved", _("批了，待签合同")
        CONTRACTED = "contracted", _("签了合同，待开工")
        IN_WORKS = "in_works", _("施工")
        REWORKING = "reworking", _("返工")
        ACCEPTED = "accepted", _("验收合格，待结算")
        SETTLED = "settled", _("结算好，待公示")
        SETTLEMENT_POSTED = "settlement_posted", _("结算公示")
        DRAWN = "drawn", _("款拨了，待归档")
        ARCHIVED = "archived", _("归档")
        NOT_PAYABLE = "not_payable", _("不能用维修资金")
        REJECTED = "rejected", _("局里没批")
        DROPPED = "dropped", _("不报了")

    OPEN: ClassVar = {
        "id", "community", "place_kind", "building", "part", "lane", "emergency_kind", "state", "case", "batch",
        "commitment", "survey", "order", "opened_at", "budget_cents", "approved_cents", "approved_at",
        "settled_cents", "accepted_on", "warranty_until", "by_agreement",
    }  # fmt: skip
    PRIVATE: ClassVar = {"spot", "item"}

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    community = models.ForeignKey(Community, on_delete=models.PROTECT, related_name="fund_places")
    place_kind = models.CharField(max_length=10, choices=PlaceKind.choices)
    building = models.ForeignKey(Building, null=True, on_delete=models.PROTECT, related_name="fund_places")
    spot = models.CharField(max_length=60, blank=True)
    # What is repaired: 屋面防水.
    item = models.CharField(max_length=60)
    part = models.CharField(max_length=10, choices=Part.choices)
    lane = models.CharField(max_length=10, choices=Lane.choices, blank=True)
    emergency_kind = models.ForeignKey(EmergencyKind, null=True, on_delete=models.PROTECT, related_name="places")
    state = models.CharField(max_length=20, choices=State.choices)
    # The case that leads: its survey is a visit there, its works an order there, its open matter a commitment there.
    case = models.ForeignKey(Case, on_delete=models.PROTECT, related_name="fund_places")
    batch = models.ForeignKey(Batch, null=True, on_delete=models.PROTECT, related_name="places")
    commitment = models.OneToOneField(Commitment, null=True, on_delete=models.PROTECT, related_name="fund_place")
    survey = models.ForeignKey(Visit, null=True, on_delete=models.PROTECT, related_name="fund_places")
    order = models.OneToOneField(WorkOrder, null=True, on_delete=models.PROTECT, related_name="fund_place")
    opened_at = models.DateTimeField()
    budget_cents = models.PositiveBigIntegerField(null=True)
    approved_cents = models.PositiveBigIntegerField(null=True)
    approved_at = models.DateTimeField(null=True)
    settled_cents = models.PositiveBigIntegerField(null=True)
    accepted_on = models.DateField(null=True)
    warranty_until = models.DateField(null=True)
    # The owners agreed on other parts than by area (民法典 283): they stand on the homes of the scope.
    by_agreement = models.BooleanField(default=False)

    class Meta:
        ordering: ClassVar = ["batch__number", "opened_at", "pk"]
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=Q(place_kind="building", building__isnull=False) | (Q(place_kind="spot") & ~Q(spot="")),
                name="fund_place_somewhere",
            ),
        ]
        indexes: ClassVar = [models.Index(fields=["community", "state"], name="fund_place_state")]

    def __str__(self) -> str:
        return self.label

    @property
    def community_key(self) -> str:
        return str(self.community_id)

    @property
    def label(self) -> str:
        """7栋, or what a spot is called."""
        return self.spot or str(self.building)

    @property
    def phase(self) -> str:
        return rules.PHASES[self.state]  # type: ignore[index]


class PlaceCase(models.Model):
    """由来: a case that shows why the place needs repair, open or long closed."""

    OPEN: ClassVar = {"id", "place", "case"}
    PRIVATE: ClassVar[set[str]] = set()

    place = models.ForeignKey(Place, on_delete=models.CASCADE, related_name="reasons")
    case = models.ForeignKey(Case, on_delete=models.PROTECT, related_name="fund_reasons")

    class Meta:
        constraints: ClassVar = [models.UniqueConstraint(fields=["place", "case"], name="place_case_once")]


class PlaceHome(models.Model):
    """列支范围的一户: a home whose owner pays. `parts` is its weight where the owners agreed on other parts than by area."""

    OPEN: ClassVar = {"id", "place", "home", "parts"}
    PRIVATE: ClassVar[set[str]] = set()

    place = models.ForeignKey(Place, on_delete=models.CASCADE, related_name="scope")
    home = models.ForeignKey(Home, on_delete=models.PROTECT, related_name="fund_scopes")
    parts = models.PositiveIntegerField(null=True)

    class Meta:
        constraints: ClassVar = [models.UniqueConstraint(fields=["place", "home"], name="place_home_once")]


# Django finds the models of a room here; those with a subject of their own have files of their own.
from .levy_models import Levy, LevyShare  # noqa: E402
from .notice_models import Notice, Objection  # noqa: E402
from .paper_models import Paper  # noqa: E402
from .plan_models import BudgetLine, Quote  # noqa: E402
from .property_models import Owner, Property  # noqa: E402
from .vote_models import Ballot, Vote, Voter, VoterLink  # noqa: E402
from .work_models import Contract, Inspection, Payment, PaymentVoice, Review, Settlement, ShareLine, SiteConfirmation  # noqa: E402

__all__ = [
    "Ballot", "Batch", "BudgetLine", "Contract", "EmergencyKind", "FundRule", "Inspection", "Lane", "Levy",
    "LevyShare", "Notice", "Objection", "Owner", "Paper", "Payment", "PaymentVoice", "Place", "PlaceCase",
    "PlaceHome", "Property", "Quote", "RequiredPaper", "Review", "Settlement", "ShareLine", "SiteConfirmation",
    "Vote", "Voter", "VoterLink",
]  # fmt: skip
