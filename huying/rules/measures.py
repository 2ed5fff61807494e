"""Measures 量: areas and quantities as people type them, kept in hundredths, and what a line of a budget comes to.

Nothing here is ever a float: 48.62 m² is 4862, and a sum is whole cents.
"""

import re
import unicodedata
from typing import Literal

Code = Literal["letters", "negative", "zero", "decimals", "large"]
MOST = 99_999_999  # 999,999.99 of anything: what is more is a slip of the finger
_UNITS = re.compile(r"[\s,，]|平方米|平米|m2|平$")


class NoMeasure(ValueError):
    """What was typed is no measure, by its code."""

    def __init__(self, code: Code) -> None:
        super().__init__(code)
        self.code: Code = code


def hundredths(text: str) -> int:
    """48.62, ４８．６２ and 48.62㎡ are 4862; 48.6 is 4860. More than two decimals are refused, never rounded."""
    plain = _UNITS.sub("", unicodedata.normalize("NFKC", text).lower().strip())
    if re.fullmatch(r"[-−–]\d+(\.\d*)?", plain):
        raise NoMeasure("negative")
    found = re.fullmatch(r"([0-9]+)(?:\.([0-9]+))?", plain)
    if not found:
        raise NoMeasure("letters")
    whole, rest = found[1], (found[2] or "").rstrip("0")
    if len(rest) > 2:
        raise NoMeasure("decimals")
    if len(whole) > 12 or (value := int(whole) * 100 + int(rest.ljust(2, "0"))) > MOST:
        raise NoMeasure("large")
    if value == 0:
        raise NoMeasure("zero")
    return value


def said(value: int) -> str:
    """4862 → 48.62."""
    return f"{value // 100}.{value % 100:02d}"


def line_cents(quantity: int, price_cents: int) -> int:
    """预算的一行: so many hundredths of a unit at a price a unit, in whole cents, half a cent rounded up."""
    return (quantity * price_cents + 50) // 100
