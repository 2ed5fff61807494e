"""The hall's tables: the timeline (时间线), photos (照片), signed links (专用链接), jobs (作业), and keys of taps already answered."""

from typing import ClassVar

from django.db import models
from django.utils.translation import gettext_lazy as _

from .ids import token, uuid7


class Event(models.Model):
    """事件: one thing that happened. Append-only, no foreign keys, hash-chained per subject.

    `body` is canonical JSON kept as text: the very bytes that were hashed. It holds ids, codes, integers and ISO times,
    never words that people wrote; those are in EventWords, and the chain holds only their salted hash.
    """

    OPEN: ClassVar = {
        "id", "community", "subject_type", "subject_id", "seq", "at", "actor", "kind", "v", "body",
        "words_hash", "public", "prev_hash", "hash",
    }  # fmt: skip
    PRIVATE: ClassVar[set[str]] = set()

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    community = models.CharField(max_length=40)
    subject_type = models.CharField(max_length=40)
    subject_id = models.CharField(max_length=40)
    seq = models.PositiveIntegerField()
    at = models.DateTimeField()
    actor = models.CharField(max_length=80)
    kind = models.CharField(max_length=60)
    v = models.PositiveSmallIntegerField(default=1)
    body = models.TextField()
    words_hash = models.CharField(max_length=64, blank=True)
    public = models.BooleanField(default=False)
    prev_hash = models.CharField(max_length=64, blank=True)
    hash = models.CharField(max_length=64)

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["subject_type", "subject_id", "seq"], name="event_seq_once")
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.subject_id} #{self.seq}"


class EventWords(models.Model):
    """原话: the words of an event. Erasing a person deletes the row; the chain stays whole."""

    PRIVATE: ClassVar = {"salt", "text"}
    OPEN: ClassVar = {"event_id"}

    event_id = models.UUIDField(primary_key=True)
    salt = models.CharField(max_length=32)
    text = models.TextField()


class AccessLog(models.Model):
    """查看记录: who saw a number that pages hide, or opened somebody's door page, when and why. Append-only, and no part of
    any timeline."""

    class Reason(models.TextChoices):
        CALL = "call", _("打电话联系")
        CHECK = "check", _("核对")
        OTHER = "other", _("其他")
        HOLDER = "holder", _("在手上，打开了页面")
        DOOR = "door", _("到门口，打开了入户授权")

    PRIVATE: ClassVar = {"words"}
    OPEN: ClassVar = {"id", "community", "at", "actor", "kind", "subject_type", "subject_id", "reason"}

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    community = models.CharField(max_length=40)
    at = models.DateTimeField()
    actor = models.CharField(max_length=80)
    kind = models.CharField(max_length=20)
    subject_type = models.CharField(max_length=40)
    subject_id = models.UUIDField()
    reason = models.CharField(max_length=10, choices=Reason.choices)
    words = models.CharField(max_length=120, blank=True)

    class Meta:
        indexes: ClassVar = [models.Index(fields=["community", "at"], name="access_log_newest")]

    def __str__(self) -> str:
        return f"{self.kind} {self.subject_id} {self.actor}"


class File(models.Model):
    """照片: a re-encoded picture, or a voice note as it was recorded, stored by its content. Place and time are kept only
    if the person kept them; a voice note has neither width nor height."""

    PRIVATE: ClassVar = {"taken_at", "taken_lat", "taken_lon", "sha256"}
    OPEN: ClassVar = {
        "id",
        "community",
        "subject_type",
        "subject_id",
        "purpose",
        "media_type",
        "width",
        "height",
        "at",
        "actor",
    }

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    community = models.CharField(max_length=40)
    subject_type = models.CharField(max_length=40)
    subject_id = models.UUIDField()
    purpose = models.CharField(max_length=20)
    media_type = models.CharField(max_length=20, default="image/jpeg")
    sha256 = models.CharField(max_length=64)
    width = models.PositiveIntegerField()
    height = models.PositiveIntegerField()
    taken_at = models.DateTimeField(null=True)
    taken_lat = models.DecimalField(max_digits=9, decimal_places=6, null=True)
    taken_lon = models.DecimalField(max_digits=9, decimal_places=6, null=True)
    at = models.DateTimeField()
    actor = models.CharField(max_length=80)

    class Meta:
        indexes: ClassVar = [models.Index(fields=["subject_type", "subject_id"], name="file_subject")]

    @property
    def spoken(self) -> bool:
        return self.media_type.startswith("audio/")


class SignedLink(models.Model):
    """专用链接: lets somebody without an account do one thing, until a time. 128 random bits; revocable."""

    PRIVATE: ClassVar = {"token"}
    OPEN: ClassVar = {"id", "purpose", "subject_id", "expires_at", "revoked_at", "at"}

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    token = models.CharField(max_length=32, unique=True, default=token)
    purpose = models.CharField(max_length=40)
    subject_id = models.UUIDField()
    at = models.DateTimeField()
    expires_at = models.DateTimeField()
    revoked_at = models.DateTimeField(null=True)


class Job(models.Model):
    """作业: work to be done outside the request, written in the caller's transaction. Delivery is at least once."""

    class State(models.TextChoices):
        READY = "ready"
        RUNNING = "running"
        DONE = "done"
        PARKED = "parked"
        DISCARDED = "discarded"

    # What went wrong may quote a row; everything else is ids and codes.
    PRIVATE: ClassVar = {"error"}
    OPEN: ClassVar = {
        "id", "key", "task", "args", "queue", "state", "run_after", "attempts", "lease_until", "worker", "fence",
        "created_at", "finished_at",
    }  # fmt: skip

    # The machine room serves every community.
    community_key = ""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    key = models.CharField(max_length=80, blank=True)
    task = models.CharField(max_length=200)
    args = models.TextField()
    queue = models.CharField(max_length=40, default="default")
    state = models.CharField(max_length=10, choices=State.choices, default=State.READY)
    run_after = models.DateTimeField()
    attempts = models.PositiveSmallIntegerField(default=0)
    lease_until = models.DateTimeField(null=True)
    worker = models.CharField(max_length=80, blank=True)
    fence = models.PositiveIntegerField(default=0)
    error = models.TextField(blank=True)
    created_at = models.DateTimeField()
    finished_at = models.DateTimeField(null=True)

    class Meta:
        indexes: ClassVar = [models.Index(fields=["state", "run_after"], name="job_ready")]
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["key"],
                condition=models.Q(state__in=["ready", "running", "parked"]) & ~models.Q(key=""),
                name="job_key_open_once",
            )
        ]

    def __str__(self) -> str:
        return f"{self.task} {self.id} {self.state}"


class Schedule(models.Model):
    """定时: a task that comes round every so many seconds."""

    PRIVATE: ClassVar[set[str]] = set()
    OPEN: ClassVar = {"id", "name", "task", "every_seconds", "next_at"}

    name = models.CharField(max_length=60, unique=True)
    task = models.CharField(max_length=200)
    every_seconds = models.PositiveIntegerField()
    next_at = models.DateTimeField()

    def __str__(self) -> str:
        return f"{self.name} every {self.every_seconds} s"


class OnceKey(models.Model):
    """一次键: the key of a tap, and where its answer led."""

    PRIVATE: ClassVar = {"key", "location"}
    OPEN: ClassVar = {"at"}

    key = models.CharField(max_length=200, primary_key=True)
    location = models.CharField(max_length=300, blank=True)
    at = models.DateTimeField()
