"""Field 现场: visits and who came along, what was found, whom we tried to reach, and going into homes. Work orders have a file
of their own."""

from typing import ClassVar

from django.db import models
from django.utils.translation import gettext_lazy as _

from huying.cases.models import Case, Commitment
from huying.core.ids import uuid7
from huying.core.sealed import SealedField
from huying.people.models import User
from huying.places.models import Home
from huying.rules import entry as rules
from huying.rules import lifecycle, masks

from .code_models import Coded


class Part(models.TextChoices):
    """部位: the part of the house that is out of order."""

    ROOF_GUTTER = "roof_gutter", _("天沟")
    ROOF = "roof", _("屋面")
    OUTER_WALL = "outer_wall", _("外墙")
    WINDOW = "window", _("窗")
    RISER = "riser", _("立管")
    BRANCH_PIPE = "branch_pipe", _("户内支管")
    DRAIN = "drain", _("下水道、井")
    WATER_SUPPLY = "water_supply", _("供水")
    POWER = "power", _("电")
    LAMP = "lamp", _("灯")
    STAIRS = "stairs", _("楼道")
    GROUND = "ground", _("地面、路面")
    OTHER = "other", _("别的")


class Zone(models.TextChoices):
    """归谁: whose part it is. 民法典 271-283 and the order's article on utilities; change it with a new finding."""

    PRIVATE = "private", _("专有部分，住户自己的")
    COMMON = "common", _("共有部分，全楼的")
    UTILITY = "utility", _("水电气公司的")
    MUNICIPAL = "municipal", _("市政的")
    UNKNOWN = "unknown", _("还没弄清")


class Visit(models.Model):
    """上门: somebody went. Failed visits count as work."""

    class Outcome(models.TextChoices):
        SEEN = "seen", _("看到了")
        NOBODY_HOME = "nobody_home", _("没人在家")
        NO_ENTRY = "no_entry", _("没让进门")

    OPEN: ClassVar = {"id", "case", "user", "at", "outcome", "entry"}
    PRIVATE: ClassVar = {"note"}

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    case = models.ForeignKey(Case, on_delete=models.PROTECT, related_name="visits")
    user = models.ForeignKey(User, on_delete=models.PROTECT, related_name="visits")
    at = models.DateTimeField()
    outcome = models.CharField(max_length=12, choices=Outcome.choices)
    note = models.CharField(max_length=1000, blank=True)
    # The authorisation under which somebody went into a home, if that is how the door opened.
    entry = models.ForeignKey("EntryAuthorisation", null=True, on_delete=models.PROTECT, related_name="visits")


class Visitor(models.Model):
    """同去的人: who came along on a visit, beside the one who wrote it down."""

    class Role(models.TextChoices):
        STAFF = "staff", _("社区的人")
        REPRESENTATIVE = "representative", _("居民代表")
        POLICE = "police", _("民警")
        OTHER = "other", _("别的不相干的人")
        PARTY = "party", _("当事人：户主、亲属、邻居")

    OPEN: ClassVar = {"id", "visit", "role"}
    PRIVATE: ClassVar = {"name"}

    visit = models.ForeignKey(Visit, on_delete=models.PROTECT, related_name="visitors")
    name = models.CharField(max_length=40)
    role = models.CharField(max_length=15, choices=Role.choices)


class Finding(models.Model):
    """查看情况: the cause, the part, and whose part it is, as seen on a visit."""

    OPEN: ClassVar = {"id", "case", "visit", "part", "zone", "at"}
    PRIVATE: ClassVar = {"cause"}

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    case = models.ForeignKey(Case, on_delete=models.PROTECT, related_name="findings")
    visit = models.ForeignKey(Visit, on_delete=models.PROTECT, related_name="findings")
    at = models.DateTimeField()
    cause = models.CharField(max_length=300)
    part = models.CharField(max_length=20, choices=Part.choices)
    zone = models.CharField(max_length=10, choices=Zone.choices)


class ContactAttempt(models.Model):
    """联系记录: one try to reach somebody about a matter, got through or not."""

    class Whom(models.TextChoices):
        REPORTER = "reporter", _("诉求人")
        OWNER = "owner", _("户主")
        RELATIVE = "relative", _("亲属")
        OTHER = "other", _("别人")

    class Channel(models.TextChoices):
        PHONE = "phone", _("电话")
        DOOR = "door", _("敲门")
        SMS = "sms", _("短信")
        WECHAT = "wechat", _("微信")
        LETTER = "letter", _("写信、留条")

    class Outcome(models.TextChoices):
        REACHED = "reached", _("联系上了")
        NO_ANSWER = "no_answer", _("没人应")
        CALL_BACK = "call_back", _("说过后回话")
        REFUSED = "refused", _("不愿意谈")
        WRONG_NUMBER = "wrong_number", _("号码不对")

    OPEN: ClassVar = {"id", "case", "user", "at", "whom", "channel", "outcome"}
    PRIVATE: ClassVar = {"name", "phone", "note"}

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    case = models.ForeignKey(Case, on_delete=models.PROTECT, related_name="contact_attempts")
    user = models.ForeignKey(User, on_delete=models.PROTECT, related_name="contact_attempts")
    at = models.DateTimeField()
    whom = models.CharField(max_length=10, choices=Whom.choices)
    name = models.CharField(max_length=40, blank=True)
    phone = SealedField(blank=True)
    channel = models.CharField(max_length=10, choices=Channel.choices)
    outcome = models.CharField(max_length=15, choices=Outcome.choices)
    note = models.CharField(max_length=300, blank=True)


class EntryAuthorisation(Coded):
    """入户授权: who lets whom into which home, for which matter, to do what, from when until when. What it is worth at an
    instant is worked out (rules.entry), never stored. The code is the owner's, sealed, and gone once it was used."""

    class Principal(models.TextChoices):
        OWNER = "owner", _("业主")
        OCCUPANT = "occupant", _("住在里面的人")

    class How(models.TextChoices):
        LINK = "link", _("发链接，本人确认")
        WRITTEN = "written", _("书面，签了字")
        CALL = "recorded_call", _("电话里同意，有录音")

    OPEN: ClassVar = {
        "id", "case", "home", "asked_by", "at", "principal_is", "photograph", "repair", "starts_at", "ends_at", "how",
        "confirmed_at", "revoked_at", "announced_at", "code_at", "code_tries",
    }  # fmt: skip
    PRIVATE: ClassVar = {
        "principal_name", "principal_phone", "agent_name", "agent_phone", "agent_is", "purpose", "evidence", "code",
    }  # fmt: skip

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    case = models.ForeignKey(Case, on_delete=models.PROTECT, related_name="entries")
    home = models.ForeignKey(Home, on_delete=models.PROTECT, related_name="entries")
    asked_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="entries_asked")
    at = models.DateTimeField()
    principal_name = models.CharField(max_length=40)
    principal_phone = SealedField()
    principal_is = models.CharField(max_length=10, choices=Principal.choices)
    agent_name = models.CharField(max_length=40, blank=True)
    agent_phone = SealedField(blank=True)
    agent_is = models.CharField(max_length=40, blank=True)
    purpose = models.CharField(max_length=200)
    photograph = models.BooleanField()
    repair = models.BooleanField()
    starts_at = models.DateTimeField()
    ends_at = models.DateTimeField()
    how = models.CharField(max_length=15, choices=How.choices)
    evidence = models.CharField(max_length=200, blank=True)
    confirmed_at = models.DateTimeField(null=True)
    revoked_at = models.DateTimeField(null=True)
    announced_at = models.DateTimeField(null=True)

    @property
    def community_key(self) -> str:
        return self.case.community_key

    @property
    def given(self) -> rules.Given:
        """As the rulebook reads it."""
        allowed = {"enter", *(["photograph"] if self.photograph else []), *(["repair"] if self.repair else [])}
        closed = self.case.state in lifecycle.ENDED
        return rules.Given(
            self.starts_at, self.ends_at, self.confirmed_at, self.revoked_at, closed, frozenset(allowed)  # type: ignore[arg-type]
        )  # fmt: skip

    @property
    def principal_masked(self) -> str:
        return masks.phone(self.principal_phone)

    @property
    def agent_masked(self) -> str:
        return masks.phone(self.agent_phone)


class EmergencyEntry(models.Model):
    """紧急进入: somebody went into a home without consent, because of a danger; with witnesses, and the owner is told."""

    class Danger(models.TextChoices):
        FLOOD = "flood", _("跑水、污水倒灌")
        GAS = "gas", _("燃气泄漏")
        FIRE = "fire", _("起火、冒烟")
        COLLAPSE = "collapse", _("要垮要掉")
        PERSON = "person", _("屋里的人有危险")

    class Reported(models.TextChoices):
        POLICE = "police", _("110 民警")
        FIRE = "fire", _("119 消防")

    class ToldHow(models.TextChoices):
        PHONE = "phone", _("电话")
        SMS = "sms", _("短信")
        PERSON = "in_person", _("当面说")
        NOTE = "note", _("门上留条")

    OPEN: ClassVar = {"id", "case", "home", "user", "at", "danger", "reported_to", "told_at", "told_how", "commitment"}
    PRIVATE: ClassVar = {"witnesses", "report_number", "inventory", "words", "why_not_told"}

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    case = models.ForeignKey(Case, on_delete=models.PROTECT, related_name="emergencies")
    home = models.ForeignKey(Home, on_delete=models.PROTECT, related_name="emergencies")
    user = models.ForeignKey(User, on_delete=models.PROTECT, related_name="emergencies")
    at = models.DateTimeField()
    danger = models.CharField(max_length=10, choices=Danger.choices)
    words = models.CharField(max_length=300)
    # One on each line, with what they are: 彭德胜，居民代表.
    witnesses = models.TextField(max_length=400)
    reported_to = models.CharField(max_length=10, choices=Reported.choices)
    report_number = models.CharField(max_length=40)
    inventory = models.CharField(max_length=500)
    told_at = models.DateTimeField(null=True)
    told_how = models.CharField(max_length=10, choices=ToldHow.choices, blank=True)
    why_not_told = models.CharField(max_length=200, blank=True)
    # Open while the owner is not told.
    commitment = models.OneToOneField(Commitment, null=True, on_delete=models.PROTECT, related_name="emergency")


# Django finds the models of a room here; those with a subject of their own have files of their own.
from .claim_models import Claim, ClaimList, ClaimMark  # noqa: E402
from .job_models import JobList  # noqa: E402
from .mediation_models import (  # noqa: E402
    LeakTest,
    Loss,
    Mediation,
    Meeting,
    Party,
    Responsibility,
)
from .money_models import Advance, Approval, Repayment, Spending, SpendingLine  # noqa: E402
from .order_models import Payer, WorkOrder  # noqa: E402
from .turnout_models import Danger, SafetyNote, SignUp, Turnout  # noqa: E402
from .walk_models import Walk, WalkFinding  # noqa: E402

__all__ = [
    "Advance", "Approval", "Claim", "ClaimList", "ClaimMark", "ContactAttempt", "Danger", "EmergencyEntry",
    "EntryAuthorisation", "Finding", "JobList", "LeakTest", "Loss", "Mediation", "Meeting", "Part", "Party", "Payer",
    "Repayment", "Responsibility", "SafetyNote", "SignUp", "Spending", "SpendingLine", "Turnout", "Visit",
    "Visitor", "Walk", "WalkFinding", "WorkOrder", "Zone",
]  # fmt: skip
