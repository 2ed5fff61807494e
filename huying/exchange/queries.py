"""Reads of exchange: the register as a ledger is checked against it and as it goes out, and the imports there were."""

from collections import defaultdict
from collections.abc import Iterator
from typing import Any

from django.db.models import QuerySet

from huying.people.models import Resident
from huying.places.models import Building, Community, Grid, Home, Unit
from huying.rules import address

from . import cells, past
from . import property_register as properties
from .known import Door, House, Known, KnownAppeals, Person
from .models import Import


def known(community: Community, kind: str) -> Known | KnownAppeals:
    """The whole register of a community: five or six statements, however large it is."""
    if kind == Import.Kind.APPEALS:
        return past.known(community)
    if kind == Import.Kind.PROPERTIES:
        return properties.known(community, _register(community, kind))
    return _register(community, kind)


def _register(community: Community, kind: str) -> Known:
    houses = {
        row.pk: House(
            id=row.pk,
            name=row.name,
            label=address.canonical(row.name, "", ""),
            grid=row.grid.code,
            built=row.built,
            aliases=tuple(alias.name for alias in row.aliases.all()),
        )
        for row in Building.objects.filter(community=community).select_related("grid").prefetch_related("aliases")
    }
    for building, name in Unit.objects.filter(building__community=community).values_list("building_id", "name"):
        houses[building].units.add(name)
    homes = Home.objects.filter(building__community=community).order_by("pk")
    for building, *door in homes.values_list("building_id", "id", "unit__name", "room", "floor"):
        houses[building].add(Door(*door))
    people: dict[object, list[Person]] = defaultdict(list)
    if kind == Import.Kind.RESIDENTS:
        rows = Resident.objects.filter(home__building__community=community).order_by("pk")
        for home, *person in rows.values_list("home_id", "id", "name", "phone"):
            people[home].append(Person(*person))
    codes = Grid.objects.filter(community=community).values_list("code", flat=True)
    return Known(list(houses.values()), {cells.grid(code): code for code in codes}, people)


def going_out(community: Community, kind: str) -> Iterator[list[str]]:
    """The rows of a ledger, in the order in which the houses stand; the columns are headers.FIELDS."""
    if kind == Import.Kind.APPEALS:
        yield from past.going_out(community)
        return
    if kind == Import.Kind.PROPERTIES:
        yield from properties.going_out(community)
        return
    order = ("building__order", "building__name", "unit__name", "floor", "room")
    homes = Home.objects.filter(building__community=community)
    if kind == Import.Kind.RESIDENTS:
        people = Resident.objects.filter(home__in=homes).order_by(*(f"home__{name}" for name in order), "pk")
        for house, *rest in people.values_list(
            "home__building__name", "home__unit__name", "home__room", "name", "phone"
        ):
            yield [address.canonical(house, "", ""), *rest]
        return
    rows = homes.order_by(*order).values_list(
        "building__name", "unit__name", "floor", "room", "building__built", "building__grid__code"
    )
    for house, unit, floor, room, built, grid in rows:
        yield [address.canonical(house, "", ""), unit, str(floor), room, str(built or ""), grid]


def seen(communities: QuerySet[Community]) -> QuerySet[Import]:
    """The imports of some communities, the newest first, without their content."""
    return (
        Import.objects.filter(community__in=communities)
        .select_related("user", "community")
        .defer("content")
        .order_by("-at")
    )


def done(communities: QuerySet[Community]) -> QuerySet[Import]:
    """Those that were carried out."""
    return seen(communities).filter(done_at__isnull=False)


def facts(one: Import) -> dict[str, Any]:
    """The numbers of an import, for its event."""
    return {name: getattr(one, name) for name in ("kind", "rows", "created", "changed", "same", "bad")}
