"""派给谁 Routing rules: which of a community's own rules a matter meets first. They suggest; a person decides."""

import re
import unicodedata
from collections.abc import Iterable
from typing import Any, NamedTuple, TypeVar

MOST_WORDS = 12


class Matter(NamedTuple):
    """What a rule looks at: the category's code, the grid's id (None where no house was named), and what was said."""

    category: str
    grid: Any
    text: str


class Rule(NamedTuple):
    """A condition that is empty holds for everything; of the words one is enough."""

    category: str = ""
    grid: Any = None
    words: tuple[str, ...] = ()

    def meets(self, matter: Matter) -> bool:
        said = _plain(matter.text)
        return (
            self.category in ("", matter.category)
            and self.grid in (None, matter.grid)
            and (not self.words or any(_plain(word) in said for word in self.words))
        )


T = TypeVar("T")


def first(rules: Iterable[tuple[Rule, T]], matter: Matter) -> T | None:
    """What belongs to the first rule that the matter meets, in the order given."""
    return next((target for rule, target in rules if rule.meets(matter)), None)


def words(typed: str) -> tuple[str, ...]:
    """As people write a list: 下水、返水，冒粪 are three words, and so are they with spaces; the same one twice is one."""
    return tuple(dict.fromkeys(part for part in re.split(r"[\s、,;]+", _plain(typed)) if part))


def _plain(text: str) -> str:
    return unicodedata.normalize("NFKC", text).lower()
