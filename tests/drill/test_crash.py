"""The short form of the crash drill: each tier kills on the database it runs on."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from django.conf import settings

from .cluster import Cluster
from .crash import crash

SQLITE = "sqlite3" in settings.DATABASES["default"]["ENGINE"]
pytestmark = pytest.mark.skipif(not Path("/proc/self").exists(), reason="kills by /proc: Linux only")


@pytest.fixture
def cluster() -> Iterator[Cluster | None]:
    if SQLITE:
        yield None
        return
    cluster = Cluster()
    yield cluster
    cluster.end()


@pytest.mark.both
def test_what_was_acknowledged_is_kept_once(tmp_path: Path, cluster: Cluster | None) -> None:
    done = crash(tmp_path, cluster, rounds=3 if SQLITE else 5)
    assert done.wrong == []
    assert all(done.kills.values())


@pytest.mark.once
def test_a_house_that_acknowledges_too_early_is_found_out(tmp_path: Path) -> None:
    """The drill can fail: on a mutant that answers before it commits, something acknowledged is lost."""
    done = crash(tmp_path, None, rounds=2, settings="tests.drill.hasty")
    assert [one for one in done.wrong if one.startswith("lost")]
