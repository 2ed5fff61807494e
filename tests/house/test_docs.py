"""The documents say what the code does."""

import re

import pytest
from django.template.loader import get_template

from huying.rules import funds, lifecycle

from .source import HOUSE, ROOMS

pytestmark = pytest.mark.once


def page(name: str) -> str:
    return (HOUSE / name).read_text(encoding="utf-8")


def test_the_lifecycle_page_is_drawn_from_the_table() -> None:
    text = page("docs/lifecycle.md")
    assert f"```mermaid\n{lifecycle.diagram()}\n```" in text
    rows = re.findall(r"^\| `(\w+)` \| `([\w.]+)` \|", text, re.M)
    assert rows == [(step.verb, step.event) for step in lifecycle.STEPS]


def test_the_map_names_every_room() -> None:
    assert [room for room in ROOMS if f"  {room}/" not in page("docs/map.md")] == []


@pytest.mark.parametrize("step", lifecycle.STEPS, ids=lambda step: step.event)
def test_every_step_has_its_line_on_the_timeline(step: lifecycle.Step) -> None:
    assert get_template(f"events/{step.event}.html")


def test_the_readmes_show_the_same_commands() -> None:
    for name in ("README.md", "README.zh-CN.md"):
        assert "make demo" in page(name), name
        assert "make test" in page(name), name
        assert "docs/screens/" in page(name), name


def test_what_the_readmes_show_is_there() -> None:
    shown = {path for name in ("README.md", "README.zh-CN.md") for path in re.findall(r"\((docs/[^)]+)\)", page(name))}
    assert [path for path in sorted(shown) if not (HOUSE / path).exists()] == []


def test_the_page_of_the_funds_road_is_drawn_from_the_table() -> None:
    rows = re.findall(
        r"^\| `(\w+)` \| `([\w.]+)` \|.*\| ([\w =]+) \| ([\w ]+) \| ?([\w ]*) ?\|$", page("docs/fund-road.md"), re.M
    )
    drawn = [
        (step.verb, step.event, step.target or "=", " ".join(sorted(step.who)), " ".join(step.needs))
        for step in funds.STEPS
    ]
    assert [tuple(part.strip() for part in row) for row in rows] == drawn


@pytest.mark.parametrize("step", funds.STEPS, ids=lambda step: step.event)
def test_every_step_of_the_fund_has_its_line(step: funds.Step) -> None:
    assert get_template(f"events/{step.event}.html")
