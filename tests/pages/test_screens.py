"""Every screen can be used by everybody: axe-core finds nothing, and neither do our own eyes.

Briefly each screen wears one of the four dresses, in turn; `make drill` dresses each in all of them, shows the lists
empty, and sends every form with nothing in it.
"""

from collections.abc import Callable
from typing import Any

import pytest
from playwright.sync_api import Page

from huying.demo.cast import Cast
from huying.demo.story import Stage
from tests.house.test_access import stage  # noqa: F401

from . import eyes
from .screens import ALL, Door, empty, screens
from .walk import Walk

pytestmark = [pytest.mark.browser, pytest.mark.timeout(0 if ALL else 240)]
Open = Callable[..., Page]
# Where most people write something: briefly only these are sent empty, and gone through by the keyboard.
WRITTEN = ("report/", "login/", "desk/intake/", "mine/proxies/", "desk/funds/places/new/", "turnouts/new/")
# The shares of the work, for two workers.
SHARES = (0, 1)


@pytest.mark.parametrize("share", SHARES)
def test_every_screen(open_page: Open, live_server: Any, stage: Stage, share: int) -> None:  # noqa: F811
    door = Door(stage)
    walk = Walk(open_page, live_server.url, door)
    walk.through(screens(stage, door, lambda nth, path: nth % len(SHARES) == share), share)
    assert walk.found == [], "\n".join(walk.found)
    assert walk.looks >= 65


def test_forms_refused_and_keys(open_page: Open, live_server: Any, stage: Stage) -> None:  # noqa: F811
    door = Door(stage)
    walk = Walk(open_page, live_server.url, door)
    some = screens(stage, door, lambda nth, path: ALL or path in WRITTEN or path.endswith(("/visit/", "/report/")))
    for screen in some:
        for dress in ("normal", "elder"):
            walk.by_keys(screen, dress)
    walk.wrong(some)
    assert walk.found == [], "\n".join(walk.found)
    assert walk.errors >= len(WRITTEN)


@pytest.mark.skipif(not ALL, reason="the empty lists are looked at by `make drill`")
def test_every_list_while_it_is_empty(open_page: Open, live_server: Any, cast: Cast) -> None:
    door = Door(Stage(cast))
    walk = Walk(open_page, live_server.url, door)
    walk.through(empty(Stage(cast), door))
    assert walk.found == [], "\n".join(walk.found)


BAD = """<!doctype html><html lang="zh-CN"><title>坏</title><style>a, button { outline: 0 !important; font-size: 9px }</style>
<body><main><h1>坏页</h1><img src="data:," ><p><a href="/">去</a></p><button class="btn">走</button>
<div style="width: 900px">宽</div></main><div style="position: fixed; top: 0; bottom: 0; left: 0; right: 0"></div></body></html>"""


def test_the_eyes_see(open_page: Open) -> None:
    page = open_page()
    page.set_content(BAD)
    found = eyes.own(page, "phone", "normal") + eyes.narrow(page) + eyes.axe(page)
    for sign in ("target 9×", "text 9.0 ", "no focus to be seen <p> > <a>", "px wide at 320", "image-alt"):
        assert any(sign in one for one in found), sign
    page.locator("a").focus()
    assert "covered" in page.evaluate("look.covered()")
