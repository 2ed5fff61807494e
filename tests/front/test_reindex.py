"""`huying reindex`: the search terms of every case anew, as often as one likes; `huying migrate` fills in what has none."""

import os
import sqlite3
import subprocess
import sys
from pathlib import Path

import pytest

from tests.kept import office

pytestmark = pytest.mark.once

TELL = """
import django; django.setup()
from huying.core import clock
from huying.demo import story
story.tell(until=clock.instant("2023-09-12", "12:00"))
"""


def test_what_has_no_terms_gets_them(tmp_path: Path) -> None:
    kept = {name: value for name, value in os.environ.items() if not name.startswith("HUYING_")}
    env = {**kept, "HUYING_DATA_DIR": str(tmp_path), "DJANGO_SETTINGS_MODULE": "huying.settings"}

    def run(*words: str) -> str:
        return subprocess.run([sys.executable, *words], env=env, check=True, capture_output=True, text=True).stdout

    def docs() -> list[tuple[str, str]]:
        with sqlite3.connect(tmp_path / "huying.sqlite3") as database:
            return database.execute("SELECT case_id, tokens FROM cases_searchdoc ORDER BY case_id").fetchall()

    office(tmp_path)
    run("-c", TELL)
    told = docs()
    assert told
    assert run("-m", "huying", "reindex") == run("-m", "huying", "reindex") == f"{len(told)} cases: indexed\n"
    assert docs() == told
    with sqlite3.connect(tmp_path / "huying.sqlite3") as database:
        database.execute("DELETE FROM cases_searchdoc")
    assert docs() == []
    run("-m", "huying", "migrate")
    assert docs() == told
