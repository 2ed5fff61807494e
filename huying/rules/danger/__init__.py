"""Dangers (险情): heard by their words, or by signs that describe them; and whether they are meant as here and now."""

from collections.abc import Iterable, Iterator
from typing import NamedTuple

from huying.rules.danger import ear, signs, words
from huying.rules.danger.meeting import Heard, Hit
from huying.rules.danger.state import LETTER, state

__all__ = ["Alarm", "alarms"]
# Who is in danger does not write a letter: words are looked for in so many characters; signs in the first of them,
# and in a letter not at all.
WORDS_WITHIN = 1000
SIGNS_WITHIN = 160
# What only sounds like danger: it has no category and nobody to ring before somebody has looked.
UNNAMED = "unnamed"
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


def alarms(said: str) -> tuple[Alarm, ...]:
    """Every danger in a text in plain spelling; where nothing names or describes one, what it sounds like."""
    found = tuple(_known(said))
    clause = "" if found else ear.hears(said)
    return (Alarm(UNNAMED, "", (), clause, "real"),) if clause else found


def _known(said: str) -> Iterator[Alarm]:
    said = said[:WORDS_WITHIN]
    for rule in words.DANGERS:
        yield from _alarm(rule, said, words.hits(rule, said))
    heard = Heard(said[:SIGNS_WITHIN] if len(said) <= LETTER else "")
    for one in signs.SIGNS:
        met = [sign for sign in one.signs if heard.meets(sign)]
        if met:
            yield from _alarm(one, said, (hit for sign in met for hit in heard.meetings(sign)))


def _alarm(danger: words.Danger | signs.Described, said: str, hits: Iterable[Hit]) -> Iterator[Alarm]:
    spoken = [(state(danger.name, said, hit), hit) for hit in hits]
    for wanted in STATES:
        hit = next((hit for known, hit in spoken if known == wanted), None)
        if hit:
            yield Alarm(danger.name, danger.category, danger.ring, said[hit.start : hit.end], wanted)
            return
