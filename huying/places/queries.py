"""Reads of places: the address register, the working calendar, and the community a page speaks for."""

from datetime import date

from huying.rules import address, clock

from . import calendars
from .models import Building, CalendarDay, Community, Division, Home


def register(community: Community) -> address.Register:
    """地址登记: every building with its names and every home of a community, for the address rules. Three statements."""
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
        own_names=own_names(community),
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
    """The community that a page without a scope speaks for: the only one with houses on its register."""
    found = list(Community.objects.filter(buildings__isnull=False).distinct().order_by("key")[:2])
    return found[0] if len(found) == 1 else None
