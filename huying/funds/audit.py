"""The proof 核对: every place where its history leads, and in somebody's hands until it rests."""

from collections.abc import Iterator
from itertools import groupby

from huying.core.models import Event
from huying.rules import funds as rules

from . import reconcile
from .models import Place


def differences() -> list[str]:
    """Everything that does not agree. An empty list is the good answer."""
    return [*_astray(), *_loose_ends(), *reconcile.books(Place.objects.all()).differences]


def _astray() -> Iterator[str]:
    """Where the history of a place leads elsewhere than its row says."""
    states = {str(key): state for key, state in Place.objects.values_list("pk", "state")}
    events = Event.objects.filter(subject_type=Place._meta.label_lower).order_by("subject_id", "seq")
    for key, history in groupby(events.iterator(chunk_size=2000), key=lambda one: one.subject_id):
        try:
            led = rules.replay(event.kind for event in history)
        except (rules.NotAllowed, rules.NotReady) as wrong:
            yield f"place {key}: impossible history, {wrong}"
            states.pop(key, "")
            continue
        if led != (state := states.pop(key, "")):
            yield f"place {key}: its history leads to {led or 'no row'}, its row says {state or 'nothing, for it is gone'}"
    yield from (f"place {key}: has no history" for key in states)


def _loose_ends() -> Iterator[str]:
    """A place on its road has one open commitment, on its own case; one that rests has none, but for the end of its
    warranty."""
    for place in Place.objects.select_related("commitment"):
        held = place.commitment
        if place.state not in rules.ENDED and (held is None or held.ended_at):
            yield f"place {place.pk}: on its road, and in nobody's hands"
        if held and held.case_id != place.case_id:
            yield f"place {place.pk}: its commitment is on another case"
