"""收件表: the desk's worklist. Views with their counts, and one page of rows, first due first."""

from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import NamedTuple
from urllib.parse import parse_qsl, urlencode
from uuid import UUID

from django.db.models import Case as Choose
from django.db.models import Count, Exists, F, OuterRef, Q, QuerySet, Subquery, When
from django.utils.module_loading import import_string
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from huying.core import clock
from huying.people.models import User
from huying.rules import lifecycle

from . import progress, queries
from .models import Appeal, Case, Channel, Commitment, Escalation, State

PAGE = 50

# The short word of a state in a list; its colour and shape are progress.CHIPS.
WORDS: dict[str, object] = {
    State.RECEIVED: gettext_lazy("新"),
    State.ACCEPTED: gettext_lazy("待派"),
    State.DISPATCHED: gettext_lazy("已派出"),
    State.IN_HAND: gettext_lazy("在办"),
    State.HANDLED: gettext_lazy("待核查"),
    State.VERIFIED: gettext_lazy("待回访"),
    State.CLOSED: gettext_lazy("办结"),
    State.REOPENED: gettext_lazy("没修好"),
    State.DECLINED: gettext_lazy("不受理"),
    State.REFERRED: gettext_lazy("转外部"),
    State.OBJECTED: gettext_lazy("退单待裁"),
    State.CONSULTING: gettext_lazy("会商"),
    State.WAITING: gettext_lazy("等待"),
    State.CARRIED_OVER: gettext_lazy("挂账"),
    State.MERGED: gettext_lazy("并走了"),
}


class View(NamedTuple):
    """One tab: its name in the address, its label, how many are in it."""

    key: str
    label: str
    count: int


class Row(NamedTuple):
    """One case in the list."""

    case: Case
    holder: queries.Holder | None
    due: datetime | None
    channel: str
    unread: bool
    # Whether what is due first is the answer that others wait for.
    outside: bool = False
    owes_reply: bool = False

    @property
    def chip(self) -> str:
        return progress.chip(self.case)

    @property
    def dry(self) -> bool:
        """Whether it only waits for rain."""
        return self.case.state == State.VERIFIED and not self.case.rain_settled

    @property
    def word(self) -> str:
        if self.dry:
            return _("等下雨")
        return str(WORDS[self.case.state])


class Worklist(NamedTuple):
    views: list[View]
    view: View
    rows: list[Row]
    page: int
    pages: int
    unread: int


def _raised(user: User) -> Exists:
    """升级提醒 to the posts of an account, as long as it is still so: not done, not moved to a later day, not signed for."""
    told = Escalation.objects.filter(
        case=OuterRef("pk"), post__in=user.posts, commitment__ended_at=None, commitment__due_by=F("due_by")
    )
    return Exists(told.exclude(code="unacked", commitment__acked_at__isnull=False))


def _filters() -> dict[str, tuple[str, Q]]:
    """The views, by their names in the address. `due_by` is when the holder's part is due."""
    now = clock.now()
    tonight = clock.local(now).replace(hour=0, minute=0, second=0, microsecond=0) + timedelta(days=1)
    # What is closed but not yet answered to those who sent it still counts down.
    still = ~Q(state__in=lifecycle.ENDED)
    runs = still | Q(outside_by__isnull=False)
    return {
        "open": (_("没结束"), still),
        "triage": (_("待派"), Q(state__in=[State.RECEIVED, State.ACCEPTED, State.REOPENED])),
        "today": (_("今天到期"), runs & Q(due_by__gte=now, due_by__lt=tonight)),
        "over": (_("超期"), runs & Q(due_by__lt=now)),
        "raised": (_("要盯的"), Q(watched=True)),
        "check": (_("待核查"), Q(state=State.HANDLED)),
        "call": (_("待回访"), Q(state=State.VERIFIED)),
        "reply": (_("待回复来件"), Q(owes_reply=True)),
        "redo": (_("没修好"), Q(state=State.REOPENED)),
        "returned": (_("退单"), Q(state__in=[State.OBJECTED, State.CONSULTING])),
        "out": (_("转外部"), Q(state=State.REFERRED)),
        "waiting": (_("等待、挂账"), Q(state__in=[State.WAITING, State.CARRIED_OVER])),
        "asked": (_("督办、协办、待批"), Q(beside_by__isnull=False)),
        "closed": (_("已办结"), Q(state__in=lifecycle.ENDED - {State.MERGED.value})),
    }


class Only(NamedTuple):
    """筛选: what of it is wanted, by codes and ids as an address has them; nothing of any person."""

    community: str = ""
    category: str = ""
    grid: str = ""
    urgency: str = ""

    @classmethod
    def of(cls, given: Mapping[str, str]) -> "Only":
        found = cls(*(given.get(name, "")[:40] for name in cls._fields))
        try:
            UUID(found.grid)
        except ValueError:
            return found._replace(grid="")
        return found

    @property
    def set(self) -> dict[str, str]:
        return {name: value for name, value in self._asdict().items() if value}

    @property
    def asked(self) -> str:
        """As a query, for an address."""
        return urlencode(self.set)

    def among(self, seen: QuerySet[Case]) -> QuerySet[Case]:
        return seen.filter(**self.set)


ALL = Only()


def here(given: Mapping[str, str]) -> str:
    """The inbox as an address has it: the view, the page, what narrows it, and nothing else of what was sent along. Forms
    that come back to the list carry it with them."""
    asked = {name: value for name in ("view", "page") if (value := given.get(name, "")[:20])}
    return urlencode({**asked, **Only.of(given).set})


def parsed(query: str) -> dict[str, str]:
    """The other way round, of what a form carried."""
    return dict(parse_qsl(query[:400]))


def worklist(user: User, view: str, page: int, only: Only = ALL) -> Worklist:
    """One page of a view, of everything an account sees or of a part of it. Five statements for any number of rows."""
    filters = _filters()
    key = view if view in filters else "open"
    seen = queries.visible_to(user)
    cases = _due(only.among(seen)).annotate(watched=_raised(user))
    counts = cases.aggregate(**{name: Count("pk", filter=found) for name, (_label, found) in filters.items()})
    views = [View(name, label, counts[name]) for name, (label, _found) in filters.items()]
    pages = max(1, -(-counts[key] // PAGE))
    page = min(max(page, 1), pages)
    unread = _unread(user)
    found = _ordered(cases.filter(filters[key][1]), key)[(page - 1) * PAGE : page * PAGE]
    chosen = next(one for one in views if one.key == key)
    return Worklist(views, chosen, _rows(found, unread), page, pages, len(unread))


def standing(user: User, *names: str) -> dict[str, dict[str, int]]:
    """How many each of these views holds, community by community: key → view → count. One statement."""
    filters = _filters()
    counted = {name: Count("pk", filter=filters[name][1]) for name in names}
    rows = _due(queries.visible_to(user)).order_by().values("community").annotate(**counted)
    return {row.pop("community"): row for row in rows}


def _due(cases: QuerySet[Case]) -> QuerySet[Case]:
    """By when something is owed: by the holder, to say "I have it" first, then to have it done; beside the road; or to
    those outside who wait for an answer. The soonest counts."""
    held = Commitment.objects.filter(case=OuterRef("pk"), ended_at=None).exclude(kind__in=Commitment.OFF_ROAD)
    road = held.exclude(kind__in=Commitment.BESIDE)
    beside = held.filter(kind__in=Commitment.BESIDE).order_by("due_by").values("due_by")[:1]
    owed = Choose(When(acked_at=None, ack_by__isnull=False, then="ack_by"), default="due_by")
    waits = Appeal.objects.filter(queries.OWED, case=OuterRef("pk"))
    first = waits.exclude(outside_due=None).order_by("outside_due").values("outside_due")[:1]
    named = cases.annotate(
        road_by=Subquery(road.annotate(owed=owed).order_by("owed").values("owed")[:1]), beside_by=Subquery(beside),
        outside_by=Subquery(first), owes_reply=Exists(waits),
    )  # fmt: skip
    own = named.annotate(own_by=Choose(When(beside_by__lt=F("road_by"), then="beside_by"), default="road_by"))
    sooner = Q(outside_by__isnull=False) & (Q(own_by=None) | Q(outside_by__lt=F("own_by")))
    return own.annotate(due_by=Choose(When(sooner, then="outside_by"), default="own_by"))


def _ordered(cases: QuerySet[Case], key: str) -> QuerySet[Case]:
    first = Appeal.objects.filter(case=OuterRef("pk")).order_by("said_at", "pk")
    named = queries.shown(cases).annotate(channel=Subquery(first.values("channel")[:1]))
    if key == "closed":
        return named.order_by("-closed_at", "pk")
    return named.order_by(F("due_by").asc(nulls_last=True), "received_at", "pk")


def _rows(found: QuerySet[Case], unread: set[object]) -> list[Row]:
    cases = list(found)
    holders = queries.holders(case.pk for case in cases)
    return [
        Row(
            case,
            holders.get(case.pk),
            case.due_by,
            Channel(case.channel).label,
            case.pk in unread,  # type: ignore[attr-defined]
            case.outside_by is not None and case.due_by == case.outside_by,
            case.owes_reply,  # type: ignore[attr-defined]
        )
        for case in cases
    ]


def _unread(user: User) -> set[object]:
    """What came into this account's hands, or was raised to it, and was not opened since."""
    found: set[object] = import_string(import_string("huying.wiring.UNREAD"))(user)
    return found


def spans_communities(user: User) -> bool:
    """Whether the list needs a column for the community."""
    return any(post.community_id is None for post in user.posts) or len({post.community_id for post in user.posts}) > 1
