"""Canaries 泄漏: a person who is nowhere else is put into the product through its own pages; then every page, link, log
and row is searched for what must not be there. The table below is the policy: who may see what."""

import json
import logging
import re
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path
from typing import NamedTuple

import pytest
from django.contrib.sessions.models import Session
from django.db import connection
from django.test import Client
from django.urls import reverse

from huying.cases import actions as cases
from huying.cases.models import Appeal, Case
from huying.core import clock, jobs
from huying.core.actor import SYSTEM, Actor
from huying.core.models import Event, EventWords, Job, OnceKey, SignedLink
from huying.demo.cast import Cast
from huying.demo.story import Stage
from huying.exchange.actions import take_in
from huying.field import actions as field
from huying.people import actions as people
from huying.people.contact import actions as contacts
from huying.places.actions import set_calendar_day
from huying.stories import actions as stories

from ..cases.contact_stage import proved
from ..channels.stage import switch_on
from ..field.road import FOUND, jpeg, upload
from ..funds.whole import whole
from .test_access import (
    STAFF,
    address,
    advanced,
    batched,
    hands_called,
    own_words,
    shared,
    urls,
    walked,
    went_in_danger,
)

NOW = clock.instant("2023-09-12", "09:10")
NAME, PHONE, SPOKEN, ID, FLAT = "黄雀鸣", "13900007351", "139 0000 7351", "430102195811034514", "5栋203"
GPS = ("28.199", "113.109")  # of the photo below
# Photos keep their place only when the one who took them says so.
CANARIES = {"name": (NAME,), "phone": (PHONE, SPOKEN), "id": (ID,), "flat": (FLAT,), "gps": GPS}

# Who reads which of them on a page. "reporter", "vendor" and "owner" hold a link, "stranger" none; 李敏 holds the matter, 陈涛
# walks another grid, 赵宏 looks on from the street, 孙洁 is the bureau's clerk, 高远 another community's officer.
MAY_SEE = {
    "stranger": set(),
    "reporter": {"flat"},
    "vendor": {"flat"},
    "owner": {"name", "flat"},
    # Somebody who proved the number, and the relative they named.
    "contact": {"name", "flat"},
    "relative": {"name", "flat"},
    "何静": {"name", "flat"},
    "刘芳": {"name", "flat"},
    "李敏": {"name", "flat", "phone"},
    "陈涛": set(),
    "赵宏": {"flat"},
    "孙洁": set(),
    "高远": set(),
}


class Seen(NamedTuple):
    who: str
    path: str
    text: str


def seed(cast: Cast) -> Stage:
    """She rings, the desk writes it down, 李敏 goes and takes a photo, a firm gets a link; and she reports by herself."""
    people.add_resident(home=cast.home(FLAT), name=NAME, phone=SPOKEN)
    switch_on(cast, "sms", only=("in_hand",))
    desk = signed_in(cast, "何静")
    desk.post(
        "/desk/intake/",
        {
            "text": f"屋里像水帘洞。打我电话{SPOKEN}，身份证{ID}。", "channel": "phone", "address": FLAT, "spot": "", "name": NAME,
            "phone": "", "category": "house_roof", "urgency": "urgent", "nature": "help", "act": "dispatch", "once": "1",
        },
    )  # fmt: skip
    stage = Stage(cast)
    stage.appeals["garage"] = appeal = Appeal.objects.get()
    home = {"address": "5栋204", "role": "affected", "once": "home"}
    assert desk.post(reverse("case_homes", args=[appeal.case_id]), home).status_code == 302
    photo = {
        "outcome": "seen",
        "cause": FOUND.cause,
        "part": FOUND.part,
        "photos": upload(jpeg(here=True)),
        "once": "2",
    }
    assert signed_in(cast, "李敏").post(f"/grid/cases/{appeal.case_id}/visit/", photo).status_code == 302
    field.order(
        case=appeal.case, vendor=cast.vendors["安居防水修缮"], task="天沟重做防水。", payer="community",
        due_by=clock.instant("2023-09-15", "18:00"), by=Actor.user(cast.users["何静"]),
    )  # fmt: skip
    advanced(stage, appeal.case)
    shared(stage, appeal.case, FLAT, "5栋204")
    let_in(stage)
    name_relative(stage)
    own = {"text": f"楼道灯不亮，找我{PHONE}", "kind": "light", "address": "", "phone": "", "name": "", "once": "3"}
    assert Client().post(reverse("building_report", args=[cast.building("5").code]), own).status_code == 302
    set_calendar_day(division=cast.community.division, day=clock.today(), is_work=True, note="", by=SYSTEM)
    people.add_vendor(division=cast.community.division, name="长沙供水", trade="供水", phone="0731 5555 0133")
    jobs.run_ready()
    whole(cast, FLAT, name=NAME, phone=PHONE)
    # A ledger that waits to be kept, of nobody the canaries know: the access matrix asks for one.
    take_in(
        community=cast.community,
        kind="residents",
        name="台账.csv",
        content="楼栋,房号,姓名\n88栋,101,".encode(),
        user=None,
    )
    return stage


def let_in(stage: Stage) -> None:
    """Somebody rings her, she lets a relative open her door, and in danger they go in without asking."""
    case, worker, officer = stage.case("garage"), stage.cast.users["李敏"], stage.cast.users["何静"]
    told = {"whom": "owner", "outcome": "reached", "channel": "phone", "name": NAME, "phone": PHONE, "once": "4"}
    assert signed_in(stage.cast, "李敏").post(f"/grid/cases/{case.pk}/contact/", told).status_code == 302
    home = stage.cast.home(FLAT)
    asked = field.Asked(
        home=home, principal_name=NAME, principal_phone=PHONE, principal_is="owner", agent_name="王顺",
        agent_phone="13900000177", agent_is="侄女", purpose="看下水管。", how="link", photograph=True,
        starts_at=clock.now(), ends_at=clock.now() + timedelta(days=1),
    )  # fmt: skip
    entry = field.ask_entry(case=case, asked=asked, user=officer)
    code = field.make_code(entry=entry, by=Actor.user(officer)).code
    assert field.confirm_entry(entry=entry, code=code, photograph=True, repair=False, ends_at=entry.ends_at) == ""
    went_in_danger(case, worker, home)
    hands_called(stage, worker)
    walked(stage, worker)
    batched(stage, case)
    own_words(stage)
    written_up(stage, case)


def written_up(stage: Stage, case: Case) -> None:
    """Somebody puts all of it into a story; what the rules cover is what goes out. And a reader tells their number."""
    users = stage.cast.users
    text = f"{FLAT}的{NAME}说漏水，打{SPOKEN}，身份证{ID}。"
    wording = stories.Wording(f"{NAME}家不漏了", text, "agreed", f"{NAME}本人")
    story = stories.write_story(community=case.community, wording=wording, user=users["何静"], case=case)
    draft = story.drafts.get()
    assert stories.cover_draft(draft=draft, user=users["何静"]) == 5
    stories.send_draft(draft=draft, user=users["何静"])
    for stage_of, who in (("first", "何静"), ("second", "刘芳"), ("final", "赵宏")):
        stories.review(draft=draft, user=users[who], passed=True, stage=stage_of)
    story.refresh_from_db()
    stories.ask(story=story, text=f"我家也漏，打{PHONE}", phone=PHONE)
    stories.set_offer(community=case.community, title="借梯子", text="登个记就借。", by=SYSTEM)


def name_relative(stage: Stage) -> None:
    named = contacts.Named(
        principal_name=NAME, principal_phone=PHONE, name="王顺", phone="13900000177", how="counter", recorded="在场：刘芳",
        until=clock.now() + timedelta(days=9), answers=True, enters=True,
    )  # fmt: skip
    contacts.name_proxy(community=stage.cast.community, named=named, by=SYSTEM)


def signed_in(cast: Cast, name: str) -> Client:
    client = Client()
    client.force_login(cast.users[name])
    return client


# The round is the longest test there is: two shares, by who reads. The first has those without an account too.
READERS = ("stranger", *STAFF)
SHARES = (READERS[::2], READERS[1::2])
HELD = ("reporter", "vendor")
WITHOUT = ("owner", "contact", "relative")


def crawl(stage: Stage, readers: tuple[str, ...]) -> Iterator[Seen]:
    """Every page as each of them, twice: found, and refused."""
    clients = {name: Client() if name == "stranger" else signed_in(stage.cast, name) for name in readers}
    for path, _entry in urls():
        for who, client in clients.items():
            url = address(stage, path)
            answer = client.get(url)
            held = "reporter" if path.startswith("r/") else "vendor" if path.startswith("o/") else who
            text = b"".join(answer.streaming_content) if answer.streaming else answer.content
            yield Seen(held, path, text.decode(errors="replace") + str(dict(answer.headers)))
    if "stranger" in clients:
        yield from crawl_mine(stage)
        yield from crawl_links(stage, clients["stranger"])


def crawl_links(stage: Stage, stranger: Client) -> Iterator[Seen]:
    for link in SignedLink.objects.filter(purpose="field.entry"):
        answer = stranger.get(reverse("link", args=[link.token]))
        yield Seen("owner", "o/", answer.content.decode() + str(dict(answer.headers)))

    for link in SignedLink.objects.filter(purpose__in=("field.claims", "field.claim")):
        at = reverse("link", args=[link.token])
        for url in (at, f"{at}?task={stage.case('garage').pk}"):
            answer = stranger.get(url)
            yield Seen("stranger", "o/", answer.content.decode() + str(dict(answer.headers)))


def crawl_mine(stage: Stage) -> Iterator[Seen]:
    """我的诉求, as whoever proved the number, and as a relative."""
    for who, number in (("contact", PHONE), ("relative", "13900000177")):
        client = proved(stage.cast.community, number)
        for path, _entry in urls():
            if path.startswith(("mine/", "report/")):
                answer = client.get(address(stage, path))
                yield Seen(who, path, answer.content.decode(errors="replace") + str(dict(answer.headers)))


@pytest.fixture
def heard(caplog: pytest.LogCaptureFixture) -> Iterator[pytest.LogCaptureFixture]:
    """Everything that a running huying logs, also by those that do not pass it on."""
    loggers = [logging.getLogger(name) for name in ("huying", "django")]
    for logger in loggers:
        logger.addHandler(caplog.handler)
    yield caplog
    for logger in loggers:
        logger.removeHandler(caplog.handler)


def holds(text: str) -> set[str]:
    return {kind for kind, words in CANARIES.items() if any(word in text for word in words)}


@pytest.fixture
def stage(cast: Cast) -> Iterator[Stage]:
    with clock.at(NOW):
        yield seed(cast)


def carried(one: Seen) -> list[tuple[str, str, str]]:
    """The person in links and forms of a page, or in where an answer leads. A telephone link is for its reader."""
    found = re.findall(r"""(?:href|src|action|hx-\w+)=["']([^"']*)""", one.text)
    found += re.findall(r"'Location': '([^']*)", one.text)
    return [(one.who, one.path, url) for url in found if holds(url) and not url.startswith("tel:")]


def test_the_shares_leave_nobody_out() -> None:
    assert sorted((*SHARES[0], *SHARES[1], *HELD, *WITHOUT)) == sorted(MAY_SEE)


@pytest.mark.once
@pytest.mark.parametrize("readers", SHARES, ids=("first", "second"))
def test_every_page_shows_each_reader_no_more_than_the_table(
    cast: Cast, heard: pytest.LogCaptureFixture, readers: tuple[str, ...]
) -> None:
    """And no address carries a person: one round through all pages answers both."""
    with clock.at(NOW):
        stage = seed(cast)
        seen = list(crawl(stage, readers))
    table = {who: MAY_SEE[who] for who in (*readers, *HELD, *(WITHOUT if "stranger" in readers else ()))}
    assert [address for one in seen for address in carried(one)] == []
    assert [(one.who, one.path, found) for one in seen if (found := holds(one.text) - MAY_SEE[one.who])] == []
    # The table promises no more than the pages keep: a canary that nobody finds would prove nothing.
    assert {who: set().union(*(holds(one.text) for one in seen if one.who == who)) for who in table} == table
    # The number itself is on one page only: the door of who holds the matter.
    door = {("李敏", "grid/cases/<uuid:pk>/")} if "李敏" in readers else set()
    assert {(one.who, one.path) for one in seen if "phone" in holds(one.text)} == door
    assert "Not Found" in heard.text
    assert holds(heard.text) == set()


def test_a_neighbour_of_the_same_matter_reads_nothing_of_her(stage: Stage) -> None:
    said = cases.Said(
        text="我家也漏", channel="web", nature="help", category=stage.case("garage").category, urgency="urgent"
    )
    second = cases.join(case=stage.case("garage"), said=said, by=Actor("resident"))
    for name in ("track", "receipt", "withdraw_by_link", "not_fixed", "fixed_by_link"):
        page = Client().get(reverse(name, args=[second.tracking]), follow=True).content.decode()
        assert holds(page) == set(), name


def test_events_keys_jobs_and_sessions_hold_no_person(stage: Stage) -> None:
    case = stage.case("garage")
    for who in ("何静", "刘芳"):
        asked = {"appeal": str(stage.appeals["garage"].pk), "reason": "call", "once": who}
        shown = signed_in(stage.cast, who).post(reverse("case_reveal", args=[case.pk]), asked)
        assert holds(shown.content.decode()) == {"name", "flat", "phone"}
    texts = {
        "events": Event.objects.values_list("body", "actor", "subject_id"),
        "words": EventWords.objects.values_list("text", flat=True),
        "once": OnceKey.objects.values_list("key", "location"),
        "jobs": Job.objects.values_list("args", "key", "error"),
        "sessions": [json.dumps(one.get_decoded(), ensure_ascii=False) for one in Session.objects.all()],
    }
    found = {name: holds(str(list(rows))) for name, rows in texts.items()}
    assert found == {name: set() for name in texts}


@pytest.mark.django_db(transaction=True)
def test_the_raw_database_holds_no_number(stage: Stage) -> None:
    """What a thief of the database finds. Names and homes are there; telephone and identity numbers are not."""
    rows = []
    with connection.cursor() as cursor:
        for table in connection.introspection.table_names(cursor):
            cursor.execute(f"SELECT * FROM {connection.ops.quote_name(table)}")
            rows += [str(row) for row in cursor.fetchall()]
    text = "\n".join(rows)
    assert holds(text) == {"name", "flat"}
    if connection.vendor == "sqlite":
        with connection.cursor() as cursor:
            cursor.execute("PRAGMA wal_checkpoint(TRUNCATE)")
        raw = b"".join(path.read_bytes() for path in Path(connection.settings_dict["NAME"]).parent.glob("*sqlite3*"))
        assert NAME.encode() in raw
        assert [word for word in (PHONE, SPOKEN, ID, *GPS) if word.encode() in raw] == []
