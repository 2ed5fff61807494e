"""Visits and what was found, what the worker put right, checks, found-and-fixed."""

from dataclasses import dataclass

from django.db import transaction
from django.utils.translation import gettext as _

from huying.cases import actions as cases
from huying.cases.models import Appeal, Case
from huying.core import clock
from huying.core.actor import Actor
from huying.core.errors import Refused
from huying.core.pictures import Picture, attach
from huying.people.models import User
from huying.places.models import Community
from huying.rules import entry as rules

from ..models import EntryAuthorisation, Finding, Visit, Visitor
from ..queries import of_matter
from .arrivals import arrive
from .entries import went_in
from .words import no_keys


@dataclass(frozen=True, kw_only=True)
class Found:
    """What was seen: the cause in words, the part, and whose part it is."""

    cause: str
    part: str
    zone: str


@transaction.atomic
def record_visit(
    *,
    case: Case,
    user: User,
    outcome: str,
    note: str = "",
    found: Found | None = None,
    pictures: tuple[Picture, ...] = (),
    others: tuple[rules.Visitor, ...] = (),
    entry: EntryAuthorisation | None = None,
) -> Visit:
    """上门: record a visit, with who came along, its pictures, and what was found if anything was. A visit to a matter not
    yet acknowledged acknowledges it, and a matter that waits goes on: whoever stands at the door has it. With `entry`,
    somebody went into a home under that authorisation: two people, and photos only if its owner said so."""
    by = Actor.user(user)
    no_keys(note, found.cause if found else "")
    case = arrive(case=case, user=user)
    inside = entry if outcome == Visit.Outcome.SEEN else None
    visit = Visit.objects.create(case=case, user=user, at=clock.now(), outcome=outcome, note=note, entry=inside)
    Visitor.objects.bulk_create(Visitor(visit=visit, name=one.name.strip(), role=one.role) for one in others)
    files = attach(pictures, subject=visit, community=case.community_key, purpose="visit", by=by)
    body = {"visit": visit.pk, "outcome": outcome, "pictures": len(files), "others": len(others)}
    cases.take("visit", case=case, by=by, body=body, words=note)
    if inside:
        went_in(entry=inside, visit=visit, others=others, pictured=bool(pictures), by=by)
    if outcome == Visit.Outcome.SEEN:
        cases.control(case=case)
    if found:
        _record_finding(case, visit, found, by)
    return visit


def _record_finding(case: Case, visit: Visit, found: Found, by: Actor) -> None:
    """查看情况: an event of its own, since whose part it is decides who pays."""
    finding = Finding.objects.create(
        case=case, visit=visit, at=clock.now(), cause=found.cause, part=found.part, zone=found.zone
    )
    body = {"finding": finding.pk, "part": found.part, "zone": found.zone}
    cases.take("find", case=case, by=by, holds={"visit"}, body=body, words=found.cause)


@transaction.atomic
def handle(*, case: Case, user: User) -> Case:
    """自己处理好了: the grid worker put it right without a vendor. Somebody else will check."""
    case = cases.lock(case.pk)
    return cases.handle(case=case, holds=finding_of(case), by=Actor.user(user))


@transaction.atomic
def check(*, case: Case, user: User, passed: bool, note: str = "", pictures: tuple[Picture, ...] = ()) -> Case:
    """现场核查: somebody who did not do the work goes and looks. Not good enough sends it back, with what is wrong."""
    by = Actor.user(user)
    case = cases.lock(case.pk)
    attach(pictures, subject=case, community=case.community_key, purpose="check", by=by)
    if passed:
        return cases.verify(case=case, by=by, method="on_site", note=note)
    return cases.send_back(case=case, reason=note, by=by)


def finding_of(case: Case) -> set[str]:
    return {"finding"} if Finding.objects.filter(of_matter(case)).exists() else set()


@transaction.atomic
def find_and_fix(
    *, community: Community, said: cases.Said, user: User, proof: str, note: str, pictures: tuple[Picture, ...] = ()
) -> Appeal:
    """随手办: found on the walk and fixed on the spot, on one screen. A photo, a witness or the resident is the proof."""
    by = Actor.user(user)
    if proof == "photo" and not pictures:
        raise Refused(_("选了“照片”作凭据，还没有照片。没有保存；拍一张，或者换一样凭据。"))
    appeal = cases.receive(community=community, said=said, by=by, road=Case.Road.FIXED)
    attach(pictures, subject=appeal.case, community=community.key, purpose="after", by=by)
    cases.fix(case=appeal.case, proof=proof, note=note, by=by)
    return appeal
