"""Entering 台账转入: what a community's own ledger holds becomes cases, and can be taken back as long as nobody used it."""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db import transaction

from huying.core import clock, timeline
from huying.core.actor import Actor
from huying.core.models import Event, EventWords
from huying.core.references import free
from huying.people import queries as people
from huying.places.models import Community
from huying.rules import lifecycle, masks

from .. import deadlines
from ..deadlines import Due
from ..models import Appeal, Case, Channel, Commitment, SearchDoc, State
from .commitments import commit_all
from .indexing import index_all
from .intake import Said, headline, numbers

BATCH = 500


@dataclass(frozen=True, kw_only=True)
class Entry:
    """A row of a ledger. Without `closed_at` it is not finished yet. `told` is what the ledger says became of it."""

    said: Said
    said_at: datetime
    closed_at: datetime | None = None
    answered_at: datetime | None = None
    outcome: str = ""
    satisfaction: str = ""
    told: str = ""


@dataclass
class _Kept:
    """An entry with the rows it becomes."""

    entry: Entry
    said: Said
    told: str
    case: Case
    appeal: Appeal

    @property
    def body(self) -> dict[str, Any]:
        said, case = self.said, self.case
        facts = {
            "appeal": self.appeal.pk, "channel": said.channel, "nature": said.nature, "category": said.category.pk,
            "urgency": said.urgency, "home": case.home_id, "building": case.building_id, "grid": case.grid_id,
            "said_on": clock.local(self.appeal.said_at).date(),
        }  # fmt: skip
        if case.closed_at:
            facts |= {
                "closed_on": clock.local(case.closed_at).date(),
                "outcome": self.entry.outcome, "satisfaction": self.entry.satisfaction,
            }  # fmt: skip
        return facts


@transaction.atomic
def enter_all(*, community: Community, entries: Iterable[Entry], by: Actor) -> list[Case]:
    """台账转入: finished rows become closed cases of their own days, the others cases in the desk's hands, whose
    deadlines count from now. What was promised before huying was there is nobody's deadline here."""
    now = clock.now()
    promised: dict[tuple[str, str], dict[str, Due]] = {}
    kept = []
    for entry in entries:
        said, told = _lifted(entry)
        kind = (said.urgency, said.category.pk)
        if entry.closed_at is None and kind not in promised:
            promised[kind] = deadlines.due(
                community, said.urgency, now, "respond", "control", "resolve", category=said.category.pk
            )
        case = _case(community, entry, said, now, promised.get(kind, {}))
        kept.append(_Kept(entry, said, told, case, _appeal(entry, said, case)))
    _number(community, kept)
    Case.objects.bulk_create([one.case for one in kept], batch_size=BATCH)
    Appeal.objects.bulk_create([one.appeal for one in kept], batch_size=BATCH)
    past = [one for one in kept if one.case.closed_at]
    still = [one for one in kept if not one.case.closed_at]
    _record("enter", past, by)
    _record("receive", still, by)
    if still:
        commit_all(cases=[one.case for one in still], kind="triage", post=people.desk_of(community))
    index_all(kept=((one.case, one.appeal, one.told) for one in kept))
    return [one.case for one in kept]


def _lifted(entry: Entry) -> tuple[Said, str]:
    """Numbers of people out of all the words, also out of what became of it; a phone there is kept, never rung first."""
    said, told = entry.said.lifted(), masks.lift(entry.told)
    if not told.phones:
        return said, told.text
    more = [*said.other_phones.split(), *(phone for phone in told.phones if phone != said.reporter_phone)]
    return replace(said, other_phones=" ".join(dict.fromkeys(more))), told.text


def _case(community: Community, entry: Entry, said: Said, now: datetime, promised: dict[str, Due]) -> Case:
    closed = entry.closed_at
    building = said.home.building if said.home else said.building
    due = {kind: closed or promised[kind].at for kind in ("respond", "control", "resolve")}
    return Case(
        community=community,
        title=headline(said.text),
        category=said.category,
        urgency=said.urgency,
        state=lifecycle.move(lifecycle.START, "enter" if closed else "receive"),
        road=Case.Road.ENTERED if closed else Case.Road.LONG,
        building=building,
        home=said.home,
        spot=said.spot,
        grid=building.grid if building else None,
        received_at=entry.said_at if closed else now,
        respond_by=due["respond"],
        control_by=due["control"],
        resolve_by=due["resolve"],
        uncertain=not closed and any(one.uncertain for one in promised.values()),
        after_rain=said.category.after_rain,
        handled_at=closed,
        closed_at=closed,
    )


def _appeal(entry: Entry, said: Said, case: Case) -> Appeal:
    """What 12345 sent and the ledger finished was answered to them then: nobody owes a reply today."""
    answered = entry.closed_at and (entry.answered_at or entry.closed_at)
    return Appeal(
        case=case,
        community=case.community,
        channel=said.channel,
        nature=said.nature,
        text=said.text,
        address_text=said.address_text,
        reporter_name=said.reporter_name,
        reporter_phone=said.reporter_phone,
        other_phones=said.other_phones,
        said_at=entry.said_at,
        outcome=entry.outcome if entry.closed_at else "",
        satisfaction=entry.satisfaction if entry.closed_at else "",
        answered_at=answered,
        outside_replied_at=answered if said.channel == Channel.HOTLINE else None,
    )


def _number(community: Community, kept: Sequence[_Kept]) -> None:
    """Numbers of the month in which each was received, in the order of the ledger."""
    months: dict[str, list[_Kept]] = defaultdict(list)
    for one in kept:
        months[f"{clock.local(one.case.received_at):%y%m}"].append(one)
    for _month, those in sorted(months.items()):
        for one, number in zip(those, numbers(community, those[0].case.received_at, len(those)), strict=True):
            one.case.number = one.appeal.number = number


def _record(verb: str, kept: Sequence[_Kept], by: Actor) -> None:
    step = lifecycle.BY_VERB[verb]
    told = [timeline.Told(one.case, one.body, one.told) for one in kept]
    timeline.record_all(step.event, told, by=by, public=step.public)


# --- taking back ------------------------------------------------------------------------------------------------------


@transaction.atomic
def take_back(*, cases: Iterable[UUID], by: Actor) -> int:
    """撤回转入: take entered matters away again that nothing has happened to since. Reopened, sent on, linked or
    pictured ones stay. The history of what went stays too, without its words. How many went."""
    keys = list(cases)
    gone = 0
    for start in range(0, len(keys), BATCH):
        locked = Case.objects.select_for_update(of=("self",)).filter(pk__in=keys[start : start + BATCH])
        gone += _take_away(list(_untouched(list(locked.order_by("pk")))), by)
    return gone


def _untouched(cases: Sequence[Case]) -> Iterator[Case]:
    """With no event but the one they came with, and nothing of another table that speaks of them."""
    rows = free(Case.objects.filter(pk__in=[case.pk for case in cases]), but=(Appeal, Commitment, SearchDoc))
    alone = set(rows.values_list("pk", flat=True))
    spoken = Appeal.objects.filter(case__in=alone)
    held = set(spoken.exclude(pk__in=free(spoken).values("pk")).values_list("case", flat=True))
    lived = _events(cases).filter(seq__gt=1).values_list("subject_id", flat=True)
    used = {*held, *(UUID(key) for key in lived)}
    return (case for case in cases if case.pk in alone and case.pk not in used)


def _events(cases: Sequence[Case]) -> Any:
    return Event.objects.filter(subject_type=Case._meta.label_lower, subject_id__in=[str(case.pk) for case in cases])


def _take_away(cases: Sequence[Case], by: Actor) -> int:
    if not cases:
        return 0
    step = lifecycle.BY_VERB["undo_entry"]
    for case in cases:
        lifecycle.move(State(case.state).value, step.verb, {"untouched"})
    timeline.record_all(step.event, [timeline.Told(case, {}) for case in cases], by=by, public=step.public)
    EventWords.objects.filter(event_id__in=_events(cases).exclude(words_hash="").values("pk")).delete()
    for table in (Commitment, SearchDoc, Appeal):
        table.objects.filter(case__in=cases).delete()
    Case.objects.filter(pk__in=[case.pk for case in cases]).delete()
    return len(cases)
