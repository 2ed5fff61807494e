"""Writes of people: accounts, posts and who holds them, residents of the ledger, vendors."""

from collections.abc import Iterable
from datetime import timedelta
from uuid import UUID

from django.db import transaction

from huying.core import clock, timeline
from huying.core.actor import Actor
from huying.core.references import free
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


@transaction.atomic
def add_residents(*, residents: Iterable[tuple[UUID, str, str]]) -> list[Resident]:
    """居民 of a ledger, each by home, name and telephone number."""
    rows = [Resident(home_id=home, name=name, phone=phone) for home, name, phone in residents]
    return Resident.objects.bulk_create(rows)


@transaction.atomic
def set_phones(*, phones: Iterable[tuple[UUID, str, str]]) -> int:
    """联系电话 of residents, each with the number it replaces: one that somebody has changed since stays. Compared in
    Python, since the database holds the numbers sealed."""
    wanted = {resident: (before, after) for resident, before, after in phones}
    changed = 0
    for row in Resident.objects.select_for_update().filter(pk__in=wanted):
        before, after = wanted[row.pk]
        if row.phone == before:
            row.phone = after
            row.save(update_fields=["phone", "phone_index"])
            changed += 1
    return changed


@transaction.atomic
def remove_residents(*, residents: Iterable[UUID]) -> int:
    """Take residents off the ledger again whom nothing else speaks of. How many went."""
    gone = list(free(Resident.objects.filter(pk__in=list(residents))).values_list("pk", flat=True))
    Resident.objects.filter(pk__in=gone).delete()
    return len(gone)
