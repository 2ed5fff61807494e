"""Claims 认领: a small task is offered, taken on, done, given back; at its date it comes back by itself."""

from datetime import date, datetime, timedelta
from uuid import UUID

from django.conf import settings
from django.db import transaction
from django.utils import translation
from django.utils.translation import gettext as _

from huying.cases import actions as cases
from huying.cases.models import Case, Commitment
from huying.core import clock, timeline
from huying.core.actor import SYSTEM, Actor
from huying.core.errors import Refused
from huying.core.links import issue, revoke
from huying.core.models import SignedLink
from huying.core.pictures import Picture, attach
from huying.people.models import User
from huying.places.models import Community
from huying.rules import claims as rules
from huying.rules import lifecycle, turnouts

from .. import claim_queries as queries
from ..models import Claim, ClaimList, ClaimMark
from .turnouts import AFTER, Person, enrol, volunteer_actor
from .words import no_keys

CLAIM_LINK = "field.claim"
# The list's link hangs on a notice board, so it lasts until the desk makes another one.
A_YEAR = 365


@transaction.atomic
def open_claims(*, community: Community, by: Actor) -> SignedLink:
    """认领的链接: the one page of a community. A new one ends the one before, where that went astray."""
    page, _new = ClaimList.objects.update_or_create(community=community, defaults={"at": clock.now()})
    ended = revoke(purpose=queries.LINK, subject_ids=[page.pk])
    timeline.record("field.claims_opened", subject=community, by=by, body={"ended": ended})
    return issue(purpose=queries.LINK, subject_id=page.pk, days=A_YEAR)


@transaction.atomic
def mark_claim(*, case: Case, offered: bool | None, danger: str, user: User) -> None:
    """放出来, or not: goes before the category's word; None takes back what was said. Never for work on electricity."""
    case = cases.lock(case.pk)
    body = {"offered": {True: "yes", False: "no", None: "category"}[offered], "danger": danger}
    safe = offered is not True or danger not in turnouts.NEVER
    cases.take("mark_claim", case=case, by=Actor.user(user), holds=cases.met(safe=safe), body=body)
    ClaimMark.objects.filter(case=case).delete()
    if offered is not None:
        ClaimMark.objects.create(case=case, user=user, at=clock.now(), offered=offered, danger=danger)


@transaction.atomic
def claim(*, case: Case, person: Person, until: date, team: str = "") -> Claim:
    """认领: by the public list, without an account. A number that stands on the roster is that volunteer. The second who
    taps is told that it was taken."""
    case = cases.lock(case.pk)
    with translation.override(settings.LANGUAGE_CODE):  # kept as told, in the language of the place
        note = queries.note_of(case)
    volunteer = enrol(case.community, person, team=team)
    if not rules.may(adult=person.adult and volunteer.adult, minors=note.minors, urgency=case.urgency):
        raise Refused(_("这件要满 18 岁才能认领，没有记。谢谢您的心意。"))
    by, now, until_by = volunteer_actor(volunteer), clock.now(), _end_of(until)
    made = Claim(
        case=case, volunteer=volunteer, team=team or volunteer.team, at=now, until_by=until_by, danger=note.danger,
        safety=note.text,
    )  # fmt: skip
    holds = cases.met(
        claimable=queries.is_offered(case), unclaimed=queries.open_of(case) is None, until_fits=rules.fits(clock.today(), until)
    )  # fmt: skip
    cases.take("claim", case=case, by=by, holds=holds, body={"claim": made.pk, "until_by": until_by})
    made.commitment = cases.commit(case=case, kind="claim", post=case.lead, due_by=until_by, acked_at=now)
    made.save(force_insert=True)
    issue(purpose=CLAIM_LINK, subject_id=made.pk, days=rules.LONGEST + AFTER)
    return made


def _end_of(day: date) -> datetime:
    """The last minute of a day on the clock of the place."""
    return clock.instant((day + timedelta(days=1)).isoformat()) - timedelta(minutes=1)


# --- how it ends ------------------------------------------------------------------------------------------------------


@transaction.atomic
def finish_claim(*, claim: Claim, result: str, pictures: tuple[Picture, ...] = ()) -> Case:
    """做完了: a word, photos if they took any. Whoever leads checks it, as the work of anybody else: the volunteer's own
    word says what was found. Where somebody else is at work too, or it waits, only the lead is told."""
    no_keys(result)
    claim = _lock(claim.pk)
    by = volunteer_actor(claim.volunteer)
    files = attach(pictures, subject=claim, community=claim.community_key, purpose="claim", by=by)
    case = _end(claim, "finish_claim", by, Claim.End.DONE, result, pictures=len(files))
    orders = Commitment.objects.filter(case=case, kind="order", ended_at=None)
    if lifecycle.can(case.state, "handle") and not orders.exists():  # type: ignore[arg-type]
        return cases.handle(case=case, holds={"finding"}, by=by)
    return cases.end_if_ready(case, by)


@transaction.atomic
def give_back_claim(*, claim: Claim) -> Case:
    """还回去: with one tap, no reason asked."""
    claim = _lock(claim.pk)
    by = volunteer_actor(claim.volunteer)
    return cases.end_if_ready(_end(claim, "give_back_claim", by, Claim.End.GIVEN_BACK), by)


@transaction.atomic
def take_back_claim(*, case: Case, reason: str, by: Actor, seen: str = "") -> Case:
    """社区收回: with the reason, which they read on their own page."""
    no_keys(reason)
    case = cases.lock(case.pk)
    claim = queries.open_of(case)
    if claim is None:
        raise Refused(_("这次认领已经结束了：做完了、还回来了，或者到日子了。没有保存。"))
    claim.case = case
    return cases.end_if_ready(_end(claim, "take_back_claim", by, Claim.End.TAKEN_BACK, reason, seen=seen), by)


def lapse_claims() -> int:
    """到日子了: what nobody spoke of again comes back by itself, so that no case waits for ever. Each in a transaction of
    its own; run twice, or by two at once, it ends each once. How many came back."""
    due = Claim.objects.filter(ended_at=None, until_by__lte=clock.now()).order_by("until_by", "pk")
    return sum(_lapse(key) for key in list(due.values_list("pk", flat=True)))


@transaction.atomic
def _lapse(key: UUID) -> bool:
    claim = _lock(key)
    if not claim.open:
        return False
    cases.end_if_ready(_end(claim, "lapse_claim", SYSTEM, Claim.End.LAPSED), SYSTEM)
    return True


def _end(claim: Claim, verb: str, by: Actor, end: str, words: str = "", seen: str = "", **more: object) -> Case:
    holds = cases.met(open_claim=claim.open, result=words, reason=words)
    body = {"claim": claim.pk, **more}
    case = cases.take(verb, case=claim.case, by=by, holds=holds, seen=seen, body=body, words=words)
    claim.ended_at, claim.end, claim.result = clock.now(), end, words
    claim.save(update_fields=["ended_at", "end", "result"])
    cases.release(commitment=claim.commitment, done=end == Claim.End.DONE)
    return case


def _lock(key: UUID) -> Claim:
    """The case first, as every other step takes it; then what became of the claim meanwhile."""
    case = cases.lock(Claim.objects.values_list("case_id", flat=True).get(pk=key))
    claim = Claim.objects.select_related("volunteer", "commitment").get(pk=key)
    claim.case = case
    return claim
