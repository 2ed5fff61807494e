"""A place with everything that its papers say, set up row by row: owners, areas, balances, budget, vote, settlement."""

from datetime import date, timedelta
from typing import Any

from huying.cases.models import Case
from huying.core import clock
from huying.core.pictures import Picture, attach, read
from huying.demo.cast import Cast
from huying.field.models import Visit
from huying.funds.models import (
    Ballot,
    BudgetLine,
    Contract,
    EmergencyKind,
    Inspection,
    Notice,
    Owner,
    Place,
    PlaceHome,
    Property,
    Quote,
    Settlement,
    Vote,
    Voter,
)  # fmt: skip
from huying.places.models import Home

from ..field.road import by, found, upload

# Nobody else's: it must be in no paper.
PHONE = "13900007788"
AREAS = (4862, 5120, 4980, 5236)
BALANCES = (420_000, 98_000, 361_500, None)


def place_of(cast: Cast, homes: int = 12, *, lane: str = "normal", state: str = "ready", **more: Any) -> Place:
    """5栋, whose roof leaks: found, budgeted, with what is known of its homes."""
    case = found(cast)
    visit = Visit.objects.get(case=case)
    attach(read([upload()]), subject=visit, community="shaoguang", purpose="visit", by=by(cast, "李敏"))
    kind = EmergencyKind.objects.first() if lane == "emergency" else None
    place = Place.objects.create(
        community=cast.community, place_kind="building", building=cast.building("5"), item="屋面防水", part="roof",
        lane=lane, emergency_kind=kind, state=state, case=case, survey=visit, opened_at=clock.now(),
        budget_cents=3_864_000, **more,
    )  # fmt: skip
    rows = Home.objects.filter(building=place.building).order_by("floor", "room")[:homes]
    for nth, home in enumerate(rows):
        PlaceHome.objects.create(place=place, home=home)
        know(cast, home, nth)
    price(cast, place)
    return place


def know(cast: Cast, home: Home, nth: int, **more: Any) -> Property:
    name = f"业主{nth + 1}" if nth else "欧阳江秋莲与江夏至（共有）"
    owner = Owner.objects.create(community=cast.community, name=name, phone=PHONE)
    facts = {
        "owner": owner, "area": AREAS[nth % 4], "area_source": "register", "balance_cents": BALANCES[nth % 4],
        "balance_on": date(2023, 8, 31), **more,
    }  # fmt: skip
    return Property.objects.create(home=home, **facts)


def price(cast: Cast, place: Place) -> None:
    """The budget adds up to what the place says."""
    lines = (
        ("铲除旧防水层", "㎡", 21_000, 1_800),
        ("SBS 卷材两层", "㎡", 21_000, 9_600),
        ("天沟、挡水墙", "m", 4_200, 13_200),
    )
    whole = 0
    for nth, (name, unit, quantity, cents) in enumerate(lines, 1):
        price = quantity * cents // 100
        whole += price
        BudgetLine.objects.create(
            place=place, number=nth, name=name, unit=unit, quantity=quantity, price_cents=cents, sum_cents=price
        )
    rest = place.budget_cents - whole
    BudgetLine.objects.create(
        place=place, number=4, name="清运", unit="项", quantity=100, price_cents=rest, sum_cents=rest
    )
    firm = cast.vendors["安居防水修缮"]
    Quote.objects.create(place=place, vendor=firm, at=clock.now(), sum_cents=3_864_000, taken=True)


def voted(place: Place) -> Vote:
    """Nine of twelve agree, one does not, the rest stay away."""
    homes = list(PlaceHome.objects.filter(place=place).select_related("home__property").order_by("pk"))
    vote = Vote.objects.create(place=place, opened_at=clock.now(), closes_on=clock.today())
    areas = [row.home.property.area for row in homes]
    for nth, row in enumerate(homes):
        facts = row.home.property
        Voter.objects.create(vote=vote, home=row.home, owner=facts.owner, area=facts.area)
        if nth < 10:
            choice = "disagree" if nth == 9 else "agree"
            Ballot.objects.create(vote=vote, owner=facts.owner, at=clock.now(), choice=choice, way="paper")
    vote.counted_at, vote.passed = clock.now(), len(areas) <= 15
    vote.all_heads, vote.all_area, vote.part_heads, vote.part_area = len(areas), sum(areas), 10, sum(areas[:10])
    vote.agree_heads, vote.agree_area = 9, sum(areas[:9])
    vote.save()
    return vote


def settled(cast: Cast, place: Place, cents: int = 3_864_000) -> Place:
    """Contract, acceptance and settlement, as far as the papers know them."""
    today = clock.today()
    firm = cast.vendors["安居防水修缮"]
    Contract.objects.create(place=place, vendor=firm, sum_cents=cents, signed_on=today, due_on=today + timedelta(30))
    Inspection.objects.create(place=place, at=clock.now(), on=today, representatives="彭德胜\n罗小平", passed=True)
    Settlement.objects.create(place=place, at=clock.now(), sum_cents=cents, invoice="04300231")
    place.state, place.approved_cents, place.settled_cents, place.accepted_on = "settled", cents, cents, today
    place.save()
    return place


def hung(place: Place, kind: str = "settlement") -> Notice:
    today = clock.today()
    return Notice.objects.create(
        place=place, kind=kind, posted_on=today, until=today + timedelta(5), where="两个单元门口"
    )


def pages(number: int = 1) -> tuple[Picture, ...]:
    return read([upload() for _ in range(number)])


def case_of(place: Place) -> Case:
    return place.case
