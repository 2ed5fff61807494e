"""The screens of who keeps a community's house in order, A1 to A6, and O8: how many taps each change costs."""

import re
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import expect

from huying.cases.models import Limit, Phrase
from huying.demo.cast import Cast
from huying.people.models import Holding, Resident
from huying.places.models import Building, Home
from tests.browser import DESK

from .stage import Open, morning  # noqa: F401
from .taps import Taps

pytestmark = [pytest.mark.browser, pytest.mark.once]


def secretary(open_page: Open, cast: Cast, name: str = "刘芳") -> Taps:
    return Taps(open_page(viewport=DESK, user=cast.users[name]), desk=True)


def test_a1_a_building_is_found_and_its_homes_are_there_in_two_taps(open_page: Open, cast: Cast) -> None:
    her = secretary(open_page, cast)
    her.page.goto("/desk/")
    her.tap(her.page.get_by_role("link", name="楼栋"))
    her.tap(her.page.get_by_role("link", name=re.compile("^5栋")).first)
    expect(her.page.get_by_role("heading", level=1)).to_contain_text("5栋")
    homes = Home.objects.filter(building=Building.objects.get(name="5", community=cast.community)).count()
    expect(her.page.locator(".sub").first).to_contain_text(f"{homes} 户")
    assert her.taps == 2


def test_a2_a_limit_is_changed_in_three_taps_and_says_where_it_comes_from(open_page: Open, cast: Cast) -> None:
    his = secretary(open_page, cast, "赵宏")
    his.page.goto("/desk/setup/limits/")
    his.tap(his.page.locator("main table a").first)
    amount = his.page.locator("[name=amount]")
    his.tap(amount)
    amount.fill("3")
    his.page.locator("[name=source]").fill("东湖街道 2023 年通知")
    his.tap(his.page.get_by_role("button", name="这样定"))
    expect(his.page.get_by_role("status")).to_be_visible()
    assert Limit.objects.filter(amount=3, source="东湖街道 2023 年通知").exists()
    assert his.taps == 3


def test_a3_who_holds_which_post_stands_on_one_page(open_page: Open, cast: Cast) -> None:
    her = secretary(open_page, cast)
    her.page.goto("/desk/setup/staff/")
    for holding in Holding.objects.filter(post__community=cast.community, until=None).select_related("user"):
        expect(her.page.locator("main")).to_contain_text(holding.user.name)
    her.tap(her.page.get_by_role("link", name="李敏").first)
    expect(her.page.get_by_role("heading", level=1)).to_contain_text("李敏")
    assert her.taps == 1


def test_a4_a_text_of_ones_own_is_written_once_and_put_in_by_one_tap(open_page: Open, cast: Cast) -> None:
    from tests.field.road import received

    her = secretary(open_page, cast)
    her.page.goto("/desk/setup/phrases/")
    her.page.get_by_label("用在哪一步").select_option("answer")
    her.page.get_by_label("这句话").fill("明天上午来水，{社区电话} 有人接。")
    her.tap(her.page.get_by_role("button", name="加这一句"))
    assert Phrase.objects.get().purpose == "answer"
    case = received(cast, "5栋303")
    her.page.goto(f"/desk/cases/{case.pk}/?step=answer")
    answer = her.page.locator("#answer")
    her.taps = 0
    her.tap(answer.get_by_text("常用话"))
    her.tap(answer.get_by_role("button", name="用这句"))
    expect(answer.locator("textarea")).to_have_value(f"明天上午来水，{cast.community.phone} 有人接。")
    assert her.taps == 2


def test_a5_the_sheets_of_codes_are_one_tap_from_the_houses(open_page: Open, cast: Cast, settings: Any) -> None:
    settings.PUBLIC_URL = "https://huying.example"  # where no phone can come, none is made
    her = secretary(open_page, cast)
    her.page.goto("/desk/buildings/")
    with her.page.expect_download() as got:
        her.tap(her.page.get_by_role("link", name="全部二维码贴纸"))
    assert got.value.path().read_bytes().startswith(b"%PDF")
    assert her.taps == 1


def test_a6_how_the_machine_is_stands_on_a_page(open_page: Open, cast: Cast) -> None:
    her = secretary(open_page, cast)
    her.page.goto("/desk/setup/health/")
    rows = her.page.locator("main .rows > li")
    expect(rows.filter(has_text="还没有备份过")).to_contain_text("该管了")
    expect(rows.filter(has_text="没有卡住的后台作业")).to_contain_text("好")
    words = rows.all_inner_texts()
    signs = ["马上管" in row or "该管了" in row for row in words]
    assert signs == sorted(signs, reverse=True)  # what wants somebody comes first
    assert "HUYING_" not in her.page.locator("main").inner_text().replace("huying", "")


def test_o8_a_ledger_is_tried_before_it_is_kept_in_three_taps(open_page: Open, cast: Cast, tmp_path: Path) -> None:
    (tmp_path / "a.csv").write_text(
        "楼栋,房号,姓名,电话\n5栋,303,江秋莲,13900000303\n88栋,101,张三,1\n", encoding="utf-8"
    )
    her = secretary(open_page, cast, "何静")
    before = Resident.objects.count()
    her.page.goto("/desk/ledgers/")
    her.tap(her.page.locator("main label").filter(has_text="居民").first)
    her.photo(her.page.locator("[type=file]").first, tmp_path / "a.csv")
    her.tap(her.page.get_by_role("button", name=re.compile("看|读|试")).first)
    expect(her.page.locator("main")).to_contain_text("88栋")
    assert Resident.objects.count() == before
    assert her.taps == 3
