"""The shared cast on the test stage. One cast for tests, demo and help."""

import pytest

from huying.demo.cast import Cast
from huying.demo.story import Stage

from . import databases


@pytest.fixture
def with_cast() -> None:
    """Asks for the database that has the cast: tests/databases.py reads the names of a test's fixtures."""


@pytest.fixture
def with_story() -> None:
    """Asks for the database in which the story was told."""


@pytest.fixture
def with_owners() -> None:
    """Asks for the database with every house of the community, and the owners of those that the fund repaired."""


@pytest.fixture
def estate(with_owners: None, db: None) -> Cast:
    """The whole community in autumn 2019, before the first batch."""
    found: Cast = databases.played("with_owners")
    return found


@pytest.fixture
def cast(with_cast: None, db: None) -> Cast:
    """The community with a few houses, on the morning before the story."""
    found: Cast = databases.played("with_cast")
    return found


@pytest.fixture
def told(with_story: None, db: None) -> Stage:
    """The whole story up to the day the demo opens."""
    found: Stage = databases.played("with_story")
    return found
