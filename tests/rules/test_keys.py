"""Codes of doors and places of keys: found, cut out, and what only sounds like them left alone."""

from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from huying.rules.keys import cut, scan


@pytest.mark.parametrize(
    ("text", "left", "pieces"),
    [
        ("看下水管，钥匙在门垫下面", "看下水管", ("钥匙在门垫下面",)),
        ("门锁密码 1234，老人耳背。", "老人耳背。", ("门锁密码 1234",)),
        ("老人耳背，门锁密码是1234#。", "老人耳背。", ("门锁密码是1234#",)),
        ("密码是８８８８", "", ("密码是８８８８",)),
        ("单元门密码：2580#，三楼左手。", "三楼左手。", ("单元门密码：2580#",)),
        ("门禁码 13579，", "", ("门禁码 13579",)),
        ("开门密码一二三四五六", "", ("开门密码一二三四五六",)),
        ("下午去，按 0808# 就能开门。", "下午去。", ("按 0808# 就能开门",)),
        ("钥匙在门垫下面，自己开。", "自己开。", ("钥匙在门垫下面",)),
        ("没人在家，备用钥匙放在鞋柜里。", "没人在家。", ("备用钥匙放在鞋柜里",)),
        ("钥匙藏花盆底下", "", ("钥匙藏花盆底下",)),
        ("门口脚垫下面有钥匙，进去看。", "进去看。", ("门口脚垫下面有钥匙",)),
        ("密码1234，钥匙在门框上", "", ("密码1234", "钥匙在门框上")),
    ],
)
def test_what_opens_a_door_is_cut_out(text: str, left: str, pieces: tuple[str, ...]) -> None:
    assert cut(text) == (left, pieces)


@pytest.mark.parametrize(
    "text",
    [
        "",
        "厨房下水道往上冒水，昨天通过一次。",
        "钥匙断在锁里了，打不开门。",
        "钥匙丢了，请人换了锁。",
        "电子锁坏了，密码忘了。",
        "楼道灯三天没亮了，电话13900000303。",
        "单元门禁坏了，一推就开。",
        "门锁密码要不要换？",
        "5栋303，钥匙由汪小梅当面交接、签字。",
        "垫子下面渗水。",
        "水表走得快。",
    ],
)
def test_what_only_sounds_like_it_stays(text: str) -> None:
    assert cut(text) == (text, ())


def test_pieces_do_not_overlap_and_stand_in_order() -> None:
    found = scan("钥匙在门垫下，门锁密码是 4321，鞋柜里放着钥匙。")
    assert [piece.kind for piece in found] == ["key", "code", "key"]
    assert all(one.end <= other.start for one, other in pairwise(found))


def test_one_that_overlaps_is_cut_once() -> None:
    assert cut("门垫下面放着钥匙在鞋柜里。").pieces == ("钥匙在鞋柜里",)


WORDS = st.lists(
    st.sampled_from(["门锁", "密码", "是", "1234", "钥匙", "在", "门垫", "下面", "，", "。", "老人", " "])
).map("".join)


@given(WORDS)
def test_what_was_cut_is_gone(text: str) -> None:
    once = cut(text)
    assert (once.text == text) is (once.pieces == ())
