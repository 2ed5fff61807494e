"""入户授权: asked, given with a code or on paper, taken back, used; always in the owner's view."""

from dataclasses import asdict, dataclass
from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext as _

from huying.cases import actions as cases
from huying.cases.models import Case
from huying.core import clock
from huying.core.actions import log_access
from huying.core.actor import Actor
from huying.core.errors import Refused
from huying.core.links import issue
from huying.core.models import AccessLog
from huying.core.pictures import Picture, attach
from huying.people.models import User
from huying.places.models import Home
from huying.rules import entry as rules

from ..models import EntryAuthorisation, Visit
from ..queries import ENTRY_LINK
from .arrivals import arrive
from .codes import Code, tell_code, try_code
from .words import no_keys

# The owner's link outlives the term: what was given can be looked up for a while.
AFTER_TERM = 30


@dataclass(frozen=True, kw_only=True)
class Asked:
    """What an owner or occupant is asked for, and how they give it."""

    home: Home
    principal_name: str
    principal_phone: str
    principal_is: str
    purpose: str
    starts_at: datetime
    ends_at: datetime
    how: str
    photograph: bool = False
    repair: bool = False
    agent_name: str = ""
    agent_phone: str = ""
    agent_is: str = ""
    evidence: str = ""


@transaction.atomic
def ask_entry(*, case: Case, asked: Asked, user: User, pictures: tuple[Picture, ...] = ()) -> EntryAuthorisation:
    """请求入户授权. By link the owner is asked, and confirms; on paper or in a recorded call it was given already, and says
    where that can be seen."""
    by, now = Actor.user(user), clock.now()
    no_keys(asked.purpose, asked.evidence, asked.agent_is)
    _check_asked(case, asked, now, pictures)
    case = cases.lock(case.pk)
    made = EntryAuthorisation.objects.create(case=case, asked_by=user, at=now, **_columns(asked))
    attach(pictures, subject=made, community=case.community_key, purpose="evidence", by=by)
    cases.take("ask_entry", case=case, by=by, words=asked.purpose, body=_terms(made))
    # However it was given, the owner can look it up, see who went in, and take it back.
    issue(purpose=ENTRY_LINK, subject_id=made.pk, days=(asked.ends_at - now).days + AFTER_TERM)
    if asked.how != EntryAuthorisation.How.LINK:
        _give(made, by)
    return made


def _columns(asked: Asked) -> dict[str, object]:
    return {**asdict(asked), "home": asked.home}


def _check_asked(case: Case, asked: Asked, now: datetime, pictures: tuple[Picture, ...]) -> None:
    if asked.home.building.community_id != case.community_id:
        raise Refused(_("这一户不在这个社区。没有保存，请重新选是哪一户。"))
    if not (asked.starts_at < asked.ends_at and now < asked.ends_at):
        raise Refused(_("从几时到几时要排得通，而且还没过去。没有保存，改好时间再点一次。"))
    if asked.how != EntryAuthorisation.How.LINK and not (asked.evidence or pictures):
        raise Refused(_("书面或录音的授权要有凭据：拍一张，或者写明放在哪里。没有保存。"))


def _terms(entry: EntryAuthorisation) -> dict[str, object]:
    """What an event says of an authorisation: ids and codes, no person."""
    return {
        "entry": entry.pk, "home": entry.home_id, "how": entry.how, "photograph": entry.photograph,
        "repair": entry.repair, "starts_by": entry.starts_at, "ends_by": entry.ends_at,
    }  # fmt: skip


def _give(entry: EntryAuthorisation, by: Actor) -> None:
    entry.confirmed_at, entry.code = clock.now(), ""
    entry.save(update_fields=["confirmed_at", "code", "photograph", "repair", "ends_at"])
    cases.take("give_entry", case=entry.case, by=by, body=_terms(entry))


@transaction.atomic
def make_code(*, entry: EntryAuthorisation, by: Actor) -> Code:
    """要一个码: a new one each time; the one before is dead. Where no SMS can go, the desk rings and reads it out."""
    entry = _lock_entry(entry)
    if entry.confirmed_at or rules.why_not(entry.given, clock.now()) in ("revoked", "closed", "expired"):
        raise Refused(_("这份授权不用码了：已经确认过、收回了，或者过了时间。"))
    return tell_code(entry, community=entry.case.community, phone=entry.principal_phone, by=by)


@transaction.atomic
def confirm_entry(*, entry: EntryAuthorisation, code: str, photograph: bool, repair: bool, ends_at: datetime) -> str:
    """业主确认: with the code from their own telephone, and no more than was asked for. Answers why not, or nothing: a
    wrong try is counted, and must not be undone by an error."""
    entry = _lock_entry(entry)
    if entry.confirmed_at or entry.revoked_at:
        raise Refused(_("这份授权已经确认过，或者已经收回了。这次没有保存。"))
    if wrong := try_code(entry, code):
        return wrong
    asked = entry.given
    entry.photograph, entry.repair, entry.ends_at = photograph, repair, ends_at
    if not rules.narrows(asked, entry.given):
        raise Refused(_("只能比请求的少，不能多；到几时为止要在开始以后。没有保存，改好再点一次。"))
    _give(entry, _owner(entry))
    return ""


@transaction.atomic
def end_entry(*, entry: EntryAuthorisation, by: Actor | None = None) -> EntryAuthorisation:
    """收回授权: by the owner with one tap, or by the desk for them. Asked again, it stays as it was."""
    entry = _lock_entry(entry)
    if entry.revoked_at is None:
        entry.revoked_at, entry.code = clock.now(), ""
        entry.save(update_fields=["revoked_at", "code"])
        cases.take(
            "end_entry", case=entry.case, by=by or _owner(entry), body={"entry": entry.pk, "home": entry.home_id}
        )
    return entry


@transaction.atomic
def start_entry(*, entry: EntryAuthorisation, user: User) -> EntryAuthorisation:
    """现在进去: looked at once more at this instant, and the owner is told before anybody goes in."""
    arrive(case=entry.case, user=user)
    entry = _lock_entry(entry)
    valid = not rules.why_not(entry.given, clock.now())
    entry.announced_at = clock.now()
    entry.save(update_fields=["announced_at"])
    body = {"entry": entry.pk, "home": entry.home_id}
    cases.take("start_entry", case=entry.case, by=Actor.user(user), holds=cases.met(entry_valid=valid), body=body)
    return entry


@transaction.atomic
def open_door(*, entry: EntryAuthorisation, user: User) -> None:
    """到门口: that somebody opened the door page is logged, each time."""
    log_access(kind="entry", subject=entry, by=Actor.user(user), reason=AccessLog.Reason.DOOR)


@transaction.atomic
def went_in(
    *, entry: EntryAuthorisation, visit: Visit, others: tuple[rules.Visitor, ...], pictured: bool, by: Actor
) -> None:
    """进去看过了: part of a visit. The owner is told after, too; the next entry is announced anew."""
    entry = _lock_entry(entry)
    if entry.case_id != visit.case_id:
        raise Refused(_("这份授权是给别的事的。没有保存。"))
    if pictured and not entry.photograph:
        raise Refused(_("业主没有同意在屋里拍照。没有保存；去掉照片再存，写几句看到的就行。"))
    started, crew = rules.started(entry.announced_at, clock.now()), not rules.crew_lacks(others)
    holds = cases.met(entry_started=started, crew=crew)
    body = {"entry": entry.pk, "home": entry.home_id, "visit": visit.pk}
    cases.take("finish_entry", case=entry.case, by=by, holds=holds, body=body)
    entry.announced_at = None
    entry.save(update_fields=["announced_at"])


def _lock_entry(entry: EntryAuthorisation) -> EntryAuthorisation:
    case = cases.lock(entry.case_id)
    entry = EntryAuthorisation.objects.select_related("home").get(pk=entry.pk)
    entry.case = case
    return entry


def _owner(entry: EntryAuthorisation) -> Actor:
    """The owner or occupant, who has a link and no account."""
    return Actor("owner", str(entry.pk))
