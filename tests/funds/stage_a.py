"""Brings a place of the cast along the first part of its road, by the actions alone."""

from collections.abc import Sequence

from huying.cases.models import Case
from huying.core.actor import Actor
from huying.demo.cast import Cast
from huying.funds import actions
from huying.funds.models import EmergencyKind, Place
from huying.places.models import Home
from huying.rules.funds import Answers

from ..field.road import found

PAYABLE = Answers(
    common_part=True, under_warranty=False, utility_line=False, damaged_by_person=False, in_service_contract=False
)
LINE = actions.Line("屋面防水卷材", "㎡", 32_000, 12_075)


def by(cast: Cast, name: str = "何静") -> Actor:
    return Actor.user(cast.users[name])


def homes_of(cast: Cast, house: str = "5") -> list[Home]:
    rows = Home.objects.filter(building=cast.building(house)).select_related("building__community", "unit")
    return list(rows.order_by("unit__name", "floor", "room"))


def known(cast: Cast, homes: Sequence[Home]) -> None:
    """Every home with an area and an owner of its own."""
    for nth, home in enumerate(homes):
        row = actions.keep_property(
            home=home, facts=actions.Facts(area=4862 + nth, area_source="register"), by=by(cast)
        )
        if row.owner_id is None:
            person = actions.Person(name=f"业主{home.label}", phone=f"1390000{nth:04d}")
            actions.add_owner(community=cast.community, person=person, homes=[home], by=by(cast))


def opened(
    cast: Cast, *, house: str = "5", homes: Sequence[Home] = (), case: Case | None = None, reasons: Sequence[Case] = ()
) -> Place:
    case = case or found(cast)
    need = actions.Need("屋面防水", "roof", building=cast.building(house))
    scope = actions.Scope(homes or homes_of(cast, house))
    return actions.open_place(case=case, need=need, scope=scope, reasons=reasons, by=by(cast))


def eligible(cast: Cast, place: Place | None = None) -> Place:
    place = place or opened(cast)
    actions.survey(place=place, by=by(cast))
    return actions.find_payable(place=place, answers=PAYABLE, by=by(cast))


def planned(cast: Cast, place: Place) -> Place:
    """With a budget, and one firm that is taken."""
    actions.set_budget(place=place, lines=[LINE], by=by(cast))
    quote = actions.add_quote(place=place, vendor=cast.vendors["安居防水修缮"], cents=3_864_000, by=by(cast))
    actions.take_quote(place=place, quote=quote, why="", by=by(cast))
    return Place.objects.get(pk=place.pk)


def confirming(cast: Cast, place: Place | None = None) -> Place:
    place = eligible(cast, place)
    kind = EmergencyKind.objects.get(code="roof_leak")
    return actions.take_emergency_lane(place=place, kind=kind, by=by(cast))


def one_of_each(cast: Cast, case: Case) -> None:
    """For the addresses that name a place, a quote, a home or an owner: opened from a case, with one home whose owner is
    known, and one firm's word."""
    rows = homes_of(cast, case.building.name)
    homes = [home for home in rows if home.pk == case.home_id] or rows[:1]
    place = opened(cast, house=case.building.name, homes=homes, case=case)
    actions.keep_property(home=homes[0], facts=actions.Facts(area=4862, area_source="register"), by=by(cast))
    person = actions.Person(name="汪致远", phone="13900000122", status="absent")
    actions.add_owner(community=cast.community, person=person, homes=homes, by=by(cast))
    actions.add_quote(place=place, vendor=cast.vendors["安居防水修缮"], cents=100, by=by(cast))
