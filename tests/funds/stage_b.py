"""A place of the cast brought to its notice and its vote. What comes before is set up as rows, with the figures of the look
pages: 5栋's twelve homes, 606.18 m²."""

from collections.abc import Iterable
from datetime import date

from django.test import Client, RequestFactory

from huying.cases import actions as cases
from huying.cases.models import Category
from huying.core import clock
from huying.core.actor import Actor
from huying.demo.cast import Cast
from huying.funds import actions
from huying.funds.dossier import Dossier
from huying.funds.models import BudgetLine, Notice, Owner, Place, PlaceHome, Property, Quote, Vote
from huying.places.models import Home

POSTED = clock.instant("2023-11-01", "10:00")
OPENED = clock.instant("2023-11-06", "09:00")
VOTED = clock.instant("2023-11-10", "15:00")
COUNTED = clock.instant("2023-11-22", "09:00")
# The twelve homes of look page o5, in 0.01 m².
AREAS = (4862, 5120, 4862, 5120, 4862, 5120, 4980, 5120, 4980, 5120, 5236, 5236)
SUM = 3_864_000


def officer(cast: Cast) -> Actor:
    return Actor.user(cast.users["何静"])


def desk(cast: Cast, name: str = "何静") -> Client:
    """Somebody at their own screen."""
    client = Client()
    client.force_login(cast.users[name])
    return client


def dossier(cast: Cast, place: Place, name: str = "何静") -> Dossier:
    """The place as somebody reads it."""
    request = RequestFactory().get("/")
    request.user = cast.users[name]
    found = Dossier(request, Place.objects.select_related("community__division", "building").get(pk=place.pk))
    assert found.roles  # read before anything is counted
    return found


def planned(cast: Cast, areas: Iterable[int] = AREAS, *, owners: Iterable[int] | None = None) -> Place:
    """做方案和预算. `owners` says which owner each home belongs to; without it everybody has one home."""
    areas = tuple(areas)
    home = cast.home("5栋303")
    said = cases.Said(
        text="屋顶漏水", channel="walk_in", nature="help", category=Category.objects.get(pk="house_roof"), urgency="normal",
        home=home, building=home.building,
    )  # fmt: skip
    case = cases.receive(community=cast.community, said=said, by=officer(cast)).case
    place = Place.objects.create(
        community=cast.community, place_kind="building", building=home.building, item="屋面防水", part="roof", lane="normal",
        state="planning", case=case, opened_at=clock.now(), budget_cents=SUM,
    )  # fmt: skip
    BudgetLine.objects.create(
        place=place, number=1, name="屋面防水", unit="㎡", quantity=16_100, price_cents=24_000, sum_cents=SUM
    )
    Quote.objects.create(place=place, vendor=cast.vendors["安居防水修缮"], at=clock.now(), sum_cents=SUM, taken=True)
    _facts(cast, place, areas, tuple(owners or range(len(areas))))
    return place


def _facts(cast: Cast, place: Place, areas: tuple[int, ...], owners: tuple[int, ...]) -> None:
    homes = list(Home.objects.filter(building=place.building).order_by("floor", "room")[: len(areas)])
    people = {
        nth: Owner.objects.create(community=cast.community, name=f"业主{nth + 1}", phone=f"1390000{1000 + nth}")
        for nth in set(owners)
    }
    for home, area, nth in zip(homes, areas, owners, strict=True):
        PlaceHome.objects.create(place=place, home=home)
        Property.objects.create(home=home, owner=people[nth], area=area, area_source="register")


def posted(cast: Cast, **more: object) -> Place:
    """方案公示 since the first of November."""
    with clock.at(POSTED):
        place = planned(cast, **more)  # type: ignore[arg-type]
        actions.post_plan(place=place, posted_on=date(2023, 11, 1), where="两个单元门口", by=officer(cast))
    return Place.objects.get(pk=place.pk)


def notice(place: Place) -> Notice:
    return Notice.objects.get(place=place)


def voting(cast: Cast, **more: object) -> Vote:
    """业主表决 since the sixth."""
    place = posted(cast, **more)
    with clock.at(OPENED):
        return actions.open_vote(place=place, by=officer(cast))


def owner(vote: Vote, nth: int) -> Owner:
    return Owner.objects.filter(voting__vote=vote, name=f"业主{nth}").distinct().get()


def say(cast: Cast, vote: Vote, nth: int, choice: str = "agree") -> actions.Said:
    said = actions.Said(owner_id=owner(vote, nth).pk, choice=choice)
    actions.cast(vote=vote, said=said, user=cast.users["何静"])
    return said


def all_say(cast: Cast, vote: Vote, choices: str) -> None:
    """One letter for each owner in turn: y n a, and . for who does not come."""
    words = {"y": "agree", "n": "disagree", "a": "abstain"}
    said = [
        actions.Said(owner_id=owner(vote, nth).pk, choice=words[letter])
        for nth, letter in enumerate(choices, 1)
        if letter != "."
    ]
    actions.cast_all(vote=vote, said=said, user=cast.users["何静"])
