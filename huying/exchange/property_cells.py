"""What a cell of a ledger of properties means 产权台账的单元格: kinds, areas, parts of a hundred, sums and days."""

import re
from collections.abc import Callable
from typing import Any

from django import forms
from django.utils.translation import gettext as _

from huying.core.forms import YuanField
from huying.funds.models import Property
from huying.funds.property_forms import WRONG
from huying.rules.measures import NoMeasure, hundredths

from . import cells, days
from .cells import EMPTY, BadCell, narrow
from .wordings import plain

Kind, Source = Property.Kind, Property.Source
KINDS = {
    Kind.COMMODITY: "商品房 商品住房 私房",
    Kind.SOLD_PUBLIC: "房改房 已售公房 已购公房 房改",
    Kind.DIRECT_PUBLIC: "直管公房 直管房 直管",
    Kind.UNIT_PUBLIC: "自管公房 自管房 单位公房 单位自管",
    Kind.RESETTLEMENT: "拆迁安置房 拆迁安置 安置房 回迁房",
    Kind.OTHER: "其他 其它",
}
SOURCES = {
    Source.REGISTER: "不动产登记 登记 房产证 不动产证 产权证",
    Source.SURVEY: "测绘 实测 测量",
    Source.CONTRACT: "买卖合同 合同 购房合同",
    Source.LEDGER: "社区台账 台账",
}
KIND_OF = {plain(word): code for code, words in KINDS.items() for word in words.split()}
SOURCE_OF = {plain(word): code for code, words in SOURCES.items() for word in words.split()}
YUAN = YuanField(required=False)


def _kind(text: str) -> str:
    return _word(text, KIND_OF, _("没看懂是哪种产权，写成商品房、房改房这样"))


def _source(text: str) -> str:
    return _word(text, SOURCE_OF, _("没看懂面积从哪来，写成不动产登记、测绘这样"))


def _word(text: str, table: dict[str, Any], reason: str) -> str:
    if plain(text) not in table:
        raise BadCell(reason)
    return str(table[plain(text)])


def _area(text: str) -> int:
    try:
        return hundredths(text)
    except NoMeasure as wrong:
        raise BadCell(str(WRONG[wrong.code] % {"what": _("面积")}).rstrip("。")) from wrong


def _percent(text: str) -> int:
    found = re.fullmatch(r"([0-9]{1,3})(?:\.0+)?%?", narrow(text))
    if not found or int(found[1]) > 100:
        raise BadCell(_("比例写成 0 到 100 的整数"))
    return int(found[1])


def _yuan(text: str) -> int:
    try:
        return int(YUAN.clean(text))
    except forms.ValidationError as wrong:
        raise BadCell(wrong.messages[0].rstrip("。")) from wrong


def _short(most: int) -> Callable[[str], str]:
    def short(text: str) -> str:
        if len(text) > most:
            raise BadCell(_("太长了，最多 %(n)s 个字") % {"n": most})
        return text

    return short


# The column of a ledger → the field of a property, and how a cell of it is read.
CELLS: dict[str, tuple[str, Callable[[str], Any]]] = {
    "kind": ("kind", _kind),
    "area": ("area", _area),
    "area_source": ("area_source", _source),
    "former_unit": ("former_unit", _short(60)),
    "unit_percent": ("unit_percent", _percent),
    "sold_year": ("sold_year", cells.year),
    "fund_account": ("fund_account", lambda text: _short(40)(narrow(text))),
    "balance": ("balance_cents", _yuan),
    "balance_on": ("balance_on", lambda text: days.moment(text).date()),
}


def silent(column: str, text: str) -> bool:
    """Whether a cell says nothing: 无, a dash. A nought is a word where parts and sums are written."""
    said = narrow(text)
    return said in EMPTY and not (said == "0" and column in ("unit_percent", "balance", "area"))
