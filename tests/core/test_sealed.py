"""Sealed at rest: nothing to read in the database, nothing to move, old keys open and the newest seals."""

import base64
import json
import os
import stat
from pathlib import Path
from typing import Any

import pytest
from django.core.exceptions import FieldError
from django.db import connection
from django.db.migrations.executor import MigrationExecutor

from huying.core import sealed
from huying.demo.cast import Cast
from huying.people.models import Resident
from huying.settings import data_keys

PHONE = "13900000303"


def keys_of(*versions: int, index: bytes = b"i" * 32) -> str:
    seal = {str(version): base64.b64encode(bytes([version]) * 32).decode() for version in versions}
    return json.dumps({"seal": seal, "index": base64.b64encode(index).decode()})


def test_what_is_sealed_opens_and_says_nothing() -> None:
    text = sealed.seal(PHONE, "a.b.c")
    assert text.startswith("v1:")
    assert PHONE not in text
    assert sealed.unseal(text, "a.b.c") == PHONE
    assert sealed.seal(PHONE, "a.b.c") != text
    assert (sealed.seal("", "a.b.c"), sealed.unseal("", "a.b.c"), sealed.blind("")) == ("", "", "")


@pytest.mark.parametrize("text", [PHONE, "v1:", "v1:AAAA", "v9:AAAA", "v1:!!!!"])
def test_what_we_did_not_seal_does_not_open(text: str) -> None:
    with pytest.raises(sealed.CannotOpen) as refused:
        sealed.unseal(text, "a.b.c")
    assert PHONE not in str(refused.value)


def test_a_sealed_text_opens_only_in_its_own_column() -> None:
    text = sealed.seal(PHONE, "people.resident.phone")
    with pytest.raises(sealed.CannotOpen):
        sealed.unseal(text, "people.vendor.phone")


def test_the_newest_key_seals_and_the_older_still_open(settings: Any) -> None:
    settings.DATA_KEYS = keys_of(1)
    old, index = sealed.seal(PHONE, "x"), sealed.blind(PHONE)
    settings.DATA_KEYS = keys_of(1, 2)
    new = sealed.seal(PHONE, "x")
    assert (old[:3], new[:3]) == ("v1:", "v2:")
    assert (sealed.unseal(old, "x"), sealed.unseal(new, "x"), sealed.blind(PHONE)) == (PHONE, PHONE, index)
    settings.DATA_KEYS = keys_of(2, index=b"j" * 32)
    assert sealed.blind(PHONE) != index
    with pytest.raises(sealed.CannotOpen):
        sealed.unseal(old, "x")


@pytest.mark.parametrize(
    "text", ["", "{}", "[]", '{"seal": {}, "index": ""}', '{"seal": {"1": "AAAA"}, "index": "AAAA"}']
)
def test_wrong_keys_are_refused_without_quoting_them(text: str) -> None:
    with pytest.raises(ValueError, match=r"data_keys\.json"):
        sealed.read_keys(text)


def test_the_keys_are_made_once_for_the_owner_only(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    first = data_keys(tmp_path)
    assert data_keys(tmp_path) == first
    assert stat.S_IMODE((tmp_path / "data_keys.json").stat().st_mode) == 0o600
    assert sealed.read_keys(first).newest == 1
    monkeypatch.setenv("HUYING_DATA_KEY", keys_of(7))
    assert sealed.read_keys(data_keys(tmp_path)).newest == 7


def test_a_row_is_sealed_and_found_by_its_number(cast: Cast) -> None:
    person = cast.residents["江秋莲"]
    with connection.cursor() as cursor:
        cursor.execute("SELECT phone, phone_index FROM people_resident WHERE id = %s", [stored(person.pk)])
        [(phone, index)] = cursor.fetchall()
    assert phone.startswith("v1:")
    assert (len(index), index) == (16, sealed.blind(PHONE))
    assert Resident.objects.get(phone_index=index).phone == "139 0000 0303"
    for ask in ({"phone": "139 0000 0303"}, {"phone__contains": "0303"}, {"phone__in": ["x"]}):
        with pytest.raises(FieldError, match="blind index"):
            Resident.objects.filter(**ask).exists()


def stored(key: Any) -> Any:
    return key.hex if connection.vendor == "sqlite" else key


OLD = [("people", "0002_wrong_tries"), ("cases", "0002_searchdoc")]
NEW = [("people", "0003_sealed_phones"), ("cases", "0003_sealed_phones")]


def plain(table: str, column: str) -> list[str]:
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT {column} FROM {table} WHERE {column} <> ''")
        return [value for (value,) in cursor.fetchall()]


@pytest.mark.once
@pytest.mark.skipif(not os.environ.get("HUYING_DRILL"), reason="fifteen seconds down and up again: in `make drill`")
@pytest.mark.django_db(transaction=True)
def test_rows_from_before_are_sealed_and_leave_no_trace(with_story: None) -> None:
    """Down to plain columns as 0.1.0 had them, and up again, with the story's rows in them."""
    MigrationExecutor(connection).migrate(OLD)
    assert "139 0000 0303" in plain("people_resident", "phone")
    assert PHONE in plain("cases_appeal", "reporter_phone")
    MigrationExecutor(connection).migrate(NEW)
    for column in (plain("people_resident", "phone"), plain("cases_appeal", "reporter_phone")):
        assert column
        assert all(value.startswith("v1:") for value in column)
    person = Resident.objects.get(name="江秋莲")
    assert (person.phone, person.phone_index) == ("139 0000 0303", sealed.blind(PHONE))
    if connection.vendor == "sqlite":
        with connection.cursor() as cursor:
            cursor.execute("PRAGMA wal_checkpoint(TRUNCATE)")
        kept = Path(connection.settings_dict["NAME"]).read_bytes()
        assert PHONE.encode() not in kept
        assert b"139 0000 0303" not in kept
