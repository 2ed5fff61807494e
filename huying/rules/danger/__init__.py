"""Dangers (险情): heard by their words, or by signs that describe them; and whether they are meant as here and now."""

from collections.abc import Iterable, Iterator
from typing import NamedTuple

from huying.rules.danger import signs, words
from huying.rules.danger.meeting import Heard, Hit
from huying.rules.danger.state import state

__all__ = ["Alarm", "alarms"]
# Who is in danger does not write a letter: signs are looked for in so many characters, the words themselves everywhere.
BEGINNING = 500
# The gravest way in which a danger is spoken of is how it is taken.
STATES = ("real", "feared", "told")


class Alarm(NamedTuple):
    """A danger that a text speaks of: `ring` who first, `said` in which words, `state` one of STATES."""

    name: str
    category: str
    ring: tuple[str, ...]
    said: str
    state: str

    @property
    def real(self) -> bool:
        return self.state == "real"


def alarms(said: str) -> Iterator[Alarm]:
    """Every danger in a text in plain spelling."""
    for rule in words.DANGERS:
        yield from _alarm(rule, said, words.hits(rule, said))
    heard = Heard(said[:BEGINNING])
    for one in signs.SIGNS:
        yield from _alarm(one, said, (hit for sign in one.signs for hit in heard.meetings(sign)))


def _alarm(danger: words.Danger | signs.Described, said: str, hits: Iterable[Hit]) -> Iterator[Alarm]:
    spoken = [(state(danger.name, said, hit), hit) for hit in hits]
    for wanted in STATES:
        hit = next((hit for known, hit in spoken if known == wanted), None)
        if hit:
            yield Alarm(danger.name, danger.category, danger.ring, said[hit.start : hit.end], wanted)
            return
