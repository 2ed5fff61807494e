"""文件 Where photos and voice notes lie: each under the hash of its own bytes, so that it is written once and never changed."""

import hashlib
import os
import re
import tempfile
from pathlib import Path
from typing import BinaryIO

from django.conf import settings

JPEG = "jpg"
_SHA256 = re.compile(r"[0-9a-f]{64}")


def store(content: bytes, sha256: str, ending: str = JPEG) -> None:
    """Safe on disk when it returns: call it before the row that names the file is written. Twice is as good as once."""
    if hashlib.sha256(content).hexdigest() != sha256:
        raise ValueError("the bytes do not have this hash")
    path = _path(sha256, ending)
    path.parent.mkdir(parents=True, exist_ok=True)
    if not (path.is_file() and path.read_bytes() == content):
        _write(path, content)
    # New folders are entries too: without this a power cut may leave the file but lose the way to it. Also for a file
    # that was there already, since whoever put it there may have been cut off at this very line.
    for folder in path.parents[:4]:
        sync(folder)


def open_file(sha256: str, ending: str = JPEG) -> BinaryIO:
    """Raises FileNotFoundError, also for what is no hash at all."""
    if not _SHA256.fullmatch(sha256):
        raise FileNotFoundError(sha256)
    return _path(sha256, ending).open("rb")


def media() -> Path:
    folder: Path = settings.DATA_DIR / "media"
    return folder


def _path(sha256: str, ending: str) -> Path:
    return media() / sha256[:2] / sha256[2:4] / f"{sha256}.{ending}"


def put(path: Path, content: bytes, mode: int = 0o600) -> None:
    """A file of ours: whole or not at all, on the disk when it returns, and not open to others even for a moment."""
    part = path.with_suffix(f"{path.suffix}.part")
    flags = os.O_WRONLY | os.O_CREAT | os.O_TRUNC | getattr(os, "O_BINARY", 0)
    with os.fdopen(os.open(part, flags, mode), "wb") as to:
        to.write(content)
        to.flush()
        os.fsync(to.fileno())
    os.replace(part, path)
    sync(path.parent)


def _write(path: Path, content: bytes) -> None:
    """Beside its place, then moved into it whole: a reader never sees half a file."""
    part = tempfile.NamedTemporaryFile(dir=path.parent, suffix=".part", delete=False)  # noqa: SIM115 - closed below
    try:
        with part:
            part.write(content)
            part.flush()
            os.fsync(part.fileno())
        os.replace(part.name, path)
    except OSError:
        Path(part.name).unlink()
        raise


def sync(folder: Path) -> None:
    """A new name in a folder is safe only when the folder itself is written."""
    if not hasattr(os, "O_DIRECTORY"):  # Windows opens no folders; there the move itself is journalled
        return
    handle = os.open(folder, os.O_RDONLY | os.O_DIRECTORY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
