"""The grid worker's screens, G1 to G7; what happens to the outbox on a bad line is in tests/walks/test_outbox.py."""

import re
import time
from pathlib import Path

import pytest
from playwright.sync_api import Locator, Page, expect

from huying.cases.models import Appeal, Case
from huying.demo.cast import Cast
from huying.field.models import Finding, Visit
from tests.browser import PHONE, kept
from tests.field.road import dispatched

from . import broken_off
from .stage import SMALL, Open, morning, photo, seen  # noqa: F401
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


def label(page: Page, words: str) -> Locator:
    return page.locator("main label").filter(has_text=words).first


def no_signal(page: Page, warm: str) -> None:
    """Once the phone has kept the page that comes next, the line goes."""
    page.evaluate("navigator.serviceWorker.ready.then(() => 1)")
    page.reload()  # the first one was loaded before there was anybody to keep it
    kept(page, warm)
    page.context.set_offline(True)


def test_g1_today_is_there_within_a_second_with_no_signal(open_page: Open, cast: Cast) -> None:
    case = dispatched(cast)
    her = worker(open_page, cast)
    her.page.goto("/grid/")
    no_signal(her.page, "/grid/")
    started = time.monotonic()
    her.page.goto("/grid/", wait_until="commit")
    expect(her.page.get_by_role("button", name="签收")).to_be_visible()
    assert time.monotonic() - started <= 1
    expect(her.page.get_by_text(case.where, exact=True)).to_be_visible()
    expect(her.page.get_by_text("没信号，这是 09:10 看到的样子。")).to_be_visible()


def test_g1_a_page_the_phone_does_not_keep_says_so_and_how_to_go_on(open_page: Open, cast: Cast) -> None:
    case = dispatched(cast)
    her = worker(open_page, cast)
    her.page.goto("/grid/")
    no_signal(her.page, "/no-signal/")
    her.page.goto(f"/grid/cases/{case.pk}/")
    expect(her.page.get_by_role("heading", name="没信号，打不开")).to_be_visible()
    assert seen(her.page.get_by_role("link", name="打电话"))
    her.page.context.set_offline(False)
    her.tap(her.page.get_by_role("link", name="再试一次"))
    expect(her.page.get_by_text("江秋莲").first).to_be_visible()
    assert her.taps == 1


@pytest.mark.urls("tests.screens.broken_off")
def test_g1_an_answer_that_breaks_off_does_not_take_the_kept_page_with_it(
    open_page: Open, cast: Cast, monkeypatch: pytest.MonkeyPatch
) -> None:
    case = dispatched(cast)
    her = worker(open_page, cast)
    her.page.goto("/grid/")
    her.page.evaluate("navigator.serviceWorker.ready.then(() => 1)")
    her.page.reload()
    kept(her.page, "/grid/")
    monkeypatch.setattr(broken_off, "breaks", [True])
    her.page.reload(wait_until="commit")
    her.page.wait_for_timeout(300)
    her.page.context.set_offline(True)
    her.page.goto("/grid/")
    expect(her.page.get_by_text(case.where, exact=True)).to_be_visible()
    expect(her.page.get_by_text("没信号，这是 09:10 看到的样子。")).to_be_visible()


def test_g2_signing_for_it_is_one_tap(open_page: Open, cast: Cast) -> None:
    case = dispatched(cast)
    her = worker(open_page, cast)
    her.page.goto("/grid/")
    her.tap(her.page.get_by_role("button", name="签收"))
    expect(her.page.get_by_role("status")).to_contain_text("签收了")
    assert (Case.objects.get(pk=case.pk).state, her.taps) == ("in_hand", 1)


def test_g2_calling_and_the_way_there_are_one_tap_on_the_first_screen(open_page: Open, cast: Cast) -> None:
    case = dispatched(cast)
    page = open_page(viewport=SMALL, user=cast.users["李敏"], permissions=["clipboard-read", "clipboard-write"])
    page.goto(f"/grid/cases/{case.pk}/")
    call, address = page.get_by_role("link", name="打给江秋莲"), page.get_by_role("button", name="抄下地址去导航")
    half = SMALL[1] / 2  # what the thumb of one hand reaches
    for target in (call, address, page.get_by_role("button", name="签收")):
        assert seen(target)
        assert target.bounding_box()["y"] >= half  # type: ignore[index]
    assert call.get_attribute("href") == "tel:13900000303"
    her = Taps(page)
    her.tap(address)
    expect(page.get_by_text("抄好了")).to_be_visible()
    assert (page.evaluate("navigator.clipboard.readText()"), her.taps) == ("韶光社区5栋303", 1)


@pytest.mark.parametrize("js", [True, False])
def test_g3_closing_a_visit_is_four_taps_with_no_signal_too(
    open_page: Open,
    cast: Cast,
    photo: Path,  # noqa: F811
    js: bool,
) -> None:
    case = dispatched(cast)
    her = worker(open_page, cast, js=js)
    her.page.goto(f"/grid/cases/{case.pk}/visit/")
    if js:
        no_signal(her.page, "/visit/")
    her.photo(her.page.locator("[name=photos]"), photo)
    her.tap(label(her.page, "看到了"))
    her.type("天沟烂了", her.page.locator("[name=cause]"))
    her.tap(label(her.page, "天沟"))
    done = her.page.get_by_role("button", name="完成")
    assert seen(done)
    her.tap(done)
    if js:
        expect(her.page.get_by_text("没信号，存在手机里了")).to_be_visible()
        assert Visit.objects.count() == 0
        her.page.context.set_offline(False)
        her.page.goto("/grid/outbox/")
        expect(her.page.get_by_role("heading", name="都发出去了")).to_be_visible()
    else:
        her.page.wait_for_selector("text=记下了：看到了")
    assert (Finding.objects.get().zone, her.taps) == ("common", 4)
    assert her.seconds <= 20


def test_g3_nobody_home_is_two_taps(open_page: Open, cast: Cast) -> None:
    case = dispatched(cast)
    her = worker(open_page, cast)
    her.page.goto(f"/grid/cases/{case.pk}/visit/")
    her.tap(label(her.page, "没人在家"))
    her.tap(her.page.get_by_role("button", name="完成"))
    her.page.wait_for_selector("text=记下了：没人在家")
    assert (Visit.objects.count(), her.taps) == (1, 2)


def test_g4_found_and_fixed_in_four_taps(open_page: Open, cast: Cast, photo: Path) -> None:  # noqa: F811
    her = worker(open_page, cast)
    her.page.goto("/grid/fixed/")
    her.photo(her.page.locator("[name=photos]"), photo)
    her.tap(label(her.page, "路灯"))
    her.tap(label(her.page, "附13"))
    her.type("楼道灯不亮，换了灯泡。", her.page.locator("[name=what]"))
    her.tap(her.page.get_by_role("button", name="办好了"))
    her.page.wait_for_selector("text=编号 2309 0001")
    assert (Case.objects.get().state, her.taps) == ("closed", 4)


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


def test_g6_what_is_not_sent_is_counted_on_every_page(open_page: Open, cast: Cast) -> None:
    case = dispatched(cast)
    her = worker(open_page, cast)
    her.page.goto(f"/grid/cases/{case.pk}/visit/")
    no_signal(her.page, "/visit/")
    her.tap(label(her.page, "没人在家"))
    her.tap(her.page.get_by_role("button", name="完成"))
    her.page.context.route("**/visit/", lambda route: route.abort())  # the server is there again, but not for this one
    her.page.context.set_offline(False)
    for address in ("/grid/", f"/grid/cases/{case.pk}/", "/grid/fixed/", "/grid/report/"):
        her.page.goto(address)
        badge = her.page.locator(".top [data-outbox-badge]")
        expect(badge).to_have_text(re.compile(r"未发\s*1"))
        assert seen(badge)
    taps = her.taps
    with her.page.expect_event("requestfailed"):  # the page tries by itself as it opens; the next try is the tap's
        her.tap(badge)
    expect(her.page.get_by_role("heading", name="1 件没发出")).to_be_visible()
    her.page.context.unroute("**/visit/")
    her.tap(her.page.get_by_role("button", name="现在就发"))
    expect(her.page.get_by_role("heading", name="都发出去了")).to_be_visible()
    assert (her.taps - taps, Visit.objects.count()) == (2, 1)


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
