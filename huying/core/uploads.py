"""断点续传 Photos that come in parts: over a line that breaks, what has arrived is not sent again.

A page's script puts a photo down part by part under a key of its own, is told each time how much is here, and after a break
goes on from there; the form then names the key in the place of the file (`FIELD`). Without a script, or where the parts lie on another
machine, the form carries the file itself, as ever. Parts are nobody's until a form names them, and go after a day.
"""

import os
import re
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.files.uploadedfile import SimpleUploadedFile
from django.utils.datastructures import MultiValueDict

FIELD = "arrived"
KEY = re.compile(r"[A-Za-z0-9_-]{22}")
# One part, one photo (as much as core.photos reads), and all that lies waiting on this machine.
PART, WHOLE, ALL = 128 * 1024, 10 * 1024 * 1024, 500 * 1024 * 1024
DAY = 24 * 3600


class NotHere(Exception):
    """The part does not fit to what is here; `have` is how many bytes are."""

    def __init__(self, have: int) -> None:
        super().__init__(have)
        self.have = have


class Full(Exception):
    """Nothing more is taken in parts now."""


def _folder() -> Path:
    folder: Path = settings.DATA_DIR / "uploads"
    return folder


def _path(key: str) -> Path:
    if not KEY.fullmatch(key):
        raise NotHere(0)
    return _folder() / f"{key}.part"


def have(key: str) -> int:
    """How many bytes are here under a key; 0 for one that nobody used."""
    try:
        return _path(key).stat().st_size
    except FileNotFoundError:
        return 0


def put(key: str, offset: int, part: bytes) -> int:
    """Take the part that begins at `offset`; answers how many bytes are here now. A part that was here already, since its
    answer was lost, is not taken twice."""
    path = _path(key)
    if not part or len(part) > PART or offset + len(part) > WHOLE:
        raise Full
    if offset == 0 or not path.exists():
        _make_room(path)
    flags = os.O_RDWR | os.O_CREAT | getattr(os, "O_BINARY", 0)
    with os.fdopen(os.open(path, flags, 0o600), "r+b") as to:
        here = to.seek(0, os.SEEK_END)
        if offset > here:
            raise NotHere(here)
        if offset + len(part) > here:
            to.seek(offset)
            to.write(part)
            here = offset + len(part)
    return here


def _make_room(path: Path) -> None:
    """Before a new one: what has lain for a day goes, and no more lies here than may. Its age is taken from the disk's own
    clock, beside a file just touched."""
    folder = _folder()
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    path.touch(mode=0o600)
    now, held = path.stat().st_mtime, 0
    for one in folder.glob("*.part"):
        try:
            found = one.stat()
        except FileNotFoundError:  # another worker was quicker
            continue
        if now - found.st_mtime > DAY:
            one.unlink(missing_ok=True)
        else:
            held += found.st_size
    if held > ALL:
        path.unlink(missing_ok=True)
        raise Full


def _named(one: str) -> tuple[str, str, str]:
    """The field, the key and the size of what a form says has arrived: "photos AbC… 183022"."""
    field, _, rest = one.partition(" ")
    key, _, size = rest.partition(" ")
    return field, key, size


def waits(one: str) -> bool:
    """Whether what a form names is here, whole."""
    _field, key, size = _named(one)
    return KEY.fullmatch(key) is not None and str(have(key)) == size != "0"


def arrived(data: Any, field: str) -> list[str]:
    """What a sent form names of one field that is here, whole."""
    named = data.getlist(FIELD) if isinstance(data, MultiValueDict) else []
    return [one for one in named if one.startswith(f"{field} ") and waits(one)]


def take(named: list[str], files: "MultiValueDict[str, Any]") -> list[str]:
    """Hang what has arrived into a form's files, as if it had come with the form. `named`: "field key size" each. What is
    not whole is hung in as an empty file, which the field refuses aloud: a photo is never dropped in silence. The keys."""
    keys = []
    for one in named:
        field, key, _size = _named(one)
        if KEY.fullmatch(key):
            content = _path(key).read_bytes() if waits(one) else b""
            files.appendlist(field, SimpleUploadedFile(f"{key}.jpg", content, "image/jpeg"))
            keys.append(key)
    return keys


def drop(keys: list[str]) -> None:
    """The form was taken; its photos lie under their hashes."""
    for key in keys:
        _path(key).unlink(missing_ok=True)
