"""Reads of people: who is in which chair, and how far an account's posts reach."""

from collections.abc import Iterable
from uuid import UUID

from django.db.models import QuerySet

from huying.core.access import reach
from huying.core.sealed import blind, digits
from huying.places.models import Community, Grid, Home

from .models import Holding, Post, Resident, User, Vendor


def communities_of(user: User, verb: str) -> QuerySet[Community]:
    """The communities in which an account may do something."""
    return Community.objects.filter(reach(user, verb)).order_by("path")


def grid_worker_of(grid: Grid | None) -> Post | None:
    """网格员: the post that looks after a grid."""
    return Post.objects.filter(grid=grid, role="grid_worker").first() if grid else None


def desk_of(community: Community) -> Post:
    """前台: the officer's post that takes what nobody holds yet; the secretary's where there is no officer."""
    posts = {post.role: post for post in Post.objects.filter(community=community).order_by("-pk")}
    return posts.get("officer") or posts["secretary"]


def grid_workers(community: Community) -> QuerySet[Post]:
    return Post.objects.filter(community=community, role="grid_worker").select_related("grid").order_by("grid__code")


def holder_names(posts: set[Post] | list[Post]) -> dict[object, str]:
    """Who sits in these chairs now: post id → name. One statement."""
    held = Holding.objects.filter(post__in=posts, until=None).values_list("post_id", "user__name")
    return dict(held)


def on_duty(community: Community) -> int:
    """How many different persons hold a post of the community now."""
    held = Holding.objects.filter(post__community=community, until=None, user__is_active=True)
    return held.values("user").distinct().count()


def residents_of(home: Home) -> QuerySet[Resident]:
    return Resident.objects.filter(home=home).order_by("pk")


def by_phone(community: Community, phone: str) -> list[Resident]:
    """Who in the ledger has this number, by its blind index: the numbers themselves are sealed."""
    index = blind(digits(phone))
    if not index:
        return []
    found = Resident.objects.filter(home__building__community=community, phone_index=index)
    return list(found.select_related("home").order_by("pk"))


def vendors_for(community: Community) -> QuerySet[Vendor]:
    """维修公司 that this community may order from: those listed by a division above it."""
    codes = community.path.split("/")[:-2]
    return Vendor.objects.filter(division__code__in=codes).order_by("name")


def grid_worker_names(grids: Iterable[UUID]) -> dict[UUID, str]:
    """网格员 of some grids, by name: grid id → who looks after it now. One statement."""
    held = Holding.objects.filter(post__grid__in=list(grids), post__role="grid_worker", until=None)
    return dict(held.values_list("post__grid_id", "user__name"))


def names_of(actors: Iterable[str]) -> dict[str, str]:
    """The names behind actors that are accounts ("user:…"). One statement."""
    ids = {actor: actor.removeprefix("user:") for actor in actors if actor.startswith("user:")}
    names = {str(pk): name for pk, name in User.objects.filter(pk__in=set(ids.values())).values_list("pk", "name")}
    return {actor: names[pk] for actor, pk in ids.items() if pk in names}
