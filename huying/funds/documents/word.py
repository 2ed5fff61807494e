"""Word of a paper: the same blocks, to be written into before it is signed."""

import io
from typing import Any

from docx import Document as new
from docx.enum.section import WD_ORIENT
from docx.enum.text import WD_ALIGN_PARAGRAPH
from docx.opc.pkgwriter import PackageWriter
from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from docx.shared import Mm, Pt

from huying.core import clock
from huying.core.tables import writable

from .blocks import SAMPLE, Document, Heading, Opinions, Pairs, Pictures, Signs, Table, Words, say

FACE, SIZE = "宋体", 11
SEAL = "\n\n\n签字（盖章）：　　　　　　　　　　\n　　　　年　　月　　日"


def docx(document: Document) -> bytes:
    paper = new()
    _page(paper, document)
    _line(paper, document.title, size=20, bold=True, center=True)
    _line(paper, document.of, center=True)
    for block in document.blocks:
        _DRAW[type(block)](paper, block)
    out, package = io.BytesIO(), paper.part.package
    PackageWriter.write(out, package.rels, package.parts)
    return out.getvalue()


def _page(paper: Any, document: Document) -> None:
    """A4 with a wide left edge for the binding; the face that every Chinese office has; no trace of who made it."""
    style = paper.styles["Normal"]
    style.font.name, style.font.size = FACE, Pt(SIZE)
    style.element.rPr.rFonts.set(qn("w:eastAsia"), FACE)
    section = paper.sections[0]
    width, height = (Mm(297), Mm(210)) if document.wide else (Mm(210), Mm(297))
    section.orientation = WD_ORIENT.LANDSCAPE if document.wide else WD_ORIENT.PORTRAIT
    section.page_width, section.page_height = width, height
    section.left_margin, section.right_margin = Mm(30), Mm(20)
    section.top_margin = section.bottom_margin = Mm(22)
    foot = section.footer.paragraphs[0]
    foot.add_run(f"{writable(document.of)}　{SAMPLE}　第 ")
    _number(foot, "PAGE")
    foot.add_run(" 页，共 ")
    _number(foot, "NUMPAGES")
    foot.add_run(" 页")
    for run in foot.runs:
        run.font.size = Pt(9)
    facts = paper.core_properties
    facts.author, facts.comments, facts.title = "", "", writable(document.title)
    facts.created = facts.modified = clock.now().replace(tzinfo=None)


def _number(paragraph: Any, name: str) -> None:
    """A field that Word fills in: the page, or how many there are."""
    field = OxmlElement("w:fldSimple")
    field.set(qn("w:instr"), name)
    field.append(OxmlElement("w:r"))
    paragraph._p.append(field)


def _line(paper: Any, text: str, *, size: float = SIZE, bold: bool = False, center: bool = False) -> Any:
    paragraph = paper.add_paragraph()
    run = paragraph.add_run(writable(text))
    run.font.size, run.bold = Pt(size), bold
    if center:
        paragraph.alignment = WD_ALIGN_PARAGRAPH.CENTER
    return paragraph


def _table(paper: Any, block: Table) -> None:
    made = paper.add_table(rows=0, cols=len(block.columns), style="Table Grid")
    right = [column.right for column in block.columns]
    _row(made, [column.name for column in block.columns], [False] * len(right), bold=True)
    mark = OxmlElement("w:tblHeader")  # the head comes again on every page
    mark.set(qn("w:val"), "true")
    made.rows[0]._tr.get_or_add_trPr().append(mark)
    for row in block.rows:
        _row(made, [say(cell) for cell in row], right)
        if block.tall:
            made.rows[-1].height = Mm(11)
    if block.total:
        _row(made, [say(cell) for cell in block.total], right, bold=True)
    paper.add_paragraph()


def _row(table: Any, texts: list[str], right: list[bool], *, bold: bool = False) -> None:
    for cell, text, on_the_right in zip(table.add_row().cells, texts, right, strict=True):
        paragraph = cell.paragraphs[0]
        paragraph.add_run(writable(text)).bold = bold
        paragraph.alignment = WD_ALIGN_PARAGRAPH.RIGHT if on_the_right else WD_ALIGN_PARAGRAPH.CENTER


def _pairs(paper: Any, block: Pairs) -> None:
    made = paper.add_table(rows=0, cols=4, style="Table Grid")
    for row in block.rows:
        cells = made.add_row().cells
        if len(row) == 2:
            cells[1].merge(cells[3])
        for cell, text in zip(cells, row, strict=False):
            cell.text = writable(say(text))
    paper.add_paragraph()


def _opinions(paper: Any, block: Opinions) -> None:
    made = paper.add_table(rows=0, cols=2, style="Table Grid")
    for who in block.who:
        cells = made.add_row().cells
        cells[0].text, cells[1].text = writable(who), SEAL
        cells[1].paragraphs[0].alignment = WD_ALIGN_PARAGRAPH.RIGHT
        cells[0].width, cells[1].width = Mm(30), Mm(130)
    paper.add_paragraph()


def _signs(paper: Any, block: Signs) -> None:
    for who in block.who:
        _line(paper, f"{who}：____________________　　　　年　　月　　日")


def _pictures(paper: Any, block: Pictures) -> None:
    for one in block.shown:
        paper.add_picture(io.BytesIO(one.jpeg), width=Mm(120))
        _line(paper, one.caption, size=9.5)


def _words(paper: Any, block: Words) -> None:
    _line(paper, block.text, size=9.5 if block.small else SIZE)


def _heading(paper: Any, block: Heading) -> None:
    _line(paper, block.text, size=13, bold=True)


_DRAW: dict[type, Any] = {
    Table: _table, Pairs: _pairs, Words: _words, Heading: _heading, Opinions: _opinions, Signs: _signs,
    Pictures: _pictures,
}  # fmt: skip
