"""Ledgers as communities have them, made on the spot."""

import io
from collections.abc import Sequence
from datetime import date
from typing import Any

import xlwt
from openpyxl import Workbook


def xlsx(rows: Sequence[Sequence[Any]], merged: Sequence[str] = (), title: str = "台账") -> bytes:
    book = Workbook()
    book.active.title = title
    for row in rows:
        book.active.append(list(row))
    for where in merged:
        book.active.merge_cells(where)
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def xls(
    rows: Sequence[Sequence[Any]], *, since_1904: bool = False, merged: Sequence[tuple[int, int, int, int]] = ()
) -> bytes:
    """The bytes of a table program of 1997 (BIFF 8). Merged areas are (top, bottom, left, right)."""
    book = xlwt.Workbook(encoding="utf-8")
    book.dates_1904 = since_1904
    sheet = book.add_sheet("Sheet1")
    day = xlwt.easyxf(num_format_str="yyyy-mm-dd")
    corners = {(top, left): (bottom, right) for top, bottom, left, right in merged}
    for at, row in enumerate(rows):
        for place, value in enumerate(row):
            style = day if isinstance(value, date) else xlwt.Style.default_style
            if corner := corners.get((at, place)):
                sheet.write_merge(at, corner[0], place, corner[1], value, style)
            elif value != "":
                sheet.write(at, place, value, style)
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def csv(rows: Sequence[Sequence[str]], encoding: str = "gb18030") -> bytes:
    return "\r\n".join(",".join(row) for row in rows).encode(encoding)


HOMES = [
    ["韶光社区房屋台账（2023年）"],
    ["填表人：何静", "", "", "", "", "2023-03-02"],
    ["序号", "楼号", "单元", "所在楼层", "门牌号", "建成年代", "所属网格"],
    [1, "30栋", "一单元", "三楼", "３０３", 1962.0, "G02"],
    [2, "三十栋", "1", 3, "304室", "1962年", "G02"],
    [3, "30#", "2单元", "", 402, "", ""],
    ["合计", "", "", "", "3 户", "", ""],
    ["备注：楼层按房号填"],
]
RESIDENTS = [
    ["居民台账"],
    ["序号", "楼栋", "单元", "房号", "户主 姓名", "聯繫電話"],
    [1, "5栋", "2单元", "303", "江秋莲", "139 0000 0303"],
    [2, "五栋", "", "102", "汪致远", 13900000122.0],
    [3, "5栋", "", "404", "罗小平", "1390000014"],
    [4, "88栋", "", "101", "周建国", "无"],
]
