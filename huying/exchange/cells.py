"""What a cell means 单元格: from what people write to what the register holds, or why not and what it might be."""

import re
import unicodedata
from datetime import date, timedelta

from django import forms
from django.utils.translation import gettext as _

from huying.core.forms import PhoneField
from huying.rules.address.grammar import unit_name
from huying.rules.address.plain import figures
from huying.rules.address.register import building_code

EMPTY = {"", "无", "没有", "暂无", "不详", "-", "--", "—", "——", "/", "\\", "0"}
CONTROL = re.compile(r"[\x00-\x1f\x7f]")
ROOM = re.compile(r"(?P<floor>[0-9]{1,2})(?P<door>[0-9]{2})[A-Z]?")
ROOM_END = re.compile(r"(?<=[0-9A-Z])(号房|房间|号|室|房|户)$")
SLIPPED = re.compile(r"[0-9]*[OoIl][0-9OoIl]*")
HAN_NUMBER = re.compile(r"[零〇一二两三四五六七八九十百]+")
EXCEL_EPOCH = date(1899, 12, 30)
FIRST_YEAR, LAST_YEAR = 1840, 2100
PHONE = PhoneField(required=False)
SCIENTIFIC = re.compile(r"[0-9.]+[eE]\+?[0-9]+")


class BadCell(ValueError):
    """A cell that says nothing we can keep: why, and what it might mean."""

    def __init__(self, reason: str, mend: str = "") -> None:
        super().__init__(reason)
        self.reason, self.mend = reason, mend


def narrow(text: str) -> str:
    """３０３ → 303; blanks inside gone, and the mark before it ('303) by which people tell a table program: no number."""
    return re.sub(r"\s+|^\s*['‘’`]", "", unicodedata.normalize("NFKC", text))


def _short(text: str, most: int) -> str:
    if CONTROL.search(text):
        raise BadCell(_("里面有换行或看不见的字"), CONTROL.sub(" ", text))
    if len(text) > most:
        raise BadCell(_("太长了，最多 %(n)s 个字") % {"n": most})
    return text


def building(text: str) -> str:
    """五栋, 5#, ５号楼 → 5; 附十三栋 → 附13; a name that is no number stays."""
    if not text:
        raise BadCell(_("没写是哪一栋"))
    return _short(building_code(text), 20)


def unit(text: str) -> str:
    """一单元, 1, 1单元 → 1; nothing → ""."""
    said = re.sub(r"(单元|門|门|號|号)$", "", narrow(text))
    if said in EMPTY:
        return ""
    if re.fullmatch(r"[0-9]+|[零〇一二两三四五六七八九十]+", said):
        return unit_name(said)
    return _short(said, 10)


def room(text: str) -> str:
    """３０３室 → 303."""
    if not text:
        raise BadCell(_("没写房号"))
    said = ROOM_END.sub("", narrow(text).upper())
    if SLIPPED.fullmatch(narrow(text)) and re.search("[0-9]", said):
        right = said.replace("O", "0").replace("I", "1").replace("L", "1")
        raise BadCell(_("数字里夹着字母"), right)
    return _short(said, 20)


def floor(text: str, room_said: str) -> int:
    """三楼 → 3, 负一层 → -1; where nothing is written, what the room number says."""
    said = re.sub(r"(楼|层)$", "", narrow(text))
    if said in EMPTY - {"0"}:
        found = ROOM.fullmatch(room_said)
        if found is None:
            raise BadCell(_("从房号看不出是几楼，请写上楼层"))
        return int(found["floor"])
    under = re.match(r"(负|地下|-|B)", said)
    number = said[under.end() :] if under else said
    number = figures(number) if HAN_NUMBER.fullmatch(number) else number
    if not re.fullmatch(r"[0-9]{1,3}", number) or int(number) > 150:
        raise BadCell(_("楼层要是一个数"))
    return -int(number) if under else int(number)


def year(text: str) -> int | None:
    """1958年, 1958-06-01, 21337 (a day as table programs count them) → 1958; nothing → None."""
    said = re.sub(r"(年代?|年建?)$", "", narrow(text))
    if said in EMPTY:
        return None
    if re.fullmatch(r"[一二三四五六七八九零〇]{4}", said):
        said = figures(said)
    if re.fullmatch(r"[1-7][0-9]{4}", said):
        return (EXCEL_EPOCH + timedelta(days=int(said))).year
    found = re.fullmatch(r"([0-9]{4})(?:[-/.年][0-9]{1,2}(?:[-/.月][0-9]{1,2}日?)?月?)?(?:[ T].*)?", said)
    if found is None or not FIRST_YEAR <= int(found[1]) <= LAST_YEAR:
        raise BadCell(_("年份没看懂，写成 1958 这样"))
    return int(found[1])


def grid(text: str) -> str:
    said = re.sub(r"(?<=[0-9])(号)?网格$", "", narrow(text)).upper()
    return "" if said in EMPTY else _short(said, 20)


def name(text: str) -> str:
    if not text:
        raise BadCell(_("没写姓名"))
    return _short(text, 40)


def phone(text: str) -> str:
    """Digits; 无 and a dash say that there is none."""
    said = narrow(text)
    if said in EMPTY:
        return ""
    if SCIENTIFIC.fullmatch(said):
        raise BadCell(_("表格软件把号码改成了科学记数，后几位没了"))
    several = [part for part in re.split(r"[/、,;，；]", said) if part]
    try:
        return str(PHONE.clean(several[0] if len(several) == 1 else said))
    except forms.ValidationError as wrong:
        if len(several) > 1:
            raise BadCell(_("一格里有几个号码，只留一个"), several[0]) from wrong
        raise BadCell(wrong.messages[0].rstrip("。")) from wrong
