"""The bad rows as a file 错行: their own columns, and before them why; mended, it is brought in as it is."""

from collections.abc import Sequence

from django.utils.translation import gettext as _

from . import plans, writing
from .plans import Plan
from .reading import Table


def file(table: Table, mapping: Sequence[str], plan: Plan) -> bytes:
    """xlsx. The two first columns are names no ledger has, so that the next import leaves them out by itself. Its title
    stays above: it may be the only place that says of which year the days are."""
    ours = (_("原来第几行"), _("哪里不对"))
    rows = {row.number: row.cells for row in table.rows}
    own = [at for at, name in enumerate(table.columns) if name not in ours]  # such a file may come back unmended
    came = table.columns.index(ours[0]) if ours[0] in table.columns else None
    lines = [[cell for cell in row.cells if cell] for row in table.aside if row.number < table.head]
    lines.append([*ours, *(table.columns[at] for at in own)])
    for number, wrong in plans.by_row(plan):
        cells = rows[number]
        why = "；".join(said(bad, table, mapping) for bad in wrong)
        lines.append([str(number) if came is None else cells[came], why, *(cells[at] for at in own)])
    return writing.write(lines[0], lines[1:], "xlsx")


def said(bad: plans.Bad, table: Table, mapping: Sequence[str]) -> str:
    mend = "，" + _("可能是 %(mend)s") % {"mend": bad.mend} if bad.mend else ""
    return f"{column(bad.field, table, mapping)}：{bad.reason}{mend}"


def column(field: str, table: Table, mapping: Sequence[str]) -> str:
    """What the people's own ledger calls it; where it has no such column, what we call it."""
    for name, what in zip(table.columns, mapping, strict=False):
        if what == field and name:
            return name
    return str(labels()[field])


def labels() -> dict[str, str]:
    """The fields by the names pages give them."""
    return {
        "building": _("楼栋"),
        "unit": _("单元"),
        "floor": _("楼层"),
        "room": _("房号"),
        "built": _("建成年份"),
        "grid": _("网格"),
        "name": _("姓名"),
        "phone": _("联系电话"),
        "said_on": _("登记日期"),
        "channel": _("来源"),
        "reporter": _("反映人"),
        "address": _("地址"),
        "words": _("诉求内容"),
        "category": _("诉求类别"),
        "worker": _("网格员"),
        "visited_on": _("上门时间"),
        "finding": _("查看情况"),
        "measures": _("处理措施"),
        "responsible": _("承办单位"),
        "closed_on": _("办结时间"),
        "done": _("是否办结"),
        "called_on": _("回访时间"),
        "outcome": _("回访结果"),
        "satisfaction": _("满意度"),
        "note": _("备注"),
        "kind": _("产权性质"),
        "area": _("建筑面积"),
        "area_source": _("面积来源"),
        "owner": _("业主姓名"),
        "owner_phone": _("业主电话"),
        "former_unit": _("原产权单位"),
        "unit_percent": _("单位比例"),
        "sold_year": _("购房年份"),
        "fund_account": _("维修资金账号"),
        "balance": _("账户余额"),
        "balance_on": _("余额日期"),
    }
