"""What the figures are called 数的名字, and what each divides by what."""

from typing import NamedTuple

from django.utils.translation import gettext_lazy as _

from huying.rules.rates import Code, Rate, Why


class Name(NamedTuple):
    label: object
    formula: object


NAMES: dict[Code, Name] = {
    "responded": Name(_("响应率"), _("按时联系上 / 该联系的")),
    "solved": Name(_("解决率"), _("说“已解决” / 有效回访")),
    "satisfied": Name(_("满意率"), _("满意和基本满意 / 打了分的")),
    "on_time": Name(_("按时率"), _("期限内办结 / 到了期限的")),
    "returned": Name(_("退单率"), _("被退回 / 派出去的")),
    "redone": Name(_("返工率"), _("退回重做或重新办 / 修完的")),
}
REASONS: dict[Why, object] = {
    "praise": _("表扬"),
    "joined": _("跟着别人一起报的"),
    "unreached": _("三次没联系上"),
    "no_phone": _("没留电话"),
    "withdrawn": _("本人说不用办了"),
    "answered": _("当场答复，没有回访"),
    "declined": _("不归社区办"),
    "no_mark": _("没有打分"),
    "running": _("还没说完"),
}
PARTS = {"hit": _("算上的"), "of": _("总数")}


class Told(NamedTuple):
    """A rate with its words; left: (key, why in words, how many)."""

    rate: Rate
    name: Name
    left: list[tuple[str, object, int]]


def told(rate: Rate) -> Told:
    return Told(rate, NAMES[rate.code], [(why, REASONS[why], len(ids)) for why, ids in rate.left_out.items()])


def part_of(rate: Rate, part: str) -> object:
    """The words of one number of a rate; None where there is no such number."""
    return PARTS.get(part) or (REASONS.get(part) if part in rate.left_out else None)  # type: ignore[call-overload]
