"""Reads of people: who is in which chair, and how far an account's posts reach."""

from collections.abc import Iterable
from uuid import UUID

from django.db.models import Case as Choose
from django.db.models import Exists, OuterRef, Prefetch, Q, QuerySet, Subquery, When
from django.db.models.expressions import Combinable

from huying.core import clock
from huying.core.access import reach
from huying.core.sealed import blind, digits
from huying.places.models import Community, Division, Grid, Home

from .models import Holding, Leave, Post, Resident, User, Vendor, Volunteer


def leaves_now() -> QuerySet[Leave]:
    """请假 that lasts at this moment."""
    now = clock.now()
    return Leave.objects.filter(since__lte=now, until__gt=now, ended_at=None)


def _acts(post: str, column: str) -> Combinable:
    """Who acts in a chair now, as one column of an account: its deputy while its holder is away (None where none was
    found), else its holder."""
    away = leaves_now().filter(post=OuterRef(post))
    held = Holding.objects.filter(post=OuterRef(post), until=None).values(f"user__{column}")[:1]
    return Choose(
        When(Exists(away), then=Subquery(away.values(f"deputy__{column}")[:1])),
        default=Subquery(held),
        output_field=User._meta.get_field(column),
    )


def actor_name(post: str = "post") -> Combinable:
    """An annotation: the name of whoever acts in the post that the path names."""
    return _acts(post, "name")


def acting(posts: Iterable[Post]) -> dict[UUID, UUID]:
    """Who acts in these chairs now, deputies included: post id → account. Empty chairs are left out. One statement."""
    rows = Post.objects.filter(pk__in=[post.pk for post in posts]).annotate(acts=_acts("pk", "id"))
    return {pk: acts for pk, acts in rows.values_list("pk", "acts") if acts}


def chairs(community: Community) -> list[tuple[Post, UUID | None]]:
    """Every post of a community and those above that look on, nearest first, with the account that acts in each now.
    One statement."""
    own = Q(community=community)
    above = Q(community=None, division__code__in=community.path.split("/")[:-2])
    rows = Post.objects.filter(own | above).annotate(acts=_acts("pk", "id")).order_by("-path", "pk")
    return [(row, row.acts) for row in rows]


def leave_of(post: Post) -> Leave | None:
    """请假 of a post, now or ahead."""
    rows = Leave.objects.filter(post=post, ended_at=None, until__gt=clock.now())
    return rows.select_related("away", "deputy").first()


def leaves_in(community: Community) -> dict[UUID, Leave]:
    """请假 now or ahead in a community, by post. One statement."""
    rows = Leave.objects.filter(post__community=community, ended_at=None, until__gt=clock.now())
    return {row.post_id: row for row in rows.select_related("away", "deputy")}


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
    sits = acting(posts)
    return [(post, sits.get(post.pk)) for post in posts]


def bureau_of(community: Community) -> Post | None:
    """区住建局: the nearest post above a community that reviews what is filed with the maintenance fund."""
    above = Post.objects.filter(role="bureau", division__code__in=community.path.split("/")[:-2])
    return above.order_by("-path", "pk").first()


def secretary_of(community: Community) -> Post:
    """书记: who answers for the community; the officer's post where there is no secretary."""
    posts = {post.role: post for post in Post.objects.filter(community=community).order_by("-pk")}
    return posts.get("secretary") or posts["officer"]


def grid_workers(community: Community) -> QuerySet[Post]:
    return Post.objects.filter(community=community, role="grid_worker").select_related("grid").order_by("grid__code")


def holder_names(posts: set[Post] | list[Post]) -> dict[object, str]:
    """Who acts in these chairs now, a deputy in the place of who is away: post id → name. One statement."""
    rows = Post.objects.filter(pk__in=[post.pk for post in posts]).annotate(acts=actor_name("pk"))
    return {pk: name for pk, name in rows.values_list("pk", "acts") if name}


def on_duty(community: Community) -> int:
    """How many different persons hold a post of the community now and are not away."""
    held = Holding.objects.filter(post__community=community, until=None, user__is_active=True)
    held = held.exclude(Exists(leaves_now().filter(away=OuterRef("user"))))
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
