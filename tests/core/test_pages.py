"""What every page has: its dress, the bar of the desk, and an answer when things break."""

import re
from types import SimpleNamespace

import pytest
from django.contrib import messages
from django.contrib.auth.models import AnonymousUser
from django.contrib.messages.storage.fallback import FallbackStorage
from django.core.exceptions import RequestDataTooBig, SuspiciousOperation
from django.db import DatabaseError
from django.shortcuts import render
from django.test import Client, RequestFactory
from django.urls import reverse

from huying import wiring
from huying.core import pages

PHONE_LINE = "0731-5555 0105"
COMMUNITY = SimpleNamespace(name="韶光社区", phone=PHONE_LINE)


class Officer(SimpleNamespace):
    is_authenticated = True
    posts = ()

    def __str__(self) -> str:
        return "何静"

    def may(self, verb: str) -> bool:
        return verb in self.verbs


def a_request(path: str = "/", method: str = "get", user: object = None, data: dict | None = None, **cookies: str):
    request = getattr(RequestFactory(), method)(path, data)
    request.COOKIES.update(cookies)
    request.user = user or AnonymousUser()
    request.community = COMMUNITY
    request.session = {}
    request._messages = FallbackStorage(request)
    return request


# dress


@pytest.fixture
def browser() -> Client:
    return Client()


def dressed(browser: Client) -> dict[str, str]:
    request = a_request(**{name: morsel.value for name, morsel in browser.cookies.items()})
    return pages.dress_of(request)


def test_a_dress_is_kept_part_by_part(browser):
    browser.post("/dress/", {"theme": "dark", "next": "/b/5/"})
    answer = browser.post("/dress/", {"mode": "elder", "next": "/b/5/?x=1"})
    assert answer.status_code == 302
    assert answer["Location"] == "/b/5/?x=1"
    assert dressed(browser) == {"theme": "dark", "mode": "elder"}
    browser.post("/dress/", {"mode": ""})
    assert dressed(browser) == {"theme": "dark"}


def test_only_known_dresses_are_worn(browser):
    browser.post("/dress/", {"theme": '"><script>', "mode": "elder"})
    assert dressed(browser) == {"mode": "elder"}
    assert pages.dress_of(a_request(huying_dress="theme=evil&contrast=more&x=%00")) == {"contrast": "more"}


@pytest.mark.parametrize(
    "target", ["https://evil.example/", "//evil.example", "javascript:alert(1)", "", "/\\evil.example"]
)
def test_dress_sends_nobody_elsewhere(browser, target):
    assert browser.post("/dress/", {"theme": "dark", "next": target})["Location"] == "/"


def test_language_is_a_cookie_of_known_languages(browser):
    browser.post("/dress/", {"language": "en"})
    assert browser.cookies["huying_language"].value == "en"
    browser.post("/dress/", {"language": "xx"})
    assert browser.cookies["huying_language"].value == "en"


def test_dress_is_asked_by_post_and_is_open_to_all(browser):
    assert browser.get("/dress/").status_code == 405
    assert pages.dress.policy == ("public", "")


def test_the_page_wears_it():
    html = render(a_request(huying_dress="theme=dark&mode=elder"), "core/errors/404.html").content.decode()
    assert 'lang="zh-CN" data-theme="dark" data-mode="elder"' in html
    assert re.search(r'data-now="\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\+08:00"', html)


# the bar of the desk


def test_every_entry_of_the_bar_leads_somewhere():
    assert [reverse(entry["url"]) for entry in wiring.NAV]


@pytest.fixture
def bar(monkeypatch):
    entries = ({"url": "a", "label": "收件", "verb": "see_desk"}, {"url": "b", "label": "楼栋", "verb": "see_places"})
    monkeypatch.setattr(wiring, "NAV", entries)
    monkeypatch.setattr(pages, "_address", {"a": "/desk/", "b": "/desk/buildings/"}.get)


def test_the_bar_shows_what_a_person_may_do(bar):
    context = pages.context(a_request("/desk/", user=Officer(verbs={"see_desk"})))
    assert context["nav"] == [{"href": "/desk/", "label": "收件", "here": True}]
    assert context["person"] == "何静"


def test_of_two_addresses_the_longer_one_is_here(bar):
    items = pages.nav(a_request("/desk/buildings/5/", user=Officer(verbs={"see_desk", "see_places"})))
    assert [item["here"] for item in items] == [False, True]


def test_a_stranger_has_no_bar():
    context = pages.context(a_request())
    assert context["nav"] == []
    assert context["person"] == ""


# whose page


def test_the_community_is_the_views_then_the_readers_then_the_only_one(monkeypatch):
    only, own = SimpleNamespace(name="只有一个"), SimpleNamespace(name="自己的")
    monkeypatch.setattr(pages, "_default_community", lambda: only)
    request = a_request(user=Officer(posts=(SimpleNamespace(community=None), SimpleNamespace(community=own))))
    assert pages.community_of(request) is COMMUNITY
    del request.community
    assert pages.community_of(request) is own
    request.user = AnonymousUser()
    assert pages.community_of(request) is only


@pytest.mark.django_db
def test_wiring_names_the_only_community():
    assert pages._default_community() is None


# messages


def test_messages_are_notes_in_the_colour_of_their_kind():
    request = a_request()
    for level, text in (
        (messages.success, "派给李敏了。"),
        (messages.error, "没派成。"),
        (messages.warning, "快到期。"),
    ):
        level(request, text)
    html = render(request, "core/_messages.html").content.decode()
    assert re.findall(r'class="note note-msg (\w+)" role="(\w+)"', html) == [
        ("done", "status"),
        ("over", "alert"),
        ("soon", "status"),
    ]


# when things break: what happened, was it saved, what next, whom to ring


BROKEN = [
    (lambda request: pages.bad_request(request, SuspiciousOperation()), 400, "这一次没看懂"),
    (lambda request: pages.bad_request(request, RequestDataTooBig()), 413, "一次发得太多了"),
    (lambda request: pages.forbidden(request, PermissionError()), 403, "这一页您看不了"),
    (lambda request: pages.not_found(request, LookupError()), 404, "找不到这一页"),
    (lambda request: pages.csrf_failed(request, "no cookie"), 403, "这一页放得太久了"),
    (pages.server_error, 500, "我们这边没接上"),
]


@pytest.mark.parametrize(("handler", "status", "title"), BROKEN, ids=[title for _handler, _status, title in BROKEN])
def test_an_error_page_says_all_four(handler, status, title):
    answer = handler(a_request("/b/5/"))
    html = answer.content.decode()
    assert answer.status_code == status
    for words in (title, "存了没有", "接下来", 'href="tel:073155550105"'):
        assert words in html


def test_a_breakdown_needs_no_database(monkeypatch):
    def broken() -> None:
        raise DatabaseError

    monkeypatch.setattr(pages, "_default_community", broken)
    request = a_request("/report/")
    del request.community
    html = pages.server_error(request).content.decode()
    assert "我们这边没接上" in html
    assert "tel:" not in html


def test_after_a_breakdown_the_words_are_still_there_and_can_be_sent_again():
    said = "一下雨，屋里像水帘洞一样。"
    request = a_request("/report/", "post", data={"words": said, "once": "k1", "csrfmiddlewaretoken": "t"})
    html = pages.server_error(request).content.decode()
    assert f'<blockquote class="say open">{said}</blockquote>' in html
    for name, value in (("words", said), ("once", "k1"), ("csrfmiddlewaretoken", "t")):
        assert f'<input type="hidden" name="{name}" value="{value}">' in html
    assert 'method="post" action="/report/"' in html
    assert "照片要回到上一页再选一次" in html


def test_a_password_is_never_handed_back():
    request = a_request("/login/", "post", data={"username": "hejing", "password": "once more with feeling"})
    assert "feeling" not in pages.server_error(request).content.decode()


def test_an_unreadable_body_breaks_nothing():
    request = RequestFactory().post("/report/", b"--x", content_type="multipart/form-data; boundary=x y")
    request.user, request.community = AnonymousUser(), COMMUNITY
    assert pages.server_error(request).status_code == 500


# in a browser


def test_larger_type_in_one_tap_without_script(open_page):
    page = open_page(js=False)
    page.goto("/nothing-here/")
    page.get_by_role("button", name="字大一点").click()
    assert page.locator("html").get_attribute("data-mode") == "elder"
    page.get_by_role("button", name="字小一点").click()
    assert page.locator("html").get_attribute("data-mode") is None


@pytest.mark.parametrize("dress", ["", "mode=elder", "theme=dark", "mode=elder&contrast=more"])
def test_an_error_page_fits_a_narrow_phone(open_page, live_server, dress):
    page = open_page(viewport=(320, 640))
    if dress:
        page.context.add_cookies([{"name": pages.COOKIE, "value": dress, "url": live_server.url}])
    page.goto("/nothing-here/")
    assert page.evaluate("document.documentElement.scrollWidth") == 320
