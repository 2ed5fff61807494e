"""Turnouts 志愿者召集: called, signed up for, left, ended or called off; and how long each helped."""

from collections.abc import Mapping
from dataclasses import asdict, dataclass
from datetime import date, datetime
from uuid import UUID

from django.conf import settings
from django.db import transaction
from django.utils import translation
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from huying.cases import actions as cases
from huying.cases.models import Case
from huying.core import clock, timeline
from huying.core.actor import Actor
from huying.core.errors import Refused
from huying.core.links import issue
from huying.core.pictures import Picture, attach
from huying.people import actions as people
from huying.people import queries as people_queries
from huying.people.models import Post, User, Volunteer
from huying.places.models import Community, Division
from huying.rules import turnouts as rules

from .. import turnout_queries as queries
from ..models import SafetyNote, SignUp, Turnout
from .words import no_keys

TURNOUT_LINK, SIGN_UP_LINK = "field.turnout", "field.sign_up"
# The links outlive the day: what was signed up for, and how long it took, can be looked up for a while.
AFTER = 30

WHY_NOT = {
    "called_off": gettext_lazy("这次召集取消了，不用来了。没有记。"),
    "over": gettext_lazy("这次召集已经结束了，没有记。"),
    "minor": gettext_lazy("这个活要满 18 岁才能来，没有记。谢谢您的心意。"),
}


@dataclass(frozen=True, kw_only=True)
class Wanted:
    """What hands are called for."""

    what: str
    place: str
    slots: int
    starts_at: datetime
    ends_at: datetime
    danger: str
    leader: User


@transaction.atomic
def call_turnout(*, community: Community, wanted: Wanted, user: User, case: Case | None = None) -> Turnout:
    """召集: of a case, where it is the caller's commitment until it is over; or of none. Never for work on electricity."""
    by, now = Actor.user(user), clock.now()
    no_keys(wanted.what, wanted.place)
    sound = rules.sound(wanted.starts_at, wanted.ends_at, now, wanted.slots)
    safe = wanted.danger not in rules.NEVER
    with translation.override(settings.LANGUAGE_CODE):  # kept as told, in the language of the place
        note = queries.safety_note(community, wanted.danger)
    made = Turnout(
        community=community, case=case, user=user, at=now, safety=note.text, minors=note.minors, **_columns(wanted)
    )
    body = {"turnout": made.pk, "slots": made.slots, "danger": made.danger, "starts_by": made.starts_at}
    if case:
        case = cases.lock(case.pk)
        holds = cases.met(sound=sound, safe=safe)
        cases.take("call_turnout", case=case, by=by, holds=holds, body=body, words=wanted.what)
        post = _post_of(user, community)
        made.commitment = cases.commit(case=case, kind="turnout", post=post, due_by=wanted.ends_at, acked_at=now)
    elif not (sound and safe):
        raise Refused(_("时间、人数要排得通，碰电的活不能喊志愿者。没有保存。"))
    made.save(force_insert=True)
    if not case:
        timeline.record("field.turnout_called", subject=made, by=by, body=body, words=wanted.what)
    issue(purpose=TURNOUT_LINK, subject_id=made.pk, days=(wanted.ends_at - now).days + AFTER)
    return made


def _columns(wanted: Wanted) -> dict[str, object]:
    return {**asdict(wanted), "leader": wanted.leader}


def _post_of(user: User, community: Community) -> Post:
    """The chair from which this account calls."""
    own = [post for post in user.posts if post.community_id == community.pk]
    return own[0] if own else people_queries.desk_of(community)


# --- signing up -------------------------------------------------------------------------------------------------------


@dataclass(frozen=True, kw_only=True)
class Person:
    """Whoever signs up, as they say it. `asks`: they may be asked another time."""

    name: str
    phone: str
    adult: bool
    asks: bool = False


@transaction.atomic
def join_turnout(*, turnout: Turnout, person: Person, by: Actor | None = None) -> SignUp:
    """报名: by the link without an account, or by the staff for somebody who rang. A number that stands on the roster is
    that volunteer, with the name that stands there; a new one is put on it."""
    turnout = _lock(turnout)
    _refuse(turnout, adult=person.adult)
    return sign_up(turnout=turnout, volunteer=enrol(turnout.community, person, by), by=by)


def enrol(community: Community, person: Person, by: Actor | None = None, team: str = "") -> Volunteer:
    """Who of the roster this is, put on it where the number is new. Part of the step at hand, in its transaction."""
    known = people_queries.volunteer_by_phone(community, person.phone)
    if known is None:
        return people.add_volunteer(community=community, by=by or Actor("volunteer"), team=team, **asdict(person))
    if person.asks and not known.asks:
        return people.change_volunteer(volunteer=known, by=by or volunteer_actor(known), asks=True)
    return known


@transaction.atomic
def sign_up(*, turnout: Turnout, volunteer: Volunteer, by: Actor | None = None) -> SignUp:
    """报名 of somebody on the roster. They come, or wait for a place; by their own link they can see and leave."""
    turnout = _lock(turnout)
    _refuse(turnout, adult=volunteer.adult)
    if volunteer.community_id != turnout.community_id:
        raise Refused(_("这位志愿者不是这个社区的，没有记。"))
    before = SignUp.objects.filter(turnout=turnout, volunteer=volunteer).first()
    if before and before.state != SignUp.State.WITHDRAWN:
        raise Refused(_("这个电话已经报过名了，没有再记。要改，点报名时收到的那一页，或者打社区电话。"))
    made = before or SignUp(turnout=turnout, volunteer=volunteer)
    made.at, made.state, made.to_tell = clock.now(), rules.place(turnout.call, _coming(turnout)), False
    made.save()
    if not before:
        issue(purpose=SIGN_UP_LINK, subject_id=made.pk, days=(turnout.ends_at - clock.now()).days + AFTER)
    _told("field.turnout_joined", made, by)
    return made


def _refuse(turnout: Turnout, *, adult: bool) -> None:
    if why := rules.why_not(turnout.call, clock.now(), adult=adult):
        raise Refused(str(WHY_NOT[why]))


def _coming(turnout: Turnout) -> int:
    return SignUp.objects.filter(turnout=turnout, state=SignUp.State.COMING).count()


def volunteer_actor(volunteer: Volunteer) -> Actor:
    """A volunteer, who has a link and no account."""
    return Actor("volunteer", str(volunteer.pk))


def _told(kind: str, made: SignUp, by: Actor | None, **more: object) -> None:
    body = {"sign_up": made.pk, "state": made.state, **more}
    by = by or volunteer_actor(made.volunteer)
    if kind == "field.turnout_joined":
        timeline.record("field.turnout_joined", subject=made.turnout, by=by, body=body)
    else:
        timeline.record("field.turnout_left", subject=made.turnout, by=by, body=body)


@transaction.atomic
def leave_turnout(*, made: SignUp, by: Actor | None = None) -> SignUp:
    """不来了: with one tap, no reason asked. Whoever waited first moves up, and has to be told."""
    turnout = _lock(made.turnout)
    made = SignUp.objects.select_related("volunteer").get(pk=made.pk)
    made.turnout = turnout
    if made.state == SignUp.State.WITHDRAWN:
        return made
    if not turnout.open:
        raise Refused(_("这次召集已经结束了，没有改。"))
    made.state, made.to_tell = SignUp.State.WITHDRAWN, False
    made.save(update_fields=["state", "to_tell"])
    waiting = list(SignUp.objects.filter(turnout=turnout, state=SignUp.State.WAITING).order_by("at", "pk"))
    up = [one.pk for one in rules.moves_up(turnout.call, _coming(turnout), waiting)]
    SignUp.objects.filter(pk__in=up).update(state=SignUp.State.COMING, to_tell=True)
    _told("field.turnout_left", made, by, moved_up=up)
    return made


@transaction.atomic
def tell_volunteer(*, made: SignUp, by: Actor) -> None:
    """告诉他了: that they moved up, or that nobody need come."""
    if SignUp.objects.filter(pk=made.pk, to_tell=True).update(to_tell=False):
        timeline.record("field.volunteer_told", subject=made.turnout, by=by, body={"sign_up": made.pk})


# --- afterwards -------------------------------------------------------------------------------------------------------


@transaction.atomic
def record_minutes(*, turnout: Turnout, minutes: Mapping[UUID, int], user: User) -> None:
    """时长: how many whole minutes each helped, and who wrote it. Written again, the last one counts."""
    turnout = _lock(turnout)
    if turnout.called_off_at or not turnout.begun:
        raise Refused(_("还没开始，或者取消了，时长记不了。没有保存。"))
    if not all(rules.minutes_fit(given) for given in minutes.values()):
        raise Refused(_("一次最多 24 小时。没有保存，改好再点一次。"))
    came = list(SignUp.objects.filter(turnout=turnout, pk__in=list(minutes), state=SignUp.State.COMING))
    for one in came:
        one.minutes, one.minutes_by, one.minutes_at = minutes[one.pk], user, clock.now()
    SignUp.objects.bulk_update(came, ["minutes", "minutes_by", "minutes_at"])
    written = {str(one.pk): one.minutes for one in came}
    timeline.record("field.hours_recorded", subject=turnout, by=Actor.user(user), body={"minutes": written})


@transaction.atomic
def end_turnout(*, turnout: Turnout, result: str, user: User, pictures: tuple[Picture, ...] = ()) -> Turnout:
    """结束: a word on what came of it, photos if somebody took any. A case that waited only for this closes."""
    by = Actor.user(user)
    no_keys(result)
    turnout = _lock(turnout)
    attach(pictures, subject=turnout, community=turnout.community_key, purpose="turnout", by=by)
    if not turnout.begun:
        raise Refused(_("还没开始，不能结束；不办了就点取消。没有保存。"))
    hours = SignUp.objects.filter(turnout=turnout, minutes__isnull=False)
    body = {"turnout": turnout.pk, "helped": hours.count(), "pictures": len(pictures)}
    return _close(turnout, "end_turnout", by, body, result=result)


@transaction.atomic
def call_off_turnout(*, turnout: Turnout, reason: str, user: User) -> Turnout:
    """取消: with the reason. Everybody who would have come has to be told."""
    no_keys(reason)
    turnout = _lock(turnout)
    still = SignUp.objects.filter(turnout=turnout).exclude(state=SignUp.State.WITHDRAWN)
    body = {"turnout": turnout.pk, "to_tell": still.update(to_tell=True)}
    return _close(turnout, "call_off_turnout", Actor.user(user), body, reason=reason)


def _close(turnout: Turnout, verb: str, by: Actor, body: dict[str, object], **said: str) -> Turnout:
    (words,) = said.values()
    holds = cases.met(open_turnout=turnout.open, **said)
    if turnout.case:
        case = cases.take(verb, case=turnout.case, by=by, holds=holds, body=body, words=words)
    elif len(holds) < 2:
        raise Refused(_("已经结束或者取消过了，或者还没写一句话。没有保存。"))
    elif verb == "end_turnout":
        timeline.record("field.turnout_ended", subject=turnout, by=by, body=body, words=words)
    else:
        timeline.record("field.turnout_called_off", subject=turnout, by=by, body=body, words=words)
    column = "ended_at" if verb == "end_turnout" else "called_off_at"
    setattr(turnout, column, clock.now())
    turnout.result = words
    turnout.save(update_fields=[column, "result"])
    if turnout.case and turnout.commitment:
        cases.release(commitment=turnout.commitment, done=verb == "end_turnout")
        cases.end_if_ready(case, by)
    return turnout


def _lock(turnout: Turnout) -> Turnout:
    """The case first, as every other step takes it; then the turnout, so that two never take the last place."""
    case = cases.lock(turnout.case_id) if turnout.case_id else None
    turnout = Turnout.objects.select_for_update(of=("self",)).select_related("community", "commitment").get(
        pk=turnout.pk
    )  # fmt: skip
    turnout.case = case
    return turnout


# --- what is laid down ------------------------------------------------------------------------------------------------


@transaction.atomic
def set_safety_note(
    *, division: Division, danger: str, text: str, minors: bool, source: str, source_on: date | None, by: Actor
) -> SafetyNote:
    """安全提示: a division's own words for one kind of task. Turnouts called before keep theirs."""
    given = {"text": text, "minors": minors, "source": source, "source_on": source_on, "confirmed": True}
    made, _new = SafetyNote.objects.update_or_create(division=division, danger=danger, defaults=given)
    timeline.record("field.safety_note_set", subject=made, by=by, body={"danger": danger, "minors": minors})
    return made
