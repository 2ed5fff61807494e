"""Workbooks of 1997 (.xls) before anything decodes them 老表格: how far their filled cells reach.

A decoder lays the cells of a sheet out as one rectangle, so that two cells at far corners of a file of five kilobytes
take a gigabyte. The file is a small file system (MS-CFB) with one stream of records (MS-XLS): both are only walked here.
"""

import struct
from collections.abc import Iterator
from typing import NamedTuple

MINI_SECTOR, ENTRY = 64, 128
MINI_BELOW = 4096  # shorter streams lie in the short sectors
NO_SECTOR = 0xFFFFFFFA  # and above: free, end of a chain, a table's own
NAMES = {"workbook", "book"}
# Records that put a value into a cell, of every age; each begins with its row and column, MULRK ends with a column.
CELLS = frozenset({
    0x0003, 0x0004, 0x0005, 0x0006, 0x00BD, 0x00D6, 0x00FD, 0x0203, 0x0204, 0x0205, 0x0206, 0x027E, 0x0406,
})  # fmt: skip
MULRK, DIMENSIONS, CONTINUE = 0x00BD, 0x0200, 0x003C
SHARED, REPEATS = 0x00FC, 0x00FD  # the table of texts, and a cell that says one of them
MOST_ROWS, MOST_COLUMNS = 65_536, 256  # of the format


class Reach(NamedTuple):
    """The last row and column with a value, counted from 1, and the signs of shared texts wherever a cell repeats them."""

    row: int
    column: int
    signs: int


def reach(content: bytes) -> Reach:
    """Of all sheets. Raises ValueError where the file is not what it should be."""
    row = column = signs = 0
    try:
        for stream in _streams(content):
            said = _lengths(stream)
            for kind, body in _records(stream):
                if kind in CELLS and len(body) >= 4:
                    at, first = struct.unpack_from("<HH", body)
                    last = struct.unpack_from("<H", body, len(body) - 2)[0] if kind == MULRK else first
                    row, column = max(row, at + 1), max(column, first + 1, last + 1)
                    signs += said[struct.unpack_from("<I", body, 6)[0]] if kind == REPEATS else 0
                elif kind == DIMENSIONS and not _possible(body):
                    raise ValueError("a sheet larger than the format has")
    except (struct.error, IndexError) as cut:
        raise ValueError("cut off") from cut
    return Reach(row, column, signs)


def _lengths(stream: bytes) -> list[int]:
    """Of the shared texts. A text may go on in the next record, which then begins with how wide its signs are."""
    parts: list[bytes] = []
    for kind, body in _records(stream):
        if kind == SHARED or (parts and kind == CONTINUE):
            parts.append(body)
        elif parts:
            break
    if not parts:
        return []
    texts, found = _Texts(parts), []
    for _text in range(struct.unpack_from("<I", parts[0], 4)[0]):
        if texts.ended:
            break
        found.append(texts.skip())
    return found


class _Texts:
    """The way through the table of texts, part by part."""

    def __init__(self, parts: list[bytes]) -> None:
        self.parts, self.part, self.at = parts, 0, 8

    @property
    def ended(self) -> bool:
        self._turn()
        return self.part >= len(self.parts)

    def skip(self) -> int:
        """Step over one text. How many signs it has."""
        length, flags = struct.unpack_from("<HB", self.parts[self.part], self.at)
        self.at += 3
        beside = 0
        if flags & 8:  # runs of fonts
            beside += 4 * struct.unpack_from("<H", self.parts[self.part], self.at)[0]
            self.at += 2
        if flags & 4:  # how it is pronounced
            beside += struct.unpack_from("<I", self.parts[self.part], self.at)[0]
            self.at += 4
        left, wide = length, 1 + (flags & 1)
        while left:
            if self._turn():
                wide = 1 + (self.parts[self.part][self.at] & 1)
                self.at += 1
            step = min(left, (len(self.parts[self.part]) - self.at) // wide)
            if not step:
                raise ValueError("half a sign")
            left, self.at = left - step, self.at + step * wide
        while beside > 0:
            self._turn()
            step = min(beside, len(self.parts[self.part]) - self.at)
            beside, self.at = beside - step, self.at + step
        return length

    def _turn(self) -> bool:
        """On to the next part, where this one is at its end."""
        turned = False
        while self.part < len(self.parts) and self.at >= len(self.parts[self.part]):
            self.part, self.at, turned = self.part + 1, 0, True
        return turned


def _possible(dimensions: bytes) -> bool:
    """A decoder makes room for what this record says, and a lie may ask for more than any machine has."""
    rows = "<IIHH" if len(dimensions) >= 14 else "<HHHH"
    top, bottom, left, right = struct.unpack_from(rows, dimensions)
    return top <= bottom <= MOST_ROWS and left <= right <= MOST_COLUMNS


def _records(stream: bytes) -> Iterator[tuple[int, bytes]]:
    at = 0
    while at + 4 <= len(stream):
        kind, length = struct.unpack_from("<HH", stream, at)
        yield kind, stream[at + 4 : at + 4 + length]
        at += 4 + length


def _streams(content: bytes) -> list[bytes]:
    """Every stream that a decoder may take for the book."""
    shift = struct.unpack_from("<H", content, 30)[0]
    if shift not in (9, 12):
        raise ValueError("no such sectors")
    size = 1 << shift
    fat = _fat(content, size)
    directory = _chain(content, fat, struct.unpack_from("<I", content, 48)[0], size)
    entries = [directory[at : at + ENTRY] for at in range(0, len(directory) - ENTRY + 1, ENTRY)]
    short = _chain(content, fat, _start(entries[0]), size)
    mini = _numbers(_chain(content, fat, struct.unpack_from("<I", content, 60)[0], size))
    found = []
    for entry in entries:
        if _name(entry) in NAMES:
            length = struct.unpack_from("<I", entry, 120)[0]
            if length < MINI_BELOW:
                found.append(_chain(short, mini, _start(entry), MINI_SECTOR, offset=0)[:length])
            else:
                found.append(_chain(content, fat, _start(entry), size)[:length])
    if not found:
        raise ValueError("no book inside")
    return found


def _fat(content: bytes, size: int) -> tuple[int, ...]:
    """The table of which sector follows which, out of its own sectors, listed in the header and then in a chain."""
    listed = list(struct.unpack_from("<109I", content, 76))
    more = struct.unpack_from("<I", content, 68)[0]
    per = size // 4
    for _step in range(len(content) // size):
        if more >= NO_SECTOR:
            break
        *numbers, more = struct.unpack_from(f"<{per}I", content, (more + 1) * size)
        listed += numbers
    return _numbers(b"".join(content[(one + 1) * size : (one + 2) * size] for one in listed if one < NO_SECTOR))


def _numbers(table: bytes) -> tuple[int, ...]:
    return struct.unpack(f"<{len(table) // 4}I", table[: len(table) // 4 * 4])


def _chain(content: bytes, table: tuple[int, ...], at: int, size: int, *, offset: int = 1) -> bytes:
    """The sectors of a stream in their order. One that leads back into itself is no stream."""
    parts: list[bytes] = []
    while at < NO_SECTOR:
        if len(parts) > len(table):
            raise ValueError("goes round")
        parts.append(content[(at + offset) * size : (at + offset + 1) * size])
        at = table[at]
    return b"".join(parts)


def _start(entry: bytes) -> int:
    return int(struct.unpack_from("<I", entry, 116)[0])


def _name(entry: bytes) -> str:
    length = min(struct.unpack_from("<H", entry, 64)[0], 64)
    return entry[: max(length - 2, 0)].decode("utf-16-le", "replace").lower()
