"""The officer's screens, O1 to O7: what each of them costs in keys and seconds."""

from collections.abc import Callable
from datetime import timedelta

import pytest
from playwright.sync_api import Page, expect

from huying.cases.models import Batch, Case, State
from huying.core import clock, jobs
from huying.demo.cast import Cast
from tests.browser import DESK
from tests.cases.desk_stage import verified
from tests.field.road import MORNING, received

from .taps import Taps

pytestmark = [pytest.mark.browser, pytest.mark.once]
Open = Callable[..., Page]


@pytest.fixture(autouse=True)
def morning():
    with clock.at(MORNING):
        yield


def officer(open_page: Open, cast: Cast, *, wide: bool = True) -> Taps:
    page = open_page(viewport=DESK if wide else (1000, 800), user=cast.users["何静"])
    return Taps(page, desk=True)


def test_o1_inbox(open_page: Open, cast: Cast) -> None:
    """j, d, Enter: the first matter goes to the grid worker whose house it is, and the next has come into its place."""
    first = received(cast, "5栋303")
    with clock.at(MORNING + timedelta(minutes=5)):
        second = received(cast, "新3栋101")
    her = officer(open_page, cast)
    her.page.goto("/desk/?view=triage")
    her.key("j")
    beside = her.page.get_by_role("region", name="预览")
    expect(beside).to_contain_text("5栋303")
    expect(beside.get_by_role("radio", name="李敏")).to_be_checked()
    her.key("d", "Enter")
    her.page.wait_for_url("**/desk/?view=triage&page=1#row-0")
    assert (her.keys, her.taps) == (3, 0)
    assert her.seconds <= 10
    expect(her.page.get_by_role("status")).to_contain_text("派给李敏了")
    expect(beside).to_contain_text("新3栋101")
    assert [Case.objects.get(pk=one.pk).state for one in (first, second)] == [State.DISPATCHED, State.RECEIVED]


def test_o1_a_click_looks_and_the_next_opens(open_page: Open, cast: Cast) -> None:
    case = received(cast, "5栋303")
    her = officer(open_page, cast)
    her.page.goto("/desk/")
    row = her.page.locator("tbody").get_by_role("link").first
    her.tap(row)
    expect(her.page.get_by_role("region", name="预览")).to_contain_text(case.where)
    her.tap(row)
    her.page.wait_for_url(f"**/desk/cases/{case.pk}/")
    narrow = officer(open_page, cast, wide=False)
    narrow.page.goto("/desk/")
    narrow.tap(narrow.page.locator("tbody").get_by_role("link").first)
    narrow.page.wait_for_url(f"**/desk/cases/{case.pk}/")
    bare = open_page(viewport=DESK, js=False, user=cast.users["何静"])
    bare.goto(f"/desk/cases/{case.pk}/glance/")
    assert bare.url.endswith(f"/desk/cases/{case.pk}/")


def test_o4_fifty_go_on_in_two_keys_and_come_back_in_one(open_page: Open, cast: Cast) -> None:
    """X ticks all, D sends each to its own grid worker, u takes it back within ten seconds; x unticks one."""
    first = received(cast, "5栋303")
    with clock.at(MORNING + timedelta(minutes=5)):
        others = [received(cast, "新3栋101"), received(cast, "5栋203")]
    her = officer(open_page, cast)
    her.page.goto("/desk/?view=triage")
    bar = her.page.locator("[data-batch]")
    expect(bar).to_be_hidden()
    her.key("X")
    expect(bar).to_contain_text("勾选的 3")
    her.key("D")
    expect(her.page.get_by_text("派出 3 件，10 秒后办")).to_be_visible()
    her.key("u")
    expect(her.page.get_by_text("撤回了，什么也没办")).to_be_visible()
    assert her.keys == 3
    jobs_done(Batch.UNDO_SECONDS)
    assert {Case.objects.get(pk=one.pk).state for one in (first, *others)} == {State.RECEIVED}
    her.key("j", "x")  # all are ticked again; the first is not meant
    expect(bar).to_contain_text("勾选的 2")
    her.key("D")
    expect(her.page.get_by_text("派出 2 件，10 秒后办")).to_be_visible()
    jobs_done(Batch.UNDO_SECONDS)
    expect(her.page.get_by_text("派出，办了 2 件")).to_be_visible()  # the page asked by itself
    states = [Case.objects.get(pk=one.pk).state for one in (first, *others)]
    assert states == [State.RECEIVED, State.DISPATCHED, State.DISPATCHED]
    assert her.keys == 6


def test_o4_without_a_script_the_boxes_and_buttons_do_it(open_page: Open, cast: Cast) -> None:
    case = received(cast, "5栋303")
    her = open_page(viewport=DESK, js=False, user=cast.users["何静"])
    her.goto("/desk/?view=triage")
    her.locator(".tick-box").click()
    her.get_by_role("button", name="派给各自的网格员").click()
    expect(her.get_by_text("派出 1 件，10 秒后办")).to_be_visible()
    jobs_done(Batch.UNDO_SECONDS)
    her.get_by_role("link", name="看办了没有").click()
    expect(her.get_by_text("派出，办了 1 件")).to_be_visible()
    assert Case.objects.get(pk=case.pk).state == State.DISPATCHED


def jobs_done(seconds: int) -> None:
    with clock.at(MORNING + timedelta(seconds=seconds)):
        jobs.run_ready()


def test_o2_intake_is_sixty_seconds_without_a_mouse(open_page: Open, cast: Cast) -> None:
    """/desk/intake/ opens with the cursor where the words go; Tab and Ctrl+Enter do the rest."""
    there = received(cast, "5栋303")
    her = officer(open_page, cast)
    her.page.goto("/desk/intake/")
    her.page.get_by_label("对方说了什么").focus()
    her.type("一下雨，屋里像水帘洞一样。昨天夜里接了三桶水。")
    her.key("Tab")
    her.type("五栋三零三")
    expect(her.page.locator("#where")).to_contain_text("找到了")
    expect(her.page.locator("#near")).to_contain_text("5栋303")  # what is open there stands beside
    her.key("Tab")
    her.type("江秋莲")
    her.key("Tab")
    her.type("13900000303")
    expect(her.page.locator("#to")).to_contain_text("派给李敏")
    her.key("Control+Enter")
    her.page.wait_for_url("**/desk/cases/**")
    assert her.taps == 0
    assert her.seconds <= 60
    assert Case.objects.exclude(pk=there.pk).get().state == State.DISPATCHED


def test_o3_what_was_written_is_back_after_a_crash_and_no_number_stays_on_the_pc(open_page: Open, cast: Cast) -> None:
    her = officer(open_page, cast)
    her.page.goto("/desk/intake/")
    her.page.get_by_label("对方说了什么").fill("厨房下水道往上冒水。")
    her.page.get_by_label("回电").fill("13900000303")
    her.page.wait_for_timeout(2300)  # a draft is kept every two seconds
    kept = her.page.evaluate("JSON.stringify(localStorage)")
    assert "厨房下水道往上冒水" in kept
    assert "13900000303" not in kept
    her.page.reload()
    expect(her.page.get_by_label("对方说了什么")).to_have_value("厨房下水道往上冒水。")
    expect(her.page.get_by_label("回电")).to_have_value("")


def test_o5_from_what_keeps_happening_to_a_repair_from_the_fund_is_one_tap(open_page: Open, cast: Cast) -> None:
    for _time in range(3):
        received(cast, "5栋303")
    her = officer(open_page, cast)
    her.page.goto("/desk/overview/")
    her.tap(her.page.locator(".hot-row").get_by_role("link", name="报维修资金"))
    her.page.wait_for_url("**/desk/funds/places/new/**")
    assert her.taps == 1
    expect(her.page.locator("main")).to_contain_text("5栋")


def test_o7_call_back_is_thirty_seconds_with_the_words_to_say_beside(open_page: Open, cast: Cast) -> None:
    appeal = verified(cast, category="drain")
    her = officer(open_page, cast)
    her.page.goto(f"/desk/cases/{appeal.case_id}/")
    expect(her.page.get_by_text("修完了。").first).to_be_visible()
    her.tap(her.page.locator("#step-call_back label").filter(has_text="已解决").first)
    her.tap(her.page.locator("#step-call_back label").filter(has_text="满意").first)
    her.key("Control+Enter")
    expect(her.page.get_by_role("status")).to_contain_text("办结")
    assert her.seconds <= 30
    assert Case.objects.get(pk=appeal.case_id).state == State.CLOSED
