"""Every URL has a policy, every page that writes answers a tap once, every name in wiring leads somewhere."""

import ast
import re
from collections.abc import Iterator

import pytest
from django.urls import URLPattern, URLResolver, get_resolver, reverse
from django.utils.module_loading import import_string

from huying import wiring
from huying.rules import roles

from .source import PACKAGE, name

pytestmark = pytest.mark.once


def patterns(resolver: URLResolver, start: str = "") -> Iterator[tuple[str, URLPattern]]:
    for entry in resolver.url_patterns:
        path = start + str(entry.pattern)
        if isinstance(entry, URLResolver):
            yield from patterns(entry, path)
        else:
            yield path, entry


def test_every_url_has_a_policy() -> None:
    bare = [path for path, entry in patterns(get_resolver()) if not hasattr(entry.callback, "policy")]
    assert bare == []


def test_every_policy_names_a_verb_that_a_role_carries() -> None:
    verbs = roles.verbs(roles.STAFF_ROLES)
    unknown = [
        (path, entry.callback.policy)
        for path, entry in patterns(get_resolver())
        if entry.callback.policy[0] == "staff" and entry.callback.policy[1] not in verbs
    ]
    assert unknown == []


def test_every_verb_opens_a_page() -> None:
    """A verb of a role that nothing asks for is a promise nobody keeps."""
    source = "\n".join(path.read_text(encoding="utf-8") for path in [*PACKAGE.rglob("*.py"), *PACKAGE.rglob("*.html")])
    idle = [
        verb for verb in roles.verbs(roles.STAFF_ROLES) if source.count(f'"{verb}"') + source.count(f"'{verb}'") < 2
    ]
    assert idle == []


# Forms that write nothing of ours (dress, log in, log out), and the resend of a broken page, which hands back the key it was sent with.
# The search form and the box that a paste is read from only read.
KEYLESS = (
    "cases/_paste_box.html",
    "cases/find.html",
    "core/_dress.html",
    "core/desk.html",
    "core/phone.html",
    "core/errors/500.html",
    "people/login.html",
)


def test_every_form_that_writes_carries_a_key() -> None:
    bare = []
    for path in PACKAGE.rglob("*.html"):
        for form in re.findall(r"<form\b[^>]*method=.?post.*?</form>", path.read_text(encoding="utf-8"), re.S | re.I):
            reads_only = "{% url 'dress' %}" in form or path.as_posix().endswith(KEYLESS)
            if "{% once %}" not in form and not reads_only:
                bare.append(name(path))
    assert bare == []


def test_wiring_leads_somewhere() -> None:
    houses = (wiring.HOUSE_COUNTS, wiring.HOUSE_MARKS, wiring.GRID_WORKERS)
    tasks = [task for names in wiring.REACTIONS.values() for task in names]
    for dotted in [
        *tasks,
        *wiring.CASE_PANELS,
        *wiring.LINK_PAGES.values(),
        *wiring.CALENDAR_PANELS,
        *houses,
        wiring.COMMUNITY,
        wiring.MOVE_WORK,
    ]:
        assert callable(import_string(dotted)) or hasattr(import_string(dotted), "enqueue"), dotted
    for entry in wiring.NAV:
        assert reverse(entry["url"])


def test_nothing_prints_or_leaves_work_undone() -> None:
    left = []
    for path in [*PACKAGE.rglob("*.py"), *PACKAGE.rglob("*.html")]:
        if re.search(r"\b(TODO|FIXME|XXX)\b", path.read_text(encoding="utf-8")):
            left.append(name(path))
    assert left == []


def test_every_module_says_what_it_is() -> None:
    silent = [
        name(path)
        for path in PACKAGE.rglob("*.py")
        if "migrations" not in path.parts
        and path.read_text(encoding="utf-8").strip()
        and not ast.get_docstring(ast.parse(path.read_text(encoding="utf-8")))
    ]
    assert silent == []
