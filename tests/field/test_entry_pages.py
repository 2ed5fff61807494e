"""The pages of going into a home: the desk asks and reads the code, the owner answers, the worker stands at the door; and
what a note may not say."""

import re
from collections.abc import Iterator
from datetime import timedelta
from typing import Any

import pytest
from django.conf import settings
from django.test import Client
from django.urls import reverse

from huying.cases.models import Appeal, Case
from huying.core import clock
from huying.core.models import AccessLog, File
from huying.demo.cast import Cast
from huying.field import actions
from huying.field.models import ContactAttempt, EmergencyEntry, EntryAuthorisation, Visit, Visitor

from .door import AGENT, OWNER, asked, danger, given, link
from .road import CAUSE, MORNING, dispatched, received, upload

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def morning() -> Iterator[None]:
    with clock.at(MORNING):
        yield


def signed_in(cast: Cast, name: str) -> Client:
    client = Client()
    client.force_login(cast.users[name])
    return client


def text(client: Client, address: str, status: int = 200) -> str:
    page = client.get(address)
    assert page.status_code == status, page.status_code
    return page.content.decode()


def door(entry: EntryAuthorisation) -> str:
    return reverse("grid_entry", args=[entry.case_id, entry.pk])


def fresh(entry: EntryAuthorisation) -> EntryAuthorisation:
    return EntryAuthorisation.objects.get(pk=entry.pk)


# --- the desk asks ----------------------------------------------------------------------------------------------------


def request_of(cast: Cast, **changes: Any) -> dict[str, Any]:
    plain = {
        "principal": str(cast.residents["江秋莲"].pk), "principal_is": "owner", "agent_name": "江小妹", "agent_phone": "",
        "agent_is": "妹妹", "purpose": "看天花板", "photograph": "on", "starts_on": "2023-09-12", "starts_at": "10:00",
        "ends_on": "2023-09-13", "ends_at": "18:00", "how": "link", "evidence": "", "name": "", "phone": "", "once": "k",
    }  # fmt: skip
    return plain | changes


def ask_page(cast: Cast, case: Case, label: str = "5栋303") -> str:
    return f"{reverse('case_entry', args=[case.pk])}?home={cast.home(label).pk}"


def test_the_desk_asks_whom_the_ledger_knows(cast: Cast) -> None:
    """The number on file stays with us: the page shows half of it, and the form does not send it back."""
    case, desk = dispatched(cast), signed_in(cast, "何静")
    first = text(desk, reverse("case_entry", args=[case.pk]))
    assert re.search(r"<option[^>]*>(\S+)</option>", first)[1] == "5栋303"  # type: ignore[index]
    page = text(desk, ask_page(cast, case))
    assert ("江秋莲 139 **** 0303" in page, "139 0000 0303" in page) == (True, False)
    assert desk.post(ask_page(cast, case), request_of(cast)).status_code == 302
    made = EntryAuthorisation.objects.get()
    assert (made.principal_name, made.principal_phone, made.agent_name, made.photograph, made.repair) == (
        "江秋莲", "139 0000 0303", "江小妹", True, False,
    )  # fmt: skip
    assert (made.starts_at, made.ends_at) == (
        clock.instant("2023-09-12", "10:00"), clock.instant("2023-09-13", "18:00"),
    )  # fmt: skip


@pytest.mark.parametrize(
    ("changes", "why"),
    [
        ({"principal": "other"}, "写一下电话：要打给他本人确认。"),
        ({"principal": ""}, "还没选谁来授权。"),
        ({"agent_is": ""}, "写一下跟业主什么关系。"),
        ({"how": "written"}, "写明凭据放在哪里，或者拍一张。"),
        ({"ends_on": "2023-09-12", "ends_at": "09:30"}, "到几时要在从几时以后"),
        ({"purpose": "看管子，门锁密码是 2580#"}, "“门锁密码是 2580#”能开门"),
    ],
)
def test_what_is_missing_is_said_and_nothing_is_lost(cast: Cast, changes: dict[str, str], why: str) -> None:
    case, desk = dispatched(cast), signed_in(cast, "何静")
    page = desk.post(ask_page(cast, case), request_of(cast, **changes)).content.decode()
    assert why in page
    assert "妹妹" in page or "agent_is" in changes
    assert not EntryAuthorisation.objects.exists()


def test_one_tap_cuts_out_what_opens_a_door(cast: Cast) -> None:
    case, desk = dispatched(cast), signed_in(cast, "何静")
    told = request_of(cast, purpose="看管子，门锁密码是 2580#")
    assert 'name="cut"' in desk.post(ask_page(cast, case), told).content.decode()
    assert desk.post(ask_page(cast, case), {**told, "cut": "1"}).status_code == 302
    assert EntryAuthorisation.objects.get().purpose == "看管子"


def test_the_code_is_shown_once_with_the_number_to_read_it_to(cast: Cast) -> None:
    case, desk = dispatched(cast), signed_in(cast, "何静")
    entry = asked(cast, case)
    page = reverse("case", args=[case.pk])
    assert (OWNER in text(desk, page), link(entry) in text(desk, page)) == (False, True)
    shown = desk.post(reverse("entry_code", args=[case.pk, entry.pk]), {"once": "c"})
    told = shown.content.decode()
    assert (f'href="tel:{OWNER}"' in told, fresh(entry).code in told) == (True, True)
    assert shown.headers["Cache-Control"] == "no-store"
    assert fresh(entry).code not in text(desk, page)
    reveals = text(signed_in(cast, "刘芳"), reverse("reveals"))
    assert "业主的电话，打电话联系" in reveals
    assert case.title in reveals


def test_the_street_looks_on_with_half_a_name(cast: Cast) -> None:
    case = dispatched(cast)
    given(cast, case)
    actions.enter_emergency(case=case, entered=danger(cast), user=cast.users["李敏"])
    page = text(signed_in(cast, "赵宏"), reverse("case", args=[case.pk]))
    assert ("5栋403" in page, "汪*远" in page) == (True, True)
    assert [
        word for word in ("汪致远", "汪小梅", OWNER, AGENT, "彭德胜，居民代表", "换了锁芯", "/o/") if word in page
    ] == []


def test_the_desk_takes_it_back_for_the_owner(cast: Cast) -> None:
    case = dispatched(cast)
    entry = given(cast, case)
    desk = signed_in(cast, "何静")
    assert desk.post(reverse("entry_end", args=[case.pk, entry.pk]), {"once": "e"}).status_code == 302
    page = text(desk, reverse("case", args=[case.pk]))
    assert ("何静替户主收回授权" in page, "业主收回了。" in page) == (True, True)


@pytest.mark.parametrize("n", [1, 3])
def test_the_panel_costs_the_same_for_one_and_for_three(cast: Cast, django_assert_num_queries: Any, n: int) -> None:
    """Beside the page itself: the list, its pictures, and their names on the timeline."""
    case, desk = dispatched(cast), signed_in(cast, "何静")
    page = reverse("case", args=[case.pk])
    with django_assert_num_queries(14):
        desk.get(page)
    for _nth in range(n):
        asked(cast, case)
    with django_assert_num_queries(17):
        desk.get(page)


# --- the owner answers ------------------------------------------------------------------------------------------------


def answer(entry: EntryAuthorisation, code: str, **changes: str) -> Any:
    day = {"ends_on": "2023-09-14", "ends_at": "09:10"}
    return Client().post(link(entry), {"code": code, "once": "o", **day, **changes})


def code_of(cast: Cast, entry: EntryAuthorisation) -> str:
    desk = signed_in(cast, "何静")
    desk.post(reverse("entry_code", args=[entry.case_id, entry.pk]), {"once": clock.now().isoformat()})
    return fresh(entry).code


def test_the_owner_reads_gives_less_and_takes_it_back(cast: Cast) -> None:
    entry = asked(cast, dispatched(cast))
    page = text(Client(), link(entry))
    for word in (
        "5栋403",
        "汪致远，您好",
        "看厨房下水管。",
        "网格员李敏",
        "汪小梅",
        "139****0122",
        "进屋看、拍照、动手修",
    ):
        assert word in page, word
    assert OWNER not in page
    code = code_of(cast, entry)
    assert answer(entry, f" {code[:3]} {code[3:]}", repair="on", ends_on="2023-09-13").status_code == 302
    got = fresh(entry)
    assert (got.photograph, got.repair, got.ends_at) == (False, True, clock.instant("2023-09-13", "09:10"))
    page = text(Client(), link(entry))
    assert ("您同意了" in page, "进屋看、动手修；不许拍照" in page, 'name="code"' in page) == (True, True, False)
    assert Client().post(link(entry), {"end": "1", "once": "p"}).status_code == 302
    page = text(Client(), link(entry))
    assert ("您收回了" in page, '<button class="btn btn-quiet btn-wide btn-tall" name="end"' in page) == (True, False)


@pytest.mark.parametrize(
    ("minutes", "typed", "why"),
    [
        (0, "000", "数字不对，没有保存。"),
        (0, "", "写上电话里听到的六位数字。"),
        (11, "right", "这个码过了 10 分钟"),
    ],
)
def test_a_wrong_code_says_what_to_do(cast: Cast, minutes: int, typed: str, why: str) -> None:
    entry = asked(cast, dispatched(cast))
    code = code_of(cast, entry)
    with clock.at(MORNING + timedelta(minutes=minutes)):
        assert why in answer(entry, code if typed == "right" else typed).content.decode()
    assert fresh(entry).confirmed_at is None


def test_five_wrong_tries_through_the_page_end_the_code(cast: Cast) -> None:
    """Each is counted although its answer is an error."""
    entry = asked(cast, dispatched(cast))
    code = code_of(cast, entry)
    for _nth in range(5):
        answer(entry, "12")
    assert "试了 5 次都不对" in answer(entry, code).content.decode()
    assert "社区还没给您念过数字" in answer(asked(cast, entry.case), "123456").content.decode()


def test_the_owner_says_no(cast: Cast) -> None:
    entry = asked(cast, dispatched(cast))
    assert Client().post(link(entry), {"end": "1", "once": "n"}).status_code == 302
    assert (fresh(entry).revoked_at, fresh(entry).confirmed_at) == (MORNING, None)


def test_the_owner_sees_who_came(cast: Cast) -> None:
    entry = given(cast, dispatched(cast))
    go_in(cast, entry)
    page = text(Client(), link(entry))
    assert ("进去过" in page, "李敏、彭德胜" in page) == (True, True)


def test_after_its_term_the_page_says_so_and_asks_nothing(cast: Cast) -> None:
    entry = given(cast, dispatched(cast))
    with clock.at(MORNING + timedelta(days=2)):
        page = text(Client(), link(entry))
    assert ("结束了，谁也不能凭它进门" in page, 'name="end"' in page) == (True, False)


# --- at the door ------------------------------------------------------------------------------------------------------


def go_in(cast: Cast, entry: EntryAuthorisation, **changes: Any) -> Any:
    """李敏 opens the door page, goes in, and writes it down."""
    limin = signed_in(cast, "李敏")
    started = limin.post(door(entry), {"once": "s"})
    visit = reverse("grid_visit", args=[entry.case_id])
    assert started.headers["Location"] == f"{visit}?entry={entry.pk}"
    told = {
        "outcome": "seen", "cause": CAUSE, "part": "roof_gutter", "zone": "", "note": "", "entry": str(entry.pk),
        "with_1": "彭德胜", "role_1": "representative", "once": "v",
    }  # fmt: skip
    return limin.post(visit, told | changes)


def test_the_worker_sees_whether_the_door_opens_now(cast: Cast) -> None:
    case = dispatched(cast)
    entry, page = asked(cast, case), reverse("grid_case", args=[case.pk])
    limin = signed_in(cast, "李敏")
    shown = text(limin, page)
    assert ("业主还没确认。" in shown, door(entry) in shown) == (True, False)
    actions.end_entry(entry=entry)
    entry = given(cast, case)
    shown = text(limin, page)
    assert ("现在能进" in shown, "9月14日 09:10" in shown, "进屋看、拍照、动手修" in shown) == (True, True, True)
    assert (door(entry) in shown, AGENT in shown, OWNER in shown) == (True, False, False)
    opened = text(limin, door(entry))
    assert (f"tel:{AGENT}" in opened, OWNER in opened, "至少两个人" in opened) == (True, False, True)
    text(limin, door(entry))
    assert AccessLog.objects.filter(subject_id=entry.pk, reason="door").count() == 2


@pytest.mark.parametrize(
    ("when", "revoked", "why"),
    [
        (timedelta(days=2), False, "过了时间。"),
        (timedelta(hours=1), True, "业主收回了。"),
        (timedelta(minutes=-1), False, "还没到时间。"),
    ],
    ids=["over", "taken back", "not yet"],
)
def test_what_does_not_hold_opens_no_door(cast: Cast, when: timedelta, revoked: bool, why: str) -> None:
    entry = given(cast, dispatched(cast))
    if revoked:
        actions.end_entry(entry=entry)
    limin = signed_in(cast, "李敏")
    with clock.at(MORNING + when):
        for page in (limin.get(door(entry)), limin.post(door(entry), {"once": "s"})):
            assert page.status_code == 410
            told = page.content.decode()
            assert (why in told, AGENT in told, "汪" in told) == (True, False, False)
    assert fresh(entry).announced_at is None


def test_only_who_has_it_in_hand_opens_the_door_page(cast: Cast) -> None:
    entry = given(cast, dispatched(cast))
    other = given(cast, dispatched(cast, "5栋102"))
    assert signed_in(cast, "陈涛").get(door(entry)).status_code == 404
    assert signed_in(cast, "何静").get(door(entry)).status_code == 403
    mixed = reverse("grid_entry", args=[entry.case_id, other.pk])
    assert signed_in(cast, "李敏").get(mixed).status_code == 404
    assert not AccessLog.objects.filter(reason="door").exists()


def test_a_visit_inside_names_the_second_visitor(cast: Cast) -> None:
    entry = given(cast, dispatched(cast))
    assert go_in(cast, entry).status_code == 302
    visit = Visit.objects.get()
    assert (visit.entry_id, Visitor.objects.get(visit=visit).name) == (entry.pk, "彭德胜")
    page = text(signed_in(cast, "李敏"), reverse("grid_case", args=[entry.case_id]))
    assert ("彭德胜（居民代表）" in page, "李敏现在进5栋403，户主看得到" in page) == (True, True)


@pytest.mark.parametrize(
    ("changes", "why"),
    [
        ({"with_1": "", "role_1": ""}, "进门至少两个人：写上谁一起进去的。"),
        ({"with_1": "汪小梅", "role_1": "party"}, "还要有一个不相干的人"),
        ({"role_1": ""}, "再选一下是什么人。"),
        ({"note": "备用钥匙放在鞋柜里"}, "“备用钥匙放在鞋柜里”能开门"),
    ],
)
def test_alone_nobody_writes_down_an_entry(cast: Cast, changes: dict[str, str], why: str) -> None:
    entry = given(cast, dispatched(cast))
    page = go_in(cast, entry, **changes).content.decode()
    assert (why in page, CAUSE in page) == (True, True)
    assert not Visit.objects.exists()


def test_photos_are_refused_where_the_owner_said_none(cast: Cast) -> None:
    entry = given(cast, dispatched(cast), photograph=False)
    page = go_in(cast, entry, photos=upload()).content.decode()
    assert "业主没有同意在屋里拍照" in page
    assert not File.objects.exists()


def test_a_visit_without_consent_asks_as_before(cast: Cast) -> None:
    case = dispatched(cast)
    limin, page = signed_in(cast, "李敏"), reverse("grid_visit", args=[case.pk])
    assert "凭谁的同意进的门" not in text(limin, page)
    assert limin.post(page, {"outcome": "nobody_home", "once": "v"}).status_code == 302
    assert not Visitor.objects.exists()


# --- contacts and emergencies -----------------------------------------------------------------------------------------


def test_three_taps_record_a_call_to_the_reporter(cast: Cast) -> None:
    case = dispatched(cast)
    limin, page = signed_in(cast, "李敏"), reverse("grid_contact", args=[case.pk])
    shown = text(limin, page)
    assert re.findall(r'name="(\w+)" value="(\w+)"[^>]*checked', shown) == [("whom", "reporter"), ("channel", "phone")]
    told = {"outcome": "no_answer", "whom": "reporter", "channel": "phone", "once": "c"}
    assert limin.post(page, told).status_code == 302
    assert limin.post(page, told).status_code == 302
    made = ContactAttempt.objects.get()
    assert (made.name, made.phone, made.outcome) == ("江秋莲", "13900000303", "no_answer")
    shown = text(limin, reverse("grid_case", args=[case.pk]))
    assert ("李敏联系诉求人，电话：没人应" in shown, "江*莲 <span" in shown) == (True, True)


def test_who_stays_unknown_is_not_named_by_a_contact(cast: Cast) -> None:
    case = dispatched(cast)
    Appeal.objects.filter(case=case).update(secret=True)
    told = {"outcome": "reached", "whom": "reporter", "channel": "phone", "once": "c"}
    signed_in(cast, "李敏").post(reverse("grid_contact", args=[case.pk]), told)
    assert (ContactAttempt.objects.get().name, ContactAttempt.objects.get().phone) == ("", "")


def test_the_desk_records_a_contact_with_a_relative(cast: Cast) -> None:
    case, desk = received(cast), signed_in(cast, "何静")
    page = reverse("case_contact", args=[case.pk])
    told = {
        "outcome": "reached",
        "whom": "relative",
        "channel": "wechat",
        "phone": AGENT,
        "note": "明早开门",
        "once": "c",
    }
    assert "写一下对方是谁" in desk.post(page, told).content.decode()
    assert desk.post(page, {**told, "name": "汪小梅"}).status_code == 302
    shown = text(desk, reverse("case", args=[case.pk]))
    assert ("汪*梅" in shown, "139****0188" in shown, AGENT in shown, "明早开门" in shown) == (True, True, False, True)


def emergency_of(cast: Cast, **changes: str) -> dict[str, str]:
    plain = {
        "home": str(cast.home("5栋403").pk), "danger": "gas", "words": "有煤气味，敲门没人应。", "witness_1": "彭德胜，居民代表",
        "witness_2": "民警", "witness_3": "", "reported_to": "police", "report_number": "20230912-45",
        "inventory": "关了阀，别的没动。", "told_how": "", "why_not_told": "电话没人接。", "once": "e",
    }  # fmt: skip
    return plain | changes


@pytest.mark.parametrize(("name", "after"), [("李敏", "grid_case"), ("何静", "case")])
def test_an_emergency_is_written_down_by_who_was_there(cast: Cast, name: str, after: str) -> None:
    case = dispatched(cast)
    client, page = signed_in(cast, name), reverse("grid_emergency", args=[case.pk])
    saved = client.post(page, emergency_of(cast))
    assert saved.headers["Location"] == reverse(after, args=[case.pk])
    made = EmergencyEntry.objects.get()
    assert made.witnesses == "彭德胜，居民代表\n民警"
    liufang = signed_in(cast, "刘芳")
    shown = text(liufang, reverse("case", args=[case.pk]))
    assert ("还没告诉户主" in shown, "告诉户主进过门" in shown) == (True, True)
    told = reverse("emergency_told", args=[case.pk, made.pk])
    assert liufang.post(told, {"once": "x"}).status_code == 302
    assert EmergencyEntry.objects.get().told_at is None
    assert liufang.post(told, {"how": "phone", "once": "y"}).status_code == 302
    assert EmergencyEntry.objects.get().told_how == "phone"
    assert "刘芳告诉户主进过5栋403：电话" in text(liufang, reverse("case", args=[case.pk]))


@pytest.mark.parametrize(
    ("less", "why"),
    [
        ({"witness_2": "彭德胜，居民代表"}, "要两个不同的人。"),
        ({"why_not_told": ""}, "书记会接着办。"),
        ({"report_number": ""}, "还没写接警编号"),
        ({"home": ""}, "还没选是哪一户。"),
    ],
)
def test_half_a_record_says_what_is_missing(cast: Cast, less: dict[str, str], why: str) -> None:
    case = dispatched(cast)
    page = signed_in(cast, "李敏").post(reverse("grid_emergency", args=[case.pk]), emergency_of(cast, **less))
    assert why in page.content.decode()
    assert not EmergencyEntry.objects.exists()


def test_the_reporter_reads_that_somebody_went_in_but_not_where(cast: Cast) -> None:
    case = dispatched(cast)
    entry = given(cast, case)
    go_in(cast, entry)
    actions.enter_emergency(case=case, entered=danger(cast), user=cast.users["李敏"])
    page = text(Client(), reverse("track", args=[Appeal.objects.get(case=case).tracking]))
    assert ("经户主同意，进屋看过了" in page, "李敏" in page) == (True, True)
    assert [word for word in ("5栋403", "汪", "告诉户主", "紧急", "刘芳", "彭德胜") if word in page] == []


# --- in English -------------------------------------------------------------------------------------------------------


def test_every_page_speaks_english(cast: Cast) -> None:
    case = dispatched(cast)
    waits, entry = asked(cast, case), given(cast, case)
    go_in(cast, entry)
    pages = {
        "李敏": [
            reverse(name, args=[case.pk]) for name in ("grid_contact", "grid_emergency", "grid_case", "grid_visit")
        ],
        "何静": [reverse("case", args=[case.pk]), ask_page(cast, case)],
        "": [link(waits), link(entry)],
    }
    seen = []
    for name, addresses in pages.items():
        client = signed_in(cast, name) if name else Client()
        client.cookies[settings.LANGUAGE_COOKIE_NAME] = "en"
        seen += [text(client, address) for address in addresses]
    for words in (
        "Save the contact",
        "Emergency entry",
        "Valid now",
        "With whose consent",
        "Given by",
        "Which home to go into",
        "I agree",
        "Take it back",
    ):
        assert any(words in page for page in seen), words
