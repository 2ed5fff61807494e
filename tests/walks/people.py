"""The people of the story at their pages: each has a browser of their own, and does what a person does there."""

import io
import re
from collections.abc import Callable
from pathlib import Path
from typing import Any

from PIL import Image
from playwright.sync_api import Page, expect

from huying.core import clock, jobs
from huying.demo.cast import Cast
from tests.browser import DESK, PHONE

Open = Callable[..., Page]


def at(day: str, time: str) -> Any:
    """The house's clock stops at a moment of the story, for the pages and for us; the worker has done its rounds."""
    jobs.run_ready()
    return clock.at(clock.instant(day, time))


def tap(page: Page, words: str, *, inside: str = "body") -> None:
    """Tap a choice by the words on it: exactly these, or else those that begin with them."""
    choices = page.locator(f"{inside} label.choice")
    exact = choices.filter(has=page.get_by_text(words, exact=True))
    (exact if exact.count() else choices.filter(has_text=words)).first.click()


def press(page: Page, name: str) -> None:
    """Press a button or link by its name, and wait for the page that answers."""
    page.get_by_role("button", name=re.compile(name)).or_(page.get_by_role("link", name=re.compile(name))).first.click()
    settle(page)


PICTURES = """Promise.all([...document.images].map(picture => {
  picture.loading = 'eager';
  return picture.complete || new Promise(done => { picture.onload = picture.onerror = done; });
}))"""


def settle(page: Page) -> None:
    """All of the page is there, pictures further down too: they must come before the clock moves on."""
    page.locator("main[aria-busy]").wait_for(state="detached")  # a grid worker's form is sent by a script
    page.wait_for_load_state()
    page.evaluate(PICTURES)


def camera(folder: Path, name: str, color: str) -> Path:
    """A photo as a phone takes it: large, with the place and the time inside."""
    picture = Image.new("RGB", (2400, 1800), color)
    exif = picture.getexif()
    exif.get_ifd(0x8769)[0x9003] = "2023:09:12 09:51:00"
    exif.get_ifd(0x8825).update({1: "N", 2: (28.0, 11.0, 58.0), 3: "E", 4: (113.0, 6.0, 33.0)})
    held = io.BytesIO()
    picture.save(held, "JPEG", exif=exif)
    path = folder / f"{name}.jpg"
    path.write_bytes(held.getvalue())
    return path


class Desk:
    """何静, at the front desk."""

    def __init__(self, open_page: Open, cast: Cast | None = None, name: str = "何静") -> None:
        """Signed in already, or without a cast in front of the door."""
        self.page = open_page(viewport=DESK, user=cast.users[name] if cast else None)

    def take(self, words: str, address: str, *, name: str = "", phone: str = "", walk_in: bool = False) -> Page:
        """Type while she talks, and look at what the page has found."""
        page = self.page
        page.goto("/desk/")
        press(page, "接电话")
        page.get_by_label("对方说了什么").fill(words)
        page.get_by_label("哪里的事").fill(address)
        page.get_by_label("诉求人").fill(name)
        page.get_by_label("回电").fill(phone)
        if walk_in:
            tap(page, "来访")
        return page

    def send(self, worker: str) -> str:
        """受理，派给…: the number of the case, off its page."""
        press(self.page, f"受理，派给{worker}")
        expect(self.page).to_have_url(re.compile(r"/desk/cases/"))
        return self.number()

    def number(self) -> str:
        shown = re.search(r"\d{4} \d{4}", self.page.locator("main").inner_text())
        assert shown
        return shown[0]

    def open(self, title: str) -> Page:
        """From the worklist to the case, by its row."""
        for view in ("", "?view=closed"):
            self.page.goto(f"/desk/{view}")
            row = self.page.locator("tbody tr").filter(has_text=title)
            if row.count():
                row.get_by_role("link").first.click()  # it stands beside the list
                press(self.page, "打开这一件")
                break
        settle(self.page)
        return self.page

    def order(self, vendor: str, task: str, day: str) -> str:
        """Make the work order; the vendor's link."""
        page = self.page
        tap(page, vendor, inside="#step-order")
        page.get_by_label("修什么").fill(task)
        page.get_by_label("哪天修完").fill(day)
        page.get_by_label("几点前").fill("18:00")
        tap(page, "社区", inside="#step-order")
        press(page, "^派工单")
        return page.get_by_role("link", name="打开看看").get_attribute("href") or ""

    def call_back(self, outcome: str, face: str = "", rain: str = "") -> None:
        page = self.page
        tap(page, outcome, inside="#step-call_back")
        if face:
            tap(page, face, inside="#step-call_back")
        if rain:
            page.get_by_label("哪天下过雨").fill(rain)
        page.locator("#step-call_back button.btn").first.click()
        settle(page)


class Worker:
    """A grid worker, with a cheap phone."""

    def __init__(self, open_page: Open, cast: Cast | None = None, name: str = "") -> None:
        self.page = open_page(viewport=PHONE, user=cast.users[name] if cast else None)

    def today(self) -> Page:
        """As it stands now: a line slower than the phone's patience shows what it kept, and says so."""
        self.page.goto("/grid/")
        while self.page.locator("body[data-stale]").count():
            self.page.reload()
        return self.page

    def acknowledge(self) -> None:
        press(self.today(), "签收")

    def visit(self, where: str, cause: str, part: str, *photos: Path) -> None:
        page = self.today()
        page.get_by_text(where, exact=False).first.wait_for()
        press(page, "^去看$")
        press(page, "到了")
        tap(page, "看到了")
        page.locator("input[type=file]").first.set_input_files(list(photos))
        page.get_by_label("什么原因").fill(cause)
        tap(page, part)
        press(page, "^完成$")

    def check(self, where: str, note: str, *, good: bool = True) -> None:
        page = self.today()
        page.get_by_text(where, exact=False).first.wait_for()
        press(page, "去核查")
        press(page, "到了，核查")
        tap(page, "合格" if good else "不合格")
        page.get_by_label("看到什么").fill(note)
        press(page, "^完成$")


class Vendor:
    """The firm, on a phone, by its link."""

    def __init__(self, open_page: Open, link: str) -> None:
        self.page, self.link = open_page(viewport=PHONE), link

    def accept(self) -> None:
        self.page.goto(self.link)
        press(self.page, "^接，")

    def finish(self, cost: str, note: str, before: Path, after: Path) -> None:
        page = self.page
        page.goto(self.link)
        press(page, "干完了")
        tap(page, "修好了")
        page.get_by_label("做之前的照片").set_input_files(before)
        page.get_by_label("做之后的照片").set_input_files(after)
        page.get_by_label("一共多少钱（元）").fill(cost)
        page.get_by_label("做了什么，还差什么").fill(note)
        press(page, "^交工$")
