"""恢复 `huying restore`: a checked backup into an empty place, and the proof that it is all there."""

import hashlib
import json
import os
import subprocess
import sys
import tempfile
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from itertools import islice
from pathlib import Path
from typing import Any

from django.apps.registry import Apps
from django.conf import settings
from django.core.management import call_command
from django.core.management.color import no_style
from django.db import connection, transaction
from django.db.migrations.executor import MigrationExecutor
from django.db.models import Model
from django.utils.translation import gettext as _

from huying import archive
from huying.archive import Backup, Manifest
from huying.backup import chains, models, note
from huying.cases.actions import reindex
from huying.cases.audit import audit
from huying.core import files, triggers
from huying.core.errors import Refused

BATCH = 2000
# Columns whose values stand in the file as the database takes them.
AS_WRITTEN = {
    "CharField",
    "TextField",
    "BooleanField",
    "IntegerField",
    "PositiveIntegerField",
    "PositiveSmallIntegerField",
}
Target = tuple[str, str]


@dataclass(frozen=True)
class Restored:
    made_at: datetime
    rows: int
    cases: int
    events: int
    photos: int
    wrong: tuple[str, ...]


def restore(path: Path, passphrase: str, *, elsewhere: bool = False) -> Restored:
    """Everything is checked before anything is touched. `elsewhere`: into a database that somebody named."""
    with archive.opened(path) as backup:
        key, data_keys = json.loads(archive.unwrap(backup.manifest["key"], passphrase))
        targets = _schema(backup.manifest)
        _must_be_empty()
        _must_be_own_folder(key, data_keys, elsewhere)
        # What follows hashes and unseals with the backup's own keys.
        settings.SECRET_KEY, settings.DATA_KEYS = key, data_keys
        executor = MigrationExecutor(connection)
        executor.migrate(targets)
        _fill(backup, executor.loader.project_state(targets).apps, key, data_keys)
        call_command("migrate", interactive=False, verbosity=0)
        reindex(missing_only=True)
        found = audit()
        wrong = [*found.differences, *triggers.missing(), *_lost_photos(backup)]
        if not wrong:
            note("restore", drill=False)
        made_at = datetime.fromisoformat(backup.manifest["made_at"])
        photos = backup.manifest["photos"]["count"]
        return Restored(made_at, backup.total, found.cases, found.events, photos, tuple(wrong))


# Before anything is touched


def _schema(manifest: Manifest) -> list[Target]:
    """The tables as they were when the backup was made; later steps are taken with the rows in them."""
    loader = MigrationExecutor(connection).loader
    theirs = {(app, name) for app, name in manifest["migrations"]}
    if theirs - set(loader.disk_migrations):
        raise archive.too_new(manifest)
    if set(loader.applied_migrations) - theirs:
        raise Refused(_("这个数据库已经升级过了，旧的备份装不进去。请换一个全新的、空的数据库"))
    nodes = loader.graph.node_map
    return sorted(
        node
        for node in theirs
        if not any(child.key in theirs and child.key[0] == node[0] for child in nodes[node].children)
    )


def _must_be_empty() -> None:
    ours = [model._meta.db_table for model in models()]
    with connection.cursor() as cursor:
        for table in sorted({*ours} & {*connection.introspection.table_names(cursor)}):
            cursor.execute(f"SELECT 1 FROM {connection.ops.quote_name(table)} LIMIT 1")  # noqa: S608 - a table's name
            if cursor.fetchone():
                raise Refused(_("目标数据库不是空的（%(table)s 里有内容），没有动它") % {"table": table})


def _must_be_own_folder(key: str, data_keys: str, elsewhere: bool) -> None:
    """Photos and keys of another huying must not be mixed with these."""
    for name, ours in (("HUYING_SECRET_KEY", key), ("HUYING_DATA_KEY", data_keys)):
        if os.environ.get(name, ours) != ours:
            raise Refused(_("%(name)s 和备份里的密钥不同。请先去掉这个变量，再恢复") % {"name": name})
    if elsewhere and data_keys != settings.DATA_KEYS and (settings.DATA_DIR / "huying.sqlite3").exists():
        raise Refused(
            _("数据文件夹 %(folder)s 里另有一个库和它的钥匙，没有动它。请用 HUYING_DATA_DIR 指一个空文件夹")
            % {"folder": settings.DATA_DIR}
        )
    if not any(path.is_file() for path in files.media().rglob("*")):
        return
    if not elsewhere or key != settings.SECRET_KEY:
        raise Refused(
            _("数据文件夹 %(folder)s 里已有照片，没有动它。请用 HUYING_DATA_DIR 指一个空文件夹")
            % {"folder": settings.DATA_DIR}
        )


# Filling


def _fill(backup: Backup, then: Apps, key: str, data_keys: str) -> None:
    """Rows, photos and keys stay together or not at all."""
    written: list[Path] = []
    try:
        with transaction.atomic():
            for table in backup.manifest["tables"]:
                _load(backup, table, then.get_model(table["model"]))
            if chains(then.get_model("core.event")) != backup.manifest["chains"]:
                raise Refused(_("恢复后的时间线和备份里的不一致，已撤回"))
            for name, content in backup.photos():
                written += _put(files.media() / name, content)
            # Links on paper were signed with the one; telephone numbers are sealed with the others.
            _put(settings.DATA_DIR / "secret_key", key.encode())
            _put(settings.DATA_DIR / "data_keys.json", data_keys.encode())
    except BaseException:
        for path in written:
            path.unlink(missing_ok=True)
        raise


def _load(backup: Backup, table: Manifest, model: type[Model]) -> None:
    """Straight into the columns: through model instances a million rows would take three times as long."""
    rows = backup.rows(table)
    fields = {field.attname: field for field in model._meta.concrete_fields}
    columns = [fields[name] for name in next(rows)]
    names = ", ".join(connection.ops.quote_name(field.column) for field in columns)
    places = ", ".join(["%s"] * len(columns))
    insert = f"INSERT INTO {connection.ops.quote_name(model._meta.db_table)} ({names}) VALUES ({places})"  # noqa: S608
    ready = [None if field.get_internal_type() in AS_WRITTEN else field.get_db_prep_save for field in columns]
    with connection.cursor() as cursor:
        while batch := list(islice(rows, BATCH)):
            cursor.executemany(insert, [_values(ready, row) for row in batch])
    if model._base_manager.count() != table["rows"]:
        raise Refused(_("%(table)s 的行数和备份里的不一致，已撤回") % {"table": table["model"]})
    with connection.cursor() as cursor:
        for statement in connection.ops.sequence_reset_sql(no_style(), [model]):
            cursor.execute(statement)


def _values(ready: list[Callable[..., Any] | None], row: list[Any]) -> list[Any]:
    return [
        value if value is None or to is None else to(value, connection=connection)
        for to, value in zip(ready, row, strict=True)
    ]


def _put(path: Path, content: bytes) -> list[Path]:
    """Gives the path when it was not there before."""
    if path.is_file() and path.read_bytes() == content:
        return []
    path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    files.put(path, content)
    for folder in path.parents[:4]:
        files.sync(folder)
    return [path]


def _lost_photos(backup: Backup) -> list[str]:
    """Read back from the disk."""
    lost = []
    for name, _content in backup.photos():
        path = files.media() / name
        if not path.is_file() or hashlib.sha256(path.read_bytes()).hexdigest() != path.stem:
            lost.append(name)
    return lost


# Trying it out


def drill(path: Path, passphrase: str) -> int:
    """演练: restore into a folder that is thrown away, by a process of its own, and note that it went well."""
    with tempfile.TemporaryDirectory(prefix="huying-drill-") as folder:
        surroundings = {
            name: value
            for name, value in os.environ.items()
            if name not in ("HUYING_DATABASE_URL", "HUYING_SECRET_KEY", "HUYING_DATA_KEY")
        }
        surroundings |= {"HUYING_DATA_DIR": folder, "HUYING_BACKUP_PASSPHRASE": passphrase}
        command = [sys.executable, "-m", "huying", "restore", str(path.absolute())]
        result = subprocess.run(command, env=surroundings, check=False).returncode  # noqa: S603 - ourselves
    if result == 0:
        note("restore", drill=True)
    return result
