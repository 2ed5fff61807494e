"""The look holds: small, readable in every dress, for old engines, and without a line of style or script in a page."""

import gzip
import re
from pathlib import Path

import pytest

from huying.core import section

ROOT = Path(__file__).parents[2]
STATIC = ROOT / "huying/core/static/huying"
CSS = (STATIC / "huying.css").read_text()
DESK = (STATIC / "desk.css").read_text()
PRINT = (STATIC / "print.css").read_text()
TEMPLATES = sorted((ROOT / "huying").rglob("templates/**/*.html"))
BASES = ("lost.html", "grid.html")  # pages stand on them
SCRIPTS = sorted((ROOT / "front/src").rglob("*.js"))


def bare(css: str) -> str:
    return re.sub(r"/\*.*?\*/", "", css, flags=re.S)


def rules(css: str) -> list[tuple[str, str]]:
    """Every innermost rule: (selectors, declarations)."""
    return [(selectors.strip(), body) for selectors, body in re.findall(r"([^{}]+)\{([^{}]*)\}", bare(css))]


# size


def test_the_stylesheet_is_at_most_12_kb():
    assert len(gzip.compress((CSS + DESK).encode(), 9)) <= 12 * 1024


# old engines (Chrome 78: old WeChat)


@pytest.mark.parametrize("css", [CSS, DESK, PRINT], ids=["huying", "desk", "print"])
@pytest.mark.parametrize(
    "feature",
    [
        r":has\(",
        r":is\(",
        r":where\(",
        r"aspect-ratio\s*:",
        r"(?<![-\w])inset\s*:",
        r"\b(min|max|clamp)\(",
        r"@layer",
        r"@container",
    ],
)
def test_no_feature_that_old_engines_lack(css, feature):
    assert not re.search(feature, bare(css))


@pytest.mark.parametrize("css", [CSS, DESK, PRINT], ids=["huying", "desk", "print"])
def test_no_gap_in_flex(css):
    flexed = {
        one.strip()
        for selectors, body in rules(css)
        if re.search(r"display:\s*(inline-)?flex", body)
        for one in selectors.split(",")
    }
    assert not [
        s
        for s, body in rules(css)
        if re.search(r"(?<!-)\bgap:", body) and flexed & {one.strip() for one in s.split(",")}
    ]


def test_the_script_asks_no_clock_and_no_outside_code():
    for path in SCRIPTS:
        text = path.read_text()
        assert not re.search(r"Date\.now|new Date\(\)|\beval\(|new Function|innerHTML\s*=\s*[^\"]|https?://", text), (
            path.name
        )


# nothing inline


@pytest.mark.parametrize("path", TEMPLATES, ids=lambda path: str(path.relative_to(ROOT / "huying")))
def test_no_style_and_no_script_in_a_template(path):
    # What templates say to themselves reaches no browser.
    text = re.sub(r"{% comment %}.*?{% endcomment %}|{%.*?%}|{#.*?#}", "", path.read_text(), flags=re.S)
    for sign in (
        r"\sstyle\s*=",
        r"<style",
        r"<script(?![^>]*\bsrc=)",
        r"\son\w+\s*=",
        r"hx-on",
        r"javascript:",
        r"hx-vars",
    ):
        assert not re.search(sign, text, re.I), sign


@pytest.mark.parametrize("path", TEMPLATES, ids=lambda path: str(path.relative_to(ROOT / "huying")))
def test_a_page_names_itself_and_is_not_long(path):
    text = path.read_text()
    assert text.count("\n") <= 200
    if re.search(r'{%\s*extends "(core/(phone|desk|print)|field/grid)\.html"', text) and path.name not in BASES:
        assert "{% block title %}" in text


# icons


def test_every_icon_used_is_drawn():
    drawn = set(re.findall(r'<symbol id="([\w-]+)"', (STATIC / "icons.svg").read_text()))
    used = set(section.GLYPHS.values())
    for path in TEMPLATES:
        used |= set(re.findall(r"""{% icon ["']([\w-]+)["']""", path.read_text()))
    for path in (ROOT / "huying").rglob("*.py"):
        used |= set(re.findall(r"""\bicon\(["']([\w-]+)["']""", path.read_text()))
    assert used <= drawn, used - drawn


# contrast, worked out from the tokens


def tokens(*selectors: str) -> dict[str, str]:
    """The colours that these blocks leave, in the order they stand in the file."""
    found: dict[str, str] = {}
    for selector, body in rules(CSS):
        if selector in selectors:
            found |= dict(re.findall(r"--([\w-]+):\s*(#[0-9a-f]{3,6})\b", body))
    return found


LIGHT, DARK, ELDER, MORE = ":root", "[data-theme=dark]", "[data-mode=elder]", "[data-contrast=more]"
DRESSES = {
    "light": tokens(LIGHT),
    "dark": tokens(LIGHT, DARK),
    "elder": tokens(LIGHT, ELDER),
    "elder, dark": tokens(LIGHT, ELDER, DARK, DARK + ELDER),
    "more": tokens(LIGHT, MORE),
    "more, dark": tokens(LIGHT, DARK, MORE, DARK + MORE),
    "more, elder": tokens(LIGHT, ELDER, MORE),
}
STATES = ("new", "hand", "wait", "soon", "over", "done", "redo")


def luminance(colour: str) -> float:
    digits = colour[1:] if len(colour) == 7 else "".join(sign * 2 for sign in colour[1:])
    parts = [int(digits[i : i + 2], 16) / 255 for i in (0, 2, 4)]
    red, green, blue = (part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def contrast(one: str, other: str) -> float:
    high, low = sorted((luminance(one), luminance(other)), reverse=True)
    return (high + 0.05) / (low + 0.05)


def test_contrast_is_worked_out_as_wcag_does():
    assert contrast("#000", "#ffffff") == 21
    assert round(contrast("#777777", "#fff"), 2) == 4.48


@pytest.mark.parametrize("dress", DRESSES)
def test_text_can_be_read(dress):
    colours = DRESSES[dress]
    least = 7 if "elder" in dress or "more" in dress else 4.5
    words = ["ink", "ink-2", "ink-3", "accent", *STATES]
    pairs = [(word, ground) for word in words for ground in ("paper", "sheet")]
    pairs += [(word, "sunk") for word in ("ink", "ink-2")] + [("ink", "accent-soft"), ("on-fill", "fill")]
    weak = {pair: round(contrast(colours[pair[0]], colours[pair[1]]), 2) for pair in pairs}
    assert not {pair: ratio for pair, ratio in weak.items() if ratio < least}


@pytest.mark.parametrize("dress", DRESSES)
def test_a_state_can_be_read_on_its_own_ground(dress):
    colours = DRESSES[dress]
    weak = {state: round(contrast(colours[state], colours[f"{state}-soft"]), 2) for state in STATES}
    assert not {state: ratio for state, ratio in weak.items() if ratio < 4.5}


@pytest.mark.parametrize("dress", DRESSES)
def test_edges_of_controls_can_be_seen(dress):
    colours = DRESSES[dress]
    assert all(
        contrast(colours[edge], colours[ground]) >= 3 for edge in ("line-2", "focus") for ground in ("paper", "sheet")
    )


def test_the_dark_of_the_system_is_the_dark_of_the_button():
    assert tokens(":root:not([data-theme])")["paper"] == tokens(DARK)["paper"]
    by_system = re.search(r"prefers-color-scheme: dark\) \{\s*:root:not\(\[data-theme\]\) \{(.*?)\}", CSS, re.S)[1]
    by_button = dict(rules(CSS))[DARK]
    assert dict(re.findall(r"--([\w-]+):\s*([^;]+);", by_system)) == dict(
        re.findall(r"--([\w-]+):\s*([^;]+);", by_button)
    )
