"""Reads of people: who is in which chair, and how far an account's posts reach."""

from collections.abc import Iterable
from uuid import UUID

from django.db.models import Prefetch, Q, QuerySet

from huying.core.access import reach
from huying.core.sealed import blind, digits
from huying.places.models import Community, Division, Grid, Home

from .models import Holding, Post, Resident, User, Vendor, Volunteer


def communities_of(user: User, verb: str) -> QuerySet[Community]:
    """The communities in which an account may do something."""
    return Community.objects.filter(reach(user, verb)).order_by("path")


def reaches_all(user: User, verb: str) -> bool:
    """Whether an account does something in every community that works here, those with houses on their registers:
    only then may it change what they all share."""
    return not Community.objects.filter(buildings__isnull=False).exclude(reach(user, verb)).exists()


def grid_worker_of(grid: Grid | None) -> Post | None:
    """网格员: the post that looks after a grid."""
    return Post.objects.filter(grid=grid, role="grid_worker").first() if grid else None


def desk_of(community: Community) -> Post:
    """前台: the officer's post that takes what nobody holds yet; the secretary's where there is no officer."""
    posts = {post.role: post for post in Post.objects.filter(community=community).order_by("-pk")}
    return posts.get("officer") or posts["secretary"]


def rulers(community: Community) -> list[tuple[Post, UUID | None]]:
    """Who may rule between two, with the account in each chair, in this order: the secretary, somebody at the desk, the
    street or whoever is above. Two statements."""
    own = Q(community=community, role__in=["secretary", "officer"])
    above = Q(role="supervisor", division__code__in=community.path.split("/")[:-2])
    order = ["secretary", "officer", "supervisor"]
    posts = sorted(Post.objects.filter(own | above).order_by("-path", "pk"), key=lambda post: order.index(post.role))
    sits = dict(Holding.objects.filter(post__in=posts, until=None).values_list("post_id", "user_id"))
    return [(post, sits.get(post.pk)) for post in posts]


def secretary_of(community: Community) -> Post:
    """书记: who answers for the community; the officer's post where there is no secretary."""
    posts = {post.role: post for post in Post.objects.filter(community=community).order_by("-pk")}
    return posts.get("secretary") or posts["officer"]


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
    return Vendor.objects.filter(division__code__in=codes, active=True).order_by("-kind", "name")


def vendors_seen(division: Division) -> QuerySet[Vendor]:
    """The firms and units that a division lists or has from above: those at work first."""
    codes = division.path.split("/")[:-1]
    rows = Vendor.objects.filter(division__code__in=codes).select_related("division")
    return rows.order_by("-active", "-kind", "name")


def posts_of(community: Community) -> list[Post]:
    """岗位 of a community, each with its holding now (`seat`, or None). Two statements."""
    posts = Post.objects.filter(community=community).select_related("grid")
    return _seated(posts.order_by("role", "grid__code", "pk"))


def posts_above(community: Community) -> list[Post]:
    """岗位 of the divisions above that look on here: shown, never changed from below."""
    codes = community.path.split("/")[:-2]
    posts = Post.objects.filter(community=None, division__code__in=codes).select_related("division")
    return _seated(posts.order_by("division__path", "pk"))


def _seated(posts: QuerySet[Post]) -> list[Post]:
    now = Holding.objects.filter(until=None).select_related("user")
    rows = list(posts.prefetch_related(Prefetch("holdings", queryset=now, to_attr="seats")))
    for row in rows:
        row.seat = next(iter(row.seats), None)  # type: ignore[attr-defined]
    return rows


def users_of(community: Community) -> QuerySet[User]:
    """账号 that a community keeps: those that work first."""
    return User.objects.filter(community=community).order_by("-is_active", "pk")


def holdings_of(post: Post) -> QuerySet[Holding]:
    """任职 of a post, the newest first."""
    return Holding.objects.filter(post=post).select_related("user").order_by("-since", "-pk")


def grid_worker_names(grids: Iterable[UUID]) -> dict[UUID, str]:
    """网格员 of some grids, by name: grid id → who looks after it now. One statement."""
    held = Holding.objects.filter(post__grid__in=list(grids), post__role="grid_worker", until=None)
    return dict(held.values_list("post__grid_id", "user__name"))


def names_of(actors: Iterable[str]) -> dict[str, str]:
    """The names behind actors that are accounts ("user:…"). One statement."""
    ids = {actor: actor.removeprefix("user:") for actor in actors if actor.startswith("user:")}
    names = {str(pk): name for pk, name in User.objects.filter(pk__in=set(ids.values())).values_list("pk", "name")}
    return {actor: names[pk] for actor, pk in ids.items() if pk in names}


def volunteer_by_phone(community: Community, phone: str) -> Volunteer | None:
    """Who on a community's roster has this number, by its blind index."""
    index = blind(digits(phone))
    return Volunteer.objects.filter(community=community, phone_index=index).first() if index else None


def roster(community: Community) -> list[Volunteer]:
    """志愿者名册 of a community: those who may be asked first, by when they came. Nobody is ranked."""
    return list(Volunteer.objects.filter(community=community).order_by("-asks", "at", "pk"))
