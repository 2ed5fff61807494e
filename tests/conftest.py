"""What all tests share. No test flushes: a transactional test gets its own copy of the migrated database."""

import os
import shutil
import tempfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings
from django.core.handlers.base import BaseHandler
from django.db import connection
from django.test import TransactionTestCase
from django.test.client import ClientHandler
from django.utils import translation

from huying.core import clock
from tests import databases
from tests.databases import copy_of, drop, use

pytest_plugins = ["tests.browser", "tests.stage"]

SETTINGS = settings._wrapped
# What takes ten seconds and more: rooms and files.
LONG = {
    "walks",
    "drill",
    "pages",
    "test_access",
    "test_canaries",
    "test_backup",
    "test_wheel",
    "test_init",
    "test_ledgers",
    "test_machine",
}
DATABASE = {"db", "transactional_db", "live_server"}


def take_copy(cls: type[TransactionTestCase]) -> None:
    template = connection.settings_dict["NAME"]
    connection.close()
    use(copy_of(template))
    connection.settings_dict["TEMPLATE_OF_TESTS"] = template


def give_back(self: TransactionTestCase) -> None:
    copy = connection.settings_dict["NAME"]
    use(connection.settings_dict.pop("TEMPLATE_OF_TESTS"))
    drop(copy)


def share_middleware(self: ClientHandler, is_async: bool = False) -> None:
    """WhiteNoise reads the whole static folder, and each `Client()` would make it do so again; a third of a small page.

    Under settings of a test's own, everything is made anew.
    """
    if settings._wrapped is not SETTINGS:
        load_middleware(self, is_async)
        return
    if not SHARED:
        load_middleware(self, is_async)
        SHARED.update({name: value for name, value in vars(self).items() if name.endswith(("_middleware", "_chain"))})
    vars(self).update(SHARED)


SHARED: dict[str, Any] = {}
load_middleware = BaseHandler.load_middleware
ClientHandler.load_middleware = share_middleware

# Flushing would fire the triggers that keep the timeline append-only. `TestCase` does not come through these two.
TransactionTestCase._fixture_setup = classmethod(take_copy)
TransactionTestCase._fixture_teardown = give_back


@pytest.fixture(scope="session")
def django_db_setup(
    django_test_environment: None, django_db_blocker: Any, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[None]:
    """In the place of pytest-django's, which would migrate for each worker anew.

    SQLite in a file: a database in memory can neither be copied nor read by another thread.
    """
    databases.open_worker(tmp_path_factory.mktemp("database"), django_db_blocker)
    yield
    databases.close_worker()


@pytest.hookimpl(tryfirst=True)
def pytest_runtest_setup(item: pytest.Item) -> None:
    """Before the first of its fixtures opens a connection."""
    databases.want(item)


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Whoever asks for no database says nothing more on a second one, unless `both` says why it does. How a page looks and
    feels does not hang on it either; the walks, which play the story, say for themselves."""
    for item in items:
        names = set(getattr(item, "fixturenames", ()))
        looks = "open_page" in names and "walks" not in item.path.parts
        asks = names & DATABASE or item.get_closest_marker("django_db")
        looks = looks or item.path.stem.endswith("_pages")  # the access matrix opens each page on both
        if looks or not (asks or item.get_closest_marker("both")):
            item.add_marker(pytest.mark.once)
    # The long ones first: begun last, one of them would keep one worker busy while the other has nothing left to do.
    items.sort(key=lambda item: not LONG & {*item.path.parts, item.path.stem})


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


@pytest.fixture(scope="session", autouse=True)
def no_leftovers() -> Iterator[None]:
    yield
    folder = Path(os.environ["HUYING_DATA_DIR"])
    if folder.parent == Path(tempfile.gettempdir()):
        shutil.rmtree(folder, ignore_errors=True)
