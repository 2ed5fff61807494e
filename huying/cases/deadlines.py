"""When a promise is due: the limits and branch rules of a division, counted on its working calendar."""

from collections.abc import Iterable
from datetime import date, datetime
from typing import NamedTuple

from django.db.models import F, Q, QuerySet

from huying.places.models import Community, Division
from huying.places.queries import calendar_of
from huying.rules import clock, ladder

from .models import BranchRule, Case, LadderStep, Limit


class Due(NamedTuple):
    """An instant in UTC, and whether the calendar has no data for some day on the way to it."""

    at: datetime
    uncertain: bool


def _limits(codes: list[str], urgency: str, kinds: Iterable[str], category: str | None) -> QuerySet[Limit]:
    """What holds comes last: one that names the category over one for all, then the nearest division's."""
    fit = Q(category=None) | Q(category=category) if category else Q(category=None)
    rows = Limit.objects.filter(fit, division__code__in=codes, urgency=urgency, kind__in=list(kinds))
    return rows.order_by(F("category").asc(nulls_first=True), "division__path")


def due(
    community: Community, urgency: str, start: datetime, *kinds: str, category: str | None = None
) -> dict[str, Due]:
    """The deadlines of these kinds for a matter of this urgency and category, counted from `start`. One statement beside
    the calendar's."""
    calendar = calendar_of(community.division)
    found = {}
    for row in _limits(community.path.split("/")[:-2], urgency, kinds, category):
        instant = clock.due(start, clock.Limit(row.amount, row.unit), calendar)  # type: ignore[arg-type]
        found[row.kind] = Due(instant, clock.is_uncertain(start, instant, calendar))
    return found


def one(community: Community, urgency: str, start: datetime, kind: str, category: str | None = None) -> datetime:
    """The deadline of one kind."""
    return due(community, urgency, start, kind, category=category)[kind].at


def of_case(case: Case, start: datetime, kind: str) -> datetime:
    """The deadline of one kind for a case, counted from `start`."""
    return one(case.community, case.urgency, start, kind, case.category_id)


def limits_for(division: Division, urgency: str, kind: str, category: str | None = None) -> list[Limit]:
    """时限 that a division and those above it have set for one thing, what holds last."""
    rows = _limits(division.path.split("/")[:-1], urgency, [kind], category)
    return list(rows.select_related("division"))


def rules_for(division: Division, code: str) -> list[BranchRule]:
    """岔路规则 that a division and those above it have set for one thing, what holds last."""
    rows = BranchRule.objects.filter(division__code__in=division.path.split("/")[:-1], code=code)
    return list(rows.select_related("division").order_by("division__path"))


def steps_for(division: Division, urgency: str) -> dict[str, LadderStep]:
    """提醒阶梯 that holds in a division, by code; urgency "" for what is for all."""
    return {row.code: row for row in Ladders().nearest(division.path.split("/")[:-1], urgency)}


def rule(community: Community, code: str) -> BranchRule | None:
    """The branch rule of this code; the nearest division's wins."""
    codes = community.path.split("/")[:-2]
    rows = BranchRule.objects.filter(division__code__in=codes, code=code).order_by("division__path")
    return rows.last()


def stands_still(community: Community, why: str) -> bool:
    """Whether the clock stops for this reason of waiting. Where nobody has said so, it runs."""
    found = rule(community, why if why == "carried_over" else f"wait_{why}")
    return found is not None and found.clock == "stops"


def branch(community: Community, code: str, start: datetime) -> datetime:
    """When a branch is due that starts now: a ruling, a consultation, the result of a joint call. Where nobody has said
    how long, one working day."""
    found = rule(community, code)
    limit = clock.Limit(found.amount, found.unit) if found and found.amount else clock.Limit(1, "working_days")  # type: ignore[arg-type]
    return clock.due(start, limit, calendar_of(community.division))


def closing(community: Community, day: date) -> datetime:
    """When business ends on a day: the instant meant by a promise that names only the day."""
    return calendar_of(community.division).closing(day)


def moved_on(case: Case, pause: clock.Pause, **promises: datetime) -> dict[str, Due]:
    """The promises of a case (by kind) after the clock stood still, each counted as its limit counts."""
    calendar = calendar_of(case.community.division)
    rows = _limits(case.community.path.split("/")[:-2], case.urgency, promises, case.category_id)
    units = {row.kind: row.unit for row in rows}
    found = {}
    for kind, by in promises.items():
        instant = clock.moved_on(by, pause, calendar, units.get(kind, "working_hours"))  # type: ignore[arg-type]
        found[kind] = Due(instant, clock.is_uncertain(by, instant, calendar))
    return found


class Ladders:
    """提醒阶梯 of every division, read once. One that names the urgency wins over one for all, then the nearest."""

    def __init__(self) -> None:
        rows = LadderStep.objects.select_related("division").order_by("division__path")
        self.rows = list(rows)
        self.found: dict[tuple[str, str], list[ladder.Step]] = {}

    def of(self, community: Community, urgency: str) -> list[ladder.Step]:
        key = (community.path, urgency)
        if key not in self.found:
            self.found[key] = [row.step for row in self.nearest(community.path.split("/")[:-2], urgency)]
        return self.found[key]

    def nearest(self, codes: list[str], urgency: str) -> list[LadderStep]:
        """The step of each code that holds for the divisions with these codes."""
        fit = [row for row in self.rows if row.division.code in codes and row.urgency in ("", urgency)]
        fit.sort(key=lambda row: (row.urgency != "", row.division.path))
        return list({row.code: row for row in fit}.values())
