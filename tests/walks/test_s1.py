"""S1, the roof gutter, from the call to the close, through the pages people use; and the two short roads."""

import re
from pathlib import Path
from typing import Any

import pytest
from PIL import Image
from playwright.sync_api import Page, expect

from huying import cli
from huying.cases.audit import audit
from huying.cases.models import Appeal, Case, CaseLink
from huying.channels.models import Notice
from huying.core import files, jobs
from huying.core.models import File
from huying.demo.cast import Cast
from huying.field.models import Visit, WorkOrder
from tests.browser import PHONE

from .people import Desk, Open, Vendor, Worker, at, camera, press, settle, tap

pytestmark = pytest.mark.browser

WORDS = "一下雨，屋里像水帘洞一样。昨天夜里接了三桶水。"
TITLE = "一下雨，屋里像水帘洞一样"


@pytest.fixture
def photos(tmp_path: Path) -> dict[str, Path]:
    return {name: camera(tmp_path, name, color) for name, color in (("gutter", "#567"), ("done", "#7a5"))}


def tracking(page: Page) -> str:
    """The reporter's link, off the case page."""
    return page.get_by_role("link", name="看诉求人那一页").get_attribute("href") or ""


def holder(page: Page) -> str:
    return page.locator(".now").first.inner_text()


def test_the_roof_gutter(open_page: Open, cast: Cast, photos: dict[str, Path], capsys: Any) -> None:
    desk, li_min = Desk(open_page, cast), Worker(open_page, cast, "李敏")
    link = she_walks_in(desk)
    resident = open_page(viewport=PHONE)
    the_reporter_sees(resident, link, "李敏", "上门")
    vendor = Vendor(open_page, the_cause_is_found(desk, li_min, photos))
    the_firm_repairs(vendor, photos)
    the_reporter_sees(resident, link, "李敏", "核查")
    with at("2023-09-15", "16:20"):
        li_min.check("5栋303", "新防水没有开口，挡水墙砌好了。")
    after_the_rain(desk)
    the_reporter_sees_the_end(resident, link)
    the_links_are_dead(vendor)
    the_proof_is_ok(capsys)


def she_walks_in(desk: Desk) -> str:
    """江秋莲 walks in at 09:10: the spoken address finds home, grid and grid worker; she gets a number and a link."""
    with at("2023-09-12", "09:10"):
        page = desk.take(WORDS, "五栋三零三", walk_in=True)
        expect(page.locator("#where")).to_contain_text("5栋303")
        expect(page.locator("#where")).to_contain_text("G01")
        tap(page, "江秋莲", inside="#where")
        expect(page.get_by_label("哪一类")).to_have_value("house_roof")
        expect(page.locator("input[name=urgency]:checked")).to_have_value("urgent")
        assert desk.send("李敏") == "2309 0001"
        case = Case.objects.get()
        assert (case.state, case.home.label, case.urgency) == ("dispatched", "5栋303", "urgent")
        assert case.appeals.get().reporter_name == "江秋莲"
        return tracking(page)


def the_reporter_sees(page: Page, link: str, who: str, what: str) -> None:
    with at("2023-09-15", "16:00") if what == "核查" else at("2023-09-12", "09:15"):
        page.goto(link)
        settle(page)
        assert who in holder(page)
        assert what in holder(page)
        assert "最晚" in holder(page)


def the_cause_is_found(desk: Desk, li_min: Worker, photos: dict[str, Path]) -> str:
    """李敏 signs, goes, photographs, finds; the desk orders the repair. The firm's link."""
    with at("2023-09-12", "09:18"):
        assert Notice.objects.filter(post__role="grid_worker", read_at=None).count() == 1
        li_min.acknowledge()
        assert Case.objects.get().state == "in_hand"
    with at("2023-09-12", "09:50"):
        li_min.visit("5栋303", "屋顶天沟老化开裂，一下雨就倒灌进屋。", "天沟", photos["gutter"])
        finding = Case.objects.get().findings.get()
        assert (finding.part, finding.zone) == ("roof_gutter", "common")
        nothing_of_the_camera_is_kept()
    with at("2023-09-12", "10:40"):
        desk.open(TITLE)
        return desk.order("安居防水修缮", "天沟重做防水，外侧加砌挡水墙。", "2023-09-15")


def nothing_of_the_camera_is_kept() -> None:
    """Re-encoded, small, without the place and the time: she did not tick the box that keeps them."""
    file = File.objects.get(purpose="visit")
    with files.open_file(file.sha256) as stored, Image.open(stored) as picture:
        assert (max(picture.size), dict(picture.getexif())) == (1600, {})
    assert (file.taken_at, file.taken_lat, file.taken_lon) == (None, None, None)


def the_firm_repairs(vendor: Vendor, photos: dict[str, Path]) -> None:
    with at("2023-09-12", "11:05"):
        vendor.accept()
        assert WorkOrder.objects.get().accepted_at is not None
    with at("2023-09-15", "11:30"):
        vendor.finish("2,680", "重做防水，加砌挡水墙。", photos["gutter"], photos["done"])
        order = WorkOrder.objects.get()
        assert (order.result, order.cost_cents, Case.objects.get().state) == ("resolved", 268_000, "handled")


def after_the_rain(desk: Desk) -> None:
    """A call-back before the rain keeps it open; after it, solved and satisfied, it closes."""
    with at("2023-09-18", "09:00"):
        desk.open(TITLE)
        desk.call_back("已解决", "满意")
        expect(desk.page.locator("main")).to_contain_text("下过雨")
        assert Case.objects.get().state == "verified"
    with at("2023-09-20", "15:30"):
        desk.open(TITLE)
        desk.call_back("已解决", "满意", "2023-09-20")
        assert Case.objects.get().state == "closed"
        jobs.run_ready()


def the_reporter_sees_the_end(page: Page, link: str) -> None:
    with at("2023-09-20", "16:00"):
        page.goto(link)
        settle(page)
        assert "办结了" in holder(page)
        assert "水帘洞" in page.locator(".say").first.inner_text()
        assert page.locator(".photo img").count() >= 3


def the_links_are_dead(vendor: Vendor) -> None:
    with at("2023-09-20", "16:10"):
        answer = vendor.page.goto(vendor.link)
        assert answer is not None
        assert answer.status == 410


def the_proof_is_ok(capsys: Any) -> None:
    assert audit().differences == []
    with pytest.raises(SystemExit) as end:
        cli.main(["audit"])
    assert end.value.code == 0
    assert capsys.readouterr().out.endswith(" events: ok\n")


@pytest.mark.once
def test_three_roofs_are_linked_as_similar(open_page: Open, cast: Cast) -> None:
    """3栋 and 附13栋: two more cases, each linked from its own page with what it looks like."""
    desk = Desk(open_page, cast)
    with at("2023-09-12", "09:10"):
        desk.take(WORDS, "5栋303房")
        first = desk.send("李敏")
    with at("2023-09-13", "10:05"):
        for address in ("3栋601", "附13栋402"):
            desk.take("天沟也裂了，一下雨墙上就有水印，顶楼两户都漏。", address)
            expect(desk.page.locator("#where")).to_contain_text(address)
            desk.send("李敏")
            press(desk.page, f"连上 {first}")
    assert CaseLink.objects.filter(earlier__number=first.replace(" ", "")).count() == 2
    desk.open(TITLE)
    expect(desk.page.locator("main")).to_contain_text("附13栋402")
    assert audit().differences == []


@pytest.mark.once
def test_not_fixed_reopens(open_page: Open, cast: Cast, photos: dict[str, Path]) -> None:
    """The reporter's own link: not fixed, and it is in hand again, with a new deadline."""
    desk, li_min = Desk(open_page, cast), Worker(open_page, cast, "李敏")
    with at("2023-09-12", "09:10"):
        desk.take(WORDS, "５棟３０３室")
        desk.send("李敏")
        link = tracking(desk.page)
    vendor = Vendor(open_page, the_cause_is_found(desk, li_min, photos))
    the_firm_repairs(vendor, photos)
    resident = open_page(viewport=PHONE, js=False)
    with at("2023-09-16", "08:00"):
        resident.goto(link)
        press(resident, "没修好")
        resident.locator("textarea").fill("昨晚下雨，东头还在滴。")
        resident.locator("form button.btn, footer button.btn").last.click()
        resident.wait_for_load_state()
        assert Case.objects.get().state == "reopened"
        assert "何静" in holder(resident)
        desk.open(TITLE)
        expect(desk.page.locator("main")).to_contain_text("东头还在滴")
        press(desk.page, "派")
        assert Case.objects.get().state == "dispatched"
    assert audit().differences == []


@pytest.mark.once
def test_an_inquiry_is_answered_on_one_screen(open_page: Open, cast: Cast) -> None:
    desk = Desk(open_page, cast)
    with at("2023-11-06", "10:12"):
        page = desk.take("化粪池清掏要不要我们自己出钱？", "")
        press(page, "只是问问，当场答复")
        expect(page.get_by_label("对方说了什么")).to_have_value(re.compile("化粪池"))
        page.locator("textarea").nth(1).fill("费用由社区统一联系，在公示栏贴出。")
        press(page, "答复，办结")
        appeal = Appeal.objects.get()
        assert (appeal.case.state, appeal.case.road, appeal.outcome) == ("closed", "answered", "answered")
        assert Visit.objects.count() == 0
    assert audit().differences == []


@pytest.mark.once
def test_a_lamp_is_found_and_fixed_on_one_screen(open_page: Open, cast: Cast, photos: dict[str, Path]) -> None:
    page = open_page(viewport=PHONE, user=cast.users["陈涛"])
    with at("2023-11-08", "19:40"):
        page.goto("/grid/")
        press(page, "随手办")
        page.locator("input[type=file]").first.set_input_files(photos["done"])
        tap(page, "路灯、楼道灯")
        tap(page, "新3")
        page.get_by_label("哪个位置").fill("2单元三楼楼道")
        page.get_by_label("什么事，怎么办的").fill("灯不亮，换了灯泡。")
        press(page, "^办好了$")
        case = Case.objects.get()
        assert (case.state, case.road, case.building.name) == ("closed", "fixed", "新3")
    assert audit().differences == []


@pytest.mark.once
def test_a_resident_reports_by_the_buildings_code(open_page: Open, cast: Cast, photos: dict[str, Path]) -> None:
    """The QR at the door, without a log-in: photo, one tap, send; a receipt with a number, and the way to follow it."""
    page = open_page(viewport=(360, 640))
    with at("2023-09-12", "20:10"):
        page.goto(f"/b/{cast.building('5').code}/")
        press(page, "拍照报事")
        page.locator("input[type=file]").first.set_input_files(photos["gutter"])
        tap(page, "灯不亮")
        press(page, "^发出去$")
        expect(page.locator("h1")).to_have_text("2309 0001")
        press(page, "看办到哪了")
        assert "何静" in holder(page)
        case = Case.objects.get()
        assert (case.state, case.building.name, case.category_id) == ("received", "5", "light")
    assert audit().differences == []


@pytest.mark.once
def test_a_danger_shows_whom_to_ring_first(open_page: Open, cast: Cast) -> None:
    desk = Desk(open_page, cast)
    with at("2023-09-12", "20:10"):
        page = desk.take("楼道里好浓的煤气味，怕是漏气了！", "5栋")
        expect(page.locator("#danger")).to_contain_text("119")
        expect(page.locator("input[name=urgency]:checked")).to_have_value("emergency")
        assert page.locator("#danger").bounding_box()["y"] < page.get_by_label("对方说了什么").bounding_box()["y"]


@pytest.mark.once
def test_an_address_that_fits_twice_asks(open_page: Open, cast: Cast) -> None:
    """6栋 counts its rooms anew in each unit: 402 is three homes, and none is taken for granted."""
    desk = Desk(open_page, cast)
    with at("2023-09-12", "20:10"):
        page = desk.take("卫生间顶上滴水。", "6栋402")
        expect(page.locator("#where input[name=place]")).not_to_have_count(0)
        assert page.locator("#where input[name=place]:checked").count() == 0
        press(page, "^受理")
        assert Case.objects.count() == 0
        tap(page, "6栋2单元402", inside="#where")
        press(page, "^受理")
        assert Case.objects.get().home.label == "6栋2单元402"
