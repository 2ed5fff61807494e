"""What the server answers a phone that sends by itself: a number for each case, and each act once."""

import gzip
from pathlib import Path
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from huying.cases import actions as cases
from huying.cases.models import Case
from huying.core import clock
from huying.demo.cast import Cast
from huying.field.models import ContactAttempt

from .road import MORNING, by, dispatched

STATIC = Path(__file__).parents[2] / "huying/core/static/huying"


class Phone:
    """A phone that sends what it kept, in the name of whoever wrote it."""

    def __init__(self, cast: Cast, name: str) -> None:
        self.client = Client()
        self.client.force_login(cast.users[name])
        self.writer = str(cast.users[name].pk)

    def send(self, address: str, **given: Any) -> Any:
        return self.client.post(address, given, headers={"Huying-Outbox": self.writer})


@pytest.fixture(autouse=True)
def morning():
    with clock.at(MORNING):
        yield


def test_each_end_has_its_number(cast: Cast) -> None:
    case, phone = dispatched(cast), Phone(cast, "李敏")
    address = reverse("grid_contact", args=[case.pk])
    good = {"outcome": "no_answer", "whom": "reporter", "channel": "phone", "once": "k1", "seen": "dispatched"}
    for _lost_answer in range(2):
        answer = phone.send(address, **good)
        assert (answer.status_code, answer.json()["to"]) == (200, reverse("grid_case", args=[case.pk]))
        assert answer.headers["Huying-Outbox"]
    assert ContactAttempt.objects.count() == 1
    form_again = phone.send(address, once="k2", seen="dispatched")
    assert (form_again.status_code, "还没" in form_again.content.decode()) == (422, True)
    cases.withdraw(appeal=case.appeals.get(), by=by(cast, "何静"), words="不漏了")
    visit = reverse("grid_visit", args=[case.pk])
    for _lost_answer in range(2):  # a refusal is never taken for done
        clash = phone.send(visit, outcome="nobody_home", once="k3", seen="dispatched")
        assert (clash.status_code, "不漏了" in clash.content.decode()) == (409, True)
    assert phone.send(reverse("grid_acknowledge", args=[case.pk]), once="k4").status_code == 409
    assert phone.send(reverse("grid_handle", args=[case.pk]), once="k5").status_code == 409
    assert Case.objects.get(pk=case.pk).state == "closed"


def test_only_in_the_name_of_who_wrote_it(cast: Cast) -> None:
    case, phone = dispatched(cast), Phone(cast, "李敏")
    phone.client.force_login(cast.users["陈涛"])
    answer = phone.send(reverse("grid_contact", args=[case.pk]), outcome="no_answer")
    assert (answer.status_code, answer.headers["Huying-Outbox"]) == (401, "1")
    phone.client.logout()
    assert phone.send(reverse("grid_contact", args=[case.pk])).status_code == 401
    phone.client.force_login(cast.users["李敏"])
    cast.users["李敏"].__class__.objects.filter(pk=phone.writer).update(must_change=True)
    assert phone.send(reverse("grid_contact", args=[case.pk])).status_code == 401
    assert ContactAttempt.objects.count() == 0


def test_only_the_grid_workers_pages_carry_it_and_it_is_light(cast: Cast) -> None:
    phone = Phone(cast, "李敏")
    assert b"outbox.js" in phone.client.get("/grid/").content
    assert b"outbox.js" not in Client().get("/").content
    page = phone.client.get("/grid/outbox/").content
    assert b"manifest" not in page
    scripts = [STATIC / "dist" / name for name in ("page.js", "outbox.js", "sw.js")]
    shell = [page, *(one.read_bytes() for one in (*scripts, STATIC / "huying.css", STATIC / "icons.svg"))]
    assert sum(len(gzip.compress(one)) for one in shell) < 60 * 1024  # htmx, 17 KB, beside it
    assert Client().get("/grid/sw.js").headers["Content-Type"] == "text/javascript"
