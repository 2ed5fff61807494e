"""Ledgers of appeals: past matters come in dated as they were, stay what the ledger says, and go out as they came."""

import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from datetime import date, datetime

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection, transaction
from django.test import Client
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from huying import cli
from huying.cases import actions as cases
from huying.cases import search
from huying.cases.audit import audit
from huying.cases.models import Appeal, Case, Category, Commitment
from huying.core import clock, timeline
from huying.core.actor import SYSTEM, Actor
from huying.core.models import Event
from huying.demo.cast import Cast
from huying.demo.story import Stage
from huying.exchange import actions, cells, days, headers, plans, queries, reading, writing
from huying.exchange import told as kept
from huying.exchange.models import Import

from .tables import xlsx
from .test_ledgers import words

HEADER = [
    "序号", "登记日期", "来源", "反映人", "联系电话", "地址", "诉求内容", "诉求类别", "网格员", "上门时间", "查看情况",
    "处理措施", "承办单位", "办结时间", "是否办结", "回访时间", "回访结果", "满意度", "备注",
]  # fmt: skip
LEDGER = [
    ["韶光社区民情台账（2022年）"],
    HEADER,
    [1, "6月3日", "来访", "江秋莲", "139 0000 0303", "五栋２单元303室", "一下雨，顶上到处滴水", "屋面漏水", "李敏",
     "6.4", "天沟老化", "换了防水，找张师傅13900000888", "安居防水修缮", "2022年6月20日", "是", "6月25日", "已解决", "满意", "装了接水盆"],
    [2, 44721, "12345", "汪致远", "不详", "5栋", "楼道灯不亮", "照明", "", "", "", "换了灯泡", "", "", "已办结", "", "", "", ""],
    [3, "二〇二二年七月一日", "微信群", "保密", "保密", "88栋101", "半夜吵得睡不着", "其他", "", "", "", "", "", "", "否", "", "", "", ""],
    [4, "2022.7.2", "飞鸽", "罗小平", "", "新3栋7单元999", "下水道堵了", "", "", "", "", "", "", "7.5", "", "", "满意", "", ""],
    ["合计", "", "", "", "", "", "4 件"],
]  # fmt: skip
NOW = clock.instant("2023-09-01", "08:00")


@pytest.fixture(autouse=True)
def _now(request: pytest.FixtureRequest):
    if "told" in request.fixturenames:
        yield
        return
    with clock.at(NOW):
        yield


def bring(cast: Cast, content: bytes, *, whole: bool = False) -> actions.Outcome:
    brought = actions.take_in(
        community=cast.community, kind="appeals", name="民情.xlsx", content=content, user=cast.users["何静"]
    )
    mapping = headers.propose(reading.read(content).columns, "appeals")
    return actions.carry_out(imported=brought, mapping=mapping, whole=whole, by=Actor.user(cast.users["何静"]))


def out(cast: Cast, form: writing.Format = "xlsx") -> bytes:
    return actions.hand_out(community=cast.community, kind="appeals", form=form, by=SYSTEM)


def row(**said: object) -> list[list[object]]:
    """A ledger of one row; what is not said is empty, but for the day and the words."""
    facts = {"登记日期": "2022-06-03", "诉求内容": "楼道灯不亮", **said}
    return [HEADER, [facts.get(name, "") for name in HEADER]]


def only(cast: Cast, **said: object) -> Case:
    assert bring(cast, xlsx(row(**said))).plan.bad == []
    return Case.objects.get()


def test_every_column_of_the_layout_is_known() -> None:
    assert headers.propose(HEADER, "appeals") == ("", *headers.FIELDS["appeals"])
    assert headers.layout("appeals") == HEADER
    other = ["来电时间", "报修人", "姓名", "联系方式", "家庭住址", "问题描述", "办理情况", "是否解决", "群众满意度"]
    fields = ("said_on", "reporter", "", "phone", "address", "words", "measures", "done", "satisfaction")
    assert headers.propose(other, "appeals") == fields
    assert headers.propose(["姓名", "房号"], "residents") == ("name", "room")


def test_finished_rows_become_closed_cases_of_their_own_days(cast: Cast) -> None:
    done = bring(cast, xlsx(LEDGER))
    assert done.plan.bad == []
    assert (done.imported.created, done.imported.changed, done.imported.same) == (4, 0, 0)
    titles = ("一下雨，顶上到处滴水", "楼道灯不亮", "半夜吵得睡不着", "下水道堵了")
    roof, light, noise, drain = (Case.objects.get(title=title) for title in titles)
    assert (roof.state, roof.category_id, roof.where, roof.number) == ("closed", "house_roof", "5栋303", "22060001")
    assert (roof.received_at, roof.closed_at) == (clock.instant("2022-06-03"), clock.instant("2022-06-20"))
    appeal = roof.appeals.get()
    assert (appeal.channel, appeal.outcome, appeal.satisfaction) == ("walk_in", "solved", "satisfied")
    assert (appeal.answered_at, appeal.phones) == (clock.instant("2022-06-25"), ["13900000303", "13900000888"])
    assert (light.category_id, light.where, light.appeals.get().channel) == ("light", "5栋", "hotline")
    assert (light.received_at, light.closed_at) == (clock.instant("2022-06-09"), clock.instant("2022-06-09"))
    assert (noise.state, noise.where, noise.received_at) == ("received", "88栋101", NOW)
    assert noise.respond_by > NOW
    assert Commitment.objects.get().case == noise
    said = noise.appeals.get()
    assert (said.channel, said.reporter_name, said.said_at) == ("wechat_group", "", clock.instant("2022-07-01"))
    assert (drain.where, drain.appeals.get().satisfaction) == ("新3栋", "satisfied")
    assert audit().differences == []


def test_what_is_guessed_is_marked(cast: Cast) -> None:
    notes = bring(cast, xlsx(LEDGER)).plan.notes
    assert [(note.number, note.field, note.value, note.taken) for note in notes] == [
        (4, "closed_on", "", "2022-06-09"),
        (5, "address", "88栋101", "只记原话"),
        (5, "category", "其他", "邻里、噪声"),
        (6, "channel", "飞鸽", "来访"),
        (6, "address", "新3栋7单元999", "新3栋"),
        (6, "category", "", "下水、粪井"),
    ]


def test_what_the_ledger_told_is_on_the_timeline_without_numbers(cast: Cast) -> None:
    bring(cast, xlsx(LEDGER))
    case = Case.objects.get(title="一下雨，顶上到处滴水")
    (event,) = Event.objects.filter(subject_id=str(case.pk))
    assert kept.read(_words(event)) == {
        "worker": "李敏", "visited_on": "2022-06-04", "finding": "天沟老化", "measures": "换了防水，找张师傅139****0888",
        "responsible": "安居防水修缮", "called_on": "2022-06-25", "note": "装了接水盆",
    }  # fmt: skip
    found = search.find(cast.users["何静"], "天沟")
    assert [hit.case for hit in found.hits] == [case]


def _words(event: Event) -> str:
    return timeline.words_of([event])[event.pk]


@pytest.mark.parametrize(
    ("said", "where", "home"),
    [
        ("5栋303", "5栋303", True),
        ("韶光社区五栋二单元三零三", "5栋303", True),
        ("5栋", "5栋", False),
        ("5栋楼道", "5栋 楼道", False),
        ("5栋101", "5栋101", True),
        ("5栋9999", "5栋", False),
        ("5栋303隔壁", "5栋 隔壁", False),
        ("芙蓉花园5栋303", "芙蓉花园5栋303", False),
        ("88栋303", "88栋303", False),
        ("303", "303", False),
        ("小区东门口", "小区东门口", False),
    ],
)
def test_no_address_is_ever_a_silent_guess(cast: Cast, said: str, where: str, home: bool) -> None:
    case = only(cast, 地址=said)
    assert (case.where, case.home is not None) == (where, home)
    assert case.appeals.get().address_text == said


def test_without_an_address_the_words_may_name_it(cast: Cast) -> None:
    assert only(cast, 诉求内容="5栋303的顶上漏水").where == "5栋303"


@pytest.mark.parametrize(
    ("said", "field"),
    [
        ({"登记日期": ""}, "said_on"),
        ({"登记日期": "去年夏天"}, "said_on"),
        ({"登记日期": "6月3日"}, "said_on"),
        ({"登记日期": "2022-02-30"}, "said_on"),
        ({"登记日期": "2023-09-02"}, "said_on"),
        ({"诉求内容": ""}, "words"),
        ({"诉求内容": "漏" * 4001}, "words"),
        ({"地址": "巷" * 201}, "address"),
        ({"反映人": "某" * 41}, "reporter"),
        ({"联系电话": "1390000030"}, "phone"),
        ({"办结时间": "2022-06-02"}, "closed_on"),
        ({"办结时间": "2024-06-02"}, "closed_on"),
        ({"办结时间": "很快"}, "closed_on"),
        ({"办结时间": "2022-06-05", "是否办结": "否"}, "done"),
        ({"是否办结": "也许"}, "done"),
    ],
)
def test_a_row_that_cannot_be_taken(cast: Cast, said: dict, field: str) -> None:
    plan = bring(cast, xlsx(row(**said))).plan
    assert [bad.field for bad in plan.bad] == [field]
    assert not Case.objects.exists()


@pytest.mark.parametrize(
    ("said", "state", "closed"),
    [
        ({}, "received", None),
        ({"办结时间": "6.5"}, "closed", "2022-06-05"),
        ({"登记日期": "2021年12月30日", "办结时间": "1月4日"}, "closed", "2022-01-04"),
        ({"是否办结": "√"}, "closed", "2022-06-03"),
        ({"是否办结": "√", "上门时间": "6月4日", "回访时间": "6月9日"}, "closed", "2022-06-09"),
        ({"是否办结": "办理中"}, "received", None),
        ({"是否办结": "×"}, "received", None),
        ({"是否办结": "无"}, "received", None),
    ],
)
def test_finished_or_not(cast: Cast, said: dict, state: str, closed: str | None) -> None:
    case = only(cast, **said)
    assert case.state == state
    assert case.closed_at == (closed and clock.instant(closed))


def test_several_numbers_in_a_cell_are_all_kept(cast: Cast) -> None:
    assert only(cast, 联系电话="13900000303、13900000304").appeals.get().phones == ["13900000303", "13900000304"]


@pytest.mark.parametrize(
    ("text", "read"),
    [
        ("2023.9.12", "2023-09-12"), ("2023/09/12", "2023-09-12"), ("２０２３－９－１２", "2023-09-12"),
        ("2023年9月12日", "2023-09-12"), ("2023年9月12号（周二）", "2023-09-12"), ("23.9.12", "2023-09-12"),
        ("二〇二三年九月十二日", "2023-09-12"), ("二零二三年十二月三十一日", "2023-12-31"), ("20230912", "2023-09-12"),
        ("45181", "2023-09-12"), ("45181.5", "2023-09-12 12:00"), ("2023-09-12 9:05", "2023-09-12 09:05"),
        ("2023年9月12日下午3点", "2023-09-12 15:00"), ("2023-09-12 14:30:00", "2023-09-12 14:30"),
    ],
)  # fmt: skip
def test_days_by_many_names(text: str, read: str) -> None:
    assert days.said(days.moment(text)) == read


@pytest.mark.parametrize(
    ("text", "context", "read"),
    [
        ("9月12日", {"year": 2021}, "2021-09-12"),
        ("9.12", {"near": date(2022, 8, 30)}, "2022-09-12"),
        ("1月3日", {"near": date(2022, 12, 28)}, "2023-01-03"),
        ("12月28日", {"near": date(2023, 1, 3)}, "2022-12-28"),
        ("1月3日", {"since": date(2022, 12, 28)}, "2023-01-03"),
        ("2月29日", {"near": date(2023, 3, 1)}, "2024-02-29"),
        ("12月28日", {"since": date(2022, 12, 28)}, "2022-12-28"),
    ],
)
def test_a_day_without_a_year_has_that_of_its_neighbours(text: str, context: dict, read: str) -> None:
    assert days.said(days.moment(text, **context)) == read


@pytest.mark.parametrize(
    "text", ["", "9月", "昨天", "13月1日", "2023-02-30", "99.99.99", "2023-9-12 25:00", "1200-01-01"]
)
def test_what_is_no_day(text: str) -> None:
    with pytest.raises(cells.BadCell):
        days.moment(text, year=2023)


@given(st.datetimes(datetime(1990, 1, 1), datetime(2090, 1, 1)))
def test_a_day_that_goes_out_comes_in(when: datetime) -> None:
    when = when.replace(second=0, microsecond=0)
    assert days.moment(days.said(when)) == when


def test_the_same_file_twice_adds_nothing(cast: Cast) -> None:
    bring(cast, xlsx(LEDGER))
    again = bring(cast, xlsx([*LEDGER[:-1], *LEDGER[2:]]))
    assert (again.imported.created, again.imported.same, Case.objects.count()) == (0, 8, 4)


def test_twice_in_one_file_is_once(cast: Cast) -> None:
    assert bring(cast, xlsx([*row(), row()[1]])).imported.created == 1


def test_it_is_taken_back_whole(cast: Cast) -> None:
    done = bring(cast, xlsx(LEDGER)).imported
    assert audit().cases == 4
    undone = actions.undo(imported=done, by=SYSTEM)
    assert (undone.kept, Case.objects.count(), Appeal.objects.count()) == (0, 0, 0)
    assert (audit().differences, audit().cases) == ([], 0)
    assert bring(cast, xlsx(LEDGER)).imported.created == 4


def test_what_was_worked_on_since_stays_and_is_counted(cast: Cast) -> None:
    done = bring(cast, xlsx(LEDGER)).imported
    by = Actor.user(cast.users["何静"])
    cases.reopen(appeal=Appeal.objects.get(case__title="楼道灯不亮"), reason="又黑了", by=by)
    cases.dispatch(case=Case.objects.get(title="半夜吵得睡不着"), post=cast.posts["李敏"], by=by)
    undone = actions.undo(imported=done, by=by)
    assert undone.kept == 2
    assert set(Case.objects.values_list("title", flat=True)) == {"楼道灯不亮", "半夜吵得睡不着"}
    assert audit().differences == []


@pytest.mark.parametrize("form", ["xlsx", "csv", "gb18030"])
def test_what_came_in_goes_out_and_changes_nothing(cast: Cast, form: writing.Format) -> None:
    bring(cast, xlsx(LEDGER))
    content = out(cast, form)
    done = bring(cast, content, whole=True)
    assert (done.imported.created, done.imported.same, done.plan.bad) == (0, 4, [])
    table = reading.read(content)
    assert list(table.columns) == HEADER
    assert table.rows[0].cells == (
        "1", "2022-06-03", "来访", "江秋莲", "13900000303、13900000888", "五栋２单元303室", "一下雨，顶上到处滴水", "屋面漏水",
        "李敏", "2022-06-04", "天沟老化", "换了防水，找张师傅139****0888", "安居防水修缮", "2022-06-20", "是", "2022-06-25",
        "已解决", "满意", "装了接水盆",
    )  # fmt: skip


def test_our_own_cases_go_out_in_the_same_layout_and_come_in_unchanged(told: Stage) -> None:
    """Open ones and closed ones of the whole story."""
    cast = told.cast
    content = out(cast)
    rows = [dict(zip(HEADER, one.cells, strict=True)) for one in reading.read(content).rows]
    assert len(rows) == Appeal.objects.filter(community=cast.community).count() > 0
    assert {one["是否办结"] for one in rows} == {"是", "否"}
    roof = next(one for one in rows if one["承办单位"] and one["是否办结"] == "是")
    assert [
        name for name in ("网格员", "上门时间", "查看情况", "处理措施", "办结时间", "回访结果") if not roof[name]
    ] == []
    before = Case.objects.count()
    again = bring(cast, content, whole=True)
    assert (again.imported.created, again.imported.same, Case.objects.count()) == (0, len(rows), before)


def test_into_an_empty_community_and_out_again_it_is_the_same(cast: Cast) -> None:
    bring(cast, xlsx(LEDGER))
    first = reading.read(out(cast)).rows
    actions.undo(imported=Import.objects.get(), by=SYSTEM)
    bring(cast, xlsx([HEADER, *(list(one.cells) for one in first)]), whole=True)
    assert reading.read(out(cast)).rows == first


def test_who_tipped_somebody_off_stays_secret(cast: Cast) -> None:
    case = only(cast, 反映人="江秋莲", 联系电话="13900000303", 诉求内容="我要举报3栋有人违规开麻将馆")
    assert case.appeals.get().nature == "tip_off"
    cells_out = reading.read(out(cast)).rows[0].cells
    assert (cells_out[3], cells_out[4]) == ("保密", "")


# No form lets a NUL through, and PostgreSQL keeps none.
TEXTS = st.text(st.characters(exclude_categories=("Cs",), exclude_characters="\x00"), max_size=20)


@settings(max_examples=30, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(texts=st.lists(st.tuples(TEXTS, TEXTS), min_size=1, max_size=4), form=st.sampled_from(writing.FORMATS))
def test_whatever_was_said_goes_out_and_comes_in(
    cast: Cast, texts: list[tuple[str, str]], form: writing.Format
) -> None:
    """The property: nothing that stands in the tables is new to a ledger made of them."""
    light = cases.Said(
        text="",
        channel="phone",
        nature="help",
        urgency="normal",
        category=Category.objects.get(pk="light"),
        home=cast.home("5栋303"),
    )
    with transaction.atomic():
        for text, where in texts:
            said = replace(light, text=f"灯{text}", address_text=where)
            cases.receive(community=cast.community, said=said, by=SYSTEM)
        table = reading.read(out(cast, form))
        known = queries.known(cast.community, "appeals")
        plan = plans.make("appeals", table, headers.propose(table.columns, "appeals"), known)
        transaction.set_rollback(True)
    assert (plan.bad, plan.same, plan.entries) == ([], len(texts), [])


# --- pages and commands -----------------------------------------------------------------------------------------------


def test_from_the_file_to_the_result_and_back(cast: Cast, client: Client) -> None:
    client.force_login(cast.users["何静"])
    file = SimpleUploadedFile("民情.xlsx", xlsx(LEDGER))
    page = client.post("/desk/ledgers/", {"kind": "appeals", "file": file, "once": "a"})
    trial = words(client.get(page.url))
    assert "以前办结的 3 件" in trial
    assert "没办结的 1 件，到收件里" in trial
    assert "6 处是估的，会这样存" in trial
    assert "5 诉求类别 其他 不认得这个类别，照内容估的 邻里、噪声" in trial
    assert not Case.objects.exists()
    mapping = {f"c{at + 1}": field for at, field in enumerate(headers.FIELDS["appeals"])}
    kept_page = words(client.post(page.url, {**mapping, "whole": "1", "once": "k"}, follow=True))
    assert "4 件新加" in kept_page
    assert Case.objects.count() == 4
    assert "这一批加的都拿走了" in words(client.post(page.url + "undo/", {"once": "u"}, follow=True))
    assert not Case.objects.exists()


def test_it_goes_out_from_the_page(cast: Cast, client: Client) -> None:
    bring(cast, xlsx(LEDGER))
    client.force_login(cast.users["何静"])
    answer = client.post("/desk/ledgers/take/", {"take": "appeals", "form": "csv", "once": "t"})
    lines = answer.content.decode("utf-8-sig").splitlines()
    assert (lines[0], len(lines)) == (",".join(HEADER), 5)


def test_the_commands(cast: Cast, monkeypatch, capsys, tmp_path) -> None:
    monkeypatch.setattr(cli, "ready", lambda: None)
    monkeypatch.setattr(cli, "migrated", lambda: None)
    file = tmp_path / "民情.xlsx"
    file.write_bytes(xlsx(LEDGER))

    def run(*said: object) -> tuple[object, str]:
        with pytest.raises(SystemExit) as ended:
            cli.main([*map(str, said), "--community", "shaoguang"])
        return ended.value.code, capsys.readouterr().out

    code, told_of = run("import", "appeals", file)
    assert code == 0
    assert "3 件办结的, 1 件没办结, 6 处是估的" in told_of
    assert [secret for secret in ("江秋莲", "1390000", "天沟") if secret in told_of] == []
    assert run("export", "appeals", tmp_path / "out.csv", "--format", "gb18030")[0] == 0
    assert run("import", "appeals", tmp_path / "out.csv")[0] == 0
    assert Case.objects.count() == 4


def yardstick() -> float:
    """Seconds of a processor for a fixed piece of plain Python."""
    start = time.process_time()
    assert sum(len(str(n)) for n in range(1_000_000)) == 5_888_890
    return time.process_time() - start


@contextmanager
def counted() -> Iterator[list[int]]:
    """How many statements reach the database, with SQLite one a batch and not one a row."""
    told = [0]

    def count(execute, sql, params, many, context):
        told[0] += 1
        return execute(sql, params, many, context)

    with connection.execute_wrapper(count):
        yield told


@pytest.mark.once
def test_two_thousand_rows_come_and_go_without_a_statement_each(cast: Cast) -> None:
    """A busy machine is slow at everything: the time is held against a yardstick of the same minute, of which these rows
    take about thirty, and the statements are counted."""
    homes = [home.label for home in cast.building("5").homes.all()]
    rows = [
        ["", f"{2021 + n % 2}-{n % 12 + 1}-{n % 28 + 1}", "来电", f"住户{n}", f"139{n:08}", homes[n % len(homes)],
         f"第{n}次说，楼道灯不亮，晚上爬楼梯看不见", "照明", "李敏", "", "灯坏了", "换了灯泡", "", "",
         "是" if n % 50 else "否", "", "已解决", "满意", ""]
        for n in range(2000)
    ]  # fmt: skip
    content = xlsx([HEADER, *rows])
    mapping = headers.propose(HEADER, "appeals")
    before, start = yardstick(), time.process_time()
    with counted() as statements:
        brought = actions.take_in(community=cast.community, kind="appeals", name="a.xlsx", content=content, user=None)
        done = actions.carry_out(imported=brought, mapping=mapping, whole=True, by=SYSTEM)
    took = time.process_time() - start
    assert (done.imported.created, done.plan.bad, done.plan.still_open) == (2000, [], 40)
    assert statements[0] < 400
    assert took < 70 * max(before, yardstick()), f"{took:.1f} s"
    with counted() as statements:
        assert actions.undo(imported=done.imported, by=SYSTEM).kept == 0
    assert statements[0] < 400
