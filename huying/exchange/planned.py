"""What a dry run comes to 试算的结果: what would be new, what would change, what is wrong and what wants a look."""

from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, NamedTuple

from .known import House, KnownOwner


class Bad(NamedTuple):
    """A cell that keeps its row from being taken."""

    number: int
    field: str
    value: str
    reason: str
    mend: str


class NewHome(NamedTuple):
    """A home to add to a house of the register, or to one the plan adds."""

    house: House
    unit: str
    room: str
    floor: int


class NewResident(NamedTuple):
    home: object
    name: str
    phone: str


class NewPhone(NamedTuple):
    """A resident we know, with another number than ours."""

    resident: object
    before: str
    after: str


class Note(NamedTuple):
    """A cell that is taken otherwise than it is written: a person looks at it before it is kept."""

    number: int
    field: str
    value: str
    reason: str
    taken: str


class NewEntry(NamedTuple):
    """A row of a ledger of appeals. Instants are those of a clock on a wall in China."""

    said_at: datetime
    closed_at: datetime | None
    answered_at: datetime | None
    words: str
    channel: str
    nature: str
    urgency: str
    category: str
    home: str
    building: str
    spot: str
    address: str
    reporter: str
    phones: tuple[str, ...]
    outcome: str
    satisfaction: str
    told: str


class NewProperty(NamedTuple):
    """What a ledger says of one home that we did not know, and whose it is; `fresh`: we knew nothing at all."""

    home: object
    facts: dict[str, Any]
    owner: KnownOwner | None
    fresh: bool


class NewYear(NamedTuple):
    """A house whose year we did not know."""

    house: House
    built: int


@dataclass
class Plan:
    """What a ledger comes to."""

    rows: int = 0
    same: int = 0
    bad: list[Bad] = field(default_factory=list)
    grids: list[str] = field(default_factory=list)
    houses: list[House] = field(default_factory=list)
    homes: list[NewHome] = field(default_factory=list)
    years: list[NewYear] = field(default_factory=list)
    residents: list[NewResident] = field(default_factory=list)
    phones: list[NewPhone] = field(default_factory=list)
    entries: list[NewEntry] = field(default_factory=list)
    owners: list[KnownOwner] = field(default_factory=list)
    properties: list[NewProperty] = field(default_factory=list)
    notes: list[Note] = field(default_factory=list)

    @property
    def still_open(self) -> int:
        """How many of the entries are not finished yet."""
        return sum(entry.closed_at is None for entry in self.entries)

    @property
    def past(self) -> int:
        """How many of them are."""
        return len(self.entries) - self.still_open

    @property
    def bad_rows(self) -> int:
        return len({one.number for one in self.bad})

    @property
    def good(self) -> int:
        return self.rows - self.bad_rows

    @property
    def changes(self) -> int:
        """How many rows would add or change something; the others say what we know."""
        return self.good - self.same


class Wrong(Exception):
    """A row that contradicts the register or another row: the field, why, what to mend."""

    def __init__(self, where: str, reason: str, mend: str = "") -> None:
        super().__init__(reason)
        self.where, self.reason, self.mend = where, reason, mend
