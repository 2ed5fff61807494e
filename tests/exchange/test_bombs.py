"""Small files that would unfold to gigabytes, a million rows, and half-true workbooks: one sentence, and no memory."""

import random
import struct
import subprocess
import sys
from collections.abc import Callable
from itertools import islice

import pytest

from huying.exchange import guards, oldbooks, reading
from huying.exchange.guards import Unreadable

from .tables import HOMES, xls
from .test_reading import CELLS, SHEET, part

HEAD = ["楼栋", "房号"]
STRINGS = "xl/sharedStrings.xml"
CHANCE = random.Random(1)


def a_million_lines() -> bytes:
    return "楼栋,房号\n".encode() + b"5,101\n" * 1_000_000


def a_million_rows() -> bytes:
    """The rows differ, so that the zip folds them no more than it does a true ledger; the last says where it is."""
    rows = b"".join(b"<row><c><v>%d</v></c></row>" % CHANCE.randrange(10**6) for _ in range(100_000))
    return part(SHEET, CELLS % (rows + b'<row r="1000000"><c><v>1</v></c></row>'))


def two_million_cells() -> bytes:
    cells = [b"<c><v>%d</v></c>" % n for n in range(1000, 1100)]
    rows = (b"<row>" + b"".join(CHANCE.choices(cells, k=200)) + b"</row>" for _ in range(9_999))
    return part(SHEET, CELLS % b"".join(rows))


def one_long_text_everywhere() -> bytes:
    """3,000 cells of the same 30,000 signs, of which each would get a copy of its own."""
    text = "".join(CHANCE.choices("漏水楼道灯下水堵了", k=30_000))
    strings = f'<sst xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"><si><t>{text}</t></si></sst>'
    row = b"".join(b'<row><c t="s"><v>0</v></c><c><v>%d</v></c></row>' % CHANCE.randrange(10**6) for _ in range(3000))
    return part(SHEET, CELLS % row, of=part(STRINGS, strings.encode()))


def two_cells_at_far_corners() -> bytes:
    return xls([HEAD, *[[]] * 65_534, [*[""] * 255, "x"]])


def the_same_text_in_an_old_book() -> bytes:
    return xls([HEAD, *[["漏" * 32_000] * 10] * 100])


def larger_than_the_format() -> bytes:
    """It says that it has four billion rows: a decoder that believes it asks for more than any machine has."""
    content = bytearray(xls([HEAD, ["5栋", "101"]]))
    at = content.find(struct.pack("<HH", oldbooks.DIMENSIONS, 14))
    content[at + 8 : at + 12] = b"\xff\xff\xff\xff"
    return bytes(content)


def in_a_circle() -> bytes:
    """The chain of its sectors leads back into itself."""
    content = bytearray(xls([HEAD, *[["5栋", str(n)] for n in range(2000)]]))
    table = (struct.unpack_from("<I", content, 76)[0] + 1) * 512
    content[table : table + 4 * 40] = struct.pack("<40I", *([*range(1, 20), 0] * 2))
    return bytes(content)


BOMBS: list[tuple[Callable[[], bytes], str]] = [
    (a_million_lines, "2 万行"),
    (a_million_rows, "2 万行"),
    (two_million_cells, "太多"),
    (one_long_text_everywhere, "太多"),
    (two_cells_at_far_corners, "2 万行"),
    (the_same_text_in_an_old_book, "太多"),
    (larger_than_the_format, "坏了"),
    (in_a_circle, "坏了"),
    (lambda: guards.OLE + bytes(2000), "坏了"),
    (lambda: xls([HEAD, ["5栋", "101"]])[:700], "坏了"),
    (lambda: "\ufeff <html><table><tr><td>楼栋</td></tr></table></html>".encode(), "里面是网页"),
    (lambda: b'<?xml version="1.0"?><Workbook/>', "里面是网页"),
]
READ_ALL = '''
import pathlib, resource, sys
from django.conf import settings
settings.configure(USE_I18N=False)
from huying.exchange import guards, reading


def peak():
    """The most this program has held, in MB. Where Linux tells it: what getrusage says began with whoever started it."""
    try:
        status = pathlib.Path("/proc/self/status").read_text()
        return int(status.split("VmHWM:")[1].split()[0]) // 1024
    except (OSError, IndexError):
        return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024


before = peak()
for path in sys.argv[1:]:
    try:
        reading.read(open(path, "rb").read())
        print("read")
    except guards.Unreadable as refused:
        print(refused)
print(before, peak())
'''


@pytest.mark.once
def test_what_unfolds_is_refused_in_one_sentence_and_little_memory(tmp_path_factory: pytest.TempPathFactory) -> None:
    """Of a whole process, in megabytes."""
    folder = tmp_path_factory.mktemp("bombs")
    for nth, (make, _told) in enumerate(BOMBS):
        content = make()
        assert len(content) <= guards.MOST_BYTES
        (folder / f"{nth:02}").write_bytes(content)
    command = [sys.executable, "-c", READ_ALL, *map(str, sorted(folder.iterdir()))]
    *said, memory = subprocess.run(command, capture_output=True, text=True, check=True).stdout.splitlines()
    assert len(said) == len(BOMBS)
    for sentence, (_make, told) in zip(said, BOMBS, strict=True):
        assert told in sentence
        assert "没有存" in sentence
        assert "请" in sentence
    assert int(memory.split()[1]) < 400


def test_a_formula_is_what_it_last_showed_and_is_never_worked_out() -> None:
    shown = b'<row r="1"><c r="A1" t="str"><v>%s</v></c><c r="B1" t="str"><v>%s</v></c></row>' % (
        "楼栋".encode(), "房号".encode(),
    )  # fmt: skip
    row = b'<row r="2"><c r="A2" t="str"><f>"5"&amp;"x"</f><v>%s</v></c><c r="B2"><f>WEBSERVICE("http://a.test")</f></c></row>'
    table = reading.read(part(SHEET, CELLS % (shown + row % "5栋".encode())))
    assert [one.cells for one in table.rows] == [("5栋", "")]


def test_how_far_an_old_book_reaches_and_how_much_it_says() -> None:
    """Texts of one and of two bytes a sign, longer than a record: their table goes on and on."""
    texts = ["".join(CHANCE.choices(signs, k=CHANCE.randint(1, 6000))) for signs in ("漏水ab", "abc") * 40]
    assert oldbooks.reach(xls([HEAD, *[[text, 1] for text in texts]])) == (81, 2, sum(map(len, texts)) + 4)
    assert oldbooks.reach(xls([["甲"], [1.5]])) == (2, 1, 1)  # so short that it lies in the short sectors


def test_an_old_book_cut_off_anywhere_breaks_nothing() -> None:
    content = xls([*map(list, HOMES)])
    for cut in islice(range(0, len(content), 97), 60):
        with pytest.raises(Unreadable):
            reading.read(content[:cut])
    damaged = bytearray(content)
    for _hit in range(200):
        damaged[CHANCE.randrange(8, len(damaged))] = CHANCE.randrange(256)
        try:
            reading.read(bytes(damaged))
        except Unreadable:
            continue
