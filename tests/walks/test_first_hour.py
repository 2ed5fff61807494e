"""A community's first hour: from an empty data folder and three ugly ledgers to the first closed case, by people's pages."""

import io
import re
from pathlib import Path
from typing import Any

import pytest
from openpyxl import load_workbook
from playwright.sync_api import Page, expect

from huying import cli
from huying.cases.audit import audit
from huying.cases.models import Case
from huying.exchange.models import Import
from huying.people.models import Resident, User
from huying.places.models import Community, Division, Home
from tests.browser import DESK

from . import ugly
from .people import Desk, Open, Vendor, Worker, at, camera, press, settle, tap

pytestmark = pytest.mark.browser

OWN = "a-word-of-my-own-2023"


@pytest.mark.once
def test_from_an_empty_folder_to_the_first_closed_case(
    open_page: Open, live_server: Any, tmp_path: Path, capsys: pytest.CaptureFixture[str], settings: Any,
    monkeypatch: pytest.MonkeyPatch,
) -> None:  # fmt: skip
    settings.DATA_DIR = tmp_path
    monkeypatch.setenv("HUYING_BACKUP_PASSPHRASE", "open sesame 2023")
    assert (User.objects.count(), Division.objects.count()) == (0, 0)
    secretary = open_page(viewport=DESK)
    with at("2023-09-01", "08:00"):
        she_moves_in(secretary, live_server.url, capsys)
        the_houses_come_in(secretary, tmp_path)
        the_people_come_in(secretary, tmp_path)
        slips = everybody_gets_a_chair(secretary)
        the_past_comes_in(secretary, tmp_path)
        the_rest_of_the_list(secretary, tmp_path, capsys)
    desk, li_min = Desk(open_page), Worker(open_page)
    with at("2023-09-01", "08:50"):
        sign_in(desk.page, *slips["何静"])
        sign_in(li_min.page, *slips["李敏"])
    vendor = Vendor(open_page, the_first_call(desk, li_min, camera(tmp_path, "gutter", "#567")))
    it_is_repaired_and_closed(desk, li_min, vendor, tmp_path)
    with at("2023-09-04", "17:00"):
        expect_nothing_left(secretary)
    the_proof_is_ok(capsys)


def ahead(page: Page) -> str:
    """What the check-list asks for next."""
    page.goto("/desk/setup/")
    return page.locator(".wiz .at .row-title").inner_text()


def step(page: Page, title: str) -> None:
    """From the check-list to the page of a step."""
    page.goto("/desk/setup/")
    page.locator(".wiz li").filter(has_text=title).get_by_role("link").click()
    settle(page)


def done(page: Page, title: str) -> None:
    page.goto("/desk/setup/")
    expect(page.locator(".wiz li.past").filter(has_text=title)).to_have_count(1)


def she_moves_in(page: Page, address: str, capsys: pytest.CaptureFixture[str]) -> None:
    """`huying serve` prints the link; she fills in the community and herself, and is inside."""
    page.goto("/")
    expect(page.locator("h1")).to_have_text("这里还没有社区")
    cli.welcome(int(address.rpartition(":")[2]))
    link = re.search(r"http://127\.0\.0\.1:\d+/o/[\w-]+/", capsys.readouterr().out)
    assert link
    page.goto(link[0])
    for label, said in (
        ("社区叫什么", "韶光社区"), ("社区的区划代码", "4301 0201 7003"), ("省", "湖南省"), ("市", "长沙市"), ("区、县", "芙蓉区"),
        ("街道、镇", "东湖街道"), ("社区电话", "0731-5555 0105"), ("书记姓名", "刘芳"), ("书记的用户名", "liufang"), ("密码", OWN),
        ("密码再写一遍", OWN),
    ):  # fmt: skip
        page.get_by_label(re.compile(f"^{label}")).first.fill(said)
    press(page, "^开办，进去$")
    expect(page.locator("body")).to_contain_text("韶光社区开办了")
    assert Community.objects.get().name == "韶光社区"


def hand_in(page: Page, kind: str, file: Path, content: bytes) -> None:
    file.write_bytes(content)
    page.goto("/desk/ledgers/")
    tap(page, kind)
    page.get_by_label("表格文件").set_input_files(file)
    press(page, "看一看，先不存")


def the_houses_come_in(page: Page, folder: Path) -> None:
    """Tried, kept, and the one bad row mended and brought again out of the very file that says what is wrong."""
    assert ahead(page).startswith("房屋台账")
    step(page, "房屋台账")
    hand_in(page, "房屋台账", folder / "房屋底册.xlsx", ugly.homes())
    expect(page.locator("h1")).to_have_text("试过了，一行都还没存")
    body = page.locator("main")
    expect(body).to_contain_text("数字里夹着字母")
    expect(body).to_contain_text("104")
    assert Home.objects.count() == 0
    press(page, "^只存好的 7 行$")
    expect(page.locator("h1")).to_have_text("存好了")
    assert Home.objects.count() == 7
    with page.expect_download() as saved:
        page.get_by_role("link", name=re.compile("存成 Excel")).click()
    hand_in(page, "房屋台账", folder / "没存的行.xlsx", mended(saved.value.path(), "1O4", "104"))
    press(page, "^存 1 行$")
    assert sorted(Home.objects.values_list("label", flat=True)) == sorted(
        ["5栋303", "5栋203", "5栋102", "3栋201", "附13栋402", "新3栋101", "新3栋102", "新3栋104"]
    )
    house = Home.objects.get(label="5栋303").building
    assert (house.built, house.grid.code, house.floors) == (1958, "东片", 3)
    done(page, "房屋台账")


def mended(path: Path, wrong: str, right: str) -> bytes:
    """Somebody opens the file, corrects one cell and saves."""
    book = load_workbook(io.BytesIO(path.read_bytes()))
    (cell,) = [cell for row in book.active.iter_rows() for cell in row if cell.value == wrong]
    cell.value = right
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def the_people_come_in(page: Page, folder: Path) -> None:
    """The column of names is one nobody foresaw: she says which it is."""
    step(page, "居民台账")
    hand_in(page, "居民台账", folder / "居民.csv", ugly.residents())
    expect(page.get_by_role("alert")).to_contain_text("还差一栏没对上：姓名")
    page.get_by_label("当家人 放到哪").select_option("姓名")
    press(page, "改好了，再试一遍")
    expect(page.locator("main")).to_contain_text("手机号是 11 位，这里有 10 位")
    press(page, "^只存好的 4 行$")
    phones = {one.name: one.phone for one in Resident.objects.all()}
    assert phones == {"江秋莲": "13900000303", "彭德胜": "13900000136", "周建国": "13900000155", "罗小平": ""}


def everybody_gets_a_chair(page: Page) -> dict[str, tuple[str, str]]:
    """Accounts with their slips, posts, and who sits in them: what each signs in with."""
    assert ahead(page).startswith("网格和网格员")
    step(page, "人员和岗位")
    accounts = {"何静": "hejing", "李敏": "limin"}
    slips = {name: (account, a_new_account(page, name, account)) for name, account in accounts.items()}
    for who, role, title, grid in (
        ("何静", "社区工作者", "社区工作者", ""), ("李敏", "网格员", "网格员", "东片"), ("李敏", "网格员", "网格员", "西片"),
    ):  # fmt: skip
        page.goto("/desk/setup/staff/")
        press(page, "^加一个岗位$")
        tap(page, role)
        page.get_by_label("岗位叫什么").fill(title)
        if grid:
            page.get_by_label("哪个网格").select_option(label=grid)
        press(page, "^加这个岗位$")
        page.get_by_label("交给谁").select_option(label=who)
        press(page, "^交接$")
        expect(page.locator("body")).to_contain_text(f"现在是{who}")
    for title in ("网格和网格员", "人员和岗位"):
        done(page, title)
    return slips


def a_new_account(page: Page, name: str, account: str) -> str:
    """The password on the slip."""
    page.goto("/desk/setup/staff/")
    press(page, "^加一个人$")
    page.get_by_label("姓名").fill(name)
    page.get_by_label("账号").fill(account)
    press(page, "^加这个人，出密码条$")
    password = page.locator(".slip-big dd").last.inner_text()
    assert re.fullmatch(r"[a-z2-9]{4}(-[a-z2-9]{4}){2}", password)
    return password


def the_past_comes_in(page: Page, folder: Path) -> None:
    """A true .xls whose days count from 1904: three finished, one open, one with a day that does not exist."""
    step(page, "以前的事")
    hand_in(page, "诉求台账", folder / "登记簿.xls", ugly.past())
    body = page.locator("main")
    expect(body).to_contain_text("以前办结的 3 件")
    expect(body).to_contain_text("没办结的 1 件")
    press(page, "^只存好的 4 行$")
    roof = Case.objects.get(title__contains="天溝")
    assert (roof.where, roof.state, f"{roof.received_at:%Y-%m-%d}") == ("5栋303", "closed", "2022-06-02")  # UTC
    assert Import.objects.filter(kind="appeals").get().created == 4


def the_rest_of_the_list(page: Page, folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """A firm, the recovery sheet, a backup; then only the first call is left."""
    assert ahead(page).startswith("维修公司和责任单位")
    step(page, "维修公司和责任单位")
    page.get_by_label("名称").fill("安居防水修缮")
    page.get_by_label("管什么").fill("屋面防水")
    page.get_by_label("电话", exact=True).fill("0731 5555 0131")
    press(page, "^加这一家$")
    assert ahead(page).startswith("恢复单")
    step(page, "恢复单")
    page.get_by_label("口令", exact=True).fill("open sesame 2023")
    page.get_by_label("口令再写一遍").fill("open sesame 2023")
    press(page, "给我看恢复单")
    expect(page.locator("h1")).to_contain_text("恢复单")
    assert ahead(page).startswith("备份到 U 盘")
    run("backup", str(folder / "stick.huying"))
    capsys.readouterr()
    assert ahead(page).startswith("接第一个电话")


def run(*words: str) -> None:
    with pytest.raises(SystemExit) as end:
        cli.main(list(words))
    assert end.value.code == 0


def sign_in(page: Page, account: str, password: str) -> None:
    """With the slip; the first thing is a word of one's own."""
    page.goto("/login/")
    page.get_by_label("账号").fill(account)
    page.get_by_label("密码").fill(password)
    press(page, "^登录$")
    expect(page.locator("h1")).to_have_text("改密码")
    for field in page.locator("input[type=password]").all():
        field.fill(OWN)
    press(page, "^改密码$")


def the_first_call(desk: Desk, worker: Worker, photo: Path) -> str:
    """江秋莲 rings: her number says who she is, the past says that it leaked before. The firm's link."""
    with at("2023-09-01", "09:05"):
        desk.page.goto("/desk/find/")
        desk.page.get_by_label("找什么").last.fill("天沟")
        press(desk.page, "^找$")
        expect(desk.page.locator("main")).to_contain_text("天溝裂了")
    with at("2023-09-01", "09:10"):
        page = desk.take("一下雨，屋里像水帘洞一样。", "五栋三零三", phone="139 0000 0303")
        expect(page.locator("#where")).to_contain_text("5栋303")
        expect(page.locator("#caller")).to_contain_text("江秋莲")
        assert desk.send("李敏") == "2309 0002"
        case = Case.objects.get(state="dispatched")
        appeal = case.appeals.get()
        assert (case.home.label, case.urgency, appeal.channel) == ("5栋303", "urgent", "phone")
    with at("2023-09-01", "09:20"):
        worker.acknowledge()
        worker.visit("5栋303", "屋顶天沟老化开裂。", "天沟", photo)
    with at("2023-09-01", "10:40"):
        desk.open("一下雨，屋里像水帘洞一样")
        return desk.order("安居防水修缮", "天沟重做防水。", "2023-09-02")


def it_is_repaired_and_closed(desk: Desk, worker: Worker, vendor: Vendor, folder: Path) -> None:
    with at("2023-09-01", "11:05"):
        vendor.accept()
    with at("2023-09-02", "11:30"):
        before, after = camera(folder, "before", "#567"), camera(folder, "after", "#7a5")
        vendor.finish("2,680", "重做防水。", before, after)
    with at("2023-09-02", "16:20"):
        worker.check("5栋303", "新防水没有开口。")
    with at("2023-09-04", "15:30"):
        desk.open("一下雨，屋里像水帘洞一样")
        desk.call_back("已解决", "满意", "2023-09-03")
    case = Case.objects.get(number="23090002")
    assert (case.state, case.appeals.get().satisfaction) == ("closed", "satisfied")


def expect_nothing_left(page: Page) -> None:
    page.goto("/desk/setup/")
    expect(page.locator("h1")).to_have_text("都齐了")


def the_proof_is_ok(capsys: pytest.CaptureFixture[str]) -> None:
    assert audit().differences == []
    capsys.readouterr()
    run("audit")
    assert re.fullmatch(r"5 cases, \d+ events: ok\n", capsys.readouterr().out)
