"""The timeline: chained, append-only, and honest about what was changed."""

import random

import pytest
from django.db import DatabaseError, connection, transaction

from huying.core import clock, timeline, triggers
from huying.core.actor import SYSTEM
from huying.core.models import Event, EventWords
from huying.demo.cast import Cast


def some_events(cast: Cast, count: int = 5) -> list[Event]:
    for number in range(count):
        timeline.record("places.note", subject=cast.community, by=SYSTEM, body={"n": number}, words=f"话 {number}")
    return timeline.of(cast.community)


def test_events_hang_on_one_another(cast: Cast) -> None:
    events = some_events(cast)
    assert [event.seq for event in events] == list(range(1, len(events) + 1))
    assert [event.prev_hash for event in events[1:]] == [event.hash for event in events[:-1]]
    assert list(timeline.broken(events)) == []


def test_a_stored_event_hashes_to_the_same(cast: Cast) -> None:
    """Read back from either database, to the microsecond."""
    some_events(cast, 1)
    for event in Event.objects.all():
        assert timeline.hash_event(event) == event.hash


def test_words_stay_out_of_the_body(cast: Cast) -> None:
    event = some_events(cast, 1)[-1]
    kept = EventWords.objects.get(event_id=event.pk)
    assert "话" not in event.body
    assert timeline.hash_words(kept.salt, kept.text) == event.words_hash


@pytest.mark.parametrize("value", [1.5, object(), {"a": 0.1}, [1.0], {1, 2}])
def test_a_body_refuses_what_would_not_keep(value: object) -> None:
    with pytest.raises(TypeError):
        timeline.canonical({"x": value})


def test_a_body_is_canonical() -> None:
    body = {"b": 1, "a": [True, None], "t": clock.instant("2023-09-12", "09:10")}
    assert timeline.canonical(body) == '{"a":[true,null],"b":1,"t":"2023-09-12T01:10:00+00:00"}'


@pytest.mark.parametrize("change", ["body", "actor", "kind", "words_hash", "at", "seq", "public", "drop", "swap"])
def test_every_change_is_seen(cast: Cast, change: str) -> None:
    events = some_events(cast)
    victim = random.Random(change).randrange(1, len(events) - 1)
    if change == "drop":
        del events[victim]
    elif change == "swap":
        events[victim], events[victim + 1] = events[victim + 1], events[victim]
    else:
        old = getattr(events[victim], change)
        other = {"at": clock.now(), "seq": 99, "public": not old}.get(change, f"{old}x")
        setattr(events[victim], change, other)
    assert list(timeline.broken(events)) != []


STATEMENTS = {
    "update": "UPDATE core_event SET body = '{}'",
    "delete": "DELETE FROM core_event",
}


@pytest.mark.parametrize("statement", STATEMENTS.values(), ids=STATEMENTS)
def test_the_database_refuses_to_rewrite(cast: Cast, statement: str) -> None:
    with pytest.raises(DatabaseError, match="append-only"), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(statement)


def test_the_database_refuses_to_replace_or_empty(cast: Cast) -> None:
    """SQLite's REPLACE passes a delete trigger, PostgreSQL's TRUNCATE a row trigger."""
    statement = (
        "TRUNCATE core_event"
        if connection.vendor == "postgresql"
        else "INSERT OR REPLACE INTO core_event SELECT * FROM core_event"
    )
    with pytest.raises(DatabaseError, match="append-only"), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(statement)


def test_the_triggers_are_there_after_all_migrations(db: None) -> None:
    assert triggers.missing() == []


@pytest.mark.django_db(transaction=True)
def test_the_triggers_come_back_after_an_altered_field() -> None:
    """Django rebuilds a SQLite table and drops its triggers without a word; the next migrate puts them back."""
    from django.core.management import call_command
    from django.db.models import CharField

    old = Event._meta.get_field("actor")
    new = CharField(max_length=90)
    new.set_attributes_from_name("actor")
    new.model = Event
    with connection.schema_editor() as editor:
        editor.alter_field(Event, old, new)
    call_command("migrate", verbosity=0)
    assert triggers.missing() == []
