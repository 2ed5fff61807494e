"""The shared cast on the test stage. One cast for tests, demo and help."""

import pytest

from huying.core import clock
from huying.demo.cast import Cast, set_stage
from huying.demo.story import Stage, tell

HOUSES = ("5", "3", "附13", "新3", "6")


@pytest.fixture
def cast(db: None) -> Cast:
    """The community with a few houses, on the morning before the story."""
    with clock.at(clock.instant("2023-09-01", "08:00")):
        return set_stage(HOUSES)


@pytest.fixture
def told(db: None) -> Stage:
    """The whole story up to the day the demo opens."""
    return tell(clock.instant("2023-12-07", "11:40"))
