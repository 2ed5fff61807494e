"""The dry run: what a ledger would change, what is wrong with a row, and that a ledger which went out changes nothing."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from huying.core import tables
from huying.exchange import cells, headers, plans, reading, writing
from huying.exchange.known import Door, House, Known, Person
from huying.rules import address

from .tables import HOMES, RESIDENTS, xlsx


def house(name: str, *doors: tuple[str, str, int], built: int | None = 1958, grid: str = "G01") -> House:
    made = House(f"id {name}", name, address.canonical(name, "", ""), grid, built)
    for door in doors:
        made.add(Door(f"id {name} {door}", *door))
    return made


def known(*houses: House, people: dict | None = None) -> Known:
    return Known(list(houses), {"G01": "G01", "G02": "G02"}, people or {})


def tried(kind: str, rows: list[list[object]], register: Known) -> plans.Plan:
    table = reading.read(xlsx(rows))
    return plans.make(kind, table, headers.propose(table.columns, kind), register)


def wrong(plan: plans.Plan) -> list[tuple[int, str, str, str]]:
    return [(bad.number, bad.field, bad.value, bad.mend) for bad in plan.bad]


def homes(*rows: list[object]) -> list[list[object]]:
    return [["楼栋", "单元", "楼层", "房号", "建成年份", "网格"], *rows]


def test_a_new_house_comes_with_its_units_and_homes() -> None:
    plan = tried("homes", HOMES, known())
    assert plan.bad == []
    assert [(one.name, one.grid, one.built) for one in plan.houses] == [("30", "G02", 1962)]
    assert [home[1:] for home in plan.homes] == [("1", "303", 3), ("1", "304", 3), ("2", "402", 4)]
    assert (plan.rows, plan.good, plan.changes, plan.same) == (3, 3, 3, 0)


@pytest.mark.parametrize(
    ("row", "field", "mend"),
    [
        (["", "1", "", "303", "", ""], "building", ""),
        (["5栋", "1", "", "", "", ""], "room", ""),
        (["5栋", "1", "", "3O3", "", ""], "room", "303"),
        (["5栋", "1", "", "303", "1961", ""], "built", "1958"),
        (["5栋", "1", "", "303", "前年", ""], "built", ""),
        (["5栋", "1", "", "303", "", "G02"], "grid", "G01"),
        (["5栋", "1", "4", "303", "", ""], "floor", "3"),
        (["5栋", "1", "", "车库", "", ""], "floor", ""),
        (["5栋", "1", "高", "305", "", ""], "floor", ""),
        (["5栋", "", "", "999", "", ""], "unit", ""),
        (["5栋", "", "", "101", "", ""], "unit", ""),
        (["77栋", "1", "", "303", "", ""], "grid", ""),
    ],
)
def test_a_row_of_homes_that_cannot_be_taken(row: list[object], field: str, mend: str) -> None:
    register = known(house("5", ("1", "303", 3), ("1", "101", 1), ("2", "101", 1)))
    plan = tried("homes", homes(row), register)
    assert [(bad[0], bad[1], bad[3]) for bad in wrong(plan)] == [(2, field, mend)]
    assert (plan.good, plan.homes, plan.houses) == (0, [], [])


@pytest.mark.parametrize(
    ("said", "room", "floor"),
    [
        ("", "303", 3),
        ("三楼", "303", 3),
        ("3层", "甲", 3),
        ("负一楼", "车库1", -1),
        ("B1", "车库1", -1),
        ("-1", "车库", -1),
        ("", "1204", 12),
    ],
)
def test_floors_by_many_names(said: str, room: str, floor: int) -> None:
    assert cells.floor(said, room) == floor


@pytest.mark.parametrize(
    ("said", "year"),
    [("1958", 1958), ("1958年", 1958),
     ("１９５８年建", 1958), ("1958-06-01", 1958), ("1958.6", 1958), ("一九五八年", 1958), ("21337", 1958), ("不详", None)],
)  # fmt: skip
def test_years_by_many_names(said: str, year: int | None) -> None:
    assert cells.year(said) == year


def test_houses_by_other_names_are_the_same_house() -> None:
    annex = house("附13", ("1", "101", 1))
    annex.aliases = ("13附",)
    register = known(annex)
    plan = tried("homes", homes(["附十三栋", "1", "", "101", "", ""], ["13附栋", "", "", "101室", "", ""]), register)
    assert (plan.same, plan.bad, plan.changes) == (2, [], 0)


def test_a_year_we_did_not_know_is_filled_in() -> None:
    plan = tried("homes", homes(["5栋", "1", "", "303", "1958", ""]), known(house("5", ("1", "303", 3), built=None)))
    assert [(one.house.name, one.built) for one in plan.years] == [("5", 1958)]
    assert (plan.changes, plan.same) == (1, 0)


def test_residents_find_their_homes() -> None:
    five = house("5", ("2", "303", 3), ("1", "102", 1), ("2", "404", 4))
    plan = tried("residents", RESIDENTS, known(five, house("新88")))
    assert [tuple(one) for one in plan.residents] == [
        (five.doors["303"][0].id, "江秋莲", "13900000303"),
        (five.doors["102"][0].id, "汪致远", "13900000122"),
    ]
    assert wrong(plan) == [(5, "phone", "1390000014", ""), (6, "building", "88栋", "新88栋")]


@pytest.mark.parametrize(
    ("row", "field", "mend"),
    [
        (["5栋", "", "808", "江秋莲", ""], "room", ""),
        (["5栋", "2", "303", "江秋莲", ""], "unit", "1"),
        (["5栋", "", "3l3", "江秋莲", ""], "room", "313"),
        (["5栋", "", "101", "江秋莲", ""], "unit", ""),
        (["5栋", "1", "101", "", ""], "name", ""),
        (["5栋", "1", "101", "江\n秋莲", ""], "name", "江 秋莲"),
        (["5栋", "1", "101", "江秋莲", "13900000101/13900000102"], "phone", "13900000101"),
        (["5栋", "1", "101", "江秋莲", "1.39E+10"], "phone", ""),
    ],
)
def test_a_resident_that_cannot_be_taken(row: list[object], field: str, mend: str) -> None:
    register = known(house("5", ("1", "101", 1), ("2", "101", 1), ("1", "303", 3)))
    plan = tried("residents", [["楼栋", "单元", "房号", "姓名", "电话"], row], register)
    assert [(bad[1], bad[3]) for bad in wrong(plan)] == [(field, mend)]
    assert plan.residents == []


def test_the_same_person_is_not_added_again() -> None:
    five = house("5", ("1", "303", 3))
    home = five.doors["303"][0].id
    people = {home: [Person("r1", "江秋莲", "139 0000 0303"), Person("r2", "汪致远", "")]}
    rows = [
        ["楼栋", "房号", "姓名", "电话"],
        ["5栋", "303", "江秋莲", "13900000303"],
        ["5栋", "303", "江秋莲", "无"],
        ["5栋", "303", "汪致远", "13900000122"],
        ["5栋", "303", "罗小平", "13900000147"],
        ["5栋", "303", "罗小平", ""],
        ["5栋", "303", "罗小平", "13900000148"],
    ]
    plan = tried("residents", rows, known(five, people=people))
    assert (plan.same, len(plan.residents), plan.bad_rows) == (3, 1, 1)
    assert [tuple(one) for one in plan.phones] == [("r2", "", "13900000122")]
    assert "第 5 行" in plan.bad[0].reason


def test_two_houses_of_one_name_are_never_guessed() -> None:
    other = house("35", ("1", "303", 3))
    other.aliases = ("5栋",)
    plan = tried("residents", [["楼栋", "房号", "姓名"], ["5栋", "303", "江秋莲"]], known(house("5"), other))
    assert plan.bad[0].reason == "有几栋都叫这个：5栋、35栋"


# --- what goes out comes in again -------------------------------------------------------------------------------------

WORDS = st.text(st.characters(exclude_categories=("C", "Z")), min_size=1, max_size=20)
ODD = st.one_of(
    WORDS, st.sampled_from(["=1+1", "＝A1", "+86", "-5", "@x", "'", "''", "'=", "＇＋", "合计", 'a"b', "a,b;c\td"])
)
# what a page may have kept: no blanks at the ends, no control characters
KEPT = ODD.map(lambda text: "".join(sign for sign in text if sign >= " ").strip(reading.IDLE)).filter(bool)


@settings(max_examples=150, deadline=None)
@given(rows=st.lists(st.tuples(KEPT, KEPT, KEPT), min_size=1, max_size=6), form=st.sampled_from(writing.FORMATS))
def test_rows_that_go_out_come_in_unchanged(rows: list[tuple[str, ...]], form: writing.Format) -> None:
    written = [("5栋", "303", *row) for row in rows]
    table = reading.read(writing.write(["楼栋", "房号", "姓名", "联系电话", "甲"], written, form))
    assert [row.cells for row in table.rows] == written


@pytest.mark.parametrize("text", ["=1+1", "+1", "-1", "@x", "\tx", "\rx", "＝1", "＋1", "－1", "＠x", "'=1"])
def test_no_cell_goes_out_as_a_formula(text: str) -> None:
    assert tables.safe(text) == f"'{text}"
    assert tables.plain(tables.safe(text)) == text


NAMES = st.sampled_from(["5", "附13", "新3", "甲5", "13-1", "12B", "A座", "红楼"])
UNITS = st.sampled_from(["1", "2", "东", "甲", "11"])
ROOMS = st.one_of(
    st.from_regex(r"[1-9][0-9]{0,2}[0-9]{2}[A-F]?", fullmatch=True), st.sampled_from(["车库1", "门面", "3O3", "303室"])
)
PEOPLE = st.lists(st.tuples(KEPT, st.sampled_from(["", "139 0000 0303", "0731 5555 0105", "123"])), max_size=3)
DOORS = st.dictionaries(st.tuples(NAMES, UNITS, ROOMS), st.tuples(st.integers(-3, 40), PEOPLE), min_size=1, max_size=12)


@settings(max_examples=120, deadline=None)
@given(doors=DOORS, form=st.sampled_from(writing.FORMATS))
def test_a_ledger_that_went_out_changes_nothing(doors: dict, form: writing.Format) -> None:
    houses: dict[str, House] = {}
    people: dict[object, list[Person]] = {}
    seen: set[tuple[str, str, str]] = set()
    lines: dict[str, list[list[str]]] = {"homes": [], "residents": []}
    for (name, unit, room), (floor, living) in doors.items():
        key = (name, unit, room.removesuffix("室"))
        if key in seen:  # 303 and 303室 of one staircase are one door
            continue
        seen.add(key)
        one = houses.setdefault(name, house(name))
        one.add(Door(key, unit, room, floor))
        lines["homes"].append([one.label, unit, str(floor), room, "1958", "G01"])
        for who, phone in dict(living).items():
            people.setdefault(key, []).append(Person((key, who), who, phone))
            lines["residents"].append([one.label, unit, room, who, phone])
    for kind, rows in lines.items():
        names = [headers.SYNONYMS[field].split()[0] for field in headers.FIELDS[kind]]
        table = reading.read(writing.write(names, rows, form))
        plan = plans.make(kind, table, headers.propose(table.columns, kind), known(*houses.values(), people=people))
        assert (plan.bad, plan.rows, plan.changes, plan.same) == ([], len(rows), 0, len(rows))
