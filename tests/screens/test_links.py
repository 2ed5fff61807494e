"""Those who come by a link or review a file, and what is sent to them: C1 to C3, V1, V2, O6, D1, D2."""

from pathlib import Path

import pytest
from playwright.sync_api import expect

from huying.cases import actions as cases
from huying.core import clock
from huying.demo.cast import Cast
from huying.field import actions as field
from huying.field.models import SignUp, Turnout
from huying.funds.models import Place
from tests.browser import DESK
from tests.field import test_turnouts as turnouts
from tests.field.road import MORNING, address, by, dispatched, ordered
from tests.funds.stage_d import submitted

from .stage import SMALL, Open, morning, photo, seen  # noqa: F401
from .taps import Taps

pytestmark = [pytest.mark.browser, pytest.mark.once]


def test_c1_accept_is_one_tap(open_page: Open, cast: Cast) -> None:
    order = ordered(cast)
    firm = Taps(open_page(viewport=SMALL, js=False))
    firm.page.goto(address(order))
    accept = firm.page.get_by_role("button", name="接，")
    assert seen(accept)
    firm.tap(accept)
    order.refresh_from_db()
    assert (firm.taps, order.accepted_at is not None) == (1, True)


def test_c2_finish_is_four_taps_and_the_link_dies_with_the_case(open_page: Open, cast: Cast, photo: Path) -> None:  # noqa: F811
    order = ordered(cast)
    field.accept_order(order=order)
    firm = Taps(open_page(viewport=SMALL))
    firm.page.goto(address(order))
    firm.tap(firm.page.get_by_role("link", name="干完了"))
    firm.tap(firm.page.locator("label.choice").filter(has_text="修好了").first)
    firm.type("2680", firm.page.get_by_label("一共多少钱（元）"))
    firm.type("天沟重做了防水。", firm.page.get_by_label("做了什么，还差什么"))
    firm.tap(firm.page.get_by_role("button", name="交工"))
    assert firm.taps <= 4  # photos of before and after are offered, and not asked for
    order.refresh_from_db()
    assert (order.result, order.cost_cents) == ("resolved", 268_000)
    case = order.case
    case.refresh_from_db()
    cases.verify(case=case, by=by(cast, "李敏"), method="on_site", note="不漏了。")
    cases.call_back(
        appeal=case.appeals.get(), by=by(cast, "何静"), outcome="solved", satisfaction="satisfied",
        rained_on=clock.local(MORNING).date(),
    )  # fmt: skip
    field.close_links(case_id=case.pk)
    firm.page.goto(address(order))
    expect(firm.page.locator("body")).not_to_contain_text("5栋303")


def test_v2_signing_up_is_one_tap_after_name_and_number(open_page: Open, cast: Cast) -> None:
    with clock.at(turnouts.EVENING):
        one = turnouts.called(cast, slots=2)
        him = Taps(open_page(viewport=SMALL, js=False))
        him.page.goto(turnouts.address("field.turnout", one))
        him.type("罗小平", him.page.get_by_label("怎么称呼"))
        him.type("13900000147", him.page.get_by_label("电话"))
        him.tap(him.page.locator("label").filter(has_text="18").first)
        him.tap(him.page.get_by_role("button", name="我来"))
        assert (him.taps, SignUp.objects.get().turnout) == (2, one)


def test_d1_d2_a_place_is_approved_or_returned_in_three_clicks(open_page: Open, cast: Cast) -> None:
    place = submitted(cast)
    clerk = Taps(open_page(viewport=DESK, user=cast.users["孙洁"]), desk=True)
    clerk.page.goto("/desk/funds/review/")
    clerk.tap(clerk.page.locator("main").get_by_role("link", name="5栋").first)
    clerk.page.locator("[name=reason]").fill("结算表少一个章")
    clerk.tap(clerk.page.get_by_role("button", name="退回补正"))
    assert (clerk.taps, Place.objects.get(pk=place.pk).state) == (2, "returned")


def test_c3_a_firms_own_list_leads_to_each_job_and_back(open_page: Open, cast: Cast) -> None:
    order = ordered(cast)
    her = Taps(open_page(viewport=DESK, user=cast.users["何静"]), desk=True)
    her.page.goto(f"/desk/cases/{order.case_id}/")
    her.tap(her.page.locator("#orders").get_by_role("link", name="安居防水修缮"))
    her.tap(her.page.get_by_role("button", name="出一个链接"))
    out = her.page.get_by_role("link", name="打开看看").get_attribute("href") or ""
    firm = Taps(open_page(viewport=SMALL, js=False))
    firm.page.goto(out[out.index("/o/") :])
    job = firm.page.get_by_role("link", name="5栋303")
    assert seen(job)
    firm.tap(job)
    firm.tap(firm.page.get_by_role("button", name="接，"))
    assert firm.taps == 2
    firm.tap(firm.page.get_by_role("link", name="全部的活"))
    expect(firm.page.get_by_role("main").get_by_role("listitem")).to_contain_text("接了")


def test_v1_calling_for_hands_is_two_taps_from_the_matter(open_page: Open, cast: Cast) -> None:
    case = dispatched(cast)
    his = Taps(open_page(viewport=SMALL, user=cast.users["李敏"]))
    his.page.goto(f"/grid/cases/{case.pk}/")
    his.tap(his.page.get_by_role("link", name="召集志愿者"))
    his.tap(his.page.get_by_role("button", name="发出召集"))
    one = Turnout.objects.get()
    assert (his.taps, one.case_id, one.place) == (2, case.pk, "5栋303")


def test_o6_a_fund_application_comes_out_with_one_click(open_page: Open, cast: Cast) -> None:
    place = submitted(cast)
    her = Taps(open_page(viewport=DESK, user=cast.users["何静"]), desk=True)
    her.page.goto(f"/desk/funds/places/{place.pk}/")
    papers = her.page.locator("#papers")
    starts = {"全部材料": b"%PDF", "Word：": b"PK", "Excel：": b"PK"}
    for name, start in starts.items():
        her.taps = 0
        link = papers.get_by_role("link", name=name).first
        with (
            her.page.context.expect_event("page") if link.get_attribute("target") else her.page.expect_download() as got
        ):
            her.tap(link)
        assert (her.taps, Path(got.value.path()).read_bytes()[: len(start)]) == (1, start)
