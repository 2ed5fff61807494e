"""What people call a column 栏目: many words for one thing, in any width, with units in brackets, in either script."""

import re
import unicodedata
from collections.abc import Sequence

from huying.rules.address.plain import TRADITIONAL

# What each ledger can take, in the order in which it goes out again; the first word is the one we write.
FIELDS: dict[str, tuple[str, ...]] = {
    "homes": ("building", "unit", "floor", "room", "built", "grid"),
    "residents": ("building", "unit", "room", "name", "phone"),
}
NEEDED: dict[str, tuple[str, ...]] = {"homes": ("building", "room"), "residents": ("building", "room", "name")}

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
FIELD_OF = {word: field for field, words in SYNONYMS.items() for word in words.split()}
MORE_TRADITIONAL = str.maketrans(
    "聯繫係話機註備網姓產權積幾間築業碼屬稱編電戶層", "联系系话机注备网姓产权积几间筑业码属称编电户层"
)
BRACKETS = re.compile(r"[(（\[【][^)）\]】]*[)）\]】]")
IDLE = re.compile(r"[\s*:：、,，.。_-]+")


def plain(header: str) -> str:
    """联 系 電 話（必填） → 联系电话."""
    text = unicodedata.normalize("NFKC", header).translate(TRADITIONAL).translate(MORE_TRADITIONAL)
    return IDLE.sub("", BRACKETS.sub("", text))


def field_of(header: str) -> str:
    """The field a header speaks of, or ""."""
    return FIELD_OF.get(plain(header), "")


def known(headers: Sequence[str]) -> int:
    """How many different fields a row of headers names."""
    return len({field_of(header) for header in headers} - {""})


def propose(headers: Sequence[str], kind: str) -> tuple[str, ...]:
    """For each column the field of this ledger that it most likely is; each field once, from the left."""
    taken: set[str] = set()
    proposal = []
    for header in headers:
        field = field_of(header)
        fits = field in FIELDS[kind] and field not in taken
        proposal.append(field if fits else "")
        taken.add(field)
    return tuple(proposal)


def missing(mapping: Sequence[str], kind: str) -> list[str]:
    """The fields this ledger cannot do without that no column is set to."""
    return [field for field in NEEDED[kind] if field not in mapping]
