"""Codes of divisions: level and parent out of the digits, and every kind of row a table can hold."""

import pytest

from huying.rules import divisions
from huying.rules.divisions import Bad, Row

TOP = [["code", "name"], ["43", "湖南省"], ["4301", "长沙市"], ["430102", "芙蓉区"], ["430102017", "东湖街道"]]
ROWS = [
    Row("430000000000", "湖南省", "province", ""),
    Row("430100000000", "长沙市", "city", "430000000000"),
    Row("430102000000", "芙蓉区", "district", "430100000000"),
    Row("430102017000", "东湖街道", "street", "430102000000"),
]
KNOWN = {row.code: row for row in ROWS}


@pytest.mark.parametrize(
    ("said", "full"),
    [
        ("43", "430000000000"), ("4301", "430100000000"), (" 430102 ", "430102000000"),
        ("430102017", "430102017000"), ("430102017003", "430102017003"),
        ("", ""), ("4", ""), ("43010", ""), ("4301020170031", ""), ("4301O2", ""), ("４３０１０２", ""), ("00", ""),
    ],
)  # fmt: skip
def test_a_code_of_any_length_is_written_out(said: str, full: str) -> None:
    assert divisions.full(said) == full


def test_the_chain_goes_down_from_the_province() -> None:
    chain = divisions.chain("430102017003")
    assert chain == [row.code for row in ROWS] + ["430102017003"]
    assert [divisions.level(code) for code in chain] == list(divisions.LEVELS)


def test_a_city_without_districts_holds_its_streets_itself() -> None:
    assert divisions.chain("441900003000") == ["440000000000", "441900000000", "441900003000"]


def test_a_table_is_read_in_any_order_and_a_second_time_changes_nothing() -> None:
    upside_down = [TOP[0], *reversed(TOP[1:]), ["", " "]]
    assert divisions.read(upside_down, {}) == divisions.Plan(new=ROWS)
    assert divisions.read(TOP, KNOWN) == divisions.Plan(same=4)


def test_what_goes_out_comes_in_again_as_it_was() -> None:
    assert divisions.read(divisions.table(ROWS), {}) == divisions.Plan(new=ROWS)


def test_another_name_is_a_new_name() -> None:
    plan = divisions.read([["代码", "名称"], ["430102017", "东湖街道办事处"]], KNOWN)
    assert plan == divisions.Plan(renamed=[Row("430102017000", "东湖街道办事处", "street", "430102000000")])


def test_level_and_parent_may_be_written() -> None:
    table = [["名称", "统计用区划代码", "级别", "上级"], ["东湖街道", "430102017", "街道", "4301"]]
    assert divisions.read(table, KNOWN).bad == [Bad(2, "430102017000", "moved")]
    without = {code: row for code, row in KNOWN.items() if code != "430102017000"}
    assert divisions.read(table, without).new == [Row("430102017000", "东湖街道", "street", "430100000000")]


@pytest.mark.parametrize(
    ("row", "bad"),
    [
        (["4301x", "长沙市"], Bad(2, "4301x", "code")),
        (["430103", ""], Bad(2, "", "name")),
        (["430103", "长" * 61], Bad(2, "长" * 60, "name")),
        (["430103"], Bad(2, "", "name")),
        (["430103", "天心区", "星系"], Bad(2, "星系", "level")),
        (["430103", "天心区", "区", "上面"], Bad(2, "上面", "parent")),
        (["440103", "荔湾区"], Bad(2, "440100000000", "no_parent")),
        (["430103", "天心区", "区", "430102017"], Bad(2, "430102017000", "no_parent")),
        (["44", "广东省", "市"], Bad(2, "440000000000", "no_parent")),
    ],
)
def test_a_bad_row_is_named_by_its_number(row: list[str], bad: Bad) -> None:
    assert divisions.read([["code", "name", "level", "parent"], row], KNOWN) == divisions.Plan(bad=[bad])


def test_one_code_with_two_names_is_a_question() -> None:
    table = [["code", "name"], ["430103", "天心区"], ["430103", "天心区"], ["430103", "开福区"]]
    plan = divisions.read(table, KNOWN)
    assert plan.new == [Row("430103000000", "天心区", "district", "430100000000")]
    assert plan.bad == [Bad(4, "430103", "twice")]


@pytest.mark.parametrize(
    ("table", "missing"), [([], ("code", "name")), ([["name"]], ("code",)), ([["a", "b"]], ("code", "name"))]
)
def test_a_table_without_its_columns_says_which(table: list[list[str]], missing: tuple[str, ...]) -> None:
    assert divisions.read(table, {}) == divisions.Plan(missing=missing)
