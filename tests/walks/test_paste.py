"""An order of 12345 and words of a chat group, pasted in the browser with their pictures, dispatched, and answered."""

import base64
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from huying.cases.models import Appeal, Case
from huying.core import clock
from huying.core.models import Event, File
from huying.demo.cast import Cast
from tests.browser import DESK

from .people import Desk, Open, Worker, at, camera, press, settle

pytestmark = [pytest.mark.browser, pytest.mark.once]

ORDER = """【工单编号】CS0912001 【工单类型】投诉
标题：屋顶漏水
主要内容：江女士反映一下雨屋里像水帘洞一样。
来电人：江秋莲（保密）
来电人电话：139 0000 0303
被反映地址：芙蓉区东湖街道韶光社区5栋303
派单时间：2023-09-12 09:00
办理时限：24小时内
"""
CHAT = "罗师傅 今天 09:02\n3栋201的下水又堵了，水漫出来了\n[图片]\n[图片]"

# A browser lets no script read the clipboard, but hands it over when somebody presses Ctrl+V: this is that moment.
CTRL_V = """async (pictures) => {
  const carrier = new DataTransfer();
  for (const [name, bytes] of pictures) {
    carrier.items.add(new File([Uint8Array.from(atob(bytes), (one) => one.charCodeAt(0))], name, { type: 'image/jpeg' }));
  }
  document.activeElement.dispatchEvent(
    new ClipboardEvent('paste', { clipboardData: carrier, bubbles: true, cancelable: true }));
}"""


def ctrl_v(page: Page, *pictures: Path) -> None:
    page.evaluate(CTRL_V, [[path.name, base64.b64encode(path.read_bytes()).decode()] for path in pictures])
    expect(page.locator("[data-shots] img")).to_have_count(len(pictures))
    expect(page.locator("[data-photos][aria-busy]")).to_have_count(0)


def test_an_order_is_pasted_and_answered(open_page: Open, cast: Cast) -> None:
    desk, li_min = Desk(open_page, cast), Worker(open_page, cast, "李敏")
    page = desk.page
    page.context.grant_permissions(["clipboard-read", "clipboard-write"])
    with at("2023-09-12", "09:10"):
        page.goto("/desk/intake/")
        press(page, "粘贴 12345 工单")
        page.get_by_label("工单或群里的话").fill(ORDER)
        expect(page.get_by_label("对方编号")).to_have_value("CS0912001")
        expect(page.get_by_label("对方要求的时限")).to_have_value("2023-09-13T09:00")
        expect(page.locator("#where")).to_contain_text("5栋303")
        assert desk.send("李敏") == "2309 0001"
    appeal = Appeal.objects.get()
    assert (appeal.channel, appeal.outside_number, appeal.secret) == ("hotline", "CS0912001", True)
    assert appeal.outside_due == clock.instant("2023-09-13", "09:00")
    the_worker_goes(li_min)
    with at("2023-09-12", "10:30"):
        reply(page, appeal)


def the_worker_goes(worker: Worker) -> None:
    with at("2023-09-12", "10:00"):
        worker.acknowledge()
        worker.page.goto("/grid/")
        press(worker.page, "^去看$")
        said = worker.page.locator("body").inner_text()
        assert "诉求人要求保密" in said
        assert not [one for one in ("江秋莲", "江女士", "0303") if one in said.replace("5栋303", "")]
        press(worker.page, "到了")
        worker.page.locator("label.choice").filter(has_text="看到了").first.click()
        worker.page.get_by_label("什么原因").fill("天沟老化开裂。")
        worker.page.locator("label.choice").filter(has_text="天沟").first.click()
        press(worker.page, "^完成$")


def reply(page: Page, appeal: Appeal) -> None:
    """Look over, copy with one tap, send it elsewhere, note it as sent."""
    page.goto("/desk/?view=reply")
    page.locator("tbody tr").get_by_role("link").first.click()
    press(page, "打开这一件")
    words = page.get_by_label("回复的话")
    expect(words).to_have_value(
        "工单 CS0912001 阶段回复：\n9月12日 09:10，收到。\n9月12日 09:10，派人办理。\n9月12日 10:00，网格员上门查看。\n"
        "9月12日 10:00，查明原因：天沟老化开裂。\n下一步：安排维修，最晚 9月19日 17:30。\n韶光社区"
    )
    words.fill(f"{words.input_value()}\n联系电话见社区公示。")
    page.get_by_role("button", name="抄下回复").click()
    expect(page.get_by_role("button", name="抄好了")).to_be_visible()
    assert page.evaluate("navigator.clipboard.readText()") == words.input_value()
    press(page, "已经发出去了")
    expect(page.locator("#reply")).to_contain_text("今天 10:30 第一次回复")
    appeal.refresh_from_db()
    assert appeal.outside_replied_at == clock.instant("2023-09-12", "10:30")
    assert Event.objects.filter(kind="cases.outside_replied").count() == 1


def test_a_chat_is_pasted_with_its_pictures(open_page: Open, cast: Cast, tmp_path: Path) -> None:
    desk = Desk(open_page, cast)
    page = desk.page
    with at("2023-09-12", "09:10"):
        page.goto("/desk/paste/")
        page.get_by_label("工单或群里的话").fill(CHAT)
        expect(page.get_by_label("诉求人（可不填）")).to_have_value("罗师傅")
        expect(page.locator("#filled")).to_contain_text("原文里有 2 张图片")
        page.locator("#id_paste").focus()
        ctrl_v(page, camera(tmp_path, "one", "#567"), camera(tmp_path, "two", "#7a5"))
        desk.send("李敏")
        settle(page)
    appeal = Appeal.objects.get()
    assert (appeal.channel, appeal.text) == ("wechat_group", "3栋201的下水又堵了，水漫出来了（9月12日 09:02）")
    assert (appeal.case.where, Case.objects.count()) == ("3栋201", 1)
    assert File.objects.filter(subject_id=appeal.pk).count() == 2
    assert page.locator(".photos img").count() == 2


def test_without_a_script_the_same_is_done(open_page: Open, cast: Cast, tmp_path: Path) -> None:
    page = open_page(viewport=DESK, user=cast.users["何静"], js=False)
    with at("2023-09-12", "09:10"):
        page.goto("/desk/paste/")
        assert page.get_by_text("加照片、截图").is_hidden()
        page.get_by_label("工单或群里的话").fill(ORDER)
        press(page, "读出来")
        page.locator("input[type=file]").set_input_files(camera(tmp_path, "one", "#567"))
        press(page, "受理，派给李敏")
        assert page.locator(".photos img").count() == 1
    assert Appeal.objects.get().outside_number == "CS0912001"
