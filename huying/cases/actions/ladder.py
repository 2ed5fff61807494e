"""Deadlines that act 升级提醒: one sweep looks at everything open and tells the next post what is at risk or overdue."""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import NamedTuple
from uuid import UUID

from django.db import transaction
from django.db.models import F, Q

from huying.core import clock, timeline
from huying.core.actor import SYSTEM
from huying.people import queries as people
from huying.people.models import Post
from huying.places.models import Community
from huying.places.queries import calendar_of
from huying.rules import clock as working
from huying.rules import ladder, lifecycle

from .. import deadlines
from ..models import Case, Commitment, Escalation

BATCH = 500
# Nothing goes longer unseen, whatever was changed meanwhile; and nobody to tell is asked after again soon.
LONGEST = timedelta(days=1)
SOON = timedelta(minutes=10)


class Raised(NamedTuple):
    """What the sweep found: a step that is due, and the chair that is told."""

    commitment: Commitment
    step: ladder.Step
    chair: ladder.Chair
    since: datetime  # when the step was due


@transaction.atomic
def sweep() -> int:
    """Look at every open commitment whose time for it has come; raise what is due. How many were raised. Run twice, or
    by two workers at once, it raises once: rows that another holds are left for the next turn, and never waited for."""
    known, raised, last = _Known(), 0, None
    while rows := _next_rows(last):
        raised += _sweep(rows, known)
        last = rows[-1].pk
    return raised


def _next_rows(after: UUID | None) -> list[Commitment]:
    now = clock.now()
    rows = Commitment.objects.filter(Q(look_at=None) | Q(look_at__lte=now), ended_at=None)
    ended = Q(case__state__in=lifecycle.ENDED) & ~Q(kind__in=Commitment.APART)
    rows = rows.exclude(ended).select_related("case__community__division", "post")
    if after:
        rows = rows.filter(pk__gt=after)
    return list(rows.select_for_update(of=("self",), skip_locked=True).order_by("pk")[:BATCH])


def _sweep(rows: Sequence[Commitment], known: "_Known") -> int:
    """One batch, in as many statements for one row as for five hundred."""
    raised = _raised_before(rows)
    due = [(row, step) for row in rows if (step := _due(row, raised[row.pk], known))]
    free = _lock_cases({row.case_id for row, _step in due})
    found, nobody = [], set()
    for row, step in due:
        chair = _whom(row, step, known) if row.case_id in free else None
        if chair:
            since = ladder.instant(step, _held(row), known.calendar(row.case.community)) or clock.now()
            found.append(Raised(row, step, chair, since))
            raised[row.pk].add(step.code)
        else:
            nobody.add(row.pk)
    _write(found)
    _look_again(rows, raised, nobody, free, known)
    return len(found)


def _raised_before(rows: Iterable[Commitment]) -> dict[UUID, set[str]]:
    found: dict[UUID, set[str]] = defaultdict(set)
    same = Escalation.objects.filter(commitment__in=rows, due_by=F("commitment__due_by"))
    for commitment, code in same.values_list("commitment", "code"):
        found[commitment].add(code)
    return found


def _due(row: Commitment, raised: set[str], known: "_Known") -> ladder.Step | None:
    community, urgency = row.case.community, row.case.urgency
    return ladder.to_raise(
        _held(row), known.steps(community, urgency), raised, clock.now(), known.calendar(community)  # type: ignore[arg-type]
    )  # fmt: skip


def _held(row: Commitment) -> ladder.Held:
    return ladder.Held(row.kind, row.opened_at, row.due_by, row.ack_by, row.acked_at, row.case.stopped_at)


def _lock_cases(ids: Iterable[UUID]) -> set[UUID]:
    """Those whose history may be written now; a case in somebody else's hands comes at the next turn."""
    wanted = list(ids)
    if not wanted:
        return set()
    rows = Case.objects.filter(pk__in=wanted).select_for_update(skip_locked=True).order_by("pk")
    return set(rows.values_list("pk", flat=True))


def _whom(row: Commitment, step: ladder.Step, known: "_Known") -> ladder.Chair | None:
    chairs = known.chairs(row.case.community)
    holder = next((chair for chair in chairs if chair.post == str(row.post_id)), None)
    if row.post and holder is None:  # a post above the nearest ones, or of another community
        holder = ladder.Chair(str(row.post_id), row.post.role, "")
    return ladder.whom(holder, row.asked_by.removeprefix("user:"), chairs, step.rungs)


def _write(found: Sequence[Raised]) -> None:
    """The rows, and one event a commitment with the jobs that tell people. A case with two raised commitments has two
    events, so they are written in rounds in which no case comes twice."""
    now = clock.now()
    Escalation.objects.bulk_create(
        Escalation(
            case_id=one.commitment.case_id, commitment=one.commitment, code=one.step.code, at=now,
            due_by=one.commitment.due_by, post_id=UUID(one.chair.post), user_id=UUID(one.chair.user),
        )
        for one in found
    )  # fmt: skip
    left = list(found)
    while left:
        this: dict[UUID, Raised] = {}
        for one in left:
            this.setdefault(one.commitment.case_id, one)
        told = [timeline.Told(one.commitment.case, _body(one)) for one in this.values()]
        timeline.record_all(lifecycle.BY_VERB["raise"].event, told, by=SYSTEM, react=True)
        left = [one for one in left if this[one.commitment.case_id] is not one]


def _body(one: Raised) -> dict[str, object]:
    row = one.commitment
    return {
        "commitment": row.pk, "held": row.kind, "code": one.step.code, "due_by": row.due_by, "since_by": one.since,
        "post": one.chair.post, "user": one.chair.user,
    }  # fmt: skip


def _look_again(
    rows: Sequence[Commitment], raised: dict[UUID, set[str]], nobody: set[UUID], free: set[UUID], known: "_Known"
) -> None:
    """When each is looked at next. What could not be locked keeps its time, which has come."""
    now = clock.now()
    for row in rows:
        steps = known.steps(row.case.community, row.case.urgency)
        following = ladder.next_look(_held(row), steps, raised[row.pk], now, known.calendar(row.case.community))  # type: ignore[arg-type]
        longest = now + (SOON if row.pk in nobody else LONGEST)
        row.look_at = min(following or longest, longest)
        if row.pk in nobody and row.case_id not in free:
            row.look_at = now
    Commitment.objects.bulk_update(rows, ["look_at"], batch_size=BATCH)


@dataclass
class _Known:
    """What is the same for a whole community, read once a sweep."""

    ladders: deadlines.Ladders | None = None
    calendars: dict[UUID, working.Calendar] = field(default_factory=dict)
    seats: dict[object, list[ladder.Chair]] = field(default_factory=dict)

    def steps(self, community: Community, urgency: str) -> list[ladder.Step]:
        self.ladders = self.ladders or deadlines.Ladders()
        return self.ladders.of(community, urgency)

    def calendar(self, community: Community) -> working.Calendar:
        if community.division_id not in self.calendars:
            self.calendars[community.division_id] = calendar_of(community.division)
        return self.calendars[community.division_id]

    def chairs(self, community: Community) -> list[ladder.Chair]:
        if community.pk not in self.seats:
            self.seats[community.pk] = [_chair(post, user) for post, user in people.chairs(community)]
        return self.seats[community.pk]


def _chair(post: Post, user: UUID | None) -> ladder.Chair:
    return ladder.Chair(str(post.pk), post.role, str(user or ""))
