"""Writes of people: accounts, posts and who holds them, residents of the ledger, vendors."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime, timedelta
from typing import Literal, NamedTuple
from uuid import UUID

from django.db import transaction
from django.db.models import F
from django.utils.module_loading import import_string
from django.utils.translation import gettext as _

from huying.core import clock, links, timeline
from huying.core.actor import SYSTEM, Actor
from huying.core.errors import Refused, Stale
from huying.core.models import SignedLink
from huying.core.references import free
from huying.places import actions as places
from huying.places.models import Community, Division, Grid, Home
from huying.places.queries import is_empty

from . import queries
from .models import Holding, Leave, Post, Resident, User, Vendor, Volunteer, WrongTry


@transaction.atomic
def add_user(
    *,
    username: str,
    name: str,
    password: str | None,
    community: Community | None = None,
    must_change: bool = False,
    by: Actor = SYSTEM,
) -> User:
    """账号: a named person; never shared. `must_change`: the password came from somebody else.
    Without a password nobody can sign in until one is chosen."""
    if User.objects.filter(username__iexact=username).exists():
        raise Refused(_("账号“%(name)s”已经有人用了，没有保存。换一个。") % {"name": username})
    user = User(username=username, name=name, community=community, must_change=must_change)
    user.set_password(password)
    user.save()
    timeline.record("people.user_added", subject=user, by=by)
    return user


@transaction.atomic
def close_user(*, user: User, by: Actor) -> None:
    """停用账号: every session ends with the password, and the posts are left vacant with all they hold."""
    user = _kept(user, by)
    for post in Post.objects.filter(holdings__user=user, holdings__until=None).order_by("pk"):
        _vacate(post, by)
    Leave.objects.filter(deputy=user, ended_at=None).update(deputy=None)
    user.is_active = False
    user.set_unusable_password()
    user.save(update_fields=["is_active", "password"])
    timeline.record("people.user_closed", subject=user, by=by)


@transaction.atomic
def give_password(*, user: User, password: str, by: Actor) -> None:
    """给新密码, which its owner must change; every session ends. An account that was closed is open again."""
    user = _kept(user, by)
    was_open = user.is_active
    user.is_active, user.must_change = True, True
    user.set_password(password)
    user.save(update_fields=["is_active", "must_change", "password"])
    if was_open:
        timeline.record("people.password_given", subject=user, by=by)
    else:
        timeline.record("people.user_reopened", subject=user, by=by)


@transaction.atomic
def change_password(*, user: User, password: str) -> None:
    """改密码, by the person alone; sessions elsewhere end."""
    user.must_change = False
    user.set_password(password)
    user.save(update_fields=["must_change", "password"])
    timeline.record("people.password_changed", subject=user, by=Actor.user(user))


def _kept(user: User, by: Actor) -> User:
    """The account, locked; one that also sits in a post elsewhere is not this community's to change."""
    user = User.objects.select_for_update().get(pk=user.pk)
    if by == Actor.user(user):
        raise Refused(_("这是您自己的账号，在这里不能停用，也不能重设。改密码请用“改密码”。"))
    if Holding.objects.filter(user=user, until=None).exclude(post__community=user.community_id).exists():
        raise Refused(_("%(name)s还有别处的岗位，没有改。请那边先交接。") % {"name": user})
    return user


@transaction.atomic
def add_post(
    *,
    role: str,
    title: str,
    division: Division,
    community: Community | None = None,
    grid: Grid | None = None,
    by: Actor = SYSTEM,
) -> Post:
    """岗位: a chair in a community, or above several."""
    path = community.path if community else division.path
    post = Post.objects.create(role=role, title=title, division=division, community=community, grid=grid, path=path)
    body = {"role": role, "grid": grid.pk if grid else None}
    timeline.record("people.post_added", subject=post, by=by, body=body, words=title)
    return post


@transaction.atomic
def take_post(*, post: Post, user: User, by: Actor, seen: UUID | Literal["any"] | None = "any") -> Holding:
    """任职: from now on this person holds the post; who held it before no longer does. What the post holds stays with
    it. `seen` is the account that the person who hands it over saw in it."""
    _as_seen(post, seen)
    if not User.objects.filter(pk=user.pk, is_active=True).exists():
        raise Refused(_("%(name)s的账号停用了，没有交接。先恢复账号。") % {"name": user})
    now = clock.now()
    _end_leaves(post)
    Holding.objects.filter(post=post, until=None).update(until=now)
    holding = Holding.objects.create(post=post, user=user, since=now)
    timeline.record("people.post_taken", subject=post, by=by, body={"user": user.pk})
    return holding


@transaction.atomic
def leave_post(*, post: Post, by: Actor, seen: UUID | Literal["any"] | None = "any") -> None:
    """空出岗位: nobody sits in it until somebody takes it; what it holds stays with it."""
    _as_seen(post, seen)
    _vacate(post, by)


def _as_seen(post: Post, seen: UUID | Literal["any"] | None) -> None:
    Post.objects.select_for_update().get(pk=post.pk)
    held = Holding.objects.filter(post=post, until=None).values_list("user", flat=True).first()
    if seen not in ("any", held):
        raise Stale(_("这个岗位刚换过人，没有保存。看看现在是谁，再定。"))


def _vacate(post: Post, by: Actor) -> None:
    _secretary_stays(post)
    _end_leaves(post)
    for holding in Holding.objects.filter(post=post, until=None):
        holding.until = clock.now()
        holding.save(update_fields=["until"])
        timeline.record("people.post_left", subject=post, by=by, body={"user": holding.user_id})


def _secretary_stays(post: Post) -> None:
    """A community without a secretary could no longer arrange itself: the last one hands over, and never just goes.
    The community is locked, so that two do not leave each other alone."""
    if post.role != "secretary" or post.community_id is None:
        return
    Community.objects.select_for_update().get(pk=post.community_id)
    others = Post.objects.filter(community=post.community_id, role="secretary").exclude(pk=post.pk)
    if not others.filter(holdings__until=None, holdings__user__is_active=True).exists():
        raise Refused(_("这是社区最后一位书记，没有改。先把书记岗位交给别人，社区才有人管设置。"))


@transaction.atomic
def retitle_post(*, post: Post, title: str, seen: str, by: Actor) -> Post:
    """改岗位的叫法. What it may do and what it holds stay as they are. `seen` is its title when the page was opened."""
    post = Post.objects.select_for_update().get(pk=post.pk)
    if post.title != seen:
        raise Stale(_("这个岗位的名字刚被别人改过，您的没有保存。看看现在的，再改。"))
    if title != seen:
        post.title = title
        post.save(update_fields=["title"])
        timeline.record("people.post_retitled", subject=post, by=by, words=title)
    return post


@transaction.atomic
def give_leave(
    *,
    post: Post,
    deputy: User | None,
    since: datetime,
    until: datetime,
    by: Actor,
    reason: str = "",
    seen: UUID | Literal["any"] | None = "any",
) -> Leave:
    """请假: whoever holds the post is away from `since` to `until`, and the deputy, if there is one, acts in it with all
    its verbs. `seen` is the account that was seen in it when the page was opened."""
    _as_seen(post, seen)
    holding = Holding.objects.filter(post=post, until=None).select_related("user").first()
    if holding is None:
        raise Refused(_("这个岗位空着，没有人可请假。没有保存：请直接把岗位交给别人。"))
    if until <= max(since, clock.now()):
        raise Refused(_("请假的最后一天已经过去了，没有保存。改一个以后的日子。"))
    if deputy and (deputy.pk == holding.user_id or not User.objects.filter(pk=deputy.pk, is_active=True).exists()):
        raise Refused(_("代班的要是另一个在用的账号，没有保存。"))
    Leave.objects.filter(post=post, ended_at=None, until__lte=clock.now()).update(ended_at=F("until"))
    if Leave.objects.filter(post=post, ended_at=None).exists():
        raise Stale(_("这个岗位已经登记了请假，没有再记。先收回那一次。"))
    made = Leave.objects.create(post=post, away=holding.user, deputy=deputy, since=since, until=until, reason=reason)
    body = {"away": holding.user_id, "deputy": deputy and deputy.pk, "since": since, "until": until}
    timeline.record("people.leave_given", subject=post, by=by, body=body)
    return made


@transaction.atomic
def end_leave(*, leave: Leave, by: Actor) -> None:
    """销假: back sooner, or not away after all."""
    if not Leave.objects.filter(pk=leave.pk, ended_at=None, until__gt=clock.now()).update(ended_at=clock.now()):
        raise Stale(_("这次请假已经结束了。"))
    timeline.record("people.leave_ended", subject=leave.post, by=by, body={"away": leave.away_id})


def _end_leaves(post: Post) -> None:
    """Somebody else sits there now, or nobody: who was away no longer is."""
    now = clock.now()
    Leave.objects.filter(post=post, ended_at=None, until__gt=now).update(ended_at=now)
    Leave.objects.filter(post=post, ended_at=None).update(ended_at=F("until"))


@transaction.atomic
def add_resident(*, home: Home, name: str, phone: str = "") -> Resident:
    return Resident.objects.create(home=home, name=name, phone=phone)


@transaction.atomic
def add_vendor(
    *,
    division: Division,
    name: str,
    trade: str,
    phone: str,
    kind: str = Vendor.Kind.VENDOR,
    always: bool = False,
    by: Actor = SYSTEM,
) -> Vendor:
    """维修公司 or 责任单位 of a division and everything below it."""
    _vendor_free(division, name)
    vendor = Vendor.objects.create(division=division, name=name, trade=trade, phone=phone, kind=kind, always=always)
    timeline.record("people.vendor_added", subject=vendor, by=by, body={"kind": kind, "always": always}, words=name)
    return vendor


def _vendor_free(division: Division, name: str, but: UUID | None = None) -> None:
    Division.objects.select_for_update().get(pk=division.pk)
    if Vendor.objects.filter(division=division, name=name).exclude(pk=but).exists():
        raise Refused(_("“%(name)s”已经在表上了，没有再加。") % {"name": name})


@transaction.atomic
def change_vendor(*, vendor: Vendor, seen: str, by: Actor, **facts: str | bool) -> Vendor:
    """改维修公司: name, trade, phone, kind, always. `seen` is its mark when the page was opened."""
    vendor = Vendor.objects.select_for_update().get(pk=vendor.pk)
    if vendor.mark != seen:
        raise Stale(_("这一家刚被别人改过，您的没有保存。看看现在的，再改。"))
    _vendor_free(vendor.division, str(facts["name"]), but=vendor.pk)
    changed = sorted(name for name, value in facts.items() if getattr(vendor, name) != value)
    for name in changed:
        setattr(vendor, name, facts[name])
    vendor.save()
    timeline.record("people.vendor_changed", subject=vendor, by=by, body={"fields": changed}, words=vendor.name)
    return vendor


@transaction.atomic
def retire_vendor(*, vendor: Vendor, active: bool, by: Actor) -> None:
    """停用 or take up again: orders that are out stay as they are."""
    if Vendor.objects.filter(pk=vendor.pk, active=not active).update(active=active):
        timeline.record("people.vendor_retired", subject=vendor, by=by, body={"active": active})


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


# --- moving in --------------------------------------------------------------------------------------------------------

SET_UP, FIRST_PASSWORD = "people.set_up", "people.first_password"
NOBODY = UUID(int=0)  # the subject of a link into a house where nobody is yet
LINK_DAYS = 7
FIRST_GRID = "G01"


class MovingIn(NamedTuple):
    """What an empty house must be told before anybody can work in it."""

    name: str
    code: str  # of the community's division, all twelve digits
    names: Mapping[str, str]  # of divisions nobody has registered yet, by full code
    phone: str
    secretary: str
    username: str
    password: str | None = None  # None: a link lets her choose it
    divisions: Sequence[Sequence[str]] = ()  # a whole table of them, its first row naming the columns


@transaction.atomic
def move_in(*, told: MovingIn, by: Actor) -> User:
    """开办: division, community, a first grid, what rooms above give to a new one, and the secretary in her chair.

    Only into an empty house; into any other one nothing is done.
    """
    if not is_empty():
        raise Refused(_("这里已经有社区了，什么都没有改。"))
    if told.divisions:
        places.load_divisions(rows=told.divisions, by=by)
    division = places.settle_division(code=told.code, names={told.code: told.name, **told.names}, by=by)
    community = places.open_community(key=f"c{told.code}", name=told.name, division=division, phone=told.phone, by=by)
    places.add_grid(community=community, code=FIRST_GRID)
    for dotted in import_string("huying.wiring.MOVING_IN"):
        import_string(dotted)(division=division)
    user = add_user(username=told.username, name=told.secretary, password=told.password, community=community)
    post = add_post(role="secretary", title=_("社区书记"), division=division, community=community)
    take_post(post=post, user=user, by=by)
    return user


@transaction.atomic
def invite_to_set_up() -> SignedLink:
    """开办链接: the one address by which an empty house is moved into. One that was printed before ends."""
    links.revoke(purpose=SET_UP, subject_ids=[NOBODY])
    return links.issue(purpose=SET_UP, subject_id=NOBODY, days=LINK_DAYS)


@transaction.atomic
def move_in_by_link(*, link: SignedLink, told: MovingIn) -> User:
    """开办 in the browser. The link dies with it."""
    if not links.use(link):
        raise Refused(_("这个链接用过了，什么都没有改。"))
    return move_in(told=told, by=SYSTEM)


@transaction.atomic
def invite_to_choose(*, user: User) -> SignedLink:
    """首次登录链接: by it an account chooses its own first password, once."""
    links.revoke(purpose=FIRST_PASSWORD, subject_ids=[user.pk])
    return links.issue(purpose=FIRST_PASSWORD, subject_id=user.pk, days=LINK_DAYS)


@transaction.atomic
def choose_password(*, link: SignedLink, password: str) -> User:
    """自己定密码. The link dies with it."""
    if not links.use(link):
        raise Refused(_("这个链接用过了，什么都没有改。"))
    user = User.objects.get(pk=link.subject_id)
    user.set_password(password)
    user.save(update_fields=["password"])
    return user


# --- volunteers -------------------------------------------------------------------------------------------------------


@transaction.atomic
def add_volunteer(
    *,
    community: Community,
    name: str,
    phone: str,
    adult: bool,
    by: Actor,
    skills: str = "",
    team: str = "",
    asks: bool = True,
) -> Volunteer:
    """志愿者: put on the roster by the desk, or by themselves when they sign up. A number stands there once."""
    if queries.volunteer_by_phone(community, phone):
        raise Refused(_("这个电话已经在名册上了，没有再加。"))
    made = Volunteer.objects.create(
        community=community, name=name, phone=phone, adult=adult, skills=skills, team=team, asks=asks, at=clock.now()
    )
    timeline.record("people.volunteer_added", subject=made, by=by, body={"volunteer": made.pk, "asks": asks})
    return made


@transaction.atomic
def change_volunteer(*, volunteer: Volunteer, by: Actor, **changes: object) -> Volunteer:
    """改名册: what they told us anew, or that they are not to be asked any more."""
    volunteer = Volunteer.objects.select_for_update().get(pk=volunteer.pk)
    other = queries.volunteer_by_phone(volunteer.community, str(changes.get("phone", volunteer.phone)))
    if other and other.pk != volunteer.pk:
        raise Refused(_("这个电话已经在名册上了，没有保存。"))
    for column, value in changes.items():
        setattr(volunteer, column, value)
    volunteer.save()
    timeline.record(
        "people.volunteer_changed", subject=volunteer, by=by, body={"volunteer": volunteer.pk, "asks": volunteer.asks}
    )
    return volunteer
