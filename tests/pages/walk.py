"""Goes from screen to screen in one browser a person, and gathers what the eyes find."""

from collections.abc import Callable, Iterable
from typing import Any

from playwright.sync_api import Page

from . import eyes
from .screens import ALL, Door, Screen

# The forms in which somebody writes something: their places in the page, and what tells one from another.
FORMS = r"""() => [...document.querySelectorAll('main form[method=post]')].flatMap((form, nth) => {
  const fields = [...form.elements].filter(one => one.type === 'radio'
    || /^(text|tel|search|email|date|time|number|password|textarea|select-one)$/.test(one.type));
  if (!fields.length) return [];
  return [[nth, form.action.replace(/[0-9a-f-]{20,}/g, '') + fields.map(one => one.name).join()]];
})"""
SEND = """nth => {
  const form = document.querySelectorAll('main form[method=post]')[nth];
  for (const one of form.elements) {
    if (['checkbox', 'radio'].includes(one.type)) one.checked = false;
    else if (!['hidden', 'submit', 'button', 'fieldset'].includes(one.type)) one.value = '';
  }
  HTMLFormElement.prototype.submit.call(form);
}"""


class Walk:
    def __init__(self, open_page: Callable[..., Page], address: str, door: Door) -> None:
        self.open_page, self.address, self.door = open_page, address, door
        self.pages: dict[tuple[str, tuple[int, int]], Page] = {}
        self.found: list[str] = []
        self.sent: set[tuple[str, str]] = set()
        self.looks = self.errors = 0

    def page(self, screen: Screen) -> Page:
        key = (screen.who, screen.viewport)
        if key not in self.pages:
            page = self.pages[key] = self.open_page(viewport=screen.viewport)
            cookies: Any = [
                {"name": name, "value": value, "url": self.address}
                for name, value in self.door.cookies(screen.who).items()
            ]
            page.context.add_cookies(cookies)
        return self.pages[key]

    def open(self, screen: Screen, dress: str = "normal") -> Page:
        page = self.page(screen)
        eyes.wear(page, dress, self.address)
        page.goto("/" + screen.path)
        return page

    def look(self, page: Page, screen: Screen, dress: str, state: str = "") -> None:
        self.looks += 1
        found = eyes.own(page, screen.kind, dress) + eyes.narrow(page) + eyes.axe(page)
        self.found += [f"/{screen.path} as {screen.who or 'anybody'}, {dress}{state}: {one}" for one in found]

    def through(self, screens: Iterable[Screen], first: int = 0) -> None:
        """Each screen in one dress, the next one in the next; in the long form each in all of them."""
        dresses = list(eyes.DRESSES)
        for nth, screen in enumerate(screens, first):
            for worn in dresses if ALL else [dresses[nth % len(dresses)]]:
                self.look(self.open(screen, worn), screen, worn)

    def wrong(self, screens: Iterable[Screen]) -> None:
        """The forms of each screen sent with nothing in them, where that is refused."""
        dresses = list(eyes.DRESSES)
        for nth, screen in enumerate(screens):
            for worn in dresses if ALL else [dresses[nth % len(dresses)]]:
                self.refused(screen, worn)

    def refused(self, screen: Screen, dress: str) -> None:
        for nth, form in self.open(screen, dress).evaluate(FORMS):
            # Many pages show the same form.
            if (form, dress) in self.sent:
                continue
            self.sent.add((form, dress))
            page = self.open(screen, dress)
            if [nth, form] in page.evaluate(FORMS):
                with page.expect_navigation():
                    page.evaluate(SEND, nth)
                if page.locator(".note.over[role=alert]").count():
                    self.errors += 1
                    self.look(page, screen, dress, ", refused")

    def by_keys(self, screen: Screen, dress: str, most: int = 80) -> None:
        """Tab comes to the main button, and what it is at can be seen all the way."""
        page = self.open(screen, dress)
        page.evaluate(eyes.LOOK)
        if not page.evaluate("look.main()"):
            return
        for _ in range(most):
            page.keyboard.press("Tab")
            if wrong := page.evaluate("look.covered()"):
                self.found.append(f"/{screen.path}, by keys, {dress}: {wrong}")
            if page.evaluate("look.atMain()"):
                return
        self.found.append(f"/{screen.path}: no main button after {most} steps of Tab")
