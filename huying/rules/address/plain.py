"""Plain text (归一): one spelling for every way of writing, with the way back to what was typed."""

import re
import unicodedata
from dataclasses import dataclass
from functools import lru_cache

TRADITIONAL = str.maketrans(
    "棟樓號單門層頂庫東戶後邊對舊間牆區縣車雜負長兩動凍號側燈電壹貳贰叁參肆伍陸陆柒捌玖拾佰○園員頭這幾門廣臺廠鎮處屆點時來爺爾巖",
    "栋楼号单门层顶库东户后边对旧间墙区县车杂负长两动冻号侧灯电一二二三三四五六六七八九十百〇园员头这几门广台厂镇处届点时来爷尔岩",
)
DASHES = re.compile(r"[‐‑‒–—―−﹣]")
BLANKS = " \t\u00a0\u200b\ufeff"
DIGIT = "0-9零〇一二三四五六七八九十百千廿卅幺"
HAN_DIGIT = "零〇一二三四五六七八九幺"

# Slips of the input method and of speech recognition; each keeps its length so that places in the text stay true.
SLIPS = (
    (re.compile(r"(?<=[0-9])O+(?=[0-9])"), "0"),
    (re.compile(r"(?<=[0-9])[LI](?=[0-9])"), "1"),
    (re.compile(r"(?<=[栋元])[LI](?=0[0-9])"), "1"),
    (re.compile(rf"(?<=[0-9A-Z])[懂动冻撞董咚洞憧楝](?=[0-9]|[{DIGIT}]+单元|[{HAN_DIGIT}]{{3}})"), "栋"),
    (re.compile(rf"(?<=[{HAN_DIGIT}十])[懂动冻撞董咚洞憧楝](?=[0-9]{{3}}|[{DIGIT}]+单元|[{HAN_DIGIT}]{{3}})"), "栋"),
    (re.compile(r"(?<=[0-9])东(?=[0-9]{3,4}(?![0-9]))"), "栋"),
    (re.compile(rf"(?<=[{DIGIT}])杠(?=[{DIGIT}])"), "-"),
    (re.compile(r"单[园员原源]|丹元"), "单元"),
)
SPELLED_OUT = re.compile(r"(?<![0-9A-Za-z])(?<![0-9A-Za-z] )[0-9](?: [0-9]){2,3}(?! ?[0-9A-Za-z])")
FIELD = re.compile(rf"[新旧老附副东西南北甲乙丙丁A-Z]?[{DIGIT}]{{1,3}}[A-Z]?([ .,_])(?:[0-9]{{1,2}}\1)?[0-9]{{3,4}}")

VALUES = {char: value for value, char in enumerate("零一二三四五六七八九")} | {"〇": 0, "幺": 1}
SCALES = {"十": 10, "百": 100, "千": 1000}


@dataclass(frozen=True)
class Plain:
    """The text in one spelling; `starts` and `ends` lead each character back to the original."""

    text: str
    starts: tuple[int, ...]
    ends: tuple[int, ...]

    def origin(self, start: int, end: int) -> tuple[int, int]:
        return self.starts[start], self.ends[end - 1]


def plain(text: str) -> Plain:
    """Full-width, traditional, dashes, slips and spaces made one."""
    letters = [(letter, place) for place, char in enumerate(text) for letter in _spelled(char)]
    kept = [pair for nth, pair in enumerate(letters) if pair[0] not in BLANKS or not _idle_blank(letters, nth)]
    kept = _without_spelled_out(kept)
    joined = "".join([letter for letter, _ in kept])
    for pattern, right in SLIPS:
        joined = pattern.sub(lambda slip, right=right: _same_length(slip[0], right), joined)  # type: ignore[misc]
    places = [place for _, place in kept]
    return Plain(_field(joined), tuple(places), tuple([place + 1 for place in places]))


@lru_cache(maxsize=8192)
def _spelled(char: str) -> str:
    """Full width, traditional, dashes and small letters made one; a character may become several."""
    plain_char = DASHES.sub("-", unicodedata.normalize("NFKC", char)).translate(TRADITIONAL)
    return "".join(letter.upper() if letter.isascii() else letter for letter in plain_char)


def _idle_blank(letters: list[tuple[str, int]], nth: int) -> bool:
    """A blank says nothing unless it parts two figures or Latin letters."""
    before = next((letter for letter, _ in reversed(letters[max(0, nth - 8) : nth]) if letter not in BLANKS), "")
    after = next((letter for letter, _ in letters[nth + 1 : nth + 8] if letter not in BLANKS), "")
    doubled = nth > 0 and letters[nth - 1][0] in BLANKS
    return doubled or not (before.isascii() and before.isalnum() and after.isascii() and after.isalnum())


def _without_spelled_out(letters: list[tuple[str, int]]) -> list[tuple[str, int]]:
    """3 0 3 typed with blanks between is 303."""
    joined = "".join([letter for letter, _ in letters])
    idle = {
        place
        for found in SPELLED_OUT.finditer(joined)
        for place in range(found.start(), found.end())
        if joined[place] == " "
    }
    return [pair for nth, pair in enumerate(letters) if nth not in idle] if idle else letters


def _same_length(slip: str, right: str) -> str:
    return right if len(slip) == len(right) else right * len(slip)


def _field(text: str) -> str:
    """`5 303` or `5.303` alone in an address field means 5-303."""
    found = FIELD.fullmatch(text)
    return text.replace(found[1], "-") if found else text


def number(said: str) -> int:
    """303, 三零三, 三百零三, 十三, 廿一, 幺零三 → int."""
    said = said.replace("廿", "二十").replace("卅", "三十")
    if not any(char in SCALES for char in said):
        return int("".join(str(VALUES.get(char, char)) for char in said))
    total = value = scale = 0
    for char in said:
        if char in SCALES:
            scale = SCALES[char]
            total += (value or 1) * scale
            value = 0
        else:
            value = VALUES[char] if char in VALUES else value * 10 + int(char)
            scale = 10 if value == 0 else scale
    return total + (value * scale // 10 if scale >= 100 else value)


def figures(said: str) -> str:
    """The number in plain figures, leading zeros gone."""
    return str(number(said))
