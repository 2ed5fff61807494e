"""An order of 12345 and words of a chat group: read, looked over, kept once, answered by their time."""

import re
from collections.abc import Iterator

import pytest
from django.conf import settings
from django.db import IntegrityError
from django.test import Client
from django.urls import reverse

from huying.cases import actions as cases
from huying.cases import replies
from huying.cases.models import Appeal, Case
from huying.core import clock, timeline
from huying.core.models import Event, EventWords, File
from huying.demo.cast import Cast

from ..field.road import jpeg, upload
from .desk_stage import NOW, by, signed_in, verified

ORDER = """工单编号：CS0912001  工单类型：投诉
标题：5栋303屋顶漏水
主要内容：江女士反映一下雨屋里像水帘洞一样。
来电人：江秋莲（保密）
来电人电话：139 0000 0303
来电人住址：3栋201
被反映地址：芙蓉区东湖街道韶光社区5栋303
派单时间：2023-09-12 09:00
办理时限：24小时内
工单性质：主办
"""
SECOND = "工单编号：CS0912002\n主要内容：3栋楼道灯不亮\n被反映地址：3栋楼道\n办理时限：尽快\n"
CHAT = "江姐 昨天 18:32\n5栋303又漏水了\n[图片]\n[图片]"
READ, PASTE = "/desk/paste/read/", "/desk/paste/"


@pytest.fixture(autouse=True)
def morning() -> Iterator[None]:
    with clock.at(NOW):
        yield


@pytest.fixture
def officer(cast: Cast) -> Client:
    return signed_in(cast, "何静")


def read(client: Client, text: str, **more: str) -> dict[str, str]:
    """The form as the page shows it: what a browser would send back."""
    answer = client.post(READ, {"paste": text, "act": "read", **more})
    assert answer.status_code == 200
    return shown(answer)


def shown(answer: object) -> dict[str, str]:
    form, page = answer.context["form"], answer.context["page"]  # type: ignore[attr-defined]
    values = {name: form[name].value() for name in form.fields if name != "photos"}
    sent = {name: "" if value is None else str(value) for name, value in values.items() if value is not False}
    return {**sent, "source": page.source, "rest": page.rest, "act": "dispatch", "once": "tap"}


def hotline(cast: Cast, **said: object) -> Appeal:
    """An order kept without the page."""
    from .desk_stage import received

    return received(
        cast, channel="hotline", outside_number="CS1", outside_due=clock.instant("2023-09-12", "18:00"), **said
    )


# --- reading ----------------------------------------------------------------------------------------------------------


def test_an_order_fills_the_form_and_is_kept(cast: Cast, officer: Client) -> None:
    sent = read(officer, ORDER)
    assert (sent["channel"], sent["outside_number"], sent["outside_due"]) == (
        "hotline",
        "CS0912001",
        "2023-09-13T09:00",
    )
    assert (sent["name"], sent["phone"], sent["nature"], sent["secret"]) == (
        "江秋莲",
        "13900000303",
        "complaint",
        "True",
    )
    answer = officer.post(PASTE, sent)
    appeal = Appeal.objects.get()
    assert answer.url == reverse("case", args=[appeal.case_id])
    assert (appeal.channel, appeal.outside_number, appeal.secret) == ("hotline", "CS0912001", True)
    assert appeal.outside_due == clock.instant("2023-09-13", "09:00")
    assert (appeal.reporter_name, appeal.phones, appeal.about_reporter) == (
        "江秋莲",
        ["13900000303"],
        "来电人住址：3栋201",
    )
    assert (appeal.case.where, appeal.case.state, appeal.nature) == ("5栋303", "dispatched", "complaint")
    assert appeal.text.split("\n") == [
        "5栋303屋顶漏水", "来电人反映一下雨屋里像水帘洞一样。", "工单类型：投诉", "派单时间：2023-09-12 09:00", "工单性质：主办",
    ]  # fmt: skip


def test_everything_read_is_shown_before_saving(officer: Client) -> None:
    page = officer.post(READ, {"paste": ORDER, "act": "read"}).content.decode()
    assert not Appeal.objects.exists()
    for words in ("填进“对方编号”", "填进“对方要求的时限”", "留在说的话里", "24小时内", "9月13日 09:00", "要求保密"):
        assert words in page, words
    assert "139 **** 0303" in page


@pytest.mark.parametrize(
    ("limit", "note"),
    [
        ("办理时限：尽快", "没看懂"),
        ("紧急程度：特急", "单上没找到办理时限"),
        ("办理时限：3个工作日内", "没写从哪天算"),
    ],
)
def test_a_limit_that_is_not_sure_is_said(officer: Client, limit: str, note: str) -> None:
    answer = officer.post(READ, {"paste": f"工单编号：A1\n主要内容：漏水\n{limit}", "act": "read"})
    assert note in answer.content.decode()
    sent = shown(answer)
    assert (limit in sent["text"]) is (sent["outside_due"] == "")  # what fills no field stays in the words


def test_a_chat_of_one(cast: Cast, officer: Client) -> None:
    sent = read(officer, CHAT)
    assert (sent["channel"], sent["name"], sent["text"]) == ("wechat_group", "江姐", "5栋303又漏水了（9月11日 18:32）")
    assert "原文里有 2 张图片" in officer.post(READ, {"paste": CHAT, "act": "read"}).content.decode()
    sent |= {"photos": [upload(jpeg()), upload(jpeg())]}  # type: ignore[dict-item]
    assert officer.post(PASTE, sent).status_code == 302
    appeal = Appeal.objects.get()
    assert (appeal.channel, appeal.outside_number, appeal.outside_due) == ("wechat_group", "", None)
    assert [file.purpose for file in File.objects.filter(subject_id=appeal.pk)] == ["appeal", "appeal"]


def test_of_several_speakers_none_is_guessed(officer: Client) -> None:
    answer = officer.post(READ, {"paste": "江姐：5栋303漏水\n罗师傅 12月5日 18:32\n我家也漏", "act": "read"})
    sent = shown(answer)
    assert (sent["name"], sent["text"]) == ("", "江姐：5栋303漏水\n罗师傅（12月5日 18:32）：我家也漏")
    assert "有 2 个人说话：江姐、罗师傅" in answer.content.decode()


def test_htmx_gets_only_the_part(officer: Client) -> None:
    answer = officer.post(READ, {"paste": ORDER}, headers={"HX-Request": "true"})
    assert "<html" not in answer.content.decode()
    assert "CS0912001" in answer.content.decode()


@pytest.mark.parametrize(
    ("text", "why"), [("", "还没粘贴"), (" \n", "还没粘贴"), ("水" * 20_001, "一次最多读 20000 个字")]
)
def test_too_little_and_too_much(officer: Client, text: str, why: str) -> None:
    page = officer.post(READ, {"paste": text, "act": "read"}).content.decode()
    assert why in page
    assert text in page


def test_a_long_order_loses_nothing(officer: Client) -> None:
    sent = read(officer, f"工单编号：A1\n主要内容：{'水' * 5000}\n被反映地址：5栋303")
    assert len(sent["text"]) == 5000
    answer = officer.post(PASTE, sent)
    assert "最多写 4000 个字，这里有 5000 个" in answer.content.decode()
    assert shown(answer)["text"] == sent["text"]
    assert not Appeal.objects.exists()


def test_only_a_screenshot(cast: Cast, officer: Client) -> None:
    waits = "data-photos data-paste hidden"  # until there is a form to send them with, or a script
    assert waits in officer.get(PASTE).content.decode()
    assert waits not in officer.post(READ, {"act": "blank"}).content.decode()
    sent = read(officer, "", act="blank")
    sent |= {"text": "楼道灯不亮", "address": "5栋303", "category": "light", "seen": "-|-|-"}
    assert officer.post(PASTE, {**sent, "photos": upload(jpeg())}).status_code == 302
    assert File.objects.count() == 1


def test_photos_that_a_refused_form_lost_are_asked_for_again(officer: Client) -> None:
    answer = officer.post(PASTE, {**read(officer, ORDER), "text": "", "photos": upload(jpeg())})
    assert "照片没留住，改好后请再选一次。" in answer.content.decode()
    changed = {
        **read(officer, SECOND),
        "text": "煤气味很大",
        "place": "",
        "address": "5栋303",
        "photos": upload(jpeg()),
    }
    answer = officer.post(PASTE, changed)
    assert "照片没留住，改好后请再选一次。" in answer.content.decode()
    assert not Appeal.objects.exists()


def test_an_order_of_another_street_is_said(officer: Client) -> None:
    text = ORDER.replace("东湖街道韶光社区", "定王台街道丰泉古井社区")
    assert "单上写的是“定王台街道”" in officer.post(READ, {"paste": text}).content.decode()


# --- twice, and two ---------------------------------------------------------------------------------------------------


def test_the_same_order_twice_is_the_first_one(cast: Cast, officer: Client) -> None:
    sent = read(officer, ORDER)
    first = officer.post(PASTE, sent)
    again = officer.post(READ, {"paste": ORDER})
    assert "这张登记过了，编号 2309 0001" in again.content.decode()
    second = officer.post(PASTE, {**sent, "once": "another"})
    assert second.url == first.url
    assert Appeal.objects.count() == 1


def test_a_number_is_once_in_a_community_and_channel(cast: Cast) -> None:
    hotline(cast)
    with pytest.raises(IntegrityError):
        hotline(cast)


def test_two_orders_come_one_after_the_other(cast: Cast, officer: Client) -> None:
    sent = read(officer, f"{ORDER}\n{SECOND}")
    answer = officer.post(PASTE, sent)
    assert (answer.status_code, Appeal.objects.count()) == (200, 1)
    assert "上一张编号 2309 0001" in answer.content.decode()
    second = shown(answer)
    assert (second["outside_number"], second["rest"]) == ("CS0912002", "")
    again = officer.post(PASTE, sent)  # the same tap once more: still the second one is shown
    assert (shown(again)["outside_number"], Appeal.objects.count()) == ("CS0912002", 1)
    building = f"building:{cast.building('3').pk}"
    assert officer.post(PASTE, {**second, "place": building, "once": "two"}).status_code == 302
    assert [one.outside_number for one in Appeal.objects.order_by("number")] == ["CS0912001", "CS0912002"]


def test_one_of_two_may_be_left_out(officer: Client) -> None:
    sent = read(officer, f"{ORDER}\n{SECOND}")
    assert shown(officer.post(READ, {**sent, "act": "skip"}))["outside_number"] == "CS0912002"
    refused = officer.post(PASTE, {**sent, "outside_number": ""})
    assert "几张一起登记时，编号不能空着。" in refused.content.decode()
    assert (shown(refused)["rest"], refused.context["page"].left) == (sent["rest"], 1)


# --- a caller who asked to stay unknown -------------------------------------------------------------------------------


def test_a_secret_caller_is_the_desks_alone(cast: Cast, officer: Client) -> None:
    officer.post(PASTE, read(officer, ORDER))
    case = Case.objects.get()
    desk = officer.get(reverse("case", args=[case.pk])).content.decode()
    assert "江秋莲" in desk
    assert "3栋201" in desk
    door = signed_in(cast, "李敏").get(reverse("grid_case", args=[case.pk])).content.decode()
    street = signed_in(cast, "赵宏").get(reverse("case", args=[case.pk])).content.decode()
    assert "诉求人要求保密" in door
    for page in (door, street):
        assert [one for one in ("江秋莲", "江女士", "13900000303", "139****0303", "3栋201") if one in page] == []
    asked = {"appeal": str(case.appeals.get().pk), "once": "x"}
    assert signed_in(cast, "李敏").post(reverse("grid_call", args=[case.pk]), asked).status_code == 404
    assert "江秋莲" not in signed_in(cast, "赵宏").post("/desk/find/", {"q": "CS0912001"}, follow=True).content.decode()
    assert "5栋303" in officer.post("/desk/find/", {"q": "CS0912001"}, follow=True).content.decode()


# --- the reply --------------------------------------------------------------------------------------------------------


def page_of(client: Client, appeal: Appeal) -> str:
    return client.get(reverse("case", args=[appeal.case_id])).content.decode()


def draft(client: Client, appeal: Appeal) -> str:
    owed = client.get(reverse("case", args=[appeal.case_id])).context["outside"]
    return str(owed[0].form["words"].value())


def test_the_reply_is_drawn_up_from_what_happened(cast: Cast, officer: Client) -> None:
    appeal = verified(
        cast, channel="hotline", outside_number="CS1", outside_due=clock.instant("2023-09-12", "18:00"),
        text="江女士说水帘洞",
    )  # fmt: skip
    words = draft(officer, appeal)
    assert words.startswith("工单 CS1 阶段回复：\n9月12日 08:50，收到。")
    for said in (
        "网格员上门查看",
        "查明原因：天沟老化。",
        "安排维修。",
        "维修单位修完：做好了。",
        "核查合格：没有开口。",
        "下一步：",
        "韶光社区",
    ):
        assert said in words, said
    officer.cookies[settings.LANGUAGE_COOKIE_NAME] = "en"
    assert draft(officer, appeal) == words
    for private in ("江秋莲", "李敏", "何静", "2680", "安居", "13900000303"):
        assert private not in words, private


def test_the_reply_names_no_other_door(cast: Cast) -> None:
    said = replies._public("3栋201的江秋莲家水管破，电话13900000303。", ["江秋莲"])
    assert said == "3栋2**的来电人家水管破，电话139****0303。"
    assert replies._public("", []) == ""


def test_a_reply_sent_keeps_the_promise(cast: Cast, officer: Client) -> None:
    appeal = hotline(cast)
    url = reverse("case_replied", args=[appeal.case_id])
    assert "还没回复，对方要求" in page_of(officer, appeal)
    given = {"appeal": str(appeal.pk), "words": "已派网格员上门。", "once": "r1"}
    assert officer.post(url, given).url == reverse("case", args=[appeal.case_id])
    appeal.refresh_from_db()
    assert appeal.outside_replied_at == NOW
    event = Event.objects.get(kind="cases.outside_replied")
    assert timeline.data(event) == {"appeal": str(appeal.pk), "channel": "hotline", "final": False}
    assert EventWords.objects.get(event_id=event.pk).text == "已派网格员上门。"
    assert "今天 09:10 第一次回复" in page_of(officer, appeal)
    with clock.at(clock.instant("2023-09-13", "10:00")):
        officer.post(url, {**given, "once": "r2"})
    appeal.refresh_from_db()
    assert appeal.outside_replied_at == NOW


def test_a_closed_matter_gets_the_final_reply(cast: Cast, officer: Client) -> None:
    appeal = hotline(cast)
    cases.answer(case=appeal.case, reply="公示在楼栋栏。", by=by(cast, "何静"))
    words = draft(officer, appeal)
    assert "办结回复" in words
    assert "答复：公示在楼栋栏。" in words
    assert "已办结。" in words


@pytest.mark.parametrize("words", ["", "  ", "水" * 2001])
def test_an_empty_or_endless_reply_is_refused(cast: Cast, officer: Client, words: str) -> None:
    appeal = hotline(cast)
    answer = officer.post(
        reverse("case_replied", args=[appeal.case_id]), {"appeal": str(appeal.pk), "words": words, "once": "r"}
    )
    assert answer.status_code == 200
    assert re.search("还没写回复了什么|最多写 2000 个字", answer.content.decode())
    assert not Event.objects.filter(kind="cases.outside_replied").exists()


def test_a_reply_to_an_appeal_of_ours_is_none(cast: Cast, officer: Client) -> None:
    appeal = hotline(cast)
    url = reverse("case_replied", args=[appeal.case_id])
    wrong = {"appeal": "018ba266-ad80-73f1-a1c4-badd9d9facd6", "words": "好", "once": "r"}
    assert officer.post(url, wrong).status_code == 200
    assert signed_in(cast, "赵宏").post(url, wrong).status_code == 403
    assert signed_in(cast, "高远").post(url, wrong).status_code == 404
    assert not Event.objects.filter(kind="cases.outside_replied").exists()


@pytest.mark.parametrize(
    ("outcome", "face", "said"),
    [
        ("", "", "电话回访，没接通"),
        ("solved", "satisfied", "电话回访，诉求人说：已解决，满意"),
        ("solved", "no_answer", "电话回访，诉求人说：已解决"),
    ],
)
def test_what_was_said_on_the_telephone(outcome: str, face: str, said: str) -> None:
    assert replies._answered({"outcome": outcome, "satisfaction": face}) == said


@pytest.mark.parametrize(
    ("outcome", "said"), [("seen", "上门查看"), ("nobody_home", "没人在家"), ("no_entry", "没能进门")]
)
def test_what_a_visit_came_to(outcome: str, said: str) -> None:
    assert said in replies._visited(outcome)


# --- the worklist -----------------------------------------------------------------------------------------------------


def views(client: Client) -> dict[str, int]:
    return {view.key: view.count for view in client.get("/desk/").context["list"].views}


def test_their_time_counts_where_it_is_sooner(cast: Cast, officer: Client) -> None:
    late = hotline(cast, urgency="normal")
    assert views(officer) | {"reply": 1, "today": 1, "over": 0} == views(officer)
    row = officer.get("/desk/").context["list"].rows[0]
    assert (row.due, row.outside, row.owes_reply) == (late.outside_due, True, True)
    assert "对方时限" in officer.get("/desk/").content.decode()
    with clock.at(clock.instant("2023-09-12", "18:30")):
        assert views(officer)["over"] == 1
    cases.reply_outside(appeal=late, words="在办。", by=by(cast, "何静"))
    assert views(officer) | {"reply": 0, "over": 0} == views(officer)
    assert officer.get("/desk/").context["list"].rows[0].outside is False


def test_closed_but_not_answered_still_counts_down(cast: Cast, officer: Client) -> None:
    appeal = hotline(cast)
    cases.answer(case=appeal.case, reply="好。", by=by(cast, "何静"))
    assert views(officer) | {"open": 0, "reply": 1, "today": 1, "closed": 1} == views(officer)
    assert [row.case.pk for row in officer.get("/desk/?view=reply").context["list"].rows] == [appeal.case_id]
    cases.reply_outside(appeal=appeal, words="办好了。", by=by(cast, "何静"))
    assert views(officer) | {"reply": 0, "today": 0} == views(officer)
    assert "来件都回复了。" in officer.get("/desk/?view=reply").content.decode()


@pytest.mark.parametrize("length", [1, 3])
def test_orders_cost_the_list_no_statement(
    cast: Cast, officer: Client, length: int, django_assert_num_queries: object
) -> None:
    for number in range(length):
        from .desk_stage import received

        received(cast, channel="hotline", outside_number=f"CS{number}", outside_due=NOW)
    with django_assert_num_queries(10):  # type: ignore[operator]
        assert len(officer.get("/desk/").context["list"].rows) == length
