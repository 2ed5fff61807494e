"""What the screens tests share: a still morning, a photo from a phone, a person with a thumb."""

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Locator, Page

from huying.core import clock
from tests.field.road import MORNING, jpeg

Open = Callable[..., Page]
SMALL = (360, 640)


@pytest.fixture(autouse=True)
def morning() -> Iterator[None]:
    with clock.at(MORNING):
        yield


@pytest.fixture
def photo(tmp_path: Path) -> Path:
    path = tmp_path / "a.jpg"
    path.write_bytes(jpeg(here=True))
    return path


def seen(target: Locator) -> bool:
    """Whether it is wholly on the screen as it opens, without scrolling."""
    box, size = target.bounding_box(), target.page.viewport_size
    return bool(box and size) and box["y"] >= 0 and box["y"] + box["height"] <= size["height"]  # type: ignore[index]
