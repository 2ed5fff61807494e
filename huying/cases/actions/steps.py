"""One step of the lifecycle 走一步: lock, ask the rulebook, change the row, record the event."""

from collections.abc import Iterable
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext as _

from huying.core import clock, timeline
from huying.core.actor import Actor
from huying.core.errors import Refused, Stale
from huying.people import queries as people
from huying.people.models import User
from huying.rules import lifecycle, roles

from .. import sentences
from ..models import Case, Commitment, State
from .indexing import index_words


def lock(case_id: UUID) -> Case:
    """The case, held by this transaction until it ends: two officers never take the same step."""
    return Case.objects.select_for_update(of=("self",)).select_related("category", "community").get(pk=case_id)


@transaction.atomic
def take(
    verb: str,
    *,
    case: Case,
    by: Actor,
    holds: Iterable[str] = (),
    seen: str = "",
    body: dict[str, Any] | None = None,
    words: str = "",
    public: bool | None = None,
    **changes: Any,
) -> Case:
    """Take one step of the lifecycle: move the state, change the given columns, record the step's event.

    `holds` names the needs that are met; `seen` is the state the person decided on, when they looked at a page.
    `public` says otherwise than the table whether the reporter sees it.
    """
    step = lifecycle.BY_VERB[verb]
    # A relative may do no more than whom they act for.
    kinds = {"resident", "owner"} if by.kind == "proxy" else {by.kind}
    if kinds <= {"resident", "vendor", "owner", "party", "volunteer"} and not kinds & step.who:
        raise Refused(_("这一步要由社区来办。"))
    if seen and seen != case.state:
        raise _quicker(case)
    try:
        case.state = lifecycle.move(case.state, verb, holds)  # type: ignore[arg-type]
    except lifecycle.NotAllowed:
        raise Refused(sentences.not_from_here(State(case.state).label)) from None
    except lifecycle.NotReady as refusal:
        raise Refused(sentences.missing(refusal.missing)) from None
    # The table says whether the promise's clock runs: it stopped at the first step that says so.
    if step.clock != "as_is":
        changes["handled_at"] = (case.handled_at or clock.now()) if step.clock == "stops" else None
    for column, value in changes.items():
        setattr(case, column, value)
    case.save(update_fields=["state", *changes])
    public = step.public if public is None else public
    timeline.record(step.event, subject=case, by=by, body=body, words=words, public=public)
    if words:
        index_words(case=case, words=words)
    return case


def _quicker(case: Case) -> Stale:
    """Who took the last step, and when: whoever lost the race knows whom to ask."""
    last = timeline.of(case)[-1]
    who = people.names_of([last.actor]).get(last.actor, "")
    return Stale(sentences.stale(State(case.state).label, who, clock.local(last.at).strftime("%H:%M")))


def met(**met: object) -> set[str]:
    """The names of the needs that hold."""
    return {name for name, value in met.items() if value}


def future(by: datetime) -> bool:
    return by > clock.now()


def no_order(case: Case) -> bool:
    """Whether no vendor is at work: what leaves the lead's hands must not leave a vendor without anybody to ask."""
    return not Commitment.objects.filter(case=case, kind="order", ended_at=None).exists()


def has_it(case: Case, user: User) -> bool:
    """Whether a post of this account holds something of the case on its road, or speaks for the desk."""
    if any(
        post.role in ("officer", "secretary") and roles.reaches(post.path, case.community.path) for post in user.posts
    ):
        return True
    held = Commitment.objects.filter(case=case, ended_at=None, post__in=user.posts)
    return held.exclude(kind__in=[*Commitment.BESIDE, *Commitment.APART]).exists()
