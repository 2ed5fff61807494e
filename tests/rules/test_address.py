"""Reading addresses (读地址): what people write, and what the reader makes of it."""

import re
import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from huying.rules.address import Reading, canonical, read
from huying.rules.address.plain import number, plain

# text => building|unit|room|spot for each reading; a trailing ? is a reading that is not sure.
WRITTEN = """
5栋303 => 5||303|
家住5栋303房的江秋莲 => 5||303|
５栋　３０３　房 => 5||303|
五 栋 三 零 三 => 5||303|
六棟四樓二號 => 6||402|
第五栋第三层3号房 => 5||303|
五栋三百零三 => 5||303|
五栋〇三〇三 => 5||303|
5.303 => 5||303|
5 303 => 5||303|
楼栋：5，房号：303 => 5||303|
楼栋：新3栋 单元：2 房号：101 => 新3|2|101|
13栋二单元（四楼）402 => 13|2|402|
四楼车库3楼 => ||4楼车库3|
6-402 => 6||402|
5—303室 => 5||303|
6/402 => 6||402|
5#304 => 5||304|
5栋304# => 5||304|
5#楼303 => 5||303|
6-2-402 => 6|2|402|
5-3-3-1 => 5|3|301|
8-3-402 => 8|3|402|
8栋3-402 => 8|3|402|
8栋3-4-2 => 8|3|402|
8栋3单元4-2 => 8|3|402|
8栋三单元四零二 => 8|3|402|
8 栋 3 单 元 4 0 2 => 8|3|402|
8栋3单员402 => 8|3|402|
8栋两单元402 => 8|2|402|
8栋3门洞402 => 8|3|402|
8栋3梯402 => 8|3|402|
8栋东头单元402 => 8|东|402|
8号楼乙门402 => 8|乙|402|
8楼3单元402 => 8|3|402|
6懂402 => 6||402|
5动303室 => 5||303|
五冻三零三 => 5||303|
5洞303 => 5||303|
6栋4O2 => 6||402|
5栋l01 => 5||101|
5栋3l1 => 5||311|
5栋602A => 5||602A|
(5栋)303 => 5||303|
402房6栋 => 6||402|
1单元301(5栋) => 5|1|301|
3单元301,5栋2单元 => 5|3|301|;5|2||
新3栋102 => 新3||102|
新三棟一零一 => 新3||101|
新３－１０１ => 新3||101|
附13栋402 => 附13||402|
附十三号楼402 => 附13||402|
13号附栋402 => 附13||402|
十三栋附楼302 => 附13||302|
13栋旁边的附栋301 => 附13||301|
新栋3号101 => 新3||101|
新栋十号203室 => 新10||203|
十三杠一栋201 => 13-1||201|
22東203 => 22||203|
5栋303斜对门那户 => 5||303|斜对门
5栋303楼上那户 => 5||303|楼上那户
13附栋401 => 附13||401|
13栋附1号402 => 13附1||402|
13附1栋402 => 13附1||402|
12-2栋301 => 12-2||301|
1-3栋402 => 1-3||402|
副13栋402 => 副13||402|
前3栋402 => 前3||402|
甲5栋402 => 甲5||402|
C座1102 => C||1102|
A-1203 => A||1203|
12B-502 => 12B||502|
c2栋1单元903 => C2|1|903|
东栋302 => 东||302|
最后3栋302 => 3||302|
河东3-302 => 3||302|
湖东3栋302 => 3||302|
3栋 => 3|||
3栋二单元 => 3|2||
3栋门口 => 3|||门口
3栋单元门口 => 3|||单元门口
附13栋屋顶 => 附13|||屋顶
新3栋101楼下车库 => 新3||101|楼下
新3栋车库3号 => 新3||车库3|
新3栋2号车库 => 新3||车库2|
新3栋一楼门面 => 新3||1楼门面|
新3栋架空层 => 新3||架空层|
新3栋负一楼 => 新3||负1楼|
5栋顶楼东边 => 5||顶楼东|
5栋三楼西头 => 5||3楼西|
5栋2楼中间 => 5||2楼中|
5栋二楼中午停水 => 5||2楼|
5栋3楼5号 => 5||305|
5栋2楼303 => 5||303|?
5栋3-03 => 5||303|?
5栋12号 => 5||12|?
5栋303户 => 5||303|
5栋120户停水 => 5|||
5栋一二楼 => 5|||
5栋二楼到三楼的灯 => 5|||
5栋303门口 => 5||303|门口
5-303门口 => 5||303|门口
5栋303天天漏 => 5||303|
5栋303年久失修 => 5||303|
6栋402和502 => 6||402|;6||502|
5栋303/304 => 5||303|;5||304|
6栋303、6栋304、7栋101 => 6||303|;6||304|;7||101|
五栋的303和六栋的404 => 5||303|;6||404|
5、6、7栋停水 => 5|||;6|||;7|||
5栋和6栋之间 => 5|||;6|||之间
5至7栋停水 => 5|||;6|||;7|||
1-3栋停水 => 1|||?;2|||?;3|||?
三四栋停水 => 3|||?;4|||?
5栋1、2单元 => 5|1||;5|2||
5栋1至3单元 => 5|1||;5|2||;5|3||
5栋3至1单元 => 5|1||
1、5栋303漏水 2、7栋402停电 => 5||303|;7||402|
我要投诉6栋602，我是6栋502 => 6||602|;6||502|
我屋103发霉，12栋 => 12||103|
303的江阿姨，5栋的 => 5||303|
三零三房漏水，我是5栋 => 5||303|
楼上502漏到402，都是6栋的 => 6||502|;6||402|
8栋3单元502在施工，我402滴水 => 8|3|502|;8|3|402|
5栋303漏到6栋；203也漏 => 5||303|;6||203|?
二单元302漏，楼下202也湿 => |2|302|;|2|202|
7栋后面的枝子伸到三楼阳台 => 7|||后面;7||3楼|
三楼阳台，8栋1单元302 => 8|1|302|
从一楼到三楼，6栋墙上有缝 => 6|||墙上
6栋，五楼住户 => 6|||
6栋，从四楼甩下来 => 6|||
6栋，五层 => 6|||
我住3单元303 => |3|303|
4单元 => |4||
这3单元 =>
5楼 => ||5楼|
住在5楼 =>
402 => ||402|
303房漏水 => ||303|
三楼3号 => ||303|
303号 => ||303|
共5栋楼 =>
这栋楼的楼道 =>
一栋楼里有人吵 =>
三座大山 =>
120#机油 =>
5座楼 =>
小区有3栋房子 =>
修了8栋 => 8|||?
小区东门 =>
5栋东门 => 5|||
5栋二三单元 => 5|||
韶光路66号 => 66号|||
韶光路88号201室 => 88号||201|
韶光路88号附2 => 88号附2|||
韶光路66号院5栋303 => 5||303|
湖南省长沙市芙蓉区东湖街道韶光社区5栋304 => 5||304|
2023年9月12日09:10，5栋303漏水3天 => 5||303|
电话13900000001，5栋303，共60户 => 5||303|
交了303元 =>
3栋欠费402 => 3|||
一共220V，303度电 =>
202路公交站 =>
101中学门口 =>
湘A5B303停在3栋门口 => 3|||门口
9月5号楼道灯坏了 =>
5-100 =>
5栋100 => 5|||
屋里303户 =>
小贩120户 =>
，，， =>
"""


def shown(readings: tuple[Reading, ...]) -> str:
    return ";".join(f"{r.building}|{r.unit}|{r.room}|{r.spot}{'' if r.sure else '?'}" for r in readings)


@pytest.mark.parametrize("line", [line for line in WRITTEN.splitlines() if line])
def test_reads_what_people_write(line: str) -> None:
    text, _, wanted = line.partition(" =>")
    assert shown(read(text)) == wanted.strip()


def test_a_span_points_into_the_original() -> None:
    text = "您好：　新 ３ 栋 １０１ 漏水"
    (reading,) = read(text)
    assert text[reading.start : reading.end] == reading.text == "新 ３ 栋 １０１"


def test_remembers_where_a_building_came_from() -> None:
    whole, completed = read("东湖社区5栋303，我是304")
    assert (whole.place, whole.completed) == ("东湖社区", False)
    assert (completed.building, completed.place, completed.completed) == ("5", "东湖社区", True)


def test_names_what_else_a_building_may_be() -> None:
    assert read("1-3栋")[0].alternatives == ("1-3",)
    assert read("副13栋402")[0].alternatives == ("附13",)
    assert read("后3栋402")[0].alternatives == ("3",)


def test_a_bare_room_keeps_its_spot() -> None:
    assert read("303门口，5栋")[0].spot == "门口"


@pytest.mark.parametrize(("room", "floor"), [("2楼西", 2), ("负1楼", -1), ("303", None), ("车库3", None), ("", None)])
def test_floor_of_a_reading(room: str, floor: int | None) -> None:
    assert Reading(room=room).floor == floor


@pytest.mark.parametrize(
    ("said", "value"),
    [
        ("三零三", 303),
        ("三百零三", 303),
        ("十三", 13),
        ("廿一", 21),
        ("卅", 30),
        ("二十", 20),
        ("一百二", 120),
        ("一千二百零三", 1203),
        ("幺零三", 103),
        ("1百2十3", 123),
        ("303", 303),
        ("十2", 12),
        ("二百一十三", 213),
    ],
)
def test_numbers(said: str, value: int) -> None:
    assert number(said) == value


@pytest.mark.parametrize(
    ("parts", "name"),
    [
        (("5", "", "303"), "5栋303"),
        (("8", "3", "402"), "8栋3单元402"),
        (("新3", "", "101"), "新3栋101"),
        (("", "3", "501"), "3单元501"),
        (("66号", "", "303"), "66号303"),
        (("附13", "", ""), "附13栋"),
    ],
)
def test_canonical(parts: tuple[str, str, str], name: str) -> None:
    assert canonical(*parts) == name


FULL = {code: code + 0xFEE0 for code in range(0x21, 0x7F)}
OLD = str.maketrans("栋楼号单门层顶东", "棟樓號單門層頂東")
buildings = st.builds(
    str.__add__, st.sampled_from(["", "新", "附", "老", "甲", "B"]), st.integers(1, 99).map(str)
) | st.sampled_from(["12B", "13-1", "13附1", "A"])
units = st.sampled_from(["", "1", "3", "乙"])
rooms = st.builds(lambda floor, door: str(floor * 100 + door), st.integers(1, 33), st.integers(1, 12))


@given(buildings, units, rooms)
def test_reads_back_the_canonical_name(building: str, unit: str, room: str) -> None:
    (reading,) = read(canonical(building, unit, room))
    assert (reading.building, reading.unit, reading.room, reading.sure) == (building, unit, room, True)


@given(buildings, units, rooms, st.sampled_from(["漏水了", "，请来看", "的住户", ""]))
def test_reading_is_the_same_in_full_width_and_traditional(building: str, unit: str, room: str, rest: str) -> None:
    text = canonical(building, unit, room) + rest
    assert shown(read(text.translate(FULL))) == shown(read(text.translate(OLD))) == shown(read(text))


@given(st.text(alphabet="0123456789零一二三百十栋幢单元楼号室房-#/、，。()新附东A 门户到和漏水\n０") | st.text())
def test_never_fails_and_points_into_the_text(text: str) -> None:
    for reading in read(text):
        assert 0 <= reading.start < reading.end <= len(text)
        assert text[reading.start : reading.end] == reading.text
        assert reading.building or reading.unit or reading.room


phones = st.from_regex(re.compile(r"1[3-9]\d{9}", re.ASCII), fullmatch=True) | st.from_regex(
    re.compile(r"07\d{2}-\d{8}", re.ASCII), fullmatch=True
)
dates = st.dates().flatmap(
    lambda day: st.sampled_from(
        [f"{day.year:04}年{day.month}月{day.day}日", f"{day.month}月{day.day}日", f"{day.month}月{day.day}号"]
    )
)
idle = st.text(alphabet="我请来看了漏水的吧，。：", max_size=6)


@given(idle, phones | dates | st.from_regex(re.compile(r"\d{17}[\dX]", re.ASCII), fullmatch=True), idle)
def test_no_phone_date_or_id_is_a_home(before: str, figure: str, after: str) -> None:
    assert read(before + figure + after) == ()


@given(st.text())
def test_plain_text_is_stable(text: str) -> None:
    spelled = plain(text)
    assert len(spelled.text) == len(spelled.starts) == len(spelled.ends)
    assert all(unicodedata.normalize("NFKC", text[at]) for at in spelled.starts)
