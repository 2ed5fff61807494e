"""Objections 退单: who holds a case returns it, somebody else rules; the second time they consult. And 移交: from hand to
hand."""

from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext as _

from huying.core import clock
from huying.core.actor import Actor
from huying.core.errors import Refused
from huying.core.models import Event
from huying.people import queries as people
from huying.people.models import Post, User
from huying.rules import branches

from .. import deadlines
from ..models import Case, Commitment, Objection
from .commitments import commit, release_all
from .roads import until
from .steps import has_it, lock, met, no_order, take

GIVEN_OUT = ("cases.dispatched", "cases.transferred", "cases.consulted")


@transaction.atomic
def object_to(
    *, case: Case, user: User, basis: str, reason: str, suggested: Post | None = None, seen: str = ""
) -> Case:
    """退单: with a reason, what it rests on (not on the duty list, for one), and who should have it instead."""
    case = lock(case.pk)
    by = Actor.user(user)
    verb = road_of(case)
    case = take(
        verb or "object", case=case, by=by, seen=seen, words=reason,
        holds=met(is_holder=has_it(case, user), may_object=verb, reason=reason and basis, no_open_order=no_order(case)),
        body={"basis": basis, "post": suggested and suggested.pk},
    )  # fmt: skip
    Objection.objects.create(
        case=case, at=clock.now(), actor=str(by), post=case.lead, basis=basis, reason=reason, suggested=suggested
    )
    release_all(case)
    kind = "ruling" if verb == "object" else "consult"
    due_by = deadlines.branch(case.community, kind, clock.now())
    commit(case=case, kind=kind, post=_ruler(case, by, kind), due_by=due_by)
    return case


def road_of(case: Case) -> str:
    """Which step a return would be now; "" when there is none left."""
    rows = Objection.objects.filter(case=case).order_by("at", "pk").values_list("post", "ruling")
    earlier = [branches.Past(str(post), ruling) for post, ruling in rows]  # type: ignore[arg-type]
    return branches.objection(earlier, str(case.lead_id))


def _ruler(case: Case, by: Actor, kind: str) -> Post:
    """Never who objects; nor, for a ruling, who gave it out: the secretary, else somebody else at the desk, else the
    street."""
    chairs = people.rulers(case.community)
    given = Event.objects.filter(subject_type="cases.case", subject_id=str(case.pk), kind__in=GIVEN_OUT)
    dispatcher = given.order_by("-seq").values_list("actor", flat=True).first() or ""
    apart = {str(by)} | ({dispatcher} if kind == "ruling" else set())
    seats = [branches.Chair(str(post.pk), f"user:{user}" if user else "") for post, user in chairs]
    chosen = branches.ruler(seats, apart)
    if chosen is None:
        raise Refused(_("没有别的人可以裁定这次退单。没有保存；请先请街道安排一位。"))
    return next(post for post, _user in chairs if str(post.pk) == chosen)


@transaction.atomic
def rule_objection(*, case: Case, user: User, upheld: bool, note: str = "", seen: str = "") -> Case:
    """裁定: upheld, it is dispatched anew; rejected, the same holder has it again and cannot return it. Never by who
    objected."""
    case = lock(case.pk)
    by = Actor.user(user)
    objection = Objection.objects.filter(case=case, ruling="").first()
    holds = met(
        is_holder=_holds(case, user, "ruling"),
        not_the_objector=objection and objection.actor != str(by),
        reason=note,
    )
    case = take("uphold" if upheld else "reject", case=case, by=by, seen=seen, holds=holds, words=note)
    _settle(case, by, Objection.Ruling.UPHELD if upheld else Objection.Ruling.REJECTED)
    release_all(case, done=True)
    if upheld:
        due_by = deadlines.of_case(case, clock.now(), "respond")
        commit(case=case, kind="triage", post=people.desk_of(case.community), due_by=due_by)
    else:
        commit(case=case, kind="visit", post=case.lead, **until(case))
    return case


@transaction.atomic
def consult(*, case: Case, user: User, post: Post | None, took_part: str, note: str = "", seen: str = "") -> Case:
    """会商: who took part, and who has it from now on. After that it is not returned again."""
    case = lock(case.pk)
    by = Actor.user(user)
    said = _("参加：%(who)s。%(note)s") % {"who": took_part, "note": note}
    case = take(
        "consult", case=case, by=by, seen=seen, words=said, body={"post": post and post.pk}, lead=post,
        holds=met(is_holder=_holds(case, user, "consult"), holder=post, took_part=took_part),
    )  # fmt: skip
    _settle(case, by, Objection.Ruling.CONSULTED, took_part)
    release_all(case, done=True)
    commit(case=case, kind="visit", post=post, **until(case))
    return case


@transaction.atomic
def transfer(*, case: Case, user: User, post: Post | None, reason: str, seen: str = "") -> Case:
    """移交: from one grid worker to another in one act; a vendor at work goes on working."""
    case = lock(case.pk)
    case = take(
        "transfer", case=case, by=Actor.user(user), seen=seen, words=reason, body={"post": post and post.pk}, lead=post,
        holds=met(is_holder=has_it(case, user), holder=post, another=post and post.pk != case.lead_id, reason=reason),
    )  # fmt: skip
    release_all(case, but="order")
    commit(case=case, kind="visit", post=post, **until(case))
    return case


def _holds(case: Case, user: User, kind: str) -> bool:
    return Commitment.objects.filter(case=case, kind=kind, ended_at=None, post__in=user.posts).exists()


def _settle(case: Case, by: Actor, ruling: str, took_part: str = "") -> None:
    now: datetime = clock.now()
    Objection.objects.filter(case=case, ruling="").update(
        ruling=ruling, ruled_at=now, ruled_by=str(by), took_part=took_part
    )
