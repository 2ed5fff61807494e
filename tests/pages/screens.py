"""Every screen there is: each address that answers with a page, as the person sees it who may open it.

The addresses come from the resolver, so that a new page is looked at from its first day.
"""

import os
from collections.abc import Callable, Iterable, Iterator
from typing import Any, NamedTuple

from django.conf import settings
from django.http import HttpResponse
from django.test import Client

from huying.cases.models import Case
from huying.core import clock
from huying.core.models import SignedLink
from huying.demo.story import Stage
from huying.people.contact.device import COOKIE as CONTACT
from tests.browser import DESK, PHONE
from tests.cases.contact_stage import proved
from tests.house.test_access import NIECE, OWNER, address, urls

# The long form: every dress, every state, every case, for `make drill`.
ALL = bool(os.environ.get("HUYING_DRILL_PAGES"))
# Who opens a page of the desk: the first of them who may.
OFFICERS = ("何静", "赵宏", "孙洁", "刘芳")
WORKER = "陈涛"
RELATIVE = "汪小梅"
# What the resolver does not tell: addresses that lead nowhere, and another view of one.
LOST = (("", "nowhere/"), ("", "b/88/"), ("", "r/0000000000/"), (WORKER, "desk/setup/"))
BESIDE = (
    *LOST,
    ("何静", "desk/?view=closed"),
    ("何静", "desk/buildings/?view=map"),
)


class Screen(NamedTuple):
    path: str
    who: str
    kind: str

    @property
    def viewport(self) -> tuple[int, int]:
        return DESK if self.kind == "desk" else PHONE


class Door:
    """The cookies of each person, from one log-in."""

    def __init__(self, stage: Stage) -> None:
        self.stage = stage
        community = stage.cast.community
        self.clients = {"": proved(community, OWNER), RELATIVE: proved(community, NIECE)}

    def client(self, who: str) -> Any:
        if who not in self.clients:
            self.clients[who] = Client()
            self.clients[who].force_login(self.stage.cast.users[who])
        return self.clients[who]

    def cookies(self, who: str) -> dict[str, str]:
        kept = self.client(who).cookies
        return {name: kept[name].value for name in (settings.SESSION_COOKIE_NAME, CONTACT) if name in kept}


def opener(stage: Stage, path: str, kind: str, verb: str) -> str:
    """Who opens this page; nobody in particular where all may."""
    if kind not in ("staff", "signed_in"):
        return ""
    if path.startswith("grid/"):
        return WORKER
    return next((who for who in OFFICERS if kind == "signed_in" or stage.cast.users[who].may(verb)), WORKER)


def links(stage: Stage) -> Iterator[str]:
    """The newest live link of each purpose."""
    live = SignedLink.objects.filter(revoked_at=None, expires_at__gt=clock.now()).order_by("at")
    yield from {link.purpose: f"o/{link.token}/" for link in live}.values()


def shape(answer: HttpResponse) -> str:
    """phone, desk or paper, as the page says itself."""
    text = answer.content.decode()
    if 'class="a4' in text:
        return "paper"
    return "desk" if '<body class="desk' in text else "phone"


def asked(stage: Stage) -> Iterator[tuple[str, str]]:
    for path, entry in urls():
        kind, verb = entry.callback.policy
        if path.startswith("o/"):
            yield from (("", link) for link in links(stage))
        else:
            yield opener(stage, path, kind, verb), address(stage, path)[1:]
    yield from BESIDE
    # The relative acts for the gutter's reporter, and sees that report among 我的诉求.
    mine = stage.appeals["gutter"].pk
    yield from ((RELATIVE, f"mine/{rest}") for rest in ("", f"c/{mine}/", f"c/{mine}/fixed/", f"c/{mine}/not-fixed/"))
    for case in Case.objects.order_by("number")[: None if ALL else 4]:
        yield "何静", f"desk/cases/{case.pk}/"


def screens(stage: Stage, door: Door, wanted: Callable[[int, str], bool] = lambda nth, path: True) -> list[Screen]:
    """All of them, or those wanted by their place in the row and their address: asking for each takes its time."""
    return seen((one for nth, one in enumerate(asked(stage)) if wanted(nth, one[1])), door)


def empty(stage: Stage, door: Door) -> list[Screen]:
    """The pages that name nothing, before anything has happened."""
    bare = [(path, *entry.callback.policy) for path, entry in urls() if "<" not in path]
    return seen(((opener(stage, path, kind, verb), path) for path, kind, verb in bare), door)


def seen(asked: Iterable[tuple[str, str]], door: Door) -> list[Screen]:
    found = {}
    for who, path in dict.fromkeys(asked):
        answer = door.client(who).get("/" + path)
        is_page = answer.get("Content-Type", "").startswith("text/html") and not answer.streaming
        if is_page and (answer.status_code == 200 or (who, path) in LOST):
            found[who, path] = Screen(path, who, shape(answer))
    return list(found.values())
