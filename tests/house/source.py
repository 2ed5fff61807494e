"""Reading the house's own source, for the tests that hold its rules."""

import ast
from collections.abc import Iterator
from functools import cache
from pathlib import Path

HOUSE = Path(__file__).parents[2]
PACKAGE = HOUSE / "huying"

# The steps of the stair, from the ground up. Rooms on one step do not know each other.
STEPS = {
    "rules": 0, "core": 1, "places": 2, "people": 3, "cases": 4, "field": 5, "funds": 6, "insight": 7, "stories": 7, "channels": 8,
    "exchange": 8,
}  # fmt: skip
ROOMS = tuple(room for room in STEPS if (PACKAGE / room).is_dir())


def files(*rooms: str) -> Iterator[Path]:
    """The Python files of some rooms, or of the whole package."""
    for start in [PACKAGE / room for room in rooms] or [PACKAGE]:
        yield from (path for path in sorted(start.rglob("*.py")) if "migrations" not in path.parts)


@cache
def tree(path: Path) -> ast.Module:
    return ast.parse(path.read_text(encoding="utf-8"))


def name(path: Path) -> str:
    return path.relative_to(HOUSE).as_posix()


def imports(path: Path) -> Iterator[str]:
    """Every module a file imports, relative ones resolved: huying.core.clock."""
    package = path.relative_to(HOUSE).with_suffix("").parts
    for node in ast.walk(tree(path)):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            start = ".".join(package[: len(package) - node.level]) if node.level else ""
            module = ".".join(part for part in (start, node.module) if part)
            yield from (f"{module}.{alias.name}" for alias in node.names)
