"""Several at once: exactly one winner, and the others are told."""

import os
from collections import Counter
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from threading import Barrier

import pytest
from django.db import connections
from django.test import Client

from huying.cases import actions as cases
from huying.cases.audit import audit
from huying.cases.models import Appeal, Case, Category, Commitment
from huying.core import clock
from huying.core.actor import Actor
from huying.core.errors import Stale
from huying.demo.cast import Cast
from huying.people import actions as people

pytestmark = pytest.mark.django_db(transaction=True)

RACERS = 4


def race(run: Callable[[int], str], racers: int = RACERS) -> Counter[str]:
    """All start together, each on a connection of its own."""
    start = Barrier(racers)

    def one(number: int) -> str:
        try:
            start.wait()
            return run(number)
        finally:
            connections.close_all()

    with ThreadPoolExecutor(racers) as pool:
        return Counter(pool.map(one, range(racers)))


def receive(cast: Cast) -> Appeal:
    home = cast.home("5栋303")
    said = cases.Said(
        text="漏水", channel="phone", nature="help", urgency="normal", home=home, building=home.building,
        category=Category.objects.get(pk="seepage"),
    )  # fmt: skip
    return cases.receive(community=cast.community, said=said, by=Actor.user(cast.users["何静"]))


def test_of_several_officers_one_dispatches(cast: Cast) -> None:
    case = receive(cast).case
    names = ("何静", "刘芳")

    def dispatch(number: int) -> str:
        by = Actor.user(cast.users[names[number % 2]])
        post = cast.posts[("李敏", "陈涛")[number % 2]]
        try:
            cases.dispatch(case=case, post=post, by=by, seen="received")
        except Stale:
            return "told"
        return "won"

    assert race(dispatch) == {"won": 1, "told": RACERS - 1}
    assert Commitment.objects.filter(case=case, ended_at=None).count() == 1
    assert audit().differences == []


def test_every_loser_is_told_who_won(cast: Cast) -> None:
    """Many matters, four officers at each of them at once. `make drill` races for two hundred."""
    officers = [people.add_user(username=f"o{nth}", name=f"干部{nth}", password="") for nth in range(RACERS)]
    for _round in range(int(os.environ.get("HUYING_DRILL_RACES", 10))):
        case = receive(cast).case

        def dispatch(number: int, case: Case = case) -> str:
            try:
                cases.dispatch(case=case, post=cast.posts["李敏"], by=Actor.user(officers[number]), seen="received")
            except Stale as late:
                return str(late)
            return officers[number].name

        said = race(dispatch)
        (winner,) = (one for one in said if len(one) < 4)
        (told,) = (one for one in said if one != winner)
        assert (said[winner], said[told]) == (1, RACERS - 1)
        assert f"{winner}在 " in told
        assert "已派出" in told
    assert audit().differences == []


def test_of_several_officers_one_keeps_an_order(cast: Cast) -> None:
    """The same order pasted at two desks at once: one case, and everybody is led to it."""
    form = {
        "text": "漏水", "channel": "hotline", "address": "5栋303", "category": "seepage", "urgency": "normal", "nature": "help",
        "seen": "-|-|-", "outside_number": "CS1", "act": "dispatch",
    }  # fmt: skip

    def keep(number: int) -> str:
        client = Client()
        client.force_login(cast.users["何静"])
        return str(client.post("/desk/paste/", {**form, "once": f"tap-{number}"}).headers.get("Location"))

    led = race(keep)
    case = Appeal.objects.get().case_id
    assert led == {f"/desk/cases/{case}/": RACERS}
    assert audit().differences == []


def test_numbers_are_given_once(cast: Cast) -> None:
    numbers = race(lambda _number: receive(cast).number or "", racers=8)
    assert set(numbers.values()) == {1}
    assert audit().differences == []


def test_one_tap_sent_many_times_makes_one_appeal(cast: Cast) -> None:
    """The same form, sent again and again by a nervous network: one appeal, and everybody gets its receipt."""
    building = cast.building("5")

    def tap(_number: int) -> str:
        answer = Client().post(
            f"/b/{building.code}/report/", {"text": "灯不亮", "kind": "light", "once": "the-same-tap"}
        )
        return answer.headers.get("Location", str(answer.status_code))

    with clock.at(clock.instant("2023-09-12", "09:10")):  # one clock for all: it is stopped here, not by each of them
        answers = race(tap, racers=8)
    assert Appeal.objects.count() == 1
    assert list(answers) == [f"/r/{Appeal.objects.get().tracking}/receipt/"]
