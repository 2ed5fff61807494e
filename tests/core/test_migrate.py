"""Our `migrate` is Django's, only sooner: both leave the same database behind."""

import os
import sqlite3
import subprocess
import sys
from contextlib import closing
from pathlib import Path

import pytest

from tests.kept import office

DJANGOS = """
import django; django.setup()
from django.core.management import call_command
from django.core.management.commands.migrate import Command
call_command(Command(), verbosity=0, interactive=False)
"""


def schema(folder: Path) -> list[tuple[str, str, str]]:
    with closing(sqlite3.connect(folder / "huying.sqlite3")) as database:
        return database.execute("SELECT type, name, sql FROM sqlite_master ORDER BY type, name").fetchall()


@pytest.mark.skipif(not os.environ.get("HUYING_DRILL"), reason="ten seconds more: in `make drill`")
def test_the_same_tables_as_djangos_own(tmp_path: Path) -> None:
    given = {"HUYING_DATA_DIR": str(tmp_path / "django"), "DJANGO_SETTINGS_MODULE": "huying.settings"}
    own = {name: value for name, value in os.environ.items() if not name.startswith(("HUYING_", "DJANGO_"))}
    subprocess.run([sys.executable, "-c", DJANGOS], env=own | given, check=True)
    assert schema(tmp_path / "django") == schema(office(tmp_path / "ours"))
