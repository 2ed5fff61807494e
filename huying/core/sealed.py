"""封存 Sealing: what the database holds only as ciphertext, and an index that finds a value again without showing it.

AES-256-GCM under keys that lie beside the database, never in it. A sealed text names the version of its key; the newest
seals, all open. Model and field are bound into the seal, so that a text moved to another column does not open.
"""

import base64
import binascii
import hashlib
import hmac
import json
import os
import re
from functools import lru_cache
from typing import Any, NamedTuple

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from django.conf import settings
from django.core.exceptions import FieldError
from django.db import models

NONCE = 12
_SEALED = re.compile(r"v(\d+):([A-Za-z0-9+/=]+)")


class CannotOpen(Exception):
    """The text was not sealed with a key we have. It never says what the text was."""


class Keys(NamedTuple):
    """封存的钥匙: every version that still opens something, and the key of the blind index, which never changes."""

    seal: dict[int, bytes]
    blind: bytes

    @property
    def newest(self) -> int:
        return max(self.seal)


@lru_cache(maxsize=4)
def read_keys(text: str) -> Keys:
    """{"seal": {"1": base64 of 32 bytes, …}, "index": base64 of 32 bytes}."""
    try:
        given = json.loads(text)
        seal = {int(version): base64.b64decode(key) for version, key in given["seal"].items()}
        index = base64.b64decode(given["index"])
    except (ValueError, TypeError, KeyError, AttributeError):
        raise ValueError("HUYING_DATA_KEY / data_keys.json: not the keys we wrote") from None
    if not seal or {len(key) for key in (*seal.values(), index)} != {32}:
        raise ValueError("HUYING_DATA_KEY / data_keys.json: every key has 32 bytes")
    return Keys(seal, index)


def keys() -> Keys:
    return read_keys(settings.DATA_KEYS)


def seal(text: str, place: str) -> str:
    """Under the newest key. The empty text stays empty: there is nothing to hide in it."""
    if not text:
        return ""
    ours, nonce = keys(), os.urandom(NONCE)
    sealed = AESGCM(ours.seal[ours.newest]).encrypt(nonce, text.encode(), place.encode())
    return f"v{ours.newest}:{base64.b64encode(nonce + sealed).decode()}"


def unseal(sealed: str, place: str) -> str:
    if not sealed:
        return ""
    found = _SEALED.fullmatch(sealed)
    key = keys().seal.get(int(found[1])) if found else None
    if not found or not key:
        raise CannotOpen(f"{place}: no key for this text")
    try:
        whole = base64.b64decode(found[2], validate=True)
        return AESGCM(key).decrypt(whole[:NONCE], whole[NONCE:], place.encode()).decode()
    except (InvalidTag, binascii.Error, ValueError):
        raise CannotOpen(f"{place}: another key, another column, or changed") from None


def blind(value: str) -> str:
    """盲索引: the same value gives the same sixteen signs, and without the key nobody can try numbers against them."""
    if not value:
        return ""
    return hmac.new(keys().blind, value.encode(), hashlib.sha256).hexdigest()[:16]


def digits(text: str) -> str:
    """A telephone number in any spacing as its digits."""
    return "".join(str(int(mark)) for mark in text if mark.isdecimal())


def plain(text: str) -> str:
    """What a number or a mailbox is found by: the digits, or the address in small letters."""
    return text.strip().casefold() if "@" in text else digits(text)


class SealedField(models.TextField):  # type: ignore[type-arg]
    """密文: a text that leaves Python only sealed. It cannot be searched or sorted; a BlindIndex finds it."""

    @property
    def place(self) -> str:
        return f"{self.model._meta.label_lower}.{self.name}"

    def get_db_prep_value(self, value: Any, connection: Any, prepared: bool = False) -> Any:
        plain = super().get_db_prep_value(value, connection, prepared)
        return plain if plain is None else seal(str(plain), self.place)

    def from_db_value(self, value: str | None, _expression: object, _connection: object) -> str | None:
        return value if value is None else unseal(value, self.place)

    def get_lookup(self, lookup_name: str) -> Any:
        if lookup_name != "isnull":
            raise FieldError(f"{self.name} is sealed: ask its blind index")
        return super().get_lookup(lookup_name)


class SealedBytes(SealedField):
    """密文的文件: a whole file that lies sealed while it waits. In Python it is bytes."""

    def get_prep_value(self, value: Any) -> str:
        return base64.b64encode(bytes(value or b"")).decode()

    def from_db_value(self, value: str | None, expression: object, connection: object) -> Any:
        text = super().from_db_value(value, expression, connection)
        return base64.b64decode(text) if text else b""


class BlindIndex(models.CharField):  # type: ignore[type-arg]
    """盲索引列: follows a sealed number or mailbox whenever its row is saved."""

    def __init__(self, *args: Any, of: str = "", **kwargs: Any) -> None:
        self.of = of
        super().__init__(*args, **{"max_length": 16, "editable": False, "db_index": True, **kwargs})

    def deconstruct(self) -> Any:
        name, path, args, kwargs = super().deconstruct()
        return name, path, args, {**kwargs, "of": self.of}

    def pre_save(self, model_instance: models.Model, add: bool) -> str:
        index = blind(plain(getattr(model_instance, self.of)))
        setattr(model_instance, self.attname, index)
        return index
