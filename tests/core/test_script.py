"""The page's small script, in a real browser: taps and words saved, nothing sent twice, nothing lost."""

import io
import re
import time
from pathlib import Path

import pytest
from PIL import Image
from playwright.sync_api import Route

from . import sample_pages

pytestmark = pytest.mark.urls("tests.core.sample_pages")


@pytest.fixture(autouse=True)
def samples(settings):
    settings.TEMPLATES = [{**settings.TEMPLATES[0], "DIRS": [Path(__file__).parent / "templates"]}]
    sample_pages.received.clear()


def picture(width: int, height: int, turned: bool = False) -> bytes:
    """A noisy photo, as large as a phone's; `turned` as phones do it, by a note in its EXIF."""
    image = Image.effect_noise((width, height), 90).convert("RGB")
    exif = Image.Exif()
    if turned:
        exif[0x0112] = 6
    file = io.BytesIO()
    image.save(file, "JPEG", quality=92, exif=exif)
    return file.getvalue()


def test_a_photo_is_made_small_and_shown(open_page):
    page = open_page()
    page.goto("/sample/")
    big = picture(2400, 1800, turned=True)
    assert len(big) > 1_000_000
    page.set_input_files("input[type=file]", {"name": "屋顶.jpeg", "mimeType": "image/jpeg", "buffer": big})
    page.wait_for_selector("[data-photos]:not([aria-busy]) .shot img")
    image = "document.querySelector('.shot img')"
    page.evaluate(f"{image}.decode()")
    assert page.evaluate(f"{image}.naturalHeight > {image}.naturalWidth")
    page.get_by_label("什么事").fill("天沟漏水")
    page.get_by_role("button", name="发出去").click()
    page.wait_for_url("**/sample/list/")
    [(name, size, kind)] = sample_pages.received[0]["photos"]
    assert (name[-4:], kind) == (".jpg", "image/jpeg")  # it went ahead of the form, in parts
    assert size <= 300 * 1024


def test_photos_add_up_and_can_be_taken_off(open_page):
    page = open_page()
    page.goto("/sample/")
    for name in ("一.jpg", "二.jpg"):
        page.set_input_files("input[type=file]", {"name": name, "mimeType": "image/jpeg", "buffer": picture(40, 30)})
        page.wait_for_selector("[data-photos]:not([aria-busy])")
    page.get_by_role("button", name="去掉 照片 1").click()
    page.get_by_label("什么事").fill("灯不亮")
    page.get_by_role("button", name="发出去").click()
    page.wait_for_url("**/sample/list/")
    assert [name for name, _size, _kind in sample_pages.received[0]["photos"]] == ["二.jpg"]


def test_what_is_no_picture_goes_as_it_is(open_page):
    page = open_page()
    page.goto("/sample/")
    page.set_input_files("input[type=file]", {"name": "坏.jpg", "mimeType": "image/jpeg", "buffer": b"not a picture"})
    page.wait_for_selector("[data-photos]:not([aria-busy])")
    page.get_by_label("什么事").fill("灯不亮")
    page.get_by_role("button", name="发出去").click()
    page.wait_for_url("**/sample/list/")
    assert sample_pages.received[0]["photos"] == [("坏.jpg", 13, "image/jpeg")]


def test_without_script_the_form_works(open_page):
    page = open_page(js=False)
    page.goto("/sample/")
    page.set_input_files("input[type=file]", {"name": "一.jpg", "mimeType": "image/jpeg", "buffer": picture(40, 30)})
    page.get_by_label("什么事").fill("灯不亮")
    page.get_by_role("button", name="发出去").click()
    assert page.get_by_text("收到了。").is_visible()
    assert len(sample_pages.received) == 1


def test_two_taps_send_once(open_page):
    page = open_page()
    page.goto("/sample/")
    page.get_by_label("什么事").fill("天沟漏水")
    page.evaluate("() => { const b = document.querySelector('.foot .btn'); b.click(); b.click(); b.click(); }")
    page.wait_for_url("**/sample/list/")
    assert len(sample_pages.received) == 1


def test_ctrl_enter_sends(open_page):
    page = open_page()
    page.goto("/sample/")
    page.get_by_label("什么事").fill("天沟漏水")
    page.keyboard.press("Control+Enter")
    page.wait_for_url("**/sample/list/")
    assert [one["words"] for one in sample_pages.received] == ["天沟漏水"]


def test_a_draft_survives_and_goes_when_it_was_received(open_page):
    page = open_page()
    page.goto("/sample/")
    page.get_by_label("什么事").fill("一下雨就漏")
    page.get_by_text("灯不亮").click()
    page.get_by_text(re.compile(r"草稿 \d\d:\d\d 已存")).wait_for()
    page.reload()
    assert page.get_by_label("什么事").input_value() == "一下雨就漏"
    assert page.get_by_label("灯不亮").is_checked()
    assert page.get_by_text("上次没发出的草稿还在").is_visible()
    page.get_by_role("button", name="发出去").click()
    page.wait_for_url("**/sample/list/")
    page.goto("/sample/")
    assert page.get_by_label("什么事").input_value() == ""
    assert "once" not in page.evaluate("JSON.stringify(localStorage)")


def test_a_draft_stays_when_the_line_broke(open_page):
    page = open_page()
    page.goto("/sample/")
    page.get_by_label("什么事").fill("一下雨就漏")
    page.context.set_offline(True)
    page.get_by_role("button", name="发出去").click()
    page.wait_for_timeout(300)
    page.context.set_offline(False)
    page.goto("/sample/list/")  # somewhere else first: nobody has said that it arrived
    page.goto("/sample/")
    assert page.get_by_label("什么事").input_value() == "一下雨就漏"


def slowly(route: Route) -> None:
    """An answer that takes longer than a draft's two seconds."""
    time.sleep(2.5 if route.request.method == "POST" else 0)
    route.continue_()


def test_what_a_slow_line_has_taken_is_no_draft(open_page):
    page = open_page()
    page.goto("/sample/?then=/sample/")  # the answer is the same form, empty
    page.route("**/sample/*", slowly)
    page.get_by_label("什么事").fill("一下雨就漏")
    page.get_by_role("button", name="发出去").click()
    page.get_by_text("收到了。").wait_for()
    assert page.get_by_label("什么事").input_value() == ""
    page.goto("/sample/")
    assert page.get_by_label("什么事").input_value() == ""
    assert "saved" not in page.evaluate("document.cookie")


def test_errors_are_led_to(open_page):
    page = open_page()
    page.goto("/sample/")
    page.get_by_role("button", name="发出去").click()
    page.get_by_role("alert").wait_for()
    assert page.evaluate("document.activeElement.getAttribute('role')") == "alert"
    page.get_by_role("link", name="还没填：什么事").click()
    assert page.evaluate("document.activeElement.id") == "id_words"


def test_letters_are_counted_and_the_call_is_timed(open_page):
    page = open_page()
    page.goto("/sample/")
    page.get_by_label("什么事").fill("漏水")
    assert page.get_by_text("2 / 50").is_visible()
    page.get_by_text("00:01").wait_for()


def test_a_link_is_copied_or_at_least_shown(open_page):
    page = open_page(permissions=["clipboard-read", "clipboard-write"])
    page.goto("/sample/")
    page.get_by_role("button", name="抄下链接").click()
    page.get_by_role("button", name="抄好了").wait_for()
    assert page.evaluate("navigator.clipboard.readText()") == "http://127.0.0.1/r/abc"


def test_keys_of_the_desk(open_page):
    page = open_page(viewport=(1440, 900))
    page.goto("/sample/list/")
    for key, hash_ in (("j", ""), ("j", ""), ("k", ""), ("j", ""), ("o", "#two"), ("d", "#sent")):
        page.keyboard.press(key)
        assert page.evaluate("location.hash") == (hash_ or "")
    page.keyboard.press("/")
    assert page.evaluate("document.activeElement.getAttribute('aria-label')") == "找"
    page.keyboard.type("d?")  # while writing, letters are letters
    assert page.get_by_label("找").input_value() == "d?"
    page.keyboard.press("Escape")
    page.keyboard.press("?")
    assert page.get_by_text("全部快捷键").is_visible()
