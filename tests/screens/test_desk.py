"""The officer's screens, O1 to O7: what each of them costs in keys and seconds."""

from collections.abc import Callable
from datetime import timedelta

import pytest
from playwright.sync_api import Page, expect

from huying.cases.models import Batch, Case, State
from huying.core import clock, jobs
from huying.demo.cast import Cast
from tests.browser import DESK
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
