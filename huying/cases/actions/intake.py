"""Intake 登记: what a person said becomes an appeal, and the matter it is about a case."""

from dataclasses import dataclass, replace
from datetime import datetime
from typing import Self

from django.db import IntegrityError, transaction
from django.db.models import F

from huying.core import clock, timeline, voices
from huying.core.actor import Actor
from huying.core.pictures import Picture, attach
from huying.core.voices import Voice
from huying.people import queries as people
from huying.people.models import Resident
from huying.places.models import Building, Community, Grid, Home
from huying.rules import keys, lifecycle, masks, orders

from .. import deadlines
from ..models import Appeal, Case, CaseHome, Category, NumberSeries, State
from .commitments import commit
from .homes import Concerned, keep_homes
from .indexing import index_first

# Where somebody said nothing but how a door is opened.
NOTHING_LEFT = "……"


@dataclass(frozen=True, kw_only=True)
class Said:
    """What a person said and what intake made of it. The site is a home, a building with a spot, or a spot alone."""

    text: str
    channel: str
    nature: str
    category: Category
    urgency: str
    home: Home | None = None
    building: Building | None = None
    spot: str = ""
    address_text: str = ""
    reporter_name: str = ""
    reporter_phone: str = ""
    reporter_email: str = ""
    resident: Resident | None = None
    # The officer chose to keep numbers in the words.
    as_said: bool = False
    other_phones: str = ""
    # By way of others: their number, by when they want an answer, and what they tell of the caller.
    outside_number: str = ""
    outside_due: datetime | None = None
    about_reporter: str = ""
    # Who said it is for the desk alone.
    secret: bool = False
    # Further homes that the words name, and as what.
    homes: tuple[Concerned, ...] = ()

    def concerned(self) -> tuple[Concerned, ...]:
        """Every further home: those named, and the reporter's own as the ledger has it."""
        own = self.resident.home if self.resident else None
        known = (Concerned(role=CaseHome.Role.REPORTER, home=own),) if own else ()
        return (*self.homes, *known)

    def lifted(self) -> Self:
        """Without codes of doors and places of keys; and without telephone and identity numbers in the words: the first of
        the phones is where to ring when none was given, the rest are kept beside it."""
        said = self._without_keys()
        return said if said.as_said else said._without_numbers()

    def _without_keys(self) -> Self:
        """What opens a door is never kept, whatever the officer says: nobody needs it later."""
        texts = {name: keys.cut(getattr(self, name)) for name in ("text", "address_text", "spot")}
        changed = {name: cut.text for name, cut in texts.items() if cut.pieces}
        if changed.get("text") == "":
            changed["text"] = NOTHING_LEFT
        return replace(self, **changed)

    def _without_numbers(self) -> Self:
        words = [masks.lift(one) for one in (self.text, self.address_text, self.spot, self.reporter_name)]
        found = [
            *self.other_phones.split(),
            *(phone for one in (*words, masks.lift(self.about_reporter)) for phone in one.phones),
        ]
        first, *rest = dict.fromkeys([self.reporter_phone, *found] if self.reporter_phone else found or [""])
        text, address_text, spot, reporter_name = (one.text for one in words)
        return replace(
            self, text=text, address_text=address_text, spot=spot, reporter_name=reporter_name,
            reporter_phone=first, other_phones=" ".join(rest),
        )  # fmt: skip

    def unnamed(self) -> Self:
        """Who asked to stay unknown is not named in words that go beyond the desk."""
        if not self.secret:
            return self
        text, address_text, spot = (
            orders.nameless(one, self.reporter_name) for one in (self.text, self.address_text, self.spot)
        )
        return replace(self, text=text, address_text=address_text, spot=spot)


@transaction.atomic
def receive(
    *,
    community: Community,
    said: Said,
    by: Actor,
    road: str = Case.Road.LONG,
    pictures: tuple[Picture, ...] = (),
    voice: Voice | None = None,
) -> Appeal:
    """登记: keep what a person said, as said, and open the matter it is about. The number comes last: taken first, it
    would make all intakes of a community wait for each other."""
    said, now = said.unnamed().lifted(), clock.now()
    limits = deadlines.due(community, said.urgency, now, "respond", "control", "resolve", category=said.category.pk)
    case = Case(
        community=community,
        title=headline(said.text),
        category=said.category,
        urgency=said.urgency,
        state=State.RECEIVED,
        road=road,
        grid=_grid_of(said),
        received_at=now,
        respond_by=limits["respond"].at,
        control_by=limits["control"].at,
        resolve_by=limits["resolve"].at,
        uncertain=any(limit.uncertain for limit in limits.values()),
        after_rain=said.category.after_rain,
        building=said.home.building if said.home else said.building,
        home=said.home,
        spot=said.spot,
    )
    lifecycle.move(lifecycle.START, "receive")
    case.save(force_insert=True)
    appeal = keep(said, case, at=now)
    attach(pictures, subject=appeal, community=community.key, purpose="appeal", by=by)
    if voice:
        voices.attach(voice, subject=appeal, community=community.key, purpose="appeal", by=by)
    homes = keep_homes(case=case, concerned=said.concerned())
    body = {
        "appeal": appeal.pk, "homes": [row.pk for row in homes],
        "channel": said.channel, "nature": said.nature, "category": said.category.pk,
        "urgency": said.urgency, "home": case.home_id, "building": case.building_id, "grid": case.grid_id,
    }  # fmt: skip
    timeline.record("cases.received", subject=case, by=by, body=body, public=True)
    if road == Case.Road.LONG:
        commit(case=case, kind="triage", post=people.desk_of(community), due_by=case.respond_by)
    case.number = give_number(appeal, now)
    case.save(update_fields=["number"])
    index_first(case=case, appeal=appeal)
    return appeal


def headline(text: str) -> str:
    """The first clause of what was said, for lists."""
    clause = text.strip()
    for mark in "\n。！？!?；;":
        clause = clause.split(mark, 1)[0]
    return clause if len(clause) <= 24 else f"{clause[:23]}…"


def _grid_of(said: Said) -> Grid | None:
    building = said.home.building if said.home else said.building
    return building.grid if building else None


@transaction.atomic
def keep(said: Said, case: Case, *, at: datetime) -> Appeal:
    """The words of one person, as said. A part of intake, and of joining a case that is open."""
    return Appeal.objects.create(
        case=case,
        community=case.community,
        channel=said.channel,
        nature=said.nature,
        text=said.text,
        address_text=said.address_text,
        reporter_name=said.reporter_name,
        reporter_phone=said.reporter_phone,
        reporter_email=said.reporter_email,
        other_phones=said.other_phones,
        about_reporter=said.about_reporter,
        secret=said.secret,
        outside_number=said.outside_number,
        outside_due=said.outside_due,
        resident=said.resident,
        said_at=at,
        answer_by=case.resolve_by,
    )


@transaction.atomic
def give_number(appeal: Appeal, at: datetime) -> str:
    """编号: year and month, then a sequence in the community. Digits only, easy to say on the phone."""
    (number,) = numbers(appeal.community, at, 1)
    appeal.number = number
    appeal.save(update_fields=["number"])
    return number


def numbers(community: Community, received_at: datetime, many: int) -> list[str]:
    """The next numbers of a month. Who takes some makes other intakes of that month wait until the transaction ends."""
    month = f"{clock.local(received_at):%y%m}"
    series = NumberSeries.objects.filter(community=community, month=month)
    if not series.update(last=F("last") + many):
        try:
            with transaction.atomic():
                NumberSeries.objects.create(community=community, month=month, last=many)
        except IntegrityError:  # another intake opened the month in the meantime
            series.update(last=F("last") + many)
    last: int = series.values_list("last", flat=True).get()
    return [f"{month}{number:04d}" for number in range(last - many + 1, last + 1)]
