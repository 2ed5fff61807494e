"""Writing ledgers 写表: out in the layout people know, and so that no table program takes a cell for a formula."""

import csv
import io
from collections.abc import Iterable, Sequence
from typing import Literal

from django.http import HttpResponse
from django.utils.http import content_disposition_header

from huying.core.tables import safe

Format = Literal["xlsx", "csv", "gb18030"]
FORMATS: tuple[Format, ...] = ("xlsx", "csv", "gb18030")
ENDING = {"xlsx": "xlsx", "csv": "csv", "gb18030": "csv"}
CONTENT_TYPE = {
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    "csv": "text/csv; charset=utf-8",
    "gb18030": "text/csv; charset=gb18030",
}


def write(headers: Sequence[str], rows: Iterable[Sequence[str]], form: Format) -> bytes:
    """One sheet: its headers and its rows, every cell as text."""
    lines = [[safe(cell) for cell in row] for row in (headers, *rows)]
    return _xlsx(lines) if form == "xlsx" else _csv(lines, "utf-8-sig" if form == "csv" else "gb18030")


def _xlsx(lines: list[list[str]]) -> bytes:
    from openpyxl import Workbook  # a tenth of a second that most processes never need
    from openpyxl.writer.excel import save_workbook

    book = Workbook(write_only=True)
    sheet = book.create_sheet("台账")
    for line in lines:
        sheet.append(line)
    out = io.BytesIO()
    save_workbook(book, out)
    return out.getvalue()


def _csv(lines: list[list[str]], encoding: str) -> bytes:
    out = io.StringIO(newline="")
    csv.writer(out, lineterminator="\r\n").writerows(lines)
    return out.getvalue().encode(encoding)


def response(content: bytes, name: str, form: str) -> HttpResponse:
    """A file to keep, under its name."""
    answer = HttpResponse(content, content_type=CONTENT_TYPE[form])
    answer.headers["Content-Disposition"] = content_disposition_header(True, name)
    return answer
