"""What looks at a page: axe-core as it comes from front/, and look.js for what axe does not see."""

from pathlib import Path
from typing import Any, NamedTuple
from urllib.parse import urlencode

import pytest
from playwright.sync_api import Page

from huying.core.pages import COOKIE

HERE = Path(__file__).parent
AXE = HERE.parents[1] / "front" / "node_modules" / "axe-core" / "axe.min.js"
LOOK = (HERE / "look.js").read_text(encoding="utf-8")
TAGS = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]
DRESSES = {
    "normal": {"theme": "light"},
    "elder": {"theme": "light", "mode": "elder"},
    "contrast": {"theme": "light", "contrast": "more"},
    "dark": {"theme": "dark"},
}


class Bar(NamedTuple):
    """The least side of a target and the least size of a text, in px."""

    target: int
    link: int
    text: int


# The tokens `tap` and `t-s` of the look; on the desk 13 is for keys, counts in chips and the like.
BARS = {
    ("phone", False): Bar(44, 44, 17),
    ("phone", True): Bar(60, 60, 24),
    ("desk", False): Bar(36, 24, 13),
    ("desk", True): Bar(48, 24, 18),
}
# What may be smaller, and why.
SMALL_TARGETS: dict[str, str] = {}
SMALL_TEXTS: dict[str, str] = {}
# What axe says and we do not follow: (rule, inside what) and why.
LET_BE = {
    ("label-content-name-mismatch", ".section"): "a room shows as much of a long word as fits; its name says it whole",
}


def axe_script() -> str:
    if not AXE.is_file():
        pytest.fail("axe-core is missing: delete huying/core/static/huying/dist, and `make setup` brings it")
    return AXE.read_text(encoding="utf-8")


def wear(page: Page, dress: str, address: str) -> None:
    page.context.add_cookies([{"name": COOKIE, "value": urlencode(DRESSES[dress]), "url": address}])


def axe(page: Page) -> list[str]:
    """The violations, one line for each element. The bars at the foot let go for the moment: what lies half under one,
    until somebody scrolls, is not too small; whether the keyboard gets stuck under it is looked at apart."""
    page.evaluate(axe_script())
    bars = (
        "position => document.querySelectorAll('.dock, .foot, .batch').forEach(bar => (bar.style.position = position))"
    )
    page.evaluate(bars, "static")
    found: dict[str, Any] = page.evaluate(
        "tags => axe.run({runOnly: tags, resultTypes: ['violations'], rules: {'target-size': {enabled: true}}})", TAGS
    )
    page.evaluate(bars, "")
    return [
        f"{one['id']}: {node['target']} {node['failureSummary']}"
        for one in found["violations"]
        for node in one["nodes"]
        if not any(rule == one["id"] and page.locator(f"{box} {node['target'][-1]}").count() for rule, box in LET_BE)
    ]


def own(page: Page, kind: str, dress: str) -> list[str]:
    """What look.js finds. Paper has no controls to speak of and is read in print."""
    page.evaluate(LOOK)
    bar = BARS.get((kind, dress == "elder"))
    found: list[str] = page.evaluate("look.unseen()")
    if bar:
        found += page.evaluate("bars => look.targets(...bars)", [bar.target, bar.link, ", ".join(SMALL_TARGETS)])
        found += page.evaluate("bars => look.texts(...bars)", [bar.text, ", ".join(SMALL_TEXTS)])
    return found


def narrow(page: Page) -> list[str]:
    """A small phone is 320 px wide, and so is a screen of 1280 px at 400 %."""
    before = page.viewport_size
    page.set_viewport_size({"width": 320, "height": 568})
    found: list[str] = page.evaluate("look.wide()")
    assert before
    page.set_viewport_size(before)
    return found
