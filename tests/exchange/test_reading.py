"""Ledgers as people keep them are understood; files that must not be opened are not."""

import io
import zipfile
from datetime import date, datetime

import pytest

from huying.exchange import guards, headers, reading
from huying.exchange.guards import Unreadable

from .tables import HOMES, RESIDENTS, csv, xls, xlsx


def test_title_rows_totals_and_notes_are_left_aside() -> None:
    table = reading.read(xlsx(HOMES))
    assert table.columns == ("序号", "楼号", "单元", "所在楼层", "门牌号", "建成年代", "所属网格")
    assert table.head == 3
    assert [row.number for row in table.rows] == [4, 5, 6]
    assert [row.number for row in table.aside] == [1, 2, 7, 8]
    assert table.rows[0].cells == ("1", "30栋", "一单元", "三楼", "３０３", "1962", "G02")


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gb18030", "gbk"])
@pytest.mark.parametrize("mark", [",", "\t", ";"])
def test_csv_of_either_encoding(encoding: str, mark: str) -> None:
    rows = [["楼栋", "房号", "姓名"], ["5栋", "303", "江秋莲"], ["5栋", "102", "汪,致远"]]
    content = "\r\n".join(mark.join(f'"{cell}"' for cell in row) for row in rows).encode(encoding)
    assert [row.cells for row in reading.read(content).rows] == [tuple(row) for row in rows[1:]]


def test_a_header_of_two_rows_is_joined() -> None:
    table = reading.read(
        xlsx(
            [["楼栋", "单元", "房号", "姓名", "联系方式", ""], ["", "", "", "", "手机", "座机"],
             ["5栋", "1", "303", "江秋莲", "13900000303", ""]],
            merged=["A1:A2", "B1:B2", "C1:C2", "D1:D2", "E1:F1"],
        )
    )  # fmt: skip
    assert table.columns == ("楼栋", "单元", "房号", "姓名", "手机", "座机")
    assert [row.number for row in table.rows] == [3]


def test_a_header_below_its_groups_is_found() -> None:
    rows = [["房屋", "", "", "住户", ""], ["楼栋", "单元", "房号", "姓名", "电话"], ["5栋", "1", "303", "江秋莲", ""]]
    table = reading.read(xlsx(rows, merged=["A1:C1", "D1:E1"]))
    assert (table.head, table.columns) == (2, ("楼栋", "单元", "房号", "姓名", "电话"))


def test_merged_cells_say_the_same_in_every_row() -> None:
    rows = [["楼栋", "单元", "房号"], ["5栋", "1", "301"], ["", "", "302"], ["", "2", "301"], ["6栋", "1", "101"]]
    table = reading.read(xlsx(rows, merged=["A2:A4", "B2:B3"]))
    assert [row.cells for row in table.rows] == [
        ("5栋", "1", "301"), ("5栋", "1", "302"), ("5栋", "2", "301"), ("6栋", "1", "101"),
    ]  # fmt: skip


def test_the_sheet_with_the_ledger_is_taken() -> None:
    from openpyxl import Workbook

    book = Workbook()
    book.active.append(["说明", "请先看"])
    sheet = book.create_sheet("2023年住户")
    for row in RESIDENTS:
        sheet.append(row)
    out = io.BytesIO()
    book.save(out)
    assert reading.read(out.getvalue()).sheet == "2023年住户"


@pytest.mark.parametrize("since_1904", [False, True])
def test_a_true_workbook_of_1997(since_1904: bool) -> None:
    """BIFF: a title over all columns, a header of two rows, a merged house, real days of either calendar, figures."""
    rows = [
        ["韶光社区房屋底册"],
        ["序号", "房屋", "", "", "竣工时间"],
        ["", "樓棟", "單元", "房号", ""],
        [1, "5栋", "1", 303.0, date(1958, 6, 1)],
        [2, "", "1", "'203", "1958年"],
        ["合计", 2],
    ]
    merged = [(0, 0, 0, 4), (1, 1, 1, 3), (1, 2, 4, 4), (3, 4, 1, 1)]
    table = reading.read(xls(rows, since_1904=since_1904, merged=merged))
    assert table.columns == ("序号", "樓棟", "單元", "房号", "竣工时间")
    assert [row.cells[1:] for row in table.rows] == [
        ("5栋", "1", "303", "1958-06-01"), ("5栋", "1", "'203", "1958年"),
    ]  # fmt: skip
    assert headers.propose(table.columns, "homes") == ("", "building", "unit", "room", "built")


def test_days_of_a_workbook_that_counts_from_1904() -> None:
    from openpyxl import Workbook
    from openpyxl.utils.datetime import CALENDAR_MAC_1904

    book = Workbook()
    book.epoch = CALENDAR_MAC_1904
    for row in [["登记日期", "诉求内容"], [date(2022, 6, 3), "楼道灯不亮"], [datetime(2022, 6, 3, 9, 5), "下水堵了"]]:
        book.active.append(row)
    out = io.BytesIO()
    book.save(out)
    assert [row.cells[0] for row in reading.read(out.getvalue()).rows] == ["2022-06-03", "2022-06-03 09:05"]


@pytest.mark.parametrize(
    ("value", "said"),
    [(303, "303"), (303.0, "303"), (51.2, "51.2"), (date(1958, 6, 1), "1958-06-01"), (None, ""), (True, "是"),
     (datetime(2023, 9, 12, 9, 10), "2023-09-12 09:10"), (datetime(2023, 9, 12), "2023-09-12"), ("　303 ", "303")],
)  # fmt: skip
def test_a_cell_is_text_as_it_is_seen(value: object, said: str) -> None:
    assert reading.text(value) == said


@pytest.mark.parametrize(
    ("header", "field"),
    [("联系方式", "phone"), ("手机号码（必填）", "phone"), ("聯繫電話", "phone"), ("門牌", "room"), ("室号", "room"), ("房 号", "room"),
     ("樓棟", "building"), ("幢", "building"), ("楼号*", "building"), ("單元", "unit"), ("所在楼层", "floor"), ("建成年代", "built"),
     ("所屬網格", "grid"), ("户主\n姓名", "name"), ("备注", "note"), ("身份证号", ""), ("反映問題", "words"),
     ("办结情況", "done"), ("處理結果", "measures")],
)  # fmt: skip
def test_headers_by_many_names(header: str, field: str) -> None:
    assert headers.field_of(header) == field


def test_a_field_is_proposed_once_and_only_where_it_fits() -> None:
    assert headers.propose(("序号", "楼栋", "电话", "手机", "建成年份"), "residents") == (
        "",
        "building",
        "phone",
        "",
        "",
    )
    assert headers.missing(("", "building"), "residents") == ["room", "name"]


# --- what must not be opened ------------------------------------------------------------------------------------------


def part(name: str, content: bytes, of: bytes | None = None) -> bytes:
    """A workbook with one part put in or in the place of another."""
    out = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(of or xlsx(HOMES))) as old, zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as new:
        for entry in old.namelist():
            if entry != name:
                new.writestr(entry, old.read(entry))
        new.writestr(name, content)
    return out.getvalue()


SHEET = "xl/worksheets/sheet1.xml"
CELLS = b'<worksheet xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"><sheetData>%s</sheetData></worksheet>'
FAR = b'<row r="1"><c r="A1"><v>1</v></c></row><row r="1048576"><c r="%s"><v>1</v></c></row>'
ENTITY = b'<!DOCTYPE x [<!ENTITY e SYSTEM "file:///etc/passwd">]>'


@pytest.mark.parametrize(
    ("content", "told"),
    [
        (b"", "空的"),
        (b"x" * (guards.MOST_BYTES + 1), "超过 10 兆"),
        (b"%PDF-1.7 nothing", "不是表格"),
        (b"\xff\xd8\xff\xe0 a picture", "不是表格"),
        (part("xl/vbaProject.bin", b"macros"), "宏"),
        (guards.OLE + "_VBA_PROJECT".encode("utf-16-le"), "宏"),
        (guards.OLE + "EncryptedPackage".encode("utf-16-le"), "密码"),
        (guards.OLE + b"nothing", "坏了"),
        (part("xl/media/big.xml", b"0" * (3 * 1024 * 1024)), "压得太紧"),
        (part(SHEET, CELLS % (FAR % b"A1048576")), "2 万行"),
        (part(SHEET, CELLS % b'<row r="1048576"><c><is><t>x</t></is></c></row>'), "2 万行"),
        (part(SHEET, CELLS % b'<row r="1"><c r="XFD1"><v>1</v></c></row>'), "200 栏"),
        (part(SHEET, ENTITY + CELLS % b'<row r="1"><c r="A1" t="str"><v>&e;</v></c></row>'), "坏了"),
        (part(SHEET, b"<worksheet"), "坏了"),
        (guards.ZIP + b"cut off", "坏了"),
        (xlsx([["甲", "乙"], ["1", "2"]]), "没有找到表头"),
        ("楼栋,房号\n".encode() + b"\xff\xfe\xfa", "编码认不出来"),
        (csv([["楼栋", "房号"], *[["5栋", "101"]] * guards.MOST_ROWS]), "2 万行"),
    ],
)  # fmt: skip
def test_what_must_not_be_opened_is_refused_in_one_sentence(content: bytes, told: str) -> None:
    with pytest.raises(Unreadable) as refused:
        reading.read(content)
    said = str(refused.value)
    assert told in said
    assert "没有存" in said  # what happened, whether it was saved, what to do


def test_a_zip_that_lies_about_its_sizes_is_damaged() -> None:
    content = bytearray(part("xl/notes.xml", b"0" * 5000))
    at = content.rfind((5000).to_bytes(4, "little"))  # the size in the directory at the end
    content[at : at + 4] = (10).to_bytes(4, "little")
    with pytest.raises(Unreadable):
        reading.read(bytes(content))


def test_a_far_cell_that_is_only_coloured_does_no_harm() -> None:
    from openpyxl import Workbook
    from openpyxl.styles import Font

    book = Workbook()
    for row in HOMES:
        book.active.append(row)
    book.active["A1048576"].font = Font(bold=True)
    out = io.BytesIO()
    book.save(out)
    assert len(reading.read(out.getvalue()).rows) == 3
