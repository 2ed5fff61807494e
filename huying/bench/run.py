"""`huying bench NAME`: the surroundings of a bench, and how its figures are told and kept."""

import json
import os
import secrets
import shutil
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from huying.bench.result import Result, commit, machine
from huying.folders import CHECKOUT

OF_A_FILE = ("address", "appeals")
NAMES = (*OF_A_FILE, "intake", "lists", "search", "import", "footprint")
# "import" is a word of the language.
MODULES = {"import": "ledgers"}
ABOUT = """address FILE, appeals FILE: a table with tabs and a header
  (text building unit room; appeals also category urgency; several parted by ;).
  exact: a single home is taken without asking; where no register can decide
  alone (two homes, a floor, a building) the page asks and offers just that.
  wrong: another place is taken without asking. unsure: the page asks.
  The shares of appeals are from 0 to 1.
intake, lists, search, import, footprint: medians of several runs, with the yardstick
  of the same sitting. search asks for words, names, phones, addresses and
  numbers among 20,000 cases; the yardstick reads through all of their words,
  and missed is what only that finds. import brings in 10,000 rows of each
  ledger. intake also measures the PostgreSQL of HUYING_DATABASE_URL, in
  a database made for it and dropped again."""


def run(name: str, file: str | None, *, as_json: bool, keep: bool) -> int:
    """Answers 1 when the figures miss the bars of the bench."""
    if (name in OF_A_FILE) != bool(file):
        raise SystemExit(f"huying bench {name}{' FILE.tsv' if name in OF_A_FILE else '：不用文件（takes no file）'}")
    rows = read(name, file) if file else []
    with surroundings() as (folder, url):
        result = measured(name, rows, folder, url)
    told = as_told(name, result)
    print(json.dumps(told, ensure_ascii=False) if as_json else in_words(told, result))
    if keep:
        kept(told, result)
    return 0 if result.passed else 1


def read(name: str, file: str) -> list[dict[str, str]]:
    from huying.bench import table

    columns = "text building unit room" + (" category urgency" if name == "appeals" else "")
    return table.rows(file, columns.split())


@contextmanager
def surroundings() -> Iterator[tuple[Path, str]]:
    """A data folder that is gone afterwards. The user's database is only told to the bench that asks for it."""
    folder = Path(tempfile.mkdtemp(prefix="huying-bench-"))
    url = os.environ.pop("HUYING_DATABASE_URL", "")
    for name in [name for name in os.environ if name.startswith("HUYING_")]:
        del os.environ[name]
    os.environ["HUYING_DATA_DIR"] = str(folder / "data")
    os.environ["HUYING_SECRET_KEY"] = secrets.token_urlsafe(32)
    try:
        yield folder, url
    finally:
        closed()
        shutil.rmtree(folder, ignore_errors=True)


def closed() -> None:
    from django.conf import settings

    if settings.configured:
        from django.db import connections

        connections.close_all()


def measured(name: str, rows: list[dict[str, str]], folder: Path, url: str) -> Result:
    if name == "intake":
        from huying.bench import intake

        return intake.measure(url, folder)
    import django

    django.setup()
    from importlib import import_module

    from django.core.management import call_command

    call_command("migrate", interactive=False, verbosity=0)
    bench: Any = import_module(f"huying.bench.{MODULES.get(name, name)}")
    return bench.score(rows) if rows else bench.measure()


def as_told(name: str, result: Result) -> dict[str, Any]:
    from huying.core import clock

    return {
        "name": name,
        "date": clock.today().isoformat(),
        "machine": machine(),
        "figures": result.figures,
        "yardstick": result.yardstick,
    }


def in_words(told: dict[str, Any], result: Result) -> str:
    where = " · ".join(str(value) for value in told["machine"].values())
    lines = [*result.lines, f"{told['name']} · {told['date']} · {where}"]
    for part in ("figures", "yardstick"):
        lines += [f"{part}:", *(f"  {name:<30} {value}" for name, value in told[part].items())]
    return "\n".join([*lines, "pass" if result.passed else "FAIL"])


def kept(told: dict[str, Any], result: Result) -> None:
    """Figures only: no line of the file that was read."""
    folder = (CHECKOUT or Path.cwd()) / "evidence"
    folder.mkdir(exist_ok=True)
    whole = {"name": told["name"], "commit": commit(), **told, "pass": result.passed}
    path = folder / f"{told['name']}.json"
    path.write_text(json.dumps(whole, ensure_ascii=False, indent=2) + "\n", encoding="utf-8")
