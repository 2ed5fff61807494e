"""Reads of places: the address register, the working calendar, and the community a page speaks for."""

from collections.abc import Iterable
from datetime import date
from functools import lru_cache
from typing import Any
from uuid import UUID

from django.db.models import Count, QuerySet

from huying.core.access import reach
from huying.rules import address, clock, divisions, roles

from . import calendars
from .models import Building, CalendarDay, Community, Division, Grid, Home


def register(community: Community) -> address.Register:
    """地址登记: every building with its names and every home of a community, for the address rules.

    A process reads it once and keeps it until the houses change: two statements then tell that they have not.
    """
    version = Community.objects.values_list("register_version", flat=True).get(pk=community.pk)
    return _register(community.pk, version, own_names(community))


KEPT = 32  # registers in one process; one of a thousand homes takes about half a megabyte


@lru_cache(maxsize=KEPT)
def _register(community: str, version: str, own: tuple[str, ...]) -> address.Register:
    buildings = Building.objects.filter(community=community).prefetch_related("aliases")
    homes = Home.objects.filter(building__community=community).values_list(
        "id", "building_id", "unit__name", "room", "floor"
    )
    return address.Register(
        [
            address.RegisterBuilding(str(row.pk), row.name, tuple(alias.name for alias in row.aliases.all()))
            for row in buildings
        ],
        [address.RegisterHome(str(home), str(building), *rest) for home, building, *rest in homes],
        own_names=own,
    )


def own_names(community: Community) -> tuple[str, ...]:
    """The place names that may stand before an address here: 湖南省, 长沙市, 芙蓉区, 东湖街道, 韶光社区."""
    codes = community.path.split("/")[:-2]
    names = Division.objects.filter(code__in=codes).values_list("name", flat=True)
    return (*names, community.name)


def overrides(division: Division) -> dict[date, bool]:
    """The days that a division and those above it keep otherwise; the nearer one wins."""
    codes = division.path.split("/")[:-1]
    rows = CalendarDay.objects.filter(division__code__in=codes).order_by("division__path")
    return dict(rows.values_list("day", "is_work"))


def calendar_of(division: Division) -> clock.Calendar:
    """工作日历: published holidays and make-up days, with the division's own days on top."""
    return calendars.calendar_for(overrides(division))


def only_community() -> Community | None:
    """The community that a page without a scope speaks for: the only one with houses on its register, and before the
    first ledger the only one there is."""
    found = list(Community.objects.filter(buildings__isnull=False).distinct().order_by("key")[:2])
    found = found or list(Community.objects.order_by("key")[:2])
    return found[0] if len(found) == 1 else None


def is_empty() -> bool:
    """Whether nobody has moved in yet: an empty house 空房子 has no community at all."""
    return not Community.objects.exists()


def known_divisions(codes: Iterable[str] | None = None) -> dict[str, divisions.Row]:
    """行政区划 by code, as the rules and the tables write them; all of them, or those of some codes. One statement."""
    wanted = Division.objects.all() if codes is None else Division.objects.filter(code__in=list(codes))
    rows = wanted.order_by("path").values_list("code", "name", "level", "parent__code")
    return {code: divisions.Row(code, name, level, parent or "") for code, name, level, parent in rows}


def lineage(division: Division) -> list[Division]:
    """From the province down to a division itself."""
    return list(Division.objects.filter(code__in=division.path.split("/")[:-1]).order_by("path"))


def houses(user: Any) -> QuerySet[Building]:
    """The houses that an account may see, in the order they stand, with how many homes each has."""
    seen = Building.objects.filter(reach(user, "see_places", "community__path")).select_related("community", "grid")
    return seen.annotate(home_count=Count("homes")).order_by("community__path", "order", "name")


def floors_of(building: Building) -> list[list[Home]]:
    """The homes of a house floor by floor, the top one first, from the first unit's first stack on. One statement."""
    homes = Home.objects.filter(building=building).select_related("unit")
    floors: dict[int, list[Home]] = {}
    for home in homes.order_by("-floor", "unit__name", "stack__name", "room"):
        floors.setdefault(home.floor, []).append(home)
    return list(floors.values())


def division_of(user: Any, verb: str) -> Division | None:
    """Whose calendar an account keeps or reads: its community's, or for a post above several that division's own."""
    for post in user.posts:
        if roles.may([post.role], verb):
            return Division.objects.get(pk=post.community.division_id if post.community else post.division_id)
    return None


def days_kept(division: Division, year: int) -> list[CalendarDay]:
    """The days of a year that a division or one above it keeps otherwise; the nearer one wins."""
    codes = division.path.split("/")[:-1]
    rows = CalendarDay.objects.filter(division__code__in=codes, day__year=year).select_related("division")
    kept = {row.day: row for row in rows.order_by("division__path")}
    return [kept[day] for day in sorted(kept)]


def home_in(community: Community, key: str) -> Home | None:
    """The home that an address of ours names by its id; None for what is no id or no home of the community."""
    try:
        return Home.objects.filter(building__community=community, pk=UUID(key)).first()
    except ValueError:
        return None


def community_of(user: Any, verb: str) -> Community | None:
    """The community in which an account does something: that of its post."""
    return Community.objects.filter(reach(user, verb)).order_by("path").first()


def grids_of(community: Community) -> QuerySet[Grid]:
    """网格 of a community, with how many buildings and homes each has. One statement."""
    homes = Count("buildings__homes", distinct=True)
    counted = Grid.objects.filter(community=community).annotate(houses=Count("buildings", distinct=True), doors=homes)
    return counted.order_by("code")
