"""备份 `huying backup`: every table as of one instant, every photo and the keys, in one file to carry away."""

import hashlib
import json
import os
import zipfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from itertools import chain, islice
from pathlib import Path
from typing import Any

from django.apps import apps
from django.conf import settings
from django.db import connection, transaction
from django.db.migrations.recorder import MigrationRecorder
from django.db.models import Exists, Model, OuterRef, TextField
from django.db.models.functions import Cast
from django.utils.translation import gettext as _

from huying import archive
from huying.archive import Manifest
from huying.core import clock, files
from huying.core.errors import Refused
from huying.core.models import Event, File
from huying.core.sealed import SealedField

NOTES = "backups.json"
# What migrate makes anew, and who is signed in: neither travels.
DERIVED = {"auth", "contenttypes", "sessions"}
LINES = 500


@dataclass(frozen=True)
class Made:
    """A backup that was written and read back. `missing`: photos that rows name and no good file has."""

    size: int
    rows: int
    photos: int
    missing: tuple[str, ...]


def make(path: Path, passphrase: str, *, force: bool = False) -> Made:
    """Written beside its name, read back, then renamed: a stick pulled too early holds no backup, or the old one."""
    if path.exists() and not force:
        raise Refused(_("%(file)s 已经有了。换个名字，或加 --force 覆盖它") % {"file": path})
    key = archive.wrap(json.dumps([settings.SECRET_KEY, settings.DATA_KEYS]), passphrase)
    part = path.with_name(path.name + ".part")
    try:
        _write(part, key)
        with archive.opened(part) as backup:
            size, photos = part.stat().st_size, backup.manifest["photos"]
        os.replace(part, path)
        files.sync(path.absolute().parent)
    except OSError as error:
        raise Refused(_("写不了 %(file)s：%(why)s") % {"file": path, "why": error.strerror}) from None
    finally:
        _gone(part)
    note("backup", bytes=size, rows=backup.total)
    return Made(size, backup.total, photos["count"], tuple(photos["missing"]))


def _gone(part: Path) -> None:
    try:
        part.unlink(missing_ok=True)
    except OSError:
        return  # the stick is no longer there


def _write(part: Path, key: dict[str, str]) -> None:
    flags = os.O_RDWR | os.O_CREAT | os.O_TRUNC | getattr(os, "O_BINARY", 0)
    with os.fdopen(os.open(part, flags, 0o600), "w+b") as file:
        with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED, compresslevel=1) as target:
            with snapshot():
                manifest = _tables(target)
                named = set(File.objects.order_by().values_list("sha256", flat=True).distinct())
            # After the tables: a photo is on disk before its row is written, so whatever a row names is there.
            archive.finish(target, manifest | {"photos": _photos(target, named), "key": key})
        archive.seal(file)


@contextmanager
def snapshot() -> Iterator[None]:
    """All tables as of one instant, while others go on writing."""
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            with transaction.atomic():
                cursor.execute("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ, READ ONLY")
                yield
            return
        # Not atomic(): on SQLite that takes the one write lock, and the desk would wait for the backup.
        cursor.execute("BEGIN")
        try:
            yield
        finally:
            cursor.execute("ROLLBACK")


def _tables(target: zipfile.ZipFile) -> Manifest:
    return {
        "made_at": clock.now().isoformat(timespec="seconds"),
        "database": connection.vendor,
        "migrations": sorted(MigrationRecorder(connection).applied_migrations()),
        "tables": [_table(target, model) for model in models()],
        "chains": chains(Event),
    }


def models() -> list[type[Model]]:
    """Every table of ours. Their order does not matter: foreign keys are checked at the commit."""
    every = apps.get_models(include_auto_created=True)
    return [model for model in every if model._meta.app_label not in DERIVED and not model._meta.proxy]


def _table(target: zipfile.ZipFile, model: type[Model]) -> Manifest:
    """One line of JSON a row; the first line names the columns."""
    fields = model._meta.concrete_fields
    columns = [field.attname for field in fields]
    # A sealed text travels sealed: its key goes under the passphrase, with the other one.
    raw = [Cast(field.attname, TextField()) if isinstance(field, SealedField) else field.attname for field in fields]
    rows = model._base_manager.order_by("pk").values_list(*raw).iterator(chunk_size=2000)
    encode = json.JSONEncoder(ensure_ascii=False, separators=(",", ":"), default=_plain).encode
    lines = (encode(row) + "\n" for row in chain([columns], rows))
    name = f"tables/{model._meta.label_lower}.jsonl"
    digest, count = hashlib.sha256(), -1
    with target.open(archive.member(name), "w", force_zip64=True) as out:
        while batch := list(islice(lines, LINES)):
            text = "".join(batch).encode()
            digest.update(text)
            out.write(text)
            count += len(batch)
    return {"model": model._meta.label_lower, "member": name, "rows": count, "sha256": digest.hexdigest()}


def _plain(value: Any) -> str:
    """Times keep their microseconds: the hashes of the timeline are over them."""
    return value.isoformat() if hasattr(value, "isoformat") else str(value)


def chains(event: type[Model]) -> Manifest:
    """The last events of all chains: how many, and one number over them that no order of reading changes."""
    later = event._base_manager.filter(
        subject_type=OuterRef("subject_type"), subject_id=OuterRef("subject_id"), seq=OuterRef("seq") + 1
    )
    ends = event._base_manager.filter(~Exists(later)).values_list("subject_type", "subject_id", "seq", "hash")
    count = total = 0
    for end in ends.iterator(chunk_size=2000):
        count += 1
        total += int.from_bytes(hashlib.sha256(json.dumps(end).encode()).digest(), "big")
    return {"count": count, "heads": f"{total % 2**256:064x}"}


def _photos(target: zipfile.ZipFile, named: set[str]) -> Manifest:
    """Every photo whose bytes still have the hash in its name."""
    names, folder = [], files.media()
    for path in sorted(folder.rglob("*")):
        name = f"media/{path.relative_to(folder).as_posix()}"
        if (found := archive.PHOTO.fullmatch(name)) and path.is_file():
            content = path.read_bytes()
            if hashlib.sha256(content).hexdigest() == found["sha256"]:
                target.writestr(archive.member(name, zipfile.ZIP_STORED), content)
                names.append(name)
                named.discard(found["sha256"])
    return {"count": len(names), "names": archive.names_digest(names), "missing": sorted(named)}


# When the last backup and the last good restore were, for `huying doctor`.


def note(what: str, **facts: object) -> None:
    path = settings.DATA_DIR / NOTES
    part = path.with_suffix(".part")
    path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    part.write_text(json.dumps(notes() | {what: {"at": clock.now().isoformat(timespec="seconds"), **facts}}, indent=1))
    os.replace(part, path)


def notes() -> Manifest:
    try:
        found: Manifest = json.loads((settings.DATA_DIR / NOTES).read_text())
    except (OSError, ValueError):
        return {}
    return found
