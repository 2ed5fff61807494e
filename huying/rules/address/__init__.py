"""Reads names of buildings, units and rooms (楼栋、单元、房号) in free text; the register of homes decides."""

from dataclasses import replace

from huying.rules.address.gather import gather
from huying.rules.address.matching import Match, match
from huying.rules.address.noise import blot
from huying.rules.address.parts import parts
from huying.rules.address.plain import plain
from huying.rules.address.reading import Reading, canonical
from huying.rules.address.register import Register, RegisterBuilding, RegisterHome
from huying.rules.address.scan import Page, pieces

__all__ = ["Match", "Reading", "Register", "RegisterBuilding", "RegisterHome", "canonical", "match", "parts", "read"]


def read(text: str) -> tuple[Reading, ...]:
    """Every address in the text, in order; places in it point into the original."""
    spelled = plain(text)
    found = gather(pieces(Page(spelled.text, blot(spelled.text))), spelled.text)
    return tuple(_original(reading, text, spelled.origin(reading.start, reading.end)) for reading in found)


def _original(reading: Reading, text: str, span: tuple[int, int]) -> Reading:
    return replace(reading, start=span[0], end=span[1], text=text[span[0] : span[1]])
