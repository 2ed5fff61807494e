"""Takes the pictures that the readmes show: `python -m tests.walks.screens http://127.0.0.1:8311` beside a running demo."""

import shutil
import sys
from pathlib import Path

from playwright.sync_api import Browser, Page, sync_playwright

SCREENS = Path(__file__).parents[2] / "docs" / "screens"
CALL = "一下雨，屋里像水帘洞一样。昨天夜里接了三桶水，墙都发霉了。"


def person(browser: Browser, address: str, name: str, width: int, height: int) -> Page:
    """Somebody's browser, signed in by the demo's one tap; a stranger's without a name."""
    page = browser.new_context(
        base_url=address, viewport={"width": width, "height": height}, locale="zh-CN", device_scale_factor=1
    ).new_page()
    if name:
        page.goto("/login/")
        page.get_by_role("button", name=name).click()
        page.wait_for_load_state()
    return page


def take(page: Page, name: str) -> None:
    page.wait_for_load_state("networkidle")
    page.mouse.move(0, 0)
    page.screenshot(path=SCREENS / f"{name}.png")


def all_of_them(browser: Browser, address: str) -> None:
    desk = person(browser, address, "何静", 1280, 800)
    desk.goto("/desk/")
    desk.keyboard.press("j")
    desk.locator("[data-glances] article").wait_for()
    take(desk, "desk")
    desk.goto("/desk/funds/")
    take(desk, "funds")
    desk.goto("/desk/intake/")
    desk.get_by_label("对方说了什么").fill(CALL)
    desk.get_by_label("哪里的事").fill("五栋三零三")
    desk.get_by_text("找到了").wait_for()
    take(desk, "intake")
    desk.goto("/desk/?view=closed")
    desk.get_by_role("link", name="水帘洞").press("Enter")
    take(desk, "case")
    link = desk.get_by_role("link", name="看诉求人那一页").get_attribute("href") or ""
    worker = person(browser, address, "陈涛", 360, 640)
    worker.goto("/grid/")
    take(worker, "today")
    resident = person(browser, address, "", 360, 640)
    resident.goto(link)
    take(resident, "track")


def main() -> None:
    SCREENS.mkdir(exist_ok=True)
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(
            executable_path=shutil.which("chromium"), args=["--no-sandbox", "--disable-gpu"]
        )
        all_of_them(browser, sys.argv[1])
        browser.close()


if __name__ == "__main__":
    main()
