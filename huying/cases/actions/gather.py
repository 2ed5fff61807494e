"""Gathering 一件事几个人说: another appeal joins a case that is open, and a person no longer needs it."""

from django.db import transaction
from django.utils.translation import gettext as _

from huying.core import clock
from huying.core.actor import SYSTEM, Actor
from huying.core.errors import Refused
from huying.core.pictures import Picture, attach
from huying.rules import lifecycle, triage

from .. import deadlines
from ..models import Appeal, CallBack, Case, Commitment, State, Urgency
from .checks import close_if_ready
from .commitments import release_all
from .homes import keep_homes
from .indexing import index
from .intake import Said, give_number, keep
from .steps import lock, met, take


@transaction.atomic
def join(*, case: Case, said: Said, by: Actor, pictures: tuple[Picture, ...] = ()) -> Appeal:
    """加进这一件: the same matter, said by somebody else. A number, a link and a promise of their own; the matter stays
    with who has it. Of a case that was merged meanwhile, the one that goes on is joined."""
    said, now = said.lifted(), clock.now()
    case = _going_on(case)
    appeal = keep(said, case, at=now)
    appeal.joined, appeal.answer_by = True, deadlines.of_case(case, now, "resolve")
    appeal.save(update_fields=["joined", "answer_by"])
    attach(pictures, subject=appeal, community=case.community_key, purpose="appeal", by=by)
    homes = keep_homes(case=case, concerned=said.concerned())
    body = {"appeal": appeal.pk, "channel": said.channel, "nature": said.nature, "homes": [row.pk for row in homes]}
    take("join", case=case, by=by, body=body)
    give_number(appeal, now)
    index(case=case)
    return appeal


def _going_on(case: Case) -> Case:
    case = lock(case.pk)
    while case.merged_into_id:
        case = lock(case.merged_into_id)
    return case


@transaction.atomic
def withdraw(*, appeal: Appeal, by: Actor, words: str = "") -> Case:
    """不用办了: the reporter no longer needs it. With nobody left to answer, the case ends; what may be dangerous, or is
    in a vendor's hands, stays open until an officer decides."""
    case = lock(appeal.case_id)
    now = clock.now()
    changed = Appeal.objects.filter(pk=appeal.pk, case=case, answered_at=None).update(
        outcome=Appeal.Outcome.WITHDRAWN, satisfaction="", answered_at=now
    )
    if not changed:
        raise Refused(_("这一条已经有结果了，或者随案件并走了。没有保存，请刷新再看。"))
    CallBack.objects.create(appeal=appeal, at=now, actor=str(by), reached=True, outcome=Appeal.Outcome.WITHDRAWN)
    case = take("withdraw", case=case, by=by, body={"appeal": appeal.pk}, words=words)
    if case.state == State.VERIFIED and case.rain_settled:
        return close_if_ready(case, by)
    may_end = lifecycle.can(case.state, "stand_down") and not _asked_of_others(case)  # type: ignore[arg-type]
    if may_end and not _waiting(case) and not dangerous(case):
        return _stand_down(case, SYSTEM if by.kind == "resident" else by, met(harmless=True))
    return case


@transaction.atomic
def stand_down(*, case: Case, reason: str, by: Actor, seen: str = "") -> Case:
    """不办了: nobody waits for an answer, and an officer says, with a reason, that nothing dangerous is left."""
    return _stand_down(lock(case.pk), by, met(harmless=reason.strip()), reason, seen)


def _stand_down(case: Case, by: Actor, holds: set[str], words: str = "", seen: str = "") -> Case:
    holds = holds | met(appeals_answered=not _waiting(case), no_commitment=not _asked_of_others(case))
    case = take("stand_down", case=case, by=by, holds=holds, words=words, seen=seen, closed_at=clock.now())
    release_all(case)
    return case


def _waiting(case: Case) -> bool:
    return Appeal.objects.filter(case=case, answered_at=None).exists()


# What the road itself asks of our own people; it ends with the road.
OWN = ("triage", "visit", "verify", "call_back")


def _asked_of_others(case: Case) -> bool:
    """Whether a vendor is at work, or something else was asked for that the end of the road does not answer. What goes on
    apart from the road (the fund's papers) keeps nothing from its end."""
    return Commitment.objects.filter(case=case, ended_at=None).exclude(kind__in=[*OWN, *Commitment.APART]).exists()


def dangerous(case: Case) -> bool:
    """Whether it may hurt somebody whether or not the reporter still cares: so marked, or so said by anybody."""
    texts = Appeal.objects.filter(case=case).values_list("text", flat=True)
    return case.urgency == Urgency.EMERGENCY or any(triage.suggest(text).danger for text in texts)
