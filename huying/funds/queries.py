"""Reads of the maintenance fund; scoping lives here."""

from collections.abc import Iterable
from datetime import date, timedelta
from uuid import UUID

from django.db.models import Count, Q, QuerySet
from django.utils.translation import gettext as _

from huying.cases.models import Case
from huying.core import clock, timeline
from huying.core.access import reach
from huying.people.models import User
from huying.places.models import Community, Home

from .local import required
from .models import Batch, Notice, Objection, Paper, Place, PlaceHome, Property, Quote, RequiredPaper


def visible_to(user: User) -> QuerySet[Place]:
    """The places that an account may see: those of its communities; the bureau sees what was filed."""
    own = reach(user, "see_funds", "community__path")
    filed = reach(user, "review_funds", "community__path") & Q(batch__filed_at__isnull=False)
    return Place.objects.filter(own | filed)


def batches_of(user: User) -> QuerySet[Batch]:
    """The batches that an account may see, with how many places and households each has."""
    own = reach(user, "see_funds", "community__path")
    filed = reach(user, "review_funds", "community__path") & Q(filed_at__isnull=False)
    return Batch.objects.filter(own | filed)


def households(places: QuerySet[Place]) -> QuerySet[Place]:
    """Each with the number of homes that pay."""
    return places.annotate(households=Count("scope", distinct=True))


def shown(places: QuerySet[Place]) -> QuerySet[Place]:
    """With what a page needs to name a place and to say who has it."""
    return places.select_related(
        "building", "batch", "community__division", "case", "commitment__post", "emergency_kind"
    )


def roll(place: Place) -> list[PlaceHome]:
    """The homes that pay, each with its property facts and owner where known, in the order of their rooms. One statement."""
    rows = PlaceHome.objects.filter(place=place).select_related("home__unit", "home__building", "home__property__owner")
    return list(rows.order_by("home__building__order", "home__unit__name", "home__floor", "home__room"))


def facts_of(row: PlaceHome) -> Property | None:
    """The property facts of a home of the scope; None where nobody has written any."""
    return getattr(row.home, "property", None)


def rooms_of(rows: Iterable[PlaceHome]) -> dict[str, str]:
    """5栋303 of each owner of a scope, by id: all of their homes in it."""
    found: dict[str, list[str]] = {}
    for row in rows:
        facts = facts_of(row)
        if facts and facts.owner_id:
            found.setdefault(str(facts.owner_id), []).append(row.home.label)
    return {key: _("、").join(labels) for key, labels in found.items()}


def lacking(rows: Iterable[PlaceHome]) -> list[Home]:
    """The homes of a scope that lack an area or an owner: neither a vote nor a share can be worked out with them."""
    found = []
    for row in rows:
        facts = facts_of(row)
        if facts is None or not facts.area or facts.owner_id is None:
            found.append(row.home)
    return found


def quotes_enough(place: Place, least: int) -> bool:
    """Whether so many firms said what they ask, and one of them is taken. Where none is asked for, none is needed."""
    quotes = list(Quote.objects.filter(place=place).values_list("taken", flat=True))
    return least == 0 or (len(quotes) >= least and any(quotes))


def opened_for(case: Case) -> list[Place]:
    """The places that a case led to, as lead or as one of the reasons. One statement."""
    led = Place.objects.filter(Q(case=case) | Q(reasons__case=case)).distinct()
    return list(led.select_related("building"))


def posted(place: Place, kind: str) -> Notice | None:
    """The last notice of this kind."""
    return Notice.objects.filter(place=place, kind=kind).last()


def hung_long_enough(notice: Notice | None) -> bool:
    """Whether its last day is over."""
    return notice is not None and clock.local(clock.now()).date() > notice.until


def unanswered(notice: Notice | None) -> int:
    """How many objections to it wait for an answer."""
    return Objection.objects.filter(notice=notice, answered_at=None).count() if notice else 0


# The steps before which papers are asked for, in the order of the road.
STAGES = ("submit", "contract", "settle", "post_settlement", "archive")


def missing_papers(place: Place, stage: str) -> list[RequiredPaper]:
    """What must still be handed in before this step, and before the ones that come earlier: nothing handed in at all, or
    found wrong by the bureau and not mended since."""
    wanted = STAGES[: STAGES.index(stage) + 1]
    newest = newest_papers(place)
    asked = [row for row in required(place.community, place.lane) if row.before in wanted]
    return [row for row in asked if row.code not in newest or newest[row.code].checked == Paper.Check.WRONG]


def newest_papers(place: Place) -> dict[str, Paper]:
    """The version that counts of each document, by code."""
    return {paper.code: paper for paper in Paper.objects.filter(place=place).order_by("version")}


def excess_asked(place: Place) -> int | None:
    """What the whole is to come to, where the excess was applied for and the bureau has not answered yet."""
    told = [event for event in timeline.of(place) if event.kind in EXCESS]
    open_now = told and told[-1].kind == EXCESS[0]
    return int(timeline.data(told[-1])["cents"]) if open_now else None


EXCESS = ("funds.excess_applied", "funds.excess_granted", "funds.excess_refused")


# The kinds of call that a repaired part can cause.
CALLS: dict[str, tuple[str, ...]] = {
    Place.Part.ROOF: ("house_roof",),
    Place.Part.WALL: ("house_roof",),
    Place.Part.DRAIN: ("drain",),
    Place.Part.STAIRS: ("safety", "light"),
    Place.Part.STRUCTURE: ("safety",),
}


def under_warranty(case: Case) -> list[Place]:
    """The places of the same house whose repair the firm still answers for, and which such a call is about."""
    parts = [part for part, codes in CALLS.items() if case.category_id in codes]
    if case.building_id is None or not parts:
        return []
    rows = Place.objects.filter(
        community=case.community_id, building=case.building_id, part__in=parts, state=Place.State.ARCHIVED,
        warranty_until__gte=clock.today(),
    )  # fmt: skip
    return list(rows.select_related("contract__vendor", "building").order_by("-warranty_until"))


def ending_warranties(today: date, days: int, community: Community) -> QuerySet[Place]:
    """The archived places of a community whose warranty ends within so many days."""
    until = today + timedelta(days=days)
    rows = Place.objects.filter(community=community, state=Place.State.ARCHIVED)
    return rows.filter(warranty_until__gte=today, warranty_until__lte=until)


def cases_of_places(ids: Iterable[UUID]) -> dict[UUID, Case]:
    """The case of each place, for the list of who looked."""
    rows = Place.objects.filter(pk__in=list(ids)).select_related("case__home", "case__building")
    return {one.pk: one.case for one in rows}
