"""The databases of the tests: empty, with the cast on stage, and with the story told.

Each is made once (tests/kept.py) and copied by a worker when one of its tests first wants it. A test that asks for `cast`
or `told` begins in the database that has them already, and leaves nothing behind: it is rolled back or, when it must
commit, works on a copy.
"""

import os
import pickle
import shutil
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings
from django.core.management import call_command
from django.db import connection

from huying.core import clock, files
from huying.demo import funds
from huying.demo.cast import set_stage
from huying.demo.story import tell

from .kept import Kept
from .kept import kept as keep

SQLITE = "sqlite3" in settings.DATABASES["default"]["ENGINE"]
HOUSES = ("5", "3", "附13", "新3", "6")
copies = 0


def copy_of(template: str, copy: str = "") -> str:
    """A database with the content of the template, under a new name."""
    global copies
    copies += 1
    if SQLITE:
        copy = copy or f"{template}.{copies}"
        shutil.copyfile(template, copy)
    else:
        copy = copy or f"{template}_{os.getpid()}_{copies}"
        with connection._nodb_cursor() as cursor:
            # A thread or process of an earlier test may not have hung up yet, and PostgreSQL waits five seconds for it.
            cursor.execute("SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = %s", [template])
            cursor.execute(f'CREATE DATABASE "{copy}" TEMPLATE "{template}"')
    return copy


def create(name: str) -> None:
    """SQLite makes the file by itself."""
    if not SQLITE:
        with connection._nodb_cursor() as cursor:
            cursor.execute(f'CREATE DATABASE "{name}"')


def rename(old: str, new: str) -> None:
    if SQLITE:
        Path(old).replace(new)
    else:
        with connection._nodb_cursor() as cursor:
            cursor.execute(f'ALTER DATABASE "{old}" RENAME TO "{new}"')


def drop(copy: str) -> None:
    if SQLITE:
        for ending in ("", "-wal", "-shm"):
            Path(copy + ending).unlink(missing_ok=True)
    else:
        with connection._nodb_cursor() as cursor:
            cursor.execute(f'DROP DATABASE IF EXISTS "{copy}" WITH (FORCE)')


def complete() -> None:
    """Leave the database whole in its one file, with nobody connected, so that it can be copied."""
    if SQLITE:
        with connection.cursor() as cursor:
            cursor.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    connection.close()


def use(name: str) -> None:
    """The name is changed in place: new connections of other threads (the live server's) share this dictionary."""
    if connection.settings_dict["NAME"] != name:
        connection.close()
        connection.settings_dict["NAME"] = name


def _cast() -> Any:
    with clock.at(clock.instant("2023-09-01", "08:00")):
        return set_stage(HOUSES)


def _story() -> Any:
    return tell(clock.instant("2023-12-07", "11:40"))


def _owners() -> Any:
    """Every house, and whose the homes are that the fund repaired: autumn 2019."""
    with clock.at(funds.OPENING):
        cast = set_stage()
        funds.owners(funds.Told(cast))
    return cast


def _migrate() -> None:
    call_command("migrate", verbosity=0, interactive=False)


# By the fixture that asks for it: what is played in a database of its own before any test begins in it.
PLAYS: dict[str, Callable[[], Any]] = {"with_story": _story, "with_cast": _cast, "with_owners": _owners}


def kept(play: str) -> Kept:
    """The empty database, or one with a play in it, as it was made once for all workers."""
    empty = kept("").database if play else ""

    def make(name: str) -> Any:
        drop(name)
        if play:
            copy_of(empty, name)
        else:
            create(name)
        use(name)
        found = PLAYS[play]() if play else _migrate()
        complete()
        return found

    return keep(play or "empty", make, rename)


class Worker:
    """The copies of one worker: the name of each database, its pictures, and what its play gave back."""

    def __init__(self, folder: Path, blocker: Any) -> None:
        self.blocker = blocker
        self.empty = str(folder / "template.sqlite3") if SQLITE else f"huying_test_{os.getpid()}"
        self.played: dict[str, Kept] = {}

    def name(self, play: str) -> str:
        return f"{self.empty}_{play}" if play else self.empty

    def begin(self, play: str) -> None:
        """The next test begins in this database."""
        with self.blocker.unblock():
            if play not in self.played:
                found = kept(play)
                use(found.database)
                copy_of(found.database, self.name(play))
                if found.media.exists():
                    shutil.copytree(found.media, files.media(), dirs_exist_ok=True)
                self.played[play] = found
            use(self.name(play))

    def end(self) -> None:
        use(kept("").database)
        for play in self.played:
            drop(self.name(play))


worker: Worker | None = None
# What the test that is just set up begins with; the databases themselves are made by the first that needs one.
wanted = ""


def want(item: pytest.Item) -> None:
    global wanted
    wanted = next((play for play in PLAYS if play in getattr(item, "fixturenames", ())), "")
    if worker:
        worker.begin(wanted)


def open_worker(folder: Path, blocker: Any) -> None:
    global worker
    worker = Worker(folder, blocker)
    worker.begin(wanted)


def close_worker() -> None:
    global worker
    if worker:
        with worker.blocker.unblock():
            worker.end()
    worker = None


def played(play: str) -> Any:
    """What the play gave back, anew for each test."""
    assert worker is not None
    return pickle.loads(worker.played[play].gave)


def pictures(play: str) -> Path:
    """The folder of the photos that the play left, and of no others."""
    assert worker is not None
    return worker.played[play].media
