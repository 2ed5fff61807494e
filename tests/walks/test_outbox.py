"""未发: a grid worker with a bad line. What was done is kept in the phone, sent by itself, and done exactly once."""

import os
import random
import re
from typing import Any

import pytest
from django.contrib.sessions.models import Session
from playwright.sync_api import BrowserContext, Page, Route, expect

from huying.cases import actions as cases
from huying.cases.models import Case
from huying.core import clock
from huying.core.models import File
from huying.demo.cast import Cast
from huying.field.models import ContactAttempt, Finding, Visit
from tests.browser import kept, sign_in
from tests.field.road import CAUSE, MORNING, by, dispatched, jpeg

ACTIONS = int(os.environ.get("HUYING_DRILL_OUTBOX", 16))
DROPPED = LOST = 0.3
# What is tried here is the queue, not the copies of pages: and what a worker asks for, no test can take away.
PLAIN = {"service_workers": "block"}


@pytest.fixture(autouse=True)
def morning():
    with clock.at(MORNING):
        yield


@pytest.fixture
def case(cast: Cast) -> Case:
    return dispatched(cast)


def unsent(page: Page) -> int:
    """What the badge says, after the page has looked."""
    badge = page.locator(".top [data-outbox-badge]")
    page.wait_for_timeout(150)
    return int(badge.locator("[data-n]").inner_text()) if badge.is_visible() else 0


def choose(page: Page, *choices: str) -> None:
    for choice in choices:
        page.locator("main label").filter(has_text=choice).first.click()


def look(page: Page, case: Case) -> None:
    """At the door: seen, with a photo."""
    page.goto(f"/grid/cases/{case.pk}/visit/")
    page.fill("[name=cause]", CAUSE)
    choose(page, "看到了", "天沟")
    page.set_input_files("[name=photos]", {"name": "a.jpg", "mimeType": "image/jpeg", "buffer": jpeg(here=True)})
    page.wait_for_selector("[data-photos]:not([aria-busy]) .shot img")


def tell(page: Page, words: str = "完成") -> None:
    page.get_by_role("button", name=words).click()


def no_line(context: BrowserContext) -> None:
    context.route("**/*", lambda route: route.abort())


def line(context: BrowserContext) -> None:
    context.unroute("**/*")


def reconnect(page: Page) -> None:
    page.evaluate("window.dispatchEvent(new Event('online'))")


STORED = """new Promise((resolve) => {
  const request = indexedDB.open("huying-outbox");
  request.onsuccess = () => {
    const all = request.result.transaction("items").objectStore("items").getAll();
    const text = (file) => new TextDecoder("latin1").decode(file.bytes);
    all.onsuccess = () => resolve(all.result.map((item) => item.files.map(text)));
  };
})"""


@pytest.mark.once
def test_a_visit_with_no_signal_survives_the_tab_and_arrives_once(open_page, cast: Cast, case: Case) -> None:
    page = open_page(user=cast.users["李敏"], **PLAIN)
    look(page, case)
    no_line(page.context)
    tell(page)
    expect(page.get_by_text("没信号，存在手机里了，一有信号自己发。")).to_be_visible()
    assert unsent(page) == 1
    assert not page.get_by_role("button", name="完成").is_visible()
    [[photo]] = page.evaluate(STORED)
    assert photo.startswith("\xff\xd8")
    assert "Exif" not in photo  # where it was taken never reached the store
    context = page.context
    page.close()  # killed, before anything left the phone
    assert Visit.objects.count() == 0
    line(context)
    context.route("**/visit/", lambda route: route.abort() if route.request.method == "POST" else route.continue_())
    page = context.new_page()
    page.goto("/grid/outbox/")
    expect(page.get_by_role("heading", name="1 件没发出")).to_be_visible()
    expect(page.locator(".sent").get_by_text("照片 1 张")).to_be_visible()
    context.unroute("**/visit/")
    reconnect(page)
    expect(page.get_by_role("heading", name="都发出去了")).to_be_visible()
    expect(page.get_by_text("发好了")).to_be_visible()
    assert (unsent(page), Visit.objects.count(), Finding.objects.get().cause) == (0, 1, CAUSE)
    assert File.objects.count() == 1
    page.goto("/grid/")
    assert "huying-draft" not in page.evaluate("JSON.stringify(localStorage)")


class BadLine:
    """Drops requests before they leave, and answers after they were given. Seeded: a failure can be played again."""

    def __init__(self, seed: int = 7) -> None:
        self.chance = random.Random(seed)
        self.dropped = self.lost = 0

    def __call__(self, route: Route) -> None:
        fate = self.chance.random()
        if fate < DROPPED:
            self.dropped += 1
            route.abort()
        elif fate < DROPPED + (1 - DROPPED) * LOST:
            self.lost += 1
            route.fetch(max_redirects=0)  # the server does its work
            route.abort()  # and the phone never hears of it
        else:
            route.continue_()


@pytest.mark.once
def test_on_a_bad_line_everything_is_done_exactly_once(open_page, cast: Cast, case: Case) -> None:
    """30 in a hundred requests do not arrive, 30 in a hundred answers are lost; now and then the tab is killed."""
    page = open_page(user=cast.users["李敏"], **PLAIN)
    context, bad = page.context, BadLine()
    posts = re.compile(r"/contact/$|/outbox/ready/")

    def only_posts(route: Route) -> None:
        route.continue_() if route.request.resource_type == "document" else bad(route)

    context.route(posts, only_posts)
    for nth in range(ACTIONS):
        if nth % 10 == 9:
            page.close()
            page = context.new_page()
        page.goto(f"/grid/cases/{case.pk}/contact/")
        choose(page, "没人应")
        page.locator("[name=note]").evaluate("(field, words) => field.value = words", f"第 {nth} 次")
        tell(page, "记下联系")
        stored = page.locator("[data-outbox-note].wait").filter(has_text="存在手机里了")
        expect(stored.or_(page.get_by_text("联系记下了。")).first).to_be_visible()
    page.goto("/grid/outbox/")
    for _try in range(ACTIONS * 10):
        reconnect(page)
        page.wait_for_timeout(60)
        if page.get_by_role("heading", name="都发出去了").is_visible():
            break
    notes = list(ContactAttempt.objects.order_by("at", "pk").values_list("note", flat=True))
    assert sorted(notes) == sorted(f"第 {nth} 次" for nth in range(ACTIONS))
    assert unsent(page) == 0
    assert bad.dropped > 0 < bad.lost


@pytest.mark.once
def test_refused_and_not_agreeing_are_shown_with_all_that_was_typed(open_page, cast: Cast, case: Case) -> None:
    page = open_page(user=cast.users["李敏"], **PLAIN)
    page.goto(f"/grid/cases/{case.pk}/contact/")
    choose(page, "没人应")
    page.get_by_text("对方是谁、说了什么").click()
    page.fill("[name=note]", "钥匙放在门垫下面")
    tell(page, "记下联系")
    expect(page.locator("[role=alert]").first).to_be_visible()
    assert page.input_value("[name=note]") == "钥匙放在门垫下面"
    assert unsent(page) == 1  # kept until it is put right
    page.goto("/grid/outbox/")
    expect(page.get_by_text("要您看一下")).to_be_visible()
    page.get_by_role("link", name="打开改一改").click()
    expect(page.locator("[name=note]")).to_have_value("钥匙放在门垫下面")
    page.fill("[name=note]", "下午在家")
    tell(page, "记下联系")
    expect(page.get_by_text("联系记下了。")).to_be_visible()
    assert (unsent(page), ContactAttempt.objects.get().note) == (0, "下午在家")

    look(page, case)
    cases.withdraw(appeal=case.appeals.get(), by=by(cast, "何静"), words="不漏了")
    tell(page)
    page.wait_for_url("**/grid/outbox/#n*")
    expect(page.locator("[data-state=clash]:visible")).to_have_text("两边不一样")
    versus = page.locator(".versus:visible")
    expect(versus.locator(".mine")).to_contain_text(CAUSE)
    expect(versus.locator(".mine")).to_contain_text("9月12日")  # by the house's clock, whatever the phone's says
    expect(versus.locator("[data-row=theirs]")).to_contain_text("不漏了")
    assert (unsent(page), Visit.objects.count()) == (1, 0)
    undo = page.get_by_role("button", name="按住撤回").first
    undo.click()  # a slip of the thumb
    assert unsent(page) == 1
    undo.click(delay=1200)
    expect(page.get_by_role("heading", name="都发出去了")).to_be_visible()


@pytest.mark.once
def test_whoever_was_signed_out_signs_in_and_it_goes(open_page, cast: Cast, case: Case, live_server: Any) -> None:
    page = open_page(user=cast.users["李敏"], **PLAIN)
    look(page, case)
    Session.objects.all().delete()
    tell(page)
    expect(page.get_by_text("先登录，再自己发。")).to_be_visible()
    assert (unsent(page), Visit.objects.count()) == (1, 0)
    # another person on the same phone sends nothing that is not theirs
    sign_in(page.context, cast.users["陈涛"], live_server.url)
    page.goto("/grid/outbox/")
    expect(page.get_by_text("别人写的：他登录了才发")).to_be_visible()
    assert Visit.objects.count() == 0
    sign_in(page.context, cast.users["李敏"], live_server.url)
    page.goto("/grid/")
    for _try in range(50):
        if Visit.objects.exists() and not unsent(page):
            break
        page.wait_for_timeout(100)
    assert unsent(page) == 0
    assert Visit.objects.get().user == cast.users["李敏"]


@pytest.mark.once
def test_with_the_server_gone_the_last_pages_open_and_what_is_done_waits(open_page, cast: Cast, case: Case) -> None:
    """Where the page is secure the phone keeps copies of what was seen last; what they send has a key of its own."""
    page = open_page(user=cast.users["李敏"])
    page.goto("/grid/")
    page.evaluate("navigator.serviceWorker.ready.then(() => 1)")
    page.goto(f"/grid/cases/{case.pk}/")
    kept(page, "/grid/", "/visit/", "/outbox/", f"/{case.pk}/")
    page.context.set_offline(True)
    page.goto("/grid/")
    expect(page.get_by_text("没信号，这是 09:10 看到的样子。")).to_be_visible()
    page.locator("main a").filter(has_text="先看看").first.click()
    page.get_by_role("link", name="到了").click()
    for nth in (1, 2):
        choose(page, "没人在家")
        tell(page)
        expect(page.get_by_text("没信号，存在手机里了，一有信号自己发。")).to_be_visible()
        assert unsent(page) == nth
        page.goto(f"/grid/cases/{case.pk}/visit/")
    page.goto("/grid/outbox/")
    expect(page.get_by_role("heading", name="2 件没发出")).to_be_visible()
    page.context.set_offline(False)
    expect(page.get_by_role("heading", name="都发出去了")).to_be_visible()
    assert Visit.objects.count() == 2
    page.get_by_role("button", name="退出").click()
    page.wait_for_url("**/")
    assert page.evaluate("caches.has('huying-pages')") is False


OLD_STORE = """(item) => new Promise((resolve) => {
  const request = indexedDB.open("huying-outbox", 1);
  request.onupgradeneeded = () => request.result.createObjectStore("items", { keyPath: "n", autoIncrement: true });
  request.onsuccess = () => {
    const tx = request.result.transaction("items", "readwrite");
    tx.objectStore("items").put(item);
    tx.oncomplete = () => { request.result.close(); resolve(); };
  };
})"""
NEW_STORE = """() => new Promise((resolve) => {
  const request = indexedDB.open("huying-outbox", 99);
  request.onsuccess = () => { request.result.close(); resolve(); };
})"""


def item(cast: Cast, case: Case, note: str) -> dict[str, Any]:
    """As an earlier huying stored it."""
    said = {"outcome": "no_answer", "whom": "reporter", "channel": "phone", "note": note, "once": f"key-{note}"}
    return {
        "key": f"key-{note}", "user": str(cast.users["李敏"].pk), "url": f"/grid/cases/{case.pk}/contact/", "open": "/grid/",
        "title": "联系", "at": 1694481000000, "shown": [], "state": "waiting", "tries": 0, "said": "", "now": [], "to": "",
        "fields": list(said.items()), "files": [],
    }  # fmt: skip


@pytest.mark.once
def test_an_upgrade_loses_nothing_and_an_old_page_still_sends(open_page, cast: Cast, case: Case) -> None:
    page = open_page(user=cast.users["李敏"], **PLAIN)
    page.goto("/login/")  # a page without the outbox
    page.evaluate(OLD_STORE, item(cast, case, "旧"))
    page.goto("/grid/outbox/")
    expect(page.get_by_role("heading", name="都发出去了")).to_be_visible()
    assert [one.note for one in ContactAttempt.objects.all()] == ["旧"]
    page.evaluate(NEW_STORE)  # another tab has a newer huying
    page.goto(f"/grid/cases/{case.pk}/contact/")
    choose(page, "没人应")
    tell(page, "记下联系")
    expect(page.get_by_text("联系记下了。")).to_be_visible()
    assert ContactAttempt.objects.count() == 2


PLAIN_HTTP = """
Object.defineProperty(window, "isSecureContext", { value: false });
Object.defineProperty(navigator, "locks", { value: undefined });
"""


@pytest.mark.once
def test_over_plain_http_one_page_sends_and_says_so(open_page, cast: Cast, case: Case) -> None:
    page = open_page(user=cast.users["李敏"], **PLAIN)
    context = page.context
    context.add_init_script(PLAIN_HTTP)
    page.goto(f"/grid/cases/{case.pk}/contact/")
    other = "localStorage.setItem('huying-outbox-sending', `other|${performance.timeOrigin + performance.now() + 9e5}`)"
    page.evaluate(other)  # another page is sending
    choose(page, "没人应")
    tell(page, "记下联系")
    expect(page.get_by_text("只用一个页面")).to_be_visible()
    assert (unsent(page), ContactAttempt.objects.count()) == (1, 0)
    page.evaluate("localStorage.removeItem('huying-outbox-sending')")
    page.goto("/grid/outbox/")
    expect(page.get_by_text("只用一个页面")).to_be_visible()
    expect(page.get_by_role("heading", name="都发出去了")).to_be_visible()
    assert ContactAttempt.objects.count() == 1
    assert page.evaluate("localStorage.getItem('huying-outbox-sending')") is None
