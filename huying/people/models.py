"""People 人: residents, staff accounts and the posts they hold, vendors."""

import hashlib
import json
from functools import cached_property
from typing import ClassVar
from uuid import UUID

from django.contrib.auth.base_user import AbstractBaseUser, BaseUserManager
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from huying.core import clock
from huying.core.ids import uuid7
from huying.core.sealed import BlindIndex, SealedField
from huying.places.models import Community, Division, Grid, Home
from huying.rules import roles


class User(AbstractBaseUser):
    """账号: a named person of the staff who signs in. What they may do comes from the posts they hold."""

    OPEN: ClassVar = {"id", "username", "name", "is_active", "community", "must_change"}
    PRIVATE: ClassVar = {"password"}

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    username = models.CharField(max_length=40, unique=True)
    name = models.CharField(max_length=40)
    is_active = models.BooleanField(default=True)
    # Which community keeps the account; those of a street or district are kept there.
    community = models.ForeignKey(Community, null=True, on_delete=models.PROTECT, related_name="users")
    # The password was given by somebody else: until it is changed, no page of the staff opens.
    must_change = models.BooleanField(default=False)
    last_login = None  # Django would write it by a clock of its own at every log-in

    USERNAME_FIELD = "username"
    objects = BaseUserManager["User"]()

    def __str__(self) -> str:
        return self.name

    @property
    def community_key(self) -> str:
        return str(self.community_id or "")

    @cached_property
    def posts(self) -> list["Post"]:
        """The posts held now, and those one is a deputy in, with what is needed to show and scope them: one statement a
        request."""
        return seats_of(self.pk)[1]

    @property
    def roles(self) -> set[str]:
        return {post.role for post in self.posts}

    def may(self, verb: str) -> bool:
        """Whether any post held now carries the verb."""
        return roles.may(self.roles, verb)


class Post(models.Model):
    """岗位: a chair, not a person. Commitments are held by posts, so that leave and change of staff lose nothing."""

    OPEN: ClassVar = {"id", "role", "title", "division", "community", "grid", "path"}
    PRIVATE: ClassVar[set[str]] = set()

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    role = models.CharField(max_length=20, choices=[(role, role) for role in roles.STAFF_ROLES])
    title = models.CharField(max_length=40)
    division = models.ForeignKey(Division, on_delete=models.PROTECT)
    community = models.ForeignKey(Community, null=True, on_delete=models.PROTECT, related_name="posts")
    grid = models.ForeignKey(Grid, null=True, on_delete=models.PROTECT, related_name="posts")
    path = models.CharField(max_length=140)

    # Whom the reader stands in for, on the posts of an account (seats_of): the name of who is away.
    deputy_for = ""

    def __str__(self) -> str:
        return self.title

    @property
    def community_key(self) -> str:
        return str(self.community_id or "")


def seats_of(user_id: UUID) -> tuple["User | None", list[Post]]:
    """Account and posts in one statement: what the account holds, and what it is a deputy in now (`deputy_for` names
    who is away there). The account is None where it holds no post of its own."""
    now = clock.now()
    live = Leave.objects.filter(deputy=user_id, since__lte=now, until__gt=now, ended_at=None).values("post")
    rows = Holding.objects.filter(Q(user=user_id) | Q(post__in=live), until=None)
    found = list(rows.select_related("user", "post__community", "post__grid", "post__division").order_by("pk"))
    for row in found:
        row.post.deputy_for = "" if row.user_id == user_id else row.user.name
    found.sort(key=lambda row: row.user_id != user_id)
    return next((row.user for row in found if row.user_id == user_id), None), [row.post for row in found]


class Holding(models.Model):
    """任职: who holds a post, from when until when."""

    OPEN: ClassVar = {"id", "post", "user", "since", "until"}
    PRIVATE: ClassVar[set[str]] = set()

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    post = models.ForeignKey(Post, on_delete=models.PROTECT, related_name="holdings")
    user = models.ForeignKey(User, on_delete=models.PROTECT, related_name="holdings")
    since = models.DateTimeField()
    until = models.DateTimeField(null=True)

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["post"], condition=models.Q(until=None), name="post_held_once")
        ]


class Leave(models.Model):
    """请假: whoever sits in a post is away for a while, and a deputy acts in it, where one was found. It ends by itself
    when its time is over, or sooner when it is taken back or the post changes hands. Why is nobody else's business."""

    OPEN: ClassVar = {"id", "post", "away", "deputy", "since", "until", "ended_at"}
    PRIVATE: ClassVar = {"reason"}

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    post = models.ForeignKey(Post, on_delete=models.PROTECT, related_name="leaves")
    away = models.ForeignKey(User, on_delete=models.PROTECT, related_name="leaves")
    deputy = models.ForeignKey(User, null=True, on_delete=models.PROTECT, related_name="deputised")
    since = models.DateTimeField()
    until = models.DateTimeField()
    reason = models.CharField(max_length=100, blank=True)
    ended_at = models.DateTimeField(null=True)

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["post"], condition=models.Q(ended_at=None), name="leave_once"),
            models.CheckConstraint(condition=models.Q(until__gt=models.F("since")), name="leave_forward"),
            models.CheckConstraint(
                condition=models.Q(deputy=None) | ~models.Q(deputy=models.F("away")), name="leave_another_deputy"
            ),
        ]
        indexes: ClassVar = [
            models.Index(fields=["deputy"], condition=models.Q(ended_at=None), name="leave_deputy"),
        ]


class Resident(models.Model):
    """居民: who lives in a home, as the community's ledger has it."""

    OPEN: ClassVar = {"id", "home"}
    PRIVATE: ClassVar = {"name", "phone", "phone_index"}

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    home = models.ForeignKey(Home, on_delete=models.PROTECT, related_name="residents")
    name = models.CharField(max_length=40)
    phone = SealedField(blank=True)
    phone_index = BlindIndex(of="phone")

    def __str__(self) -> str:
        return self.name


class Vendor(models.Model):
    """维修公司, 责任单位 and 志愿者队伍: a firm that repairs, the unit that answers for water, power, gas or the street, or a
    team of volunteers; shared downward from the division that lists it. One that is retired keeps its orders and gets no new one."""

    class Kind(models.TextChoices):
        VENDOR = "vendor", _("维修公司")
        RESPONSIBLE_UNIT = "responsible_unit", _("责任单位")
        TEAM = "team", _("志愿者队伍")

    OPEN: ClassVar = {"id", "division", "name", "trade", "kind", "always", "active"}
    PRIVATE: ClassVar = {"phone"}

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    division = models.ForeignKey(Division, on_delete=models.PROTECT, related_name="vendors")
    name = models.CharField(max_length=60)
    trade = models.CharField(max_length=60)
    phone = models.CharField(max_length=30)
    kind = models.CharField(max_length=20, choices=Kind.choices, default=Kind.VENDOR)
    # Somebody answers the telephone day and night.
    always = models.BooleanField(default=False)
    active = models.BooleanField(default=True)

    def __str__(self) -> str:
        return self.name

    @property
    def mark(self) -> str:
        """What a form was opened on; another mark means that somebody has changed it since."""
        facts = [self.name, self.trade, self.phone, self.kind, str(self.always)]
        return hashlib.sha256(json.dumps(facts).encode()).hexdigest()[:16]

    @property
    def community_key(self) -> str:
        """It is the division's, so its history belongs to no single community."""
        return ""


class WrongTry(models.Model):
    """试错: one wrong password at one door. The door's key is a keyed hash: neither account nor device can be read."""

    OPEN: ClassVar = {"id", "at"}
    PRIVATE: ClassVar = {"door"}

    door = models.CharField(max_length=64)
    at = models.DateTimeField()

    class Meta:
        indexes: ClassVar = [models.Index(fields=["door", "at"], name="wrong_try_door")]


# Django finds the models of a room here; contacts and the volunteers' roster have files of their own.
from .contact_models import Contact, ContactCode, Proxy  # noqa: E402
from .volunteer_models import Volunteer  # noqa: E402

__all__ = [
    "Contact", "ContactCode", "Holding", "Post", "Proxy", "Resident", "User", "Vendor", "Volunteer", "WrongTry",
]  # fmt: skip
