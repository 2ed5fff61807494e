"""活单: a firm's list shows what it was sent and is not closed, nobody's name, and nothing once the link is called back."""

from datetime import timedelta
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from huying.cases.models import Case
from huying.core import clock, timeline
from huying.demo.cast import Cast
from huying.field import actions as field
from huying.field import job_queries as queries
from huying.field.models import JobList, WorkOrder
from tests.cases.desk_stage import signed_in

from .road import MORNING, address, by, found, ordered


@pytest.fixture(autouse=True)
def morning() -> Any:
    with clock.at(MORNING):
        yield


def another(cast: Cast, home: str = "3栋303", firm: str = "安居防水修缮") -> WorkOrder:
    return field.order(
        case=found(cast, home), vendor=cast.vendors[firm], task="换一段落水管。", payer="community",
        due_by=clock.now() + timedelta(days=1), by=by(cast, "何静"),
    )  # fmt: skip


def opened(cast: Cast) -> str:
    link = field.open_jobs(community=cast.community, vendor=cast.vendors["安居防水修缮"], by=by(cast, "何静"))
    return reverse("link", args=[link.token])


def text(answer: Any) -> str:
    return answer.content.decode()


def test_a_firm_sees_its_own_jobs_and_nobodys_name(cast: Cast) -> None:
    first, second = ordered(cast), another(cast)
    other = another(cast, "新3栋102", "畅通管道疏通")
    field.accept_order(order=second)
    page = text(Client().get(opened(cast)))
    assert page.index("5栋303") < page.index("3栋303")  # what waits to be accepted stands first
    for private in ("江秋莲", "13900000303", "何静", "李敏", "新3栋102"):
        assert private not in page
    assert [one.pk for one in queries.jobs(cast.community, other.vendor)] == [other.pk]
    assert first.vendor_id == second.vendor_id


def test_it_drops_what_is_closed_called_back_or_not_yet_approved(cast: Cast) -> None:
    firm = cast.vendors["安居防水修缮"]
    order = ordered(cast)
    assert [one.pk for one in queries.jobs(cast.community, firm)] == [order.pk]
    field.finish_order(order=order, result="resolved", cost_cents=1)
    assert [one.finished_at is not None for one in queries.jobs(cast.community, firm)] == [True]
    called_back = another(cast)
    field.cancel_order(order=called_back, reason="另请了人。", by=by(cast, "何静"))
    dear = field.order(
        case=found(cast, "新3栋102"), vendor=firm, task="整栋重做。", payer="community", by=by(cast, "何静"),
        due_by=clock.now() + timedelta(days=1), estimate_cents=900_000_000,
    )  # fmt: skip
    assert dear.to_approve
    assert [one.pk for one in queries.jobs(cast.community, firm)] == [order.pk]
    Case.objects.filter(pk=order.case_id).update(state="closed")
    assert queries.jobs(cast.community, firm) == []


def test_a_job_leads_back_to_the_list_it_was_opened_from_and_to_no_other(cast: Cast) -> None:
    order, stranger = ordered(cast), Client()
    here = opened(cast)
    token = here.split("/")[2]
    assert "全部的活" not in text(stranger.get(address(order)))
    assert here in text(stranger.get(f"{address(order)}?of={token}"))
    kept = stranger.post(f"{address(order)}?of={token}", {"accept": "1", "once": "a"})
    assert kept["Location"] == f"{address(order)}?of={token}"
    assert f'action="{address(order)}?of={token}"' in text(stranger.get(f"{address(order)}?finish=1&of={token}"))
    foreign = field.open_jobs(community=cast.community, vendor=cast.vendors["畅通管道疏通"], by=by(cast, "何静"))
    assert "全部的活" not in text(stranger.get(f"{address(order)}?of={foreign.token}"))


def test_the_desk_makes_it_anew_and_calls_it_back(cast: Cast) -> None:
    ordered(cast)
    firm, desk, stranger = cast.vendors["安居防水修缮"], signed_in(cast, "何静"), Client()
    at, link = reverse("vendor_jobs", args=[firm.pk]), reverse("vendor_jobs_link", args=[firm.pk])
    assert "出一个链接" in text(desk.get(at))
    desk.post(link, {"open": "1", "once": "a"})
    first = queries.token_of(cast.community, firm)
    desk.post(link, {"open": "1", "once": "b"})
    second = queries.token_of(cast.community, firm)
    ways = [reverse("link", args=[token]) for token in (first, second)]
    assert [stranger.get(way).status_code for way in ways] == [410, 200]
    desk.post(link, {"end": "1", "once": "c"})
    assert (stranger.get(ways[1]).status_code, queries.token_of(cast.community, firm)) == (410, "")
    desk.post(link, {"end": "1", "once": "d"})  # nothing is out any more: nothing happens
    kinds = [event.kind for event in timeline.of(JobList.objects.get())]
    assert kinds == ["field.jobs_opened", "field.jobs_opened", "field.jobs_closed"]


def test_the_secretary_finds_it_beside_the_firm(cast: Cast) -> None:
    page = text(signed_in(cast, "刘芳").get(reverse("vendors")))
    assert reverse("vendor_jobs", args=[cast.vendors["安居防水修缮"].pk]) in page
    assert "手上的活" not in text(signed_in(cast, "赵宏").get(reverse("vendors")))
