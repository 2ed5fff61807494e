"""The grid worker's screens that tests/field/test_grid_taps.py (G2 to G4) and tests/walks/test_outbox.py (G6) do not count."""

import re
from pathlib import Path

import pytest
from playwright.sync_api import expect

from huying.cases.models import Appeal, Case
from huying.demo.cast import Cast
from tests.browser import PHONE
from tests.field.road import dispatched

from .stage import Open, morning, photo, seen  # noqa: F401
from .taps import Taps

pytestmark = [pytest.mark.browser, pytest.mark.once]


def worker(open_page: Open, cast: Cast, *, js: bool = True) -> Taps:
    return Taps(open_page(viewport=PHONE, user=cast.users["李敏"], js=js))


def test_g1_today_shows_the_next_one_and_all_else_in_building_order(open_page: Open, cast: Cast) -> None:
    for home in ("5栋203", "附13栋102", "5栋303", "3栋303"):
        dispatched(cast, home)
    her = worker(open_page, cast)
    her.page.goto("/grid/")
    assert seen(her.page.get_by_role("button", name="签收").first)
    her.tap(her.page.get_by_role("link", name="附近"))
    houses = re.findall(r"(附?\d+)栋", her.page.locator("main ul.rows").inner_text())
    assert houses == ["5", "5", "3", "附13"]  # as the houses stand, not as the calls came
    assert her.taps == 1


def test_g5_handing_on_is_four_taps(open_page: Open, cast: Cast) -> None:
    case = dispatched(cast)
    her = worker(open_page, cast, js=False)
    her.page.goto(f"/grid/cases/{case.pk}/")
    her.tap(her.page.get_by_role("button", name="签收"))
    her.page.goto(f"/grid/cases/{case.pk}/")
    her.tap(her.page.get_by_role("link", name="移交"))
    her.tap(her.page.locator("label.choice").first)
    her.page.locator("#f [name=reason]").fill("这是 G02 的楼。")
    her.tap(her.page.locator("button[form=f], #f button").last)
    expect(her.page.get_by_role("status")).to_be_visible()
    assert her.taps <= 4


@pytest.mark.parametrize("js", [True, False])
def test_g7_reporting_for_somebody_is_six_taps(open_page: Open, cast: Cast, js: bool) -> None:
    her = worker(open_page, cast, js=js)
    her.page.goto("/grid/")
    her.tap(her.page.get_by_role("link", name="代报"))
    for label, words in (("一句话", "三楼的灯不亮，老人摸黑。"), ("在哪里", "5栋303"), ("回他的电话", "13900000303")):
        her.tap(her.page.get_by_label(label))
        her.type(words, her.page.get_by_label(label))
    her.tap(her.page.get_by_role("button", name="替他报上去"))
    her.page.wait_for_url("**/grid/")
    assert her.taps <= 6
    case, appeal = Case.objects.get(), Appeal.objects.get()
    assert (case.home, appeal.channel, appeal.reporter_phone) == (cast.home("5栋303"), "walk_in", "13900000303")
    expect(her.page.get_by_role("status")).to_contain_text("2309 0001")


def test_what_a_walk_finds_is_four_taps(open_page: Open, cast: Cast, photo: Path) -> None:  # noqa: F811
    """走找想促: begun with one tap; each thing found costs a photo, a house, what becomes of it, and one more tap."""
    her = worker(open_page, cast)
    her.page.goto("/grid/walks/")
    her.tap(her.page.get_by_role("button", name="汛前"))
    assert her.taps == 1
    her.type("雨水口堵了", her.page.get_by_label("看到什么"))
    her.photo(her.page.locator("[name=photos]"), photo)
    her.tap(her.page.locator("label.choice").filter(has_text=re.compile("^5$")))
    her.tap(her.page.locator("label.choice").filter(has_text="报上去"))
    her.tap(her.page.get_by_role("button", name="记下，接着走"))
    expect(her.page.locator("main ul.rows")).to_contain_text("新，等人接手")
    assert her.taps == 1 + 4
    expect(her.page.get_by_label("看到什么")).to_have_value("")  # the next thing begins with an empty form
    assert (Case.objects.get().building, Appeal.objects.get().channel) == (cast.building("5"), "patrol")
