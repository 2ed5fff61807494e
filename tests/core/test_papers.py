"""Sheets as PDF: in our own font, from facts that are never commands; and a sentence where the font is missing."""

import re
from pathlib import Path

import pytest
import segno

from huying.core import papers
from huying.core.errors import Refused


def sheet(folder: Path, text: str) -> None:
    (folder / "room" / "papers").mkdir(parents=True)
    (folder / "room" / "papers" / "one.typ").write_text(text, encoding="utf-8")


@pytest.fixture
def house(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setattr(papers, "HOUSE", tmp_path)
    return tmp_path


def test_what_people_wrote_is_no_command(house: Path) -> None:
    sheet(house, "#let facts = json(bytes(sys.inputs.facts))\n#set text(font: facts.font)\n#facts.said")
    content = papers.pdf("room/one", {"said": '#panic("x") #read("/etc/passwd") $ * _ "'})
    assert content.startswith(b"%PDF")
    assert re.search(rb"/BaseFont ?/[A-Z]{6}[+]NotoSansSC-Regular", content)


def test_a_sheet_in_another_font_is_an_error(house: Path) -> None:
    sheet(house, '#set text(font: "Nobody Has This")\n呼应')
    with pytest.raises(ValueError, match="unknown font"):
        papers.pdf("room/one", {})


def test_without_the_font_a_sentence(house: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(papers, "FONTS", house)
    with pytest.raises(Refused, match="没有装打印用的字体"):
        papers.pdf("room/one", {})


def test_the_code_as_a_path_has_every_dark_square() -> None:
    side, path = papers.qr("https://huying.example/b/abc/")
    drawn = segno.make("https://huying.example/b/abc/", error="m", micro=False)
    dark = {(x, y) for y, row in enumerate(drawn.matrix) for x, one in enumerate(row) if one}
    assert {(int(x), int(y)) for x, y in re.findall(r"M(\d+) (\d+)h1v1h-1z", path)} == dark
    assert side == len(drawn.matrix)
