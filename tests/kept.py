"""Databases that were made once are kept: for the other worker, and for the next run of the same code.

Migrating takes seconds, telling the story takes as long again, and neither comes out differently the second time. What is
kept bears a fingerprint of every file that could change it; after one changed character it is made anew. SQLite's lie in
var/tests, PostgreSQL's live as long as their server. Deleting var/tests is always safe.
"""

import hashlib
import os
import pickle
import platform
import shutil
import sqlite3
import subprocess
import sys
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from functools import cache
from pathlib import Path
from typing import Any, NamedTuple

from django.db import connection
from django.test import override_settings

HOUSE = Path(__file__).resolve().parent.parent
KEPT = HOUSE / "var" / "tests"
# How many fingerprints are kept: that of the branch before is often wanted again.
MANY = 3


class Kept(NamedTuple):
    """A database to be copied, its pictures, and what its play gave back."""

    database: str
    media: Path
    gave: bytes


@cache
def fingerprint() -> str:
    found = hashlib.sha256(f"{platform.python_version()} {sqlite3.sqlite_version}".encode())
    own = [HOUSE / "requirements" / "run.txt", *(HOUSE / "tests").glob("*.py")]
    ours = (path for path in (HOUSE / "huying").rglob("*") if not {"static", "__pycache__"} & set(path.parts))
    for path in sorted([*own, *ours]):
        if path.is_file() and path.suffix != ".mo":
            content = path.read_bytes()
            found.update(f"{path.relative_to(HOUSE)} {len(content)}\n".encode() + content)
    return found.hexdigest()[:16]


def folder() -> Path:
    found = KEPT / fingerprint()
    if not found.exists():
        found.mkdir(parents=True, exist_ok=True)
        others = sorted(KEPT.iterdir(), key=lambda path: path.stat().st_mtime, reverse=True)
        for path in others[MANY:]:
            shutil.rmtree(path, ignore_errors=True)
    return found


@contextmanager
def alone(at: Path) -> Iterator[None]:
    """One process at a time; SQLite's lock works everywhere and ends with its holder, however it ends."""
    with closing(sqlite3.connect(at / "lock", timeout=300, isolation_level=None)) as lock:
        lock.execute("BEGIN EXCLUSIVE")
        yield


def kept(play: str, make: Callable[[str], Any], rename: Callable[[str, str], None]) -> Kept:
    """`make` fills a database of the given name and gives back what the tests want of it, to be pickled."""
    sqlite = connection.vendor == "sqlite"
    server = "" if sqlite else hashlib.sha256(os.environ["HUYING_TEST_DATABASE_URL"].encode()).hexdigest()[:16]
    at = folder() / (server or "sqlite")
    at.mkdir(exist_ok=True)
    name = str(at / f"{play}.sqlite3") if sqlite else f"kept_{fingerprint()}_{play}"
    data, gave = at / f"{play}.data", at / f"{play}.pickle"
    with alone(at):
        if not gave.exists():
            with override_settings(DATA_DIR=data):
                found = make(f"{name}_part")
            rename(f"{name}_part", name)
            (at / "part").write_bytes(pickle.dumps(found))
            (at / "part").replace(gave)
    return Kept(name, data / "media", gave.read_bytes())


def office(at: Path) -> Path:
    """A data folder with a migrated SQLite, whatever the tests run on: for those who try what comes after."""
    own = folder() / "sqlite"
    own.mkdir(exist_ok=True)
    with alone(own):
        if not (own / "empty.sqlite3").exists():
            clean = {name: value for name, value in os.environ.items() if not name.startswith(("HUYING_", "DJANGO_"))}
            clean |= {"HUYING_DATA_DIR": str(own / "made")}
            subprocess.run([sys.executable, "-m", "huying", "migrate"], env=clean, check=True, capture_output=True)
            with closing(sqlite3.connect(own / "made" / "huying.sqlite3")) as database:
                database.execute("PRAGMA wal_checkpoint(TRUNCATE)")
            (own / "made" / "huying.sqlite3").replace(own / "empty.sqlite3")
    at.mkdir(mode=0o700, parents=True, exist_ok=True)
    shutil.copyfile(own / "empty.sqlite3", at / "huying.sqlite3")
    return at
