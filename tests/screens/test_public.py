"""What everybody may read, P1 and P2: without a log-in, a script or a name."""

import pytest
from playwright.sync_api import expect

from huying.demo.cast import Cast
from tests.field.road import received
from tests.stories.stage import out
from tests.stories.test_board import common

from .stage import SMALL, Open, morning, seen  # noqa: F401
from .taps import Taps

pytestmark = [pytest.mark.browser, pytest.mark.once]


def test_p1_the_open_board_is_one_tap_from_the_first_page(open_page: Open, cast: Cast) -> None:
    common(cast)
    received(cast, "5栋303")
    anybody = Taps(open_page(viewport=SMALL, js=False))
    anybody.page.goto("/")
    anybody.tap(anybody.page.get_by_role("link", name="公开栏"))
    assert anybody.taps == 1
    main = anybody.page.get_by_role("main")
    assert seen(main.get_by_text("件正在办"))
    expect(main.locator(".yard .some")).to_have_text(["5栋2 件"])
    expect(main).to_contain_text("5栋 2单元楼道")
    for secret in ("303", "江秋莲", "13900000303"):
        expect(main).not_to_contain_text(secret)


def test_p2_a_story_is_read_in_two_taps_and_asked_about_in_one(open_page: Open, cast: Cast) -> None:
    story = out(cast)
    reader = Taps(open_page(viewport=SMALL, js=False))
    reader.page.goto("/")
    reader.tap(reader.page.get_by_role("link", name="办成的事"))
    reader.tap(reader.page.get_by_role("link", name="天沟修好了"))
    assert reader.taps == 2
    expect(reader.page.get_by_role("list", name="三审").get_by_role("listitem")).to_have_count(3)
    reader.taps = 0
    reader.type("我们那栋也这样，能修吗？", reader.page.get_by_label("想问什么"))
    reader.tap(reader.page.get_by_role("button", name="问出去"))
    assert (reader.taps, story.questions.count()) == (1, 1)
    expect(reader.page.get_by_role("main")).to_contain_text("编号")
