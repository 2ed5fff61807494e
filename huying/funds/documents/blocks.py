"""What a paper is made of 一份材料的组成: a title and blocks, the same for PDF, Word and Excel."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any, NamedTuple

from django.utils.dateformat import format as dated

from huying.core import clock, spoken


class Cents(int):
    """A sum of money."""


class Area(int):
    """An area or a quantity, in hundredths."""


Cell = str | int | None


def say(cell: Cell) -> str:
    """A cell as it is read; what is not known yet is left empty, to be written in by hand."""
    if cell is None:
        return ""
    if isinstance(cell, Cents):
        return spoken.yuan(cell)
    if isinstance(cell, Area):
        return f"{cell // 100}.{cell % 100:02d}"
    return str(cell)


def money(cents: int | None) -> Cents | None:
    return None if cents is None else Cents(cents)


def space(hundredths: int | None) -> Area | None:
    return None if hundredths is None else Area(hundredths)


def day(moment: date | datetime | None) -> str:
    """2023年12月7日: a paper is read in other years."""
    if moment is None:
        return ""
    return dated(clock.local(moment).date() if isinstance(moment, datetime) else moment, "Y年n月j日")


class Column(NamedTuple):
    """`width` is a part of the line; `right` for numbers."""

    name: str
    width: int
    right: bool = False


@dataclass(frozen=True)
class Table:
    """Its head comes again on every page; `total` is the row of sums."""

    columns: tuple[Column, ...]
    rows: Sequence[Sequence[Cell]]
    total: Sequence[Cell] = ()
    # Room for a signature in every row.
    tall: bool = False


@dataclass(frozen=True)
class Pairs:
    """A form: names of facts with the facts, one or two to a row."""

    rows: Sequence[Sequence[Cell]]


@dataclass(frozen=True)
class Words:
    """A paragraph; small for what explains."""

    text: str
    small: bool = False


@dataclass(frozen=True)
class Heading:
    text: str


@dataclass(frozen=True)
class Opinions:
    """Boxes in which offices write what they think, sign and put their seal."""

    who: Sequence[str]


@dataclass(frozen=True)
class Signs:
    """Lines to sign on, with the day."""

    who: Sequence[str]


@dataclass(frozen=True)
class Picture:
    """A photograph by its name, its bytes, and what it shows."""

    name: str
    jpeg: bytes = field(repr=False)
    caption: str = ""


@dataclass(frozen=True)
class Pictures:
    shown: Sequence[Picture]


Block = Table | Pairs | Words | Heading | Opinions | Signs | Pictures


@dataclass(frozen=True)
class Document:
    """One paper of a place. `wide` lies on its side."""

    title: str
    of: str
    blocks: Sequence[Block]
    wide: bool = False

    @property
    def pictures(self) -> list[Picture]:
        return [one for block in self.blocks if isinstance(block, Pictures) for one in block.shown]

    @property
    def tables(self) -> list[Table]:
        return [block for block in self.blocks if isinstance(block, Table)]


# Nobody at the housing bureau has looked at our forms.
SAMPLE = "示例格式，未经住建部门确认"


def plain(block: Block) -> dict[str, Any]:
    """A block as data, for the typesetter."""
    if isinstance(block, Table):
        return {
            "kind": "table", "tall": block.tall,
            "columns": [column._asdict() for column in block.columns],
            "rows": [[say(cell) for cell in row] for row in block.rows],
            "total": [say(cell) for cell in block.total],
        }  # fmt: skip
    if isinstance(block, Pairs):
        return {"kind": "pairs", "rows": [[say(cell) for cell in row] for row in block.rows]}
    if isinstance(block, Words):
        return {"kind": "words", "text": block.text, "small": block.small}
    if isinstance(block, Heading):
        return {"kind": "heading", "text": block.text}
    if isinstance(block, Pictures):
        return {"kind": "pictures", "shown": [{"name": one.name, "caption": one.caption} for one in block.shown]}
    return {"kind": "opinions" if isinstance(block, Opinions) else "signs", "who": list(block.who)}
