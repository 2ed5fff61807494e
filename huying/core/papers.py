"""Paper 纸张: sheets to print as PDF, set by typst in the one font that comes with us.

A template of a room (`<room>/papers/<name>.typ`) gets its facts as data and never as markup, so that nothing anybody
wrote can be taken for a command.
"""

import json
import shutil
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import segno
from django.utils.translation import gettext as _

from . import clock
from .errors import Refused

FONT = "Noto Sans SC"
FONTS = Path(__file__).parent / "fonts"
HOUSE = Path(__file__).parents[1]


def pdf(name: str, facts: Mapping[str, Any], pictures: Mapping[str, bytes] | None = None) -> bytes:
    """The sheet `places/stickers` of these facts, with pictures that it asks for by name. A warning is an error: nothing
    is printed in the wrong font. A sign that the font lacks (it has all of GBK but one, and none of the rarer planes)
    is an empty box."""
    import typst  # 80 MB that most processes never need

    if not any(FONTS.glob("*.ttf")):
        raise Refused(_("这里没有装打印用的字体，没有做成 PDF。请管电脑的人重新装一遍；眼下先在网页上按 Ctrl+P 打印。"))
    room, _slash, sheet = name.partition("/")
    with _beside(HOUSE / room / "papers", pictures or {}) as folder:
        made, warnings = typst.compile_with_warnings(
            str(folder / f"{sheet}.typ"),
            root=str(folder),
            font_paths=[str(FONTS)],
            ignore_system_fonts=True,
            sys_inputs={"facts": json.dumps({"font": FONT, **facts}, ensure_ascii=False)},
            timestamp=int(clock.now().timestamp()),
        )
    if warnings:
        raise ValueError(f"{name}: {'; '.join(one.message for one in warnings)}")
    return bytes(made)


@contextmanager
def _beside(templates: Path, pictures: Mapping[str, bytes]) -> Iterator[Path]:
    """The folder of the templates; with pictures, a passing copy that has them too, since typst reads files only."""
    if not pictures:
        yield templates
        return
    with TemporaryDirectory() as made:
        folder = Path(made) / "papers"
        shutil.copytree(templates, folder)
        for name, content in pictures.items():
            (folder / name).write_bytes(content)
        yield folder


def qr(text: str) -> tuple[int, str]:
    """A QR code as an SVG path: how many squares its side has, and the dark ones."""
    drawn = segno.make(text, error="m", micro=False)
    side = int(drawn.symbol_size(border=0)[0])
    dark = (f"M{x} {y}h1v1h-1z" for y, row in enumerate(drawn.matrix) for x, one in enumerate(row) if one)
    return side, "".join(dark)


def qr_svg(text: str) -> str:
    """The same as a picture of its own, with the quiet margin that scanners ask for."""
    side, path = qr(text)
    box = f"-2 -2 {side + 4} {side + 4}"
    return f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="{box}"><path fill="#000" d="{path}"/></svg>'
