"""The databases of the tests: empty, with the cast on stage, and with the story told.

Each is made once a worker, when a test first wants it. A test that asks for `cast` or `told` begins in the database that
has them already, and leaves nothing behind: it is rolled back or, when it must commit, works on a copy.
"""

import os
import pickle
import shutil
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings
from django.db import connection
from django.test import override_settings

from huying.core import clock
from huying.demo.cast import set_stage
from huying.demo.story import tell

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


def drop(copy: str) -> None:
    if SQLITE:
        for ending in ("", "-wal", "-shm"):
            Path(copy + ending).unlink(missing_ok=True)
    else:
        with connection._nodb_cursor() as cursor:
            cursor.execute(f'DROP DATABASE "{copy}" WITH (FORCE)')


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


# By the fixture that asks for it: what is played in a database of its own before any test begins in it.
PLAYS: dict[str, Callable[[], Any]] = {"with_story": _story, "with_cast": _cast}


class Worker:
    """What one worker has made so far: the name of each database, and what its play gave back."""

    def __init__(self, folder: Path, blocker: Any) -> None:
        self.folder, self.blocker = folder, blocker
        self.empty = connection.settings_dict["NAME"]
        self.played: dict[str, bytes] = {}

    def name(self, play: str) -> str:
        return f"{self.empty}_{play}" if play else self.empty

    def begin(self, play: str) -> None:
        """The next test begins in this database."""
        with self.blocker.unblock():
            if play and play not in self.played:
                self._make(play)
            use(self.name(play))

    def _make(self, play: str) -> None:
        use(copy_of(self.empty, self.name(play)))
        with override_settings(MEDIA_ROOT=self.media(play)):
            self.played[play] = pickle.dumps(PLAYS[play]())
        complete()

    def media(self, play: str) -> Path:
        return self.folder / play

    def end(self) -> None:
        use(self.empty)
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
    """What the play gave back, anew for each test, with its pictures."""
    assert worker is not None
    if worker.media(play).exists():
        shutil.copytree(worker.media(play), settings.MEDIA_ROOT, dirs_exist_ok=True)
    return pickle.loads(worker.played[play])
