"""Excel of a paper's tables, with sums as numbers that can be added up."""

import io
from decimal import Decimal

from openpyxl import Workbook
from openpyxl.cell import WriteOnlyCell
from openpyxl.styles import Font
from openpyxl.utils import get_column_letter
from openpyxl.worksheet._write_only import WriteOnlyWorksheet
from openpyxl.writer.excel import save_workbook

from huying.core.tables import safe

from .blocks import SAMPLE, Area, Cell, Cents, Document, Table, say

FORMATS = {Cents: "#,##0.00", Area: "0.00"}


def xlsx(document: Document) -> bytes:
    """One sheet a table: its title, its head, its rows, its sums."""
    book = Workbook(write_only=True)
    for nth, table in enumerate(document.tables, 1):
        name = document.title if len(document.tables) == 1 else f"{document.title} {nth}"
        _fill(book.create_sheet(name[:31]), document, table)
    out = io.BytesIO()
    save_workbook(book, out)
    return out.getvalue()


def _fill(sheet: WriteOnlyWorksheet, document: Document, table: Table) -> None:
    for nth, column in enumerate(table.columns, 1):
        sheet.column_dimensions[get_column_letter(nth)].width = max(8, 2 * len(column.name) + 4, 3 * column.width)
    sheet.freeze_panes = "A4"
    for line in ([document.title], [f"{document.of}　{SAMPLE}"], [column.name for column in table.columns]):
        sheet.append([_cell(sheet, text, bold=True) for text in line])
    for row in table.rows:
        sheet.append([_cell(sheet, cell) for cell in row])
    if table.total:
        sheet.append([_cell(sheet, cell, bold=True) for cell in table.total])


def _cell(sheet: WriteOnlyWorksheet, cell: Cell, *, bold: bool = False) -> WriteOnlyCell:
    """Text stays text; sums and areas are exact numbers, never floats."""
    if isinstance(cell, Cents | Area):
        made = WriteOnlyCell(sheet, Decimal(int(cell)) / 100)
        made.number_format = FORMATS[type(cell)]
    else:
        made = WriteOnlyCell(sheet, cell if isinstance(cell, int) else safe(say(cell)))
    made.font = Font(bold=bold)
    return made
