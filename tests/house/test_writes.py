"""Every write goes through actions."""

import ast
from pathlib import Path

import pytest

from .source import ROOMS, files, name, tree

pytestmark = pytest.mark.once

WRITES = {"save", "create", "get_or_create", "update_or_create", "bulk_create", "bulk_update", "delete", "update"}
# The hall's own machinery, which actions use: the timeline, once-keys, links, pictures, voice notes, jobs.
MACHINERY = {"timeline.py", "once.py", "links.py", "pictures.py", "voices.py", "jobs.py", "photos.py", "files.py"}


def writes(path: object) -> list[str]:
    """Calls such as x.objects.create(), row.save(): by their names, and what they hang on."""
    found = []
    for node in ast.walk(tree(path)):
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute) and node.func.attr in WRITES:
            # dict.update and hash.update are no writes of ours
            if node.func.attr == "update" and not node.keywords:
                continue
            found.append(f"{name(path)}:{node.lineno} .{node.func.attr}()")
    return found


def is_action(path: Path) -> bool:
    """actions.py, or a file of the package actions/ where a room has outgrown one file."""
    return path.name == "actions.py" or path.parent.name == "actions"


def test_only_actions_write() -> None:
    stray = []
    for room in ROOMS:
        for path in files(room):
            machinery = room == "core" and path.name in MACHINERY
            if room != "rules" and not is_action(path) and not machinery:
                stray += writes(path)
    assert stray == []


def test_every_action_is_one_transaction() -> None:
    """Public functions of actions.py that write are atomic: half an action never stays."""
    bare = []
    for room in ROOMS:
        for path in files(room):
            if not is_action(path):
                continue
            for node in tree(path).body:
                if isinstance(node, ast.FunctionDef) and node.args.kwonlyargs and not node.name.startswith("_"):
                    decorators = {ast.unparse(one) for one in node.decorator_list}
                    if "transaction.atomic" not in decorators and _has_write(node):
                        bare.append(f"{name(path)} {node.name}")
    assert bare == []


def _has_write(function: ast.FunctionDef) -> bool:
    return any(
        isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute) and node.func.attr in WRITES
        for node in ast.walk(function)
    )
