"""The papers with the owners in them 业主清册、征求意见表、分摊公示. The first two carry names and stay among the staff."""

from collections.abc import Sequence

from huying.rules import tally
from huying.rules.shares import natural

from .. import queries, sharing
from ..models import Place, PlaceHome, Property, Vote, Voter
from .blocks import Area, Block, Cell, Cents, Column, Document, Heading, Pairs, Signs, Table, Words, money, say, space
from .filing import LAW_SHARED, notice_rows, whose_part
from .matter import Matter

COUNTED = (
    "《民法典》第二百七十八条：应当由专有部分面积占比三分之二以上的业主且人数占比三分之二以上的业主参与表决，"
    "并经参与表决专有部分面积过半数的业主且参与表决人数过半数的业主同意。一人有几户的，人数只算一个。"
)


def households(matter: Matter) -> Document:
    """业主清册."""
    shares = matter.must_share()
    by_home = {row.home_id: row for row in matter.roll}
    columns = (
        Column("序号", 4), Column("房号", 9), Column("业主", 10), Column("面积（㎡）", 7, True), Column("面积来源", 8),
        Column("房屋性质", 7), Column("原产权单位", 10), Column("账上（元）", 8, True), Column("余额日期", 8),
        Column("分摊（元）", 8, True), Column("自筹（元）", 8, True),
    )  # fmt: skip
    rows = [_household(nth, row, by_home[row.home.pk]) for nth, row in enumerate(shares.rows, 1)]
    sheet = shares.sheet
    assert sheet
    known = [row.balance for row in shares.rows if row.balance is not None]
    total: list[Cell] = [
        "", "合计", f"{len(rows)} 户", space(sheet.area), "", "", "", Cents(sum(known)), "", Cents(sheet.total),
        Cents(sheet.self_pay),
    ]  # fmt: skip
    blocks: list[Block] = [Table(columns, rows, total), Words(_footnote(shares), small=True)]
    return Document("业主清册", matter.of, [*blocks, Signs(("制表人", "社区（盖章）"))], wide=True)


def _household(nth: int, row: sharing.Row, held: PlaceHome) -> list[Cell]:
    facts = queries.facts_of(held)
    assert facts
    return [
        nth, row.room, str(facts.owner) if facts.owner_id else "", space(row.line.area),
        facts.get_area_source_display(), facts.get_kind_display(), facts.former_unit, money(row.balance),
        facts.balance_on.isoformat() if facts.balance_on else "", Cents(row.line.cents), Cents(row.line.self_pay),
    ]  # fmt: skip


def _footnote(shares: sharing.Shares) -> str:
    said = f"分摊{shares.estimate}。" if shares.estimate else "分摊按公示的结算。"
    return said + _not_known(shares)


def _not_known(shares: sharing.Shares) -> str:
    return f"账上余额还没查到的 {shares.unknown} 户，先全算自筹。" if shares.unknown else ""


def ballots(matter: Matter) -> Document:
    """书面征求意见表和汇总: one row an owner, who is one head however many homes they have."""
    place = matter.place
    heads = _heads(matter)
    columns = (
        Column("序号", 2), Column("业主", 5), Column("房号", 5), Column("面积（㎡）", 4, True),
        Column("同意／不同意／弃权", 7), Column("签名", 5), Column("日期", 4),
    )  # fmt: skip
    rows: list[list[Cell]] = [
        [nth, name, rooms, space(area), "□同意 □不同意 □弃权", "", ""]
        for nth, (name, rooms, area) in enumerate(heads, 1)
    ]
    asked = (
        f"{place.label}{place.item}，预算 {_yuan(place.budget_cents)} 元，要使用住宅专项维修资金。"
        "您同不同意？请在下面勾一项并签名。代签的要附书面委托。"
    )
    known = [area for _name, _rooms, area in heads if area]
    whole = Area(sum(known)) if len(known) == len(heads) else None
    blocks: list[Block] = [
        Words(asked),
        Table(columns, rows, ["", "合计", f"{len(heads)} 人", whole, "", "", ""], tall=True),
    ]
    blocks += [Heading("汇总"), _counted(matter.vote), Words(COUNTED, small=True)]
    return Document(
        "业主书面征求意见表和汇总", matter.of, [*blocks, Signs(("计票人", "监票人", "社区（盖章）"))], wide=True
    )


def _yuan(cents: int | None) -> str:
    return "　　　　" if cents is None else f"{cents // 100:,}.{cents % 100:02d}"


def _heads(matter: Matter) -> list[tuple[str, str, int | None]]:
    """By the roll of the vote where there is one, else by what is known now. A home without an owner is a head too."""
    place, vote = matter.place, matter.vote
    found: dict[object, tuple[str, list[str], list[int | None]]] = {}
    rows = _rolled(vote) if vote else _known(matter.roll)
    for home, owner, area in sorted(rows, key=lambda row: natural(str(row[0]))):
        _name, rooms, areas = found.setdefault(owner or home.pk, (str(owner or ""), [], []))
        rooms.append(sharing.room_of(place, home))
        areas.append(area)
    return [
        (name, "、".join(rooms), sum(areas) if None not in areas else None)  # type: ignore[arg-type]
        for name, rooms, areas in found.values()
    ]


def _rolled(vote: Vote) -> list[tuple[object, ...]]:
    rows = Voter.objects.filter(vote=vote).select_related("home__building", "owner")
    return [(row.home, row.owner, row.area) for row in rows]


def _known(roll: Sequence[PlaceHome]) -> list[tuple[object, ...]]:
    facts: list[tuple[PlaceHome, Property | None]] = [(row, queries.facts_of(row)) for row in roll]
    return [(row.home, one.owner if one else None, one.area if one else None) for row, one in facts]


def _counted(vote: Vote | None) -> Block:
    """The two gates, as counted; blanks to fill in before."""
    columns = (Column("", 5), Column("应有", 4, True), Column("实际", 4, True), Column("要求", 5), Column("结果", 4))
    if vote is None or vote.counted_at is None:
        names = ("参与表决的面积（㎡）", "参与表决的人数", "同意的面积（㎡）", "同意的人数")
        return Table(
            columns, [[name, "", "", "三分之二以上" if nth < 2 else "过半数", ""] for nth, name in enumerate(names)]
        )
    whole, part = tally.Count(vote.all_heads, vote.all_area), tally.Count(vote.part_heads, vote.part_area)
    verdict = tally.Verdict(whole, part, tally.Count(vote.agree_heads, vote.agree_area), tally.ORDINARY)
    rows: list[list[Cell]] = []
    for gate in verdict.gates:
        what, _of, how = gate.name.partition("_")
        unit = Area if what == "area" else int
        name = f"{'参与表决' if how == 'took_part' else '同意'}的{'面积（㎡）' if what == 'area' else '人数'}"
        rows.append([name, unit(gate.whole), unit(gate.part), "过半数" if gate.threshold.strict else "三分之二以上",
                     "够" if gate.passed else "不够"])  # fmt: skip
    return Table(columns, rows, ["结论", "", "", "", "通过" if verdict.passed else "未通过"])


def share_notice(matter: Matter) -> Document:
    """分摊公示: rooms and sums, no name, no telephone number of anybody who lives there."""
    shares, place = matter.must_share(), matter.place
    sheet = shares.sheet
    assert sheet
    columns = [Column("房号", 4), Column("面积（㎡）", 4, True), Column("占比", 4, True), Column("分摊（元）", 4, True)]
    if sheet.unit_cents:
        columns.append(Column("原单位出（元）", 4, True))
    columns += [Column("从维修资金出（元）", 5, True), Column("自己补（元）", 4, True)]
    rows = [_share(row, unit=bool(sheet.unit_cents)) for row in shares.rows]
    unit: list[Cell] = [Cents(sheet.unit_cents)] if sheet.unit_cents else []
    total: list[Cell] = [f"{len(rows)} 户", space(sheet.area), "100%", Cents(sheet.total), *unit,
                         Cents(sheet.from_account), Cents(sheet.self_pay)]  # fmt: skip
    units: list[list[Cell]] = [[name, Cents(cents)] for name, cents in sheet.units.items() if cents]
    blocks: list[Block] = [Table(tuple(columns), rows, total)]
    if units:
        blocks.append(Table((Column("原产权单位", 8), Column("应出（元）", 4, True)), units))
    blocks += [Heading("怎么算的"), Words(how_shared(place, shares)), Words(LAW_SHARED), Words(whose_part(place))]
    blocks += [Heading("公示和意见"), Pairs(notice_rows(matter, matter.notice("settlement")))]
    blocks += [Words("不写姓名和电话。到期收回存档。", small=True), Signs(("社区（盖章）",))]
    return Document("维修费用分摊公示", matter.of, blocks)


def _share(row: sharing.Row, *, unit: bool) -> list[Cell]:
    line = row.line
    of_unit: list[Cell] = [Cents(line.unit_cents)] if unit else []
    return [
        row.room,
        space(line.area),
        row.percent,
        Cents(line.cents),
        *of_unit,
        Cents(line.from_account),
        Cents(line.self_pay),
    ]


def how_shared(place: Place, shares: sharing.Shares) -> str:
    rest = "算到分，余下的几分给小数最大的几户，合计一分不差。账上不够的，差多少自己补多少。" + _not_known(shares)
    estimate = f"这是{shares.estimate}，结算以后再定。" if shares.estimate else ""
    if place.by_agreement:
        return f"按业主约定的份数分。{rest}{estimate}"
    assert shares.sheet
    return f"总价 {_yuan(shares.total)} 元 ÷ 总面积 {say(space(shares.sheet.area))} ㎡ × 每户面积。{rest}{estimate}"
