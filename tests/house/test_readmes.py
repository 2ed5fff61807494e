"""A room's README names what exists: its models with their Chinese nouns, its verbs and its events."""

import ast
import importlib
import re
from functools import cache

import pytest
from django.apps import apps

from huying.rules import funds, lifecycle

from .source import PACKAGE, ROOMS, files, tree

pytestmark = pytest.mark.once

FURNISHED = [room for room in ROOMS if room != "rules"]
LINES = 67  # about one screen; the room of cases has more than thirty nouns


def readme(room: str) -> str:
    return (PACKAGE / room / "README.md").read_text(encoding="utf-8")


def section(room: str, title: str) -> str:
    return readme(room).split(f"\n## {title}\n", 1)[1].split("\n## ", 1)[0]


def named(text: str) -> list[str]:
    return re.findall(r"`([\w.]+)`", text)


def recorded(room: str) -> set[str]:
    return {kind for kind in everything_recorded() if kind.startswith(f"{room}.")}


@cache
def everything_recorded() -> set[str]:
    """Every kind of event: those of the two roads, and those recorded by their name."""
    kinds = {step.event for step in (*lifecycle.STEPS, *funds.STEPS)}
    for path in files(*FURNISHED):
        for node in ast.walk(tree(path)):
            if isinstance(node, ast.Call) and ast.unparse(node.func).endswith("record") and node.args:
                first = node.args[0]
                kinds |= {first.value} if isinstance(first, ast.Constant) and isinstance(first.value, str) else set()
    return kinds


@pytest.mark.parametrize("room", FURNISHED)
def test_it_is_one_screen(room: str) -> None:
    assert len(readme(room).splitlines()) <= LINES


@pytest.mark.parametrize("room", FURNISHED)
def test_its_nouns_are_the_models(room: str) -> None:
    rows = re.findall(r"^\| `(\w+)` \| (.+?) \|", section(room, "Nouns"), re.M)
    assert {name for name, _noun in rows} == {model.__name__ for model in apps.get_app_config(room).get_models()}
    assert [name for name, noun in rows if not re.search(r"[一-鿿]", noun)] == []


@pytest.mark.parametrize("room", FURNISHED)
def test_its_verbs_exist(room: str) -> None:
    """A bare verb is an action; a dotted one is in that module of the room (or in wiring)."""
    missing = []
    for name in named(section(room, "Verbs")):
        module, _, verb = name.rpartition(".")
        home = "huying.wiring" if module == "wiring" else f"huying.{room}.{module or 'actions'}"
        if not hasattr(importlib.import_module(home), verb):
            missing.append(name)
    assert missing == []


@pytest.mark.parametrize("room", FURNISHED)
def test_its_events_are_all_that_can_happen_there(room: str) -> None:
    assert set(named(section(room, "Events"))) == recorded(room)
