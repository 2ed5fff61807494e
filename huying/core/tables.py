"""Table cells 单元格 on their way out: no table program takes one for a formula, and no file is broken by one."""

import re

# What a table program may begin to reckon with; the apostrophe is there so that taking it off again is never a guess.
DANGER = "=+-@\t\r\n'＝＋－＠＇"
GUARDED = re.compile(rf"\A'(?=[{re.escape(DANGER)}])")
# XML has no words for these.
UNWRITABLE = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]")


def writable(text: str) -> str:
    """Without what no XML file can hold."""
    return UNWRITABLE.sub("", text)


def safe(text: str) -> str:
    """A cell that stays text: =1+1 goes out as '=1+1."""
    text = writable(text)
    return f"'{text}" if text.startswith(tuple(DANGER)) else text


def plain(text: str) -> str:
    """What `safe` was given."""
    return GUARDED.sub("", text, count=1)
