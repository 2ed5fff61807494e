"""Promises 延期、催办、督办: moved to a later day with a reason told, urged, or asked about from above."""

from datetime import date

from django.db import transaction

from huying.core import clock
from huying.core.actor import Actor
from huying.people import queries as people
from huying.people.models import User
from huying.rules import branches, roles

from .. import deadlines
from ..models import BranchRule, Case, Commitment, Extension
from .commitments import commit, release
from .joint_calls import end_if_ready
from .steps import future, lock, met, take


@transaction.atomic
def extend(*, case: Case, user: User, until: date, reason: str, seen: str = "") -> Case:
    """延期: only to a later day, with a reason that the reporter reads. What the lead holds until then moves along."""
    case = lock(case.pk)
    by, was = Actor.user(user), case.resolve_by
    until_by = deadlines.closing(case.community, until)
    case = take(
        "extend", case=case, by=by, seen=seen, words=reason, body={"was_by": was, "until_by": until_by},
        holds=met(reason=reason, later=was < until_by <= latest(case) and future(until_by)) | _hands(case, user),
        resolve_by=until_by,
    )  # fmt: skip
    Extension.objects.create(case=case, at=clock.now(), actor=str(by), was_by=was, until_by=until_by)
    held = Commitment.objects.filter(case=case, kind="visit", due_by=was, ended_at=None)
    held.update(due_by=until_by)
    return case


def latest(case: Case) -> object:
    """How far one extension reaches, counted from the promise or from now, whichever is later."""
    return deadlines.branch(case.community, BranchRule.Code.EXTEND, max(case.resolve_by, clock.now()))


def _hands(case: Case, user: User) -> set[str]:
    earlier = list(Extension.objects.filter(case=case).order_by("at").values_list("actor", flat=True))
    found = deadlines.rule(case.community, BranchRule.Code.EXTEND_TIMES)
    return branches.extension(
        earlier, str(Actor.user(user)), from_above=from_above(case, user), times=(found and found.amount) or 1
    )


def from_above(case: Case, user: User) -> bool:
    """Whether this account speaks as the secretary or for the street, in this community."""
    above = [post for post in user.posts if post.role in ("secretary", "supervisor")]
    return any(roles.reaches(post.path, case.community.path) for post in above)


@transaction.atomic
def remind(*, case: Case, by: Actor, note: str = "", public: bool = False, seen: str = "") -> Case:
    """催办: who holds it is told again. The reporter sees it only when the one who reminds says so."""
    return take("remind", case=lock(case.pk), by=by, seen=seen, words=note, public=public)


@transaction.atomic
def supervise(*, case: Case, by: Actor, question: str, reply_on: date, seen: str = "") -> Case:
    """督办: the community's desk answers, in words, by a date."""
    case = lock(case.pk)
    reply_by = deadlines.closing(case.community, reply_on)
    case = take(
        "supervise", case=case, by=by, seen=seen, words=question, body={"reply_on": reply_on},
        holds=met(reason=question, future_date=future(reply_by), not_supervised=not _asked(case)),
    )  # fmt: skip
    commit(case=case, kind="answer_supervision", post=people.desk_of(case.community), due_by=reply_by)
    return case


@transaction.atomic
def answer_supervision(*, case: Case, by: Actor, reply: str, seen: str = "") -> Case:
    """答复督办: what was done, in words."""
    case = lock(case.pk)
    asked = _asked(case)
    case = take(
        "answer_supervision", case=case, by=by, seen=seen, words=reply, holds=met(supervised=asked, reply=reply)
    )
    assert asked is not None
    release(commitment=asked, done=True)
    return end_if_ready(case, by)


def _asked(case: Case) -> Commitment | None:
    return Commitment.objects.filter(case=case, kind="answer_supervision", ended_at=None).first()
