"""Every write of cases: intake, dispatch, the steps of the lifecycle, commitments, call-backs, similar matters.

Each action locks the case, asks the rulebook, writes its rows and records one event, in one transaction.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any
from uuid import UUID

from django.db import IntegrityError, transaction
from django.db.models import F
from django.utils.translation import gettext as _

from huying.core import clock, timeline
from huying.core.actor import SYSTEM, Actor
from huying.core.errors import Refused, Stale
from huying.core.pictures import Picture, attach
from huying.people import queries as people
from huying.people.models import Post, Resident, User, Vendor
from huying.places.models import Building, Community, Division, Grid, Home
from huying.rules import lifecycle

from . import deadlines, defaults, sentences
from .models import (
    Appeal,
    CallBack,
    Case,
    CaseLink,
    Category,
    Commitment,
    Limit,
    NumberSeries,
    State,
    Verification,
)


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
    resident: Resident | None = None


# --- the steps --------------------------------------------------------------------------------------------------------


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
    **changes: Any,
) -> Case:
    """Take one step of the lifecycle: move the state, change the given columns, record the step's event.

    `holds` names the needs that are met; `seen` is the state the person decided on, when they looked at a page.
    """
    step = lifecycle.BY_VERB[verb]
    if by.kind in ("resident", "vendor") and by.kind not in step.who:
        raise Refused(_("这一步要由社区来办。"))
    if seen and seen != case.state:
        raise Stale(sentences.stale(State(case.state).label))
    try:
        case.state = lifecycle.move(case.state, verb, holds)  # type: ignore[arg-type]
    except lifecycle.NotAllowed:
        raise Refused(sentences.not_from_here(State(case.state).label)) from None
    except lifecycle.NotReady as refusal:
        raise Refused(sentences.missing(refusal.missing)) from None
    for column, value in changes.items():
        setattr(case, column, value)
    case.save(update_fields=["state", *changes])
    timeline.record(step.event, subject=case, by=by, body=body, words=words, public=step.public)
    return case


@transaction.atomic
def receive(
    *, community: Community, said: Said, by: Actor, road: str = Case.Road.LONG, pictures: tuple[Picture, ...] = ()
) -> Appeal:
    """登记: keep what a person said, as said, and open the matter it is about. The number comes last: taken first, it
    would make all intakes of a community wait for each other."""
    now = clock.now()
    limits = deadlines.due(community, said.urgency, now, "respond", "control", "resolve")
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
    appeal = _keep(said, case)
    attach(pictures, subject=appeal, community=community.key, purpose="appeal", by=by)
    body = {
        "appeal": appeal.pk, "channel": said.channel, "nature": said.nature, "category": said.category.pk,
        "urgency": said.urgency, "home": case.home_id, "building": case.building_id, "grid": case.grid_id,
    }  # fmt: skip
    timeline.record("cases.received", subject=case, by=by, body=body, public=True)
    if road == Case.Road.LONG:
        commit(case=case, kind="triage", post=people.desk_of(community), due_by=case.respond_by)
    _give_number(case, appeal)
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


def _keep(said: Said, case: Case) -> Appeal:
    return Appeal.objects.create(
        case=case,
        community=case.community,
        channel=said.channel,
        nature=said.nature,
        text=said.text,
        address_text=said.address_text,
        reporter_name=said.reporter_name,
        reporter_phone=said.reporter_phone,
        resident=said.resident,
        said_at=case.received_at,
    )


def _give_number(case: Case, appeal: Appeal) -> None:
    """编号: year and month, then a sequence in the community. Digits only, easy to say on the phone."""
    month = f"{clock.local(case.received_at):%y%m}"
    series = NumberSeries.objects.filter(community=case.community, month=month)
    if not series.update(last=F("last") + 1):
        try:
            with transaction.atomic():
                NumberSeries.objects.create(community=case.community, month=month, last=1)
        except IntegrityError:  # another intake opened the month in the meantime
            series.update(last=F("last") + 1)
    case.number = appeal.number = f"{month}{series.values_list('last', flat=True).get():04d}"
    case.save(update_fields=["number"])
    appeal.save(update_fields=["number"])


@transaction.atomic
def accept(*, case: Case, by: Actor) -> Case:
    """受理: the community takes the matter on."""
    return take("accept", case=lock(case.pk), by=by)


@transaction.atomic
def answer(*, case: Case, reply: str, by: Actor) -> Case:
    """当场答复: an inquiry answered at once. The first short road, without a visit."""
    case = lock(case.pk)
    now = clock.now()
    _answer_all(case, Appeal.Outcome.ANSWERED)
    release_all(case)
    return take(
        "answer", case=case, by=by, holds=_if(reply=reply), words=reply,
        road=Case.Road.ANSWERED, responded_at=now, handled_at=now, closed_at=now,
    )  # fmt: skip


@transaction.atomic
def fix(*, case: Case, proof: str, note: str, by: Actor) -> Case:
    """随手办好: found on the walk and put right on the spot, with a proof (photo, witness or resident)."""
    case = lock(case.pk)
    now = clock.now()
    _answer_all(case, Appeal.Outcome.SOLVED)
    return take(
        "fix", case=case, by=by, holds=_if(proof=proof), body={"proof": proof}, words=note,
        road=Case.Road.FIXED, responded_at=now, handled_at=now, handled_by=str(by), closed_at=now,
    )  # fmt: skip


@transaction.atomic
def dispatch(*, case: Case, post: Post | None, by: Actor, seen: str = "") -> Case:
    """派遣: put the matter into one grid worker's hands. What is not yet accepted is accepted by it."""
    case = lock(case.pk)
    if case.state == State.RECEIVED and seen in ("", State.RECEIVED):
        case = take("accept", case=case, by=by)
        seen = ""
    case = take(
        "dispatch", case=case, by=by, seen=seen, holds=_if(holder=post), body={"post": post and post.pk}, lead=post
    )
    release_all(case)
    commit(case=case, kind="visit", post=post, ack_by=case.respond_by, due_by=max(case.control_by, clock.now()))
    return case


@transaction.atomic
def acknowledge(*, case: Case, user: User) -> Case:
    """签收: the grid worker says "I have it"."""
    case = lock(case.pk)
    held = _held_by(case, user)
    now = clock.now()
    held.update(acked_at=now)
    return take(
        "acknowledge", case=case, by=Actor.user(user), holds=_if(is_holder=held.exists()),
        responded_at=case.responded_at or now,
    )  # fmt: skip


def _held_by(case: Case, user: User) -> Any:
    return Commitment.objects.filter(case=case, kind="visit", ended_at=None, post__in=user.posts)


@transaction.atomic
def control(*, case: Case) -> None:
    """先控制住: somebody was there and saw. From now on the lead's commitment runs to the last deadline."""
    if case.controlled_at is None:
        case.controlled_at = clock.now()
        case.save(update_fields=["controlled_at"])
    lead = Commitment.objects.filter(case=case, kind="visit", ended_at=None)
    lead.update(due_by=max(case.resolve_by, clock.now()))


@transaction.atomic
def handle(*, case: Case, holds: Iterable[str], by: Actor) -> Case:
    """处理完: the work is done as its doer sees it; now somebody else goes and checks."""
    now = clock.now()
    open_order = Commitment.objects.filter(case=case, kind="order", ended_at=None).exists()
    met = {*holds, *_if(no_open_order=not open_order)}
    case = take("handle", case=case, by=by, holds=met, handled_at=now, handled_by=str(by))
    release_all(case, done=True)
    due_by = deadlines.one(case.community, case.urgency, now, "verify")
    commit(case=case, kind="verify", post=_verifier(case, by), due_by=due_by)
    return case


def _verifier(case: Case, doer: Actor) -> Post:
    """Who is asked to check: the lead, unless the lead did the work; then the desk."""
    return case.lead if case.lead and doer.kind == "vendor" else people.desk_of(case.community)


@transaction.atomic
def verify(*, case: Case, by: Actor, method: str, note: str = "", secretary: bool = False, seen: str = "") -> Case:
    """核查: never by who did the work. In a small team the secretary may let the resident's own word stand."""
    case = lock(case.pk)
    proof = lifecycle.Proof(
        method=method,  # type: ignore[arg-type]
        confirmed=confirmed(case),
        category_asks=case.category.verification,  # type: ignore[arg-type]
        staff_on_duty=people.on_duty(case.community),
        by_secretary=secretary,
    )
    small = lifecycle.stands_for_small_team(proof)
    case = take(
        "verify", case=case, by=by, seen=seen, words=note, body={"method": method, "small_team": small},
        holds=_if(not_the_doer=str(by) != case.handled_by, enough_proof=lifecycle.enough_proof(proof)),
        verified_how=method, small_team=small,
    )  # fmt: skip
    release_all(case, done=True)
    due_by = deadlines.one(case.community, case.urgency, clock.now(), "call_back")
    commit(case=case, kind="call_back", post=people.desk_of(case.community), due_by=due_by)
    return case


def confirmed(case: Case) -> bool:
    """Whether a reporter has said by their own link that it is solved, since the work was handled."""
    said = CallBack.objects.filter(appeal__case=case, actor=str(Actor("resident")), outcome=Appeal.Outcome.SOLVED)
    return case.handled_at is not None and said.filter(at__gte=case.handled_at).exists()


@transaction.atomic
def send_back(*, case: Case, reason: str, by: Actor, seen: str = "") -> Case:
    """核查不合格: back into the lead's hands, with what is wrong."""
    case = lock(case.pk)
    holds = _if(not_the_doer=str(by) != case.handled_by, reason=reason)
    case = take("send_back", case=case, by=by, seen=seen, holds=holds, words=reason, handled_at=None, handled_by="")
    release_all(case, done=True)
    commit(case=case, kind="visit", post=case.lead, due_by=max(case.resolve_by, clock.now()), acked_at=clock.now())
    return case


@transaction.atomic
def confirm(*, appeal: Appeal, satisfaction: str, by: Actor) -> Case:
    """居民确认: the reporter says by their own link that it is solved. Where the category asks no more, that verifies."""
    case = lock(appeal.case_id)
    CallBack.objects.create(
        appeal=appeal, at=clock.now(), actor=str(by), reached=True,
        outcome=Appeal.Outcome.SOLVED, satisfaction=satisfaction,
    )  # fmt: skip
    case = take("confirm", case=case, by=by, body={"appeal": appeal.pk, "satisfaction": satisfaction})
    if case.state == State.HANDLED and case.category.verification == Verification.RESIDENT:
        case = verify(case=case, by=by, method="resident")
    if case.state == State.VERIFIED and case.rain_settled:
        _answer_one(appeal, Appeal.Outcome.SOLVED, satisfaction)
        case = _close_if_ready(case, by)
    return case


@transaction.atomic
def call_back(
    *, appeal: Appeal, by: Actor, outcome: str, satisfaction: str = "", rained_on: date | None = None, note: str = ""
) -> Case:
    """回访: ask the reporter. An empty outcome is a try that did not get through; after three such tries, with a reason,
    the appeal may be excused. Not solved, or only in part, reopens. Solved closes when nothing else is open."""
    case = lock(appeal.case_id)
    reached = outcome not in ("", Appeal.Outcome.UNREACHED)
    row = CallBack.objects.create(
        appeal=appeal, at=clock.now(), actor=str(by), reached=reached,
        outcome=outcome, satisfaction=satisfaction if reached else "", note=note,
    )  # fmt: skip
    if rained_on is not None:
        _check_rain(case, rained_on)
    case = take(
        "call_back", case=case, by=by, holds=_if(not_the_doer=str(by) != case.handled_by), words=note,
        body={"appeal": appeal.pk, "outcome": outcome, "satisfaction": row.satisfaction, "rained_on": rained_on},
        rained_on=rained_on or case.rained_on,
    )  # fmt: skip
    if outcome in (Appeal.Outcome.UNSOLVED, Appeal.Outcome.PARTLY):
        return reopen(appeal=appeal, reason=note or _("回访时诉求人说没有解决。"), by=by)
    if outcome == Appeal.Outcome.UNREACHED:
        _check_tries(appeal, note)
    if outcome:
        _check_settled(case)
        _answer_one(appeal, outcome, row.satisfaction)
        case = _close_if_ready(case, by)
    return case


def _check_rain(case: Case, day: date) -> None:
    done = clock.local(case.handled_at).date() if case.handled_at else clock.today()
    if not done <= day <= clock.today():
        raise Refused(_("下雨的日期要在修完那天以后、今天以前。没有保存，改好再点一次。"))


def _check_settled(case: Case) -> None:
    if not case.rain_settled:
        raise Refused(sentences.missing(["rain"]))


TRIES = 3


def _check_tries(appeal: Appeal, reason: str) -> None:
    tries = CallBack.objects.filter(appeal=appeal, reached=False).count()
    if tries < TRIES or not reason:
        raise Refused(_("三次没联系上、并写明原因，才能这样了结。没有保存。"))


@transaction.atomic
def waive_rain(*, case: Case, reason: str, by: Actor) -> Case:
    """不等下雨: a dated waiver, with its reason."""
    return take(
        "waive_rain", case=lock(case.pk), by=by, holds=_if(reason=reason), words=reason, rain_waived_on=clock.today()
    )


def _close_if_ready(case: Case, by: Actor) -> Case:
    """办结: when every appeal is answered. Closing ends the call-back, the last commitment there is."""
    if Appeal.objects.filter(case=case, answered_at=None).exists():
        return case
    release_all(case, done=True)
    holds = _if(appeals_answered=True, no_commitment=True, rain=case.rain_settled)
    return take("close", case=case, by=by if by.kind == "user" else SYSTEM, holds=holds, closed_at=clock.now())


@transaction.atomic
def reopen(*, appeal: Appeal, reason: str, by: Actor) -> Case:
    """重办: one reporter says it is not fixed. Their appeal is open again; the others' answers stand."""
    case = lock(appeal.case_id)
    now = clock.now()
    case = take(
        "reopen", case=case, by=by, holds=_if(reason=reason), body={"appeal": appeal.pk}, words=reason,
        resolve_by=deadlines.one(case.community, case.urgency, now, "resolve"),
        handled_at=None, handled_by="", verified_how="", small_team=False,
        rained_on=None, rain_waived_on=None, closed_at=None,
    )  # fmt: skip
    Appeal.objects.filter(pk=appeal.pk).update(outcome="", satisfaction="", answered_at=None)
    release_all(case)
    due_by = deadlines.one(case.community, case.urgency, now, "respond")
    commit(case=case, kind="triage", post=people.desk_of(case.community), due_by=due_by)
    return case


# --- commitments ------------------------------------------------------------------------------------------------------


@transaction.atomic
def commit(
    *,
    case: Case,
    kind: str,
    due_by: datetime,
    post: Post | None = None,
    vendor: Vendor | None = None,
    ack_by: datetime | None = None,
    acked_at: datetime | None = None,
) -> Commitment:
    """承办: from now on somebody holds this. It is part of the step that opens it, which records the event."""
    return Commitment.objects.create(
        case=case, kind=kind, post=post, vendor=vendor, opened_at=clock.now(), ack_by=ack_by, acked_at=acked_at,
        due_by=due_by,
    )  # fmt: skip


@transaction.atomic
def release(*, commitment: Commitment, done: bool) -> None:
    """了结一项承办: done, or no longer asked for."""
    Commitment.objects.filter(pk=commitment.pk, ended_at=None).update(ended_at=clock.now(), done=done)


@transaction.atomic
def acknowledge_order(*, commitment: Commitment) -> None:
    """接单: the holder of an order says "I have it"."""
    Commitment.objects.filter(pk=commitment.pk, acked_at=None).update(acked_at=clock.now())


def release_all(case: Case, *, done: bool = False) -> None:
    Commitment.objects.filter(case=case, ended_at=None).update(ended_at=clock.now(), done=done)


# --- similar matters --------------------------------------------------------------------------------------------------


@transaction.atomic
def link_similar(*, case: Case, other: Case, by: Actor) -> CaseLink:
    """相似: join two matters; each of their timelines says so."""
    if case.pk == other.pk or case.community_id != other.community_id:
        raise Refused(_("请选同一个社区里的另一件。没有保存。"))
    earlier, later = sorted((case, other), key=lambda one: (one.received_at, one.pk))
    link, new = CaseLink.objects.get_or_create(earlier=earlier, later=later)
    if new:
        timeline.record("cases.linked", subject=lock(earlier.pk), by=by, body={"other": later.pk})
        timeline.record("cases.linked", subject=lock(later.pk), by=by, body={"other": earlier.pk})
    return link


# --- small parts ------------------------------------------------------------------------------------------------------


def _if(**met: object) -> set[str]:
    """The names of the needs that hold."""
    return {name for name, value in met.items() if value}


def _answer_one(appeal: Appeal, outcome: str, satisfaction: str) -> None:
    Appeal.objects.filter(pk=appeal.pk).update(
        outcome=outcome, satisfaction=satisfaction, answered_at=clock.now()
    )


def _answer_all(case: Case, outcome: str) -> None:
    Appeal.objects.filter(case=case, answered_at=None).update(outcome=outcome, answered_at=clock.now())


# --- what a new community starts from ---------------------------------------------------------------------------------


@transaction.atomic
def load_defaults(*, division: Division) -> None:
    """类别与时限: lay out the categories, and a sample of limits for a division. Rows that are there stay as they are."""
    for order, (code, name, verification, after_rain) in enumerate(defaults.CATEGORIES):
        values = {"name": name, "verification": verification, "after_rain": after_rain, "order": order}
        Category.objects.get_or_create(code=code, defaults=values)
    for urgency, kind, amount, unit, source, source_date in defaults.LIMITS:
        values = {"amount": amount, "unit": unit, "source": source, "source_date": source_date}
        Limit.objects.get_or_create(division=division, urgency=urgency, kind=kind, defaults=values)
