"""Small sums outside the fund, brought to a moment."""

from django.test import Client

from huying.cases.models import Case
from huying.core import clock
from huying.core.actor import Actor
from huying.demo.cast import Cast
from huying.funds import actions
from huying.funds.models import Levy, Property
from huying.places.models import Home

NOW = clock.instant("2023-09-12", "10:00")
# 6栋 has three units whose rooms count from 101.
ROOMS = ("101", "102", "201")
AREAS = (4862, 5127, 4862)


def by(cast: Cast, name: str = "何静") -> Actor:
    return Actor.user(cast.users[name])


def signed_in(cast: Cast, name: str = "何静") -> Client:
    client = Client()
    client.force_login(cast.users[name])
    return client


def homes(cast: Cast, rooms: tuple[str, ...] = ROOMS) -> list[Home]:
    found = Home.objects.filter(building=cast.building("6"), unit__name="1", room__in=rooms)
    return list(found.order_by("room"))


def measured(cast: Cast) -> list[Home]:
    """With areas, as somebody wrote them down."""
    found = homes(cast)
    for home, area in zip(found, AREAS, strict=True):
        Property.objects.create(home=home, area=area, area_source="register")
    return found


def opened(
    cast: Cast, rooms: tuple[str, ...] = ROOMS, *, cents: int = 10_000, split: str = "equal", case: Case | None = None
) -> Levy:
    bill = actions.LevyBill("换楼道灯", cents, [home.pk for home in homes(cast, rooms)], split)
    return actions.open_levy(community=cast.community, case=case, bill=bill, user=cast.users["何静"])


def paid(cast: Cast, levy: Levy, rooms: tuple[str, ...]) -> None:
    for number, room in enumerate(rooms, 1):
        share = levy.shares.get(home__room=room)
        actions.pay_share(share=share, receipt=f"00{number}", by=by(cast))
