"""S2, the garage and the absent owner, from the telephone call to the pennant, through the pages people use."""

import re
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from huying.cases.audit import audit
from huying.cases.models import Case, CaseHome
from huying.demo.cast import Cast
from huying.field.models import ContactAttempt, EntryAuthorisation, Visit
from tests.browser import PHONE

from .people import Desk, Open, Worker, at, camera, press, settle, tap

pytestmark = [pytest.mark.browser, pytest.mark.timeout(300)]

WORDS = "车库顶上滴水，有臭味，怀疑楼上新3栋101漏下来，今天越来越大。"
TITLE = "车库顶上滴水"


@pytest.fixture
def photos(tmp_path: Path) -> dict[str, Path]:
    return {name: camera(tmp_path, name, color) for name, color in (("kitchen", "#543"), ("done", "#7a5"))}


def test_the_garage_and_the_absent_owner(open_page: Open, cast: Cast, photos: dict[str, Path]) -> None:
    desk, chen_tao = Desk(open_page, cast), Worker(open_page, cast, "陈涛")
    he_phones(desk)
    nobody_opens(chen_tao)
    owner = open_page(viewport=PHONE)
    owner_link = the_owner_is_asked(desk)
    he_lets_them_in(desk, owner, owner_link)
    one_matter(desk)
    the_door_opens(chen_tao, photos)
    the_owner_sees_who_came(owner, owner_link)
    assert audit().differences == []


def he_phones(desk: Desk) -> None:
    """14:20: two addresses in one call, the garage where it drips and the home above that he suspects."""
    with at("2023-12-06", "14:20"):
        page = desk.take(WORDS, "新3栋101楼下车库", name="周建国", phone="13900000155")
        expect(page.locator("#where")).to_contain_text("新3栋")
        tap(page, "新3栋 楼下", inside="#where")
        tap(page, "怀疑是源头")
        desk.send("陈涛")
        case = Case.objects.get()
        row = CaseHome.objects.get(case=case, home__label="新3栋101")
        assert (case.state, row.role) == ("dispatched", "suspected_source")


def nobody_opens(chen_tao: Worker) -> None:
    """Visit 1: nobody home upstairs. The visit counts, and so does the call that nobody takes."""
    page = chen_tao.page
    with at("2023-12-06", "14:40"):
        chen_tao.acknowledge()
    with at("2023-12-06", "14:50"):
        page.goto("/grid/")
        press(page, "^去看$")
        press(page, "到了")
        tap(page, "没人在家")
        press(page, "^完成$")
        assert Visit.objects.get().outcome == "nobody_home"
    with at("2023-12-06", "15:05"):
        press(page, "记一次联系")
        tap(page, "没人应")
        tap(page, "户主")
        press(page, "^记下联系$")
        assert ContactAttempt.objects.get().outcome == "no_answer"


def the_owner_is_asked(desk: Desk) -> str:
    """He answers from Shenzhen; the desk asks him to let his niece open the door. His link."""
    page = desk.page
    with at("2023-12-06", "15:40"):
        desk.open(TITLE)
        page.get_by_text("记一次联系").click()
        tap(page, "户主", inside="#step-contact")
        tap(page, "联系上了", inside="#step-contact")
        page.locator("#step-contact").get_by_label("说了什么").fill("人在深圳，腿脚不便；让侄女汪小梅去开门。")
        press(page, "^记下联系$")
    with at("2023-12-06", "15:55"):
        desk.open(TITLE)
        press(page, "请业主授权进门")
        page.get_by_label("进哪一户").select_option(label="新3栋101")
        press(page, "就是这一户|换一户")
        tap(page, "汪致远")
        page.get_by_label("请谁来开门").fill("汪小梅")
        page.get_by_label("开门人的电话").fill("139 0000 0123")
        page.get_by_label("跟业主什么关系").fill("侄女")
        page.get_by_label("可以在屋里拍照").check()
        page.get_by_label("可以动手修").check()
        page.get_by_label("从哪天").fill("2023-12-07")
        page.get_by_label("几点起").fill("08:30")
        page.get_by_label("到哪天").fill("2023-12-08")
        page.get_by_label("几点止").fill("18:00")
        press(page, "^写好请求$")
        return page.locator("#entries [data-copy]").first.get_attribute("data-copy") or ""


def he_lets_them_in(desk: Desk, owner: Page, link: str) -> None:
    """He reads who comes, to do what, until when; 何静 rings him and reads the code; he types it."""
    with at("2023-12-06", "16:05"):
        owner.goto(link)
        settle(owner)
        shown = owner.locator("main").inner_text()
        assert all(word in shown for word in ("汪致远，您好", "新3栋101", "汪小梅", "侄女"))
        press(desk.page, "要一个码")
        code = re.search(r"\b(\d{3}) ?(\d{3})\b", desk.page.locator("#code .place-no").inner_text())
        assert code
        owner.get_by_label("六位数字").fill(code[1] + code[2])
        press(owner, "^我同意$")
        assert "您同意了" in owner.locator("main").inner_text()
        assert EntryAuthorisation.objects.get().confirmed_at is not None


def one_matter(desk: Desk) -> None:
    """汪小梅 rings for the home above: taken as a case of its own, seen to be the same matter, and merged into it."""
    with at("2023-12-06", "17:05"):
        desk.take(
            "我伯伯家新3栋101没人住，邻居说厨房往外冒污水，味道很大。", "新3栋101", name="汪小梅", phone="13900000123"
        )
        number = desk.send("陈涛")
        desk.open(TITLE)
        open_step(desk.page, "和另一件并案")
        step = desk.page.locator("#step-merge")
        step.get_by_label("另一件的编号").fill(number)
        step.get_by_label("怎么看出是同一件事").fill("楼上冒污水，楼下滴的就是它。")
        step.locator("button.btn").first.click()
        settle(desk.page)
    garage = Case.objects.get(merged_into=None)
    assert Case.objects.get(merged_into=garage).state == "merged"
    assert [one.reporter_name for one in garage.appeals.order_by("said_at")] == ["周建国", "汪小梅"]


def open_step(page: Page, name: str) -> None:
    """A step that is rare on a case page stands behind its name."""
    page.get_by_role("link", name=name, exact=True).or_(page.locator("summary", has_text=name)).first.click()
    settle(page)


def the_door_opens(chen_tao: Worker, photos: dict[str, Path]) -> None:
    """Visit 2: at the door the page says whether they may go in, and who is with him; the kitchen is full of sewage."""
    page = chen_tao.page
    with at("2023-12-07", "08:00"):
        page.goto("/grid/")
        press(page, "^去看$")
        assert "现在不能进" in page.locator("main").inner_text()
    with at("2023-12-07", "09:00"):
        page.reload()
        press(page, "到门口了")
        assert "现在能进" in page.locator("main").inner_text()
        press(page, "^现在进去$")
    with at("2023-12-07", "09:25"):
        page.goto("/grid/")
        press(page, "^去看$")
        press(page, "到了")
        tap(page, "看到了")
        tap(page, "业主同意")
        page.get_by_label("谁一起去的").fill("汪小梅")
        page.locator("[name=role_1]").select_option("party")
        page.get_by_label("什么原因").fill("楼外过粪井堵死，污水从厨房倒灌，快漫到客厅。")
        tap(page, "下水")
        page.locator("input[type=file]").first.set_input_files(photos["kitchen"])
        press(page, "^完成$")
        assert "还要有一个不相干的人" in page.locator("main").inner_text()
        page.get_by_label("还有谁").fill("彭德胜")
        page.locator("[name=role_2]").select_option("representative")
        page.locator("input[type=file]").first.set_input_files(photos["kitchen"])
        press(page, "^完成$")
        went_in = Visit.objects.get(entry__isnull=False)
        assert [one.name for one in went_in.visitors.all()] == ["汪小梅", "彭德胜"]
        assert went_in.case.findings.get().part == "drain"


def the_owner_sees_who_came(owner: Page, link: str) -> None:
    with at("2023-12-07", "09:40"):
        owner.goto(link)
        settle(owner)
        assert "陈涛、汪小梅、彭德胜" in owner.locator("main").inner_text()
