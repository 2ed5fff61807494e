"""紧急进入: into a home without consent because of a danger, on record, and its owner told."""

from dataclasses import asdict, dataclass

from django.db import transaction
from django.utils.translation import gettext as _

from huying.cases import actions as cases
from huying.cases.models import Case, State
from huying.core import clock
from huying.core.actor import Actor
from huying.core.errors import Refused
from huying.core.pictures import Picture, attach
from huying.people import queries as people
from huying.people.models import User
from huying.places.models import Home
from huying.rules import entry as rules

from ..models import EmergencyEntry
from .words import no_keys


@dataclass(frozen=True, kw_only=True)
class Entered:
    """What is written down of an entry in danger. `told_how` says how the owner was told; else why they were not."""

    home: Home
    danger: str
    words: str
    witnesses: tuple[str, ...]
    reported_to: str
    report_number: str
    inventory: str
    told_how: str = ""
    why_not_told: str = ""


@transaction.atomic
def enter_emergency(
    *,
    case: Case,
    entered: Entered,
    user: User,
    before: tuple[Picture, ...] = (),
    after: tuple[Picture, ...] = (),
) -> EmergencyEntry:
    """紧急进入: on record with its witnesses. An owner who does not know yet is owed the notice at once, by the secretary;
    until then the matter does not close."""
    by, now = Actor.user(user), clock.now()
    no_keys(entered.words, entered.inventory, entered.why_not_told)
    case = cases.lock(case.pk)
    if entered.home.building.community_id != case.community_id:
        raise Refused(_("这一户不在这个社区。没有保存，请重新选是哪一户。"))
    told = bool(entered.told_how)
    whole = rules.Emergency(
        entered.danger, entered.witnesses, entered.report_number, entered.inventory, told, entered.why_not_told
    )
    columns = {**asdict(entered), "home": entered.home, "witnesses": "\n".join(entered.witnesses)}
    made = EmergencyEntry.objects.create(case=case, user=user, at=now, told_at=now if told else None, **columns)
    for purpose, pictures in (("lock_before", before), ("lock_after", after)):
        attach(pictures, subject=made, community=case.community_key, purpose=purpose, by=by)
    body = {"emergency": made.pk, "home": made.home_id, "danger": made.danger, "told": told}
    lacks = rules.emergency_lacks(whole)
    cases.take(
        "enter_emergency", case=case, by=by, holds=cases.met(emergency_whole=not lacks), body=body, words=entered.words
    )
    cases.control(case=case)
    if not told:
        post = people.secretary_of(case.community)
        made.commitment = cases.commit(case=case, kind="notify_owner", post=post, due_by=now)
        made.save(update_fields=["commitment"])
    return made


@transaction.atomic
def tell_owner(*, emergency: EmergencyEntry, how: str, by: Actor) -> Case:
    """告诉户主: how they were told that somebody went in. What waited only for this closes."""
    case = cases.lock(emergency.case_id)
    emergency = EmergencyEntry.objects.select_related("commitment").get(pk=emergency.pk)
    if emergency.told_at:
        raise Refused(_("已经有人告诉过户主了。这次没有保存。"))
    emergency.told_at, emergency.told_how = clock.now(), how
    emergency.save(update_fields=["told_at", "told_how"])
    if emergency.commitment:
        cases.release(commitment=emergency.commitment, done=True)
    body = {"emergency": emergency.pk, "home": emergency.home_id, "told_how": how}
    case = cases.take("tell_owner", case=case, by=by, body=body)
    return cases.close_if_ready(case, by) if case.state == State.VERIFIED and case.rain_settled else case
