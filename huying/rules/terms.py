"""搜索词 Terms: what a text can be found by, what a query asks for, and where a found text answers it.

A text falls into atoms: single Chinese characters, runs of figures, words in letters. It is found by every atom and by
every two that touch, so that two characters, a name, 5栋303 and 附13 are each found, and 13栋 is not found in 附13栋.
Phones, identity and card numbers in a text never become terms; whoever may search phones does so by a keyed hash.
"""

import re
import unicodedata
from collections.abc import Iterable, Iterator
from functools import lru_cache
from itertools import islice, pairwise, product
from typing import NamedTuple

from . import masks
from .address.plain import DASHES
from .script import simple

CHINESE = "々〇\u3400-\u4dbf\u4e00-\u9fff\U00020000-\U0003134f"
ATOM = re.compile(rf"[{CHINESE}]|[0-9]+|[^\W\d_{CHINESE}]+")
LONGEST = 40  # a longer atom is cut: databases limit a term, and nobody types more

# A house: figures and one of these. What may stand before the figures belongs to another house's name.
HOUSE_WORDS = "栋幢座号"
NAMED = frozenset("新旧老附副东西南北甲乙丙丁abcdefghijklmnopqrstuvwxyz-")
# Before a term of its own kind; "=" is in no other term.
HOUSE = "h="

# What people here say for the same thing. A query for one finds them all.
SAME = (
    ("化粪池", "过粪井", "粪井", "窨井"),
    ("天沟", "檐沟", "排水沟"),
    ("漏水", "水帘洞"),
    ("老人", "爹爹", "娭毑"),
)
SAID_FOR = {word: group for group in SAME for word in group}
DIALECT = re.compile(f"({'|'.join(sorted(SAID_FOR, key=len, reverse=True))})")

MOST_LETTERS = 100
MOST_WAYS = 16
PIECE = re.compile(r"(?<!\S)[0-9]+(?:[ -]+[0-9]+)*(?!\S)|\S+")
LAST = 4  # figures that people give of a long number
SHORTEST_PHONE = 7
SPOKEN = str.maketrans("〇零幺一二三四五六七八九", "001123456789")


class Atom(NamedTuple):
    """A piece of text that is searched whole; `touches` the one before it, `free` of a prefix such as 附."""

    text: str
    start: int
    end: int
    touches: bool
    free: bool


Run = tuple[Atom, ...]


class Wanted(NamedTuple):
    """One thing asked for: the ways to say it, each a few runs of atoms, or a phone by its figures."""

    ways: tuple[tuple[Run, ...], ...]
    phone: str = ""


def atoms(text: str) -> list[Atom]:
    """The atoms of a text in its one spelling, with their places in the text as it was written."""
    letters = [(letter, place) for place, char in enumerate(text) for letter in _spelled(char)]
    line = "".join(letter for letter, _ in letters)
    found: list[Atom] = []
    last = -1
    for match in ATOM.finditer(line):
        start, end = match.span()
        free = start == 0 or line[start - 1] not in NAMED
        found.append(Atom(match[0][:LONGEST], letters[start][1], letters[end - 1][1] + 1, start == last, free))
        last = end
    return found


def terms(text: str) -> set[str]:
    """Everything a text can be found by: its atoms, every two that touch, the tails of figures, and whole houses."""
    line = "".join(map(_spelled, _without_numbers(text)))
    found: set[str] = set()
    before, last, house = "", -1, False
    for match in ATOM.finditer(line):
        start, atom = match.start(), match[0][:LONGEST]
        found.add(atom)
        if start == last:
            pair = before + atom
            found.add(pair)
            if house and atom in HOUSE_WORDS:
                found.add(HOUSE + pair)
        house = _figures(atom) and (start == 0 or line[start - 1] not in NAMED)
        if _figures(atom):
            found.add(atom[-LAST:])
        before, last = atom, match.end()
    return found


def phones(text: str) -> set[str]:
    """The phones in a text, as figures."""
    return {phone(text[found.start : found.end]) for found in masks.scan(text) if found.kind == "phone"}


def phone(text: str) -> str:
    """A phone as figures alone, without the country: 139 0000 0303, +86-139…, 幺三九…"""
    spoken = unicodedata.normalize("NFKC", text).translate(SPOKEN)
    figures = re.sub(r"[^0-9]", "", spoken)
    return figures[2:] if len(figures) == 13 and figures.startswith("86") else figures


def asked(said: str) -> tuple[Wanted, ...]:
    """What a query asks for; all of it must be found. Figures typed with blanks between are one number too."""
    said = said[:MOST_LETTERS]
    numbers = [found for found in masks.scan(said) if found.kind in HIDDEN]
    # An identity or card number is in no term: asking for one finds nothing.
    wanted = [Wanted((), phone(said[one.start : one.end]) if one.kind == "phone" else "") for one in numbers]
    line = "".join(_spelled(char) for char in _without_numbers(said))
    return (*wanted, *(one for piece in PIECE.findall(line) if (one := _wanted(piece)).ways))


def way_terms(way: tuple[Run, ...]) -> tuple[str, ...]:
    """The terms that a text said this way has, all of them."""
    return tuple(dict.fromkeys(term for run in way for term in _run_terms(run)))


def marks(text: str, wanted: Iterable[Wanted]) -> list[tuple[int, int]]:
    """Where a text says what was asked for, in order, none overlapping."""
    found = atoms(text)
    known = {atom.text for atom in found}
    spans: list[tuple[int, int]] = []
    for one in wanted:
        runs = [run for way in one.ways for run in way if len(run) == 1 or known.issuperset(atom.text for atom in run)]
        spans += [span for run in runs for span in _places(found, run)]
        spans += _phone_places(text, one.phone)
    merged: list[tuple[int, int]] = []
    for start, end in sorted(spans):
        if merged and start <= merged[-1][1]:
            start, end = merged[-1][0], max(end, merged.pop()[1])
        merged.append((start, end))
    return merged


HIDDEN = ("phone", "id", "card")


@lru_cache(maxsize=8192)
def _spelled(char: str) -> str:
    """Full width, traditional and capitals made one, character for character."""
    return simple(DASHES.sub("-", unicodedata.normalize("NFKC", char))).lower()


def _without_numbers(text: str) -> str:
    """Places stay; what points at a person is gone."""
    for found in masks.scan(text):
        if found.kind in HIDDEN:
            text = text[: found.start] + " " * (found.end - found.start) + text[found.end :]
    return text


def _pairs(found: Iterable[Atom]) -> Iterator[tuple[str, str]]:
    """Every two that touch; and where they are a house's whole name, a term that says so."""
    for first, second in pairwise(found):
        if second.touches:
            pair = first.text + second.text
            whole = second.text in HOUSE_WORDS and _figures(first.text) and first.free
            yield pair, f"{HOUSE}{pair}" if whole else ""


def _figures(text: str) -> bool:
    return text.isascii() and text.isdigit()


def _wanted(piece: str) -> Wanted:
    figures = re.sub("[ -]", "", piece)
    if not _figures(figures):
        return Wanted(_ways([piece, *_otherwise(piece)]))
    is_phone = len(figures) == LAST or len(figures) >= SHORTEST_PHONE
    return Wanted(_ways([figures, piece]), figures if is_phone else "")


def _ways(spellings: list[str]) -> tuple[tuple[Run, ...], ...]:
    return tuple(runs for spelling in dict.fromkeys(spellings) if (runs := _runs(spelling)))


def _otherwise(piece: str) -> Iterator[str]:
    """The same with other people's words."""
    parts = [SAID_FOR.get(part, (part,)) for part in DIALECT.split(piece)]
    return ("".join(chosen) for chosen in islice(product(*parts), MOST_WAYS))


def _runs(text: str) -> tuple[Run, ...]:
    runs: list[list[Atom]] = []
    for atom in atoms(text):
        if atom.touches:
            runs[-1].append(atom)
        else:
            runs.append([atom])
    return tuple(tuple(run) for run in runs)


def _run_terms(run: Run) -> tuple[str, ...]:
    return (run[0].text,) if len(run) == 1 else tuple(house or pair for pair, house in _pairs(run))


def _places(found: list[Atom], run: Run) -> Iterator[tuple[int, int]]:
    texts = [atom.text for atom in run]
    for nth, atom in enumerate(found):
        window = found[nth : nth + len(run)]
        if [one.text for one in window] == texts and all(one.touches for one in window[1:]):
            yield atom.start, window[-1].end
        elif len(run) == 1 and len(texts[0]) == LAST and _figures(atom.text) and atom.text.endswith(texts[0]):
            yield atom.end - LAST, atom.end


def _phone_places(text: str, figures: str) -> Iterator[tuple[int, int]]:
    for found in masks.scan(text) if figures else ():
        said = phone(text[found.start : found.end])
        if found.kind == "phone" and (said == figures or (len(figures) == LAST and said.endswith(figures))):
            yield found.start, found.end
