"""脱敏 Masks: what each audience sees of a name, a phone, an identity number and a home, and what free text gives away.

Masks keep the length of what they hide where that is of use to the eye. A list that finds phones and numbers in free
text can be wrong both ways; it is a net below the person who reads before publishing, never instead of that person.
"""

import re
from collections.abc import Callable, Iterator
from datetime import date
from typing import Literal, NamedTuple

# staff_full is a member of staff who asked to see it whole, gave the reason, and whose asking is logged.
Audience = Literal["staff_full", "staff", "vendor", "public", "reporter"]
Kind = Literal["phone", "id", "card", "plate"]

_COMPOUND_SURNAME = re.compile(
    "欧阳|上官|司马|司徒|司空|诸葛|东方|皇甫|尉迟|公孙|令狐|慕容|夏侯|端木|独孤|南宫|宇文|长孙|轩辕|申屠|呼延|澹台"
)
_SPOT = re.compile(
    r"(?:(?<![0-9])[0-9]{1,2}(?![0-9])|[一二三四五六七八九十东南西北上下前后左右中大小新旧的、和与 ]|"
    r"单元|楼道|楼梯|楼顶|楼门|楼下|屋顶|屋面|天沟|外墙|山墙|墙面|墙|阳台|平台|雨棚|地下室|地下|车库|车棚|地面|路面|路灯|路|院子|院|"
    r"门口|门前|大门|门|入口|拐角|过道|走廊|转角|下水道|下水|雨水口|水管|立管|管道|化粪池|井盖|粪井|井|沟|电表|水表|电梯|消防|"
    r"垃圾桶|花坛|绿化|树|健身|广场|公厕|围墙|栏杆|楼|层|号|边|侧|面|头|处|旁|口|栋)+"
)
_PROVINCE = re.compile(r"1[1-5]|2[1-3]|3[1-7]|4[1-6]|5[0-4]|6[1-5]|71|8[1-3]")
_DIGITS = "0123456789"


class Found(NamedTuple):
    """A piece of text that points at a person."""

    kind: Kind
    start: int
    end: int


def name(text: str, audience: Audience = "staff") -> str:
    """张三 is 张* and 欧阳小三 is 欧**三 among colleagues; outside, only the surname: 张某, 欧阳某."""
    text = text.strip()
    if audience == "staff_full" or not text:
        return text
    if audience in ("vendor", "public"):
        return text[: 2 if len(text) > 2 and _COMPOUND_SURNAME.match(text) else 1] + "某"
    if len(text) < 3:
        return text[0] + "*"
    return text[0] + "*" * (len(text) - 2) + text[-1]


def phone(text: str, audience: Audience = "staff") -> str:
    """138****0001, 0731-****1234: the last four digits are what people recognise one another by."""
    return text if audience == "staff_full" else _hide_phone(text)


def contact(text: str) -> str:
    """A number or a mailbox, half hidden: 139****0303, l***@example.cn."""
    name, at, host = text.partition("@")
    return f"{name[:1]}***@{host}" if at else _hide_phone(text)


def id_number(text: str, audience: Audience = "staff") -> str:
    """430***********1234 among colleagues; vendors and the public see nothing at all, not even that there is one."""
    if audience in ("vendor", "public"):
        return ""
    return text if audience == "staff_full" else _hide(text, head=3, tail=4)


def home(building: str, room: str, audience: Audience = "public") -> str:
    """5栋303 for those who have to find it; in public 5栋3**, and the building alone where no floor can be told."""
    if audience != "public":
        return building + room
    floor = re.match(r"(\d+)\d{2}(?!\d)", room)
    return f"{building}{floor[1]}**" if floor else building


def spot(text: str) -> str:
    """A common spot as a stranger may read it: 2单元三楼楼道. Anything but the parts of a house, such as a door or a name,
    and nothing is shown."""
    return text if _SPOT.fullmatch(text) else ""


def scan(text: str) -> tuple[Found, ...]:
    """Phones, identity numbers, bank cards and number plates, in the order in which they stand, none overlapping."""
    rest = text.translate(_FULL_WIDTH)
    if not _MAY_HOLD.search(rest):
        return ()
    found: list[Found] = []
    for kind, pattern, holds in _PATTERNS:
        for start, end in list(_matches(pattern, holds, rest)):
            found.append(Found(kind, start, end))
            rest = rest[:start] + " " * (end - start) + rest[end:]
    return tuple(sorted(found, key=lambda piece: piece.start))


def clean(text: str) -> str:
    """The text as it may be shown to anyone: what `scan` finds is starred out; the length stays."""
    return _starred(text, scan(text))


def _starred(text: str, found: tuple[Found, ...]) -> str:
    for kind, start, end in found:
        text = text[:start] + _HIDERS[kind](text[start:end]) + text[end:]
    return text


class Lifted(NamedTuple):
    """A text without what points at a person, and what was taken out of it: phones as digits, and what else there was."""

    text: str
    phones: tuple[str, ...]
    kinds: tuple[Kind, ...]


def lift(text: str) -> Lifted:
    """The text as `clean` leaves it, with the phones that it held: they belong where only some may see them."""
    found = scan(text)
    phones = dict.fromkeys(_dial(text[start:end]) for kind, start, end in found if kind == "phone")
    return Lifted(_starred(text, found), tuple(phones), tuple(dict.fromkeys(piece.kind for piece in found)))


def _dial(text: str) -> str:
    """The digits to dial: 幺三九 and １３９ are 139, and +86 is left out."""
    digits = "".join(mark for mark in text.translate(_FULL_WIDTH).translate(_SPOKEN) if mark in _DIGITS)
    return digits[2:] if len(digits) == 13 and digits.startswith("86") else digits


def _hide(text: str, head: int, tail: int) -> str:
    """Star all letters and digits but the first `head` and the last `tail`; what stands between them stays."""
    places = [at for at, mark in enumerate(text) if mark.isalnum()]
    hidden = set(places[head : max(head, len(places) - tail)])
    return "".join("*" if at in hidden else mark for at, mark in enumerate(text))


def _hide_phone(text: str) -> str:
    digits = [mark for mark in text.translate(_FULL_WIDTH) if mark.isdigit()]
    if len(digits) < 7:  # too short to keep anything of it
        return _hide(text, head=0, tail=0)
    tail = 4 if len(digits) >= 10 else 2
    return _hide(text, head=len(digits) - tail - 4, tail=tail)


def _hide_all(text: str) -> str:
    return _hide(text, head=0, tail=0)


def _hide_card(text: str) -> str:
    return _hide(text, head=0, tail=4)


def _hide_plate(text: str) -> str:
    return _hide(text, head=2, tail=0)


def _matches(pattern: re.Pattern[str], holds: Callable[[str], bool], text: str) -> Iterator[tuple[int, int]]:
    """Every match that holds. After one that does not, the search goes on one place further, not behind it."""
    at = 0
    while match := pattern.search(text, at):
        if holds(re.sub(r"[^0-9A-Za-z]", "", match[0])):
            yield match.span()
            at = match.end()
        else:
            at = match.start() + 1


def _is_id_number(number: str) -> bool:
    """The check digit fits, or province and birthday do: a number with one wrong digit still gives its owner away."""
    if len(number) == 15:
        return _PROVINCE.match(number) is not None and _is_date("19" + number[6:12])
    weights = (7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2)
    total = sum(weight * int(digit) for weight, digit in zip(weights, number[:17], strict=True))
    if "10X98765432"[total % 11] == number[17].upper():
        return True
    return _PROVINCE.match(number) is not None and number[6:8] in ("19", "20") and _is_date(number[6:14])


def _is_date(digits: str) -> bool:
    try:
        date(int(digits[:4]), int(digits[4:6]), int(digits[6:]))
    except ValueError:
        return False
    return True


def _is_card(number: str) -> bool:
    """Luhn's check, which every bank card passes."""
    doubled = [int(digit) * (1 + place % 2) for place, digit in enumerate(reversed(number))]
    return sum(value // 10 + value % 10 for value in doubled) % 10 == 0


def _any(number: str) -> bool:
    return True


# Full-width letters and digits, place for place, so that positions stay those of the text as it was written.
_FULL_WIDTH = {
    ord(mark) + 0xFEE0: mark for mark in _DIGITS + "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz+-()"
}
_FULL_WIDTH |= {ord("\u3000"): " ", ord("\u2013"): "-", ord("\u2014"): "-", ord("\u2212"): "-"}

_SPOKEN = {ord(mark): str(digit) for digit, mark in enumerate("零一二三四五六七八九")} | {
    ord("〇"): "0",
    ord("幺"): "1",
}

# From the surest to the least sure: what an earlier line has taken is gone for the later ones, since an identity number
# may pass as a card too.
_PATTERNS: tuple[tuple[Kind, re.Pattern[str], Callable[[str], bool]], ...] = (
    ("id", re.compile(r"(?<![0-9])[0-9](?:[ -]?[0-9]){16}[ -]?[0-9Xx](?![0-9])"), _is_id_number),
    ("card", re.compile(r"(?<![0-9])[0-9]{16,19}(?![0-9])"), _is_card),
    ("card", re.compile(r"(?<![0-9])[0-9]{4}(?:[ -][0-9]{4}){3}[ -][0-9]{1,3}(?![0-9])"), _is_card),
    ("card", re.compile(r"(?<![0-9])[0-9]{4}(?:[ -][0-9]{4}){3}(?![0-9])"), _is_card),
    ("id", re.compile(r"(?<![0-9])[0-9]{15}(?![0-9])"), _is_id_number),
    ("phone", re.compile(r"(?<![0-9])(?:\+?86[ -]?)?1[3-9][0-9][ -]?[0-9]{4}[ -]?[0-9]{4}(?![0-9])"), _any),
    ("phone", re.compile(r"(?<![0-9])\(?0(?:10|2[0-9]|[3-9][0-9]{2})\)?[ -]?[0-9]{3,4}[ -]?[0-9]{4}(?![0-9])"), _any),
    ("phone", re.compile(r"(?<![〇零幺一二三四五六七八九])[幺一][三四五六七八九][〇零幺一二三四五六七八九]{9}"), _any),
    (
        "plate",
        re.compile(
            r"[京津沪渝冀豫云辽黑湘皖鲁新苏浙赣鄂桂甘晋蒙陕吉闽贵粤青藏川宁琼]"
            r"[A-HJ-NP-Za-hj-np-z][·•・‧. -]?(?=[A-Za-z]{0,5}[0-9])[A-HJ-NP-Za-hj-np-z0-9]{4,5}"
            r"[A-HJ-NP-Za-hj-np-z0-9挂学警港澳](?![A-Za-z0-9])"
        ),
        _any,
    ),
)
# Most texts hold nothing: ten figures, the letters of a plate or a spoken phone there must be for any of the above.
_MAY_HOLD = re.compile(r"(?:[0-9][^0-9]*){10}|[\u4e00-\u9fff][A-HJ-NP-Za-hj-np-z]|[幺一][三四五六七八九]")
_HIDERS: dict[Kind, Callable[[str], str]] = {
    "phone": _hide_phone,
    "id": _hide_all,
    "card": _hide_card,
    "plate": _hide_plate,
}
