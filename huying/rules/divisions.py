"""行政区划代码: how a code of the official tables says its level and what it lies in, and the reading of such a table.

The codes are those of the National Bureau of Statistics: two digits each for province, city and district, three each
for street and community, filled up with noughts to twelve. What a table does not say, its codes do.
"""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import NamedTuple

LENGTH = 12
# How many digits each level fills, from the top.
DIGITS = {"province": 2, "city": 4, "district": 6, "street": 9, "community": 12}
LEVELS = tuple(DIGITS)
LONGEST_NAME = 60

HEADERS: dict[str, tuple[str, ...]] = {
    "code": ("code", "代码", "区划代码", "统计用区划代码", "行政区划代码", "编码"),
    "name": ("name", "名称", "区划名称", "单位名称"),
    "level": ("level", "级别", "层级"),
    "parent": ("parent", "上级", "上级代码", "所属代码"),
}
LEVEL_WORDS = {
    **{level: level for level in LEVELS},
    "省": "province", "市": "city", "区": "district", "县": "district", "区县": "district",
    "街道": "street", "乡镇": "street", "镇": "street", "乡": "street", "社区": "community", "村": "community",
}  # fmt: skip


class Row(NamedTuple):
    """A division as the house keeps it: its code in twelve digits, the code of what it lies in ("" for a province)."""

    code: str
    name: str
    level: str
    parent: str


class Bad(NamedTuple):
    """A row that cannot be kept: its number in the file, what stands there, and which reason."""

    number: int
    value: str
    reason: str


@dataclass
class Plan:
    """What a table comes to: rows to add, rows with another name, how many are there already, and what is bad."""

    new: list[Row] = field(default_factory=list)
    renamed: list[Row] = field(default_factory=list)
    same: int = 0
    bad: list[Bad] = field(default_factory=list)
    missing: tuple[str, ...] = ()  # columns the table cannot do without


def full(code: str) -> str:
    """430102 → 430102000000; "" for what is no code."""
    digits = code.strip()
    good = digits.isascii() and digits.isdecimal() and len(digits) in DIGITS.values() and not digits.startswith("00")
    return digits.ljust(LENGTH, "0") if good else ""


def level(code: str) -> str:
    """The level of a full code: the last part that is not nought says it."""
    return next(name for name in LEVELS if not code[DIGITS[name] :].strip("0"))


def parent(code: str) -> str:
    """What a full code lies in; "" for a province. A city without districts holds its streets itself."""
    above = [DIGITS[name] for name in LEVELS[: LEVELS.index(level(code))]]
    return code[: above[-1]].ljust(LENGTH, "0") if above else ""


def chain(code: str) -> list[str]:
    """The full codes from the province down to this one."""
    found = [code]
    while above := parent(found[0]):
        found.insert(0, above)
    return found


def read(table: Sequence[Sequence[str]], known: Mapping[str, Row]) -> Plan:
    """A table against what is known, by full code; every row below the first, which names the columns."""
    plan = Plan()
    at = _columns(table[0]) if table else {}
    plan.missing = tuple(name for name in ("code", "name") if name not in at)
    if plan.missing:
        return plan
    asked: dict[str, tuple[int, Row]] = {}
    for number, cells in enumerate(table[1:], 2):
        if any(cell.strip() for cell in cells):
            _take(number, _said(cells, at), asked, plan)
    _compare(asked, known, plan)
    plan.bad.sort()
    return plan


def _columns(headers: Sequence[str]) -> dict[str, int]:
    words = [header.strip().lower() for header in headers]
    return {
        name: next(at for at, word in enumerate(words) if word in known)
        for name, known in HEADERS.items()
        if any(word in known for word in words)
    }


def _said(cells: Sequence[str], at: Mapping[str, int]) -> Callable[[str], str]:
    return lambda name: cells[at[name]].strip() if name in at and at[name] < len(cells) else ""


def _take(number: int, said: Callable[[str], str], asked: dict[str, tuple[int, Row]], plan: Plan) -> None:
    code, name = full(said("code")), said("name")
    if not code:
        plan.bad.append(Bad(number, said("code"), "code"))
    elif not name or len(name) > LONGEST_NAME:
        plan.bad.append(Bad(number, name[:LONGEST_NAME], "name"))
    elif said("level") and said("level") not in LEVEL_WORDS:
        plan.bad.append(Bad(number, said("level"), "level"))
    elif said("parent") and not full(said("parent")):
        plan.bad.append(Bad(number, said("parent"), "parent"))
    elif code in asked and asked[code][1].name != name:
        plan.bad.append(Bad(number, said("code"), "twice"))
    else:
        row = Row(code, name, LEVEL_WORDS.get(said("level"), level(code)), full(said("parent")) or parent(code))
        asked.setdefault(code, (number, row))


def _compare(asked: Mapping[str, tuple[int, Row]], known: Mapping[str, Row], plan: Plan) -> None:
    """From the top, so that a row whose parent is bad is bad too."""
    good = dict(known)
    for number, row in sorted(asked.values(), key=lambda one: (LEVELS.index(one[1].level), one[0])):
        ours = known.get(row.code)
        if ours and (ours.level, ours.parent) != (row.level, row.parent):
            plan.bad.append(Bad(number, row.code, "moved"))
        elif ours and ours.name == row.name:
            plan.same += 1
        elif ours:
            plan.renamed.append(row)
        elif row.parent and not _above(good.get(row.parent), row):
            plan.bad.append(Bad(number, row.parent, "no_parent"))
        elif not row.parent and row.level != "province":
            plan.bad.append(Bad(number, row.code, "no_parent"))
        else:
            plan.new.append(row)
            good[row.code] = row


def _above(upper: Row | None, row: Row) -> bool:
    return upper is not None and LEVELS.index(upper.level) < LEVELS.index(row.level)


def table(rows: Iterable[Row]) -> list[tuple[str, ...]]:
    """The rows as they come in again."""
    return [("code", "name", "level", "parent"), *rows]
