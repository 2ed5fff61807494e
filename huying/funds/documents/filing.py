"""The papers before the works 报局的材料: application, survey, confirmation on the spot, plan with quotes, its notice."""

from huying.rules.capitals import capitals

from ..models import FundRule, Place
from .blocks import (
    Block,
    Cell,
    Column,
    Document,
    Heading,
    Opinions,
    Pairs,
    Pictures,
    Signs,
    Table,
    Words,
    day,
    money,
    space,
)
from .matter import Matter

Key = FundRule.Key
LAW_SHARED = (
    "《民法典》第二百八十三条：建筑物及其附属设施的费用分摊，有约定的按照约定；"
    "没有约定或者约定不明确的，按照业主专有部分面积所占比例确定。"
)


def in_words(cents: int | None) -> str:
    """38,640.00 元 is followed by what nobody can change with a pen."""
    return f"人民币{capitals(cents)}" if cents is not None else ""


def place_rows(matter: Matter) -> list[list[Cell]]:
    """What every form begins with."""
    place = matter.place
    built = f"{place.building.built} 年" if place.building_id and place.building.built else ""
    return [
        ["社区", place.community.name, "楼栋（处）", place.label],
        ["建成年份", built, "出钱的户数", f"{len(matter.roll)} 户"],
        ["总面积（㎡）", space(matter.area), "维修部位", place.get_part_display()],
        ["维修项目", place.item],
    ]


def application(matter: Matter) -> Document:
    """使用申请表."""
    place, shares = matter.place, matter.shares
    sheet = shares.sheet if shares else None
    vote = matter.vote
    said = "" if vote is None or vote.counted_at is None else "通过" if vote.passed else "未通过"
    total = place.approved_cents if place.budget_cents is None else place.budget_cents
    kind = f"，{place.emergency_kind}" if place.emergency_kind_id else ""
    rows = [
        ["申请人", f"{place.community.name}（{matter.local.text(Key.WHO_APPLIES)}）"],
        ["收件单位", matter.local.text(Key.OFFICE)],
        *place_rows(matter),
        ["办理程序", f"{place.get_lane_display()}{kind}"],
        ["损坏情况", matter.cause],
        ["预算（元）", money(total), "施工单位", matter.firm],
        ["预算大写", in_words(total)],
        ["账户支付（元）", money(sheet.from_account if sheet else None), "业主自筹（元）",
         money(sheet.self_pay if sheet else None)],
        ["原单位出（元）", money(sheet.unit_cents if sheet else None), "业主表决", said],
    ]  # fmt: skip
    who = ("申请人意见", "街道意见", "区住建部门意见")
    return Document("住宅专项维修资金使用申请表", matter.of, [Pairs(rows), Words(""), Opinions(who)])


def survey(matter: Matter) -> Document:
    """查勘记录, with what was photographed. Who lives where it leaks is not named."""
    visit, finding = matter.survey, matter.finding
    rows = [
        *place_rows(matter),
        ["查勘时间", day(visit.at) if visit else "", "查勘人", str(visit.user.name) if visit else ""],
        ["损坏部位", finding.get_part_display() if finding else "",
         "归谁", finding.get_zone_display() if finding else ""],
        ["损坏原因", matter.cause],
        ["渗漏、损坏位置（画图或文字）", "\n\n\n"],
    ]  # fmt: skip
    blocks: list[Block] = [Pairs(rows), Signs(("查勘人", "业主代表", "社区（盖章）"))]
    if matter.photos:
        blocks += [Heading("现场照片"), Pictures(matter.photos)]
    return Document("现场查勘记录", matter.of, blocks)


def site_confirmation(matter: Matter) -> Document:
    """紧急情况现场确认书: signed on the spot; names are written by who signs."""
    place = matter.place
    kind = str(place.emergency_kind) if place.emergency_kind_id else ""
    rows = [
        *place_rows(matter),
        ["应急情形", kind],
        ["现场情况", matter.cause or "\n\n"],
        ["预算（元）", money(place.budget_cents), "施工单位", matter.firm],
    ]
    said = "我们到现场看过，上面写的情况属实，属于紧急情况，要马上维修，同意按应急程序使用住宅专项维修资金。"
    who = ["相关业主"] * 4 + ["社区居委会（盖章）"]
    if matter.local.number(Key.STREET_CONFIRMS):
        who.append("街道（盖章）")
    return Document("紧急情况现场确认书", matter.of, [Pairs(rows), Words(said), Signs(who)])


def budget_table(matter: Matter) -> Table:
    columns = (
        Column("序号", 2), Column("项目", 8), Column("单位", 2), Column("数量", 3, True), Column("单价（元）", 4, True),
        Column("合计（元）", 4, True),
    )  # fmt: skip
    rows: list[list[Cell]] = [
        [one.number, one.name, one.unit, space(one.quantity), money(one.price_cents), money(one.sum_cents)]
        for one in matter.budget
    ]
    total = sum(one.sum_cents for one in matter.budget)
    return Table(columns, rows, ["", "合计", "", "", "", money(total)])


def plan(matter: Matter) -> Document:
    """维修方案、预算和报价."""
    place = matter.place
    blocks: list[Block] = [Pairs([*place_rows(matter), ["损坏原因", matter.cause]]), Heading("一、预算")]
    blocks += [budget_table(matter), Words(f"合计大写：{in_words(place.budget_cents)}"), Heading("二、报价和比选")]
    quotes: list[list[Cell]] = [
        [nth, str(one.vendor), day(one.at), money(one.sum_cents), "选这家" if one.taken else "", one.why]
        for nth, one in enumerate(matter.quotes, 1)
    ]
    columns = (
        Column("序号", 2), Column("单位", 6), Column("报价日期", 5), Column("报价（元）", 4, True), Column("选用", 3),
        Column("说明", 6),
    )  # fmt: skip
    blocks += [
        Table(columns, quotes or [[""] * 6]),
        Heading("三、施工做法和质量要求"),
        Pairs([["做法和要求", "\n\n\n"]]),
    ]
    blocks += [Signs(("编制人", "社区（盖章）"))]
    return Document("维修方案、预算和报价", matter.of, blocks)


def plan_notice(matter: Matter) -> Document:
    """方案公示: what hangs at the doors, without anybody's name."""
    place, notice = matter.place, matter.notice("plan")
    rows = [
        *place_rows(matter),
        ["损坏原因", matter.cause],
        ["预算（元）", money(place.budget_cents), "施工单位", matter.firm],
    ]
    blocks: list[Block] = [Pairs(rows), Heading("预算"), budget_table(matter), Heading("怎么分摊"), Words(LAW_SHARED)]
    blocks += [Words(whose_part(place)), Heading("公示和意见"), Pairs(notice_rows(matter, notice))]
    return Document("维修方案和预算公示", matter.of, blocks)


def whose_part(place: Place) -> str:
    """Why those below the roof pay too: what is asked on every staircase."""
    if place.part == Place.Part.ROOF:
        return "屋面是整栋楼的共有部分，不只是顶楼的，列进来的每一户都要分摊。"
    return "维修的是共有部分，列进来的每一户都要分摊。"


def notice_rows(matter: Matter, notice: object) -> list[list[Cell]]:
    """From when until when it hangs, and where to object; empty to be written in while it does not hang yet."""
    posted, until, where = (
        (notice.posted_on, notice.until, notice.where) if notice else (None, None, "")  # type: ignore[attr-defined]
    )
    community = matter.place.community
    return [
        ["公示时间", f"{day(posted)}至{day(until)}" if notice else "　　年　月　日至　　年　月　日"],
        ["贴在哪里", where],
        ["有意见", f"公示期内到{community.name}，或者打电话 {community.phone}"],
    ]
