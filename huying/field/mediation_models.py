"""Mediation 调解 of a leak between two homes: the sides, what was tried and found, what it cost, what they agreed."""

from typing import ClassVar

from django.db import models
from django.utils.translation import gettext_lazy as _

from huying.cases.models import Case, Commitment
from huying.core.ids import uuid7
from huying.core.sealed import SealedField
from huying.people.models import User
from huying.places.models import Home
from huying.rules import masks

from .code_models import Coded
from .models import Zone


class Mediation(models.Model):
    """调解: one attempt to settle a leak between two homes. Open until it has an outcome; the text of the agreement may be
    written anew until then, and is signed anew with it."""

    class Outcome(models.TextChoices):
        AGREED = "agreed", _("谈成了")
        NOT_AGREED = "not_agreed", _("没谈成")
        WITHDRAWN = "withdrawn", _("不调解了")

    OPEN: ClassVar = {
        "id", "case", "commitment", "at", "mediator", "paid_cents", "done_on", "written_at", "outcome", "routes", "ended_at",
    }  # fmt: skip
    PRIVATE: ClassVar = {"question", "terms", "reason"}

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    case = models.ForeignKey(Case, on_delete=models.PROTECT, related_name="mediations")
    commitment = models.OneToOneField(Commitment, on_delete=models.PROTECT, related_name="mediation")
    at = models.DateTimeField()
    mediator = models.ForeignKey(User, on_delete=models.PROTECT, related_name="mediations")
    question = models.CharField(max_length=300)
    terms = models.TextField(max_length=2000, blank=True)
    paid_cents = models.PositiveBigIntegerField(null=True)
    done_on = models.DateField(null=True)
    written_at = models.DateTimeField(null=True)
    outcome = models.CharField(max_length=12, choices=Outcome.choices, blank=True)
    # Where they were sent instead, by the codes of the rulebook with spaces between.
    routes = models.CharField(max_length=60, blank=True)
    reason = models.CharField(max_length=300, blank=True)
    ended_at = models.DateTimeField(null=True)

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["case"], condition=models.Q(ended_at=None), name="mediation_one_open")
        ]

    @property
    def community_key(self) -> str:
        return self.case.community_key


class Party(Coded):
    """当事人: one of the two homes, and who speaks for it. Signs with a code, where not on paper."""

    class Side(models.TextChoices):
        SOURCE = "source", _("可能漏水的一户")
        HARMED = "harmed", _("受损的一户")

    class Speaks(models.TextChoices):
        OWNER = "owner", _("业主")
        OCCUPANT = "occupant", _("住在里面的人")
        AGENT = "agent", _("受委托的人")

    OPEN: ClassVar = {"id", "mediation", "home", "side", "speaks_as", "confirmed_at", "code_at", "code_tries"}
    PRIVATE: ClassVar = {"name", "phone", "code"}

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    mediation = models.ForeignKey(Mediation, on_delete=models.PROTECT, related_name="parties")
    home = models.ForeignKey(Home, on_delete=models.PROTECT, related_name="parties")
    side = models.CharField(max_length=10, choices=Side.choices)
    name = models.CharField(max_length=40)
    phone = SealedField()
    speaks_as = models.CharField(max_length=10, choices=Speaks.choices)
    confirmed_at = models.DateTimeField(null=True)

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["mediation", "side"], name="party_side_once"),
            models.UniqueConstraint(fields=["mediation", "home"], name="party_home_once"),
        ]

    @property
    def community_key(self) -> str:
        return self.mediation.community_key

    @property
    def phone_masked(self) -> str:
        return masks.phone(self.phone)


class LeakTest(models.Model):
    """查漏的办法: what was tried to find the leak, who stood by, what was seen."""

    class Method(models.TextChoices):
        METER = "meter", _("关阀看表")
        CLOSED_WATER = "closed_water", _("闭水试验")
        DYE = "dye", _("放颜料看水")
        SPRAY = "spray", _("淋水试验")
        OTHER = "other", _("别的办法")

    class Result(models.TextChoices):
        LEAKS = "leaks", _("漏")
        TIGHT = "tight", _("不漏")
        UNCLEAR = "unclear", _("看不准")

    OPEN: ClassVar = {"id", "mediation", "user", "at", "method", "result"}
    PRIVATE: ClassVar = {"present", "note"}

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    mediation = models.ForeignKey(Mediation, on_delete=models.PROTECT, related_name="tests")
    user = models.ForeignKey(User, on_delete=models.PROTECT, related_name="leak_tests")
    at = models.DateTimeField()
    method = models.CharField(max_length=15, choices=Method.choices)
    result = models.CharField(max_length=10, choices=Result.choices)
    present = models.CharField(max_length=200)
    note = models.CharField(max_length=300, blank=True)

    @property
    def community_key(self) -> str:
        return self.mediation.community_key


class Loss(models.Model):
    """损失: what one side lost, or what was spared because somebody came in time. Integer cents; words say what it is."""

    class Kind(models.TextChoices):
        SUFFERED = "suffered", _("已经受的损失")
        AVOIDED = "avoided", _("避免了的损失")

    OPEN: ClassVar = {"id", "mediation", "user", "at", "side", "kind", "cents"}
    PRIVATE: ClassVar = {"words"}

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    mediation = models.ForeignKey(Mediation, on_delete=models.PROTECT, related_name="losses")
    user = models.ForeignKey(User, on_delete=models.PROTECT, related_name="losses")
    at = models.DateTimeField()
    side = models.CharField(max_length=10, choices=Party.Side.choices)
    kind = models.CharField(max_length=10, choices=Kind.choices)
    words = models.CharField(max_length=200)
    cents = models.PositiveBigIntegerField(null=True)


class Meeting(models.Model):
    """碰头: the sides sat together."""

    OPEN: ClassVar = {"id", "mediation", "user", "at"}
    PRIVATE: ClassVar = {"place", "present", "note"}

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    mediation = models.ForeignKey(Mediation, on_delete=models.PROTECT, related_name="meetings")
    user = models.ForeignKey(User, on_delete=models.PROTECT, related_name="meetings")
    at = models.DateTimeField()
    place = models.CharField(max_length=60)
    present = models.CharField(max_length=200)
    note = models.CharField(max_length=500, blank=True)


class Responsibility(models.Model):
    """责任: whose part it is and who pays, as somebody laid down with a reason; what held before stays readable."""

    class Pays(models.TextChoices):
        SOURCE = "source", _("漏水的一户")
        HARMED = "harmed", _("受损的一户")
        BOTH = "both", _("两家分担")
        OWNERS = "owners", _("全楼业主、维修资金")
        COMMUNITY = "community", _("社区")
        UNIT = "unit", _("责任单位")
        UNKNOWN = "unknown", _("还没说好")

    OPEN: ClassVar = {"id", "case", "user", "at", "zone", "pays", "was_zone", "was_pays"}
    PRIVATE: ClassVar = {"reason"}

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    case = models.ForeignKey(Case, on_delete=models.PROTECT, related_name="responsibilities")
    user = models.ForeignKey(User, on_delete=models.PROTECT, related_name="responsibilities")
    at = models.DateTimeField()
    zone = models.CharField(max_length=10, choices=Zone.choices)
    pays = models.CharField(max_length=10, choices=Pays.choices)
    was_zone = models.CharField(max_length=10, choices=Zone.choices, blank=True)
    was_pays = models.CharField(max_length=10, choices=Pays.choices, blank=True)
    reason = models.CharField(max_length=300)
