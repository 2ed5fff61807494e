"""Measures the pages of a running demo with Lighthouse and keeps evidence/lighthouse.json.

Mobile, throttled as Lighthouse does by itself (150 ms, 1.6 Mbit/s, processor four times slower); performance is the median
of three. Residents' pages are also opened on a line of 400 kbit/s and 400 ms (slow.py). Lighthouse weighs 176 MB, so it is
installed when this is asked for (var/lighthouse), never by `make setup`.
"""

import json
import os
import shutil
import statistics
import subprocess
import sys
from collections.abc import Iterable
from pathlib import Path
from typing import Any, NamedTuple

from playwright.sync_api import BrowserContext, sync_playwright

from build_front import npm
from huying.bench.result import Result
from huying.bench.run import as_told, kept
from tests.browser import NAMES

from .slow import BAR_MS, usable

HERE = Path(__file__).parent
PLACE = HERE.parents[1] / "var" / "lighthouse"
RUNS = ATTEMPTS = 3
# A link that lies half under the bar at the foot, until one scrolls, counts as too small: a tall screen has none.
TALL = "--screenEmulation.height=1600"
# What residents open must be quick on a cheap phone; what the staff opens must be usable by everybody.
QUICK, USABLE = 95, 100


class Page(NamedTuple):
    """A page by its name; who opens it ("" for a resident), and how it is found from where they begin."""

    name: str
    who: str
    path: str
    link: str = ""


PAGES = (
    Page("home", "", "/"),
    Page("report", "", "/report/"),
    Page("call_me", "", "/call/"),
    Page("mine", "", "/mine/"),
    Page("progress", "何静", "/desk/", "track"),
    Page("open_board", "", "/open/"),
    Page("stories", "", "/stories/"),
    Page("story", "何静", "/stories/", "story"),
    Page("today", "李敏", "/grid/"),
    Page("report_for", "李敏", "/grid/report/"),
    Page("walks", "李敏", "/grid/walks/"),
    Page("inbox", "何静", "/desk/"),
    Page("intake", "何静", "/desk/intake/"),
    Page("case", "何静", "/desk/", "case"),
    Page("funds", "何静", "/desk/funds/"),
    Page("buildings", "何静", "/desk/buildings/"),
    Page("map", "何静", "/desk/buildings/?view=map"),
    Page("overview", "何静", "/desk/overview/"),
)


# Found by way of somebody's pages, and opened without a log-in.
ANYBODYS = ("track", "story")


def install() -> Path:
    """The command, from our lock file."""
    command = PLACE / "node_modules" / "lighthouse" / "cli" / "index.js"
    if not command.exists():
        PLACE.mkdir(parents=True, exist_ok=True)
        for name in ("package.json", "package-lock.json"):
            shutil.copyfile(HERE / name, PLACE / name)
        subprocess.run([*npm(), "ci", "--omit=optional", "--ignore-scripts", "--loglevel=error"], cwd=PLACE, check=True)
    return command


def signed_in(browser: Any, address: str, who: str) -> BrowserContext:
    context: BrowserContext = browser.new_context(base_url=address, locale="zh-CN")
    page = context.new_page()
    page.goto("/login/")
    page.get_by_role("button", name=who).click()
    page.wait_for_load_state()
    return context


def found(context: BrowserContext, page: Page) -> str:
    """The address of a page that has no fixed one, by the links that lead there."""
    screen = context.new_page()
    screen.goto(page.path)
    if page.link == "story":
        return screen.locator(".tale a").first.get_attribute("href") or ""
    screen.goto(screen.locator("tbody a").first.get_attribute("href") or "")
    if page.link == "case":
        return screen.url
    return str(screen.get_by_role("link", name="看诉求人那一页").get_attribute("href"))


def told(words: list[str], env: dict[str, str]) -> str:
    """A browser that would not start, or fell, is asked again; a score that is low is not."""
    for _ in range(ATTEMPTS - 1):
        answer = subprocess.run(words, env=env, capture_output=True, text=True)
        if answer.returncode == 0:
            return answer.stdout
        print(answer.stderr[-500:], file=sys.stderr, flush=True)
    return subprocess.run(words, env=env, check=True, stdout=subprocess.PIPE, text=True).stdout


def measure(command: Path, address: str, cookie: str, *, desk: bool) -> dict[str, float]:
    chromium = next(filter(None, map(shutil.which, (*NAMES[1:], NAMES[0]))))
    words = [
        npm()[0], str(command), address, "--quiet", "--output=json", "--only-categories=performance,accessibility",
        "--chrome-flags=--headless=new --no-sandbox --disable-gpu", *(["--preset=desktop"] if desk else [TALL]),
        f"--extra-headers={json.dumps({'Cookie': cookie})}",
    ]  # fmt: skip
    report = json.loads(told(words, {**os.environ, "CHROME_PATH": str(chromium)}))
    figures = {name: round(report["categories"][name]["score"] * 100) for name in ("performance", "accessibility")}
    return figures | {"lcp_ms": round(report["audits"]["largest-contentful-paint"]["numericValue"])}


def one(command: Path, page: Page, address: str, cookie: str) -> dict[str, float]:
    resident = _residents(page)
    desk = page.who == "何静" and not resident
    runs = [measure(command, address, cookie, desk=desk) for _ in range(RUNS if resident else 1)]
    return {name: statistics.median(run[name] for run in runs) for name in runs[0]} | {"resident": resident}


def _residents(page: Page) -> bool:
    return page.link in ANYBODYS or not page.who


def _median(figures: Iterable[int]) -> int:
    return round(statistics.median(figures))


def main(address: str) -> int:
    command, figures = install(), {}
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(
            executable_path=next(filter(None, map(shutil.which, NAMES))), args=["--no-sandbox", "--disable-gpu"]
        )
        contexts = {who: signed_in(browser, address, who) for who in ("何静", "李敏")}
        places, cookies = {}, {}
        for page in PAGES:
            url = found(contexts[page.who], page) if page.link else page.path
            places[page.name] = url if url.startswith("http") else address + url
            staff = page.who and page.link not in ANYBODYS
            held = contexts[page.who].cookies() if staff else []
            cookies[page.name] = "; ".join(f"{one['name']}={one['value']}" for one in held)
        slow = {
            page.name: _median(usable(browser, places[page.name]) for _ in range(RUNS))
            for page in PAGES
            if _residents(page)
        }
        browser.close()
    for page in PAGES:
        figures[page.name] = one(command, page, places[page.name], cookies[page.name])
        figures[page.name] |= {"slow_line_ms": slow[page.name]} if page.name in slow else {}
        print(page.name, figures[page.name], flush=True)
    wrong = [name for name, row in figures.items() if row["accessibility"] < USABLE]
    wrong += [name for name, row in figures.items() if row["resident"] and row["performance"] < QUICK]
    wrong += [name for name, took in slow.items() if took > BAR_MS]
    bars = {"performance_of_residents": QUICK, "accessibility": USABLE, "slow_line_ms": BAR_MS}
    result = Result(figures, bars, not wrong)
    kept(as_told("lighthouse", result), result)
    print("below the bar:", ", ".join(wrong) or "nothing")
    return 1 if wrong else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1].rstrip("/")))
