"""The proof 核对: every chain whole, every case where its history leads, every closed case without a loose end."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from itertools import groupby

from django.db.models import Count, Q, QuerySet

from huying.core import timeline
from huying.core.models import Event, EventWords
from huying.rules import lifecycle

from .models import Case, Commitment


@dataclass
class Audit:
    """What was looked at, and everything that does not agree. An empty list of differences is the good answer."""

    cases: int = 0
    events: int = 0
    differences: list[str] = field(default_factory=list)


def audit() -> Audit:
    """Read the whole timeline once, in order of subject and seq, and hold it against the tables."""
    found = Audit()
    states = _case_states()
    events = Event.objects.order_by("subject_type", "subject_id", "seq").iterator(chunk_size=2000)
    for (subject_type, subject_id), history in groupby(events, key=lambda one: (one.subject_type, one.subject_id)):
        chain = list(history)
        found.events += len(chain)
        found.differences += timeline.broken(chain)
        found.differences += _changed_words(chain)
        if subject_type == Case._meta.label_lower:
            found.cases += subject_id in states
            found.differences += _astray(chain, states.pop(subject_id, lifecycle.START))
    found.differences += [f"case {key}: has no history" for key in states]
    found.differences += _loose_ends()
    return found


def _case_states() -> dict[str, str]:
    return {str(key): state for key, state in Case.objects.values_list("pk", "state")}


def _astray(chain: list[Event], state: str) -> Iterator[str]:
    """Where the history of a case leads elsewhere than its row says. One that was taken back leads to no row."""
    try:
        led = lifecycle.replay(event.kind for event in chain)
    except (lifecycle.NotAllowed, lifecycle.NotReady) as wrong:
        yield f"case {chain[0].subject_id}: impossible history, {wrong}"
        return
    if led != state:
        yield f"case {chain[0].subject_id}: its history leads to {led or 'no row'}, its row says {state or 'nothing, for it is gone'}"


def _changed_words(chain: list[Event]) -> Iterator[str]:
    """Words may be erased, but never exchanged for others."""
    said = {event.pk: event for event in chain if event.words_hash}
    for words in EventWords.objects.filter(event_id__in=said):
        if timeline.hash_words(words.salt, words.text) != said[words.event_id].words_hash:
            yield f"{said[words.event_id]}: its words were changed"


def _loose_ends() -> list[str]:
    """What has ended holds nothing open; an open case is always in somebody's hands. Every matter keeps its appeals,
    except one that was merged: those are answered for where it went."""
    open_now, after = Q(commitments__ended_at=None), Q(commitments__kind__in=Commitment.AFTER)
    off_road = Q(commitments__kind__in=Commitment.OFF_ROAD)
    held, looked = Count("commitments", filter=open_now & ~off_road), Count("commitments", filter=open_now & after)
    cases, still = Case.objects.annotate(held=held, looked=looked), ~Q(state__in=lifecycle.ENDED)
    silent = Case.objects.exclude(state="merged").filter(appeals=None)
    return [
        *(f"case {key}: closed with an open commitment" for key in _keys(cases.exclude(still).filter(held__gt=0))),
        *(f"case {key}: open, and in nobody's hands" for key in _keys(cases.filter(still, held=0))),
        *(
            f"case {key}: looked after before its end"
            for key in _keys(cases.exclude(state="closed").filter(looked__gt=0))
        ),
        *(f"case {key}: merged, and still has appeals" for key in _keys(_merged().exclude(appeals=None).distinct())),
        *(f"case {key}: has no appeal" for key in _keys(silent)),
        *(f"case {key}: closed before everybody was answered" for key in _keys(_unanswered())),
    ]


def _merged() -> QuerySet[Case]:
    return Case.objects.filter(state="merged")


def _unanswered() -> QuerySet[Case]:
    return Case.objects.filter(state="closed", appeals__answered_at=None, appeals__isnull=False).distinct()


def _keys(cases: object) -> list[object]:
    return list(cases.values_list("pk", flat=True))  # type: ignore[attr-defined]
