"""One order (工单) of a hotline: its fields, and the words that go into the appeal."""

import re
from dataclasses import dataclass
from itertools import pairwise

from huying.rules import masks

from .labels import Line, lines_of

# What has a place of its own beside the words. All else stays in them.
APART = frozenset({"number", "caller", "phone", "address", "limit", "secret", "title", "content", "about"})
SECRET = re.compile(r"保密|匿名|不公开|不愿透露|不便透露")
YES = re.compile(r"是|需要?|要求?|要求?保密|保密|匿名|[1yY]|[Yy]es")
NO_NAME = re.compile(r"[\s（(）)、，,/*\-—]*|无|未留|不详|未提供|空")
MOST = 200  # of what is told about the caller


@dataclass(frozen=True)
class Order:
    """What an order says, line by line as printed; `source` is its whole text."""

    source: str
    lines: tuple[Line, ...]

    def get(self, key: str) -> str:
        """The first thing that the order says under a key."""
        return next((line.value for line in self.lines if line.key == key and line.value), "")

    @property
    def number(self) -> str:
        """工单编号 without spaces: the same order is the same number, however it was pasted."""
        return re.sub(r"\s", "", self.get("number"))[:40]

    @property
    def secret(self) -> bool:
        """保密: the caller asked that nobody outside the desk learns who called."""
        told = next((line for line in self.lines if line.key == "secret" and line.value), None)
        if told is not None and "公开" in told.label:
            return told.value.strip() in ("否", "不公开", "N", "n", "0")
        marked = told is not None and YES.fullmatch(told.value.strip()) is not None
        return marked or any(SECRET.search(self.get(key)) for key in ("caller", "phone"))

    @property
    def caller(self) -> str:
        """来电人 without 保密; "" when only that stands there."""
        name = SECRET.sub("", self.get("caller"))
        name = re.sub(r"[（(]\s*(?:要求)?\s*[）)]|要求$|已$", "", name).strip(" ，,、/；;")
        return "" if NO_NAME.fullmatch(name) else name[:40]

    @property
    def phone(self) -> str:
        """The first whole telephone number given for the caller; "" when it is hidden or missing."""
        return next(iter(self._phones), "")

    @property
    def _phones(self) -> tuple[str, ...]:
        return tuple(phone for line in self.lines if line.key == "phone" for phone in masks.lift(line.value).phones)

    @property
    def about(self) -> str:
        """What else the order says of the caller, for the desk alone: further numbers, where they live."""
        told = [f"{line.label}：{line.value}" for line in self.lines if line.key == "about" and line.value]
        told += self._phones[1:]
        told += [line.value for line in self.lines if line.key == "phone" and line.value and not self._phones]
        return "；".join(told)

    @property
    def address(self) -> str:
        """被反映地址; an order that names only street and community has none."""
        return self.get("address").replace("\n", " ")[:200]

    @property
    def words(self) -> str:
        """What was said: title, content, and every line that has no place of its own."""
        title, content = self.get("title"), self.get("content")
        first = "" if title and _same(title, content) else title
        kept = [line for line in self.lines if line.value and self._stays(line)]
        more = [f"{line.label}：{line.value}" if line.label else line.value for line in kept]
        return "\n".join(part for part in (first, content, *more) if part)

    def _stays(self, line: Line) -> bool:
        """Whether a line belongs into the words. A field said twice, differently, keeps its second saying there."""
        if line.key not in APART:
            return True
        if line.key in ("about", "phone"):
            return False
        first = self.get(line.key)
        return line.value != first and line.key != "secret"


def _same(title: str, content: str) -> bool:
    return re.sub(r"\W", "", title) in re.sub(r"\W", "", content)


def read_orders(text: str) -> tuple[Order, ...]:
    """Every order in the text, none when it is no order: two known labels it takes, or a number's."""
    lines = lines_of(text)
    known = {line.key for line in lines if line.key}
    if len(known) < 2 or not known & {"number", "content", "title", "limit", "sorting", "kind"}:
        return ()
    parts = _split(lines)
    if len(parts) == 1:
        return (Order(text, tuple(lines)),)
    return tuple(Order(_written(part), tuple(part)) for part in parts)


def _split(lines: list[Line]) -> list[list[Line]]:
    """One list an order: the next begins where the first label of all comes again, or the number's own."""
    starts = [at for at, line in enumerate(lines) if line.key == "number"]
    numbers = [re.sub(r"\s", "", lines[at].value) for at in starts]
    if len(set(numbers)) < 2:
        return [lines]
    opener = next(line.key for line in lines if line.key)
    cuts = [0]
    for before, at in pairwise(starts):
        if lines[before].value == lines[at].value:
            continue
        again = [nth for nth in range(before + 1, at) if lines[nth].key == opener]
        cuts.append(again[-1] if again else at)
    return [lines[start:end] for start, end in pairwise([*cuts, len(lines)])]


def _written(lines: list[Line]) -> str:
    """An order of several as text that reads the same again."""
    return "\n".join(f"{line.label}：{line.value}" if line.label else line.value for line in lines)
