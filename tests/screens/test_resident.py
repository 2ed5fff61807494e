"""The resident's screens, R1 to R8: by the code at the door or without, with a script or without, no log-in anywhere."""

from pathlib import Path
from typing import Any

import pytest
from django.conf import settings
from PIL import Image
from playwright.sync_api import Route, expect

from huying.cases import actions as cases
from huying.cases.models import Appeal, Case, State
from huying.core.actor import Actor
from huying.core.models import File
from huying.core.pages import COOKIE
from huying.demo.cast import Cast
from huying.field import actions as field
from tests.field import door
from tests.field.road import FOUND, by, dispatched, received

from .stage import SMALL, Open, morning, photo, seen  # noqa: F401
from .taps import Taps

pytestmark = [pytest.mark.browser, pytest.mark.once]
SAID = "楼道灯三天没亮。"


def resident(open_page: Open, *, js: bool = True) -> Taps:
    return Taps(open_page(viewport=SMALL, js=js))


@pytest.mark.parametrize("js", [True, False])
def test_r1_qr_landing_a_photo_alone_is_enough(open_page: Open, cast: Cast, photo: Path, js: bool) -> None:  # noqa: F811
    her = resident(open_page, js=js)
    her.page.goto(f"/b/{cast.building('5').code}/")
    report, call = her.page.get_by_role("link", name="拍照报事"), her.page.get_by_role("link", name="打电话")
    assert seen(report)
    assert seen(call)
    her.tap(report)
    camera, send = her.page.locator("[name=photos]"), her.page.get_by_role("button", name="发出去")
    assert seen(her.page.get_by_text("拍照片").first)
    assert seen(send)
    her.photo(camera, photo)
    her.tap(send)
    her.page.wait_for_url("**/receipt/")
    assert her.taps <= 4  # three and the camera
    assert her.seconds <= 30
    assert (Appeal.objects.get().text, File.objects.count()) == ("看照片，没写话。", 1)


class BrokenLine:
    """Of every ten parts three never get there, and the replies to three more are lost."""

    def __init__(self, *, dead: bool = False) -> None:
        self.asked, self.dead = 0, dead

    def __call__(self, route: Route) -> None:
        self.asked += 1
        if self.dead or self.asked % 10 in (1, 4, 7):
            route.abort()
            return
        if self.asked % 10 in (2, 5, 8):
            route.fetch()
            route.abort()
            return
        route.continue_()


def test_r1_a_photo_goes_on_where_the_line_broke(open_page: Open, cast: Cast, tmp_path: Path) -> None:
    """断点续传: noise cannot be pressed, so it goes in several parts; whole, and once."""
    noise = tmp_path / "noise.jpg"
    Image.effect_noise((1600, 1200), 90).save(noise, quality=60)
    her, line = resident(open_page), BrokenLine()
    her.page.route("**/uploads/**", line)
    her.page.goto(f"/b/{cast.building('5').code}/report/")
    her.page.clock.install()  # the waits between two tries pass at once
    her.photo(her.page.locator("[name=photos]"), noise)
    expect(her.page.locator("[data-photos]")).not_to_have_attribute("aria-busy", "true")
    size = her.page.evaluate("document.querySelector('[name=photos]').files[0].size")
    her.page.get_by_role("button", name="发出去").click()
    for _ in range(60):
        her.page.clock.run_for(10_000)
        if "/receipt/" in her.page.url:
            break
    her.page.wait_for_url("**/receipt/")
    assert (Appeal.objects.count(), File.objects.count()) == (1, 1)
    assert line.asked > size / (48 * 1024)
    assert not list((settings.DATA_DIR / "uploads").iterdir())


def test_r1_a_dead_line_says_how_far_it_got_and_goes_on(open_page: Open, cast: Cast, tmp_path: Path) -> None:
    noise = tmp_path / "noise.jpg"
    Image.effect_noise((1600, 1200), 90).save(noise, quality=60)
    her, line = resident(open_page), BrokenLine(dead=True)
    her.page.route("**/uploads/**", line)
    her.page.goto(f"/b/{cast.building('5').code}/report/")
    her.page.clock.install()
    her.photo(her.page.locator("[name=photos]"), noise)
    expect(her.page.locator("[data-photos]")).not_to_have_attribute("aria-busy", "true")
    send = her.page.get_by_role("button", name="发出去")
    send.click()
    told = her.page.locator("[data-progress]")
    for _ in range(30):
        her.page.clock.run_for(10_000)
        if "网断了" in told.inner_text():
            break
    expect(told).to_contain_text("没有丢")
    expect(send).to_be_enabled()
    her.page.unroute("**/uploads/**")
    send.click()
    her.page.wait_for_url("**/receipt/")
    assert File.objects.count() == 1


@pytest.mark.parametrize("js", [True, False])
def test_r2_without_qr(open_page: Open, cast: Cast, js: bool) -> None:
    her = resident(open_page, js=js)
    her.page.goto("/")
    her.tap(her.page.get_by_role("link", name="拍照报事"))
    her.tap(her.page.locator("[name=text]"))
    her.type(SAID, her.page.locator("[name=text]"))
    her.tap(her.page.locator("[name=address]"))
    her.type("5栋", her.page.locator("[name=address]"))
    her.tap(her.page.get_by_role("button", name="发出去"))
    if her.page.get_by_text("请点一下是哪里").count():
        her.tap(her.page.locator("label.choice").filter(has_text="5栋").first)
        her.tap(her.page.get_by_role("button", name="发出去"))
    her.page.wait_for_url("**/receipt/")
    assert her.taps <= 6
    assert her.seconds <= 60
    assert Case.objects.get().building == cast.building("5")


@pytest.mark.parametrize("js", [True, False])
def test_r3_my_home_too_is_one_tap(open_page: Open, cast: Cast, js: bool) -> None:
    said = cases.Said(
        text=SAID, channel="web", nature="help", category=received(cast).category, urgency="normal",
        building=cast.building("5"),
    )  # fmt: skip
    common = cases.receive(community=cast.community, said=said, by=Actor("resident")).case
    her = resident(open_page, js=js)
    her.page.goto(f"/b/{cast.building('5').code}/")
    her.tap(her.page.get_by_role("button", name="我家也是").first)
    her.page.wait_for_url("**/r/**")
    assert her.taps == 1
    assert common.appeals.count() == 2


def test_r4_receipt_is_there_again_after_a_reload(open_page: Open, cast: Cast) -> None:
    appeal = received(cast).appeals.get()
    her = resident(open_page, js=False)
    for _ in range(2):
        her.page.goto(f"/r/{appeal.tracking}/receipt/")
        assert seen(her.page.get_by_role("heading", name="2309 0001"))
        for words in ("何静", "扫码看办到哪了"):
            expect(her.page.locator("main")).to_contain_text(words)
        assert her.page.get_by_role("link", name="打电话").get_attribute("href") == "tel:073155550105"
        assert her.page.locator("svg.qr").count() == 1
    assert her.taps == 0


def test_r5_progress_from_a_message(open_page: Open, cast: Cast) -> None:
    appeal = dispatched(cast).appeals.get()
    her = resident(open_page, js=False)
    her.page.goto(f"/r/{appeal.tracking}/")  # the tap in the message
    for words in ("现在在谁手上", "李敏", "最晚"):
        assert seen(her.page.get_by_text(words).first), words
    assert her.taps <= 2


@pytest.mark.parametrize("js", [True, False])
def test_r6_fixed_or_not(open_page: Open, cast: Cast, js: bool) -> None:
    def handled(home: str) -> Appeal:
        case = dispatched(cast, home)
        field.record_visit(case=case, user=cast.users["李敏"], outcome="seen", found=FOUND)
        field.handle(case=Case.objects.get(pk=case.pk), user=cast.users["李敏"])
        return case.appeals.get()

    good, bad = handled("5栋303"), handled("3栋303")
    her = resident(open_page, js=js)
    her.page.goto(f"/r/{good.tracking}/")
    her.tap(her.page.get_by_role("link", name="修好了"))
    assert her.page.locator("main button[name=satisfaction]").count() == 3
    her.tap(her.page.get_by_role("button", name="满意").first)
    expect(her.page.locator("main")).to_contain_text("谢谢，记下了")
    assert her.taps == 2
    other = resident(open_page, js=js)
    other.page.goto(f"/r/{bad.tracking}/")
    other.tap(other.page.get_by_role("link", name="没修好"))
    other.type("还是滴", other.page.locator("[name=reason]"))
    other.tap(other.page.get_by_role("button", name="发出去，重新办"))
    assert (other.taps, Case.objects.get(pk=bad.case_id).state) == (2, State.REOPENED)


@pytest.mark.parametrize("js", [True, False])
def test_r7_authorise_entry_and_take_it_back(open_page: Open, cast: Cast, js: bool) -> None:
    entry = door.asked(cast, dispatched(cast))
    code = field.make_code(entry=entry, by=by(cast, "何静")).code
    him = resident(open_page, js=js)
    him.page.goto(door.link(entry))
    him.tap(him.page.get_by_label("六位"))
    him.type(code, him.page.get_by_label("六位"))
    him.tap(him.page.get_by_role("button", name="我同意"))
    expect(him.page.locator("main")).to_contain_text("您同意了")
    assert him.taps <= 5
    him.tap(him.page.get_by_role("button", name="收回"))
    expect(him.page.locator("main")).to_contain_text("您收回了")
    assert him.taps <= 5 + 1


@pytest.mark.parametrize("path", ["", "report/", "call/"])
def test_r8_elder_mode_has_few_big_buttons(open_page: Open, live_server: Any, cast: Cast, path: str) -> None:
    her = resident(open_page)
    her.page.context.add_cookies([{"name": COOKIE, "value": "mode=elder", "url": live_server.url}])
    her.page.goto(f"/b/{cast.building('5').code}/{path}")
    big = her.page.locator("main .btn:not(.btn-small):visible, .foot .btn:visible, .foot button:visible")
    assert 1 <= big.count() <= 3
    for nth in range(big.count()):
        box = big.nth(nth).bounding_box()
        assert box
        assert box["height"] >= 60


def test_r8_a_voice_note_is_said_into_the_page(open_page: Open, cast: Cast) -> None:
    her = Taps(open_page(viewport=SMALL, permissions=["microphone"]))
    her.page.goto(f"/b/{cast.building('5').code}/")
    her.tap(her.page.get_by_role("link", name="拍照报事"))
    speak, send = her.page.locator(".voice-in label"), her.page.get_by_role("button", name="发出去")
    assert seen(speak)
    her.tap(speak)
    expect(her.page.get_by_text("在录，点一下停 0:01")).to_be_visible()
    her.tap(speak)
    expect(her.page.get_by_label("录的话")).to_be_visible()
    her.tap(her.page.get_by_role("button", name="去掉，重录"))
    her.tap(speak)
    expect(her.page.get_by_text("在录，点一下停 0:01")).to_be_visible()
    her.tap(send)  # while it still records: what was said goes along
    her.page.wait_for_url("**/receipt/")
    assert her.taps == 6  # three, and two for changing one's mind, and one for the pause before it
    appeal, kept = Appeal.objects.get(), File.objects.get()
    assert (appeal.text, kept.subject_id, kept.media_type) == ("听录音，没写话。", appeal.pk, "audio/webm")


def test_r8_a_voice_note_without_a_script_comes_from_the_phones_own_recorder(
    open_page: Open, cast: Cast, tmp_path: Path
) -> None:
    (tmp_path / "a.m4a").write_bytes(b"\0\0\0\x20ftypM4A \0\0\0\0" + bytes(200))
    her = resident(open_page, js=False)
    her.page.goto(f"/b/{cast.building('5').code}/report/")
    her.photo(her.page.locator("[name=voice]"), tmp_path / "a.m4a")
    her.tap(her.page.get_by_role("button", name="发出去"))
    her.page.wait_for_url("**/receipt/")
    assert her.taps <= 3
    assert File.objects.get().media_type == "audio/mp4"


@pytest.mark.parametrize("js", [True, False])
def test_r8_call_me_needs_a_number_and_nothing_else(open_page: Open, cast: Cast, js: bool) -> None:
    her = resident(open_page, js=js)
    her.page.goto(f"/b/{cast.building('5').code}/")
    her.tap(her.page.get_by_role("link", name="我们打给您"))
    her.tap(her.page.get_by_role("button", name="请给我打电话"))
    expect(her.page.locator("main")).to_contain_text("还没写电话")
    assert not Appeal.objects.exists()
    her.tap(her.page.get_by_label("您的电话"))
    her.type("139 0000 0303", her.page.get_by_label("您的电话"))
    her.tap(her.page.get_by_role("button", name="请给我打电话"))
    her.page.wait_for_url("**/receipt/")
    assert her.taps <= 4
    appeal = Appeal.objects.get()
    assert (appeal.case.building, appeal.channel) == (cast.building("5"), "web")
    assert "13900000303" not in her.page.content()
