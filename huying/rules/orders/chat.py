"""Words copied out of a chat group (微信群): who said what, when, and how many pictures came with it."""

import re
import unicodedata
from dataclasses import dataclass
from typing import NamedTuple

from .labels import key_of

PICTURE = re.compile(r"\[(?:图片|照片|Photo|Image)\]")
# [视频] and [语音] stay in the words, so that one knows something is missing.
CLOCK = r"(?:凌晨|早上|上午|中午|下午|傍晚|晚上)?\s*[0-9]{1,2}[:：][0-9]{2}(?:[:：][0-9]{2})?(?:\s*[AP]M)?"
DATE = (
    r"(?:[0-9]{4}[-/.年][0-9]{1,2}[-/.月][0-9]{1,2}日?|[0-9]{1,2}[-/][0-9]{1,2}|[0-9]{1,2}月[0-9]{1,2}日"
    r"|昨天|今天|前天|(?:星期|周)[一二三四五六日天])"
)
TIMED = rf"(?:{DATE}\s*)?{CLOCK}"
NAME = r"[^\s:：，。！？；、,!?;\[\]【】][^:：\n\t，。！？；!?;\[\]【】]{0,19}?"
STAMPED = re.compile(rf"\s*(?P<who>{NAME})\s+(?P<when>{TIMED})\s*[:：]?\s*")
STAMP_FIRST = re.compile(rf"\s*(?P<when>{TIMED})\s+(?P<who>{NAME})\s*[:：]?\s*")
BARE_STAMP = re.compile(rf"[\s—–\-─]*(?P<when>{TIMED}|{DATE})[\s—–\-─]*")
SPOKEN = re.compile(rf"\s*(?P<who>{NAME})\s*[:：]\s*(?P<words>.*)")


class Remark(NamedTuple):
    """One thing said: by whom, when as it was printed ("昨天 18:32", may be ""), and the words."""

    who: str
    when: str
    words: str


@dataclass(frozen=True)
class Chat:
    remarks: tuple[Remark, ...]
    pictures: int

    @property
    def speakers(self) -> tuple[str, ...]:
        return tuple(dict.fromkeys(remark.who for remark in self.remarks if remark.who))


def read_chat(text: str) -> Chat | None:
    """The remarks of a chat, or None where nobody can be told to speak: then they are plain words."""
    rows = [row for row in text.replace("\r", "\n").split("\n") if row.strip()]
    remarks: list[Remark] = []
    when = ""
    for row in rows:
        when = _take(row, remarks, when)
    said = tuple(remark._replace(words=_words(remark.words)) for remark in remarks)
    speakers = any(remark.who for remark in said)
    pictures = len(PICTURE.findall(text))
    if not (pictures or speakers):
        return None
    return Chat(tuple(remark for remark in said if remark.words or remark.who), pictures)


def _take(row: str, remarks: list[Remark], when: str) -> str:
    """Put one line where it belongs; the time that holds from here on."""
    if found := BARE_STAMP.fullmatch(row):
        return found["when"].strip()
    if found := STAMPED.fullmatch(row) or STAMP_FIRST.fullmatch(row):
        remarks.append(Remark(found["who"].strip(), found["when"].strip(), ""))
        return ""
    found = SPOKEN.fullmatch(row)
    if found and _is_name(found["who"], found["words"]):
        remarks.append(Remark(found["who"].strip(), when, found["words"]))
    elif remarks:
        last = remarks[-1]
        remarks[-1] = last._replace(words=f"{last.words}\n{row.strip()}" if last.words else row.strip())
    else:
        remarks.append(Remark("", when, row.strip()))
    return when


def _is_name(who: str, words: str) -> bool:
    """地址：5栋 names no speaker, nor do 12:30 and http://."""
    digits = unicodedata.normalize("NFKC", who).strip().isdigit()
    return not (key_of(who) or digits or words.startswith("//") or PLAIN.search(who.strip()))


# What stands before a colon and is no name: 备注：, 楼上说：.
PLAIN = re.compile(
    r"^(?:时间|说明|备注|注|另外|问题|要求|情况|通知|公告|温馨提示|诉求|原因|建议|结果)$|(?:说|道|问|表示|反映|称|讲|如下|的是)$"
)


def _words(text: str) -> str:
    return re.sub(r"\n{2,}", "\n", PICTURE.sub("", text)).strip()
