"""The roof gutter at each turn of its road, and a client signed in as somebody of the cast."""

from datetime import date, timedelta
from typing import Any

from django.test import Client

from huying.cases import actions as cases
from huying.cases.models import Appeal, Case, Category
from huying.core import clock
from huying.core.actor import Actor
from huying.core.ids import token
from huying.demo.cast import Cast
from huying.field import actions as field
from huying.field.models import WorkOrder

NOW = clock.instant("2023-09-12", "09:10")


def by(cast: Cast, name: str) -> Actor:
    return Actor.user(cast.users[name])


def signed_in(cast: Cast, name: str) -> Client:
    client = Client()
    client.force_login(cast.users[name])
    return client


def send(client: Client, url: str, **typed: object) -> Any:
    """A form, with a key of its own."""
    return client.post(url, {"once": token(), **typed})


def received(cast: Cast, home: str = "5栋303", category: str = "house_roof", **said: object) -> Appeal:
    place = cast.home(home)
    words = {
        "text": "一下雨，屋里像水帘洞一样。", "channel": "walk_in", "nature": "help", "urgency": "urgent",
        "reporter_name": "江秋莲", "reporter_phone": "13900000303", **said,
    }  # fmt: skip
    told = cases.Said(category=Category.objects.get(pk=category), home=place, building=place.building, **words)
    return cases.receive(community=cast.community, said=told, by=by(cast, "何静"))


def found(cast: Cast, **said: object) -> Appeal:
    """Sent to 李敏 a while ago, who went and found the cause."""
    with clock.at(clock.now() - timedelta(minutes=20)):
        appeal = received(cast, **said)
        cases.dispatch(case=appeal.case, post=cast.posts["李敏"], by=by(cast, "何静"))
    cause = field.Found(cause="天沟老化", part="roof_gutter", zone="common")
    field.record_visit(case=appeal.case, user=cast.users["李敏"], outcome="seen", found=cause)
    return appeal


def ordered(cast: Cast, **said: object) -> Appeal:
    appeal = found(cast, **said)
    field.order(
        case=appeal.case, vendor=cast.vendors["安居防水修缮"], task="天沟重做防水。", payer="community",
        due_by=clock.instant("2023-09-15", "18:00"), by=by(cast, "何静"),
    )  # fmt: skip
    return appeal


def handled(cast: Cast, **said: object) -> Appeal:
    appeal = ordered(cast, **said)
    order = WorkOrder.objects.get(case=appeal.case)
    field.finish_order(order=order, result="resolved", cost_cents=268_000, note="做好了。")
    return appeal


def verified(cast: Cast, **said: object) -> Appeal:
    appeal = handled(cast, **said)
    cases.verify(case=appeal.case, by=by(cast, "李敏"), method="on_site", note="没有开口。")
    return appeal


def closed(cast: Cast, **said: object) -> Appeal:
    appeal = verified(cast, **said)
    cases.call_back(
        appeal=appeal, by=by(cast, "何静"), outcome="solved", satisfaction="satisfied", rained_on=date(2023, 9, 12)
    )  # fmt: skip
    return appeal


def state(appeal: Appeal) -> str:
    return Case.objects.get(pk=appeal.case_id).state
