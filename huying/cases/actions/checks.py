"""Checking 核查与回访: somebody else looks, the reporter says whether it is solved, and only then it closes."""

from datetime import date

from django.db import transaction
from django.utils.translation import gettext as _

from huying.core import clock
from huying.core.actor import SYSTEM, Actor
from huying.core.errors import Refused
from huying.people import queries as people
from huying.rules import lifecycle

from .. import deadlines, queries, sentences
from ..models import Appeal, Assist, CallBack, Case, State, Verification
from .aftercare import care_after
from .commitments import beside, commit, release_all
from .steps import lock, met, take


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
        holds=met(not_the_doer=str(by) != case.handled_by and not _helped(case, by), enough_proof=lifecycle.enough_proof(proof)),
        verified_how=method, small_team=small,
    )  # fmt: skip
    release_all(case, done=True)
    due_by = deadlines.of_case(case, clock.now(), "call_back")
    commit(case=case, kind="call_back", post=people.desk_of(case.community), due_by=due_by)
    return case


def _helped(case: Case, by: Actor) -> bool:
    """Whether this account did some of the work, as an assist."""
    return by.kind == "user" and Assist.objects.filter(case=case, ended_by=by.id).exists()


def confirmed(case: Case) -> bool:
    """Whether a reporter, or a relative for them, has said by themselves that it is solved, since the work was handled."""
    said = CallBack.objects.filter(queries.BY_THEMSELVES, appeal__case=case, outcome=Appeal.Outcome.SOLVED)
    return case.handled_at is not None and said.filter(at__gte=case.handled_at).exists()


@transaction.atomic
def send_back(*, case: Case, reason: str, by: Actor, seen: str = "") -> Case:
    """核查不合格: back into the lead's hands, with what is wrong."""
    case = lock(case.pk)
    holds = met(not_the_doer=str(by) != case.handled_by, reason=reason)
    case = take("send_back", case=case, by=by, seen=seen, holds=holds, words=reason, handled_by="")
    release_all(case, done=True)
    commit(case=case, kind="visit", post=case.lead, due_by=case.resolve_by, acked_at=clock.now())
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
        case = close_if_ready(case, by)
    return case


@transaction.atomic
def call_back(
    *,
    appeal: Appeal,
    by: Actor,
    outcome: str,
    satisfaction: str = "",
    rained_on: date | None = None,
    note: str = "",
    seen: str = "",
) -> Case:
    """回访: ask the reporter. An empty outcome is a try that did not get through; after three such tries, with a reason,
    the appeal may be excused. Not solved, or only in part, reopens. Solved closes when nothing else is open."""
    case = lock(appeal.case_id)
    reached = outcome not in ("", Appeal.Outcome.UNREACHED, Appeal.Outcome.NO_PHONE)
    row = CallBack.objects.create(
        appeal=appeal, at=clock.now(), actor=str(by), reached=reached,
        outcome=outcome, satisfaction=satisfaction if reached else "", note=note,
    )  # fmt: skip
    if rained_on is not None:
        _check_rain(case, rained_on)
    case = take(
        "call_back", case=case, by=by, seen=seen, holds=met(not_the_doer=str(by) != case.handled_by), words=note,
        body={"appeal": appeal.pk, "outcome": outcome, "satisfaction": row.satisfaction, "rained_on": rained_on},
        rained_on=rained_on or case.rained_on,
    )  # fmt: skip
    if outcome in (Appeal.Outcome.UNSOLVED, Appeal.Outcome.PARTLY):
        return reopen(appeal=appeal, reason=note or _("回访时诉求人说没有解决。"), by=by)
    if outcome == Appeal.Outcome.UNREACHED:
        _check_tries(appeal, note)
    if outcome == Appeal.Outcome.NO_PHONE:
        _check_no_phone(appeal, note)
    if outcome:
        _check_settled(case)
        _answer_one(appeal, outcome, row.satisfaction)
        case = close_if_ready(case, by)
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


def _check_no_phone(appeal: Appeal, reason: str) -> None:
    """Whoever left no number reads the end of it on their own page; there is nobody to ring three times."""
    if appeal.phones or not reason:
        raise Refused(_("没留电话、并写明原因，才能这样了结。没有保存。"))


@transaction.atomic
def waive_rain(*, case: Case, reason: str, by: Actor, seen: str = "") -> Case:
    """不等下雨: a dated waiver, with its reason."""
    return take(
        "waive_rain", case=lock(case.pk), by=by, seen=seen, holds=met(reason=reason), words=reason,
        rain_waived_on=clock.today(),
    )  # fmt: skip


def close_if_ready(case: Case, by: Actor) -> Case:
    """办结: when every appeal is answered and nothing asked for beside the road is open. Closing ends the call-back, the
    last commitment there is."""
    if Appeal.objects.filter(case=case, answered_at=None).exists() or beside(case):
        return case
    release_all(case, done=True)
    holds = met(appeals_answered=True, no_commitment=True, rain=case.rain_settled)
    case = take("close", case=case, by=by if by.kind == "user" else SYSTEM, holds=holds, closed_at=clock.now())
    return care_after(case)


@transaction.atomic
def reopen(*, appeal: Appeal, reason: str, by: Actor, seen: str = "") -> Case:
    """重办: one reporter says it is not fixed. Their appeal is open again; the others' answers stand."""
    case = lock(appeal.case_id)
    now = clock.now()
    declined = {"declined": True} if case.state == State.DECLINED else {}
    case = take(
        "reopen", case=case, by=by, seen=seen, holds=met(reason=reason), body={"appeal": appeal.pk} | declined, words=reason,
        resolve_by=max(case.resolve_by, deadlines.of_case(case, now, "resolve")),
        road=Case.Road.LONG, handled_by="", verified_how="", small_team=False,
        rained_on=None, rain_waived_on=None, closed_at=None,
    )  # fmt: skip
    Appeal.objects.filter(pk=appeal.pk).update(outcome="", satisfaction="", answered_at=None, answer_by=case.resolve_by)
    release_all(case)
    due_by = deadlines.of_case(case, now, "respond")
    commit(case=case, kind="triage", post=people.desk_of(case.community), due_by=due_by)
    return case


def _answer_one(appeal: Appeal, outcome: str, satisfaction: str) -> None:
    Appeal.objects.filter(pk=appeal.pk).update(outcome=outcome, satisfaction=satisfaction, answered_at=clock.now())
