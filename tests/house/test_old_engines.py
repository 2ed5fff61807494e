"""Old phones: what WeChat draws pages with may be as old as Chrome 78 (ux.md), and nothing of ours may need more.

The build turns newer *syntax* into what was understood in 2019 (front/build.mjs); what it cannot turn are newer names of the
library, and newer words of the stylesheets. Versions are those of the browser compatibility tables on MDN.
"""

import re
from collections.abc import Iterator
from pathlib import Path

import pytest

pytestmark = pytest.mark.once

# name: the first Chrome that has it
NEWER_SCRIPT = {
    r"\.replaceAll\(": 85, r"\.at\(": 92, r"\.findLast(Index)?\(": 97, r"\.to(Sorted|Reversed|Spliced)\(": 110,
    r"\bstructuredClone\b": 98, r"\bObject\.(hasOwn|groupBy)\b": 93, r"\bPromise\.(any|withResolvers)\b": 85,
    r"\brandomUUID\b": 92, r"\bAbortSignal\.(timeout|any)\b": 103, r"\.replaceChildren\(": 86, r"\.inert\b": 102,
    r"\.(showPicker|togglePopover)\(": 99, r"\bWeakRef\b": 84, r"\bIntl\.Segmenter\b": 87,
    r"\bscheduler\.": 94, r"\bnavigator\.userAgentData\b": 90, r"^await\b": 89,
}  # fmt: skip
NEWER_STYLE = {
    r":has\(": 105, r":(is|where)\(": 88, r":focus-visible": 86, r"(^|[;{\s])inset\s*:": 87, r"aspect-ratio\s*:": 88,
    r"\b(clamp|min|max)\(": 79, r"@layer\b": 99, r"@container\b": 105, r"\b(color-mix|oklch|lab)\(": 111,
    r"accent-color\s*:": 93, r"\d(dvh|svh|lvh)\b": 108, r"content-visibility\s*:": 85, r"text-wrap\s*:": 114,
    r"scrollbar-(gutter|width|color)\s*:": 94, r"(margin|padding|inset)-(inline|block)(-start|-end)?\s*:": 87,
    r"\boverflow\s*:\s*clip\b": 90, r"@property\b": 85,
}  # fmt: skip
# Where a newer word only adds, and an older engine that skips it shows the same page.
ADDS_ONLY = {":focus-visible", "accent-color:", "text-wrap:"}
RULE = re.compile(r"([^{}]+)\{([^{}]*)\}")


def read(pattern: str) -> Iterator[tuple[Path, str]]:
    for path in sorted(Path().glob(pattern)):
        if "dist" not in path.parts:
            yield path, re.sub(r"/\*.*?\*/|(?<!:)//[^\n]*", "", path.read_text(), flags=re.DOTALL)


def needs_newer(words: str, table: dict[str, int]) -> list[str]:
    return [
        f"{found.group().strip()} (Chrome {first})"
        for pattern, first in table.items()
        for found in re.finditer(pattern, words, re.MULTILINE) if found.group().strip() not in ADDS_ONLY
    ]  # fmt: skip


def test_scripts_name_nothing_newer() -> None:
    found = {str(path): needs_newer(words, NEWER_SCRIPT) for path, words in read("front/src/**/*.js")}
    assert len(found) > 10
    assert {path: names for path, names in found.items() if names} == {}


def test_styles_say_nothing_newer() -> None:
    found = {str(path): needs_newer(words, NEWER_STYLE) for path, words in read("huying/*/static/**/*.css")}
    assert len(found) > 4
    assert {path: names for path, names in found.items() if names} == {}


def test_a_gap_stands_only_in_a_grid() -> None:
    """Chrome 78 has gaps in grids and not yet between the items of a flex box (84)."""
    styles = "\n".join(words for _path, words in read("huying/*/static/**/*.css"))
    rules = [(selector.strip(), body) for selector, body in RULE.findall(styles)]
    laid = [names for names, body in rules if re.search(r"display\s*:\s*(inline-)?grid", body)]
    grids = {last(one) for names in laid for one in names.split(",")}
    gaps = [names for names, body in rules if re.search(r"(^|[;\s])(row-|column-)?gap\s*:(?!\s*0\s*(;|$))", body)]
    bodies = dict(rules)
    assert len(gaps) > 10
    single = [one for names in gaps if "grid" not in bodies[names] for one in names.split(",")]
    assert [one for one in single if last(one) not in grids] == []


def last(selector: str) -> str:
    return selector.strip().split(" ")[-1]


def test_the_words_that_are_too_new_are_heard() -> None:
    assert needs_newer("list.at(-1)\nawait go()", NEWER_SCRIPT) == [".at( (Chrome 92)", "await (Chrome 89)"]
    assert needs_newer(".a:has(b) { inset: 0 }", NEWER_STYLE) == [":has( (Chrome 105)", "inset: (Chrome 87)"]
