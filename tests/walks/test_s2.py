"""S2, the garage and the absent owner, from the telephone call to the pennant, through the pages people use."""

import re
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from huying import cli
from huying.cases.audit import audit
from huying.cases.models import Case, CaseHome, Commitment, Thanks
from huying.demo.cast import Cast
from huying.field.models import ContactAttempt, EntryAuthorisation, SignUp, Turnout, Visit, WorkOrder
from tests.browser import DESK, PHONE

from .people import Desk, Open, Vendor, Worker, at, camera, press, settle, tap

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
    the_crew_clears_a_part(desk, open_page, photos)
    the_firm_does_the_rest(desk, open_page, photos)
    hands_clean_the_flat(open_page, cast, chen_tao)
    somebody_else_checks(open_page, cast)
    both_are_rung(desk)
    the_pennant(desk)
    assert audit().differences == []
    with at("2024-01-22", "10:20"), pytest.raises(SystemExit) as end:
        cli.main(["audit"])
    assert end.value.code == 0


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


def matter() -> Case:
    return Case.objects.get(merged_into=None)


def held() -> set[str]:
    return set(Commitment.objects.filter(case=matter(), ended_at=None).values_list("kind", flat=True))


def the_crew_clears_a_part(desk: Desk, open_page: Open, photos: dict[str, Path]) -> None:
    """Work order 1, to the municipal crew: part of the mud and grease, with the reason."""
    with at("2023-12-07", "13:10"):
        desk.open(TITLE)
        crew = Vendor(open_page, desk.order("区市政维护中心", "过粪井堵死，请疏通。", "2023-12-07"))
    with at("2023-12-07", "13:30"):
        crew.accept()
    with at("2023-12-07", "15:20"):
        page = crew.page
        page.goto(crew.link)
        press(page, "干完了")
        tap(page, "修好一部分")
        page.get_by_label("一共多少钱（元）").fill("0")
        press(page, "^交工$")
        assert "没全修好" in page.locator("main").inner_text()
        page.get_by_label("做了什么，还差什么").fill("清了一部分淤泥和油块，井里还有硬块，要高压车。")
        press(page, "^交工$")
        assert (WorkOrder.objects.get().result, matter().state) == ("partly", "in_hand")
        assert "next_order" in held()


def the_firm_does_the_rest(desk: Desk, open_page: Open, photos: dict[str, Path]) -> None:
    """Work order 2, to the dredging firm, filled in with what was left over: resolved."""
    with at("2023-12-07", "15:35"):
        page = desk.open(TITLE)
        expect(page.get_by_label("修什么")).to_have_value(re.compile("高压车"))
        tap(page, "畅通管道疏通", inside="#step-order")
        page.get_by_label("哪天修完").fill("2023-12-07")
        page.get_by_label("几点前").fill("20:00")
        tap(page, "社区", inside="#step-order")
        press(page, "^派工单")
        firm = Vendor(open_page, page.get_by_role("link", name="打开看看").last.get_attribute("href") or "")
    with at("2023-12-07", "15:50"):
        firm.accept()
    with at("2023-12-07", "18:10"):
        firm.finish("960", "高压车冲通，污水退了。", photos["kitchen"], photos["done"])
        assert WorkOrder.objects.latest("finished_at").result == "resolved"
        assert matter().state == "handled"


def hands_clean_the_flat(open_page: Open, cast: Cast, chen_tao: Worker) -> None:
    """That evening 陈涛 calls for hands, with the safety note for sewage: 彭德胜 and 罗小平 join by his link."""
    page = chen_tao.page
    case = matter()
    with at("2023-12-07", "18:20"):
        page.goto(f"/grid/cases/{case.pk}/")
        press(page, "召集志愿者")
        page.get_by_label("做什么").fill("清厨房里的污水和淤泥。")
        page.get_by_label("在哪里碰头").fill("新3栋楼下")
        page.get_by_label("要几个人").fill("2")
        page.get_by_label("哪天开始").fill("2023-12-07")
        page.get_by_label("几点起").fill("19:00")
        page.get_by_label("到哪天").fill("2023-12-07")
        page.get_by_label("几点止").fill("21:00")
        tap(page, "污水")
        press(page, "^发出召集$")
        turnout = Turnout.objects.get()
        assert turnout.case_id == case.pk
        link = page.locator("main a", has_text="/o/").first.inner_text()
    with at("2023-12-07", "18:40"):
        for name, phone in (("彭德胜", "13900000136"), ("罗小平", "13900000147")):
            hand = open_page(viewport=PHONE)
            hand.goto(link)
            assert "手套" in hand.locator("main").inner_text()
            hand.get_by_label("怎么称呼").fill(name)
            hand.get_by_label("电话").fill(phone)
            hand.get_by_label("我满 18 岁了").check()
            press(hand, "^我来$")
            assert "报上了" in hand.locator("main").inner_text()
    with at("2023-12-07", "21:20"):
        page.goto(f"/turnouts/{turnout.pk}/")
        for name in ("彭德胜", "罗小平"):
            page.get_by_label(name).fill("110")
        press(page, "^记下时长$")
        page.locator("form[action$='/end/']").locator("textarea, input[type=text]").first.fill("厨房冲干净，消了毒。")
        page.locator("form[action$='/end/'] button").last.click()
        settle(page)
        turnout.refresh_from_db()
        assert (turnout.ended_at is not None, [one.minutes for one in SignUp.objects.all()]) == (True, [110, 110])


def somebody_else_checks(open_page: Open, cast: Cast) -> None:
    """陈涛 has led it all and goes to bed: the desk gives the check to 李敏, and she looks with her own eyes."""
    desk = open_page(viewport=DESK, user=cast.users["何静"])
    with at("2023-12-08", "08:40"):
        desk.goto("/desk/leave/")
        press(desk, "网格员 G02")
        desk.get_by_label("交给谁").select_option(str(cast.posts["李敏"].pk))
        press(desk, "^交接$")
        assert Commitment.objects.get(case=matter(), kind="verify", ended_at=None).post == cast.posts["李敏"]
    with at("2023-12-08", "09:30"):
        Worker(open_page, cast, "李敏").check("新3栋", "过粪井通了，厨房是干的，车库不滴了。")
        assert matter().state == "verified"


def both_are_rung(desk: Desk) -> None:
    """何静 rings the neighbour below and the niece: solved for both, and the case closes."""
    with at("2023-12-08", "10:10"):
        for name in ("周建国", "汪小梅"):
            page = desk.open(TITLE)
            if page.locator("#step-call_back label.choice").filter(has_text=name).count():
                tap(page, name, inside="#step-call_back")
            desk.call_back("已解决", "满意")
        case = matter()
        assert (case.state, {one.satisfaction for one in case.appeals.all()}) == ("closed", {"satisfied"})
        assert held() == set()


def the_pennant(desk: Desk) -> None:
    """2024-01-22: a pennant, never asked for, and people named only with their consent."""
    with at("2024-01-22", "10:15"):
        page = desk.open(TITLE)
        page.locator("#thanks a").click()
        settle(page)
        page.get_by_label("谁送的").fill("汪致远")
        page.get_by_label("上面写了什么、说了什么").fill("急居民所急，解居民所难")
        page.get_by_label("陈涛").first.check()
        press(page, "^记下$")
        thanks = Thanks.objects.get()
        assert (thanks.kind, thanks.case_id) == ("pennant", matter().pk)
        page.goto("/desk/thanks/")
        shown = page.locator("main ul.rows").first.inner_text()
        assert "一位网格员" in shown
        assert "陈涛" not in shown
