"""Tables of divisions 行政区划表: a CSV as it is published, in UTF-8 or GB18030, in and out."""

import csv
import io

from django.utils.translation import gettext as _

from huying.core.errors import Refused
from huying.rules import divisions

from . import queries

MOST_BYTES = 20_000_000  # the whole country down to its streets is 2 million
ENCODINGS = ("utf-8-sig", "gb18030")


def rows(content: bytes) -> list[list[str]]:
    """The cells of a file, the first row naming the columns: code, name and, where they are there, level and parent."""
    if len(content) > MOST_BYTES:
        raise Refused(_("文件超过 20 兆，没有存。请只留下用得着的省或市。"))
    for encoding in ENCODINGS:
        try:
            text = content.decode(encoding)
            table = list(csv.reader(io.StringIO(text, newline=""), strict=True))
        except (UnicodeDecodeError, csv.Error):
            continue
        if missing := divisions.read(table[:1], {}).missing:
            raise Refused(_("表里没有这些栏，没有存：%(names)s。第一行要写栏名。") % {"names": "、".join(missing)})
        return table
    raise Refused(_("这不是 CSV 文件，没有存。请另存为 CSV 再来。"))


def said(bad: divisions.Bad) -> str:
    """Why a row cannot be kept, for the person who has the file."""
    why = {
        "code": _("代码要是 2、4、6、9 或 12 位数字"),
        "name": _("没有名称，或者名称超过 60 个字"),
        "level": _("级别没看懂"),
        "parent": _("上级的代码没看懂"),
        "twice": _("同一个代码，前面是另一个名称"),
        "moved": _("已经登记在另一个上级下面，导入不挪动它"),
        "no_parent": _("上级不在表里，也没登记过，或者级别不比它高"),
    }[bad.reason]
    return _("第 %(n)s 行 %(value)s：%(why)s") % {"n": bad.number, "value": bad.value, "why": why}


def written() -> bytes:
    """Every division of the house, as it comes in again."""
    out = io.StringIO(newline="")
    csv.writer(out, lineterminator="\r\n").writerows(divisions.table(queries.known_divisions().values()))
    return out.getvalue().encode("utf-8-sig")
