"""The street's screens, S1 to S5: how far it is from a number to the matters behind it, and what hangs on the wall."""

import re
from datetime import timedelta

import pytest
from playwright.sync_api import Page, expect

from huying.cases import actions as cases
from huying.core import clock
from huying.demo.cast import Cast
from tests.browser import DESK
from tests.cases.desk_stage import closed, verified
from tests.field.road import MORNING, by, dispatched, received

from .stage import Open, morning  # noqa: F401
from .taps import Taps

pytestmark = [pytest.mark.browser, pytest.mark.once]


def street(open_page: Open, cast: Cast) -> Taps:
    return Taps(open_page(viewport=DESK, user=cast.users["赵宏"]), desk=True)


def rows(page: Page) -> list[str]:
    return page.locator("main tbody tr").all_inner_texts()


def test_s1_overview_is_two_clicks_from_every_list(open_page: Open, cast: Cast) -> None:
    good = closed(cast)
    bad = verified(cast, home="新3栋102")
    cases.call_back(appeal=bad, by=by(cast, "何静"), outcome="unsolved", satisfaction="dissatisfied", note="还滴。")
    late = dispatched(cast, "5栋203")
    with clock.at(MORNING + timedelta(days=9)):
        his = street(open_page, cast)
        his.page.goto("/desk/")
        his.tap(his.page.get_by_role("link", name="总览"))
        solved = his.page.locator(".rate").filter(has_text="解决率")
        expect(solved).to_contain_text("50.00%")
        his.taps = 0
        his.tap(solved.get_by_role("link", name="1 件"))
        assert [good.case.number[-4:] in row for row in rows(his.page)] == [True]
        assert his.taps <= 2
        his.tap(his.page.get_by_role("link", name="回到总览"))
        his.taps = 0
        standing = his.page.locator("tr").filter(has_text="韶光社区")
        his.tap(standing.get_by_role("link").nth(1))
        his.page.wait_for_url("**/desk/?view=over*")
        assert any(late.number[-4:] in row for row in rows(his.page))
        assert his.taps <= 2


def test_s1_a_period_of_ones_own_and_the_way_back(open_page: Open, cast: Cast) -> None:
    closed(cast)
    his = street(open_page, cast)
    his.page.goto("/desk/overview/")
    his.tap(his.page.get_by_text("从哪天到哪天"))
    his.page.get_by_label("从", exact=True).fill("2023-09-01")
    his.page.get_by_label("到", exact=True).fill("2023-09-12")
    his.tap(his.page.get_by_role("button", name="看这几天"))
    expect(his.page.get_by_role("heading", level=1)).to_contain_text("2023-09-01 到 2023-09-12")
    his.tap(his.page.locator(".rate").filter(has_text="解决率").get_by_role("link").first)
    his.tap(his.page.get_by_role("link", name="回到总览"))
    expect(his.page.get_by_role("heading", level=1)).to_contain_text("2023-09-01 到 2023-09-12")


def test_s2_supervise_is_a_double_click_two_taps_and_one_sentence(open_page: Open, cast: Cast) -> None:
    case = dispatched(cast)
    his = street(open_page, cast)
    his.page.goto("/desk/")
    row = his.page.locator("tbody").get_by_role("link").first
    row.dblclick()
    his.page.wait_for_url(f"**/desk/cases/{case.pk}/")
    his.tap(his.page.get_by_role("link", name="督办"))
    his.page.get_by_label("督办什么").fill("为什么三天没有人去？")
    his.page.get_by_label("哪天前答复").fill("2023-09-14")
    his.tap(his.page.get_by_role("button", name="督办"))
    expect(his.page.get_by_role("status")).to_be_visible()
    his.page.goto("/desk/?view=asked")
    assert len(rows(his.page)) == 1
    assert his.taps == 2


def test_s3_returns_wait_in_a_view_of_their_own(open_page: Open, cast: Cast) -> None:
    case = dispatched(cast)
    cases.acknowledge(case=case, user=cast.users["李敏"])
    cases.object_to(case=case, user=cast.users["李敏"], basis="wrong_place", reason="小区外面的路灯。")
    his = street(open_page, cast)
    his.page.goto("/desk/")
    his.tap(his.page.get_by_role("link", name=re.compile("^退单")))
    assert [case.number[-4:] in row for row in rows(his.page)] == [True]
    assert his.taps == 1


def test_s4_the_weekly_sheet_fits_one_page_of_paper(open_page: Open, cast: Cast) -> None:
    closed(cast)
    for home in ("5栋203", "3栋303", "新3栋102"):
        received(cast, home)
    his = street(open_page, cast)
    his.page.goto("/desk/overview/")
    his.tap(his.page.get_by_role("link", name="印周报"))
    expect(his.page.get_by_role("heading", level=1)).to_contain_text("第 37 周")
    assert his.taps == 1
    assert len(re.findall(rb"/Type\s*/Page[^s]", his.page.pdf(format="A4"))) == 1


def test_s5_the_wall_is_read_from_five_metres(open_page: Open, cast: Cast) -> None:
    """At 5 m a letter wants about 36 px on a 43-inch screen of 1080 lines (20 minutes of arc)."""
    received(cast)
    page = open_page(viewport=(1920, 1080), user=cast.users["刘芳"])
    page.goto("/wall/")
    sizes = page.evaluate(
        "[...document.querySelectorAll('.wall p, .wall b, .wall li span')].filter(e => e.textContent.trim())"
        ".map(e => parseFloat(getComputedStyle(e).fontSize))"
    )
    assert min(sizes) >= 34
    assert max(sizes) >= 150
    assert page.evaluate("document.documentElement.scrollHeight") <= 1080
    received(cast, "新3栋102")
    page.evaluate(
        "htmx.trigger('#wall', 'every 30s'); htmx.ajax('GET', '/wall/', {target: '#wall', swap: 'outerHTML'})"
    )
    expect(page.locator(".wall-three b").first).to_contain_text("2")
    for secret in ("江秋莲", "303", "139"):
        assert secret not in page.locator(".wall").inner_text()
