"""S5, the story goes public: written from the closed matter, sent back once, three reviews by three people, read and asked
about by a stranger, corrected, withdrawn with a trace; through the pages people use."""

import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from huying.cases.models import Appeal
from huying.core import clock
from huying.demo.cast import Cast
from huying.demo.published import TEXT, TITLE
from huying.stories.models import Story
from tests.browser import DESK, PHONE
from tests.cases.desk_stage import closed

from .people import Open, at, camera, press

pytestmark = [pytest.mark.browser, pytest.mark.once]


@pytest.fixture(autouse=True)
def afternoon() -> Iterator[None]:
    with clock.at(clock.instant("2023-09-23", "10:00")):
        yield


def test_the_story_goes_public(open_page: Open, cast: Cast, tmp_path: Path) -> None:
    with clock.at(clock.instant("2023-09-12", "09:10")):
        case = closed(cast).case
    people = {who: open_page(viewport=DESK, user=cast.users[who]) for who in ("何静", "刘芳", "赵宏")}
    page = she_writes(people["何静"], str(case.pk), camera(tmp_path, "after", "#7a5"))
    she_is_warned(people["何静"])
    three_reviews(people, page)
    reader = open_page(viewport=PHONE, js=False)
    a_stranger_reads_and_asks(reader)
    it_is_corrected(people, page)
    reader.reload()
    expect(reader.locator("main")).to_contain_text("完工用了三天半")
    it_is_withdrawn(people["赵宏"], page)
    reader.reload()
    expect(reader.locator("main")).to_contain_text("居民改了主意")
    expect(reader.locator("main")).not_to_contain_text("水帘洞")


def she_writes(page: Page, case: str, photo: Path) -> str:
    """From the page of the closed matter; the words name somebody, and a door."""
    page.goto(f"/desk/cases/{case}/")
    press(page, "写成故事")
    page.get_by_label("标题").fill(TITLE)
    page.get_by_label("正文").fill(TEXT.replace("5栋顶楼的江阿姨", "5栋303的江秋莲"))
    page.get_by_text("写到的居民本人同意刊出").click()
    page.get_by_label("谁同意的").fill("9月22日电话里说可以登。")
    press(page, "保存")
    here = page.url
    press(page, "配图")
    page.locator("input[type=file]").set_input_files(photo)
    page.get_by_label("图下面写一句").fill("修后，加砌挡水墙，9月15日")
    page.get_by_text("没拍到人").click()
    press(page, "加进去")
    expect(page.locator(".still img")).to_have_count(1)
    page.goto(here)
    return here


def she_is_warned(page: Page) -> None:
    expect(page.locator("aside")).to_contain_text("门牌“5栋303”")
    expect(page.get_by_role("button", name="送审", exact=True)).to_have_count(0)
    press(page, "照规矩替我遮掉")
    expect(page.locator("article")).to_contain_text("住在5栋的江某走进社区")
    press(page, "送审")


def three_reviews(people: dict[str, Page], page: str) -> None:
    """何静 reads the wording, 刘芳 sends it back once, no two by one person; the street lets it out."""
    reads(people["何静"], page, "通过")
    back = people["刘芳"]
    back.goto(page)
    back.get_by_label("要改哪里").fill("下雨是9月20日，写上。")
    press(back, "退回去改")
    her = people["何静"]
    her.goto(page)
    expect(her.locator("aside")).to_contain_text("下雨是9月20日，写上。")
    press(her, "改稿子")
    her.get_by_label("正文").fill(TEXT)
    press(her, "保存")
    press(her, "送审")
    reads(her, page, "通过")
    expect(her.locator("aside")).to_contain_text("您审过前面一道了")
    reads(back, page, "通过")
    expect(back.locator("aside")).to_contain_text("您审过前面一道了")
    with at("2023-09-27", "11:00"):
        reads(people["赵宏"], page, "通过，登出来")
    assert Story.objects.get().published


def reads(who: Page, page: str, button: str) -> None:
    who.goto(page)
    press(who, f"^{button}$")


def a_stranger_reads_and_asks(reader: Page) -> None:
    reader.goto("/stories/")
    press(reader, TITLE)
    story = reader.url
    for words in ("江阿姨", "一审", "赵宏", "修后，加砌挡水墙"):
        expect(reader.locator("main")).to_contain_text(words)
    expect(reader.locator("main")).not_to_contain_text("江秋莲")
    reader.get_by_label("想问什么").fill("我们北2栋的天沟也这样，能修吗？")
    press(reader, "问出去")
    expect(reader.locator("main")).to_contain_text("编号")
    assert Appeal.objects.get(question__isnull=False).nature == "inquiry"
    reader.goto(story)


def it_is_corrected(people: dict[str, Page], page: str) -> None:
    her = people["何静"]
    her.goto(page)
    press(her, "^更正$")
    her.get_by_label("更正了什么").fill("完工用了三天半，不是三天。")
    her.get_by_label("正文").fill(TEXT.replace("三天完工", "三天半完工"))
    press(her, "保存")
    press(her, "送审")
    for who in ("何静", "刘芳", "赵宏"):
        reads(people[who], page, "通过，登出来" if who == "赵宏" else "通过")


def it_is_withdrawn(street: Page, page: str) -> None:
    street.goto(page)
    street.locator("summary").filter(has_text="撤下来").click()
    street.get_by_label("为什么撤").fill("居民改了主意，不想登了。")
    street.locator("details form").get_by_role("button", name=re.compile("撤下来")).click()
    expect(street.locator("aside")).to_contain_text("居民改了主意")
