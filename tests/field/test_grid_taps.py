"""The burden, counted in a browser: touches from the page to done, without the shutter and the words typed."""

import pytest
from playwright.sync_api import Page

from huying.cases.models import Case
from huying.core import clock
from huying.demo.cast import Cast
from huying.field.models import Finding, Visit

from .road import CAUSE, MORNING, dispatched, jpeg


@pytest.fixture(autouse=True)
def morning():
    with clock.at(MORNING):
        yield


class Taps:
    """Counts what a thumb does."""

    def __init__(self, page: Page) -> None:
        self.page, self.count = page, 0

    def tap(self, words: str) -> None:
        self.count += 1
        self.page.locator("main label, main button, main a, .foot button, .foot a").filter(has_text=words).first.click()

    def photo(self, field: str) -> None:
        self.count += 1
        photo = {"name": "a.jpg", "mimeType": "image/jpeg", "buffer": jpeg(here=True)}
        self.page.set_input_files(f"[name={field}]", photo)


def test_g2_signing_for_it_is_one_tap(open_page, cast: Cast) -> None:
    case = dispatched(cast)
    taps = Taps(open_page(user=cast.users["李敏"]))
    taps.page.goto("/grid/")
    taps.tap("签收")
    taps.page.wait_for_selector("text=签收了")
    assert (Case.objects.get(pk=case.pk).state, taps.count) == ("in_hand", 1)


@pytest.mark.parametrize("js", [True, False])
def test_g3_a_visit_is_closed_in_four_taps(open_page, cast: Cast, js: bool) -> None:
    case = dispatched(cast)
    taps = Taps(open_page(user=cast.users["李敏"], js=js))
    taps.page.goto(f"/grid/cases/{case.pk}/visit/")
    taps.page.fill("[name=cause]", CAUSE)
    taps.tap("看到了")
    taps.photo("photos")
    taps.tap("天沟")
    taps.tap("完成")
    taps.page.wait_for_selector("text=记下了：看到了")
    assert (Finding.objects.get().zone, taps.count) == ("common", 4)


def test_g3_nobody_home_is_two_taps(open_page, cast: Cast) -> None:
    case = dispatched(cast)
    taps = Taps(open_page(user=cast.users["李敏"]))
    taps.page.goto(f"/grid/cases/{case.pk}/visit/")
    taps.tap("没人在家")
    taps.tap("完成")
    taps.page.wait_for_selector("text=记下了：没人在家")
    assert (Visit.objects.count(), taps.count) == (1, 2)


def test_g4_found_and_fixed_in_four_taps(open_page, cast: Cast) -> None:
    taps = Taps(open_page(user=cast.users["李敏"]))
    taps.page.goto("/grid/fixed/")
    taps.page.fill("[name=what]", "楼道灯不亮，换了灯泡。")
    taps.photo("photos")
    taps.tap("路灯")
    taps.tap("附13")
    taps.tap("办好了")
    taps.page.wait_for_selector("text=编号 23090001")
    assert (Case.objects.get().state, taps.count) == ("closed", 4)
