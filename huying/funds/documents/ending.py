"""The papers after the works 完工以后的材料: acceptance, settlement, warranty."""

from ..models import FundRule, Payment
from .blocks import Block, Cell, Column, Document, Heading, Pairs, Signs, Table, Words, day, money
from .filing import in_words, place_rows
from .matter import Matter

Key = FundRule.Key


def acceptance(matter: Matter) -> Document:
    """验收单: the representatives write their own names."""
    place, seen, contract = matter.place, matter.inspection, matter.contract
    order = place.order
    done = "合格" if seen and seen.passed else "要返工" if seen else "□合格　□要返工"
    rows = [
        *place_rows(matter),
        ["施工单位", matter.firm],
        [
            "合同金额（元）",
            money(contract.sum_cents if contract else None),
            "约定完工",
            day(contract.due_on if contract else None),
        ],
        ["完工时间", day(order.finished_at if order else None), "验收时间", day(seen.on if seen else None)],
        ["验收结论", done],
        ["验收意见", seen.note if seen and seen.note else "\n\n"],
    ]
    people = seen.representatives.split("\n") if seen else []
    wanted = max(matter.local.number(Key.MIN_REPRESENTATIVES), len([one for one in people if one.strip()]), 2)
    return Document(
        "工程验收单", matter.of, [Pairs(rows), Signs(["业主代表"] * wanted + ["施工单位（盖章）", "社区（盖章）"])]
    )


def settlement(matter: Matter) -> Document:
    """结算书."""
    place, made, contract = matter.place, matter.settlement, matter.contract
    total = place.settled_cents if made is None else made.sum_cents
    audit = "" if made is None else f"审计过：{made.auditor}" if made.audited else "没有审计"
    rows = [
        *place_rows(matter),
        ["施工单位", matter.firm],
        ["预算（元）", money(place.budget_cents), "批复（元）", money(place.approved_cents)],
        ["合同（元）", money(contract.sum_cents if contract else None), "验收时间", day(place.accepted_on)],
        ["结算（元）", money(total), "比批复", _compared(total, place.approved_cents)],
        ["结算大写", in_words(total)],
        ["发票号", made.invoice if made else "", "审计", audit],
    ]
    blocks: list[Block] = [Pairs(rows)]
    if paid := _payments(matter):
        blocks += [Heading("拨付"), paid]
    return Document("工程结算书", matter.of, [*blocks, Signs(("施工单位（盖章）", "审核人", "社区（盖章）"))])


def _compared(total: int | None, approved: int | None) -> str:
    if total is None or approved is None:
        return ""
    more = abs(total - approved)
    said = f"{more // 100:,}.{more % 100:02d} 元"
    return "一样" if not more else f"多 {said}" if total > approved else f"少 {said}"


def _payments(matter: Matter) -> Table | None:
    paid = [one for one in Payment.objects.filter(place=matter.place, approved=True) if one.paid_on]
    if not paid:
        return None
    rows: list[list[Cell]] = [[one.get_kind_display(), day(one.paid_on), money(one.sum_cents)] for one in paid]
    total = money(sum(one.sum_cents for one in paid))
    return Table((Column("哪一笔", 6), Column("日期", 5), Column("金额（元）", 5, True)), rows, ["合计", "", total])


def warranty(matter: Matter) -> Document:
    """保修书: what the firm answers for, and until which day."""
    place, local = matter.place, matter.local
    key = Key.WARRANTY_ROOF_YEARS if place.part in ("roof", "wall") else Key.WARRANTY_OTHER_YEARS
    years, row = local.number(key), local.rows.get(key)
    until = place.warranty_until or (local.warranty_until(place) if place.accepted_on else None)
    rows = [
        *place_rows(matter),
        ["施工单位", matter.firm],
        ["验收时间", day(place.accepted_on), "保修", f"{years} 年"],
        ["保修到", day(until) or "　　　　年　　月　　日（自验收合格之日起算）"],
        ["依据", row.source if row else ""],
    ]
    said = (
        "保修期内，维修的部位再漏、再坏，由施工单位免费修好；接到通知后先到现场看，再定修的日子。"
        "因使用不当或者别人弄坏的不在保修范围内。小修的保修以合同写的为准。"
    )
    return Document(
        "工程质量保修书", matter.of, [Pairs(rows), Words(said), Signs(("施工单位（盖章）", "社区（盖章）"))]
    )
