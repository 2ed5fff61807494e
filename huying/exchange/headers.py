"""What people call a column 栏目: many words for one thing, in any width, with units in brackets, in either script."""

import re
import unicodedata
from collections.abc import Sequence

from huying.rules.script import simple

# What each ledger can take, in the order in which it goes out again; the first word is the one we write.
FIELDS: dict[str, tuple[str, ...]] = {
    "homes": ("building", "unit", "floor", "room", "built", "grid"),
    "residents": ("building", "unit", "room", "name", "phone"),
    "appeals": (
        "said_on", "channel", "reporter", "phone", "address", "words", "category", "worker", "visited_on", "finding",
        "measures", "responsible", "closed_on", "done", "called_on", "outcome", "satisfaction", "note",
    ),
    "properties": (
        "building", "unit", "room", "kind", "area", "area_source", "owner", "owner_phone", "former_unit",
        "unit_percent", "sold_year", "fund_account", "balance", "balance_on",
    ),
}  # fmt: skip
NEEDED: dict[str, tuple[str, ...]] = {
    "homes": ("building", "room"),
    "residents": ("building", "room", "name"),
    "appeals": ("said_on", "words"),
    "properties": ("building", "room"),
}

SYNONYMS: dict[str, str] = {
    "building": "楼栋 楼栋号 楼栋名称 栋 栋号 楼号 楼 楼宇 楼座 幢 幢号 座 座号 楼房号 几栋",
    "unit": "单元 单元号 门栋 门洞 单元门 几单元",
    "floor": "楼层 层 所在楼层 所在层 楼层数 几楼",
    "room": "房号 房间号 房间 房屋号 房室号 房屋编号 室号 室 户号 户室号 门牌 门牌号 门号 房门号",
    "built": "建成年份 建成年代 建成时间 建成年 建造年份 建造年代 建筑年代 建筑年份 竣工年份 竣工时间 建房年份 年代",
    "grid": "网格 所属网格 所在网格 网格号 网格编号 网格名称 网格代码",
    "name": "姓名 户主 户主姓名 住户 住户姓名 居民 居民姓名 业主 业主姓名 联系人 居住人 居住人姓名",
    "phone": "联系电话 联系方式 联系号码 电话 电话号码 手机 手机号 手机号码 移动电话 联系手机 户主电话 业主电话 居民电话",
}
# In a ledger of appeals some of these words mean something else: there 姓名 is who spoke.
OF_APPEALS: dict[str, str] = {
    "said_on": "登记日期 登记时间 日期 时间 诉求时间 诉求日期 反映时间 反映日期 来电时间 来访时间 受理时间 受理日期 接报时间 上报时间",
    "channel": "来源 来源渠道 诉求来源 渠道 反映方式 诉求渠道 受理方式 问题来源 信息来源 途径",
    "reporter": "反映人 诉求人 反映人姓名 诉求人姓名 来电人 来访人 报修人 投诉人 当事人 姓名 居民姓名 联系人 群众姓名",
    "phone": SYNONYMS["phone"] + " 反映人电话 诉求人电话 来电号码 报修电话",
    "address": "地址 住址 家庭住址 居住地址 详细地址 具体地址 地点 事发地点 问题地点 位置 具体位置 楼栋房号 现居住地址 房屋地址",
    "words": "诉求内容 诉求 内容 反映内容 反映问题 反映事项 问题描述 诉求描述 事项 事由 主要诉求 主要内容 问题 报修内容",
    "category": "诉求类别 类别 问题类别 诉求类型 问题类型 事项类别 分类 问题分类 类型",
    "worker": "网格员 网格员姓名 责任网格员 包片网格员 走访人 上门人 经办人 接待人 责任人",
    "visited_on": "上门时间 上门日期 走访时间 入户时间 查看时间 现场查看时间",
    "finding": "查看情况 现场情况 了解情况 核实情况 查看结果 现场查看情况 调查情况",
    "measures": "处理措施 办理情况 处理情况 处理结果 办理结果 解决措施 办理措施 处置情况 处理意见 处理 办理过程 处理过程",
    "responsible": "承办单位 办理单位 责任单位 处理单位 承办部门 责任部门 维修单位 施工单位",
    "closed_on": "办结时间 办结日期 完成时间 完成日期 办理完成时间 解决时间 处理时间 销号时间 结案时间",
    "done": "是否办结 办结情况 是否解决 是否完成 办理状态 状态 完成情况 办结状态 是否销号",
    "called_on": "回访时间 回访日期",
    "outcome": "回访结果 回访情况 回访内容 回访记录 群众反馈 反馈情况",
    "satisfaction": "满意度 是否满意 满意情况 群众满意度 评价 满意度评价",
    "note": "备注 说明 备注说明",
}
# And in a ledger of properties 姓名 is whose the home is.
OF_PROPERTIES: dict[str, str] = {
    "building": SYNONYMS["building"],
    "unit": SYNONYMS["unit"],
    "room": SYNONYMS["room"],
    "kind": "产权性质 房屋性质 房屋类型 产权类型 房屋产权性质",
    "area": "建筑面积 面积 产权面积 登记面积 专有面积 房屋面积",
    "area_source": "面积来源 面积依据",
    "owner": "业主姓名 业主 产权人 产权人姓名 房主 房主姓名 户主 姓名 所有权人",
    "owner_phone": "业主电话 业主联系电话 产权人电话 房主电话 联系电话 联系方式 电话 手机 手机号 手机号码",
    "former_unit": "原产权单位 产权单位 售房单位 原单位",
    "unit_percent": "单位比例 单位占比 单位出资比例 单位交存比例",
    "sold_year": "购房年份 售房年份 购买年份 购房时间 房改年份 购房年度",
    "fund_account": "维修资金账号 维修资金帐号 资金账号 维修基金账号 账号 帐号",
    "balance": "账户余额 帐户余额 维修资金余额 余额 维修基金余额",
    "balance_on": "余额日期 余额截止日期 截止日期 查询日期",
}
FIELD_OF = {word: field for field, words in SYNONYMS.items() for word in words.split()}
PROPERTY_FIELD_OF = {word: field for field, words in OF_PROPERTIES.items() for word in words.split()}
APPEAL_FIELD_OF = {word: field for field, words in OF_APPEALS.items() for word in words.split()}
BRACKETS = re.compile(r"[(（\[【][^)）\]】]*[)）\]】]")
IDLE = re.compile(r"[\s*:：、,，.。_-]+")


def plain(header: str) -> str:
    """联 系 電 話（必填） → 联系电话."""
    return IDLE.sub("", BRACKETS.sub("", simple(unicodedata.normalize("NFKC", header))))


def field_of(header: str, kind: str = "") -> str:
    """The field a header speaks of, or "". Where nobody knows yet which ledger it is, that of any."""
    word = plain(header)
    if kind == "appeals":
        return APPEAL_FIELD_OF.get(word, "")
    if kind == "properties":
        return PROPERTY_FIELD_OF.get(word, "")
    anywhere = APPEAL_FIELD_OF.get(word, "") or PROPERTY_FIELD_OF.get(word, "")
    return FIELD_OF.get(word, "") or ("" if kind else anywhere)


def layout(kind: str) -> list[str]:
    """The headers with which a ledger goes out."""
    names = {"appeals": OF_APPEALS, "properties": OF_PROPERTIES}.get(kind, SYNONYMS)
    return [*(["序号"] if kind == "appeals" else []), *(names[field].split()[0] for field in FIELDS[kind])]


def known(headers: Sequence[str]) -> int:
    """How many different fields a row of headers names."""
    return len({field_of(header) for header in headers} - {""})


def propose(headers: Sequence[str], kind: str) -> tuple[str, ...]:
    """For each column the field of this ledger that it most likely is; each field once, from the left."""
    taken: set[str] = set()
    proposal = []
    for header in headers:
        field = field_of(header, kind)
        fits = field in FIELDS[kind] and field not in taken
        proposal.append(field if fits else "")
        taken.add(field)
    return tuple(proposal)


def missing(mapping: Sequence[str], kind: str) -> list[str]:
    """The fields this ledger cannot do without that no column is set to."""
    return [field for field in NEEDED[kind] if field not in mapping]
