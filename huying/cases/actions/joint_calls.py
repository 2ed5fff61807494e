"""Joint calls 吹哨报到: several parties are called to one place and time; who came is written down, and what came of it."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.db import transaction

from huying.core import clock
from huying.core.actor import Actor
from huying.people import queries as people
from huying.people.models import Post, User, Vendor

from .. import deadlines
from ..models import Case, JointCall, Summons
from .checks import close_if_ready
from .commitments import commit, release
from .steps import future, lock, met, take


@dataclass(frozen=True, kw_only=True)
class Called:
    """Who is asked to come: posts of ours, vendors, and units outside by their names."""

    posts: tuple[Post, ...] = ()
    vendors: tuple[Vendor, ...] = ()
    units: tuple[str, ...] = ()

    def parties(self) -> Iterable[dict[str, object]]:
        yield from ({"post": post} for post in self.posts)
        yield from ({"vendor": vendor} for vendor in self.vendors)
        yield from ({"unit": unit} for unit in self.units)


@transaction.atomic
def joint_call(
    *, case: Case, user: User, called: Called, place: str, meet_by: datetime, note: str = "", seen: str = ""
) -> JointCall:
    """吹哨: the caller's until the result is recorded."""
    case = lock(case.pk)
    by = Actor.user(user)
    parties = list(called.parties())
    case = take(
        "joint_call", case=case, by=by, seen=seen, words=note,
        holds=met(place=place, future_date=future(meet_by), summoned=parties, no_open_call=open_call(case) is None),
        body={"meet_by": meet_by, "summoned": len(parties)},
    )  # fmt: skip
    due_by = deadlines.branch(case.community, "joint_call", meet_by)
    commitment = commit(case=case, kind="joint_call", post=_post_of(case, user), due_by=due_by)
    call = JointCall.objects.create(
        case=case, commitment=commitment, at=clock.now(), actor=str(by), meet_by=meet_by, place=place
    )
    for party in parties:
        Summons.objects.create(call=call, **party)
    return call


def _post_of(case: Case, user: User) -> Post:
    """The chair at the community's desk from which this account calls."""
    own = [post for post in user.posts if post.community_id == case.community_id]
    desk = [post for post in own if post.role in ("officer", "secretary")]
    return desk[0] if desk else people.desk_of(case.community)


@transaction.atomic
def end_joint_call(*, case: Case, attendance: Mapping[UUID, str], result: str, by: Actor, seen: str = "") -> Case:
    """报到的结果: for each party whether it came, sent somebody or did not come; and what came of it."""
    case = lock(case.pk)
    call = open_call(case)
    parties = list(call.summoned.all()) if call else []
    for party in parties:
        party.came = attendance.get(party.pk, "")
    counts = {came: sum(party.came == came for party in parties) for came in Summons.Came.values}
    case = take(
        "end_joint_call", case=case, by=by, seen=seen, words=result, body=counts,
        holds=met(open_call=call, attendance=all(party.came for party in parties), result=result),
    )  # fmt: skip
    assert call is not None
    Summons.objects.bulk_update(parties, ["came"])
    call.result, call.ended_at = result, clock.now()
    call.save(update_fields=["result", "ended_at"])
    release(commitment=call.commitment, done=True)
    return end_if_ready(case, by)


def end_if_ready(case: Case, by: Actor) -> Case:
    """What was only waiting for this closes now."""
    return close_if_ready(case, by) if case.state == "verified" and case.rain_settled else case


def open_call(case: Case) -> JointCall | None:
    return JointCall.objects.filter(case=case, ended_at=None).select_related("commitment").first()
