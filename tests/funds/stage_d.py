"""A place of the cast brought to a point of its road, from the papers to the warranty."""

from datetime import date, timedelta
from typing import Any

from django.test import Client

from huying.cases.models import Case
from huying.core import clock
from huying.core.actor import Actor
from huying.demo.cast import Cast
from huying.field import actions as field
from huying.field.models import Visit
from huying.funds import actions
from huying.funds.local import required
from huying.funds.models import Batch, BudgetLine, Owner, Paper, Place, PlaceHome, Property, ShareLine
from tests.field.road import found

BUDGET = 3_864_000


def by(cast: Cast, name: str = "何静") -> Actor:
    return Actor.user(cast.users[name])


def signed_in(cast: Cast, name: str = "何静") -> Client:
    client = Client()
    client.force_login(cast.users[name])
    return client


def hand_in(place: Place, before: str) -> None:
    """Every paper that is asked for before a step."""
    for row in required(place.community, place.lane):
        if row.before == before:
            Paper.objects.create(place=place, code=row.code, version=1, at=clock.now(), by="user:x", pages=1)


def ready(
    cast: Cast, house: str = "5", *, papers: bool = True, batch: Batch | None = None, case: Case | None = None
) -> Place:
    """备材料: two homes pay, both known; what is asked for before handing in is there."""
    homes = [cast.home(f"{house}栋101"), cast.home(f"{house}栋102")]
    case = case or found(cast, f"{house}栋101")
    # One after the other, so that a batch has an order.
    at = clock.now() + timedelta(seconds=Place.objects.count())
    place = Place.objects.create(
        community=cast.community, place_kind="building", building=homes[0].building, item="屋面防水", part="roof",
        lane="emergency", state="ready", case=case, opened_at=at, budget_cents=BUDGET, batch=batch,
        survey=Visit.objects.filter(case=case).last(),
    )  # fmt: skip
    BudgetLine.objects.create(
        place=place, number=1, name="SBS 卷材两层", unit="㎡", quantity=40000, price_cents=9660, sum_cents=BUDGET
    )
    for number, home in enumerate(homes):
        owner = Owner.objects.create(community=cast.community, name=("彭德胜", "罗小平")[number], phone="13900000136")
        Property.objects.get_or_create(
            home=home, defaults={"owner": owner, "area": 4862 + number, "balance_cents": 2_000_000}
        )
        PlaceHome.objects.create(place=place, home=home)
    if papers:
        hand_in(place, "submit")
    return place


def again(place: Place) -> Place:
    return Place.objects.select_related("community__division", "case", "batch", "order", "commitment__post").get(
        pk=place.pk
    )


def submitted(cast: Cast, house: str = "5", **more: Any) -> Place:
    batch = actions.open_batch(community=cast.community, by=by(cast))
    place = ready(cast, house, batch=batch, **more)
    actions.submit_batch(batch=batch, places=[place.pk], by=by(cast))
    return again(place)


def approved(cast: Cast, cents: int = BUDGET) -> Place:
    place = submitted(cast)
    reason = "按审定的数" if cents < BUDGET else ""
    return actions.approve(place=place, cents=cents, reason=reason, by=by(cast, "孙洁"))


def signed(cast: Cast, cents: int = 3_800_000) -> actions.Signed:
    today = clock.today()
    vendor = cast.vendors["安居防水修缮"]
    return actions.Signed(vendor=vendor, sum_cents=cents, signed_on=today, due_on=today + timedelta(days=10))


def contracted(cast: Cast) -> Place:
    place = approved(cast)
    actions.contract(place=place, signed=signed(cast), by=by(cast))
    return again(place)


def worked(cast: Cast) -> Place:
    place = contracted(cast)
    actions.start_works(place=place, by=by(cast))
    done(place)
    return again(place)


def done(place: Place) -> None:
    """The firm reports its order finished."""
    field.finish_order(order=again(place).order, result="resolved", cost_cents=3_800_000, note="做好了。")


def looked(*names: str, note: str = "") -> actions.Looked:
    return actions.Looked(on=clock.today(), names=names or ("彭德胜", "罗小平"), note=note)


def accepted(cast: Cast) -> Place:
    return actions.accept(place=worked(cast), looked=looked(), by=by(cast))


def settled(cast: Cast, cents: int = 3_850_000, place: Place | None = None) -> Place:
    place = place or accepted(cast)
    hand_in(place, "settle")
    bill = actions.Billed(sum_cents=cents, invoice="04300021", auditor="湘正审计")
    actions.settle(place=place, bill=bill, by=by(cast))
    return again(place)


def posted(cast: Cast, place: Place | None = None) -> Place:
    place = place or settled(cast)
    hand_in(place, "post_settlement")
    actions.post_settlement(place=place, posted_on=clock.today(), where="单元门口", by=by(cast))
    return again(place)


def share(place: Place, cast: Cast, *cents: int) -> None:
    """What each home's account pays."""
    for home, one in zip(("5栋101", "5栋102"), cents, strict=True):
        ShareLine.objects.update_or_create(
            place=place, home=cast.home(home),
            defaults={
                "area": 4862, "cents": one, "owner_cents": one, "unit_cents": 0, "from_account": one, "self_pay": 0,
            },
        )  # fmt: skip


def pay(place: Place, cast: Cast, *, cents: int | None = None, on: date | None = None) -> Place:
    """Asked by 何静, approved by 刘芳 and 赵宏, paid."""
    payment = actions.ask_payment(place=place, cents=cents, user=cast.users["何静"])
    for name in ("刘芳", "赵宏"):
        actions.approve_payment(payment=payment, user=cast.users[name])
    return actions.pay(place=place, on=on or clock.today(), by=by(cast))


def archived(cast: Cast) -> Place:
    place = posted(cast)
    share(place, cast, 1_925_001, 1_924_999)
    with clock.at(clock.now() + timedelta(days=8)):
        pay(place, cast)
        hand_in(place, "archive")
        return actions.archive(place=place, by=by(cast))
