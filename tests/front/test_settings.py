"""What the product asks of SQLite. The tests themselves run without waiting for the disk (tests/settings.py)."""

import pytest
from django.db.backends.sqlite3.base import DatabaseWrapper

from huying.settings import sqlite

pytestmark = pytest.mark.once


@pytest.mark.parametrize(("pragma", "value"), [("synchronous", 2), ("foreign_keys", 1), ("secure_delete", 1), ("journal_mode", "wal")])
def test_an_answered_report_outlives_a_power_cut(tmp_path, pragma: str, value: object, django_db_blocker) -> None:
    given = {"TIME_ZONE": None, "CONN_HEALTH_CHECKS": False, "AUTOCOMMIT": True, **sqlite(str(tmp_path / "own.sqlite3"))}
    product = DatabaseWrapper(given, alias="product")
    with django_db_blocker.unblock(), product.cursor() as cursor:
        cursor.execute(f"PRAGMA {pragma}")
        assert cursor.fetchone() == (value,)
    product.close()
