"""Keys in words 门锁密码、钥匙: what free text gives away of how a door is opened, so that it is never kept.

Whoever reads "the key lies under the mat" can walk in, and a note is read by many and for long. So the piece is cut out,
not hidden: nobody needs it later. A list of patterns can be wrong both ways; the page says what it cuts, and the writer
sees it before anything is kept.
"""

import re
from typing import Literal, NamedTuple

Kind = Literal["code", "key"]

# What a code is made of: figures in any width, spoken ones too, with # and * as on door locks.
_CODE = r"[0-9０-９#＃*＊零〇一二三四五六七八九幺][0-9０-９#＃*＊零〇一二三四五六七八九幺\s-]{2,}"
_IS = r"(?:就?[是为]|改成了?|换成了?|设成了?|[:：=＝])?"
_PLACE = (
    "垫|花盆|花钵|鞋柜|鞋里|鞋子|信箱|邮箱|奶箱|报箱|水表|电表|气表|表箱|门框|门缝|窗台|消防栓|消火栓|灭火器|"
    "箱子|盒子|地毯|墙洞|砖|石头"
)

_PATTERNS: tuple[tuple[Kind, re.Pattern[str]], ...] = (
    # 门锁密码 1234、密码是＃８８８、开门密码：一二三四、门禁码 2580#
    ("code", re.compile(
        rf"(?:(?:大门|房门|入户门|单元门|防盗门|门|电子|智能|指纹)?锁?的?)?(?:开门|进门|开锁)?(?:密码|口令|门禁码|门禁号|开门码|数字码)"
        rf"\s*{_IS}\s*{_CODE}")),
    # 按 1234# 开门
    ("code", re.compile(rf"(?:按|输入?)\s*{_CODE}\s*(?:就?[能可]以?)?(?:开门|进门|开锁|进去|打开)")),
    # 钥匙在门垫下面、备用钥匙放在鞋柜里、钥匙藏花盆底下
    ("key", re.compile(
        rf"(?:备用|房门|大门|家里)?的?钥匙\s*(?:就|都|还)?(?:放|藏|搁|压|塞|挂|丢|留)?(?:在|到|了)?[^，。；！？,;!?\n]{{0,10}}?(?:{_PLACE})"
        rf"(?:的?(?:下面|底下|里面|上面|后面|旁边|下|里|上|底|后))?")),
    # 门垫下面有钥匙、鞋柜里放着钥匙
    ("key", re.compile(
        rf"[^，。；！？,;!?\n、]{{0,4}}(?:{_PLACE})(?:的?(?:下面|底下|里面|上面|后面|旁边|下|里|上|底|后))?"
        rf"(?:还|就)?(?:有|放着?|压着?|藏着?|挂着?)(?:一?把)?(?:备用)?的?钥匙")),
)  # fmt: skip


class Piece(NamedTuple):
    """A piece of text that opens a door."""

    kind: Kind
    start: int
    end: int


def scan(text: str) -> tuple[Piece, ...]:
    """Codes of doors and places of keys, in the order in which they stand, none overlapping."""
    found: list[Piece] = []
    for kind, pattern in _PATTERNS:
        for match in pattern.finditer(text):
            if not any(match.start() < other.end and other.start < match.end() for other in found):
                found.append(Piece(kind, match.start(), match.end()))
    return tuple(sorted(found, key=lambda piece: piece.start))


class Cut(NamedTuple):
    """A text without what opens a door, and what stood there."""

    text: str
    pieces: tuple[str, ...]


def cut(text: str) -> Cut:
    """The text with every such piece taken out, and the marks around it mended."""
    found = scan(text)
    if not found:
        return Cut(text, ())
    pieces = tuple(text[piece.start : piece.end].strip() for piece in found)
    for piece in reversed(found):
        text = text[: piece.start] + text[piece.end :]
    text = re.sub(r"[，,；;、]\s*(?=[，,；;、。.！!？?])", "", text)
    return Cut(re.sub(r"^[\s，,；;、。.]+|[\s，,；;、]+$", "", text), pieces)
