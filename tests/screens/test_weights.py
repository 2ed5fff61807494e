"""How much comes over the line before a page is first seen (ux.md): counted for what a browser asks for, as it is sent."""

from collections.abc import Callable

import pytest
from django.test import Client
from playwright.sync_api import Request

from huying.demo.cast import Cast
from tests.field.road import dispatched

from .stage import SMALL, Open, morning  # noqa: F401

pytestmark = [pytest.mark.browser, pytest.mark.once]

KB = 1024
RESIDENT = ("/", "/report/", "/call/", "/mine/", "/login/", "/open/", "/stories/")
GRID = ("/grid/", "/grid/report/", "/grid/walks/")
DESK = ("/desk/", "/desk/intake/", "/desk/funds/")

Weigh = Callable[..., int]


def sent(client: Client, address: str) -> int:
    answer = client.get(address, headers={"accept-encoding": "gzip"})
    assert answer.status_code == 200, address
    body = b"".join(answer.streaming_content) if answer.streaming else answer.content  # type: ignore[attr-defined]
    return len(body)


@pytest.fixture
def weigh(open_page: Open) -> Weigh:
    """Bytes that `path` sends to a browser that has been nowhere before; its own worker's copies do not hold up a page."""

    def weighed(path: str, user: object = None) -> int:
        asked: list[str] = []

        def note(request: Request) -> None:
            if not request.service_worker and not request.url.startswith(("data:", "blob:")):
                asked.append("/" + request.url.split("/", 3)[3])

        page = open_page(viewport=SMALL, user=user, service_workers="block")
        page.on("request", note)
        page.goto(path)
        page.wait_for_load_state("networkidle")
        client = Client()
        if user:
            client.force_login(user)
        return sum(sent(client, address) for address in dict.fromkeys(asked))

    return weighed


def test_the_first_view_of_a_resident_a_worker_and_an_officer_is_light(weigh: Weigh, cast: Cast) -> None:
    case = dispatched(cast)
    track = f"/r/{case.appeals.get().tracking}/"
    residents = {path: weigh(path) for path in (*RESIDENT, track)}
    grid = {path: weigh(path, cast.users["李敏"]) for path in (*GRID, f"/grid/cases/{case.pk}/")}
    desk = {path: weigh(path, cast.users["何静"]) for path in (*DESK, f"/desk/cases/{case.pk}/")}
    assert [path for path, weight in residents.items() if weight > 50 * KB] == []
    assert [path for path, weight in grid.items() if weight > 120 * KB] == []
    assert [path for path, weight in desk.items() if weight > 250 * KB] == []
