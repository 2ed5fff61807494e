"""Branches of the road 岔路: returned, referred, waiting, extended, called together. Each row is one turn off the long road."""

import hashlib
from typing import ClassVar

from django.db import models
from django.utils.translation import gettext_lazy as _

from huying.core.ids import uuid7
from huying.people.models import Post, Vendor
from huying.places.models import Division

from .models import Case, Commitment


class BranchRule(models.Model):
    """岔路规则: what a branch may do in a division: whether the clock stands still for a reason of waiting (`clock`), or
    how much is allowed (`amount` in `unit`; without a unit it is a count). Data with its source, never law by us."""

    OPEN: ClassVar = {"id", "division", "code", "clock", "amount", "unit", "source", "source_date", "confirmed"}
    PRIVATE: ClassVar[set[str]] = set()

    class Code(models.TextChoices):
        WAIT_ENTRY = "wait_entry", _("等进门")
        WAIT_MATERIALS = "wait_materials", _("等材料")
        WAIT_WEATHER = "wait_weather", _("等天气")
        WAIT_OTHER = "wait_other", _("等别的")
        CARRIED_OVER = "carried_over", _("挂账")
        RULING = "ruling", _("裁定退单")
        CONSULT = "consult", _("会商")
        JOINT_CALL = "joint_call", _("吹哨报到后记结果")
        EXTEND = "extend", _("一次最多延")
        EXTEND_TIMES = "extend_times", _("最多延几次")
        MEDIATION = "mediation", _("调解")
        AFTERCARE = "aftercare", _("办结后去看一眼")
        RAIN_CALL = "rain_call", _("下雨后回访")
        RAIN_RECHECK = "rain_recheck", _("雨后看一眼")
        RAIN_LOOK_BACK = "rain_look_back", _("雨后看多久以内修的")

    class Clock(models.TextChoices):
        RUNS = "runs", _("时限照走")
        STOPS = "stops", _("时限停下")

    # Those that say whether the clock runs; and those whose unit is a matter of course.
    CLOCKS: ClassVar = ("wait_entry", "wait_materials", "wait_weather", "wait_other", "carried_over")
    FIXED: ClassVar = {"extend_times": "", "rain_look_back": "days"}

    division = models.ForeignKey(Division, on_delete=models.PROTECT, related_name="branch_rules")
    code = models.CharField(max_length=20, choices=Code.choices)
    clock = models.CharField(max_length=5, choices=Clock.choices, blank=True)
    amount = models.PositiveSmallIntegerField(null=True)
    unit = models.CharField(max_length=15, blank=True)
    source = models.CharField(max_length=200)
    source_date = models.DateField(null=True)
    confirmed = models.BooleanField(default=False)

    class Meta:
        constraints: ClassVar = [models.UniqueConstraint(fields=["division", "code"], name="branch_rule_once")]

    @property
    def mark(self) -> str:
        """What a form was opened on; another mark means that somebody has changed it since."""
        facts = (
            self.division_id, self.clock, self.amount, self.unit, self.source, self.source_date, self.confirmed,
        )  # fmt: skip
        return hashlib.sha256(repr(facts).encode()).hexdigest()[:16]


class Pause(models.Model):
    """等待: a case that waits, for what, until when it is expected to go on, and whether its clock stood still."""

    class Why(models.TextChoices):
        ENTRY = "entry", _("进不了门")
        MATERIALS = "materials", _("等材料")
        WEATHER = "weather", _("等天气")
        OTHER = "other", _("等别的")
        CARRIED_OVER = "carried_over", _("暂时办不了，过些日子再看")

    OPEN: ClassVar = {"id", "case", "why", "stops", "started_at", "expected_by", "ended_at"}
    PRIVATE: ClassVar[set[str]] = set()

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    case = models.ForeignKey(Case, on_delete=models.PROTECT, related_name="pauses")
    why = models.CharField(max_length=15, choices=Why.choices)
    stops = models.BooleanField()
    started_at = models.DateTimeField()
    expected_by = models.DateTimeField()
    ended_at = models.DateTimeField(null=True)

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["case"], condition=models.Q(ended_at=None), name="pause_one_open")
        ]


class Extension(models.Model):
    """延期: the promise was moved to a later day, by whom and from when."""

    OPEN: ClassVar = {"id", "case", "at", "actor", "was_by", "until_by"}
    PRIVATE: ClassVar[set[str]] = set()

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    case = models.ForeignKey(Case, on_delete=models.PROTECT, related_name="extensions")
    at = models.DateTimeField()
    actor = models.CharField(max_length=80)
    was_by = models.DateTimeField()
    until_by = models.DateTimeField()


class Objection(models.Model):
    """退单: who holds a case returns it. Somebody else rules; the second time they consult."""

    class Basis(models.TextChoices):
        DUTY_LIST = "duty_list", _("不在职责清单上")
        WRONG_PLACE = "wrong_place", _("不是我这里的地方")
        OTHERS = "others", _("该由别的单位办")
        BEYOND = "beyond", _("超出我能办的")

    class Ruling(models.TextChoices):
        UPHELD = "upheld", _("退得对")
        REJECTED = "rejected", _("还是由原来的人办")
        CONSULTED = "consulted", _("会商定了")

    OPEN: ClassVar = {"id", "case", "at", "actor", "post", "basis", "suggested", "ruling", "ruled_at", "ruled_by"}
    PRIVATE: ClassVar = {"reason", "took_part"}

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    case = models.ForeignKey(Case, on_delete=models.PROTECT, related_name="objections")
    at = models.DateTimeField()
    actor = models.CharField(max_length=80)
    post = models.ForeignKey(Post, null=True, on_delete=models.PROTECT, related_name="objections")
    basis = models.CharField(max_length=12, choices=Basis.choices)
    reason = models.CharField(max_length=300)
    suggested = models.ForeignKey(Post, null=True, on_delete=models.PROTECT, related_name="suggested_in")
    ruling = models.CharField(max_length=10, choices=Ruling.choices, blank=True)
    ruled_at = models.DateTimeField(null=True)
    ruled_by = models.CharField(max_length=80, blank=True)
    took_part = models.CharField(max_length=200, blank=True)

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["case"], condition=models.Q(ruling=""), name="objection_one_open")
        ]


class Referral(models.Model):
    """转外部: a unit outside the system is asked; the desk goes on asking by a date of its own."""

    OPEN: ClassVar = {"id", "case", "at", "follow_up_by", "answered_at", "solved"}
    PRIVATE: ClassVar = {"unit", "phone"}

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    case = models.ForeignKey(Case, on_delete=models.PROTECT, related_name="referrals")
    at = models.DateTimeField()
    unit = models.CharField(max_length=60)
    phone = models.CharField(max_length=30)
    follow_up_by = models.DateTimeField()
    answered_at = models.DateTimeField(null=True)
    solved = models.BooleanField(null=True)


class JointCall(models.Model):
    """吹哨报到: several are called to one place at one time. Open until what came of it is recorded."""

    OPEN: ClassVar = {"id", "case", "commitment", "at", "actor", "meet_by", "ended_at"}
    PRIVATE: ClassVar = {"place", "result"}

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    case = models.ForeignKey(Case, on_delete=models.PROTECT, related_name="joint_calls")
    commitment = models.OneToOneField(Commitment, on_delete=models.PROTECT)
    at = models.DateTimeField()
    actor = models.CharField(max_length=80)
    meet_by = models.DateTimeField()
    place = models.CharField(max_length=60)
    result = models.CharField(max_length=300, blank=True)
    ended_at = models.DateTimeField(null=True)


class Summons(models.Model):
    """应到的一方: a post, a vendor or a unit outside that a joint call asks to come, and whether it came."""

    class Came(models.TextChoices):
        CAME = "came", _("来了")
        DEPUTY = "deputy", _("派人来了")
        ABSENT = "absent", _("没来")

    OPEN: ClassVar = {"id", "call", "post", "vendor", "came"}
    PRIVATE: ClassVar = {"unit"}

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    call = models.ForeignKey(JointCall, on_delete=models.PROTECT, related_name="summoned")
    post = models.ForeignKey(Post, null=True, on_delete=models.PROTECT)
    vendor = models.ForeignKey(Vendor, null=True, on_delete=models.PROTECT)
    unit = models.CharField(max_length=60, blank=True)
    came = models.CharField(max_length=8, choices=Came.choices, blank=True)

    class Meta:
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=models.Q(post__isnull=False, vendor=None, unit="")
                | models.Q(post=None, vendor__isnull=False, unit="")
                | (models.Q(post=None, vendor=None) & ~models.Q(unit="")),
                name="summons_one_party",
            )
        ]

    def __str__(self) -> str:
        return str(self.post or self.vendor or self.unit)
