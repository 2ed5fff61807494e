"""The one truth: record what happened, read it back, prove that nobody rewrote it."""

import hashlib
import json
import secrets
from collections.abc import Iterable, Iterator, Sequence
from typing import Any, ClassVar, NamedTuple, Protocol
from uuid import UUID

from django.utils.module_loading import import_string

from . import clock
from .actor import Actor
from .models import Event, EventWords


class Subject(Protocol):
    """Anything with a history of its own."""

    pk: Any
    community_key: str
    _meta: ClassVar[Any]


def record(
    kind: str, *, subject: Subject, by: Actor, body: dict[str, Any] | None = None, words: str = "", public: bool = False
) -> Event:
    """Write one event and the jobs that wiring.REACTIONS names for it, in the caller's transaction.

    `body` may hold ids, codes, integers and ISO times; `words` is what a person wrote, kept apart from the chain.
    `public` marks what the reporter sees on the tracking page.
    """
    subject_type = subject._meta.label_lower
    last = Event.objects.filter(subject_type=subject_type, subject_id=subject.pk).order_by("-seq").first()
    event, said = _written(kind, Told(subject, body or {}, words), last, by, public)
    if said:
        said.save(force_insert=True)
    event.save(force_insert=True)
    _react(event)
    return event


class Told(NamedTuple):
    """What there is to record of one subject among many."""

    subject: Subject
    body: dict[str, Any]
    words: str = ""


BATCH = 500


def record_all(kind: str, told: Sequence[Told], *, by: Actor, public: bool = False, react: bool = False) -> None:
    """One event for each of many subjects of one table, in a few statements: a ledger brought in or taken back.

    The subjects must differ. No jobs follow a ledger: a thousand notices of one upload tell nobody anything. With
    `react` those of wiring.REACTIONS do, as after `record`.
    """
    for start in range(0, len(told), BATCH):
        part = told[start : start + BATCH]
        last = _last(part)
        written = [_written(kind, one, last.get(str(one.subject.pk)), by, public) for one in part]
        EventWords.objects.bulk_create(said for _event, said in written if said)
        Event.objects.bulk_create(event for event, _said in written)
        if react:
            _react_all(kind, [event for event, _said in written])


def _last(told: Sequence[Told]) -> dict[str, Event]:
    """The newest event of each subject that has a history."""
    label = told[0].subject._meta.label_lower
    found = Event.objects.filter(subject_type=label, subject_id__in=[str(one.subject.pk) for one in told])
    return {event.subject_id: event for event in found.order_by("seq")}


def _written(kind: str, told: Told, last: Event | None, by: Actor, public: bool) -> tuple[Event, EventWords | None]:
    """The event as it hangs on the one before, and its words."""
    event = Event(
        community=told.subject.community_key,
        subject_type=told.subject._meta.label_lower,
        subject_id=str(told.subject.pk),
        seq=last.seq + 1 if last else 1,
        at=clock.now(),
        actor=str(by),
        kind=kind,
        v=VERSIONS.get(kind, 1),
        body=canonical(told.body),
        public=public,
        prev_hash=last.hash if last else "",
    )
    said = None
    if told.words:
        salt = secrets.token_hex(16)
        event.words_hash = hash_words(salt, told.words)
        said = EventWords(event_id=event.pk, salt=salt, text=told.words)
    event.hash = hash_event(event)
    return event, said


# The schema version of a kind, where it is no longer the first.
VERSIONS: dict[str, int] = {}


def canonical(body: dict[str, Any]) -> str:
    """Canonical JSON: sorted keys, no spaces, no floats."""
    return json.dumps(_plain(body), ensure_ascii=False, sort_keys=True, separators=(",", ":"), allow_nan=False)


def _plain(value: Any) -> Any:
    """Only what survives the years unchanged may enter a body."""
    if value is None or isinstance(value, str | bool | int):
        return value
    if isinstance(value, UUID):
        return str(value)
    if isinstance(value, dict):
        return {str(key): _plain(item) for key, item in value.items()}
    if isinstance(value, list | tuple):
        return [_plain(item) for item in value]
    if hasattr(value, "isoformat"):
        return value.isoformat()
    raise TypeError(f"{type(value).__name__} cannot enter an event")


def hash_words(salt: str, words: str) -> str:
    return hashlib.sha256((salt + words).encode()).hexdigest()


def hash_event(event: Event) -> str:
    """SHA-256 over every column but the hash itself, each with its length before it, so that no two rows read alike."""
    parts = (
        event.prev_hash, str(event.id), event.community, event.subject_type, event.subject_id, str(event.seq),
        event.at.astimezone(clock.ZONE).isoformat(timespec="microseconds"), event.actor, event.kind, str(event.v),
        event.body, event.words_hash, str(int(event.public)),
    )  # fmt: skip
    return hashlib.sha256("".join(f"{len(part)}:{part}" for part in parts).encode()).hexdigest()


def _react(event: Event) -> None:
    """Write the jobs that answer this kind of event. The table is read by name: below never imports above."""
    from .jobs import enqueue_path  # the job backend imports models of this room, not the other way round

    for task in import_string("huying.wiring.REACTIONS").get(event.kind, ()):
        enqueue_path(task, str(event.pk))


def _react_all(kind: str, events: Sequence[Event]) -> None:
    from .jobs import enqueue_all

    for task in import_string("huying.wiring.REACTIONS").get(kind, ()):
        enqueue_all(task, [(str(event.pk),) for event in events])


def of(subject: Subject) -> list[Event]:
    """The whole history of a subject, oldest first."""
    return list(Event.objects.filter(subject_type=subject._meta.label_lower, subject_id=subject.pk).order_by("seq"))


def data(event: Event) -> dict[str, Any]:
    """What the body says."""
    loaded: dict[str, Any] = json.loads(event.body)
    return loaded


def words_of(events: Iterable[Event]) -> dict[UUID, str]:
    """The words of many events in one statement."""
    ids = [event.pk for event in events if event.words_hash]
    return dict(EventWords.objects.filter(event_id__in=ids).values_list("event_id", "text"))


def broken(events: Iterable[Event]) -> Iterator[str]:
    """What is wrong with a chain of one or many subjects, given in the order of subject and seq."""
    subject, seq, previous = None, 0, ""
    for event in events:
        if (event.subject_type, event.subject_id) != subject:
            subject, seq, previous = (event.subject_type, event.subject_id), 0, ""
        if event.seq != seq + 1:
            yield f"{event}: follows #{seq}"
        if event.prev_hash != previous:
            yield f"{event}: does not hang on the event before"
        if event.hash != hash_event(event):
            yield f"{event}: was changed"
        seq, previous = event.seq, event.hash
