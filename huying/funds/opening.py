"""报一处: what the page that opens a place offers, from the cases and buildings in its address."""

from functools import cached_property
from typing import Any
from uuid import UUID

from django.http import HttpRequest

from huying.cases.models import Case
from huying.core.access import reach
from huying.field.models import Finding
from huying.field.models import Part as Seen
from huying.places.models import Building, Home
from huying.rules import lifecycle

from . import property_queries
from .models import Place
from .place_forms import ALL, OF_A_UNIT, SPOT, OpenForm

Part = Place.Part
# What the field saw broken → the part as the fund speaks of it.
PARTS = {
    Seen.ROOF_GUTTER: Part.ROOF, Seen.ROOF: Part.ROOF, Seen.OUTER_WALL: Part.WALL, Seen.WINDOW: Part.WALL,
    Seen.RISER: Part.DRAIN, Seen.BRANCH_PIPE: Part.DRAIN, Seen.DRAIN: Part.DRAIN, Seen.STAIRS: Part.STAIRS,
    Seen.LAMP: Part.STAIRS,
}  # fmt: skip


class Opening:
    """The choices, read once. Cases and buildings out of reach are not there."""

    def __init__(self, request: HttpRequest) -> None:
        self.request = request

    def _ids(self, name: str) -> list[UUID]:
        found = []
        for text in self.request.GET.getlist(name):
            try:
                found.append(UUID(text))
            except ValueError:
                continue
        return found

    @cached_property
    def named(self) -> list[Case]:
        """The cases that the address names, in its order, open ones first."""
        wanted = self._ids("case")
        rows = property_queries.seen_cases(self.request.user).filter(pk__in=wanted)  # type: ignore[arg-type]
        return sorted(rows, key=lambda case: (case.state in lifecycle.ENDED, wanted.index(case.pk)))

    @cached_property
    def houses(self) -> list[Building]:
        """Those that the address names, or else those of its cases; all of one community."""
        wanted = self._ids("building") or [case.building_id for case in self.named if case.building_id]
        seen = Building.objects.filter(reach(self.request.user, "keep_funds", "community__path"), pk__in=wanted)
        found = list(seen.select_related("community").order_by("order", "name"))
        return [house for house in found if house.community_id == found[0].community_id]

    @cached_property
    def other_houses(self) -> list[Building]:
        """What may be chosen where no case says which building."""
        seen = Building.objects.filter(reach(self.request.user, "keep_funds", "community__path"))
        return list(seen.order_by("community__path", "order", "name"))

    @cached_property
    def around(self) -> list[Case]:
        """The cases named, and those of the buildings in the last years."""
        rows = [*self.named, *(case for house in self.houses for case in property_queries.cases_of(house))]
        return list({case.pk: case for case in rows}.values())

    @property
    def leads(self) -> list[Case]:
        return [case for case in self.around if case.state not in lifecycle.ENDED]

    @cached_property
    def homes(self) -> list[Home]:
        return list(property_queries.homes_of(house.pk for house in self.houses))

    def form(self, data: Any = None) -> OpenForm:
        return OpenForm(
            data, houses=self.houses, leads=self.leads, others=self.around, rows=self.homes, initial=self._initial()
        )

    def _initial(self) -> dict[str, Any]:
        lead = next((case for case in self.named if case.state not in lifecycle.ENDED), None)
        found = Finding.objects.filter(case=lead).order_by("-at", "-pk").first() if lead else None
        part = PARTS.get(Seen(found.part), "") if found else ""
        home = lead.home if lead else None
        named = {str(case.pk) for case in self.named}
        return {
            "where": str(self.houses[0].pk) if len(self.houses) == 1 else SPOT,
            "part": part,
            "case": str(lead.pk) if lead else "",
            "reasons": sorted(named - {str(lead.pk)} if lead else named),
            "who": f"unit:{home.unit_id}" if home and part in OF_A_UNIT else ALL,
        }
