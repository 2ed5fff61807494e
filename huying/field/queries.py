"""Reads of the field: what is in a grid worker's hands, what lies near, and what is known at the door."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import datetime
from typing import NamedTuple
from uuid import UUID

from django.db.models import OuterRef, Q, QuerySet, Subquery
from django.utils.module_loading import import_string
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from huying.cases import queries as cases
from huying.cases.models import Appeal, Case, CaseHome, Commitment
from huying.core import clock, pictures
from huying.core.models import File, SignedLink
from huying.core.sealed import plain
from huying.people.models import Post, Proxy, User
from huying.places.models import Home
from huying.rules import entry as rules
from huying.rules import lifecycle

from .models import EntryAuthorisation, Finding, Visit, WorkOrder

ENTRY_LINK = "field.entry"
ORDER_LINK = "field.work_order"


class Task(NamedTuple):
    """One line of the grid worker's day: the matter, who holds it now, and whether it is still unread."""

    case: Case
    holder: cases.Holder
    mine: bool
    unread: bool

    @property
    def new(self) -> bool:
        """Put into these hands and not yet signed for."""
        return self.mine and self.unsigned

    @property
    def unsigned(self) -> bool:
        return self.holder.kind == "visit" and self.holder.acked_at is None

    @property
    def waits(self) -> bool:
        """On somebody else, or on something: a vendor, the desk, a ruling, materials."""
        return self.holder.kind not in ("visit", "verify", "assist")

    @property
    def by(self) -> datetime:
        """Of what is not accepted yet, by when it was to be."""
        waits = (
            self.holder.ack_by if self.holder.acked_at is None and (self.new or self.holder.kind == "order") else None
        )
        return waits or self.holder.due_by

    @property
    def overdue(self) -> bool:
        return self.by < clock.now()

    @property
    def state(self) -> str:
        if self.overdue:
            return "over"
        return "new" if self.unsigned else "wait" if self.waits else "hand"

    @property
    def what(self) -> str:
        """What is being waited for, in a word or two."""
        if self.holder.kind == "order":
            return _("等人修") if self.holder.acked_at else _("等接单")
        words = {"triage": _("等派人"), "verify": _("待核查"), "call_back": _("待回访")} | {
            "follow_up": _("转外部"), "ruling": _("退单待裁"), "consult": _("会商"), "await": _("等待"), "recheck": _("挂账"),
            "joint_call": _("吹哨报到"), "answer_supervision": _("督办待答"), "next_order": _("等再派"), "assist": _("协办"),
            "approve": _("费用待批"),
            "turnout": _("志愿者召集"), "claim": _("志愿者认领"),
        }  # fmt: skip
        return words.get(self.holder.kind) or (_("新") if self.unsigned else _("在办"))


def in_hand(user: User, unread: set[UUID]) -> list[Task]:
    """今日: what an account's posts hold. Not yet signed for first, then what waits for them, then what waits for others."""
    held: dict[UUID, list[Commitment]] = {}
    for one in cases.in_hands_of(user):
        held.setdefault(one.case_id, []).append(one)
    tasks = _tasks((own[0].case for own in held.values()), mine=set(held), unread=unread)
    tasks = [_as_helper(task, held[task.case.pk], user) for task in tasks]
    return sorted(tasks, key=lambda task: (not task.new, task.waits, task.by))


def _as_helper(task: Task, own: list[Commitment], user: User) -> Task:
    """Whoever only lends a hand reads what they were asked for, and not what the lead does."""
    if any(one.kind != Commitment.Kind.ASSIST for one in own):
        return task
    return task._replace(holder=cases.holder(own[0], {own[0].post_id: user.name}))


def near(user: User, unread: set[UUID]) -> list[Task]:
    """附近: every open matter of an account's grids, house by house as they stand."""
    found = _open_near(user).select_related("category", "building", "home")
    return _tasks(found.order_by("building__order", "home__floor", "received_at"), mine=set(), unread=unread)


def count_near(user: User) -> int:
    return _open_near(user).count()


def _open_near(user: User) -> QuerySet[Case]:
    grids = [post.grid_id for post in user.posts if post.grid_id]
    return Case.objects.filter(grid__in=grids).exclude(state__in=lifecycle.ENDED)


def unread_by(user: User) -> set[UUID]:
    """The cases an account was told about and has not opened; the room above that sends notices knows."""
    found: set[UUID] = import_string(import_string("huying.wiring.UNREAD"))(user)
    return found


def _tasks(found: Iterable[Case], *, mine: set[UUID], unread: set[UUID]) -> list[Task]:
    rows = list(found)
    holders = cases.holders(case.pk for case in rows)
    return [Task(case, holders[case.pk], case.pk in mine, case.pk in unread) for case in rows if case.pk in holders]


class Door(NamedTuple):
    """What a grid worker wants to know before ringing the bell; the rest is on the timeline."""

    appeals: list[Appeal]
    finding: Finding | None
    orders: list[WorkOrder]
    holder: cases.Holder | None
    homes: list[CaseHome]

    @property
    def open_order(self) -> WorkOrder | None:
        return next((order for order in self.orders if order.finished_at is None), None)


def at_the_door(case: Case) -> Door:
    """In a fixed number of statements."""
    appeals = list(Appeal.objects.filter(case=case).order_by("said_at"))
    orders = list(WorkOrder.objects.filter(of_matter(case)).select_related("vendor").order_by("-at"))
    return Door(appeals, last_finding(case), orders, cases.holders([case.pk]).get(case.pk), cases.homes(case))


def last_finding(case: Case) -> Finding | None:
    """What holds of the cause and the zone: the newest finding."""
    return Finding.objects.filter(of_matter(case)).order_by("-at", "-pk").first()


class Call(NamedTuple):
    """A person to ring: the numbers, or only what they look like until one asks for them."""

    appeal: Appeal
    numbers: list[str]


def calls(door: Door, *, open_to: set[UUID]) -> list[Call]:
    """Who left a number, with the numbers of those appeals that are open to this reader. Who asked to stay unknown is
    rung by the desk alone."""
    left = [appeal for appeal in door.appeals if appeal.phones and not appeal.secret]
    return [Call(appeal, appeal.phones if appeal.pk in open_to else []) for appeal in left]


def of_matter(case: Case) -> Q:
    """What was seen and done in a case, and in those that were merged into it (and into those)."""
    merged = Case.objects.filter(merged_into=case.pk).values("pk")
    family = Case.objects.filter(Q(pk=case.pk) | Q(merged_into=case.pk) | Q(merged_into__in=merged))
    return Q(case__in=family.values("pk"))


def in_my_hands(case: Case, user: User) -> bool:
    """Whether an account's posts hold anything of a case now."""
    return Commitment.objects.filter(case=case, ended_at=None, post__in=user.posts).exists()


def held_by(case: Case, user: User, kind: str) -> bool:
    """Whether an account's posts hold this kind of commitment of a case now."""
    return Commitment.objects.filter(case=case, kind=kind, ended_at=None, post__in=user.posts).exists()


def kinds_held(case: Case, user: User) -> set[str]:
    """Which kinds of commitment of a case an account's posts hold now."""
    held = Commitment.objects.filter(case=case, ended_at=None, post__in=user.posts)
    return set(held.values_list("kind", flat=True))


def grid_post(user: User) -> Post | None:
    """The post an account walks with."""
    return next((post for post in user.posts if post.role == "grid_worker"), None)


def ordered(pk: UUID) -> WorkOrder:
    """A work order with what its page shows."""
    related = ("vendor", "commitment", "case__community", "case__building", "case__home", "case__category")
    return WorkOrder.objects.select_related(*related).get(pk=pk)


def seen_on_visits(case: Case) -> list[File]:
    """The pictures that the grid worker took, for whoever is to repair it."""
    found = pictures.of(Visit.objects.filter(of_matter(case)))
    return sorted((file for files in found.values() for file in files), key=lambda file: file.at)


# --- going into homes -------------------------------------------------------------------------------------------------

WHY_NOT = {
    "closed": gettext_lazy("这件事办结了，授权跟着结束。"),
    "revoked": gettext_lazy("业主收回了。"),
    "not_confirmed": gettext_lazy("业主还没确认。"),
    "expired": gettext_lazy("过了时间。"),
    "not_yet": gettext_lazy("还没到时间。"),
}


@dataclass
class EntryNow:
    """An authorisation and what it is worth at this instant: valid, or why not."""

    entry: EntryAuthorisation
    why: str
    token: str = ""
    address: str = ""
    evidence: list[File] = field(default_factory=list)

    @property
    def valid(self) -> bool:
        return not self.why

    @property
    def said(self) -> str:
        """Why it opens no door, in words; empty when it does."""
        return str(WHY_NOT[self.why]) if self.why else ""

    @property
    def live(self) -> bool:
        """Whether it may yet open a door."""
        return self.why in ("", "not_confirmed", "not_yet")


def entry_now(entry: EntryAuthorisation) -> EntryNow:
    return EntryNow(entry, rules.why_not(entry.given, clock.now()))


def entries_of(case: Case) -> list[EntryNow]:
    """入户授权 of a case, the newest first, each with its owner's link. One statement."""
    live = SignedLink.objects.filter(purpose=ENTRY_LINK, subject_id=OuterRef("pk"), revoked_at=None)
    found = EntryAuthorisation.objects.filter(case=case).select_related("home")
    rows = []
    for entry in found.annotate(token=Subquery(live.values("token")[:1])).order_by("-at", "-pk"):
        entry.case = case
        row = entry_now(entry)
        row.token = entry.token or ""
        rows.append(row)
    return rows


def permits(case: Case) -> list[EntryNow]:
    """At the door: what may yet be used; where nothing may, the newest, which says why."""
    rows = entries_of(case)
    return [row for row in rows if row.live] or rows[:1]


def homes_near(case: Case) -> list[Home]:
    """The homes somebody may have to go into: those of the case's house, its own first."""
    if case.building_id is None:
        return []
    homes = Home.objects.filter(building=case.building_id).select_related("building").order_by("floor", "label")
    return sorted(homes, key=lambda home: home.pk != case.home_id)


def authorisation(pk: UUID) -> EntryAuthorisation:
    """An authorisation with what its owner's page shows."""
    related = ("home", "case__community", "case__lead", "case__building", "case__category")
    return EntryAuthorisation.objects.select_related(*related).get(pk=pk)


class Asked(NamedTuple):
    """An authorisation that a relative may answer for whom they act."""

    entry: EntryAuthorisation
    proxy: Proxy


def for_proxies(proxies: list[Proxy]) -> list[Asked]:
    """What is asked, or was given and holds, of residents who let these relatives agree to entry. Nothing is asked of the
    database where none of them may; else one statement: only a few terms run at a time in a community, and numbers are
    compared once unsealed."""
    may = [one for one in proxies if one.enters]
    if not may:
        return []
    live = EntryAuthorisation.objects.filter(
        case__community__in={one.community_id for one in may}, revoked_at=None, ends_at__gt=clock.now()
    )
    rows = live.exclude(case__state__in=lifecycle.ENDED).select_related("home", "case").order_by("starts_at", "pk")
    return [
        Asked(entry, proxy)
        for entry in rows
        for proxy in may
        if plain(entry.principal_phone) == plain(proxy.principal_phone) and proxy.home_id in (None, entry.home_id)
    ]
