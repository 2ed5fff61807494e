"""Figures 数: read from what happened, each with the very matters it counts; bounded in statements, however many there are."""

import json
from collections.abc import Iterable
from datetime import date, timedelta
from typing import Any, NamedTuple
from uuid import UUID

from django.db.models import Count, F, Q, QuerySet
from django.db.models.functions import TruncDate, TruncMonth

from huying.cases import queries as cases
from huying.cases.models import Appeal, CallBack, Case, Category, State
from huying.core import clock
from huying.core.models import Event
from huying.people import queries as people
from huying.people.models import User
from huying.places.models import Building, Community
from huying.rules import lifecycle, rates
from huying.rules.periods import Period
from huying.rules.rates import Answer, Promise, Rate

# Those that count appeals; the others count cases.
BY_APPEAL = ("responded", "solved", "satisfied", "on_time")
ORDER = (*BY_APPEAL, "returned", "redone")
# 总在同一处: so often within a year that it is no accident any more.
OFTEN = 3
HOT = 6


def communities(user: User) -> list[Community]:
    """Those the account's posts reach, by their key; never by how well they do."""
    return list(Community.objects.filter(people.reach(user, "see_overview", "path")).order_by("key"))


def figures(user: User, period: Period, community: Community | None = None) -> dict[str, Rate]:
    """The six rates of what an account sees, in one community or all. Five statements."""
    since, until = (clock.instant(day.isoformat()) for day in (period.since, period.until))
    # up to this very moment: what is not due yet is neither in time nor late
    until = min(until, clock.now() + timedelta(microseconds=1))
    seen = _seen(user, community)
    promised, said = _promises(seen, since, until), _answers(seen, since, until)
    happened = _happened(seen, since, until)
    found = (
        rates.responded(promised, since, until), rates.solved(said, since, until), rates.satisfied(said, since, until),
        rates.on_time(promised, since, until),
        rates.share_of("returned", happened["cases.dispatched"], happened["cases.objected"]),
        rates.share_of("redone", happened["cases.handled"], [*happened["cases.sent_back"], *happened["cases.reopened"]]),
    )  # fmt: skip
    return {rate.code: rate for rate in found}


def _seen(user: User, community: Community | None) -> QuerySet[Case]:
    seen = cases.visible_to(user)
    return seen.filter(community=community) if community else seen


def _promises(seen: QuerySet[Case], since: Any, until: Any) -> list[Promise]:
    due = Q(case__respond_by__gte=since, case__respond_by__lt=until) | Q(answer_by__gte=since, answer_by__lt=until)
    found = Appeal.objects.filter(due, case__in=seen, answer_by__isnull=False).exclude(case__road=Case.Road.ENTERED)
    columns = ("pk", "nature", "joined", "case__respond_by", "case__responded_at", "answer_by", "answered_at")
    return [Promise(*row) for row in found.order_by("said_at", "pk").values_list(*columns)]


def _answers(seen: QuerySet[Case], since: Any, until: Any) -> list[Answer]:
    """What was said on the telephone or by link; who pressed "not fixed" by link; and what was answered without asking."""
    called = CallBack.objects.filter(appeal__case__in=seen, at__gte=since, at__lt=until).exclude(outcome="")
    told = [Answer(*row) for row in called.order_by("at", "pk").values_list("appeal", "at", "outcome", "satisfaction")]
    closed = Appeal.objects.filter(
        case__in=seen, answered_at__gte=since, answered_at__lt=until,
        outcome__in=[Appeal.Outcome.ANSWERED, Appeal.Outcome.DECLINED],
    ).exclude(case__road=Case.Road.ENTERED)  # fmt: skip
    told += [Answer(*row) for row in closed.values_list("pk", "answered_at", "outcome")]
    again = _events(seen, ["cases.reopened"], since, until).filter(
        Q(actor__startswith="resident") | Q(actor__startswith="proxy")
    )
    for at, body in again.values_list("at", "body"):
        told.append(Answer(UUID(json.loads(body)["appeal"]), at, Appeal.Outcome.UNSOLVED.value))
    return told


def _events(seen: QuerySet[Case], kinds: Iterable[str], since: Any, until: Any) -> QuerySet[Event]:
    """What happened to these cases. The timeline holds ids as text, with the community's key beside them."""
    keys = seen.order_by().values("community").distinct()
    found = Event.objects.filter(kind__in=list(kinds), at__gte=since, at__lt=until, community__in=keys)
    return found.order_by("at", "seq")


def _happened(seen: QuerySet[Case], since: Any, until: Any) -> dict[str, list[str]]:
    kinds = ["cases.dispatched", "cases.objected", "cases.handled", "cases.sent_back", "cases.reopened"]
    found: dict[str, list[str]] = {kind: [] for kind in kinds}
    for kind, subject in _events(seen, kinds, since, until).values_list("kind", "subject_id"):
        found[kind].append(subject)
    return found


def listed(rate: Rate, part: str, user: User) -> QuerySet[Case]:
    """The matters behind one number: hit, of, or what was left out for a reason. Rows are those the account sees."""
    ids = {"hit": rate.hit, "of": rate.of}.get(part) or rate.left_out.get(part, ())  # type: ignore[call-overload]
    seen = cases.shown(cases.visible_to(user))
    found = seen.filter(appeals__in=ids) if rate.code in BY_APPEAL else seen.filter(pk__in=ids)
    return found.distinct().order_by("received_at", "pk")


# --- how much there is, and where --------------------------------------------------------------------------------------


class Bar(NamedTuple):
    """So many received in a month or on a day; how many of them late; how many ended then."""

    start: date
    received: int
    late: int
    ended: int = 0


def months(user: User, community: Community | None = None) -> list[Bar]:
    """The last twelve months, this one included. One statement."""
    first = clock.today().replace(day=1)
    starts = [_months_before(first, nth) for nth in range(11, -1, -1)]
    seen = _received(_seen(user, community), starts[0])
    rows = seen.annotate(start=TruncMonth("received_at", tzinfo=clock.ZONE)).values("start").order_by("start")
    found = {row["start"].date(): row for row in rows.annotate(n=Count("pk"), late=Count("pk", filter=_late()))}
    return [Bar(day, found[day]["n"], found[day]["late"]) if day in found else Bar(day, 0, 0) for day in starts]


def days(user: User, period: Period, community: Community | None = None) -> list[Bar]:
    """Day by day. Two statements."""
    seen = _seen(user, community).exclude(state=State.MERGED)
    begin, end = (clock.instant(day.isoformat()) for day in (period.since, period.until))

    def each(column: str, **within: Any) -> dict[date, int]:
        rows = seen.filter(**within).annotate(day=TruncDate(column, tzinfo=clock.ZONE)).values("day").order_by("day")
        return {row["day"]: row["n"] for row in rows.annotate(n=Count("pk"))}

    received = each("received_at", received_at__gte=begin, received_at__lt=end)
    ended = each("closed_at", closed_at__gte=begin, closed_at__lt=end)
    all_days = [period.since + timedelta(days=nth) for nth in range((period.until - period.since).days)]
    return [Bar(day, received.get(day, 0), 0, ended.get(day, 0)) for day in all_days]


def _months_before(first: date, nth: int) -> date:
    month = first.year * 12 + first.month - 1 - nth
    return date(month // 12, month % 12 + 1, 1)


def _received(seen: QuerySet[Case], since: date) -> QuerySet[Case]:
    return seen.filter(received_at__gte=clock.instant(since.isoformat())).exclude(state=State.MERGED)


def _late() -> Q:
    """Handled or ended after what was promised, or not yet and it has passed."""
    handled = Q(handled_at__gt=F("resolve_by"))
    ended = Q(handled_at=None, closed_at__gt=F("resolve_by"))
    return handled | ended | Q(handled_at=None, closed_at=None, resolve_by__lt=clock.now())


class Spot(NamedTuple):
    """总在同一处: a house and what keeps happening there, in the last year; how often it was put right."""

    building: Building
    category: Category
    times: int
    mended: int

    @property
    def dots(self) -> range:
        return range(self.times)


def hot(user: User, community: Community | None = None) -> list[Spot]:
    """The same kind of matter at the same house three times in a year or more, most often first. Three statements."""
    year = clock.today() - timedelta(days=365)
    seen = _received(_seen(user, community), year).exclude(building=None).values(
        "building", "category"
    )  # fmt: skip
    found = seen.annotate(times=Count("pk"), mended=Count("pk", filter=Q(handled_at__isnull=False)))
    rows = list(found.filter(times__gte=OFTEN).order_by("-times", "building__name", "category")[:HOT])
    houses = Building.objects.select_related("community").in_bulk([row["building"] for row in rows])
    kinds = Category.objects.in_bulk([row["category"] for row in rows])
    return [Spot(houses[row["building"]], kinds[row["category"]], row["times"], row["mended"]) for row in rows]


# --- the wall ----------------------------------------------------------------------------------------------------------

# What may stand on a screen in a hall: what is common to a house, and said by somebody who does not hide.
ON_THE_WALL = 5


class Wall(NamedTuple):
    """Today in one community: what was said, what is under way, what was done; and the latest matters of whole houses."""

    said: int
    open: int
    done: int
    rows: list[Case]


def wall(community: Community) -> Wall:
    """What may be seen by anybody who stands before it. Three statements."""
    midnight = clock.instant(clock.today().isoformat())
    seen = Case.objects.filter(community=community).exclude(state=State.MERGED)
    said = Appeal.objects.filter(case__in=seen, said_at__gte=midnight).exclude(case__road=Case.Road.ENTERED).count()
    counted = seen.aggregate(
        open=Count("pk", filter=Q(state__in=lifecycle.OPEN)), done=Count("pk", filter=Q(closed_at__gte=midnight))
    )
    common = cases.openly(seen.filter(home=None, building__isnull=False))
    under_way = Q(state__in=lifecycle.OPEN - {"received"}) | Q(state=State.CLOSED, closed_at__gte=midnight)
    rows = cases.shown(common.filter(under_way)).order_by(F("closed_at").desc(nulls_last=True), "resolve_by", "pk")
    return Wall(said, counted["open"], counted["done"], list(rows[:ON_THE_WALL]))
