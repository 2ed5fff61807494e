"""The databases' own index of search terms: FTS5 on SQLite, GIN on PostgreSQL.

The tables of the index are made by a migration. On SQLite triggers keep it in step with `SearchDoc`; Django's migrations
rebuild tables and silently drop their triggers, so these are put back after every migrate, and the index with them.
"""

import hashlib
import hmac
from collections.abc import Callable, Iterable
from typing import Any

from django.conf import settings
from django.db import connection, connections
from django.db.models import QuerySet
from django.db.models.expressions import RawSQL

from .models import Case

# Terms of a kind of their own; "=" stands in no term of a text.
COMMUNITY, NAME, PHONE = "c=", "n=", "p="

OLD = "INSERT INTO cases_search(cases_search, rowid, tokens) VALUES ('delete', OLD.id, OLD.tokens);"
NEW = "INSERT INTO cases_search(rowid, tokens) VALUES (NEW.id, NEW.tokens);"
TRIGGERS = {
    "search_added": f"AFTER INSERT ON cases_searchdoc BEGIN {NEW} END",
    "search_changed": f"AFTER UPDATE ON cases_searchdoc BEGIN {OLD} {NEW} END",
    "search_dropped": f"AFTER DELETE ON cases_searchdoc BEGIN {OLD} END",
}
SQLITE = "SELECT case_id FROM cases_searchdoc WHERE id IN (SELECT rowid FROM cases_search WHERE cases_search MATCH %s)"
POSTGRESQL = "SELECT case_id FROM cases_searchdoc WHERE terms @@ %s::tsquery"


def install(using: str = "default", **_: Any) -> None:
    """Put the triggers in place, and what they missed into the index. Running it twice changes nothing."""
    connection = connections[using]
    if "cases_search" not in connection.introspection.table_names():
        return
    if gone := missing(using):
        with connection.cursor() as cursor:
            for name in gone:
                cursor.execute(f"CREATE TRIGGER {name} {TRIGGERS[name]}")
        rebuild(using)


def missing(using: str = "default") -> list[str]:
    """Which of the triggers are not there. PostgreSQL needs none: it works the indexed column out itself."""
    if connections[using].vendor != "sqlite":
        return []
    with connections[using].cursor() as cursor:
        cursor.execute("SELECT name FROM sqlite_master WHERE type = 'trigger' AND tbl_name = 'cases_searchdoc'")
        found = {name for (name,) in cursor.fetchall()}
    return [name for name in TRIGGERS if name not in found]


def rebuild(using: str = "default") -> None:
    """The index anew from the table."""
    if connections[using].vendor == "sqlite":
        with connections[using].cursor() as cursor:
            cursor.execute("INSERT INTO cases_search(cases_search) VALUES ('rebuild')")


# An expression: each wanted thing is ways, of which one must do; a way is terms, all of which must be there; for a term
# a few stand in.
Expression = Iterable[Iterable[Iterable[Iterable[str]]]]


def narrowed(cases: QuerySet[Case], expression: Expression) -> QuerySet[Case]:
    """Those of the cases that an expression finds. A wanted thing without ways finds nothing."""
    every = [list(ways) for ways in expression]
    if not all(every):
        return cases.none()
    lite = connection.vendor == "sqlite"
    quote, both, either = ('"{}"', " AND ", " OR ") if lite else ("'{}'", " & ", " | ")
    said = _joined(every, quote.format, both, either)
    return cases.filter(pk__in=RawSQL(SQLITE if lite else POSTGRESQL, [said]))  # noqa: S611 two fixed texts


def _joined(every: Expression, quoted: Callable[[str], str], both: str, either: str) -> str:
    """In the database's own language. Terms hold letters, figures and "=" only, never a quote."""

    def group(parts: Iterable[str], by: str) -> str:
        return f"({by.join(parts)})"

    return group(
        (
            group(
                (group((group(map(quoted, standing), either) for standing in way), both) for way in ways),
                either,
            )
            for ways in every
        ),
        both,
    )


def phone_term(figures: str) -> str:
    """A phone, or its last figures, as a keyed hash: found by who knows it, read by nobody."""
    digest = hmac.new(settings.SECRET_KEY.encode(), f"huying.search.phone {figures}".encode(), hashlib.sha256)
    return PHONE + digest.hexdigest()[:24]


def community_term(key: str) -> str:
    return COMMUNITY + key.encode().hex()


def name_term(term: str) -> str:
    return NAME + term
