"""A page on a slow line: 400 kbit/s and 400 ms each way round, as in a lift or a cellar (ux.md)."""

import time
from typing import Any

from playwright.sync_api import Browser

KBIT, DELAY_MS = 400, 400
BAR_MS = 2000


def usable(browser: Browser, address: str) -> int:
    """Milliseconds until somebody who was never there before can tap what the page offers: drawn, and its scripts heard.
    A warm-up without the line's slowness wakes the server first."""
    warm = browser.new_context()
    warm.request.get(address)
    warm.close()
    context = browser.new_context(service_workers="block")
    page = context.new_page()
    session: Any = context.new_cdp_session(page)
    session.send("Network.enable")
    limits = {"offline": False, "latency": DELAY_MS, "downloadThroughput": KBIT * 125, "uploadThroughput": KBIT * 125}
    session.send("Network.emulateNetworkConditions", limits)
    started = time.monotonic()
    page.goto(address, wait_until="domcontentloaded")  # our scripts are deferred: they have run by then
    took = round((time.monotonic() - started) * 1000)
    context.close()
    return took
