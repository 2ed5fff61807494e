"""找回钥匙 `huying recover-keys`: the data keys back from a recovery sheet, and nothing lost that was written since."""

import os
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from django.apps import apps
from django.conf import settings
from django.db import connection, transaction
from django.db.models import Model, TextField
from django.db.models.functions import Cast
from django.utils.translation import gettext as _

from huying.core import clock, files, recovery
from huying.core.errors import Refused
from huying.core.sealed import BlindIndex, CannotOpen, SealedField, blind, digits, unseal

FILE = "data_keys.json"
BATCH = 2000


@dataclass(frozen=True)
class Found:
    """What the recovered keys open, and how many texts were sealed anew because other keys had sealed them since."""

    opened: int
    resealed: int


def recover(typed: str, passphrase: str) -> Found:
    """Everything is checked before anything is touched. The keys that were there stay beside, under another name."""
    if os.environ.get("HUYING_DATA_KEY"):
        raise Refused(_("钥匙写在 HUYING_DATA_KEY 里，没有动它。请先去掉这个变量，再运行一次。"))
    theirs, ours = recovery.keys(typed, passphrase), settings.DATA_KEYS
    opened, strange = 0, []
    for field, pk, raw in texts():
        if _opens(field, raw, theirs):
            opened += 1
        else:
            strange.append((field, pk, raw))
    lost = [one for one in strange if not _opens(one[0], one[2], ours)]
    if lost or (strange and not opened):
        raise Refused(
            _("这张恢复单打不开这里的 %(n)s 个电话，什么都没有改。是另一个库的单子吗？") % {"n": len(lost or strange)}
        )
    plain = [(field, pk, _plain(field, raw)) for field, pk, raw in strange]
    settings.DATA_KEYS = theirs
    with transaction.atomic():
        for field, pk, value in plain:
            _seal_again(field, pk, value)
        _keep(theirs)
    return Found(opened, len(strange))


def texts(most: int | None = None) -> Iterator[tuple[SealedField, Any, str]]:
    """Every sealed text as it lies in the database: its field, its row, and the text; or only some of each field."""
    ours = set(connection.introspection.table_names())
    for model in apps.get_models():
        for field in model._meta.concrete_fields:
            if isinstance(field, SealedField) and model._meta.db_table in ours:
                rows = model._base_manager.annotate(raw=Cast(field.attname, TextField())).exclude(raw="")
                found = rows.order_by("-pk").values_list("pk", "raw")
                for pk, raw in found[:most] if most else found.iterator(chunk_size=BATCH):
                    yield field, pk, raw


def unreadable() -> bool:
    """Whether the newest sealed texts do not open: the sign that the keys are gone."""
    return any(not _opens(field, raw, settings.DATA_KEYS) for field, _pk, raw in texts(most=1))


def _opens(field: SealedField, raw: str, keys: str) -> bool:
    kept, settings.DATA_KEYS = settings.DATA_KEYS, keys
    try:
        unseal(raw, field.place)
    except CannotOpen:
        return False
    finally:
        settings.DATA_KEYS = kept
    return True


def _plain(field: SealedField, raw: str) -> Any:
    return field.from_db_value(raw, None, connection)


def _seal_again(field: SealedField, pk: Any, value: Any) -> None:
    model: type[Model] = field.model
    changed = {field.attname: value}
    for other in model._meta.concrete_fields:
        if isinstance(other, BlindIndex) and other.of == field.name:
            changed[other.attname] = blind(digits(value))
    model._base_manager.filter(pk=pk).update(**changed)


def _keep(keys: str) -> None:
    """Written aside and renamed; the file that was there is not thrown away."""
    path = settings.DATA_DIR / FILE
    if path.exists():
        os.replace(path, path.with_name(f"data_keys.{clock.local(clock.now()):%Y%m%d-%H%M%S}.json"))
    files.put(path, keys.encode())
