"""Photos on disk: written once, whole, under their hash."""

import errno
import hashlib
import os
from pathlib import Path

import pytest
from pytest_django import Settings

from huying.core import files

JPEG = b"\xff\xd8\xff the roof gutter"
SHA = hashlib.sha256(JPEG).hexdigest()


@pytest.fixture(autouse=True)
def media(settings: Settings, tmp_path: Path) -> Path:
    settings.DATA_DIR = tmp_path
    return tmp_path / "media"


def test_stored_and_read_again(media: Path) -> None:
    files.store(JPEG, SHA)
    with files.open_file(SHA) as file:
        assert file.read() == JPEG
    assert [path for path in media.rglob("*") if path.is_file()] == [media / SHA[:2] / SHA[2:4] / f"{SHA}.jpg"]


def test_storing_twice_writes_once(media: Path) -> None:
    files.store(JPEG, SHA)
    before = next(media.rglob("*.jpg")).stat()
    files.store(JPEG, SHA)
    after = next(media.rglob("*.jpg")).stat()
    assert (after.st_ino, after.st_mtime_ns) == (before.st_ino, before.st_mtime_ns)


def test_a_file_cut_short_is_written_again(media: Path) -> None:
    files.store(JPEG, SHA)
    next(media.rglob("*.jpg")).write_bytes(JPEG[:5])
    files.store(JPEG, SHA)
    with files.open_file(SHA) as file:
        assert file.read() == JPEG


def test_a_wrong_hash_is_refused(media: Path) -> None:
    with pytest.raises(ValueError, match="hash"):
        files.store(JPEG + b"!", SHA)
    assert not media.exists()


@pytest.mark.parametrize("name", [SHA, "", "../../etc/passwd", SHA.upper(), SHA + "\n", SHA[:-1] + "/"])
def test_what_is_not_there_is_not_found(name: str) -> None:
    with pytest.raises(FileNotFoundError):
        files.open_file(name)


def test_a_full_disk_leaves_nothing_behind(media: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def full(handle: int) -> None:
        raise OSError(errno.ENOSPC, "no space left")

    monkeypatch.setattr(os, "fsync", full)
    with pytest.raises(OSError, match="no space"):
        files.store(JPEG, SHA)
    assert not [path for path in media.rglob("*") if path.is_file()]


def test_file_and_every_folder_above_are_synced_in_order(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    synced: list[str] = []
    monkeypatch.setattr(os, "fsync", lambda handle: synced.append(os.readlink(f"/proc/self/fd/{handle}")))
    files.store(JPEG, SHA)
    media = tmp_path / "media"
    assert synced[0].endswith(".part")
    assert synced[1:] == [str(media / SHA[:2] / SHA[2:4]), str(media / SHA[:2]), str(media), str(tmp_path)]


def test_where_folders_cannot_be_opened_the_file_is_still_stored(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delattr(os, "O_DIRECTORY")
    files.store(JPEG, SHA)
    files.open_file(SHA).close()
