"""Reads of cases: what an account may see, who holds what, what lies near."""

from collections.abc import Iterable
from datetime import datetime
from typing import Any, NamedTuple
from uuid import UUID

from django.db.models import Case as Choose
from django.db.models import Count, Exists, OuterRef, Q, QuerySet, Value, When
from django.utils.module_loading import import_string

from huying.core import clock
from huying.core.models import AccessLog
from huying.people import queries as people
from huying.people.models import Post, User
from huying.places.models import Building, Community, Home
from huying.rules import lifecycle, roles, routing

from .models import (
    Appeal,
    Batch,
    BatchItem,
    Case,
    CaseHome,
    Channel,
    Commitment,
    HandOver,
    Nature,
    Pause,
    Phrase,
    Referral,
    Route,
    SavedView,
)


def visible_to(user: User) -> QuerySet[Case]:
    """Every case in reach of an account's posts: the desk's by community or street, a grid worker's by grid."""
    desk = people.reach(user, "see_desk", "community__path")
    mine = Q(grid__in=[post.grid_id for post in user.posts if post.grid_id])
    held = Q(pk__in=Commitment.objects.filter(post__in=user.posts).values("case"))
    return Case.objects.filter(desk | mine | held)


def may(user: User, verb: str, case: Case) -> bool:
    """Whether a post of the account carries the verb here: what it may do elsewhere does not count."""
    return any(roles.may([post.role], verb) and roles.reaches(post.path, case.community.path) for post in user.posts)


def routed(community: Community, matter: routing.Matter) -> Route | None:
    """派给谁: the first of the community's own rules that the matter meets. One statement."""
    rows = Route.objects.filter(community=community, active=True).select_related("post", "vendor", "category")
    return routing.first([(one.rule, one) for one in rows], matter)


def heard(case: Case, text: str) -> routing.Matter:
    """What a rule looks at in a case."""
    return routing.Matter(str(case.category_id), case.grid_id, text)


def whom(case: Case, text: str = "") -> Post | None:
    """Who is suggested to go: by a rule of the community's own, else the worker of the grid. At most two statements."""
    route = routed(case.community, heard(case, text))
    return route.post if route and route.post else people.grid_worker_of(case.grid)


def saved_views(user: User) -> list[SavedView]:
    """我的视图: an account's own, and those that others share with the desks it sits at. One statement."""
    desks = [post.community_id for post in user.posts if post.community_id]
    return list(SavedView.objects.filter(Q(user=user) | Q(shared=True, community__in=desks)).select_related("user"))


def phrase(community: Community, pk: str) -> Phrase | None:
    """A standard text of the community, by its id as an address has it."""
    return _by_id(Phrase.objects.filter(community=community, active=True), pk)


def batch(user: User, pk: str) -> Batch | None:
    """A batch of the account's own, by its id as an address has it."""
    return _by_id(Batch.objects.filter(user=user), pk)


def _by_id(rows: QuerySet[Any], pk: str) -> Any:
    """None for what is no id, as for one that is not there."""
    try:
        return rows.filter(pk=UUID(pk)).first()
    except ValueError:
        return None


def batch_items(batch: Batch) -> list[BatchItem]:
    return list(batch.items.select_related("case").order_by("case__received_at", "case"))


def openly(cases: QuerySet[Case]) -> QuerySet[Case]:
    """What may be spoken of where anybody reads: no tip-off, no complaint, nothing whose reporter asked to stay unknown."""
    hidden = Appeal.objects.filter(Q(secret=True) | Q(nature__in=[Nature.TIP_OFF, Nature.COMPLAINT])).values("case")
    return cases.exclude(pk__in=hidden)


def shown(cases: QuerySet[Case]) -> QuerySet[Case]:
    """With what a list or page needs to name a case's site."""
    return cases.select_related("category", "building", "home__watch", "grid", "community", "lead")


def _under_way() -> QuerySet[Commitment]:
    """What is open on the road of a case or beside it."""
    return Commitment.objects.filter(ended_at=None).exclude(kind__in=Commitment.OFF_ROAD)


# Said by the reporter, or by a relative who acts for them, without anybody of the staff.
BY_THEMSELVES = Q(actor="resident") | Q(actor__startswith="proxy:")


class Holder(NamedTuple):
    """Who has it now, what they do, by when: the answer every page gives first."""

    name: str
    title: str
    what: str
    kind: str
    ack_by: datetime | None
    acked_at: datetime | None
    due_by: datetime

    @property
    def overdue(self) -> bool:
        return self.due_by < clock.now()


def holders(case_ids: Iterable[UUID]) -> dict[UUID, Holder]:
    """Who holds each open case: the holder of its newest open commitment, of those on its road where there are any. Two
    statements for any number of cases."""
    held = _under_way().filter(case__in=list(case_ids)).select_related("post", "vendor")
    beside_first = sorted(held.order_by("opened_at", "pk"), key=lambda one: one.kind not in Commitment.BESIDE)
    newest = {one.case_id: one for one in beside_first}
    names = people.holder_names([one.post for one in newest.values() if one.post])
    return {key: holder(one, names) for key, one in newest.items()}


def holder(commitment: Commitment, names: dict[object, str]) -> Holder:
    """Name and title of whoever holds a commitment. A post that nobody sits in is named by its title."""
    post = commitment.post
    if post is None:
        name, title = str(commitment.vendor), ""
    else:
        name, title = names.get(post.pk, post.title), post.title
    return Holder(
        name,
        title,
        commitment.get_kind_display(),
        commitment.kind,
        commitment.ack_by,
        commitment.acked_at,
        commitment.due_by,
    )


def in_hands_of(user: User) -> QuerySet[Commitment]:
    """What an account's posts hold now, first due first."""
    return (
        _under_way()
        .filter(post__in=user.posts)
        .select_related("case__category", "case__building", "case__home", "case__grid", "post")
        .order_by("due_by")
    )


def after_in_hands_of(user: User) -> list[Commitment]:
    """回头看: what an account's posts look at after the end, house by house, first due first. One statement."""
    held = Commitment.objects.filter(post__in=user.posts, ended_at=None, kind__in=Commitment.AFTER)
    related = ("case__category", "case__building", "case__home", "case__community")
    return list(held.select_related(*related).order_by("case__building__order", "case__building", "due_by", "pk"))


def open_near(community: Community, *, home: Home | None, building: Building | None) -> QuerySet[Case]:
    """Open matters of the same home first, then of the same building: what stands beside at intake."""
    if building is None:
        return Case.objects.none()
    near = shown(Case.objects.filter(community=community, building=building).exclude(state__in=lifecycle.ENDED))
    first = Choose(When(home=home, then=0), default=1) if home else Value(1)
    return near.annotate(distance=first).order_by("distance", "-received_at")


def outside(community: Community, channel: str, number: str) -> Appeal | None:
    """The appeal that an order of others was kept as, by their number."""
    found = Appeal.objects.filter(community=community, channel=channel, outside_number=number).exclude(
        outside_number=""
    )
    return found.select_related("case").first()


# 12345 waits for an answer to every order; others where they said by when.
OWED = Q(outside_replied_at=None) & (Q(channel=Channel.HOTLINE) | Q(outside_due__isnull=False))


def homes(case: Case) -> list[CaseHome]:
    """涉及的户, beside the site. One statement."""
    return list(CaseHome.objects.filter(case=case).select_related("home__watch", "building"))


def common_in(building: Building) -> QuerySet[Case]:
    """Open matters of what all of a house share: in no one's home."""
    return shown(Case.objects.filter(building=building, home=None, state__in=lifecycle.OPEN))


def by_tracking(tracking: str) -> Appeal | None:
    """The appeal behind an unguessable link, and whether others speak of the same matter (`shared`)."""
    others = Appeal.objects.filter(case=OuterRef("case")).exclude(pk=OuterRef("pk"))
    found = Appeal.objects.filter(tracking=tracking).select_related(
        "case__category", "case__building", "case__home", "case__community", "case__grid", "origin__building",
        "origin__home",
    )  # fmt: skip
    return found.annotate(shared=Exists(others)).first()


def paused(case: Case) -> Pause:
    """What a waiting case waits for."""
    return Pause.objects.get(case=case, ended_at=None)


def referred(case: Case) -> Referral:
    """Which unit outside was asked."""
    return Referral.objects.get(case=case, answered_at=None)


def beside(case_ids: Iterable[UUID]) -> dict[UUID, Pause | Referral]:
    """What cases wait for, and whom they were referred to. Two statements for any number of cases."""
    keys = list(case_ids)
    found: dict[UUID, Pause | Referral] = {
        one.case_id: one for one in Pause.objects.filter(case__in=keys, ended_at=None)
    }
    return found | {one.case_id: one for one in Referral.objects.filter(case__in=keys, answered_at=None)}


def reveals(user: User, most: int) -> list[AccessLog]:
    """查看记录 of the communities that an account answers for, the newest first, with `who` and `case`. Four statements,
    and one more for each kind of row that a room above knows (wiring.LOGGED_CASES)."""
    keys = list(people.communities_of(user, "see_reveals").values_list("pk", flat=True))
    rows = list(AccessLog.objects.filter(community__in=keys).order_by("-at", "-pk")[:most])
    names = people.names_of(row.actor for row in rows)
    appeals = Appeal.objects.filter(pk__in={row.subject_id for row in rows})
    cases = {one.pk: one.case for one in appeals.select_related("case__home", "case__building")}
    for kind, name in import_string("huying.wiring.LOGGED_CASES").items():
        if ids := {row.subject_id for row in rows if row.subject_type == kind}:
            cases |= import_string(name)(ids)
    for row in rows:
        row.who, row.case = names.get(row.actor, row.actor), cases.get(row.subject_id)
    return rows


def open_of_posts(posts: Iterable[UUID]) -> dict[UUID, int]:
    """How many matters some posts hold now: post id → number, for wiring.POST_COUNTS. One statement."""
    held = Commitment.objects.filter(post__in=list(posts), ended_at=None).values_list("post")
    return dict(held.annotate(n=Count("case", distinct=True)).order_by())


def held_by_post(post: Post) -> QuerySet[Commitment]:
    """What a post holds now, first due first, as lists name it."""
    held = Commitment.objects.filter(post=post, ended_at=None)
    return held.select_related("case__building", "case__home").order_by("due_by", "pk")


def hand_overs(post: Post) -> QuerySet[HandOver]:
    """整批交接 out of a post, the newest first, each with how many went (`n`). One statement."""
    rows = HandOver.objects.filter(source=post).select_related("target__grid").annotate(n=Count("items"))
    return rows.order_by("-at", "-pk")[:10]
