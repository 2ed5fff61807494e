"""Three ledgers as a community really keeps them: 房屋 as xlsx, 居民 as a csv of an old office, 诉求 as a true xls.

Everybody in them is of the cast. Each holds what its reader must get over, and one row that it must not take.
"""

import io
from datetime import date
from typing import Any

from openpyxl import Workbook

from tests.exchange.tables import xls

Rows = list[list[Any]]

# Two rows of header, the lower under merged words; the building merged over its homes; figures as text, wide ones,
# a day of 1958 as the table program counts it; a subtotal in the middle.
HOMES: Rows = [
    ["韶光社区房屋底册"],
    ["填报单位：韶光社区居委会", "", "", "", "", "", "填表日期：2023年3月2日"],
    ["序号", "房屋位置", "", "", "", "建成时间", "所属网格"],
    ["", "楼栋号", "单元", "楼层", "房号", "", ""],
    [1, "５栋", "1单元", "三楼", "３０３", 21337, "东片"],
    [2, "", "", "2", 203, "", "东片"],
    [3, "", "", "", "'102", "", "东片"],
    ["小计", "", "", "", "3户"],
    [4, "3#", "一单元", "二层", "201室", "1958年", "东片"],
    [5, "附十三栋", "", "4", "402", "一九六二年", "西片"],
    [6, "新3栋", "一单元", 1.0, 101.0, date(1962, 5, 1), "西片"],
    [7, "新３栋", "1", "1", "102", "", "西片"],
    [8, "新3栋", "1", "1", "1O4", "", "西片"],
    ["合 计", "", "", "", "8户"],
    ["备注：1O4 待核"],
]
# Words of two scripts, a name for the people that nobody foresees (当家人), a note below, one number too short.
RESIDENTS: Rows = [
    ["2023年度居民信息登記表（内部資料）"],
    ["編號", "樓棟", "门栋", "門牌號", "当家人", "聯繫電話", "备注"],
    ["1", "五栋", "1", "303室", "江秋莲", "139-0000-0303", "高龄"],
    ["2", "5號樓", "", "102", "彭德胜", "１３９０００００１３６", ""],
    ["3", "新三栋", "1", "102", "周建国", "13900000155", ""],
    ["4", "新3", "1", "101", "汪致远", "1390000012", ""],
    ["5", "3栋", "", "201", "罗小平", "无", ""],
    ["说明：電話以本人為準"],
]
PAST_HEADER = [
    "序号", "来访时间", "反映方式", "来访人", "联系方式", "具体位置", "反映問題", "问题类型", "处理结果", "办结情況", "办结日期",
    "满意情况",
]  # fmt: skip
# Days in every way people write them, and true ones of a table that counts from 1904; one of them is no day.
PAST: Rows = [
    ["韶光社区2022年来访来电登记簿"],
    PAST_HEADER,
    [1, date(2022, 6, 3), "电话", "江秋莲", "13900000303", "五棟303", "天溝裂了，一下雨屋裡就漏", "房屋漏水", "補了防水", "已办结",
     date(2022, 6, 20), "满意"],
    [2, "6.9", "上门", "罗小平", 13900000147.0, "３栋２０１", "下水道堵了", "下水道", "疏通了", "√", "6月11日", "基本满意"],
    [3, "二〇二二年七月一日", "微信", "保密", "", "附13栋楼道", "楼道灯不亮，晚上看不见", "", "换了灯泡", "是", "", ""],
    [4, "2022年13月1日", "电话", "周建国", "", "新3栋102", "垃圾没人收", "卫生", "", "否", "", ""],
    [5, "2022/12/28", "电话", "周建国", "", "新3栋102", "对面半夜很吵", "扰民", "", "跟进中", "", ""],
    ["合计", "5件"],
]  # fmt: skip


def homes() -> bytes:
    """A sheet of advice first, and the ledger on the second."""
    book = Workbook()
    book.active.title = "填表说明"
    book.active.append(["请各社区按户填写，一户一行"])
    sheet = book.create_sheet("房屋")
    for row in HOMES:
        sheet.append(row)
    for where in ("A1:G1", "B3:E3", "A3:A4", "F3:F4", "G3:G4", "B5:B7", "C5:C7"):
        sheet.merge_cells(where)
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def residents() -> bytes:
    return "\r\n".join(",".join(row) for row in RESIDENTS).encode("gb18030")


def past() -> bytes:
    return xls(PAST, since_1904=True, merged=[(0, 0, 0, len(PAST_HEADER) - 1)])
