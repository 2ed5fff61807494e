"""Pages in a real Chromium, by the clicks of a person: `page = open_page(viewport=(390, 844))`.

Fails the test at its end when a page threw an error, broke the content security policy, missed a script, style or
picture, or got a 5xx from the server.
"""

import os
import shutil
from collections.abc import Callable, Iterator
from typing import Any

import pytest
from django.conf import settings
from django.test import Client
from playwright.sync_api import Browser, BrowserContext, ConsoleMessage, Page, Response, sync_playwright

# The shell is the same browser without windows, and takes a third less of a processor for the same walk.
NAMES = ("chromium-headless-shell", "chromium", "chromium-browser", "google-chrome", "google-chrome-stable")
PHONE = (390, 844)
DESK = (1440, 900)


def no_browser() -> None:
    sentence = "no Chromium found: pages are not walked through in a browser"
    if os.environ.get("CI") == "true":
        pytest.fail(sentence)
    pytest.skip(sentence)


@pytest.fixture(scope="session")
def chromium() -> Iterator[Browser]:
    path = os.environ.get("HUYING_TEST_CHROMIUM") or next(filter(None, map(shutil.which, NAMES)), None)
    if not path:
        no_browser()
    # Playwright keeps an event loop on this thread, and Django would refuse every query beside one.
    os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = "true"
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(
            executable_path=path,
            chromium_sandbox=getattr(os, "geteuid", lambda: 1)() != 0,
            args=[
                "--disable-gpu",
                "--disable-dev-shm-usage",
                "--lang=zh-CN",
                "--use-fake-device-for-media-stream",  # a microphone that beeps,
                "--use-fake-ui-for-media-stream",  # and that may be used
                "--host-resolver-rules=MAP * ~NOTFOUND, EXCLUDE 127.0.0.1",
            ],
        )
        yield browser
        browser.close()


class Watch:
    """What went wrong on the pages of one test."""

    def __init__(self) -> None:
        self.wrongs: list[str] = []

    def over(self, context: BrowserContext) -> None:
        context.on("weberror", lambda error: self.wrongs.append(f"page error: {error.error}"))
        context.on("console", self.console)
        context.on("response", self.response)

    def console(self, message: ConsoleMessage) -> None:
        # Addresses that answered 4xx are judged by `response`, since a form may well be refused.
        if message.type != "error" or "Failed to load resource" in message.text:
            return
        if message.text.startswith("htmx:sendAbort"):
            self.went_on()
        else:
            self.wrongs.append(f"console: {message.text}")

    def went_on(self) -> None:
        """Who goes on breaks off what the page still looks up; htmx then calls it an error of the request as well, just before."""
        if self.wrongs and self.wrongs[-1].startswith("console: htmx:afterRequest"):
            self.wrongs.pop()

    def response(self, response: Response) -> None:
        missing = response.status == 404 and response.request.resource_type in ("script", "stylesheet", "image", "font")
        if response.status >= 500 or missing:
            self.wrongs.append(f"{response.status} {response.url}")


# Playwright's own wait_for_function takes a promise for a yes.
KEPT = """parts => new Promise(function look(done) {
  caches.open('huying-pages').then(all => all.keys()).then(keys =>
    parts.every(part => keys.some(one => one.url.endsWith(part))) ? done() : setTimeout(() => look(done), 50));
})"""


def kept(page: Page, *ends: str) -> None:
    """Wait until the phone keeps copies of the pages whose addresses end so."""
    page.evaluate(KEPT, list(ends))


def sign_in(context: BrowserContext, user: Any, address: str) -> None:
    """The session of a log-in, without typing the password each time."""
    client = Client()
    client.force_login(user)
    name = settings.SESSION_COOKIE_NAME
    context.add_cookies([{"name": name, "value": client.cookies[name].value, "url": address}])


@pytest.fixture
def open_page(live_server: Any, transactional_db: None, chromium: Browser) -> Iterator[Callable[..., Page]]:
    """A new browser profile for each call: `open_page(viewport=DESK, js=False, user=somebody, **context_options)`."""
    contexts: list[BrowserContext] = []
    watch = Watch()

    def open_one(*, viewport: tuple[int, int] = PHONE, js: bool = True, user: Any = None, **options: Any) -> Page:
        context = chromium.new_context(
            base_url=live_server.url,
            viewport={"width": viewport[0], "height": viewport[1]},
            java_script_enabled=js,
            **{"locale": "zh-CN", "timezone_id": "Asia/Shanghai", "reduced_motion": "reduce", **options},
        )
        contexts.append(context)
        context.set_default_timeout(10_000)
        watch.over(context)
        if user is not None:
            sign_in(context, user, live_server.url)
        return context.new_page()

    yield open_one
    for context in contexts:
        context.close()
    assert not watch.wrongs, "\n".join(watch.wrongs)
