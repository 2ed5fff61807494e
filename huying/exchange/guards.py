"""What a file must be before anything decodes it 关口: small enough, no macros, no password, nothing folded up inside.

A workbook is a zip of XML. It may unfold to a thousand times its size, name cells a million rows apart, carry programs,
or declare entities; each of these is found here, by readers that cannot be led astray, and refused in one sentence.
"""

import io
import re
import zipfile
from typing import Literal
from xml.parsers import expat

from django.utils.translation import gettext as _

from huying.core.errors import Refused

from . import oldbooks

Kind = Literal["xlsx", "xls", "csv"]

MOST_BYTES = 10 * 1024 * 1024
MOST_UNFOLDED = 150 * 1024 * 1024
MOST_FOLDED = 200  # times; a sheet of equal rows reaches about sixty
MOST_PARTS = 2000
MOST_ROWS = 20_000
MOST_COLUMNS = 200
MOST_CELLS = 1_000_000  # 20,000 rows of 50 columns: some 200 MB while they are read
MOST_SIGNS = 20_000_000  # of shared texts, counted wherever a cell repeats them

ZIP, OLE = b"PK\x03\x04", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
PAGE = re.compile(
    rb"(\xef\xbb\xbf)?\s*<(\?xml|!doctype|html|table|head|meta)\b", re.IGNORECASE
)  # other systems name it .xls
LEAF = 1024 * 1024
SHARED = "xl/sharedStrings.xml"
COLUMN = re.compile(r"([A-Za-z]{1,3})([0-9]{1,7})")


class Unreadable(Refused):
    """The file cannot be taken. The sentence says what it is, that nothing was saved, and what to do."""


def kind_of(content: bytes) -> Kind:
    """What the bytes are, whatever the name says; refuses what must not be decoded."""
    kind = _sort_of(content)
    if kind == "xlsx":
        _check_workbook(content)
    elif kind == "xls":
        _check_old_workbook(content)
    return kind


def kind_of_ours(content: bytes) -> Kind:
    """Of a file that was let in before, and has lain with us since."""
    return _sort_of(content)


def _sort_of(content: bytes) -> Kind:
    if not content:
        raise Unreadable(_("这个文件是空的，没有存。请看看选对了没有。"))
    if len(content) > MOST_BYTES:
        raise Unreadable(_("文件超过 10 兆，没有存。请把图片删掉，或者拆成几个文件再来。"))
    if content.startswith(ZIP):
        return "xlsx"
    if content.startswith(OLE):
        return "xls"
    if PAGE.match(content):
        raise Unreadable(_("这个文件名字像表格，里面是网页，没有存。请用表格软件打开，另存为 xlsx 再来。"))
    if b"\0" in content or content.startswith((b"%PDF", b"\xff\xd8\xff", b"\x89PNG")):
        raise Unreadable(_("这不是表格文件，没有存。请传 xlsx、xls 或 csv。"))
    return "csv"


def too_many_rows() -> Unreadable:
    return Unreadable(_("表里超过 2 万行，没有存。请按楼栋拆成几个文件，一个一个来。"))


def too_wide() -> Unreadable:
    return Unreadable(_("表里超过 200 栏，没有存。请只留要导入的几栏，另存一份再来。"))


def damaged() -> Unreadable:
    return Unreadable(_("文件打不开，像是坏了，没有存。请用表格软件打开，另存为 xlsx 再来。"))


def locked() -> Unreadable:
    return Unreadable(_("文件加了密码，没有存。请去掉密码，另存一份再来。"))


def _macros() -> Unreadable:
    return Unreadable(_("文件里带着宏程序，没有存。请另存为不带宏的 xlsx 再来。"))


def _check_old_workbook(content: bytes) -> None:
    """Names of streams stand in the file as they are, two bytes a letter."""
    if "EncryptedPackage".encode("utf-16-le") in content:
        raise locked()
    if "_VBA_PROJECT".encode("utf-16-le") in content:
        raise _macros()
    try:
        _check_reach(*oldbooks.reach(content))
    except ValueError as broken:
        raise damaged() from broken


def _check_workbook(content: bytes) -> None:
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            _check_parts(archive)
            parts = archive.namelist()
            said = _lengths(archive.read(SHARED)) if SHARED in parts else []
            for part in parts:
                if part.startswith("xl/worksheets/") and part.endswith(".xml"):
                    _check_sheet(archive.read(part), said)
    except (zipfile.BadZipFile, zipfile.LargeZipFile, NotImplementedError, EOFError, RuntimeError, OSError) as broken:
        raise damaged() from broken


def _check_parts(archive: zipfile.ZipFile) -> None:
    parts = archive.infolist()
    names = {part.filename for part in parts}
    if any(part.flag_bits & 1 for part in parts):
        raise locked()
    if any("vbaProject" in name for name in names):
        raise _macros()
    if "xl/workbook.xml" not in names:
        raise Unreadable(_("这不是表格文件，没有存。请传 xlsx、xls 或 csv。"))
    folded = [part for part in parts if part.file_size > LEAF and part.file_size > MOST_FOLDED * part.compress_size]
    if folded or len(parts) > MOST_PARTS or sum(part.file_size for part in parts) > MOST_UNFOLDED:
        raise Unreadable(_("文件压得太紧，打开会有几百兆，没有存。请把数据复制到一张新表再来。"))
    # The sizes above are what the file says of itself: reading every part through shows whether it lied.
    if archive.testzip():
        raise damaged()


def _lengths(xml: bytes) -> list[int]:
    """Of the shared texts, in their order."""
    found = _Lengths()
    _parse(found.parser, xml)
    return found.lengths


def _check_sheet(xml: bytes, said: list[int]) -> None:
    """How far the filled cells reach, and how much they say. Ends at the first cell that is too far out."""
    # Texts so short that even one in every cell would be little are not counted: it takes as long as all the rest.
    reach = _Reach(said if max(said, default=0) * xml.count(b"</") > MOST_SIGNS else [])
    _parse(reach.parser, xml)
    _check_reach(reach.row, reach.column, reach.signs)


def _check_reach(row: int, column: int, signs: int) -> None:
    """The decoder lays the cells out as one rectangle, each with its own copy of a shared text: two cells at far
    corners, or one long text in every cell, are enough for a gigabyte."""
    if row > MOST_ROWS:
        raise too_many_rows()
    if column > MOST_COLUMNS:
        raise too_wide()
    if row * column > MOST_CELLS or signs > MOST_SIGNS:
        raise Unreadable(_("表里的格子或者字太多，没有存。请只留要导入的几栏，另存一份再来。"))


def _parse(parser: expat.XMLParserType, xml: bytes) -> None:
    try:
        parser.Parse(xml, True)
    except expat.ExpatError as broken:
        raise damaged() from broken


def _parser() -> expat.XMLParserType:
    """It fetches nothing from outside, and the first word of a document type ends it."""

    def refuse(*_about: object) -> None:
        raise damaged()

    parser = expat.ParserCreate(namespace_separator=" ")
    parser.StartDoctypeDeclHandler = refuse
    parser.buffer_text = True
    return parser


class _Lengths:
    def __init__(self) -> None:
        self.lengths: list[int] = []
        self.parser = _parser()
        self.parser.StartElementHandler = self._start
        self.parser.CharacterDataHandler = self._said

    def _start(self, tag: str, _said: dict[str, str]) -> None:
        if tag.endswith(" si"):
            self.lengths.append(0)

    def _said(self, text: str) -> None:
        if self.lengths:
            self.lengths[-1] += len(text)


class _Reach:
    """The last row and column with something in it, and how long the shared texts are that the cells repeat."""

    def __init__(self, said: list[int]) -> None:
        self.row = self.column = self.signs = 0
        self._said = said
        self._at = (0, 0)
        self._shared = False
        self.parser = _parser()
        self.parser.StartElementHandler = self._start
        if said:
            self.parser.EndElementHandler = self._end

    def _start(self, tag: str, said: dict[str, str]) -> None:
        tag = tag.rpartition(" ")[2]
        if tag == "row":
            self._at = (int(said["r"]) if said.get("r", "").isdigit() else self._at[0] + 1, 0)
        elif tag == "c":
            found = COLUMN.fullmatch(said.get("r", ""))
            self._at = (int(found[2]), _column(found[1])) if found else (self._at[0], self._at[1] + 1)
            self._shared = bool(self._said) and said.get("t") == "s"
        elif tag in ("v", "is", "f"):
            if self._at[0] > self.row or self._at[1] > self.column:
                self.row, self.column = max(self.row, self._at[0]), max(self.column, self._at[1])
                _check_reach(self.row, self.column, self.signs)
            if self._shared and tag == "v":
                self.parser.CharacterDataHandler = self._number

    def _end(self, _tag: str) -> None:
        self.parser.CharacterDataHandler = None

    def _number(self, text: str) -> None:
        if text.strip().isdecimal() and int(text) < len(self._said):
            self.signs += self._said[int(text)]


def _column(letters: str) -> int:
    """A is 1, AA is 27."""
    place = 0
    for letter in letters.upper():
        place = place * 26 + ord(letter) - 64
    return place
