"""S2, the absent owner: the officer asks, he confirms on his own phone, two go in, he takes it back, and the door is shut."""

import re
from collections.abc import Iterator

import pytest
from playwright.sync_api import Page, expect

from huying.cases.audit import audit
from huying.demo.cast import Cast
from huying.field.models import EntryAuthorisation, Visit
from tests.browser import PHONE

from .people import Desk, Open, Worker, at, press, settle, tap

pytestmark = pytest.mark.browser


@pytest.fixture
def cast(cast: Cast) -> Iterator[Cast]:
    with at("2023-12-06", "08:00"):
        yield cast


@pytest.mark.once
def test_the_absent_owner(open_page: Open, cast: Cast) -> None:
    desk, chen_tao, owner = Desk(open_page, cast), Worker(open_page, cast, "陈涛"), open_page(viewport=PHONE)
    with at("2023-12-06", "14:20"):
        desk.take("车库顶上滴水，有臭味。", "新3栋102", name="周建国", phone="13900000155")
        desk.send("陈涛")
        chen_tao.acknowledge()
    with at("2023-12-06", "15:00"):
        chen_tao_rings_in_vain(chen_tao)
    with at("2023-12-06", "15:40"):
        link = the_officer_asks(desk)
        he_confirms(owner, link, the_code(desk))
    with at("2023-12-07", "09:00"):
        two_go_in(chen_tao)
    with at("2023-12-07", "10:00"):
        he_takes_it_back(owner, link)
        the_door_is_shut(chen_tao)
    assert audit().differences == []


def chen_tao_rings_in_vain(chen_tao: Worker) -> None:
    page = chen_tao.page
    page.goto("/grid/")
    press(page, "^去看$")
    press(page, "记一次联系")
    tap(page, "没人应")
    tap(page, "户主")
    press(page, "记下联系")
    expect(page.get_by_text("陈涛联系户主，电话：没人应")).to_be_visible()


def the_officer_asks(desk: Desk) -> str:
    """汪致远 is in the ledger; his niece opens the door. The owner's link, off the page."""
    page = desk.open("车库顶上滴水")
    press(page, "请业主授权进门")
    page.get_by_label("进哪一户").select_option(label="新3栋101")
    press(page, "就是这一户")
    page.get_by_label("请谁来开门").fill("汪小梅")
    page.get_by_label("开门人的电话").fill("139 0000 0188")
    page.get_by_label("跟业主什么关系").fill("侄女")
    page.get_by_label("进去做什么").fill("看厨房下水管，门锁密码 1234")
    tap(page, "可以在屋里拍照")
    tap(page, "可以动手修")
    press(page, "^写好请求$")
    press(page, "^去掉再存$")
    expect(page.get_by_text("业主还没确认。")).to_be_visible()
    assert "1234" not in page.locator("main").inner_text()
    found = re.search(r"/o/[^/]+/", page.locator("#entries").inner_html())
    assert found
    return found[0]


def the_code(desk: Desk) -> str:
    press(desk.page, "要一个码")
    expect(desk.page.locator("#code")).to_contain_text("139 0000 0122")
    return desk.page.locator("#code .place-no").inner_text()


def he_confirms(owner: Page, link: str, code: str) -> None:
    """He lets them look and take photos, but not repair."""
    owner.goto(link)
    expect(owner.get_by_text("汪致远，您好")).to_be_visible()
    tap(owner, "可以动手修")
    owner.get_by_label("六位数字").fill(code)
    press(owner, "^我同意$")
    expect(owner.get_by_text("进屋看、拍照；不许动手修")).to_be_visible()


def two_go_in(chen_tao: Worker) -> None:
    page = chen_tao.page
    page.goto("/grid/")
    press(page, "^去看$")
    expect(page.get_by_text("现在能进")).to_be_visible()
    press(page, "^到门口了$")
    expect(page.get_by_role("link", name="打给汪小梅")).to_be_visible()
    press(page, "^现在进去$")
    tap(page, "看到了")
    page.get_by_label("什么原因").fill("污水从厨房倒灌，快漫到客厅。")
    tap(page, "下水道、井")
    press(page, "^完成$")
    expect(page.get_by_role("alert")).to_contain_text("进门至少两个人")
    page.get_by_label("谁一起去的").fill("彭德胜")
    page.get_by_label("是什么人").first.select_option(label="居民代表")
    press(page, "^完成$")
    expect(page.get_by_text("彭德胜（居民代表）")).to_be_visible()
    assert Visit.objects.get().entry_id == EntryAuthorisation.objects.get().pk


def he_takes_it_back(owner: Page, link: str) -> None:
    owner.goto(link)
    expect(owner.get_by_text("陈涛、彭德胜")).to_be_visible()
    press(owner, "^收回，不让进了$")
    expect(owner.get_by_text("您收回了")).to_be_visible()


def the_door_is_shut(chen_tao: Worker) -> None:
    page, entry = chen_tao.page, EntryAuthorisation.objects.get()
    answer = page.goto(f"/grid/cases/{entry.case_id}/entry/{entry.pk}/")
    settle(page)
    assert answer
    assert answer.status == 410
    expect(page.get_by_text("业主收回了。")).to_be_visible()
