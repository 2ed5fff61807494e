"""公开栏 The open board: how a community stands, for everybody, without a name, a door or a telephone of a resident.

What may stand here: numbers; matters of what is common to a house (a district publishes building-level repair lists);
how many matters a house has; the maintenance fund by building; who looks after which houses. What may not: what is inside
a home, who said it, complaints and tip-offs.
"""

from typing import Any, NamedTuple

from django.db.models import Count, Q, QuerySet
from django.utils.module_loading import import_string

from huying.cases import progress
from huying.cases import queries as cases
from huying.cases.models import Case, State, Thanks
from huying.core import clock
from huying.funds import reconcile
from huying.funds.models import Place
from huying.places.models import Building, Community, Grid
from huying.rules import lifecycle, masks

# A screen of each; the rest is in the numbers.
MOST = 12


class Numbers(NamedTuple):
    """Since the first of this month, and now."""

    received: int
    closed: int
    open: int


class Row(NamedTuple):
    """One matter of what is common to a house."""

    where: str
    category: str
    chip: str
    state: str
    at: Any


class House(NamedTuple):
    building: Building
    open: int


class Plot(NamedTuple):
    """A grid: who looks after it, and its houses with how many matters each has open."""

    grid: Grid
    worker: str
    houses: list[House]


def _seen(community: Community) -> QuerySet[Case]:
    return Case.objects.filter(community=community).exclude(state=State.MERGED)


def numbers(community: Community) -> Numbers:
    """One statement. What was brought in from old books was not said this month."""
    month = clock.instant(clock.today().replace(day=1).isoformat())
    since = Q(received_at__gte=month) & ~Q(road=Case.Road.ENTERED)
    return Numbers(
        **_seen(community).aggregate(
            received=Count("pk", filter=since), closed=Count("pk", filter=Q(closed_at__gte=month)),
            open=Count("pk", filter=Q(state__in=lifecycle.OPEN)),
        )
    )  # fmt: skip


def under_way(community: Community) -> list[Row]:
    """What is being done on what is common, what is due next first. One statement."""
    rows = _common(community).filter(state__in=lifecycle.OPEN)
    return _rows(rows.order_by("resolve_by", "pk"), "received_at")


def done(community: Community) -> list[Row]:
    """What was put right of late. One statement."""
    return _rows(_common(community).filter(state=State.CLOSED).order_by("-closed_at", "pk"), "closed_at")


def _common(community: Community) -> QuerySet[Case]:
    return cases.shown(cases.openly(_seen(community).filter(home=None, building__isnull=False)))


def _rows(found: QuerySet[Case], at: str) -> list[Row]:
    return [
        Row(
            f"{case.building.label} {masks.spot(case.spot)}".strip() if case.building else "", str(case.category),
            progress.chip(case), case.get_state_display(), getattr(case, at),
        )
        for case in found[:MOST]
    ]  # fmt: skip


def plots(community: Community) -> list[Plot]:
    """Grid by grid, as the houses stand. Four statements."""
    grids = list(Grid.objects.filter(community=community).order_by("code"))
    names = import_string(import_string("huying.wiring.GRID_WORKERS"))([grid.pk for grid in grids])
    openly = cases.openly(_seen(community).filter(state__in=lifecycle.OPEN, building__isnull=False))
    counts = dict(openly.values_list("building").annotate(n=Count("pk")).order_by())
    houses: dict[Any, list[House]] = {}
    for house in Building.objects.filter(community=community).order_by("order", "name"):
        houses.setdefault(house.grid_id, []).append(House(house, counts.get(house.pk, 0)))
    return [Plot(grid, names.get(grid.pk, ""), houses.get(grid.pk, [])) for grid in grids if grid.pk in houses]


class Fund(NamedTuple):
    """维修资金, as far as it is filed: batches, places 栋(处), households."""

    batches: int
    places: int
    households: int


def fund(community: Community) -> Fund | None:
    """What counts in the books (funds.reconcile) of the batches that are filed; None where none is. One statement."""
    filed = reconcile.counted(Place.objects.filter(community=community, batch__filed_at__isnull=False))
    sums = filed.aggregate(
        batches=Count("batch", distinct=True), places=Count("pk", distinct=True),
        households=Count("scope", distinct=True),
    )  # fmt: skip
    return Fund(**sums) if sums["batches"] else None


def thanks(community: Community) -> list[tuple[str, int]]:
    """感谢 of this year by kind, as they came; apart from satisfaction. No giver and no worker is named. One statement."""
    rows = Thanks.objects.filter(community=community, on__year=clock.today().year).values_list("kind")
    counted = dict(rows.annotate(n=Count("pk")).order_by())
    return [(str(kind.label), counted[kind.value]) for kind in Thanks.Kind if counted.get(kind.value)]
