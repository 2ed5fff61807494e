"""调解: opened between two homes, tried out, talked over, agreed or not; in one mediator's hands until it has an outcome."""

from dataclasses import asdict, dataclass
from datetime import date, datetime

from django.db import transaction
from django.utils.translation import gettext as _

from huying.cases import actions as cases
from huying.cases import deadlines
from huying.cases.models import Case, State
from huying.core import clock
from huying.core.actor import Actor
from huying.core.errors import Refused
from huying.core.links import issue, revoke
from huying.core.models import File
from huying.core.pictures import Picture, attach
from huying.people.models import Holding, Post, Resident, User
from huying.places.models import Home
from huying.rules import mediation as rules

from .. import mediations
from ..mediation_models import LeakTest, Loss, Mediation, Meeting, Party, Responsibility
from ..mediations import PARTY_LINK
from .codes import Code, tell_code, try_code
from .words import no_keys

# A side's page outlives the mediation: what was agreed can be read again while it is carried out.
LINK_DAYS = 365


@dataclass(frozen=True, kw_only=True)
class Side:
    """One home, and who speaks for it."""

    home: Home
    name: str
    phone: str
    speaks_as: str


@transaction.atomic
def open_mediation(
    *, case: Case, harmed: Side, source: Side, post: Post, due_by: datetime, question: str, by: Actor
) -> Mediation:
    """开始调解: in the hands of one mediator, who is not a party, until it has an outcome."""
    no_keys(question)
    case, now = cases.lock(case.pk), clock.now()
    seat = Holding.objects.filter(post=post, until=None).select_related("user").first()
    mediator = seat.user if seat else None
    homes = {side.home.pk for side in (harmed, source)}
    known = {one.pk for one in mediations.homes(case)}
    people = [harmed.name, source.name, *Resident.objects.filter(home__in=homes).values_list("name", flat=True)]
    holds = cases.met(
        two_sides=len(homes) == 2 and homes <= known,
        neutral=mediator is not None and post.community_id == case.community_id and rules.neutral(mediator.name, people),
        future_date=due_by > now, no_open_mediation=mediations.open_mediation(case) is None,
    )  # fmt: skip
    case = cases.take(
        "open_mediation", case=case, by=by, holds=holds, words=question, body={"post": post.pk, "due_by": due_by}
    )
    assert mediator is not None
    held = cases.commit(case=case, kind="mediation", post=post, due_by=due_by)
    made = Mediation.objects.create(case=case, commitment=held, at=now, mediator=mediator, question=question)
    for side, said in ((Party.Side.HARMED, harmed), (Party.Side.SOURCE, source)):
        row = Party.objects.create(mediation=made, side=side, **{**asdict(said), "home": said.home})
        issue(purpose=PARTY_LINK, subject_id=row.pk, days=LINK_DAYS)
    return made


def usual_end(case: Case) -> datetime:
    """By when a mediation is usually through: the division's figure."""
    return deadlines.branch(case.community, "mediation", clock.now())


def closing(case: Case, day: date) -> datetime:
    """When business ends on the day by which there is to be an outcome."""
    return deadlines.closing(case.community, day)


@transaction.atomic
def look_for_leak(
    *,
    mediation: Mediation,
    user: User,
    method: str,
    result: str,
    present: str,
    note: str = "",
    pictures: tuple[Picture, ...] = (),
) -> LeakTest:
    """查漏: what was tried, who stood by, what was seen. A picture is welcome, never asked for."""
    by = Actor.user(user)
    no_keys(note, present)
    mediation = _lock(mediation)
    row = LeakTest.objects.create(
        mediation=mediation, user=user, at=clock.now(), method=method, result=result, present=present, note=note
    )
    attach(pictures, subject=row, community=mediation.community_key, purpose="test", by=by)
    _take("look_for_leak", mediation, by, body={"test": row.pk, "method": method, "result": result}, words=note)
    return row


@transaction.atomic
def meet(*, mediation: Mediation, user: User, at: datetime, place: str, present: str, note: str = "") -> Meeting:
    """碰头: the sides sat together, where and who was there."""
    no_keys(note)
    mediation = _lock(mediation)
    if at > clock.now():
        raise Refused(_("碰头的时间还没到。没有保存；碰过头再记。"))
    row = Meeting.objects.create(mediation=mediation, user=user, at=at, place=place, present=present, note=note)
    _take("meet", mediation, Actor.user(user), body={"meeting": row.pk, "met_by": at}, words=note)
    return row


@transaction.atomic
def note_loss(*, mediation: Mediation, user: User, side: str, kind: str, words: str, cents: int | None = None) -> Loss:
    """记损失: in words, and in money where anybody can say."""
    mediation = _lock(mediation)
    row = Loss.objects.create(
        mediation=mediation, user=user, at=clock.now(), side=side, kind=kind, words=words, cents=cents
    )
    body = {"loss": row.pk, "side": side, "lost": kind, "cost_cents": cents}
    _take("note_loss", mediation, Actor.user(user), body=body, words=words)
    return row


@transaction.atomic
def change_responsibility(*, case: Case, user: User, zone: str, pays: str, reason: str) -> Responsibility:
    """改责任: whose part it is and who pays, with the reason. What held before stays on record."""
    no_keys(reason)
    case = cases.lock(case.pk)
    was = mediations.responsibility(case)
    body = {"zone": zone, "pays": pays, "was_zone": was.zone, "was_pays": was.pays}
    holds = cases.met(reason=reason, another_answer=(zone, pays) != was)
    cases.take("change_responsibility", case=case, by=Actor.user(user), holds=holds, body=body, words=reason)
    return Responsibility.objects.create(
        case=case, user=user, at=clock.now(), zone=zone, pays=pays, was_zone=was.zone, was_pays=was.pays, reason=reason
    )


@transaction.atomic
def write_agreement(
    *, mediation: Mediation, terms: str, by: Actor, paid_cents: int | None = None, done_on: date | None = None
) -> Mediation:
    """写协议. Written anew, it is signed anew: nobody signed this text yet."""
    no_keys(terms)
    mediation = _lock(mediation)
    mediation.terms, mediation.paid_cents, mediation.done_on = terms, paid_cents, done_on
    mediation.written_at = clock.now()
    mediation.save(update_fields=["terms", "paid_cents", "done_on", "written_at"])
    Party.objects.filter(mediation=mediation).update(confirmed_at=None, code="", code_at=None, code_tries=0)
    _take("write_agreement", mediation, by, body={"cost_cents": paid_cents, "done_on": done_on}, words=terms)
    return mediation


@transaction.atomic
def make_party_code(*, party: Party, by: Actor) -> Code:
    """要一个码, for one side to sign with."""
    party = _lock_party(party)
    if party.confirmed_at or not party.mediation.terms:
        raise Refused(_("这一方不用码：协议还没写，或者已经签过。"))
    return tell_code(party, community=party.mediation.case.community, phone=party.phone, by=by)


@transaction.atomic
def confirm_agreement(*, party: Party, code: str, seen: str) -> str:
    """签协议 with a code from one's own telephone. Answers why not, or nothing. `seen` is when the text was written that
    was read."""
    party = _lock_party(party)
    written = party.mediation.written_at
    if party.confirmed_at or written is None or written.isoformat() != seen:
        raise Refused(_("协议刚才改过，或者您已经签过了。这次没有签；请再看一遍。"))
    if wrong := try_code(party, code):
        return wrong
    party.confirmed_at, party.code = clock.now(), ""
    party.save(update_fields=["confirmed_at", "code"])
    _take("confirm_agreement", party.mediation, Actor("party", str(party.pk)), body={"party": party.pk})
    return ""


@transaction.atomic
def end_mediation(
    *,
    mediation: Mediation,
    outcome: str,
    by: Actor,
    routes: tuple[str, ...] = (),
    reason: str = "",
    pictures: tuple[Picture, ...] = (),
) -> Case:
    """有结果了: signed by both (behind their links, or on the paper whose picture is here); or not agreed, and told where
    else to go; or no longer wanted. What waited only for this closes."""
    no_keys(reason)
    mediation = _lock(mediation)
    attach(pictures, subject=mediation, community=mediation.community_key, purpose="signed", by=by)
    confirmed = Party.objects.filter(mediation=mediation).exclude(confirmed_at=None).count()
    paper = File.objects.filter(subject_id=mediation.pk, purpose="signed").exists()
    agreement = rules.Signed(bool(mediation.terms), confirmed, paper)
    lacks = rules.end_lacks(outcome, agreement, routes, reason)  # type: ignore[arg-type]
    mediation.outcome, mediation.routes, mediation.reason = outcome, " ".join(routes), reason
    mediation.ended_at = clock.now()
    case = _take(
        "end_mediation", mediation, by, body={"outcome": outcome, "routes": mediation.routes}, words=reason,
        holds={"signed", "routes", "end_reason"} - {"end_reason" if lacks == "reason" else lacks},
    )  # fmt: skip
    mediation.save(update_fields=["outcome", "routes", "reason", "ended_at"])
    cases.release(commitment=mediation.commitment, done=True)
    if outcome != Mediation.Outcome.AGREED:
        revoke(purpose=PARTY_LINK, subject_ids=list(mediation.parties.values_list("pk", flat=True)))
    return cases.close_if_ready(case, by) if case.state == State.VERIFIED and case.rain_settled else case


def _lock(mediation: Mediation) -> Mediation:
    case = cases.lock(mediation.case_id)
    mediation = Mediation.objects.select_related("commitment").get(pk=mediation.pk)
    mediation.case = case
    return mediation


def _lock_party(party: Party) -> Party:
    mediation = _lock(Mediation.objects.get(parties=party.pk))
    party = Party.objects.get(pk=party.pk)
    party.mediation = mediation
    return party


def _take(
    verb: str,
    mediation: Mediation,
    by: Actor,
    *,
    body: dict[str, object],
    words: str = "",
    holds: set[str] = frozenset(),  # type: ignore[assignment]
) -> Case:
    """A step of a mediation that has no outcome yet."""
    still = cases.met(open_mediation=not mediation.commitment.ended_at)
    body = {"mediation": mediation.pk} | body
    return cases.take(verb, case=mediation.case, by=by, holds=still | set(holds), body=body, words=words)
