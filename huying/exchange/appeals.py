"""The dry run of a ledger of appeals 诉求台账先试一遍: each row read as an entry, with what wants a look before it is kept."""

import re
from collections.abc import Callable
from datetime import date, datetime
from functools import lru_cache

from django.utils.translation import gettext as _

from huying.rules import address, masks, triage

from . import cells, days, told, wordings
from .cells import BadCell
from .known import KnownAppeals, letters
from .planned import NewEntry, Note, Plan, Wrong
from .reading import Row, Table

MOST_WORDS, MOST_ADDRESS, MOST_SPOT, MOST_NAME = 4000, 200, 60, 40
# A house was named and it is ours; only the door is in doubt.
DOOR_IN_DOUBT = {"", "wrong_unit", "which_unit", "which_door", "no_such_room", "no_such_floor", "beside"}
SEVERAL_PHONES = re.compile(r"[/、,;，；\n]")
suggest, category, nature = lru_cache(maxsize=4096)(triage.suggest), triage.category, triage.nature
Said = dict[str, str]
# That a cell is taken otherwise than it is written: its field, why, and as what.
Noting = Callable[[str, str, str], None]


class Appeals:
    """诉求台账: what was said and finished becomes an entry of the past, what is not finished an open one."""

    def __init__(self, known: KnownAppeals, table: Table) -> None:
        self.known, self.plan = known, Plan()
        above = [cell for row in table.aside if row.number <= table.head for cell in row.cells]
        self._year = days.only_year([table.sheet, *above])
        self._near: date | None = None

    def take(self, row: Row, said: Said, _read: object) -> None:
        said_at = self._said_at(said)
        key = (said_at.date(), letters(masks.clean(said.get("address", ""))), letters(masks.clean(said["words"])))
        if key in self.known.said:
            self.plan.same += 1
            return
        notes: list[Note] = []
        entry = self._entry(row, said, said_at, notes)
        self.known.said.add(key)
        self.plan.entries.append(entry)
        self.plan.notes += notes

    def _entry(self, row: Row, said: Said, said_at: datetime, notes: list[Note]) -> NewEntry:
        def note(field: str, reason: str, taken: str) -> None:
            notes.append(Note(row.number, field, said.get(field, ""), reason, taken))

        words = _short("words", said["words"], MOST_WORDS)
        if not words:
            raise Wrong("words", _("没写诉求内容"))
        where = _short("address", said.get("address", ""), MOST_ADDRESS)
        kept = {field: said[field] for field in told.FIELDS if said.get(field)}
        channel = _coded("channel", wordings.CHANNEL_OF, kept)
        if not channel and kept.get("channel"):
            note("channel", _("不认得这个来源"), _("来访"))
        closed_at = self._closed_at(said, said_at, note)
        home, building, spot = self._place(where, words, note)
        outcome = _coded("outcome", wordings.OUTCOME_OF, kept)
        # 满意 stands in either column
        satisfaction = _coded("satisfaction", wordings.SATISFACTION_OF, kept)
        satisfaction = satisfaction or wordings.SATISFACTION_OF.get(wordings.plain(said.get("outcome", "")), "")
        return NewEntry(
            said_at=said_at,
            closed_at=closed_at,
            answered_at=_within(days.maybe(said.get("called_on", ""), said_at.date()), self.known.today),
            words=words,
            channel=channel or "walk_in",
            # Haste sets deadlines; what is finished has none.
            nature=nature(words),
            urgency="normal" if closed_at else suggest(words).urgency,
            category=self._category(said, words, kept, note, over=closed_at is not None),
            home=home,
            building=building,
            spot=spot,
            address=where,
            reporter=_name(said.get("reporter", "")),
            phones=_phones(said.get("phone", "")),
            outcome=outcome,
            satisfaction=satisfaction,
            told=told.written(_dated(kept, said_at)),
        )

    # --- when ---------------------------------------------------------------------------------------------------------

    def _said_at(self, said: Said) -> datetime:
        if cells.narrow(said["said_on"]) in cells.EMPTY:
            raise Wrong("said_on", _("没写登记日期"))
        when = _moment("said_on", said["said_on"], year=self._year, near=self._near)
        if when.date() > self.known.today:
            raise Wrong("said_on", _("登记日期在今天以后"))
        self._near = when.date()
        return when

    def _closed_at(self, said: Said, said_at: datetime, note: Noting) -> datetime | None:
        """是否办结 and 办结时间 together: a day without a word is finished, a word without a day is finished by the last
        day that the row names."""
        written, word = said.get("closed_on", ""), said.get("done", "")
        dated = cells.narrow(written) not in cells.EMPTY
        done = _done(word, dated=dated)
        if not done:
            if dated:
                raise Wrong("done", _("写着没办结，又有办结时间"))
            return None
        if dated:
            closed_at = _moment("closed_on", written, since=said_at.date())
        else:
            others = (days.maybe(said.get(field, ""), said_at.date()) for field in ("visited_on", "called_on"))
            closed_at = max(one for one in (said_at, *others) if one and one.date() <= self.known.today)
            note("closed_on", _("办结了，没写哪一天"), days.said(closed_at))
        if closed_at.date() > self.known.today:
            raise Wrong("closed_on", _("办结时间在今天以后"))
        if closed_at.date() < said_at.date():
            raise Wrong("closed_on", _("办结比登记还早"))
        return max(closed_at, said_at)

    # --- where --------------------------------------------------------------------------------------------------------

    def _place(self, where: str, words: str, note: Noting) -> tuple[str, str, str]:
        """A home only when the register leaves no doubt; else the house, if that is plain; else the words alone."""
        home, building, spot = _found(where or words, self.known.register)
        if where and not home and not building:
            note("address", _("底册里对不上"), _("只记原话"))
            return "", "", where[:MOST_SPOT]
        if where and building and not home and not spot and not _names_house(where, self.known, building):
            note("address", _("对不准是哪一户"), self.known.labels[building])
        return home, building, spot[:MOST_SPOT]

    # --- what ---------------------------------------------------------------------------------------------------------

    def _category(self, said: Said, words: str, kept: Said, note: Noting, *, over: bool) -> str:
        """By its name, by another name for it, or else by the words, which the dry run marks."""
        word = wordings.plain(said.get("category", ""))
        code = self.known.categories.get(word) or wordings.CATEGORY_OF.get(word, "")
        if code in self.known.names:
            kept.pop("category", None)
            return code
        found, spoke = category(words) if over else _listened(words)
        guess = found if found in self.known.names else next(iter(self.known.names))
        reason = _("不认得这个类别，照内容估的") if word else _("没写类别，照内容估的")
        note("category", reason if spoke else _("内容里看不出类别"), self.known.names[guess])
        return guess


def _listened(words: str) -> tuple[str, bool]:
    found = suggest(words)
    return found.category, bool(found.why)


def _moment(field: str, text: str, **context: object) -> datetime:
    try:
        return days.moment(text, **context)  # type: ignore[arg-type]
    except BadCell as wrong:
        raise Wrong(field, wrong.reason, wrong.mend) from wrong


def _within(when: datetime | None, today: date) -> datetime | None:
    return when if when and when.date() <= today else None


def _done(word: str, *, dated: bool) -> bool:
    if cells.narrow(word) in cells.EMPTY - {"0", "没有", "无"}:
        return dated
    answer = wordings.MARKS.get(cells.narrow(word)) or wordings.DONE_OF.get(wordings.plain(word))
    if answer is None:
        raise Wrong("done", _("没看懂办结了没有，写“是”或者“否”"))
    return answer == "yes"


def _coded(field: str, table: dict[str, str], kept: Said) -> str:
    """The code of a cell, which then need not be kept as words."""
    code = table.get(wordings.plain(kept.get(field, "")), "")
    if code:
        del kept[field]
    return code


def _dated(kept: Said, said_at: datetime) -> Said:
    """Days as days where they are understood, else as they are written."""
    for field in ("visited_on", "called_on"):
        if when := days.maybe(kept.get(field, ""), said_at.date()):
            kept[field] = days.said(when)
    return kept


@lru_cache(maxsize=4096)
def _readings(text: str) -> tuple[address.Reading, ...]:
    return address.read(text)


def _found(text: str, register: address.Register) -> tuple[str, str, str]:
    """Home, house and spot, as far as there is no doubt."""
    matches = [(reading, address.match(reading, register)) for reading in _readings(text)]
    homes = {key for _reading, match in matches for key in match.homes}
    houses = {key for _reading, match in matches for key in match.buildings}
    if not matches or len(houses) != 1 or any(match.note not in DOOR_IN_DOUBT for _reading, match in matches):
        return "", "", ""
    spot = next((reading.spot for reading, _match in matches if reading.spot), "")
    if len(homes) == 1 and {match.kind for _reading, match in matches} == {"home"}:
        return homes.pop(), houses.pop(), ""
    return "", houses.pop(), spot


def _names_house(where: str, known: KnownAppeals, building: str) -> bool:
    """Whether the address says the house and nothing more."""
    (reading, *more) = _readings(where)
    return not more and reading.only_building and address.match(reading, known.register).kind == "building"


def _short(field: str, text: str, most: int) -> str:
    if len(text) > most:
        raise Wrong(field, _("太长了，最多 %(n)s 个字") % {"n": most})
    return text


def _name(text: str) -> str:
    """Who spoke. Who did not want to be named is not."""
    one_line = " ".join(text.split())
    if cells.narrow(one_line) in cells.EMPTY or wordings.plain(one_line) in wordings.NAMELESS:
        return ""
    return _short("reporter", one_line, MOST_NAME)


def _phones(text: str) -> tuple[str, ...]:
    """Every number of the cell, the first to be rung first."""
    parts = [part for part in SEVERAL_PHONES.split(text) if cells.narrow(part)]
    if wordings.plain(text) in wordings.NAMELESS:
        return ()
    try:
        read = [cells.phone(part) for part in (parts if len(parts) > 1 else [text])]
    except BadCell as wrong:
        raise Wrong("phone", wrong.reason, wrong.mend) from wrong
    return tuple(dict.fromkeys(phone for phone in read if phone))
