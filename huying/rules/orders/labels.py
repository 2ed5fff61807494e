"""The labels that orders carry (工单栏目), and how they are found in text: on lines, two on a line, in tables.

The names are those seen on orders of several cities; no format of Changsha's hotline was found, so none is presumed. A
label that is not listed is no mistake: what it says stays in the words.
"""

import re
import unicodedata
from typing import NamedTuple

# What a label is to us → how systems print it, without spaces and brackets. Plain text; compared whole.
NAMES: dict[str, str] = {
    "number": "工单编号 工单号 工单号码 编号 单号 案件编号 诉求编号 受理编号 流水号 业务编号 热线工单号 任务编号",
    "kind": "工单类型 诉求类型 事项类型 诉求性质 来电类型 业务类型 信件类型 类型",
    "sorting": "问题分类 诉求分类 事项分类 内容分类 归口分类 热点分类 分类 问题类别 诉求类别",
    "title": "标题 工单标题 诉求标题 主题 事项标题 事由",
    "content": (
        "主要内容 诉求内容 工单内容 反映内容 问题描述 事项内容 内容 来电内容 诉求描述 详细内容 具体内容 受理内容 问题内容"
    ),
    "caller": "来电人 诉求人 反映人 投诉人 来电人姓名 诉求人姓名 反映人姓名 联系人 市民姓名 姓名 来信人 求助人",
    "phone": (
        "来电人电话 联系电话 来电号码 电话 联系方式 来电电话 诉求人电话 反映人电话 市民电话 手机号 手机号码 "
        "来电人联系方式 主叫号码 回访电话"
    ),
    "address": (
        "被反映地址 事发地址 地址 小区点位 事件地址 问题地址 诉求地址 事发地点 地点 发生地址 详细地址 点位 事件地点 反映地址 "
        "问题发生地址"
    ),
    "street": "被反映街乡镇 被反映街道 所属街道 街道 被反映区 所属区 被反映区县",
    "community": "村/社区 所属社区 社区 村社区 被反映社区",
    "sent": "派单时间 派发时间 转办时间 交办时间 下派时间 派件时间",
    "limit": (
        "办理时限 办结时限 处理时限 限办时间 截止时间 办理期限 要求办结时间 要求反馈时间 反馈时限 限时 时限 到期时间 "
        "办结期限 处置时限 要求完成时间 回复时限 限办时限 办理截止时间"
    ),
    "role": "工单性质 办理性质 承办性质 主协办",
    "secret": "是否保密 保密 保密要求 是否匿名 匿名 信息保密 是否公开",
    "call_back": "是否回访 回访要求 需要回访 是否需要回访 回访",
    "received": "受理时间 来电时间 登记时间 诉求时间 接收时间",
}
KEYS: dict[str, str] = {label: key for key, labels in NAMES.items() for label in labels.split()}

# What other labels say of the caller is for the desk alone: 来电人地址, 诉求人身份证号.
OF_CALLER = re.compile(
    r"(?:来电人|诉求人|反映人|投诉人|来信人|求助人|市民|联系人)[^:]{1,10}|其他电话|备用电话|身份证号?|证件号码?|性别|年龄"
)

LABEL = r"[\u4e00-\u9fffA-Za-z][\u4e00-\u9fffA-Za-z0-9/（）()·* ]{0,15}"
LEAD = r"[\s>*#\-—•●○◆■□▪]*(?:[(（]?[0-9一二三四五六七八九十]{1,3}[)）.、．]\s*)?"
AT_START = re.compile(rf"{LEAD}(?:[【\[［](?P<boxed>{LABEL})[】\]］]\s*[:：]?|(?P<plain>{LABEL}?)\s*[:：])\s*")
SAME_LINE = re.compile(
    rf"(?<=[\s；;，,|])(?:[【\[［](?P<boxed>{LABEL})[】\]］]\s*[:：]?|(?P<plain>[^\s；;，,|:：]{{2,12}})\s*[:：])\s*"
)
RULE = re.compile(r"[\s|:+=*_\-—–─━]*")


class Line(NamedTuple):
    """One label with what it says, as printed. `key` is what it is to us, "" when we do not know it."""

    label: str
    key: str
    value: str


def key_of(label: str) -> str:
    """What a label is to us: known names, and what else is said of the caller ("about"); "" for any other."""
    bare = re.sub(r"[\s*]|[（(].*?[）)]", "", unicodedata.normalize("NFKC", label))
    return KEYS.get(bare) or ("about" if OF_CALLER.fullmatch(bare) else "")


def lines_of(text: str) -> list[Line]:
    """Every labelled value in its order; what stands outside of labels comes with the label ""."""
    found: list[Line] = []
    for row in _rows(text):
        _take_row(row, found)
    return [line._replace(value=line.value.strip()) for line in found if line.label or line.value.strip()]


def _rows(text: str) -> list[str]:
    """The lines, with tables turned to labelled lines and rules (-----) left out."""
    plain = text.replace("\r\n", "\n").replace("\r", "\n").split("\n")
    return [_cells_to_line(row) for row in _untabled([row for row in plain if not RULE.fullmatch(row)])]


def _cells(row: str) -> list[str]:
    bare = row.strip(" ")
    if bare.startswith("|"):
        return [cell.strip() for cell in bare.strip("|").split("|")]
    return [cell.strip() for cell in row.split("\t")]


def _untabled(rows: list[str]) -> list[str]:
    """A head row of labels with rows of values under it, as Excel copies them, becomes one label a line."""
    made: list[str] = []
    head: list[str] = []
    for row in rows:
        cells = _cells(row)
        if _is_head(cells):
            head = cells
        elif head and len(cells) > 1:
            pairs = [(head[at] if at < len(head) else "", cell) for at, cell in enumerate(cells)]
            made += [f"{label}：{cell}" if label else cell for label, cell in pairs if cell]
        else:
            head = []
            made.append(row)
    return made


def _is_head(cells: list[str]) -> bool:
    """Mostly labels. A row of pairs (label, value, label, value) has no more of them than of values."""
    filled = [cell for cell in cells if cell]
    return len(filled) > 2 and 2 * sum(bool(key_of(cell)) for cell in filled) > len(filled)


def _cells_to_line(row: str) -> str:
    """label⇥value⇥label⇥value: what is known as a label gets its colon."""
    cells = _cells(row)
    if len(cells) < 2:
        return row
    known = [bool(key_of(cell)) for cell in cells]
    if not any(known) and len(cells) == 2 and re.fullmatch(LABEL, cells[0]):
        known[0] = True  # a row of a form whose label we do not know
    return "\t".join(f"{cell}：" if is_label else cell for cell, is_label in zip(cells, known, strict=True)).replace(
        "：\t", "："
    )


def _take_row(row: str, found: list[Line]) -> None:
    """The labels of one line. Inside the content only a known label ends it: people write colons too."""
    inside = bool(found) and found[-1].key == "content"
    start = AT_START.match(row)
    label = (start["boxed"] or start["plain"]).strip() if start else ""
    key = key_of(label)
    if not start or (inside and not key) or _is_time(row):
        _go_on(row, found)
        return
    _take_value(label, key, row[start.end() :], found)


def _is_time(row: str) -> bool:
    """12:30 有人来过: the colon of a clock."""
    return re.match(r"[^:：]*[0-9][:：][0-9]{2}", row) is not None


def _take_value(label: str, key: str, rest: str, found: list[Line]) -> None:
    """A value, and the further known labels on its line; content ends only where columns do."""
    for other in SAME_LINE.finditer(rest):
        name = other["boxed"] or other["plain"]
        before = rest[: other.start()]
        if key_of(name) and (key != "content" or re.search(r"\t$|\s{2}$", before)):
            found.append(Line(label, key, before.strip(" \t；;，,|")))
            _take_value(name, key_of(name), rest[other.end() :], found)
            return
    found.append(Line(label, key, rest))


def _go_on(row: str, found: list[Line]) -> None:
    """A line without a label: more of the content, or the value that a label alone on its line waits for."""
    last = found[-1] if found else None
    waiting = last is not None and last.label and not last.value.strip() and bool(row.strip())
    if last is not None and (waiting or last.key == "content"):
        found[-1] = last._replace(value=f"{last.value}\n{row}" if last.value else row)
    else:
        found.append(Line("", "", row))
