"""Cases 案件: what people said, the matters it is about, and who holds what until when."""

from typing import ClassVar

from django.db import models
from django.utils.translation import gettext_lazy as _

from huying.core.ids import token, uuid7
from huying.core.sealed import BlindIndex, SealedField
from huying.people.models import Post, Resident, Vendor
from huying.places.models import Building, Community, Grid, Home
from huying.rules import masks

from .category_models import Category, Limit, Urgency, Verification


class Nature(models.TextChoices):
    HELP = "help", _("求助")
    COMPLAINT = "complaint", _("投诉")
    INQUIRY = "inquiry", _("咨询")
    TIP_OFF = "tip_off", _("举报")
    SUGGESTION = "suggestion", _("建议")
    THANKS = "thanks", _("表扬")


class Channel(models.TextChoices):
    WALK_IN = "walk_in", _("来访")
    PHONE = "phone", _("来电")
    WEB = "web", _("网上")
    PATROL = "patrol", _("巡查")
    HOTLINE = "hotline", _("12345")
    WECHAT_GROUP = "wechat_group", _("微信群")


class State(models.TextChoices):
    RECEIVED = "received", _("新，等人接手")
    ACCEPTED = "accepted", _("已受理，待派")
    DISPATCHED = "dispatched", _("已派出")
    IN_HAND = "in_hand", _("在办")
    HANDLED = "handled", _("修完，待核查")
    VERIFIED = "verified", _("核查合格，待回访")
    CLOSED = "closed", _("办结")
    REOPENED = "reopened", _("重新办")
    DECLINED = "declined", _("不归社区办")
    REFERRED = "referred", _("转给别的单位了")
    OBJECTED = "objected", _("在定由谁来办")
    CONSULTING = "consulting", _("在商量由谁来办")
    WAITING = "waiting", _("先等着")
    CARRIED_OVER = "carried_over", _("暂时办不了，到日子再看")
    MERGED = "merged", _("并到另一件一起办")


class Case(models.Model):
    """案件: the matter, which lives through the loop. One case gathers one or more appeals.

    `site` is where somebody goes and looks: a home, or a building and a spot, or a spot alone. The deadlines are instants
    worked out at intake; `uncertain` says that the calendar had no data for the days they run into. Whoever was promised
    something before huying was there was not promised it by huying: on the entered road deadlines stand at the close.
    """

    class Road(models.TextChoices):
        LONG = "long", _("上门办理")
        ANSWERED = "answered", _("当场答复")
        FIXED = "fixed", _("随手办好")
        ENTERED = "entered", _("台账转入")

    OPEN: ClassVar = {
        "id", "community", "number", "category", "urgency", "state", "road", "building", "grid", "lead",
        "received_at", "respond_by", "control_by", "resolve_by", "responded_at", "controlled_at", "handled_at",
        "closed_at", "uncertain", "handled_by", "after_rain", "rained_on", "rain_waived_on",
        "verified_how", "small_team", "stopped_at", "merged_into",
    }  # fmt: skip
    PRIVATE: ClassVar = {"title", "home", "spot"}

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    community = models.ForeignKey(Community, on_delete=models.PROTECT, related_name="cases")
    # Given by the last statement of intake (see actions.receive), so never empty once that is committed.
    number = models.CharField(max_length=12, null=True)
    title = models.CharField(max_length=40)
    category = models.ForeignKey(Category, on_delete=models.PROTECT)
    urgency = models.CharField(max_length=10, choices=Urgency.choices)
    state = models.CharField(max_length=12, choices=State.choices)
    road = models.CharField(max_length=10, choices=Road.choices, default=Road.LONG)
    building = models.ForeignKey(Building, null=True, on_delete=models.PROTECT, related_name="cases")
    home = models.ForeignKey(Home, null=True, on_delete=models.PROTECT, related_name="cases")
    spot = models.CharField(max_length=60, blank=True)
    grid = models.ForeignKey(Grid, null=True, on_delete=models.PROTECT, related_name="cases")
    lead = models.ForeignKey(Post, null=True, on_delete=models.PROTECT, related_name="led_cases")
    received_at = models.DateTimeField()
    respond_by = models.DateTimeField()
    control_by = models.DateTimeField()
    resolve_by = models.DateTimeField()
    uncertain = models.BooleanField(default=False)
    responded_at = models.DateTimeField(null=True)
    controlled_at = models.DateTimeField(null=True)
    handled_at = models.DateTimeField(null=True)
    handled_by = models.CharField(max_length=80, blank=True)
    verified_how = models.CharField(max_length=10, choices=Verification.choices, blank=True)
    small_team = models.BooleanField(default=False)
    after_rain = models.BooleanField(default=False)
    rained_on = models.DateField(null=True)
    rain_waived_on = models.DateField(null=True)
    closed_at = models.DateTimeField(null=True)
    # While the case waits for something that stops its clock: since when.
    stopped_at = models.DateTimeField(null=True)
    # The case that goes on in place of this one: exactly while the state is merged.
    merged_into = models.ForeignKey("self", null=True, on_delete=models.PROTECT, related_name="merged_cases")

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["community", "number"], name="case_number_once"),
            models.CheckConstraint(
                condition=models.Q(state="merged", merged_into__isnull=False)
                | (~models.Q(state="merged") & models.Q(merged_into=None)),
                name="case_merged_somewhere",
            ),
        ]
        indexes: ClassVar = [models.Index(fields=["community", "state", "resolve_by"], name="case_worklist")]

    def __str__(self) -> str:
        return f"{self.number} {self.title}"

    @property
    def community_key(self) -> str:
        return str(self.community_id)

    @property
    def where(self) -> str:
        """The site as people say it: 5栋303, 5栋 楼道, 小区东门."""
        place = self.home.label if self.home else self.building.label if self.building else ""
        return f"{place} {self.spot}".strip()

    @property
    def rain_settled(self) -> bool:
        return not self.after_rain or self.rained_on is not None or self.rain_waived_on is not None


class Appeal(models.Model):
    """诉求: what one person said, once, through one channel, kept as said. It owns the promise to that person.

    What came by way of others (a hotline's order) has their number and the time by which they want an answer, which is
    theirs and stands beside our own deadlines. `secret`: who said it is for the desk alone.
    """

    class Outcome(models.TextChoices):
        SOLVED = "solved", _("已解决")
        PARTLY = "partly", _("部分解决")
        UNSOLVED = "unsolved", _("没解决")
        ANSWERED = "answered", _("已答复")
        DECLINED = "declined", _("不归社区办")
        UNREACHED = "unreached", _("三次没联系上")
        NO_PHONE = "no_phone", _("没留电话，没法回访")
        WITHDRAWN = "withdrawn", _("本人说不用办了")

    class Satisfaction(models.TextChoices):
        SATISFIED = "satisfied", _("满意")
        MOSTLY = "mostly", _("基本满意")
        DISSATISFIED = "dissatisfied", _("不满意")
        NO_ANSWER = "no_answer", _("没有评价")

    OPEN: ClassVar = {
        "id", "case", "community", "number", "channel", "nature", "said_at", "outcome", "satisfaction", "answered_at",
        "outside_number", "outside_due", "outside_replied_at", "secret",
        "origin", "joined", "answer_by",
    }  # fmt: skip
    PRIVATE: ClassVar = {
        "text",
        "address_text",
        "reporter_name",
        "reporter_phone",
        "phone_index",
        "reporter_email",
        "email_index",
        "other_phones",
        "about_reporter",
        "resident",
        "tracking",
    }

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    case = models.ForeignKey(Case, on_delete=models.PROTECT, related_name="appeals")
    community = models.ForeignKey(Community, on_delete=models.PROTECT, related_name="appeals")
    number = models.CharField(max_length=12, null=True)
    tracking = models.CharField(max_length=32, unique=True, default=token)
    channel = models.CharField(max_length=12, choices=Channel.choices)
    nature = models.CharField(max_length=12, choices=Nature.choices)
    text = models.TextField(max_length=4000)
    address_text = models.CharField(max_length=200, blank=True)
    reporter_name = models.CharField(max_length=40, blank=True)
    reporter_phone = SealedField(blank=True)
    phone_index = BlindIndex(of="reporter_phone")
    reporter_email = SealedField(blank=True)
    email_index = BlindIndex(of="reporter_email")
    # Further numbers found in the words, which are masked there.
    other_phones = SealedField(blank=True)
    # What else an order tells of the caller, for the desk alone.
    about_reporter = SealedField(blank=True)
    secret = models.BooleanField(default=False)
    outside_number = models.CharField(max_length=40, blank=True)
    outside_due = models.DateTimeField(null=True)
    # The first reply sent to them.
    outside_replied_at = models.DateTimeField(null=True)
    resident = models.ForeignKey(Resident, null=True, on_delete=models.PROTECT, related_name="appeals")
    said_at = models.DateTimeField()
    outcome = models.CharField(max_length=12, choices=Outcome.choices, blank=True)
    satisfaction = models.CharField(max_length=12, choices=Satisfaction.choices, blank=True)
    answered_at = models.DateTimeField(null=True)
    # The case it was first part of, where that was merged into the one it is in now. The history reads both.
    origin = models.ForeignKey(Case, null=True, on_delete=models.PROTECT, related_name="first_appeals")
    # Said of a matter that was open already.
    joined = models.BooleanField(default=False)
    # What this person was promised, counted from when they said it.
    answer_by = models.DateTimeField(null=True)

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["community", "number"], name="appeal_number_once"),
            models.UniqueConstraint(
                fields=["community", "channel", "outside_number"],
                condition=~models.Q(outside_number=""),
                name="appeal_outside_number_once",
            ),
        ]
        indexes: ClassVar = [
            models.Index(
                fields=["case"],
                condition=models.Q(outside_replied_at=None)
                & (models.Q(channel="hotline") | models.Q(outside_due__isnull=False)),
                name="appeal_reply_owed",
            )
        ]

    def __str__(self) -> str:
        return str(self.number)

    @property
    def community_key(self) -> str:
        return str(self.community_id)

    @property
    def where(self) -> str:
        """The place this person spoke of: of a matter that others had told of already, only what they said."""
        if self.joined:
            return self.address_text
        return self.origin.where if self.origin else self.case.where

    @property
    def open(self) -> bool:
        return self.answered_at is None

    @property
    def phones(self) -> list[str]:
        """Every number this person left, in the order in which to ring them."""
        return [phone for phone in (self.reporter_phone, *self.other_phones.split()) if phone]

    @property
    def about_masked(self) -> str:
        """What else is told of the caller, numbers half hidden."""
        return masks.clean(self.about_reporter)

    @property
    def email_masked(self) -> str:
        return masks.contact(self.reporter_email)

    @property
    def phones_masked(self) -> list[str]:
        """139****0303: what pages show until somebody asks for the whole number."""
        return [masks.phone(phone) for phone in self.phones]


class CallBack(models.Model):
    """回访: one try to ask the reporter, by someone who did not do the work."""

    OPEN: ClassVar = {"id", "appeal", "at", "actor", "outcome", "satisfaction", "reached"}
    PRIVATE: ClassVar = {"note"}

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    appeal = models.ForeignKey(Appeal, on_delete=models.PROTECT, related_name="call_backs")
    at = models.DateTimeField()
    actor = models.CharField(max_length=80)
    reached = models.BooleanField()
    outcome = models.CharField(max_length=12, choices=Appeal.Outcome.choices, blank=True)
    satisfaction = models.CharField(max_length=12, choices=Appeal.Satisfaction.choices, blank=True)
    note = models.CharField(max_length=300, blank=True)


class Commitment(models.Model):
    """承办: who, what, by when. Exactly one holder: a post of ours or a vendor. Open until it ends."""

    class Kind(models.TextChoices):
        TRIAGE = "triage", _("受理、派人")
        VISIT = "visit", _("上门看、盯到修好")
        ORDER = "order", _("修")
        VERIFY = "verify", _("核查")
        CALL_BACK = "call_back", _("回访")
        FOLLOW_UP = "follow_up", _("追问转去的单位")
        RULING = "ruling", _("裁定退单")
        CONSULT = "consult", _("召集会商")
        AWAIT = "await", _("盯着等的东西")
        RECHECK = "recheck", _("到期再看")
        JOINT_CALL = "joint_call", _("吹哨报到")
        ANSWER_SUPERVISION = "answer_supervision", _("答复督办")
        NOTIFY_OWNER = "notify_owner", _("告诉户主进过门")
        MEDIATION = "mediation", _("调解")
        AFTERCARE = "aftercare", _("办结后去看一眼")
        RAIN_RECHECK = "rain_recheck", _("雨后看一眼")
        NEXT_ORDER = "next_order", _("定下再请谁来修")
        ASSIST = "assist", _("协办")
        APPROVE = "approve", _("定能不能花这笔钱")
        TURNOUT = "turnout", _("志愿者召集")
        CLAIM = "claim", _("志愿者认领")
        FUND = "fund", _("维修资金的下一步")

    # Asked for beside the road: they outlive its steps, and the case cannot end before they do.
    BESIDE: ClassVar = (
        Kind.JOINT_CALL,
        Kind.ANSWER_SUPERVISION,
        Kind.NOTIFY_OWNER,
        Kind.MEDIATION,
        Kind.ASSIST,
        Kind.APPROVE,
        Kind.TURNOUT,
        Kind.CLAIM,
    )
    # Asked for after the end: they stand only while the case is closed, and end when it is taken up again (decision 9).
    AFTER: ClassVar = (Kind.AFTERCARE, Kind.RAIN_RECHECK)
    # They go on whether the case is open or closed: the papers of a repair outlive the leak (decision 10).
    APART: ClassVar = (Kind.FUND,)
    OFF_ROAD: ClassVar = (*AFTER, *APART)

    OPEN: ClassVar = {
        "id", "case", "kind", "post", "vendor", "opened_at", "ack_by", "acked_at", "due_by", "ended_at", "done",
        "asked_by", "look_at",
    }  # fmt: skip
    PRIVATE: ClassVar[set[str]] = set()

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    case = models.ForeignKey(Case, on_delete=models.PROTECT, related_name="commitments")
    kind = models.CharField(max_length=20, choices=Kind.choices)
    post = models.ForeignKey(Post, null=True, on_delete=models.PROTECT, related_name="commitments")
    vendor = models.ForeignKey(Vendor, null=True, on_delete=models.PROTECT, related_name="commitments")
    opened_at = models.DateTimeField()
    ack_by = models.DateTimeField(null=True)
    acked_at = models.DateTimeField(null=True)
    due_by = models.DateTimeField()
    ended_at = models.DateTimeField(null=True)
    done = models.BooleanField(default=False)
    # Who ordered it of a vendor: the first to be told when the vendor is silent.
    asked_by = models.CharField(max_length=80, blank=True)
    # When the sweep looks at it again; empty: at once. A deadline only moves later, so an early look does no harm.
    look_at = models.DateTimeField(null=True)

    class Meta:
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=models.Q(post=None, vendor__isnull=False) | models.Q(post__isnull=False, vendor=None),
                name="commitment_one_holder",
            )
        ]
        indexes: ClassVar = [
            models.Index(fields=["post", "due_by"], condition=models.Q(ended_at=None), name="commitment_open_post"),
            models.Index(fields=["case"], condition=models.Q(ended_at=None), name="commitment_open_case"),
            models.Index(fields=["look_at"], condition=models.Q(ended_at=None), name="commitment_open_look"),
        ]


class CaseLink(models.Model):
    """相似: two matters that look alike, joined so that each shows the other."""

    OPEN: ClassVar = {"id", "earlier", "later"}
    PRIVATE: ClassVar[set[str]] = set()

    earlier = models.ForeignKey(Case, on_delete=models.PROTECT, related_name="later_links")
    later = models.ForeignKey(Case, on_delete=models.PROTECT, related_name="earlier_links")

    class Meta:
        constraints: ClassVar = [models.UniqueConstraint(fields=["earlier", "later"], name="case_link_once")]


class NumberSeries(models.Model):
    """编号: the last number given in a community in a month. Gaps are allowed, doubles are not."""

    OPEN: ClassVar = {"id", "community", "month", "last"}
    PRIVATE: ClassVar[set[str]] = set()

    community = models.ForeignKey(Community, on_delete=models.PROTECT)
    month = models.CharField(max_length=4)
    last = models.PositiveIntegerField()

    class Meta:
        constraints: ClassVar = [models.UniqueConstraint(fields=["community", "month"], name="number_series_once")]


class SearchDoc(models.Model):
    """搜索词: the terms that a case is found by, each once. Made from the case's words, and made anew by `reindex`.

    The databases index it by its integer key (fulltext.py). No phone stands in it, only keyed hashes of phones.
    """

    OPEN: ClassVar = {"id", "case"}
    PRIVATE: ClassVar = {"tokens"}

    id = models.BigAutoField(primary_key=True)
    case = models.OneToOneField(Case, on_delete=models.CASCADE, related_name="search_doc")
    tokens = models.TextField()


# Django finds the models of a room here; those with a subject of their own have files of their own.
from .aftercare_models import RainDay, Watch  # noqa: E402
from .assist_models import Assist  # noqa: E402
from .batch_models import Batch, BatchItem  # noqa: E402
from .branch_models import (  # noqa: E402
    BranchRule,
    Extension,
    JointCall,
    Objection,
    Pause,
    Referral,
    Summons,
)
from .home_models import CaseHome  # noqa: E402
from .ladder_models import Escalation, HandedOver, HandOver, LadderStep  # noqa: E402
from .own_models import Phrase, Route  # noqa: E402
from .thanks_models import Thanked, Thanks  # noqa: E402
from .view_models import SavedView  # noqa: E402

__all__ = [
    "Appeal", "Assist", "Batch", "BatchItem", "BranchRule", "CallBack", "Case", "CaseHome", "CaseLink", "Category", "Channel",
    "Commitment", "Escalation", "Extension", "HandOver", "HandedOver", "JointCall", "LadderStep", "Limit", "Nature",
    "NumberSeries", "Objection", "Pause", "Phrase", "RainDay", "Referral", "Route", "SavedView", "SearchDoc", "State", "Summons", "Thanked",
    "Thanks", "Urgency", "Verification", "Watch",
]  # fmt: skip
