"""Backup and restore: everything comes back, into either database; whatever is not whole is refused untouched."""

import json
import os
import random
import shutil
import sqlite3
import subprocess
import sys
import zipfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from django.db import connection

from huying import archive, backup, cli, restore
from huying.cases.models import Appeal, Case
from huying.core import clock, files
from huying.core.errors import Refused
from huying.core.models import Event
from tests import databases
from tests.kept import office

pytestmark = pytest.mark.django_db(transaction=True)
PASSPHRASE = "open sesame"
copies: list[bytes] = []
SQLITE = connection.vendor == "sqlite"


@pytest.fixture
def stick(with_story: None, settings: Any, tmp_path: Path, transactional_db: None) -> Iterator[Path]:
    """The told story, with its photos, backed up onto a stick."""
    settings.DATA_DIR = tmp_path / "office"
    shutil.copytree(databases.pictures("with_story"), files.media())
    with clock.at(clock.instant("2023-12-07", "18:00")):
        backup.make(tmp_path / "stick.huying", PASSPHRASE)
        yield tmp_path / "stick.huying"


@pytest.fixture
def file(with_story: None, tmp_path: Path, request: pytest.FixtureRequest) -> Path:
    """A copy of such a backup, for tests that need nothing else: the story is told once for all of them."""
    if not copies:
        copies.append(request.getfixturevalue("stick").read_bytes())
    (tmp_path / "file.huying").write_bytes(copies[0])
    return tmp_path / "file.huying"


def huying(folder: Path, *words: str, database: str = "", passphrase: str = PASSPHRASE) -> tuple[int, str]:
    """The command on another machine."""
    own = {
        name: value for name, value in os.environ.items() if not name.startswith(("HUYING_", "DJANGO_", "LANG", "LC_"))
    }
    given = {"HUYING_DATA_DIR": str(folder), "HUYING_DATABASE_URL": database, "HUYING_BACKUP_PASSPHRASE": passphrase}
    command = [sys.executable, "-m", "huying", *words]
    done = subprocess.run(command, env={**own, **given, "LANG": "en_US.UTF-8"}, capture_output=True, text=True)
    return done.returncode, done.stdout + done.stderr


def photos(folder: Path) -> dict[str, bytes]:
    return {path.name: path.read_bytes() for path in (folder / "media").rglob("*") if path.is_file()}


def answer() -> str:
    return f"{Case.objects.count()} cases, {Event.objects.count()} events: ok\n"


def untouched(folder: Path) -> bool:
    """Nothing but what looking at an empty database leaves."""
    with sqlite3.connect(folder / "huying.sqlite3") as empty:
        return not photos(folder) and empty.execute("SELECT count(*) FROM sqlite_master").fetchone() == (0,)


@pytest.mark.once
def test_everything_comes_back(stick: Path, tmp_path: Path, settings: Any) -> None:
    code, said = huying(tmp_path / "new", "restore", str(stick))
    assert (code, said) == (
        0,
        f"Backup of 2023-12-07 18:00: {rows()} rows, {len(photos(settings.DATA_DIR))} photos\n{answer()}",
    )
    assert huying(tmp_path / "new", "audit") == (0, answer())
    assert photos(tmp_path / "new") == photos(settings.DATA_DIR) != {}
    assert (tmp_path / "new" / "secret_key").read_text() == settings.SECRET_KEY
    assert (tmp_path / "new" / "data_keys.json").read_text() == settings.DATA_KEYS
    with sqlite3.connect(tmp_path / "new" / "huying.sqlite3") as new, pytest.raises(sqlite3.Error, match="append-only"):
        new.execute("DELETE FROM core_event")


def rows() -> int:
    return sum(model._base_manager.count() for model in backup.models())


@pytest.mark.once
def test_a_restored_place_backs_up_to_the_same(stick: Path, tmp_path: Path) -> None:
    """Every value of every column survives the way there and back, through the other database where there is one."""
    assert huying(office(tmp_path / "new"), "restore", str(stick))[0] == 0
    assert huying(tmp_path / "new", "backup", str(tmp_path / "again"))[0] == 0
    with archive.opened(stick) as one, archive.opened(tmp_path / "again") as two:
        for name in ("tables", "chains", "photos", "migrations"):
            assert one.manifest[name] == two.manifest[name], name


@pytest.mark.skipif(SQLITE, reason="runs beside a PostgreSQL: python -m tests.pg")
def test_sqlite_moves_to_postgresql(stick: Path, tmp_path: Path) -> None:
    assert huying(office(tmp_path / "office_pc"), "restore", str(stick))[0] == 0
    assert huying(tmp_path / "office_pc", "backup", str(tmp_path / "pc.huying"))[0] == 0
    given = connection.settings_dict
    name = f"{given['NAME']}_moved"
    with connection._nodb_cursor() as cursor:
        cursor.execute(f'CREATE DATABASE "{name}"')
    url = f"postgresql:///{name}?host={given['HOST']}&user={given['USER']}&port={given['PORT']}&password={given['PASSWORD']}"
    try:
        code, said = huying(tmp_path / "office_pc", "restore", str(tmp_path / "pc.huying"), "--into", url)
        assert (code, said.splitlines()[-1]) == (0, answer().strip())
        assert huying(tmp_path / "office_pc", "audit", database=url) == (0, answer())
        assert huying(tmp_path / "office_pc", "backup", str(tmp_path / "pg"), database=url)[0] == 0
        with archive.opened(stick) as one, archive.opened(tmp_path / "pg") as two:
            assert one.manifest["tables"] == two.manifest["tables"]
    finally:
        with connection._nodb_cursor() as cursor:
            cursor.execute(f'DROP DATABASE "{name}" WITH (FORCE)')


@pytest.mark.once
def test_any_damaged_byte_is_found(file: Path, tmp_path: Path) -> None:
    whole, chance = file.read_bytes(), random.Random(20231207)
    for place in [0, len(whole) - 1, *(chance.randrange(len(whole)) for _ in range(20))]:
        damaged = bytearray(whole)
        damaged[place] ^= 1 << chance.randrange(8)
        file.write_bytes(damaged)
        with pytest.raises(Refused, match="不是完整的备份"), archive.opened(file):
            pytest.fail(f"byte {place}")
    code, said = huying(tmp_path / "new", "restore", str(file))
    assert (code, said) == (
        1,
        f"{file} is not a whole backup: it is damaged, or was not copied to its end. Please use another one\n",
    )
    assert untouched(tmp_path / "new")


@pytest.mark.once
def test_a_cut_file_is_found(file: Path) -> None:
    whole = file.read_bytes()
    for length in (0, 10, 64, 65, len(whole) // 2, len(whole) - 1):
        file.write_bytes(whole[:length])
        with pytest.raises(Refused, match="不是完整的备份"), archive.opened(file):
            pytest.fail(f"{length} bytes")


@pytest.mark.once
def test_a_resealed_file_is_held_against_its_manifest(file: Path, tmp_path: Path) -> None:
    """One table with a row less, and a seal that agrees."""
    forged = tmp_path / "forged"
    with zipfile.ZipFile(file) as old, zipfile.ZipFile(forged, "w") as new:
        for name in old.namelist():
            content = old.read(name)
            new.writestr(name, content[: content.index(b"\n") + 1] if name == "tables/cases.case.jsonl" else content)
        new.comment = b"0" * archive.SEAL
    with forged.open("r+b") as end:
        archive.seal(end)
    with pytest.raises(Refused, match="不是完整的备份"), archive.opened(forged):
        pytest.fail("opened")


def resealed(stick: Path, change: dict[str, Any]) -> Path:
    """The same backup with another manifest."""
    other = stick.with_name("other")
    with zipfile.ZipFile(stick) as old, zipfile.ZipFile(other, "w") as new:
        for name in set(old.namelist()) - {archive.MANIFEST}:
            new.writestr(name, old.read(name))
        new.writestr(archive.MANIFEST, json.dumps(json.loads(old.read(archive.MANIFEST)) | change))
        new.comment = b"0" * archive.SEAL
    with other.open("r+b") as file:
        archive.seal(file)
    return other


@pytest.mark.once
@pytest.mark.parametrize(
    "change", [{"version": "99.0.0"}, {"format": archive.FORMAT + 1}, {"migrations": [["core", "9999_later"]]}]
)
def test_a_newer_backup_asks_for_an_update(file: Path, change: dict[str, Any]) -> None:
    """Even before it is asked whether there is room for it."""
    with pytest.raises(Refused, match="请先更新程序"):
        restore.restore(resealed(file, change), PASSPHRASE)


def test_rows_that_do_not_add_up_are_taken_back(stick: Path, tmp_path: Path) -> None:
    code, said = huying(office(tmp_path / "new"), "restore", str(resealed(stick, {"chains": {"count": 1, "heads": "0"}})))
    assert (code, said) == (1, "The restored timeline does not agree with the backup; everything was taken back\n")
    with sqlite3.connect(tmp_path / "new" / "huying.sqlite3") as new:
        assert new.execute("SELECT count(*) FROM cases_case").fetchone() == (0,)
    assert photos(tmp_path / "new") == {}
    assert huying(tmp_path / "new", "restore", str(stick))[0] == 0


@pytest.mark.once
def test_a_wrong_passphrase_is_refused(file: Path, tmp_path: Path) -> None:
    assert huying(tmp_path / "new", "restore", str(file), passphrase="open barley") == (1, "The passphrase is wrong\n")
    assert untouched(tmp_path / "new")


def test_a_place_in_use_is_left_alone(stick: Path, tmp_path: Path) -> None:
    with pytest.raises(Refused, match="目标数据库不是空的"):
        restore.restore(stick, PASSPHRASE)
    photo = tmp_path / "used" / "media" / "aa" / "photo.jpg"
    photo.parent.mkdir(parents=True)
    photo.write_bytes(b"of somebody else")
    code, said = huying(tmp_path / "used", "restore", str(stick))
    assert (code, "holds photos already" in said, photos(tmp_path / "used")) == (
        1,
        True,
        {"photo.jpg": photo.read_bytes()},
    )


@pytest.mark.once
def test_a_database_that_is_away_gets_a_sentence(file: Path, tmp_path: Path) -> None:
    nowhere = f"sqlite://{tmp_path / 'nowhere' / 'huying.sqlite3'}"
    code, said = huying(tmp_path / "new", "restore", str(file), "--into", nowhere)
    assert (code, said.splitlines()[-1][:14], "Traceback" in said) == (1, "Not restored: ", False)


@pytest.mark.once
def test_the_key_is_nowhere_in_the_file(file: Path, settings: Any) -> None:
    with zipfile.ZipFile(file) as whole:
        assert [name for name in whole.namelist() if settings.SECRET_KEY.encode() in whole.read(name)] == []


@pytest.mark.once
def test_telephone_numbers_travel_sealed(stick: Path, settings: Any) -> None:
    """Neither a number nor the keys that open it can be read in the file."""
    phones = [appeal.reporter_phone for appeal in Appeal.objects.all() if appeal.reporter_phone]
    assert phones
    with zipfile.ZipFile(stick) as whole:
        content = b"".join(whole.read(name) for name in whole.namelist())
    assert [phone for phone in phones if phone.encode() in content] == []
    assert json.loads(settings.DATA_KEYS)["index"].encode() not in content


@pytest.mark.once
def test_nothing_is_overwritten_unasked(stick: Path) -> None:
    before = stick.read_bytes()
    with pytest.raises(Refused, match="--force"):
        backup.make(stick, PASSPHRASE)
    assert stick.read_bytes() == before
    backup.make(stick, PASSPHRASE, force=True)
    assert sorted(path.name for path in stick.parent.iterdir()) == ["office", "stick.huying"]


@pytest.mark.once
@pytest.mark.skipif(not Path("/dev/full").exists(), reason="needs /dev/full")
def test_a_full_stick_leaves_the_old_backup(stick: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    before = stick.read_bytes()
    stick.with_name("stick.huying.part").symlink_to("/dev/full")
    with pytest.raises(Refused, match="写不了"):
        backup.make(stick, PASSPHRASE, force=True)
    assert stick.read_bytes() == before
    assert not stick.with_name("stick.huying.part").is_symlink()


@pytest.mark.once
def test_a_lost_photo_is_told(stick: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch) -> None:
    """The rest is still backed up, and restores."""
    lost, damaged = sorted(path for path in files.media().rglob("*.jpg"))[:2]
    lost.unlink()
    damaged.write_bytes(b"not what it was")
    monkeypatch.setenv("HUYING_BACKUP_PASSPHRASE", PASSPHRASE)
    with pytest.raises(SystemExit) as end:
        cli.main(["backup", str(stick), "--force"])
    assert (end.value.code, sorted(line[-64:] for line in capsys.readouterr().err.splitlines())) == (
        1, sorted([lost.stem, damaged.stem]),
    )  # fmt: skip
    assert huying(office(stick.parent / "new"), "restore", str(stick))[0] == 0


def test_the_desk_writes_while_a_backup_reads(stick: Path) -> None:
    """And what is written meanwhile is not in it."""
    with backup.snapshot():
        before = Event.objects.count()
        writer = connection.copy()
        try:
            with writer.cursor() as cursor:
                cursor.execute("INSERT INTO core_oncekey (key, location, at) VALUES ('k', '', '2023-12-07 10:00:00')")
                cursor.execute("SELECT count(*) FROM core_oncekey WHERE key = 'k'")
                assert cursor.fetchone() == (1,)
        finally:
            writer.close()
        with connection.cursor() as cursor:
            cursor.execute("SELECT count(*) FROM core_oncekey WHERE key = 'k'")
            assert (cursor.fetchone(), Event.objects.count()) == ((0,), before)


@pytest.mark.once
def test_a_drill_is_noted(stick: Path, capfd: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("DJANGO_SETTINGS_MODULE", "huying.settings")
    assert "restore" not in backup.notes()
    assert restore.drill(stick, PASSPHRASE) == 0
    assert capfd.readouterr().out.splitlines()[-1] == answer().strip()
    assert backup.notes()["restore"] == {"at": "2023-12-07T10:00:00+00:00", "drill": True}
