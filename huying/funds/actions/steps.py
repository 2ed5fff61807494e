"""One step of a place 走一步: lock, ask the rulebook, change the row, record the event, say who has it next."""

from collections.abc import Iterable
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db import transaction

from huying.cases import actions as cases
from huying.core import clock, timeline
from huying.core.actor import Actor
from huying.core.errors import Refused, Stale
from huying.people import queries as people
from huying.people.models import Post
from huying.rules import funds as rules

from .. import sentences
from ..local import local
from ..models import Place

State = Place.State


def lock(place_id: UUID) -> Place:
    """The place, held by this transaction until it ends: two people never take the same step."""
    rows = Place.objects.select_for_update(of=("self",)).select_related(
        "community__division", "case__community", "batch"
    )
    return rows.get(pk=place_id)


@transaction.atomic
def take(
    verb: str,
    *,
    place: Place,
    by: Actor,
    holds: Iterable[str] = (),
    seen: str = "",
    body: dict[str, Any] | None = None,
    words: str = "",
    **changes: Any,
) -> Place:
    """Take one step of the road: move the state, change the given columns, record the step's event.

    `holds` names the needs that are met; `seen` is the state the person decided on, when they looked at a page.
    """
    step = rules.BY_VERB[verb]
    leads_on(verb, place, seen)
    try:
        place.state = rules.move(place.state, verb, holds)  # type: ignore[arg-type]
    except rules.NotReady as refusal:
        raise Refused(sentences.missing(refusal.missing)) from None
    for column, value in changes.items():
        setattr(place, column, value)
    place.save(update_fields=["state", *changes])
    timeline.record(step.event, subject=place, by=by, body=body, words=words)
    return place


def leads_on(verb: str, place: Place, seen: str = "") -> None:
    """Whether the step leads from here, and the person saw it so: asked first where more is worked out for the step."""
    if seen and seen != place.state:
        raise _quicker(place)
    if not rules.can(place.state, verb):  # type: ignore[arg-type]
        raise Refused(sentences.not_from_here(str(State(place.state).label)))


def _quicker(place: Place) -> Stale:
    """Who took the last step, and when: whoever lost the race knows whom to ask."""
    last = timeline.of(place)[-1]
    who = people.names_of([last.actor]).get(last.actor, "")
    return Stale(sentences.stale(str(State(place.state).label), who, clock.local(last.at).strftime("%H:%M")))


def met(**met: object) -> set[str]:
    """The names of the needs that hold."""
    return {name for name, value in met.items() if value}


@transaction.atomic
def hand_to(*, place: Place, post: Post | None, due_by: datetime | None = None) -> None:
    """从现在起归谁: who has the place next, and until when; nobody once it rests. Part of the step that says so."""
    if place.commitment:
        cases.release(commitment=place.commitment, done=True)
    place.commitment = cases.commit(case=place.case, kind="fund", post=post, due_by=due_by) if post and due_by else None
    place.save(update_fields=["commitment"])


def bureau_of(place: Place) -> Post:
    """区住建局 where it has an account here; where it has none the desk goes on asking."""
    return people.bureau_of(place.community) or people.desk_of(place.community)


def desk_of(place: Place) -> Post:
    """前台 of the community."""
    return people.desk_of(place.community)


@transaction.atomic
def to_desk(*, place: Place) -> None:
    """The desk has it next, for as many working days as the place gives itself. Part of the step that says so."""
    rules_here = local(place.community)
    hand_to(place=place, post=desk_of(place), due_by=rules_here.by_working_days(rules_here.number("desk_days")))


@transaction.atomic
def to_bureau(*, place: Place) -> None:
    """The bureau has it next: in an emergency it answers sooner. Part of the step that says so."""
    rules_here = local(place.community)
    key = "emergency_review_days" if place.lane == "emergency" else "review_days"
    hand_to(place=place, post=bureau_of(place), due_by=rules_here.by_working_days(rules_here.number(key)))
