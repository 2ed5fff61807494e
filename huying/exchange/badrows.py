"""The bad rows as a file 错行: their own columns, and before them why; mended, it is brought in as it is."""

from collections.abc import Sequence

from django.utils.translation import gettext as _

from . import plans, writing
from .plans import Plan
from .reading import Table


def file(table: Table, mapping: Sequence[str], plan: Plan) -> bytes:
    """xlsx. The two first columns are names no ledger has, so that the next import leaves them out by itself."""
    rows = {row.number: row.cells for row in table.rows}
    lines = [
        [str(number), "；".join(said(bad, table, mapping) for bad in wrong), *rows[number]]
        for number, wrong in plans.by_row(plan)
    ]
    return writing.write([_("原来第几行"), _("哪里不对"), *table.columns], lines, "xlsx")


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
    }
