"""What each audience sees, and what free text gives away. All numbers are invented."""

import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from huying.rules import masks

ID_18 = "430102196003071206"
ID_18_X = "43010219600307102X"
CARD_16 = "6222021234567894"
CARD_19 = "6222021234567890128"


@pytest.mark.parametrize(
    ("text", "colleagues", "outside"),
    [
        ("", "", ""),
        ("  ", "", ""),
        ("汪", "汪*", "汪某"),
        ("何静", "何*", "何某"),
        ("江秋莲", "江*莲", "江某"),
        (" 江秋莲 ", "江*莲", "江某"),
        ("欧阳小莲", "欧**莲", "欧阳某"),
        ("司马亮", "司*亮", "司马某"),
        ("欧阳", "欧*", "欧某"),
        ("阿依古丽·买买提", "阿******提", "阿某"),
    ],
)
def test_name(text: str, colleagues: str, outside: str) -> None:
    assert masks.name(text) == masks.name(text, "staff") == masks.name(text, "reporter") == colleagues
    assert masks.name(text, "public") == masks.name(text, "vendor") == outside
    assert masks.name(text, "staff_full") == text.strip()


@pytest.mark.parametrize(
    ("text", "masked"),
    [
        ("13800000001", "138****0001"),
        ("138 0000 0001", "138 **** 0001"),
        ("+86 13800000001", "+86 138****0001"),
        ("１３８００００１２３４", "１３８****１２３４"),
        ("0731-84561234", "0731-****1234"),
        ("(010)84561234", "(010)****1234"),
        ("84561234", "84****34"),
        ("661234", "******"),
        ("", ""),
    ],
)
def test_phone(text: str, masked: str) -> None:
    for audience in ("staff", "vendor", "public", "reporter"):
        assert masks.phone(text, audience) == masked
    assert masks.phone(text, "staff_full") == text


def test_id_number() -> None:
    assert masks.id_number(ID_18) == masks.id_number(ID_18, "reporter") == "430***********1206"
    assert masks.id_number("430102600307123") == "430********7123"
    assert masks.id_number(ID_18, "public") == masks.id_number(ID_18, "vendor") == ""
    assert masks.id_number(ID_18, "staff_full") == ID_18


@pytest.mark.parametrize(
    ("building", "room", "public"),
    [
        ("5栋", "303", "5栋3**"),
        ("新3栋", "1201", "新3栋12**"),
        ("5栋", "303A", "5栋3**"),
        ("5栋2单元", "602房", "5栋2单元6**"),
        ("5栋", "车库", "5栋"),
        ("5栋", "03", "5栋"),
        ("5栋", "", "5栋"),
    ],
)
def test_home(building: str, room: str, public: str) -> None:
    assert masks.home(building, room) == masks.home(building, room, "public") == public
    for audience in ("staff_full", "staff", "vendor", "reporter"):
        assert masks.home(building, room, audience) == building + room


@pytest.mark.parametrize(
    ("kind", "piece", "shown"),
    [
        ("phone", "13800000001", "138****0001"),
        ("phone", "138-0000-0001", "138-****-0001"),
        ("phone", "138 0000 0001", "138 **** 0001"),
        ("phone", "+86 19900000001", "+86 199****0001"),
        ("phone", "8613800000001", "86138****0001"),
        ("phone", "１３８０００００００１", "１３８****０００１"),
        ("phone", "幺三八〇零零零零零零一", "***********"),
        ("phone", "0731-84561234", "0731-****1234"),
        ("phone", "0731 8456 1234", "0731 **** 1234"),
        ("phone", "（0731）84561234", "（0731）****1234"),
        ("phone", "010—84561234", "010—****1234"),
        ("id", ID_18, "*" * 18),
        ("id", ID_18_X, "*" * 18),
        ("id", ID_18_X.lower(), "*" * 18),
        ("id", "430102 19600307 1206", "****** ******** ****"),
        ("id", "430102196003071207", "*" * 18),
        ("id", "43010219601307120X", "*" * 18),
        ("id", "430102600307123", "*" * 15),
        ("id", "430102196003071257", "*" * 18),  # passes as a card too
        ("card", CARD_16, "************7894"),
        ("card", "6222 0212 3456 7894", "**** **** **** 7894"),
        ("card", CARD_19, "***************0128"),
        ("card", "6222-0212-3456-7890-128", "****-****-****-***0-128"),
        ("plate", "湘A12345", "湘A*****"),
        ("plate", "湘A·D1234", "湘A·*****"),
        ("plate", "湘ad12345", "湘a******"),
        ("plate", "粤Z1234港", "粤Z*****"),
    ],
)
def test_free_text_gives_away(kind: str, piece: str, shown: str) -> None:
    for before, after in [("", ""), ("打", "找我"), ("5栋303，", "，谢谢"), ("303 ", " 3栋"), ("电话:", "。2楼")]:
        text = before + piece + after
        assert masks.scan(text) == (masks.Found(kind, len(before), len(before) + len(piece)),)  # type: ignore[arg-type]
        assert masks.clean(text) == before + shown + after


@pytest.mark.parametrize(
    "text",
    [
        "",
        "5栋303房像水帘洞一样，2023年9月12日 09:10 又漏了",
        "受理编号 2312 0604，区划 430102017003",
        "打过 12345、110 和 400-123-4567",
        "共 339 户 42 处，花费 12345678.90 元",
        "新A栋1203室 新3栋101 附13栋",
        "12800000001 是十一位，但不是手机号",
        "138000000012 多一位",
        "单号 430102017003202312060604 二十四位",
        "单号 990102196003071237",
        "单号 430102196013071237",
        "单号 430102186003071237",
        "单号 990102600307123 和 430102601307123",
        "卡号 6222021234567890 校验不对",
        "卡号 6222 0212 3456 7890 校验不对",
        "京BEIJING",
        "湘A1234",
        "湘A1234567",
        "一三八〇〇〇〇〇〇〇",
    ],
)
def test_free_text_gives_nothing_away(text: str) -> None:
    assert masks.scan(text) == ()
    assert masks.clean(text) == text


def test_several_in_one_text() -> None:
    text = f"我叫江秋莲，身份证{ID_18}，电话13800000001或0731-84561234，车湘A12345，卡{CARD_16}"
    assert [piece.kind for piece in masks.scan(text)] == ["id", "phone", "phone", "plate", "card"]
    assert masks.clean(text) == (
        f"我叫江秋莲，身份证{'*' * 18}，电话138****0001或0731-****1234，车湘A*****，卡************7894"
    )


def test_a_grouped_card_before_a_room_number() -> None:
    assert masks.clean("6222 0212 3456 7894 303房") == "**** **** **** 7894 303房"


def test_a_number_behind_one_that_does_not_hold_is_found() -> None:
    assert masks.clean(f"单号 990102196003071237 和 {ID_18}") == f"单号 990102196003071237 和 {'*' * 18}"


PIECES = st.sampled_from([ID_18, "13800000001", "0731-84561234", CARD_16, "湘A12345"])


@given(st.text(alphabet="漏水，a -0123456789１X湘A幺三", max_size=80))
def test_cleaning_keeps_the_length_and_is_done_once(text: str) -> None:
    once = masks.clean(text)
    assert len(once) == len(text)
    assert masks.clean(once) == once


@given(st.lists(PIECES, max_size=6), st.text(alphabet="漏水了，。 房栋", min_size=1, max_size=5))
def test_nothing_is_left_between_words(pieces: list[str], words: str) -> None:
    cleaned = masks.clean(words + "，".join(words + piece + words for piece in pieces))
    assert not any(piece in cleaned for piece in pieces)


@pytest.mark.parametrize(
    ("said", "shown"),
    [("139 0000 0303", "139 **** 0303"), ("lian@example.cn", "l***@example.cn"), ("@example.cn", "***@example.cn")],
)
def test_half_of_a_number_or_a_mailbox(said: str, shown: str) -> None:
    assert masks.contact(said) == shown


def test_a_spot_is_the_parts_of_a_house_or_nothing() -> None:
    assert [masks.spot(said) for said in ("2单元三楼楼道", "江秋莲家门口")] == ["2单元三楼楼道", ""]


def test_a_long_text_takes_no_long_time() -> None:
    texts = ["1" * 50_000, "1 " * 25_000, "0731 " * 10_000, "湘A" * 25_000, "4301021960030712" * 3_000]
    before = time.process_time()
    for text in texts:
        masks.scan(text)
    assert time.process_time() - before < 5


@pytest.mark.parametrize(
    ("said", "text", "phones", "kinds"),
    [
        ("打我电话13900000303", "打我电话139****0303", ("13900000303",), ("phone",)),
        ("+86 139 0000 0303 或 139-0000-0303", "+86 139 **** 0303 或 139-****-0303", ("13900000303",), ("phone",)),
        ("幺三九〇〇〇〇〇三零三", "*" * 11, ("13900000303",), ("phone",)),
        ("１３９００００１５５５", "１３９****１５５５", ("13900001555",), ("phone",)),
        (
            "(0731) 5555-0105 和 13900000303",
            "(0731) ****-0105 和 139****0303",
            ("073155550105", "13900000303"),
            ("phone",),
        ),
        (f"身份证{ID_18}", "身份证" + "*" * 18, (), ("id",)),
        ("5栋303漏水", "5栋303漏水", (), ()),
    ],
)
def test_numbers_are_lifted_out_of_the_words(
    said: str, text: str, phones: tuple[str, ...], kinds: tuple[str, ...]
) -> None:
    assert masks.lift(said) == (text, phones, kinds)


@given(st.lists(PIECES | st.sampled_from(["漏水", "湘A", "一三九", "5栋303", "１３９", "-", " ", "2"]), max_size=6))
def test_a_look_ahead_misses_nothing(pieces: list[str]) -> None:
    """Where it says that there is nothing, the patterns find nothing."""
    text = "".join(pieces).translate(masks._FULL_WIDTH)
    if not masks._MAY_HOLD.search(text):
        assert [list(masks._matches(pattern, holds, text)) for _kind, pattern, holds in masks._PATTERNS] == [[]] * len(
            masks._PATTERNS
        )
