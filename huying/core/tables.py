"""Table cells 单元格 on their way out: no table program takes one for a formula, and no file is broken by one."""

import csv
import re
from collections.abc import Iterable, Sequence
from io import StringIO

from django.http import HttpResponse

# What a table program may begin to reckon with; the apostrophe is there so that taking it off again is never a guess.
DANGER = "=+-@\t\r\n'＝＋－＠＇"
GUARDED = re.compile(rf"\A'(?=[{re.escape(DANGER)}])")
# XML has no words for these.
UNWRITABLE = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]")


def writable(text: str) -> str:
    """Without what no XML file can hold."""
    return UNWRITABLE.sub("", text)


def safe(text: str) -> str:
    """A cell that stays text: =1+1 goes out as '=1+1."""
    text = writable(text)
    return f"'{text}" if text.startswith(tuple(DANGER)) else text


def plain(text: str) -> str:
    """What `safe` was given."""
    return GUARDED.sub("", text, count=1)


def csv_file(rows: Iterable[Sequence[object]], name: str) -> HttpResponse:
    """A table to keep: UTF-8 with its mark, so that Excel reads Chinese, and every cell stays text."""
    out = StringIO(newline="")
    csv.writer(out, lineterminator="\r\n").writerows([safe(str(cell)) for cell in row] for row in rows)
    answer = HttpResponse(out.getvalue().encode("utf-8-sig"), content_type="text/csv; charset=utf-8")
    answer.headers["Content-Disposition"] = f'attachment; filename="{name}.csv"'
    return answer
