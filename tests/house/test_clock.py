"""No clock but ours: one source of business time, so that a demo or a test can live on another day."""

import ast
import re
from pathlib import Path

import pytest

from .source import HOUSE, PACKAGE, files, name

pytestmark = pytest.mark.once

FORBIDDEN = re.compile(
    r"^(django\.utils\.timezone\.(now|localtime|localdate)|datetime\.datetime\.(now|utcnow|today|fromtimestamp)"
    r"|datetime\.date\.(today|fromtimestamp)|time\.(time|time_ns|localtime|gmtime|strftime)"
    r"|django\.db\.models\.functions(\.datetime)?\.Now|uuid\.uuid(1|6|7))$"
)
SQL = re.compile(r"\b(now\(\)|current_timestamp)", re.I)
TEMPLATE = re.compile(r"{%\s*now\b|\|(timesince|timeuntil|naturaltime)\b(?!:)")
SCRIPT = re.compile(r"\bDate\.now\(|\bnew Date\(\)")
# The clock itself, and the demo's command line, which works the offset out before the clock is loaded.
ITS_HOME = {"huying/core/clock.py", "huying/demo/run.py"}


def dotted(node: ast.AST, aliases: dict[str, str]) -> str:
    parts: list[str] = []
    while isinstance(node, ast.Attribute):
        parts.append(node.attr)
        node = node.value
    if not isinstance(node, ast.Name):
        return ""
    return ".".join([aliases.get(node.id, node.id), *reversed(parts)])


def other_clocks(source: str) -> list[str]:
    """Every reference (not only calls: `default=timezone.now`) to another source of time."""
    tree = ast.parse(source)
    aliases: dict[str, str] = {}
    docstrings = {id(node.value) for node in ast.walk(tree) if isinstance(node, ast.Expr)}
    found = []
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            aliases |= {alias.asname or alias.name.split(".")[0]: alias.name for alias in node.names}
        elif isinstance(node, ast.ImportFrom) and not node.level:
            aliases |= {alias.asname or alias.name: f"{node.module}.{alias.name}" for alias in node.names}
    for node in ast.walk(tree):
        if isinstance(node, ast.Attribute | ast.Name) and FORBIDDEN.match(dotted(node, aliases)):
            found.append(dotted(node, aliases))
        elif isinstance(node, ast.keyword) and node.arg in ("auto_now", "auto_now_add"):
            found.append(node.arg)
        elif isinstance(node, ast.Constant) and isinstance(node.value, str) and id(node) not in docstrings:
            found += SQL.findall(node.value)
    return found


def test_python_asks_our_clock() -> None:
    strays = {name(path): found for path in files() if (found := other_clocks(path.read_text(encoding="utf-8")))}
    assert {path: found for path, found in strays.items() if path not in ITS_HOME} == {}


def search(folder: Path, ending: str, pattern: re.Pattern[str]) -> list[str]:
    return [name(path) for path in folder.rglob(ending) if pattern.search(path.read_text(encoding="utf-8"))]


def test_templates_and_scripts_ask_our_clock() -> None:
    assert search(PACKAGE, "*.html", TEMPLATE) == []
    assert search(HOUSE / "front" / "src", "*.js", SCRIPT) == []


@pytest.mark.parametrize(
    "source",
    [
        "from django.utils import timezone\nx = timezone.now()",
        "from django.utils import timezone\nfield(default=timezone.now)",
        "from django.utils.timezone import now\nnow()",
        "from datetime import datetime\ndatetime.now()",
        "import datetime as d\nd.datetime.utcnow()",
        "from datetime import date\ndate.today()",
        "import time\ntime.time()",
        "from django.db.models.functions import Now\nNow()",
        "field(auto_now_add=True)",
        "cursor.execute('SELECT now()')",
    ],
)
def test_the_rule_bites(source: str) -> None:
    assert other_clocks(source) != []


@pytest.mark.parametrize(
    "source",
    [
        "from huying.core import clock\nclock.now()",
        "import time\ntime.monotonic()",
        '"""It is now() or never."""',
        "case.now()",
    ],
)
def test_the_rule_lets_go(source: str) -> None:
    assert other_clocks(source) == []
