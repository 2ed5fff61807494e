"""Signed links: unknown is not found, ended says so kindly with a telephone line, live leads to its page."""

from datetime import timedelta

import pytest
from django.test import Client

from huying.core import clock, links
from huying.demo.cast import Cast
from tests.field.road import MORNING, address, ordered

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def morning():
    with clock.at(MORNING):
        yield


def test_an_unknown_link_is_not_found(client: Client, cast: Cast) -> None:
    assert client.get("/o/never-issued/").status_code == 404
    assert client.post("/o/never-issued/", {"accept": "1", "once": "a"}).status_code == 404


def test_a_live_link_opens_its_page(client: Client, cast: Cast) -> None:
    page = client.get(address(ordered(cast)))
    assert page.status_code == 200
    assert page["Cache-Control"] == "no-store"


def test_a_revoked_link_says_so_and_whom_to_ring(client: Client, cast: Cast) -> None:
    order = ordered(cast)
    assert links.revoke(purpose="field.work_order", subject_ids=[order.pk]) == 1
    page = client.get(address(order))
    assert page.status_code == 410
    assert "这个链接用完了" in page.content.decode()
    assert "tel:073155550105" in page.content.decode()


def test_an_old_link_has_ended(client: Client, cast: Cast) -> None:
    order = ordered(cast)
    with clock.at(MORNING + timedelta(days=91)):
        assert client.get(address(order)).status_code == 410


def test_a_post_to_an_ended_link_changes_nothing(client: Client, cast: Cast) -> None:
    order = ordered(cast)
    links.revoke(purpose="field.work_order", subject_ids=[order.pk])
    assert client.post(address(order), {"accept": "1", "once": "a"}).status_code == 410
    order.refresh_from_db()
    assert order.accepted_at is None
