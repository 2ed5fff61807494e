"""志愿者召集: hands called up for one task, who signed up, how long they helped; and what each kind of task must say about safety."""

from typing import ClassVar

from django.db import models
from django.utils.translation import gettext_lazy as _

from huying.cases.models import Case, Commitment
from huying.core import clock
from huying.core.ids import uuid7
from huying.people.models import User, Volunteer
from huying.places.models import Community, Division
from huying.rules import turnouts as rules


class Danger(models.TextChoices):
    """哪一类活: what the safety note is about."""

    GENERAL = "general", _("一般的活")
    SEWAGE = "sewage", _("清污水、淤泥")
    SNOW = "snow", _("铲雪、除冰")
    ELECTRICITY = "electricity", _("碰电的活")


class SafetyNote(models.Model):
    """安全提示: what volunteers are told of one kind of task, as a division lays it down. Data with its source, not law by
    us; a sample until somebody confirms it."""

    OPEN: ClassVar = {"id", "division", "danger", "text", "minors", "source", "source_on", "confirmed"}
    PRIVATE: ClassVar[set[str]] = set()

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    division = models.ForeignKey(Division, on_delete=models.PROTECT, related_name="safety_notes")
    danger = models.CharField(max_length=12, choices=Danger.choices)
    text = models.CharField(max_length=300)
    # Whether somebody under eighteen may come, with a parent's word.
    minors = models.BooleanField(default=False)
    source = models.CharField(max_length=200, blank=True)
    source_on = models.DateField(null=True)
    confirmed = models.BooleanField(default=False)

    class Meta:
        constraints: ClassVar = [models.UniqueConstraint(fields=["division", "danger"], name="safety_note_once")]

    @property
    def community_key(self) -> str:
        """It is the division's, so its history belongs to no single community."""
        return ""


class Turnout(models.Model):
    """志愿者召集: what, where, how many, from when until when, what to beware of, who leads. On a case it is a commitment
    of the post that called, so the case does not end before it. The safety note is kept as it was told."""

    OPEN: ClassVar = {
        "id", "community", "case", "commitment", "user", "leader", "at", "slots", "starts_at", "ends_at", "danger",
        "safety", "minors", "ended_at", "called_off_at",
    }  # fmt: skip
    PRIVATE: ClassVar = {"what", "place", "result"}

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    community = models.ForeignKey(Community, on_delete=models.PROTECT, related_name="turnouts")
    case = models.ForeignKey(Case, null=True, on_delete=models.PROTECT, related_name="turnouts")
    commitment = models.OneToOneField(Commitment, null=True, on_delete=models.PROTECT, related_name="turnout")
    user = models.ForeignKey(User, on_delete=models.PROTECT, related_name="turnouts_called")
    leader = models.ForeignKey(User, on_delete=models.PROTECT, related_name="turnouts_led")
    at = models.DateTimeField()
    what = models.CharField(max_length=200)
    place = models.CharField(max_length=100)
    slots = models.PositiveSmallIntegerField()
    starts_at = models.DateTimeField()
    ends_at = models.DateTimeField()
    danger = models.CharField(max_length=12, choices=Danger.choices)
    safety = models.CharField(max_length=300)
    minors = models.BooleanField()
    ended_at = models.DateTimeField(null=True)
    called_off_at = models.DateTimeField(null=True)
    # What came of it; or, when it was called off, why.
    result = models.CharField(max_length=500, blank=True)

    def __str__(self) -> str:
        return self.what

    @property
    def community_key(self) -> str:
        return str(self.community_id)

    @property
    def call(self) -> rules.Call:
        """As the rulebook reads it."""
        return rules.Call(self.ends_at, self.slots, self.minors, bool(self.ended_at), bool(self.called_off_at))

    @property
    def open(self) -> bool:
        return not (self.ended_at or self.called_off_at)

    @property
    def begun(self) -> bool:
        return self.starts_at <= clock.now()


class SignUp(models.Model):
    """报名: one volunteer for one turnout. `to_tell`: something changed that somebody still has to tell them. Minutes are
    whole ones, written by a person."""

    class State(models.TextChoices):
        COMING = "coming", _("来")
        WAITING = "waiting", _("排着队")
        WITHDRAWN = "withdrawn", _("不来了")

    OPEN: ClassVar = {"id", "turnout", "volunteer", "at", "state", "to_tell", "minutes", "minutes_by", "minutes_at"}
    PRIVATE: ClassVar[set[str]] = set()

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    turnout = models.ForeignKey(Turnout, on_delete=models.PROTECT, related_name="sign_ups")
    volunteer = models.ForeignKey(Volunteer, on_delete=models.PROTECT, related_name="sign_ups")
    at = models.DateTimeField()
    state = models.CharField(max_length=10, choices=State.choices)
    to_tell = models.BooleanField(default=False)
    minutes = models.PositiveSmallIntegerField(null=True)
    minutes_by = models.ForeignKey(User, null=True, on_delete=models.PROTECT, related_name="minutes_written")
    minutes_at = models.DateTimeField(null=True)

    class Meta:
        constraints: ClassVar = [models.UniqueConstraint(fields=["turnout", "volunteer"], name="signed_up_once")]
