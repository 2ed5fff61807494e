"""故事 Stories: what a community writes up, each wording of it, who reviewed it, and what readers asked."""

import hashlib
from typing import ClassVar

from django.db import models
from django.utils.translation import gettext_lazy as _

from huying.cases.models import Appeal, Case
from huying.core.ids import token, uuid7
from huying.core.models import File
from huying.people.models import User
from huying.places.models import Community
from huying.rules import reviews


class Story(models.Model):
    """故事: one matter, written up for everybody. What the public reads is `published`; a correction is a draft beside it."""

    OPEN: ClassVar = {"id", "community", "case", "code", "at", "user", "published", "withdrawn_at", "withdrawn_why"}
    PRIVATE: ClassVar[set[str]] = set()

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    community = models.ForeignKey(Community, on_delete=models.PROTECT, related_name="stories")
    case = models.ForeignKey(Case, null=True, on_delete=models.PROTECT, related_name="stories")
    # Its public address, which says nothing.
    code = models.CharField(max_length=32, unique=True, default=token)
    at = models.DateTimeField()
    user = models.ForeignKey(User, on_delete=models.PROTECT, related_name="stories")
    published = models.OneToOneField("stories.Draft", null=True, on_delete=models.PROTECT, related_name="+")
    withdrawn_at = models.DateTimeField(null=True)
    # What the public is told in its place.
    withdrawn_why = models.CharField(max_length=300, blank=True)

    @property
    def community_key(self) -> str:
        return str(self.community_id)


class Draft(models.Model):
    """稿子: one wording of a story. It is changed only while it is being written; each change asks for all three reviews."""

    class State(models.TextChoices):
        WRITING = "writing", _("在写")
        FIRST = "first", _("等一审")
        SECOND = "second", _("等二审")
        FINAL = "final", _("等三审")
        PUBLISHED = "published", _("登出来了")
        REPLACED = "replaced", _("后来改过")
        DROPPED = "dropped", _("不写了")

    class Consent(models.TextChoices):
        """居民同意 (个人信息保护法 25): nothing of a person is made public without their own yes."""

        AGREED = "agreed", _("写到的居民本人同意刊出")
        NOBODY = "nobody", _("没有写到哪一位居民")

    OPEN: ClassVar = {
        "id",
        "story",
        "number",
        "state",
        "at",
        "user",
        "consent",
        "published_at",
        "title",
        "text",
        "correction",
    }
    PRIVATE: ClassVar = {"consent_note"}

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    story = models.ForeignKey(Story, on_delete=models.PROTECT, related_name="drafts")
    number = models.PositiveSmallIntegerField()
    state = models.CharField(max_length=10, choices=State.choices, default=State.WRITING)
    at = models.DateTimeField()
    user = models.ForeignKey(User, on_delete=models.PROTECT, related_name="drafts")
    title = models.CharField(max_length=60)
    text = models.TextField(max_length=6000)
    consent = models.CharField(max_length=10, choices=Consent.choices, blank=True)
    # Who agreed, when and how: for the file, not for the page.
    consent_note = models.CharField(max_length=200, blank=True)
    # From the second on: what was wrong, as the page will say it.
    correction = models.CharField(max_length=300, blank=True)
    published_at = models.DateTimeField(null=True)

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["story", "number"], name="draft_number_once"),
            models.UniqueConstraint(
                fields=["story"],
                name="draft_one_open",
                condition=models.Q(state__in=["writing", "first", "second", "final"]),
            ),
        ]

    @property
    def community_key(self) -> str:
        return self.story.community_key

    @property
    def stage(self) -> reviews.Stage | None:
        """The review it waits for."""
        return self.state if self.state in reviews.STAGES else None  # type: ignore[return-value]

    @property
    def open(self) -> bool:
        return self.state == Draft.State.WRITING or self.stage is not None

    @property
    def mark(self) -> str:
        """What a form was opened on."""
        facts = (self.state, self.title, self.text, self.consent, self.consent_note, self.correction)
        return hashlib.sha256(repr(facts).encode()).hexdigest()[:16]


class Shot(models.Model):
    """配图: one picture of a draft, with its caption and why it may be shown."""

    class Consent(models.TextChoices):
        NOBODY = "nobody", _("没拍到人，也没拍到家里和门牌")
        AGREED = "agreed", _("拍到的人、那一家同意刊出")

    OPEN: ClassVar = {"id", "draft", "file", "caption", "consent", "order"}
    PRIVATE: ClassVar[set[str]] = set()

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    draft = models.ForeignKey(Draft, on_delete=models.PROTECT, related_name="shots")
    file = models.ForeignKey(File, on_delete=models.PROTECT, related_name="+")
    caption = models.CharField(max_length=80)
    consent = models.CharField(max_length=10, choices=Consent.choices)
    order = models.PositiveSmallIntegerField()

    class Meta:
        ordering: ClassVar = ["order", "pk"]
        constraints: ClassVar = [models.UniqueConstraint(fields=["draft", "file"], name="shot_once")]


class Review(models.Model):
    """审: one person's word at one of the three reviews of a draft. Void once the wording changed after it."""

    class Stage(models.TextChoices):
        FIRST = "first", _("一审")
        SECOND = "second", _("二审")
        FINAL = "final", _("三审")

    OPEN: ClassVar = {"id", "draft", "stage", "user", "at", "passed", "void"}
    PRIVATE: ClassVar = {"words"}

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    draft = models.ForeignKey(Draft, on_delete=models.PROTECT, related_name="reviews")
    stage = models.CharField(max_length=10, choices=Stage.choices)
    user = models.ForeignKey(User, on_delete=models.PROTECT, related_name="story_reviews")
    at = models.DateTimeField()
    passed = models.BooleanField()
    # Why it went back.
    words = models.CharField(max_length=500, blank=True)
    void = models.BooleanField(default=False)

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["draft", "user"], condition=models.Q(passed=True, void=False), name="reviewed_once_by_each"
            )
        ]


class Question(models.Model):
    """我要问: what a reader asked under a story; it is an appeal like any other."""

    OPEN: ClassVar = {"id", "story", "appeal"}
    PRIVATE: ClassVar[set[str]] = set()

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    story = models.ForeignKey(Story, on_delete=models.PROTECT, related_name="questions")
    appeal = models.OneToOneField(Appeal, on_delete=models.PROTECT, related_name="question")


class Offer(models.Model):
    """能帮您办的: one thing that a community does for its residents, in its own words."""

    OPEN: ClassVar = {"id", "community", "title", "text", "order", "active"}
    PRIVATE: ClassVar[set[str]] = set()

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    community = models.ForeignKey(Community, on_delete=models.PROTECT, related_name="offers")
    title = models.CharField(max_length=20)
    # Whom it is for, what to bring, when, whom to ask.
    text = models.CharField(max_length=200)
    order = models.PositiveSmallIntegerField(default=0)
    active = models.BooleanField(default=True)

    class Meta:
        ordering: ClassVar = ["order", "pk"]

    @property
    def community_key(self) -> str:
        return str(self.community_id)

    @property
    def mark(self) -> str:
        """What a form was opened on."""
        return hashlib.sha256(repr((self.title, self.text, self.order, self.active)).encode()).hexdigest()[:16]
