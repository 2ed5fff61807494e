"""The database itself refuses to rewrite history.

Django's SQLite migrations rebuild tables and silently drop their triggers, so these are put back after every migrate;
`huying doctor` and a test look for them.
"""

from typing import Any

from django.db import connections

NAMES = (
    "event_no_update", "event_no_delete", "event_no_replace",
    "access_no_update", "access_no_delete", "access_no_replace",
)  # fmt: skip
TABLES = ("core_event", "core_accesslog")

SQLITE = (
    "CREATE TRIGGER IF NOT EXISTS event_no_update BEFORE UPDATE ON core_event"
    " BEGIN SELECT RAISE(ABORT, 'the timeline is append-only'); END",
    "CREATE TRIGGER IF NOT EXISTS event_no_delete BEFORE DELETE ON core_event"
    " BEGIN SELECT RAISE(ABORT, 'the timeline is append-only'); END",
    # REPLACE deletes without firing the delete trigger, so an insert over an existing row is refused too.
    "CREATE TRIGGER IF NOT EXISTS event_no_replace BEFORE INSERT ON core_event"
    " WHEN EXISTS (SELECT 1 FROM core_event WHERE id = NEW.id OR (subject_type = NEW.subject_type"
    " AND subject_id = NEW.subject_id AND seq = NEW.seq))"
    " BEGIN SELECT RAISE(ABORT, 'the timeline is append-only'); END",
    "CREATE TRIGGER IF NOT EXISTS access_no_update BEFORE UPDATE ON core_accesslog"
    " BEGIN SELECT RAISE(ABORT, 'the access log is append-only'); END",
    "CREATE TRIGGER IF NOT EXISTS access_no_delete BEFORE DELETE ON core_accesslog"
    " BEGIN SELECT RAISE(ABORT, 'the access log is append-only'); END",
    "CREATE TRIGGER IF NOT EXISTS access_no_replace BEFORE INSERT ON core_accesslog"
    " WHEN EXISTS (SELECT 1 FROM core_accesslog WHERE id = NEW.id)"
    " BEGIN SELECT RAISE(ABORT, 'the access log is append-only'); END",
)

POSTGRESQL = (
    "CREATE OR REPLACE FUNCTION core_event_refuse() RETURNS trigger LANGUAGE plpgsql AS"
    " $$ BEGIN RAISE EXCEPTION 'the timeline is append-only'; END $$",
    "CREATE OR REPLACE TRIGGER event_no_update BEFORE UPDATE ON core_event"
    " FOR EACH ROW EXECUTE FUNCTION core_event_refuse()",
    "CREATE OR REPLACE TRIGGER event_no_delete BEFORE DELETE ON core_event"
    " FOR EACH ROW EXECUTE FUNCTION core_event_refuse()",
    "CREATE OR REPLACE TRIGGER event_no_replace BEFORE TRUNCATE ON core_event"
    " FOR EACH STATEMENT EXECUTE FUNCTION core_event_refuse()",
    "CREATE OR REPLACE FUNCTION core_accesslog_refuse() RETURNS trigger LANGUAGE plpgsql AS"
    " $$ BEGIN RAISE EXCEPTION 'the access log is append-only'; END $$",
    "CREATE OR REPLACE TRIGGER access_no_update BEFORE UPDATE ON core_accesslog"
    " FOR EACH ROW EXECUTE FUNCTION core_accesslog_refuse()",
    "CREATE OR REPLACE TRIGGER access_no_delete BEFORE DELETE ON core_accesslog"
    " FOR EACH ROW EXECUTE FUNCTION core_accesslog_refuse()",
    "CREATE OR REPLACE TRIGGER access_no_replace BEFORE TRUNCATE ON core_accesslog"
    " FOR EACH STATEMENT EXECUTE FUNCTION core_accesslog_refuse()",
)


def install(using: str = "default", **_: Any) -> None:
    """Put the triggers in place. Runs after every migrate; running it twice changes nothing."""
    connection = connections[using]
    if not set(TABLES) <= set(connection.introspection.table_names()):
        return
    with connection.cursor() as cursor:
        for statement in POSTGRESQL if connection.vendor == "postgresql" else SQLITE:
            cursor.execute(statement)


def missing(using: str = "default") -> list[str]:
    """Which of the triggers are not there."""
    connection = connections[using]
    query = (
        "SELECT tgname FROM pg_trigger WHERE tgrelid IN ('core_event'::regclass, 'core_accesslog'::regclass)"
        if connection.vendor == "postgresql"
        else "SELECT name FROM sqlite_master WHERE type = 'trigger' AND tbl_name LIKE 'core_%'"
    )
    with connection.cursor() as cursor:
        cursor.execute(query)
        found = {name for (name,) in cursor.fetchall()}
    return [name for name in NAMES if name not in found]
