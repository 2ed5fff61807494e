"""The ledger of properties: in with a dry run, errors by row, out as it came in, and back again whole."""

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from huying import cli
from huying.core.actor import SYSTEM
from huying.demo.cast import Cast
from huying.exchange import actions, commands, headers, plans, queries, reading
from huying.exchange.models import Import
from huying.exchange.plans import Plan
from huying.funds import actions as funds
from huying.funds.models import Owner, Property

from .tables import xlsx

pytestmark = pytest.mark.django_db

HEAD = (
    "楼栋 单元 房号 产权性质 建筑面积(㎡) 面积来源 业主姓名 业主电话 原产权单位 单位比例 购房年份 维修资金账号 账户余额 余额日期"
).split()  # fmt: skip
NOBODY = [""] * 7
ROWS = [
    ["韶光社区产权台账"],
    HEAD,
    [
        "5栋", "1", "101", "房改房", "４８．６２", "房产证", "江秋莲", "139 0000 0303", "韶光机械厂", "30%", "1998年", "4301-22",
        "4,200.00", "2023.8.31",
    ],
    ["5栋", "1", "102", "商品房", "51.20", "测绘", "江秋莲", "13900000303", *NOBODY[1:]],
    ["5栋", "2", "103", "直管公房", "48.62", "", "", "", "芙蓉区房管局", *NOBODY[2:]],
    ["5栋", "2", "104", "直管公房", "51.2", "测绘", "不详", "", "芙蓉区房管局", "", "", "", "0", "2023-08-31"],
]  # fmt: skip


def read(rows: list[list[str]]) -> tuple[reading.Table, tuple[str, ...]]:
    table = reading.read(xlsx(rows))
    return table, headers.propose(table.columns, "properties")


def tried(cast: Cast, rows: list[list[str]]) -> Plan:
    table, mapping = read(rows)
    return plans.make("properties", table, mapping, queries.known(cast.community, "properties"))


def bring(cast: Cast, content: bytes) -> Import:
    brought = actions.take_in(community=cast.community, kind="properties", name="产权.xlsx", content=content, user=None)
    mapping = headers.propose(reading.read(content).columns, "properties")
    return actions.carry_out(imported=brought, mapping=mapping, whole=False, by=SYSTEM).imported


def test_it_comes_in_goes_out_and_is_taken_back(cast: Cast) -> None:
    assert read(ROWS)[1] == headers.FIELDS["properties"]
    done = bring(cast, xlsx(ROWS))
    assert (done.rows, done.created, done.changed, done.same, done.bad) == (4, 4, 0, 0, 0)
    facts = {row.home.label: row for row in Property.objects.select_related("home", "owner")}
    first = facts["5栋101"]
    assert (first.kind, first.area, first.area_source, first.unit_percent, first.sold_year, first.balance_cents) == (
        "sold_public", 4862, "register", 30, 1998, 420_000,
    )  # fmt: skip
    assert facts["5栋102"].owner == first.owner
    assert (facts["5栋103"].area_source, facts["5栋103"].owner.status, facts["5栋104"].owner) == (
        "ledger", "unit", facts["5栋103"].owner,
    )  # fmt: skip
    out = actions.hand_out(community=cast.community, kind="properties", form="xlsx", by=SYSTEM)
    again = bring(cast, out)
    assert (again.created, again.changed, again.bad, again.same) == (0, 0, 0, again.rows)
    assert again.rows > 100  # every home of the houses, to be filled in
    later = bring(cast, xlsx([HEAD[:3] + HEAD[12:], ["5栋", "1", "101", "5,000", "2023-09-01"]]))
    assert (later.created, later.changed) == (0, 1)
    assert Property.objects.get(pk=first.pk).balance_cents == 500_000
    assert actions.undo(imported=later, by=SYSTEM).kept == 0
    assert Property.objects.get(pk=first.pk).balance_cents == 420_000
    # What somebody has changed since stays.
    funds.keep_property(home=first.home, facts=funds.Facts(area=5000, area_source="survey"), by=SYSTEM)
    assert actions.undo(imported=done, by=SYSTEM).kept == 1
    assert ([row.home for row in Property.objects.all()], Owner.objects.count()) == ([first.home], 1)


@pytest.mark.once
@pytest.mark.parametrize(
    ("column", "cell", "said"),
    [
        ("建筑面积(㎡)", "0", "面积要比 0 大"),
        ("建筑面积(㎡)", "四十八", "面积写成数字"),
        ("建筑面积(㎡)", "48.625", "最多两位小数"),
        ("产权性质", "小产权", "没看懂是哪种产权"),
        ("面积来源", "听说", "没看懂面积从哪来"),
        ("单位比例", "130%", "0 到 100"),
        ("余额日期", "", "还没写是哪天的余额"),
        ("余额日期", "上个月", "没看懂是哪一天"),
        ("账户余额", "四千", "写成数字"),
        ("原产权单位", "", "还没写原产权单位"),
        ("业主姓名", "", "没写姓名"),
        ("房号", "909", "没有这一户"),
        ("楼栋", "99栋", "登记里没有"),
    ],
)
def test_what_cannot_be_is_said_by_its_row(cast: Cast, column: str, cell: str, said: str) -> None:
    rows = [list(row) for row in ROWS]
    rows[2][HEAD.index(column)] = cell
    plan = tried(cast, rows)
    assert [(bad.number, said in bad.reason) for bad in plan.bad] == [(3, True)]
    assert len(plan.properties) == 3


@pytest.mark.once
def test_nobody_is_on_the_roll_twice(cast: Cast) -> None:
    bring(cast, xlsx(ROWS[:4]))
    names = [HEAD[:3] + HEAD[6:8]]

    def owner(name: str, phone: str, room: str = "201") -> Plan:
        return tried(cast, [*names, ["5栋", "1", room, name, phone]])

    alike = owner("江秋莲", "")
    assert (len(alike.owners), [note.reason for note in alike.notes]) == (0, ["和名册里的同名，算同一位业主"])
    assert [bad.reason for bad in owner("江秋怜", "13900000303").bad] == ["这个电话登记的是另一位业主"]
    assert len(owner("江秋莲", "13900000304").owners) == 1  # two numbers tell them apart
    assert owner("江秋莲", "", room="101").same == 1
    two = tried(cast, [*names, ["5栋", "1", "201", "彭德胜", ""], ["5栋", "1", "201", "彭德胜", ""]])
    assert [bad.reason for bad in two.bad] == ["和第 2 行是同一户"]
    bring(cast, xlsx([*names, ["5栋", "1", "201", "江秋莲", "13900000304"]]))
    assert "有几位业主都叫这个" in owner("江秋莲", "", room="202").bad[0].reason


@pytest.mark.once
def test_pages_and_command_take_it_too(cast: Cast, tmp_path, capsys) -> None:
    desk = Client()
    desk.force_login(cast.users["何静"])
    path = tmp_path / "产权.xlsx"
    path.write_bytes(xlsx(ROWS))
    with path.open("rb") as file:
        page = desk.post(reverse("ledgers"), {"kind": "properties", "file": file, "once": "1"}, follow=True)
    text = page.content.decode()
    assert [said for said in ("产权台账", "4 户的产权", "新业主 2 位", "存 4 行") if said not in text] == []
    args = cli.parser().parse_args(["import", "properties", str(path), "--community", "shaoguang"])
    assert commands.bring(args) == 0
    assert "4 行新" in capsys.readouterr().out
    assert Property.objects.count() == 4


@pytest.mark.once
def test_a_large_ledger_asks_no_more_than_a_small_one(cast: Cast) -> None:
    doors = [row[:3] for row in queries.going_out(cast.community, "properties")]
    asked = []
    for some in (doors[:1], doors[1:4]):
        content = xlsx([HEAD[:5], *([*door, "商品房", "50"] for door in some)])
        with CaptureQueriesContext(connection) as counted:
            bring(cast, content)
        asked.append(len(counted))
    assert asked[0] == asked[1]
