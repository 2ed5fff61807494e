"""Orders of a hotline and words of a chat group, in the layouts people paste. Names and numbers are invented."""

from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from huying.rules import clock, orders

ORDER = """长沙市12345热线工单
工单编号：CS20231206001234  工单类型：投诉
问题分类：城乡建设>房屋>漏水
标题：屋顶漏水
主要内容：江女士来电反映：5栋303一下雨屋顶就漏水。
其表示：希望尽快处理。
来电人：江秋莲（保密）
来电人电话：139 0000 0303
被反映地址：芙蓉区东湖街道韶光社区5栋303
派单时间：2023-12-06 10:00:00
办理时限：3个工作日内
工单性质：主办
是否回访：是
来电人住址：3栋201
"""
SENT = datetime(2023, 12, 6, 2, 0, tzinfo=UTC)  # Wednesday, 10:00 in China
CALENDAR = clock.Calendar()


def one(text: str) -> orders.Order:
    found = orders.read(text).orders
    assert len(found) == 1
    return found[0]


def test_an_order_gives_its_fields_and_keeps_the_rest_in_the_words() -> None:
    order = one(ORDER)
    assert (order.number, order.caller, order.secret, order.phone) == (
        "CS20231206001234",
        "江秋莲",
        True,
        "13900000303",
    )
    assert order.address == "芙蓉区东湖街道韶光社区5栋303"
    assert (order.get("limit"), order.get("sent"), order.get("role")) == ("3个工作日内", "2023-12-06 10:00:00", "主办")
    assert order.about == "来电人住址：3栋201"
    assert order.source == ORDER
    assert order.words.split("\n") == [
        "屋顶漏水",
        "江女士来电反映：5栋303一下雨屋顶就漏水。",
        "其表示：希望尽快处理。",
        "长沙市12345热线工单",
        "工单类型：投诉",
        "问题分类：城乡建设>房屋>漏水",
        "派单时间：2023-12-06 10:00:00",
        "工单性质：主办",
        "是否回访：是",
    ]


@pytest.mark.parametrize(
    "text",
    [
        "工单编号：A1\n标题：漏水\n来电人：江秋莲\n主要内容：屋里漏",
        "工单编号: A1\r\n标 题:漏水\r\n来电人:江秋莲\r\n主要内容:屋里漏\r\n",
        "【工单编号】A1\n【标题】漏水\n【来电人】江秋莲\n【主要内容】屋里漏",
        "1. 工单编号：A1\n2、标题：漏水\n（3）来电人：江秋莲\n4．主要内容：屋里漏",
        "工单编号\tA1\n标题\t漏水\n来电人\t江秋莲\n主要内容\t屋里漏",
        "工单编号\tA1\t标题\t漏水\n来电人\t江秋莲\t主要内容\t屋里漏",
        "工单编号\t标题\t来电人\t主要内容\nA1\t漏水\t江秋莲\t屋里漏",
        "| 工单编号 | 标题 | 来电人 | 主要内容 |\n|---|---|---|---|\n| A1 | 漏水 | 江秋莲 | 屋里漏 |",
        "| 工单编号 | A1 | 标题 | 漏水 |\n| 来电人 | 江秋莲 | 主要内容 | 屋里漏 |",
        "工单编号：A1；标题：漏水；来电人：江秋莲\n主要内容：\n屋里漏",
        "主要内容：屋里漏\t来电人：江秋莲\n工单编号 ：A 1\n标题（必填）：漏水\n------\n标题：漏水",
    ],
)
def test_every_layout_says_the_same(text: str) -> None:
    order = one(text)
    assert (order.number, order.get("title"), order.caller, order.get("content")) == ("A1", "漏水", "江秋莲", "屋里漏")
    assert order.words == "漏水\n屋里漏"


def test_unknown_labels_stay() -> None:
    order = one(
        "工单编号：A1\n涉及企业：安居公司\n主要内容：漏水\n紧急程度：特急\n标题：第一\n标题：第二\n是否超期\t否"
    )
    assert order.words == "第一\n漏水\n紧急程度：特急\n涉及企业：安居公司\n标题：第二\n是否超期：否"


def test_an_unknown_cell_of_a_row_stays() -> None:
    order = one("工单编号\t标题\t来电人\t标签\t\nA1\t漏水\t江秋莲\t热点\t补充\t再补充\n\n别的话")
    assert order.words == "漏水\n标签：热点\n补充\n再补充\n别的话"


def test_a_clock_is_no_label() -> None:
    order = one("工单编号：A1\n12:30有人来过\n主要内容：漏水\n晚上10:30最响")
    assert order.words == "漏水\n晚上10:30最响\n12:30有人来过"


@pytest.mark.parametrize(
    ("lines", "secret", "caller"),
    [
        ("来电人：保密", True, ""),
        ("来电人：江女士（要求保密）", True, "江女士"),
        ("来电人：匿名", True, ""),
        ("来电人：江秋莲\n是否保密：是", True, "江秋莲"),
        ("来电人：江秋莲\n是否保密：否", False, "江秋莲"),
        ("来电人：江秋莲\n是否公开：否", True, "江秋莲"),
        ("来电人：江秋莲\n是否公开：是", False, "江秋莲"),
        ("来电人：江秋莲\n联系电话：保密", True, "江秋莲"),
        ("来电人：无", False, ""),
        ("来电人电话：0731-55550105", False, ""),
    ],
)
def test_who_asked_to_stay_unknown(lines: str, secret: bool, caller: str) -> None:
    order = one(f"工单编号：A1\n{lines}")
    assert (order.secret, order.caller) == (secret, caller)


def test_further_numbers_are_for_the_desk() -> None:
    order = one("工单编号：A1\n联系电话：13900000303、13900000155\n备用电话：0731-55550105")
    assert (order.phone, order.about, order.words) == ("13900000303", "备用电话：0731-55550105；13900000155", "")
    hidden = one("工单编号：A1\n联系电话：139****0303")
    assert (hidden.phone, hidden.about) == ("", "139****0303")


TWO = "{a}：{first}\n{b}：漏水\n联系电话：13900000303\n\n{a}：{second}\n{b}：灯不亮\n备注：催过"


@pytest.mark.parametrize(
    ("a", "b", "first", "second"),
    [("工单编号", "主要内容", "A1", "A2"), ("标题", "工单编号", "漏水了", "灯坏了")],
)
def test_two_orders_come_one_after_the_other(a: str, b: str, first: str, second: str) -> None:
    text = TWO.format(a=a, b=b, first=first, second=second)
    if a == "标题":
        text = text.replace("漏水\n联", "A1\n联").replace("灯不亮", "A2")
    found = orders.read(text).orders
    assert [order.number for order in found] == ["A1", "A2"]
    again = [one(order.source) for order in found]
    assert [order.words for order in again] == [order.words for order in found]
    assert found[0].phone == "13900000303"
    assert "备注：催过" in found[1].words


def test_the_same_number_twice_is_one_order() -> None:
    order = one("工单编号：A1\n标题：漏水\n工单编号：A1\n办理时限：24小时")
    assert (order.number, order.get("limit"), order.words) == ("A1", "24小时", "漏水")
    found = orders.read("工单编号：A1\n工单编号：A1\n标题：漏水\n工单编号：A2\n标题：灯").orders
    assert [order.number for order in found] == ["A1", "A2"]


def test_rows_of_a_table_are_orders() -> None:
    found = orders.read("工单编号\t标题\t主要内容\nA1\t漏水\t屋里漏\nA2\t灯\t灯不亮").orders
    assert [(order.number, order.words) for order in found] == [("A1", "漏水\n屋里漏"), ("A2", "灯不亮")]


@pytest.mark.parametrize(
    "text", ["", "\n \n", "今天又漏水了", "地址：5栋303\n电话：13900000303", "编号：7", "http://a.cn"]
)
def test_other_words_are_no_order(text: str) -> None:
    assert orders.read(text) == orders.Pasted()


@given(st.text(alphabet="工单编号标题：:\t\n 来电人主要内容保密12【】|-A漏水", max_size=80))
def test_nothing_said_is_lost(text: str) -> None:
    """Every letter of every value stands somewhere in what is kept."""
    for order in orders.read(text).orders:
        kept = {order.get(line.key) for line in order.lines} | {line.value for line in order.lines}
        assert all(line.value in kept for line in order.lines)
        for line in order.lines:
            if line.key in ("", "content", "kind", "sorting"):
                assert line.value in order.words


# --- by when ----------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("limit", "day", "time", "counted"),
    [
        ("2023-12-10 18:00", "2023-12-10", "18:00", False),
        ("2023-12-10 18:00:00前办结", "2023-12-10", "18:00", False),
        ("２０２３年１２月１０日１７时３０分前", "2023-12-10", "17:30", False),
        ("2023/12/8", "2023-12-08", "17:30", False),
        ("12月10日18点前", "2023-12-10", "18:00", False),
        ("1月3日18:00", "2024-01-03", "18:00", False),
        ("明天下午5点半", "2023-12-07", "17:30", False),
        ("今日中午12点前", "2023-12-06", "12:00", False),
        ("当日24:00前", "2023-12-07", "00:00", False),
        ("18:00前", "2023-12-06", "18:00", False),
        ("48小时内（2023-12-08 09:00前）", "2023-12-08", "09:00", False),
        ("24小时内", "2023-12-07", "10:00", True),
        ("30分钟内响应", "2023-12-06", "10:30", True),
        ("2个工作小时", "2023-12-06", "12:00", True),
        ("3个工作日内", "2023-12-11", "17:30", True),
        ("三个工作日", "2023-12-11", "17:30", True),
        ("十五个工作日", "2023-12-27", "17:30", True),
        ("二十个工作日", "2024-01-03", "17:30", True),
        ("十二天", "2023-12-18", "17:30", True),
        ("两天", "2023-12-08", "17:30", True),
        ("1周", "2023-12-13", "17:30", True),
        ("5日内办结", "2023-12-11", "17:30", True),
        ("12月7日起3个工作日", "2023-12-12", "17:30", True),
    ],
)
def test_a_limit_is_a_moment(limit: str, day: str, time: str, counted: bool) -> None:
    found = orders.due(limit, SENT, CALENDAR)
    assert found is not None
    there = found.at.astimezone(CALENDAR.zone)
    assert (f"{there:%Y-%m-%d}", f"{there:%H:%M}", found.counted, found.uncertain) == (day, time, counted, counted)


@pytest.mark.parametrize("limit", ["", "立即", "尽快", "2月30日", "今天25点", "0天", "99999小时", "当日24:30"])
def test_what_cannot_be_read_is_asked(limit: str) -> None:
    assert orders.due(limit, SENT, CALENDAR) is None


@pytest.mark.parametrize(
    ("text", "day", "time"),
    [
        ("昨天 18:32", "2023-12-05", "18:32"),
        ("星期二 18:32", "2023-12-05", "18:32"),
        ("周三 08:05", "2023-12-06", "08:05"),
        ("星期天 晚上8:05", "2023-12-03", "20:05"),
        ("8:05", "2023-12-06", "08:05"),
    ],
)
def test_a_moment_of_a_chat(text: str, day: str, time: str) -> None:
    found = orders.moment(text, SENT, CALENDAR)
    assert found is not None
    assert f"{found.astimezone(CALENDAR.zone):%Y-%m-%d %H:%M}" == f"{day} {time}"


def test_no_moment() -> None:
    assert orders.moment("刚才", SENT, CALENDAR) is None


# --- a chat -----------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("text", "remarks", "pictures"),
    [
        ("江姐:\n又漏水了\n[图片]\n[图片]\n\n何静 昨天 18:32\n好的", [("江姐", "", "又漏水了"), ("何静", "昨天 18:32", "好的")], 2),
        ("江秋莲：屋里漏水", [("江秋莲", "", "屋里漏水")], 0),
        ("—— 2023年12月6日 18:32 ——\n江姐：漏\n今天\n江姐：还漏[视频]", [
            ("江姐", "2023年12月6日 18:32", "漏"), ("江姐", "今天", "还漏[视频]"),
        ], 0),
        ("2023-12-06 18:32:11 江秋莲\n漏水了[图片]\r12:30最大", [("江秋莲", "2023-12-06 18:32:11", "漏水了\n12:30最大")], 1),
        ("漏水了\n[图片]", [("", "", "漏水了")], 1),
        ("[图片]", [], 1),
    ],
)  # fmt: skip
def test_who_said_what(text: str, remarks: list[tuple[str, str, str]], pictures: int) -> None:
    chat = orders.read(text).chat
    assert chat is not None
    assert [tuple(one) for one in chat.remarks] == remarks
    assert chat.pictures == pictures


def test_speakers_are_named_once() -> None:
    chat = orders.read("江姐：漏\n何静：来了\n江姐：谢谢").chat
    assert chat is not None
    assert chat.speakers == ("江姐", "何静")


@pytest.mark.parametrize("text", ["昨天 漏水了", "备注：漏", "楼上说：明天修", "12：30", "http://a.cn/b", "123：漏"])
def test_no_chat(text: str) -> None:
    assert orders.read(text).chat is None


# --- names and places -------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("text", "name", "left"),
    [
        ("江秋莲来电，江女士说漏", "江秋莲", "来电人来电，来电人说漏"),
        ("江女士说漏", "江女士", "来电人说漏"),
        ("欧阳小三和欧阳先生", "欧阳小三", "来电人和来电人"),
        ("江边漏水", "江秋莲", "江边漏水"),
        ("江边漏水", "", "江边漏水"),
        ("女士反映", "女士", "来电人反映"),
    ],
)
def test_a_name_leaves_the_words(text: str, name: str, left: str) -> None:
    assert orders.nameless(text, name) == left


OURS = ("东湖街道", "韶光社区")


@pytest.mark.parametrize(
    ("said", "found"),
    [
        ("芙蓉区东湖街道韶光社区5栋", ""),
        ("长沙市芙蓉区定王台街道丰泉古井社区3栋", "定王台街道"),
        ("东湖街道 东湖社区 3栋", "东湖社区"),
        ("韶光小区5栋303", ""),
        ("5栋303", ""),
        ("位于东湖街道的东湖小区", ""),
    ],
)
def test_another_place_is_named(said: str, found: str) -> None:
    assert orders.elsewhere(said, OURS) == found
