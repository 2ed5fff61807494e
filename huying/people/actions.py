"""Writes of people: accounts, posts and who holds them, residents of the ledger, vendors."""

from collections.abc import Iterable
from datetime import timedelta

from django.db import transaction

from huying.core import clock, timeline
from huying.core.actor import Actor
from huying.places.models import Community, Division, Grid, Home

from .models import Holding, Post, Resident, User, Vendor, WrongTry


@transaction.atomic
def add_user(*, username: str, name: str, password: str) -> User:
    """账号: a named person; never shared."""
    user = User(username=username, name=name)
    user.set_password(password)
    user.save()
    return user


@transaction.atomic
def add_post(
    *, role: str, title: str, division: Division, community: Community | None = None, grid: Grid | None = None
) -> Post:
    """岗位: a chair in a community, or above several."""
    path = community.path if community else division.path
    return Post.objects.create(role=role, title=title, division=division, community=community, grid=grid, path=path)


@transaction.atomic
def take_post(*, post: Post, user: User, by: Actor) -> Holding:
    """任职: from now on this person holds the post; who held it before no longer does."""
    now = clock.now()
    Holding.objects.filter(post=post, until=None).update(until=now)
    holding = Holding.objects.create(post=post, user=user, since=now)
    timeline.record("people.post_taken", subject=post, by=by, body={"user": user.pk})
    return holding


@transaction.atomic
def add_resident(*, home: Home, name: str, phone: str = "") -> Resident:
    return Resident.objects.create(home=home, name=name, phone=phone)


@transaction.atomic
def add_vendor(*, division: Division, name: str, trade: str, phone: str) -> Vendor:
    return Vendor.objects.create(division=division, name=name, trade=trade, phone=phone)


# What is older can no longer keep a door shut.
REMEMBERED = timedelta(hours=1)


@transaction.atomic
def count_wrong_try(*, doors: Iterable[str]) -> None:
    """试错: a wrong password was tried at these doors. What is too old to matter is forgotten on the way."""
    now = clock.now()
    WrongTry.objects.filter(at__lt=now - REMEMBERED).delete()
    WrongTry.objects.bulk_create(WrongTry(door=door, at=now) for door in doors)
