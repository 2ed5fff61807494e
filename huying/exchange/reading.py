"""Reading 读表: the bytes of a ledger in, its rows as text out, with what was left aside. Writes nothing, asks nobody.

People's ledgers have title rows, headers of two rows, merged cells, totals and notes. Cells become text as it is seen:
a number kept as text and a real number read alike, a date is its day.
"""

import csv
import io
import re
from collections.abc import Iterable, Sequence
from datetime import date, datetime, time
from itertools import islice
from typing import Any, NamedTuple

import python_calamine as calamine
from django.utils.translation import gettext as _

from huying.core.tables import plain

from . import guards, headers
from .guards import Unreadable

HEAD_WITHIN = 20  # rows from the top
MOST_SHEETS = 12
HOLD = ("building", "room", "name", "words")  # what a row of data cannot be without
NOT_DATA = re.compile(
    r"(合\s*[计計]|[总總][计計]|小[计計]|共[计計]|本[页頁]|填[表报報]|制表|[审審]核|[备備][注註]\s*[:：]|[说說]明\s*[:：]|注\s*[:：])"
)
IDLE = " \t\r\n\u00a0\u3000\u200b\ufeff"


class Row(NamedTuple):
    """A row by its number in the file, as the table program shows it."""

    number: int
    cells: tuple[str, ...]


class Table(NamedTuple):
    """One sheet, understood: its headers (two rows joined), its rows, and the rows that are no data."""

    sheet: str
    head: int
    columns: tuple[str, ...]
    rows: tuple[Row, ...]
    aside: tuple[Row, ...]


class Grid(NamedTuple):
    """A sheet as it lies in the file."""

    name: str
    rows: list[list[str]]
    merged: list[tuple[tuple[int, int], tuple[int, int]]]


def read(content: bytes, *, ours: bool = False) -> Table:
    """The first sheet that has the most headers we know. `ours` was let in before, and is not gone through again."""
    kind = guards.kind_of_ours(content) if ours else guards.kind_of(content)
    grids = _csv(content) if kind == "csv" else _workbook(content)
    found = [(_head(grid.rows), grid) for grid in grids]
    best = max(found, key=lambda pair: pair[0][0], default=None)
    if best is None or best[0][0] < 2:
        raise Unreadable(_("没有找到表头，没有存。前 20 行里要有一行写着“楼栋”“房号”这样的栏名。"))
    (_score, top, bottom), grid = best
    return _table(grid, top, bottom)


# --- bytes to cells ---------------------------------------------------------------------------------------------------


def _workbook(content: bytes) -> list[Grid]:
    try:
        book = calamine.load_workbook(io.BytesIO(content))
        sheets = [sheet.name for sheet in book.sheets_metadata if "WorkSheet" in str(sheet.typ)]
        return [_grid(book.get_sheet_by_name(name)) for name in sheets[:MOST_SHEETS]]
    except calamine.PasswordError as shut:
        raise guards.locked() from shut
    except (calamine.CalamineError, ValueError, OSError) as broken:
        raise guards.damaged() from broken
    except BaseException as fell:
        # The decoder falls over some damaged files, by an exception of its own that is no Exception.
        if type(fell).__name__ == "PanicException":
            raise guards.damaged() from fell
        raise


def _grid(sheet: Any) -> Grid:
    if sheet.total_height > guards.MOST_ROWS:
        raise guards.too_many_rows()
    if sheet.total_width > guards.MOST_COLUMNS:
        raise guards.too_wide()
    rows = [[text(value) for value in row] for row in sheet.to_python(skip_empty_area=False)]
    return Grid(sheet.name, rows, list(sheet.merged_cell_ranges or ()))


def _csv(content: bytes) -> list[Grid]:
    said = decoded(content)
    start = list(islice((line for line in io.StringIO(said) if line.strip()), HEAD_WITHIN))
    mark = max(",\t;，", key=lambda sign: sum(line.count(sign) for line in start))
    try:
        lines = islice(csv.reader(io.StringIO(said, newline=""), delimiter=mark), guards.MOST_ROWS + 1)
        rows = [[text(value) for value in row] for row in lines]
    except csv.Error as broken:
        raise guards.damaged() from broken
    if len(rows) > guards.MOST_ROWS:
        raise guards.too_many_rows()
    if max(map(len, rows), default=0) > guards.MOST_COLUMNS:
        raise guards.too_wide()
    return [Grid("", rows, [])]


def decoded(content: bytes) -> str:
    """UTF-8, or else what Chinese table programs write. Never guessed by counting letters."""
    for encoding in ("utf-8-sig", "gb18030"):
        try:
            return content.decode(encoding)
        except UnicodeDecodeError:
            continue
    raise Unreadable(_("文字的编码认不出来，没有存。请用表格软件打开，另存为 xlsx 再来。"))


def text(value: Any) -> str:
    """A cell as people see it."""
    if isinstance(value, str):
        return plain(value.strip(IDLE))
    if isinstance(value, bool):
        return "是" if value else "否"
    if isinstance(value, float):
        return str(int(value)) if value.is_integer() else repr(value)
    if isinstance(value, datetime):
        return value.date().isoformat() if value.time() == time() else value.isoformat(sep=" ", timespec="minutes")
    if isinstance(value, date):
        return value.isoformat()
    return "" if value is None else str(value)


# --- cells to a table -------------------------------------------------------------------------------------------------


def _head(rows: list[list[str]]) -> tuple[int, int, int]:
    """How many fields the header names, and its first and last row."""
    best = (0, 0, 0)
    for at, row in enumerate(rows[:HEAD_WITHIN]):
        one = headers.known(row)
        best = max(best, (one, at, at), key=lambda found: found[0])
        if at + 1 < len(rows):
            two = headers.known(_joined(row, rows[at + 1]))
            if two > max(one, headers.known(rows[at + 1])) or (one and two == one and _goes_on(row, rows[at + 1])):
                best = max(best, (two, at, at + 1), key=lambda found: (found[0], found[2] - found[1]))
    return best


def _joined(upper: Sequence[str], lower: Sequence[str]) -> list[str]:
    width = max(len(upper), len(lower))
    above = [*upper, *[""] * (width - len(upper))]
    return [low or high for high, low in zip(above, [*lower, *[""] * (width - len(lower))], strict=True)]


def _goes_on(upper: Sequence[str], lower: Sequence[str]) -> bool:
    """Whether the lower row only parts columns of the upper one: blank wherever a home would have to be named."""
    places = [at for at, header in enumerate(upper) if headers.field_of(header) in HOLD]
    filled = [cell for cell in lower if cell]
    blank = all(at >= len(lower) or not lower[at] for at in places)
    return bool(places) and blank and bool(filled) and not NOT_DATA.match(filled[0])


def _table(grid: Grid, top: int, bottom: int) -> Table:
    joined = _joined(grid.rows[top], grid.rows[bottom]) if bottom > top else grid.rows[top]
    columns = tuple(" ".join(header.split()) for header in joined)
    width = len(columns)
    filled = _unmerged(grid, below=bottom)
    rows, aside = [], []
    for at, row in enumerate(filled):
        cells = tuple([*row, *[""] * width][:width])
        if not any(row) or top <= at <= bottom:
            continue
        idle = at < top or _no_data(grid.rows[at]) or cells == columns
        (aside if idle else rows).append(Row(at + 1, cells))
    return Table(grid.name, bottom + 1, columns, tuple(rows), tuple(aside))


def _no_data(cells: Iterable[str]) -> bool:
    """合计, 备注: the row begins with it."""
    first = next((cell for cell in cells if cell), "")
    return bool(NOT_DATA.match(first))


def _unmerged(grid: Grid, *, below: int) -> list[list[str]]:
    """Merged cells below the header say the same in every row they cover. One merged across is a note and stays."""
    rows = [list(row) for row in grid.rows]
    for (top, left), (bottom, right) in grid.merged:
        if top <= below or left != right or top >= len(rows) or left >= len(rows[top]):
            continue
        for at in range(top + 1, min(bottom + 1, len(rows))):
            rows[at][left] = rows[top][left]
    return rows
