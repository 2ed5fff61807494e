"""Meeting (相遇): where concepts stand close together in one sentence."""

import re
from collections.abc import Iterator
from itertools import islice
from typing import NamedTuple

from huying.rules.danger.concepts import PATTERNS

END = re.compile(r"[。;!?\n]")
MOST = 30  # places of one concept that are looked at; a longer letter repeats itself
AROUND = 8
GAP = 12


class Hit(NamedTuple):
    """Where in the text."""

    start: int
    end: int

    def joined(self, other: "Hit") -> "Hit":
        return Hit(min(self.start, other.start), max(self.end, other.end))

    def apart(self, other: "Hit") -> int:
        """Characters between the two; below nought where they overlap."""
        return max(self.start, other.start) - min(self.end, other.end)


class Sign(NamedTuple):
    """`parts` all stand in one sentence, each at most `gap` from those before it; `never` stands not beside them."""

    parts: tuple[str, ...]
    gap: int
    never: re.Pattern[str] | None


def sign(parts: str, gap: int = GAP, *, never: str = "") -> Sign:
    return Sign(tuple(parts.split()), gap, re.compile(never) if never else None)


class Heard:
    """A text, and where each concept stands in it; looked for once, when first asked."""

    def __init__(self, said: str) -> None:
        self.said = said
        self._known: dict[str, tuple[Hit, ...]] = {}

    def where(self, concept: str) -> tuple[Hit, ...]:
        known = self._known.get(concept)
        if known is None:
            found = islice(PATTERNS[concept].finditer(self.said), MOST)
            known = self._known[concept] = tuple([Hit(*one.span()) for one in found])
        return known

    def meets(self, wanted: Sign) -> bool:
        """Whether the text has all parts at all; the rarest stands first, and mostly settles it."""
        for concept in wanted.parts:  # noqa: SIM110  all() costs twice as much, a hundred and eighty times a text
            if not self.where(concept):
                return False
        return True

    def meetings(self, wanted: Sign) -> Iterator[Hit]:
        for first in self.where(wanted.parts[0]):
            yield from self._reach(first, wanted.parts[1:], wanted)

    def _reach(self, so_far: Hit, parts: tuple[str, ...], wanted: Sign) -> Iterator[Hit]:
        if not parts:
            if not (wanted.never and wanted.never.search(self._around(so_far))):
                yield so_far
            return
        for other in self.where(parts[0]):
            if 0 <= so_far.apart(other) <= wanted.gap and not self._parted(so_far, other):
                yield from self._reach(so_far.joined(other), parts[1:], wanted)

    def _parted(self, one: Hit, other: Hit) -> bool:
        """Whether a sentence ends between the two."""
        return bool(END.search(self.said, min(one.end, other.end), max(one.start, other.start)))

    def _around(self, hit: Hit) -> str:
        return self.said[max(0, hit.start - AROUND) : hit.end + AROUND]
