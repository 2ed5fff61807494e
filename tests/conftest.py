"""What all tests share. No test flushes: a transactional test gets its own copy of the migrated database."""

import os
import shutil
import tempfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings
from django.db import connection
from django.test import TransactionTestCase
from django.utils import translation

from huying.core import clock
from tests import databases
from tests.databases import SQLITE, copy_of, drop, use

pytest_plugins = ["tests.browser", "tests.stage"]


def take_copy(cls: type[TransactionTestCase]) -> None:
    template = connection.settings_dict["NAME"]
    connection.close()
    use(copy_of(template))
    connection.settings_dict["TEMPLATE_OF_TESTS"] = template


def give_back(self: TransactionTestCase) -> None:
    copy = connection.settings_dict["NAME"]
    use(connection.settings_dict.pop("TEMPLATE_OF_TESTS"))
    drop(copy)


# Flushing would fire the triggers that keep the timeline append-only. `TestCase` does not come through these two.
TransactionTestCase._fixture_setup = classmethod(take_copy)
TransactionTestCase._fixture_teardown = give_back


@pytest.fixture(scope="session")
def django_db_modify_db_settings(
    django_db_modify_db_settings_parallel_suffix: None, tmp_path_factory: pytest.TempPathFactory
) -> None:
    """SQLite in a file, one a worker: a database in memory can neither be copied nor read by another thread."""
    if SQLITE:
        name = str(tmp_path_factory.mktemp("database") / "template.sqlite3")
        connection.settings_dict.setdefault("TEST", {})["NAME"] = name


@pytest.fixture(scope="session")
def django_db_setup(
    django_db_setup: None, django_db_blocker: Any, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[None]:
    with django_db_blocker.unblock():
        databases.complete()
    databases.open_worker(tmp_path_factory.mktemp("media"), django_db_blocker)
    yield
    databases.close_worker()


@pytest.hookimpl(tryfirst=True)
def pytest_runtest_setup(item: pytest.Item) -> None:
    """Before the first of its fixtures opens a connection."""
    databases.want(item)


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """How a page looks and feels does not hang on the database; the walks, which play the story, see both."""
    for item in items:
        if "open_page" in getattr(item, "fixturenames", ()) and "walks" not in item.path.parts:
            item.add_marker(pytest.mark.once)


@pytest.fixture(autouse=True)
def running_clock() -> Iterator[None]:
    """Nobody leaves the house's clock standing for the next test."""
    yield
    assert clock._frozen is None


@pytest.fixture(autouse=True)
def own_language() -> Iterator[None]:
    """A page asked for in English leaves its language on the thread; the next test begins in ours."""
    with translation.override(settings.LANGUAGE_CODE):
        yield


@pytest.fixture(autouse=True)
def own_media(settings: Any, tmp_path: Path) -> None:
    """Photos of one test are not seen by the next."""
    settings.MEDIA_ROOT = tmp_path / "media"


@pytest.fixture(scope="session", autouse=True)
def no_leftovers() -> Iterator[None]:
    yield
    folder = Path(os.environ["HUYING_DATA_DIR"])
    if folder.parent == Path(tempfile.gettempdir()):
        shutil.rmtree(folder, ignore_errors=True)
