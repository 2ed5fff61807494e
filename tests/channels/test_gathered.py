"""Of a shared matter each reporter is told their own: who joins gets a number and a link, who withdrew no more."""

from collections.abc import Iterator
from typing import Any

import pytest

from huying.cases import actions as cases
from huying.channels import letters
from huying.channels.models import Message
from huying.core import clock, jobs
from huying.core.actor import Actor
from huying.demo.cast import Cast
from huying.field import actions as field

from ..cases.desk_stage import NOW, ordered
from .stage import switch_on


@pytest.fixture(autouse=True)
def morning(settings: Any) -> Iterator[None]:
    settings.PUBLIC_URL = "https://huying.example.cn"
    with clock.at(NOW):
        yield


def test_each_reporter_of_a_shared_matter_is_told_their_own(cast: Cast) -> None:
    switch_on(cast, "sms")
    first = ordered(cast)
    jobs.run_ready()
    Message.objects.all().delete()
    said = cases.Said(
        text="也漏", channel="web", nature="help", category=first.case.category, urgency="normal",
        reporter_phone="13900000136",
    )  # fmt: skip
    second = cases.join(case=first.case, said=said, by=Actor("resident"))
    jobs.run_ready()
    message = Message.objects.select_related("setup__community", "appeal", "case").get()
    assert (message.template, message.appeal_id) == ("received", second.pk)
    told = letters.letter(message)
    assert ("2309 0002" in told.text, second.tracking in told.text) == (True, True)
    cases.withdraw(appeal=second, by=Actor("resident"))
    field.finish_order(order=first.case.orders.get(), result="resolved", cost_cents=100)
    jobs.run_ready()
    assert list(Message.objects.filter(template="handled").values_list("appeal", flat=True)) == [first.pk]
