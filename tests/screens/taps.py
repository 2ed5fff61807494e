"""Counts what a person does on a page, and estimates how long it takes them.

Every touch of a test in this folder goes through a `Taps`, with JavaScript or without. The seconds are an estimate by the
keystroke-level model (Card, Moran and Newell, 1980), not a trial with people.
"""

from pathlib import Path

from playwright.sync_api import Locator, Page

# Seconds: to think of the next act, to point and press, one key of a practised typist (all from the paper) …
THINK, POINT, KEY = 1.35, 1.1, 0.28
# … and ours: one Chinese character on a phone, and to aim a camera and let it go.
CHARACTER, PHOTO = 0.6, 4.0


class Taps:
    """The needed touches of one person on one page: no camera shutter, no characters typed."""

    def __init__(self, page: Page, *, desk: bool = False) -> None:
        self.page = page
        self.desk = desk
        self.taps = self.keys = self.typed = self.photos = 0

    def tap(self, target: Locator) -> None:
        self.taps += 1
        target.click()
        self.page.wait_for_load_state()

    def key(self, *names: str) -> None:
        """Press keys one after another, as Playwright calls them: `j`, `Enter`, `Control+Enter`."""
        for name in names:
            self.page.wait_for_load_state()  # a page that is seen may not hear yet
            self.keys += 1
            self.page.keyboard.press(name)
        self.page.wait_for_load_state()

    def type(self, words: str, into: Locator | None = None) -> None:
        """Words into a field that was tapped or has the focus; `into` only says which, and is no touch."""
        self.typed += len(words)
        if into is None:
            self.page.keyboard.type(words)
        else:
            into.fill(words)

    def photo(self, target: Locator, *pictures: Path) -> None:
        """Tap the camera and take pictures; `target` is the file input behind the button."""
        self.taps += 1
        self.photos += len(pictures)
        target.set_input_files([str(picture) for picture in pictures])

    @property
    def seconds(self) -> float:
        """How long a practised person would need, in seconds, without waiting for the network."""
        letters = KEY if self.desk else CHARACTER
        acts = self.taps * (THINK + POINT) + self.keys * KEY + (THINK if self.keys else 0)
        return acts + self.typed * letters + self.photos * PHOTO
