"""备份文件 The one file of a backup: how it is sealed, read, and checked to its last byte.

It is a zip: tables as JSON lines (so that it goes into SQLite and PostgreSQL alike), photos under the hash of their
bytes, and `manifest.json`, which says what must be in it. Its last 64 bytes are a SHA-256 over all that stands before.
"""

import hashlib
import json
import os
import re
import secrets
import zipfile
import zlib
from base64 import b64decode, b64encode
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import IO, Any

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from django.utils.translation import gettext as _

from huying import __version__
from huying.core.errors import Refused
from huying.core.passphrase import derived, long_enough

FORMAT = 1
MANIFEST = "manifest.json"
SEAL = 64
PHOTO = re.compile(r"media/[0-9a-f]{2}/[0-9a-f]{2}/(?P<sha256>[0-9a-f]{64})\.[a-z0-9]{1,5}")
PIECE = 1 << 20

Manifest = dict[str, Any]


@dataclass(frozen=True)
class Backup:
    """A file that was checked whole."""

    archive: zipfile.ZipFile
    manifest: Manifest

    def rows(self, table: Manifest) -> Iterator[list[Any]]:
        """The lines of a table; the first one names the columns."""
        with self.archive.open(table["member"]) as lines:
            yield from (json.loads(line) for line in lines)

    def photos(self) -> Iterator[tuple[str, bytes]]:
        for name in self.archive.namelist():
            if PHOTO.fullmatch(name):
                yield name.removeprefix("media/"), self.archive.read(name)

    @property
    def total(self) -> int:
        return sum(table["rows"] for table in self.manifest["tables"])


def member(name: str, how: int = zipfile.ZIP_DEFLATED) -> zipfile.ZipInfo:
    """Without a date: the zip's own has no zone."""
    info = zipfile.ZipInfo(name)
    info.compress_type = how
    info.external_attr = 0o600 << 16
    return info


def finish(archive: zipfile.ZipFile, manifest: Manifest) -> None:
    """The last member, and room for the seal."""
    archive.writestr(member(MANIFEST), json.dumps({"format": FORMAT, "version": __version__} | manifest, indent=1))
    archive.comment = b"0" * SEAL


def seal(file: IO[bytes]) -> None:
    """Put the hash at the end, and everything safely on the disk."""
    digest = _digest(file, file.seek(0, os.SEEK_END) - SEAL)
    file.seek(-SEAL, os.SEEK_END)
    file.write(digest)
    file.flush()
    os.fsync(file.fileno())


def _digest(file: IO[bytes], length: int) -> bytes:
    total = hashlib.sha256()
    file.seek(0)
    while length > 0 and (piece := file.read(min(PIECE, length))):
        total.update(piece)
        length -= len(piece)
    return total.hexdigest().encode()


@contextmanager
def opened(path: Path) -> Iterator[Backup]:
    """Give a file only when every byte of it is as it was written, and this program knows how to read it."""
    damaged = Refused(_("%(file)s 不是完整的备份：文件坏了，或没拷完。请用另一份") % {"file": path})
    try:
        file = path.open("rb")
    except OSError as error:
        raise Refused(_("打不开 %(file)s：%(why)s") % {"file": path, "why": error.strerror}) from None
    with file:
        try:
            backup = _checked(file)
        except (zipfile.BadZipFile, zlib.error, OSError, LookupError, ValueError, TypeError, AttributeError):
            raise damaged from None
        if backup is None:
            raise damaged
        yield backup


def _checked(file: IO[bytes]) -> Backup | None:
    """None where a hash does not agree; other damage raises whatever its reader raises."""
    length = file.seek(0, os.SEEK_END)
    written = _digest(file, length - SEAL)
    if length <= SEAL or file.read(SEAL) != written:
        return None
    archive = zipfile.ZipFile(file)
    manifest = json.loads(archive.read(MANIFEST))
    if manifest["format"] > FORMAT or _numbers(manifest["version"]) > _numbers(__version__):
        raise too_new(manifest)
    photos = [name for name in archive.namelist() if PHOTO.fullmatch(name)]
    tables = {table["member"]: table["sha256"] for table in manifest["tables"]}
    whole = (
        sorted(archive.namelist()) == sorted([MANIFEST, *tables, *photos])
        and (len(photos), names_digest(photos)) == (manifest["photos"]["count"], manifest["photos"]["names"])
        and all(_member_digest(archive, name) == wanted for name, wanted in tables.items())
        and all(_member_digest(archive, name) == PHOTO.fullmatch(name)["sha256"] for name in photos)
    )
    return Backup(archive, manifest) if whole else None


def too_new(manifest: Manifest) -> Refused:
    return Refused(
        _("这份备份是更新的版本 %(theirs)s 做的，这里是 %(ours)s；请先更新程序")
        % {"theirs": manifest["version"], "ours": __version__}
    )


def _numbers(version: str) -> list[int]:
    return [int(part) for part in version.split(".")]


def _member_digest(archive: zipfile.ZipFile, name: str) -> str:
    total = hashlib.sha256()
    with archive.open(name) as content:
        while piece := content.read(PIECE):
            total.update(piece)
    return total.hexdigest()


def names_digest(names: Iterable[str]) -> str:
    return hashlib.sha256("\n".join(sorted(names)).encode()).hexdigest()


# The secret key travels, but only for whoever knows the passphrase.


def wrap(secret: str, passphrase: str) -> dict[str, str]:
    long_enough(passphrase)
    salt, nonce = secrets.token_bytes(16), secrets.token_bytes(12)
    wrapped = AESGCM(derived(passphrase, salt)).encrypt(nonce, secret.encode(), None)
    return {name: b64encode(part).decode() for name, part in (("salt", salt), ("nonce", nonce), ("wrapped", wrapped))}


def unwrap(key: dict[str, str], passphrase: str) -> str:
    salt, nonce, wrapped = (b64decode(key[name]) for name in ("salt", "nonce", "wrapped"))
    try:
        return AESGCM(derived(passphrase, salt)).decrypt(nonce, wrapped, None).decode()
    except InvalidTag:
        raise Refused(_("口令不对")) from None
