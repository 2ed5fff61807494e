"""The calendar's page: what is marked and in which words, where nothing is known, and who may change a day."""

import re
from datetime import date

import pytest
from django.test import Client
from django.urls import reverse

from huying.cases.models import Limit
from huying.core import clock
from huying.core.actor import SYSTEM
from huying.core.models import Event
from huying.demo.cast import Cast
from huying.places import actions, queries
from huying.places.models import CalendarDay

NOW = clock.instant("2023-09-12", "09:10")
UNKNOWN = "2027 年的放假安排还没有数据，先按周一到周五算。"


@pytest.fixture(autouse=True)
def september():
    with clock.at(NOW):
        yield


@pytest.fixture
def officer(client: Client, cast: Cast) -> Client:
    client.force_login(cast.users["何静"])
    return client


def words(response) -> str:
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", response.content.decode()))


def cell(response, month: int, day: int) -> tuple[str, str]:
    """The class and the word of a day's cell."""
    table = response.content.decode().split('<table class="month">')[month]
    css, word = re.search(rf'<td class="([\w-]*)"[^>]*>{day}(?:<b>(\w+)</b>)?</td>', table).groups()
    return css, word or ""


def keep(client: Client, day: str, kind: str, note: str = "", once: str = ""):
    return client.post("/desk/calendar/", {"day": day, "kind": kind, "note": note, "once": once or f"{day}{kind}"})


def test_holidays_and_make_up_days_are_marked_with_a_word(officer: Client):
    page = officer.get("/desk/calendar/")
    assert cell(page, 10, 2) == ("holiday", "休")
    assert cell(page, 10, 7) == ("make-up", "班")
    assert cell(page, 10, 9) == ("", "")
    assert cell(page, 10, 14) == ("weekend", "")
    assert 'aria-current="date">12<' in page.content.decode()
    assert page.content.decode().count('<table class="month">') == 12


@pytest.mark.parametrize(("asked", "year"), [("2024", 2024), ("2027", 2027), ("1912", 2023), ("x", 2023), ("²", 2023)])
def test_a_year_can_be_chosen(officer: Client, asked: str, year: int):
    page = officer.get("/desk/calendar/", {"year": asked})
    assert f'href="?year={year}" aria-current="page"' in page.content.decode()
    assert f"{year} 年自己定的" in words(page)


def test_where_nothing_is_published_the_page_warns_aloud(officer: Client):
    page = officer.get("/desk/calendar/", {"year": "2027"})
    assert UNKNOWN in words(page)
    assert 'role="alert"' in page.content.decode()
    assert cell(page, 10, 1) == ("", "")  # a Friday, counted as any other
    known = words(officer.get("/desk/calendar/"))
    assert "还没有数据" not in known
    assert "2027 没数据" in known  # the year's own entry says it on every year's page


def test_once_the_first_of_october_is_typed_the_year_counts_as_known(officer: Client):
    keep(officer, "2027-10-01", "rest", "国庆节")
    page = words(officer.get("/desk/calendar/", {"year": "2027"}))
    assert UNKNOWN not in page
    assert "2027 年的放假安排是自己填的" in page


def test_a_day_is_kept_otherwise_and_counted_so(cast: Cast, officer: Client):
    answer = keep(officer, "2023-09-23", "work", "暴雨值班")
    assert (answer.status_code, answer.url) == (302, "/desk/calendar/?year=2023")
    page = officer.get(answer.url)
    assert "记下了：9月23日 周六上班。" in words(page)
    assert "9月23日 周六 上班 暴雨值班" in words(page)
    assert cell(page, 9, 23) == ("own", "改班")
    assert queries.calendar_of(cast.community.division).day_kind(date(2023, 9, 23)) == "work"
    assert Event.objects.filter(kind="places.calendar_day_set").count() == 1


def test_a_working_day_can_be_rest(officer: Client):
    assert cell(officer.get(keep(officer, "2023-09-25", "rest").url), 9, 25) == ("own", "改休")


def test_a_day_is_changed_in_place(officer: Client):
    keep(officer, "2023-09-23", "work")
    keep(officer, "2023-09-23", "rest", "不值班了")
    assert [(row.is_work, row.note) for row in CalendarDay.objects.all()] == [(False, "不值班了")]


def test_the_same_tap_twice_is_kept_once(officer: Client):
    for _tap in range(2):
        assert keep(officer, "2023-09-23", "work", once="tap").status_code == 302
    assert Event.objects.filter(kind="places.calendar_day_set").count() == 1


def test_a_day_is_cleared(officer: Client):
    keep(officer, "2023-10-07", "rest")
    row = CalendarDay.objects.get()
    page = officer.post(reverse("calendar_clear", args=[row.pk]), {"once": "tap"}, follow=True)
    assert "10月7日 周六照公布的来。" in words(page)
    assert cell(page, 10, 7) == ("make-up", "班")
    assert Event.objects.filter(kind="places.calendar_day_cleared").count() == 1


@pytest.mark.parametrize(
    ("day", "kind", "said"),
    [
        ("", "work", "还没选哪一天。"),
        ("九月", "work", "日期没看懂，写成 2023-10-07 这样。"),
        ("2023-09-23", "", "还没选上班还是休息。"),
        ("2099-01-01", "work", "日历管 2019 到 2027 年，这天不在里面。"),
        ("2018-12-31", "work", "日历管 2019 到 2027 年，这天不在里面。"),
    ],
)
def test_what_is_wrong_is_said_and_what_was_typed_stays(officer: Client, day: str, kind: str, said: str):
    page = keep(officer, day, kind, "值班")
    assert page.status_code == 422
    assert said in words(page)
    assert 'value="值班"' in page.content.decode()
    assert CalendarDay.objects.count() == 0


def test_the_streets_day_is_shown_but_only_the_street_clears_it(cast: Cast, officer: Client):
    street = cast.community.division.parent
    row = actions.set_calendar_day(division=street, day=date(2023, 9, 22), is_work=False, note="停电", by=SYSTEM)
    page = officer.get("/desk/calendar/")
    assert cell(page, 9, 22) == ("own", "改休")
    assert "停电 东湖街道定的" in words(page)
    clear = reverse("calendar_clear", args=[row.pk])
    assert clear not in page.content.decode()
    assert officer.post(clear, {"once": "tap"}).status_code == 404
    assert CalendarDay.objects.filter(pk=row.pk).exists()


def test_our_own_day_wins_over_the_streets(cast: Cast, officer: Client):
    actions.set_calendar_day(
        division=cast.community.division.parent, day=date(2023, 9, 22), is_work=False, note="停电", by=SYSTEM
    )
    keep(officer, "2023-09-22", "work")
    page = officer.get("/desk/calendar/")
    assert cell(page, 9, 22) == ("own", "改班")
    assert "停电" not in words(page)


def test_another_community_keeps_a_calendar_of_its_own(cast: Cast, officer: Client):
    keep(officer, "2023-09-23", "work", "暴雨值班")
    row = CalendarDay.objects.get()
    neighbour = Client()
    neighbour.force_login(cast.users["高远"])
    page = neighbour.get("/desk/calendar/")
    assert "东湖社区的工作日历" in words(page)
    assert "暴雨值班" not in words(page)
    assert neighbour.post(reverse("calendar_clear", args=[row.pk]), {"once": "tap"}).status_code == 404


def test_the_street_reads_and_changes_nothing(cast: Cast, client: Client):
    client.force_login(cast.users["赵宏"])
    page = client.get("/desk/calendar/")
    assert "东湖街道的工作日历" in words(page)
    assert 'name="day"' not in page.content.decode()
    assert keep(client, "2023-09-23", "work").status_code == 403
    assert CalendarDay.objects.count() == 0


def test_a_grid_worker_has_no_calendar(cast: Cast, client: Client):
    client.force_login(cast.users["李敏"])
    assert client.get("/desk/calendar/").status_code == 403
    assert keep(client, "2023-09-23", "work").status_code == 403
    assert client.post(reverse("calendar_clear", args=[1])).status_code == 403


@pytest.mark.parametrize("days", [1, 3])
def test_the_page_asks_the_same_for_one_day_and_for_three(
    cast: Cast, officer: Client, django_assert_num_queries, days: int
):
    for day in range(days):
        actions.set_calendar_day(
            division=cast.community.division, day=date(2023, 9, 23 + day), is_work=True, note="", by=SYSTEM
        )
    # session, account, its posts; the division; the year's days; every day; the limits; the rules of the road
    with django_assert_num_queries(8):
        officer.get("/desk/calendar/")


# the limits, which the room above shows here


def test_every_limit_stands_with_its_source_and_that_nobody_confirmed_it(officer: Client):
    text = words(officer.get("/desk/calendar/"))
    for said in (
        "危险，马上 30 分钟 依据 1 未确认 2 小时 依据 2 未确认",
        "七天内 1 个工作日 依据 1 未确认",
        "依据 1 示例，请按本地规定改 没有日期 按芙蓉区 未确认",
        "疑难 15 天 2021-12-01 按芙蓉区 未确认",
    ):
        assert said in text


def test_the_nearer_limit_is_the_one_shown(cast: Cast, officer: Client):
    ours = Limit(
        division=cast.community.division, urgency="emergency", kind="respond", amount=15, unit="minutes",
        source="社区公约", source_date=date(2023, 3, 1), confirmed=True,
    )  # fmt: skip
    ours.save()
    text = words(officer.get("/desk/calendar/"))
    assert re.search(r"危险，马上 15 分钟 依据 1 2 小时", text)
    assert "依据 1 社区公约 2023-03-01 按韶光社区 依据 2" in text
    assert "30 分钟" not in text


def test_a_limit_that_nobody_set_says_so(officer: Client):
    Limit.objects.filter(urgency="emergency", kind="respond").delete()
    assert "危险，马上 没有定" in words(officer.get("/desk/calendar/"))
