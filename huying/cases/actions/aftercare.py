"""Afterwards 办结以后: look in on a home once more, and on mended leaks when it has rained. Decision 9."""

from datetime import date, datetime

from django.db import transaction
from django.db.models import Q
from django.utils.translation import gettext as _

from huying.core import clock, timeline
from huying.core.actor import SYSTEM, Actor
from huying.core.errors import Refused
from huying.people import queries as people
from huying.people.models import Post, User
from huying.places.models import Community, Home
from huying.rules import aftercare as rules

from .. import deadlines
from ..models import BranchRule, Case, CaseHome, Commitment, RainDay, State, Watch
from .commitments import commit
from .steps import has_it, lock, met, take

Kind = Commitment.Kind


@transaction.atomic
def watch_home(*, case: Case, home: Home, on: bool, by: Actor) -> None:
    """需要多看一眼, or no longer. Said from the page of a case; said again, it stays as it was."""
    case = lock(case.pk)
    if home.building.community_id != case.community_id:
        raise Refused(_("这一户不在这个社区。没有保存，请重新选是哪一户。"))
    there = Watch.objects.filter(home=home)
    if there.exists() is on:
        return
    if on:
        Watch.objects.create(home=home, at=clock.now(), actor=str(by))
    else:
        there.delete()
    timeline.record("cases.home_watched", subject=case, by=by, body={"home": home.pk, "on": on})


@transaction.atomic
def care_after(case: Case) -> Case:
    """办结以后 in or for a home that needs it: a visit that comes by itself. Part of closing."""
    homes = Q(case_homes__in=CaseHome.objects.filter(case=case).exclude(standing=CaseHome.Standing.EXCLUDED))
    homes |= Q(cases=case) | Q(residents__appeals__case=case)
    if not Watch.objects.filter(home__in=Home.objects.filter(homes)).exists():
        return case
    due_by = deadlines.branch(case.community, BranchRule.Code.AFTERCARE, clock.now())
    return _follow(case, Kind.AFTERCARE, due_by)


def _follow(case: Case, kind: str, due_by: datetime) -> Case:
    """In the hands of who led it, else of the desk."""
    post: Post = case.lead or people.grid_worker_of(case.grid) or people.desk_of(case.community)
    commit(case=case, kind=kind, post=post, due_by=due_by)
    return take("follow_after", case=case, by=SYSTEM, body={"what": kind, "post": post.pk, "due_by": due_by})


@transaction.atomic
def look_in(*, case: Case, user: User, how: str, came: str, note: str = "") -> Case:
    """回头看: by a visit or a call. Whoever was not met is looked for again; what is broken anew is taken up again."""
    case, by = lock(case.pk), Actor.user(user)
    after = Commitment.objects.filter(case=case, kind__in=Commitment.AFTER, ended_at=None)
    holds = met(aftercare=after.exists(), is_holder=has_it(case, user))
    case = take("look_in", case=case, by=by, holds=holds, body={"how": how, "came": came}, words=note)
    if came != "nobody":
        after.update(ended_at=clock.now(), done=True)
    if came == "again":
        from .checks import reopen  # which closes, and so opens what is looked after here

        appeal = case.appeals.order_by("said_at", "pk")[0]
        return reopen(appeal=appeal, reason=note or _("回头看时，又有问题。"), by=by)
    return case


@transaction.atomic
def record_rain(*, community: Community, day: date, by: Actor) -> tuple[int, int]:
    """下过雨了: leaks that waited for it are asked about at once, and mended ones are looked at once more. Answers how
    many of each; a day that is written down already changes nothing."""
    if not rules.may_record(day, clock.today()):
        raise Refused(_("只能记今天，或者这七天里的。没有保存；更早的，回访时填。"))
    row, made = RainDay.objects.get_or_create(
        community=community, day=day, defaults={"at": clock.now(), "actor": str(by)}
    )
    if not made:
        return 0, 0
    asked = [one for one in _waiting(community) if _rained(lock(one), day, by)]
    again = [one for one in _mended(community, day) if _recheck(lock(one))]
    body = {"rained_on": day, "asked": len(asked), "again": len(again)}
    timeline.record("cases.rain_recorded", subject=row.community, by=by, body=body)
    return len(asked), len(again)


def _waiting(community: Community) -> list[object]:
    dry = Case.objects.filter(community=community, state=State.VERIFIED, after_rain=True, rained_on=None)
    return list(dry.filter(rain_waived_on=None).order_by("pk").values_list("pk", flat=True))


def _rained(case: Case, day: date, by: Actor) -> bool:
    """等到雨了: the call-back is due at once, by the end of today; or of the next working day, after hours."""
    handled = clock.local(case.handled_at).date() if case.handled_at else None
    if case.state != State.VERIFIED or not rules.rain_proves(handled, day):
        return False
    tonight = deadlines.closing(case.community, clock.today())
    if tonight <= clock.now():
        tonight = deadlines.branch(case.community, BranchRule.Code.RAIN_CALL, clock.now())
    held = Commitment.objects.filter(case=case, kind=Kind.CALL_BACK, ended_at=None)
    held.update(due_by=tonight)
    take("rain", case=case, by=by, holds=met(rain_day=True), body={"rained_on": day, "due_by": tonight}, rained_on=day)
    return True


def _mended(community: Community, day: date) -> list[object]:
    """Leaks closed lately that nobody is to look at yet."""
    found = deadlines.rule(community, BranchRule.Code.RAIN_LOOK_BACK)
    look_back = (found and found.amount) or 0
    after = Commitment.objects.filter(kind__in=Commitment.AFTER, ended_at=None).values("case")
    closed = Case.objects.filter(
        community=community, state=State.CLOSED, after_rain=True, road=Case.Road.LONG, handled_by__gt=""
    )
    rows = closed.exclude(pk__in=after).order_by("pk").values_list("pk", "closed_at")
    return [pk for pk, at in rows if at and rules.rain_asks(clock.local(at).date(), day, look_back)]


def _recheck(case: Case) -> bool:
    if case.state != State.CLOSED:
        return False
    due_by = deadlines.branch(case.community, BranchRule.Code.RAIN_RECHECK, clock.now())
    _follow(case, Kind.RAIN_RECHECK, due_by)
    return True
