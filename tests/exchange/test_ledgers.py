"""Ledgers in and out through actions, pages and commands: one transaction, no trace twice, and back again whole."""

import io
import re
import time

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test import Client
from django.urls import reverse

from huying import cli
from huying.cases import actions as cases
from huying.cases.models import Category
from huying.core import clock, tables, timeline
from huying.core.actor import SYSTEM
from huying.core.errors import Refused
from huying.core.models import Event
from huying.demo.cast import Cast
from huying.exchange import actions, headers, queries, reading
from huying.exchange.models import Import, ImportedRow
from huying.people.models import Resident
from huying.places.models import Building, Home, Stack, Unit

from .tables import HOMES, RESIDENTS, xlsx


@pytest.fixture
def officer(client: Client, cast: Cast) -> Client:
    client.force_login(cast.users["何静"])
    return client


def bring(cast: Cast, kind: str, content: bytes, *, whole: bool = False) -> Import:
    brought = actions.take_in(
        community=cast.community, kind=kind, name="台账.xlsx", content=content, user=cast.users["何静"]
    )
    mapping = headers.propose(reading.read(content).columns, kind)
    return actions.carry_out(imported=brought, mapping=mapping, whole=whole, by=SYSTEM).imported


def counts() -> list[int]:
    return [model.objects.count() for model in (Building, Unit, Stack, Home, Resident)]


def words(page) -> str:
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", page.content.decode()))


def test_homes_come_in_with_everything_above_them(cast: Cast):
    done = bring(cast, "homes", xlsx(HOMES))
    house = cast.building("30")
    assert (house.grid.code, house.built, house.floors, house.label) == ("G02", 1962, 4, "30栋")
    assert [(home.label, home.unit.name, home.stack.name, home.floor) for home in house.homes.order_by("room")] == [
        ("30栋303", "1", "03", 3), ("30栋304", "1", "04", 3), ("30栋402", "2", "02", 4),
    ]  # fmt: skip
    assert (done.rows, done.created, done.changed, done.same, done.bad) == (3, 3, 0, 0, 0)


def test_a_room_that_comes_twice_is_named_with_its_unit(cast: Cast):
    bring(cast, "homes", xlsx([["楼栋", "单元", "房号"], ["5栋", "2", "101"]]))
    labels = cast.building("5").homes.filter(room="101").order_by("unit__name").values_list("label", flat=True)
    assert list(labels) == ["5栋1单元101", "5栋2单元101"]


def test_the_same_ledger_twice_changes_nothing(cast: Cast):
    for kind, rows in (("homes", HOMES), ("residents", RESIDENTS)):
        bring(cast, kind, xlsx(rows))
        before = counts()
        again = bring(cast, kind, xlsx(rows))
        assert counts() == before
        assert (again.created, again.changed, again.same) == (0, 0, again.rows - again.bad)


def test_good_rows_come_in_and_bad_ones_go_out_as_a_file(cast: Cast):
    done = bring(cast, "residents", xlsx(RESIDENTS))
    assert (done.created, done.same, done.bad) == (1, 1, 2)
    assert Resident.objects.get(name="汪致远", home__label="5栋102").phone == "13900000122"
    table = reading.read(bytes(done.content))
    assert [row.cells[0] for row in table.rows] == ["5", "6"]
    assert "手机号是 11 位" in table.rows[0].cells[1]
    # mended, the file comes in as it is
    rows = [list(table.columns), [*table.rows[0].cells[:-1], "13900000147"]]
    assert bring(cast, "residents", xlsx(rows)).created == 1


def test_the_whole_file_of_bad_rows_comes_back_as_it_is_and_then_mended(cast: Cast):
    """Handed in untouched it says the same again and keeps nothing twice; mended, every row of it is kept."""
    rows = [RESIDENTS[0], RESIDENTS[1], *RESIDENTS[2:], [5, "新3栋", "", "101", "", "13900000122"]]
    first = bring(cast, "residents", xlsx(rows))
    assert (first.created, first.bad) == (1, 3)
    before = counts()
    again = bring(cast, "residents", bytes(first.content))
    assert (counts(), again.rows, again.created, again.same, again.bad) == (before, 3, 0, 0, 3)
    table = reading.read(bytes(again.content))
    assert table == reading.read(bytes(first.content))
    assert [row.cells[0] for row in table.rows] == ["5", "6", "7"]
    mends = {"1390000014": "13900000147", "88栋": "3栋", "101": "201"}
    right = [[*row.cells[:2], *(mends.get(cell, cell) for cell in row.cells[2:])] for row in table.rows]
    right[2][3:7] = ["5栋", "", "201", "汪致远"]
    done = bring(cast, "residents", xlsx([table.columns, *right]), whole=True)
    assert (done.rows, done.bad) == (3, 0)


def test_all_or_nothing_keeps_nothing(cast: Cast):
    before = counts()
    with pytest.raises(Refused, match="一行都没有存"):
        bring(cast, "residents", xlsx(RESIDENTS), whole=True)
    assert counts() == before
    assert not Event.objects.filter(kind="exchange.imported").exists()


@pytest.mark.parametrize(("kind", "rows"), [("homes", HOMES), ("residents", RESIDENTS)])
def test_an_import_is_taken_back_whole(cast: Cast, kind: str, rows: list):
    before = counts(), sorted(Home.objects.values_list("label", "building__floors"))
    done = bring(cast, kind, xlsx(rows))
    assert counts() != before[0]
    undone = actions.undo(imported=done, by=SYSTEM)
    assert (counts(), sorted(Home.objects.values_list("label", "building__floors"))) == before
    assert (undone.kept, bytes(undone.content)) == (0, b"")
    with pytest.raises(Refused):
        actions.undo(imported=done, by=SYSTEM)


def test_what_was_changed_is_changed_back_unless_somebody_changed_it_since(cast: Cast):
    Building.objects.filter(name="5").update(built=None)
    Resident.objects.create(home=cast.home("5栋101"), name="罗小平", phone="")
    homes = bring(
        cast,
        "homes",
        xlsx([["楼栋", "单元", "房号", "建成年份"], ["5栋", "1", "1201", "1958"], ["5栋", "1", "101", ""]]),
    )
    people = bring(
        cast,
        "residents",
        xlsx(
            [
                ["楼栋", "房号", "姓名", "电话"],
                ["5栋", "303", "江秋莲", "13900000999"],
                ["5栋", "101", "罗小平", "13900000147"],
            ]
        ),
    )
    assert (cast.building("5").built, cast.building("5").floors, people.changed) == (1958, 12, 2)
    Resident.objects.filter(name="江秋莲").update(phone="0731 5555 0105")
    for done in (people, homes):
        actions.undo(imported=done, by=SYSTEM)
    assert (cast.building("5").built, cast.building("5").floors) == (None, 6)
    assert Resident.objects.get(name="江秋莲", home=cast.home("5栋303")).phone == "0731 5555 0105"
    assert Resident.objects.get(name="罗小平", home=cast.home("5栋101")).phone == ""


def test_what_has_come_into_use_stays(cast: Cast):
    done = bring(cast, "homes", xlsx(HOMES))
    said = cases.Said(
        text="漏水", channel="phone", nature="help", urgency="normal", home=cast.home("30栋303"),
        category=Category.objects.get(pk="light"),
    )  # fmt: skip
    cases.receive(community=cast.community, said=said, by=SYSTEM)
    Resident.objects.create(home=cast.home("30栋402"), name="周建国")
    assert actions.undo(imported=done, by=SYSTEM).kept == 2
    assert sorted(cast.building("30").homes.values_list("label", flat=True)) == ["30栋303", "30栋402"]


def test_after_a_month_it_is_too_late(cast: Cast):
    with clock.at(clock.instant("2023-09-01", "09:00")):
        done = bring(cast, "homes", xlsx(HOMES))
    with clock.at(clock.instant("2023-10-02", "09:00")), pytest.raises(Refused, match="30 天"):
        actions.undo(imported=done, by=SYSTEM)


def test_a_file_nobody_came_back_to_is_thrown_away(cast: Cast):
    with clock.at(clock.instant("2023-09-01", "09:00")):
        actions.take_in(community=cast.community, kind="homes", name="a.xlsx", content=xlsx(HOMES), user=None)
    with clock.at(clock.instant("2023-09-02", "09:01")):
        actions.take_in(community=cast.community, kind="homes", name="b.xlsx", content=xlsx(HOMES), user=None)
    assert list(Import.objects.values_list("name", flat=True)) == ["b.xlsx"]


def test_events_hold_counts_and_nobodys_name(cast: Cast):
    done = bring(cast, "residents", xlsx(RESIDENTS))
    actions.hand_out(community=cast.community, kind="residents", form="csv", by=SYSTEM)
    actions.undo(imported=done, by=SYSTEM)
    told = list(Event.objects.filter(kind__startswith="exchange.").order_by("at"))
    assert {event.kind for event in told} == {"exchange.imported", "exchange.exported", "exchange.import_undone"}
    assert timeline.data(told[0])["created"] == 1
    text = "".join(event.body for event in told)
    assert [secret for secret in ("江秋莲", "汪致远", "1390000", "台账.xlsx") if secret in text] == []


@pytest.mark.parametrize("form", ["xlsx", "csv", "gb18030"])
@pytest.mark.parametrize("kind", ["homes", "residents"])
def test_what_goes_out_comes_in_and_changes_nothing(cast: Cast, kind: str, form: str):
    Resident.objects.create(home=cast.home("5栋101"), name="=1+1", phone="不是电话")
    content = actions.hand_out(community=cast.community, kind=kind, form=form, by=SYSTEM)
    before = counts()
    done = bring(cast, kind, content, whole=True)
    assert (counts(), done.created, done.changed, done.bad) == (before, 0, 0, 0)
    assert done.same == done.rows == len(list(queries.going_out(cast.community, kind)))


@pytest.mark.once
def test_ten_thousand_rows_take_less_than_ten_seconds(cast: Cast):
    """Of a processor: what else runs on this machine does not count."""
    rows = [
        [f"{100 + n // 60}栋", str(1 + n % 60 // 20), f"{1 + n % 20 // 4}0{1 + n % 4}", "G01"] for n in range(10_000)
    ]
    homes = xlsx([["楼栋", "单元", "房号", "网格"], *rows])
    people = xlsx(
        [
            ["楼栋", "单元", "房号", "姓名", "电话"],
            *([*row[:3], f"住户{n}", f"139{n:08}"] for n, row in enumerate(rows)),
        ]
    )
    for kind, content in (("homes", homes), ("residents", people)):
        start = time.process_time()
        done = bring(cast, kind, content)
        took = time.process_time() - start
        assert (done.created, done.bad) == (10_000, 0)
        assert took < 10, f"{kind} took {took:.1f} s"
    start = time.process_time()
    actions.undo(imported=done, by=SYSTEM)
    assert time.process_time() - start < 10


# --- pages ------------------------------------------------------------------------------------------------------------


def upload(client: Client, kind: str, rows: list, name: str = "住户台账.xlsx"):
    return client.post(
        "/desk/ledgers/", {"kind": kind, "file": SimpleUploadedFile(name, xlsx(rows)), "once": name + kind}
    )


def test_from_the_file_to_the_result_and_back(cast: Cast, officer: Client):
    page = upload(officer, "residents", RESIDENTS)
    trial = officer.get(page.url)
    text = words(trial)
    assert "试过了，一行都还没存" in text
    assert "2 行要看一眼" in text
    assert "1 行要存 1 行早就有 2 行不对" in text
    assert "5 联系电话" not in text  # it says what their own table calls it
    assert "5 聯繫電話 1390000014 手机号是 11 位，这里有 10 位 没有把握" in text
    assert Resident.objects.filter(name="汪致远", home__label="5栋102").count() == 0
    file = officer.get(page.url + "rows/")
    assert [row.cells[0] for row in reading.read(file.content).rows] == ["5", "6"]
    kept = officer.post(
        page.url, {"c1": "building", "c3": "room", "c4": "name", "c5": "phone", "once": "k"}, follow=True
    )
    assert "存好了" in words(kept)
    assert Resident.objects.filter(name="汪致远", home__label="5栋102").count() == 1
    assert officer.get(page.url + "rows/").status_code == 200
    gone = officer.post(page.url + "undo/", {"once": "u"}, follow=True)
    assert "这一批加的都拿走了" in words(gone)
    assert Resident.objects.filter(name="汪致远", home__label="5栋102").count() == 0
    assert officer.get(page.url + "rows/").status_code == 404
    assert "撤回了" in words(officer.get("/desk/ledgers/"))


def test_a_column_is_set_by_hand(cast: Cast, officer: Client):
    rows = [["楼栋", "单元", "房号", "户 名"], ["5栋", "1", "101", "周建国"]]
    page = upload(officer, "residents", rows).url
    assert "还差一栏没对上：姓名" in words(officer.get(page))
    assert "1 行要存" in words(officer.get(page + "?c0=building&c1=unit&c2=room&c3=name"))
    # twice the same field, and a field of another ledger: the first stays, the other is none
    assert "还差一栏没对上：姓名" in words(officer.get(page + "?c0=building&c1=building&c2=room&c3=grid"))


def test_all_or_nothing_from_the_page(cast: Cast, officer: Client):
    page = upload(officer, "residents", RESIDENTS).url
    sent = {"c1": "building", "c3": "room", "c4": "name", "c5": "phone", "whole": "1", "once": "k"}
    back = officer.post(page, sent, follow=True)
    assert "还有 2 行不对，一行都没有存" in words(back)
    assert "1 行要存" in words(back)


def test_a_file_that_is_none_says_so(cast: Cast, officer: Client):
    page = officer.post(
        "/desk/ledgers/", {"kind": "homes", "file": SimpleUploadedFile("a.xlsx", b"%PDF-"), "once": "a"}
    )
    assert page.status_code == 422
    assert "这不是表格文件，没有存。请传 xlsx、xls 或 csv。" in words(page)
    assert "还没选文件。" in words(officer.post("/desk/ledgers/", {"kind": "homes"}))
    assert not Import.objects.exists()


def test_a_long_ledger_says_that_it_takes_a_moment(cast: Cast, officer: Client):
    rows = [
        ["楼栋", "单元", "房号", "网格"],
        *([f"{n // 50 + 100}栋", "1", f"{n % 50 + 1}01", "G01"] for n in range(2001)),
    ]
    assert "要等一会儿" in words(officer.get(upload(officer, "homes", rows).url))


def test_a_ledger_goes_out_as_a_file(cast: Cast, officer: Client):
    answer = officer.post("/desk/ledgers/take/", {"take": "homes", "form": "gb18030", "once": "t"})
    assert answer.content.decode("gb18030").splitlines()[:2] == [
        "楼栋,单元,楼层,房号,建成年份,网格",
        "5栋,1,1,101,1958,G01",
    ]
    assert "attachment" in answer.headers["Content-Disposition"]
    assert Event.objects.filter(kind="exchange.exported", actor=f"user:{cast.users['何静'].pk}").count() == 1
    assert officer.post("/desk/ledgers/take/", {"take": "all"}).status_code == 302


@pytest.mark.parametrize("times", [1, 3])
def test_the_list_asks_the_same_for_one_import_and_for_three(
    cast: Cast, officer: Client, django_assert_num_queries, times: int
):
    for _ in range(times):
        bring(cast, "homes", xlsx(HOMES))
    # session and account, its posts; the imports
    with django_assert_num_queries(3):
        assert officer.get("/desk/ledgers/").content.decode().count('scope="row"') == times


def test_another_community_sees_none_of_ours(cast: Cast, client: Client):
    done = bring(cast, "residents", xlsx(RESIDENTS))
    client.force_login(cast.users["高远"])
    assert "台账.xlsx" not in words(client.get("/desk/ledgers/"))
    for name in ("ledger", "ledger_rows", "ledger_undo"):
        address = reverse(name, args=[done.pk])
        assert {client.get(address).status_code, client.post(address).status_code} <= {404, 405}
    out = client.post("/desk/ledgers/take/", {"take": "residents", "form": "csv"}).content.decode("utf-8-sig")
    assert out.splitlines() == ["楼栋,单元,房号,姓名,联系电话"]


# --- commands ---------------------------------------------------------------------------------------------------------


@pytest.fixture
def run(cast: Cast, monkeypatch, capsys):
    monkeypatch.setattr(cli, "ready", lambda: None)
    monkeypatch.setattr(cli, "migrated", lambda: None)

    def command(*said: object) -> tuple[object, str]:
        with pytest.raises(SystemExit) as ended:
            cli.main([*map(str, said), "--community", "shaoguang"])
        return ended.value.code, capsys.readouterr().out

    return command


def test_the_commands(cast: Cast, run, tmp_path):
    file = tmp_path / "住户.xlsx"
    file.write_bytes(xlsx(RESIDENTS))
    before = counts()
    code, out = run("import", "residents", file, "--dry-run")
    assert (code, counts()) == (1, before)
    assert "试过，没有存: 1 行新, 1 行早就有, 2 行不对" in out
    assert "5 聯繫電話: 手机号是 11 位" in out
    assert [secret for secret in ("江秋莲", "1390000") if secret in out] == []
    assert "一行都没有存" in str(run("import", "residents", file, "--all-or-nothing")[0])
    assert counts() == before
    assert run("import", "residents", file)[0] == 1
    assert len(reading.read((tmp_path / "住户.bad.xlsx").read_bytes()).rows) == 2
    out = tmp_path / "out.csv"
    assert run("export", "residents", out, "--format", "gb18030")[0] == 0
    assert "汪致远" in out.read_bytes().decode("gb18030")
    assert run("import", "residents", out)[0] == 0
    assert "没有找到表头" in str(run("import", "homes", _nothing(tmp_path))[0])


def _nothing(folder):
    file = folder / "nothing.csv"
    file.write_bytes(io.BytesIO("甲,乙\n".encode()).getvalue())
    return file


def test_what_was_made_is_noted_row_by_row(cast: Cast):
    done = bring(cast, "homes", xlsx(HOMES))
    assert sorted(done.made.values_list("what", flat=True)) == ["building", "home", "home", "home"]
    assert ImportedRow.objects.filter(imported=done, what="home").count() == 3


def test_a_ledger_that_waits_lies_sealed(cast: Cast) -> None:
    """It may hold every telephone number of the community."""
    content = "楼栋,房号,姓名,电话\n5栋,303,江秋莲,13900000303\n".encode()
    waiting = actions.take_in(community=cast.community, kind="residents", name="台账.csv", content=content, user=None)
    with connection.cursor() as cursor:
        cursor.execute("SELECT content FROM exchange_import")
        lying = cursor.fetchone()[0]
    assert lying.startswith("v1:")
    assert "13900000303" not in lying
    assert Import.objects.get(pk=waiting.pk).content == content


@pytest.mark.parametrize("cell", ["=1+1", "'", "''", "0''", "李'=", "'=1", "＝１", "-3", "\t1"])
def test_only_a_guard_at_the_beginning_is_taken_off(cell: str) -> None:
    assert tables.plain(tables.safe(cell)) == cell
