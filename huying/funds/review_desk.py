"""审件 of one place, as the bureau reads it: its batch, its papers, and one paper in the middle. By account or by link."""

from dataclasses import dataclass, field
from functools import cached_property
from typing import Any, NamedTuple
from uuid import UUID

from django.db.models import Q, QuerySet

from huying.core import pictures
from huying.core.access import reach
from huying.core.actor import Actor
from huying.field.models import Finding
from huying.people.models import User
from huying.rules import funds as rules

from . import queries
from .local import required
from .models import Batch, Inspection, Paper, Place, Quote, Review, SiteConfirmation, Vote
from .notice_models import Notice
from .standing import standing

# What was never handed in, or lies with the community again before its batch is filed, is not the bureau's to read.
UNFILED = (*rules.BEFORE_FILING.split(), "not_payable", "dropped")
FILED = [state for state in Place.State.values if state not in UNFILED or state == Place.State.RETURNED]
AT_BUREAU = rules.AT_BUREAU.split()
WAITS = Q(state__in=AT_BUREAU) | Q(
    state=Place.State.ACCEPTED, commitment__post__role="bureau", commitment__ended_at=None
)
SIGNS = {Paper.Check.UNSEEN: "new", Paper.Check.RIGHT: "done", Paper.Check.WRONG: "redo"}


def filed(places: QuerySet[Place]) -> QuerySet[Place]:
    return places.filter(batch__filed_at__isnull=False, state__in=FILED)


def reviewable(user: User) -> QuerySet[Place]:
    """What was filed within the reach of a bureau's account."""
    return filed(Place.objects.filter(reach(user, "review_funds", "community__path")))


def filed_batches(user: User) -> QuerySet[Batch]:
    return Batch.objects.filter(reach(user, "review_funds", "community__path"), filed_at__isnull=False)


class Line(NamedTuple):
    """One of the place's papers: what it is called, its newest version, and how the bureau found it."""

    code: str
    name: str
    paper: Paper | None
    sign: str
    word: str


@dataclass
class Desk:
    """`base` is the address of the page up to its question mark; by link the place is one of its arguments."""

    place: Place
    by: Actor
    base: str
    code: str = ""
    version: str = ""
    clerk: str = ""
    link: Any = None
    errors: dict[str, Any] = field(default_factory=dict)

    @cached_property
    def neighbours(self) -> list[Any]:
        """The places of the batch; those that were not handed in have a name and a state, and no page."""
        rows: list[Any] = list(self.place.batch.places.select_related("building").order_by("opened_at", "pk"))  # type: ignore[union-attr]
        for row in rows:
            row.chip, row.filed = standing(row).chip, row.state in FILED
        return rows

    @cached_property
    def papers(self) -> dict[str, list[Paper]]:
        """By code, each version in the order in which it was handed in."""
        found: dict[str, list[Paper]] = {}
        for paper in Paper.objects.filter(place=self.place).order_by("version"):
            found.setdefault(paper.code, []).append(paper)
        return found

    @cached_property
    def lines(self) -> list[Line]:
        """What is asked for before handing in; of later ones what is there."""
        rows = required(self.place.community, self.place.lane)
        return [self._line(row.code, row.name) for row in rows if row.before == "submit" or row.code in self.papers]

    def _line(self, code: str, name: str) -> Line:
        paper = self.papers[code][-1] if code in self.papers else None
        if paper is None:
            return Line(code, name, None, "off", "")
        return Line(code, name, paper, SIGNS[Paper.Check(paper.checked)], paper.get_checked_display())

    @cached_property
    def now(self) -> Line | None:
        """The paper in the middle: the one asked for, else the first that nobody has looked at."""
        chosen = [line for line in self.lines if line.code == self.code]
        unseen = [line for line in self.lines if line.paper and line.paper.checked == Paper.Check.UNSEEN]
        return next(iter([*chosen, *unseen, *self.lines]), None)

    @cached_property
    def shown(self) -> Paper | None:
        """The version of it that is asked for, else the newest."""
        versions = self.papers.get(self.now.code, []) if self.now else []
        return next((one for one in versions if str(one.version) == self.version), versions[-1] if versions else None)

    @cached_property
    def pages(self) -> list[Any]:
        return pictures.of([self.shown]).get(self.shown.pk, []) if self.shown else []

    @cached_property
    def excess(self) -> int | None:
        return queries.excess_asked(self.place) if self.place.state == Place.State.ACCEPTED else None

    @property
    def decides(self) -> bool:
        return self.place.state in AT_BUREAU

    @cached_property
    def said(self) -> list[Review]:
        rows = Review.objects.filter(place=self.place).exclude(decision=Review.Decision.TAKEN_UP)
        return list(rows.order_by("-at"))

    @property
    def chip(self) -> str:
        return standing(self.place).chip

    @property
    def data(self) -> tuple[str, dict[str, Any]] | None:
        """What huying itself knows of this paper: a template and its facts."""
        read = READERS.get(self.now.code) if self.now else None
        return (f"funds/review/{read[0]}.html", read[1](self.place)) if read else None

    def address(self, **more: str) -> str:
        return self.base + "&".join(f"{name}={value}" for name, value in more.items())


def _survey(place: Place) -> dict[str, Any]:
    finding = Finding.objects.filter(visit=place.survey_id).order_by("at").last() if place.survey_id else None
    return {"finding": finding, "pictures": pictures.of([place.survey]).get(place.survey_id, []) if finding else []}


def _plan(place: Place) -> dict[str, Any]:
    quotes = Quote.objects.filter(place=place).select_related("vendor")
    return {"lines": list(place.budget.all()), "quotes": list(quotes), "place": place}


def _households(place: Place) -> dict[str, Any]:
    rows: list[Any] = queries.roll(place)
    for row in rows:
        row.facts = queries.facts_of(row)
    area = sum(row.facts.area or 0 for row in rows if row.facts)
    return {"rows": rows, "area": area}


def _votes(place: Place) -> dict[str, Any]:
    return {"vote": Vote.objects.filter(place=place, counted_at__isnull=False).last()}


def _notices(place: Place) -> dict[str, Any]:
    notices = Notice.objects.filter(place=place).prefetch_related("objections")
    return {"notices": list(notices)}


READERS: dict[str, tuple[str, Any]] = {
    "application": ("application", lambda place: {"place": place, "n": place.scope.count()}),
    "survey": ("survey", _survey),
    "plan": ("plan", _plan),
    "households": ("households", _households),
    "ballots": ("ballots", _votes),
    "plan_notice": ("notices", _notices),
    "share_notice": ("notices", _notices),
    "site_confirmation": ("site", lambda place: {"rows": SiteConfirmation.objects.filter(place=place).order_by("on")}),
    "acceptance": ("acceptance", lambda place: {"rows": Inspection.objects.filter(place=place)}),
}


def next_of(desk: Desk) -> UUID | None:
    """The next of this batch that waits for an answer."""
    waits = filed(desk.place.batch.places.all()).filter(state__in=AT_BUREAU)  # type: ignore[union-attr]
    return waits.exclude(pk=desk.place.pk).order_by("opened_at", "pk").values_list("pk", flat=True).first()
