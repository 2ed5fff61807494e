"""Functions are small because ideas are."""

import ast

import pytest

from .source import HOUSE, PACKAGE, files, name, tree

pytestmark = pytest.mark.once

FUNCTION, VIEW, FILE, TEMPLATE = 60, 40, 500, 200
BANNED = {"utils", "helpers", "manager", "service", "common", "misc"}


def test_functions_fit_on_a_screen() -> None:
    large = [
        f"{name(path)}:{node.lineno} {node.name}"
        for path in files()
        for node in ast.walk(tree(path))
        if isinstance(node, ast.FunctionDef) and node.end_lineno - node.lineno >= FUNCTION
    ]
    assert large == []


def test_files_stay_readable() -> None:
    tests = list((HOUSE / "tests").rglob("*.py"))
    lines = {name(path): len(path.read_text(encoding="utf-8").splitlines()) for path in [*files(), *tests]}
    assert {path: count for path, count in lines.items() if count > FILE} == {}


def test_styles_and_scripts_stay_readable() -> None:
    ours = [*(PACKAGE / "core/static/huying").glob("*.css"), *(HOUSE / "front/src").rglob("*.js")]
    lines = {name(path): len(path.read_text(encoding="utf-8").splitlines()) for path in ours}
    assert {path: count for path, count in lines.items() if count > FILE} == {}


def test_templates_stay_readable() -> None:
    lines = {name(path): len(path.read_text(encoding="utf-8").splitlines()) for path in PACKAGE.rglob("*.html")}
    assert {path: count for path, count in lines.items() if count > TEMPLATE} == {}


def test_no_junk_drawer() -> None:
    drawers = [name(path) for path in files() if path.stem in BANNED or path.parent.name in BANNED]
    assert drawers == []
