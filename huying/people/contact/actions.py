"""Writes of contacts: a code is asked for and typed, a link is used, somebody signs out; a relative is named to act."""

from dataclasses import asdict, dataclass
from datetime import datetime, timedelta
from typing import NamedTuple

from django.db import transaction
from django.db.models import F, Q
from django.utils.module_loading import import_string
from django.utils.translation import gettext as _

from huying.core import clock, codes, links, timeline
from huying.core.actor import Actor
from huying.core.errors import Refused
from huying.core.models import SignedLink
from huying.core.sealed import blind, plain
from huying.people.models import Contact, ContactCode, Proxy
from huying.places.models import Community, Home
from huying.rules import codes as rules

from . import device, queries

LINK = "people.contact"
# A device counts this long; the number may have changed hands by then.
DAYS = 30
# A letter waits until somebody reads their mail; a slip until they are home.
LETTER_DAYS, SLIP_DAYS = 1, 7
# A second tap comes this soon after the first.
SAME_TAP = timedelta(minutes=1)
How = ContactCode.How


class Way(NamedTuple):
    """How a secret travels: function in wiring, of (community=, …), that says whether it is on its way."""

    name: str

    def __call__(self, **given: object) -> bool:
        return bool(import_string(import_string(f"huying.wiring.{self.name}"))(**given))


SEND_CODE, SEND_LINK = Way("CODE_SENDER"), Way("LINK_SENDER")


@transaction.atomic
def ask_code(*, community: Community, phone: str, device_key: str, expected: bool) -> ContactCode:
    """要一个码. The row is written for any number; the SMS only goes to one that is `expected`: nobody's telephone is
    made to ring through us by strangers, and the answer is the same."""
    code = codes.fresh()
    asked = _ask(community, phone, How.SMS, device_key)
    asked.code = codes.hashed(code, asked.pk)
    asked.save(force_insert=True)
    if expected:
        SEND_CODE(community=community, phone=phone, code=code)
    return asked


@transaction.atomic
def ask_link(*, community: Community, email: str, device_key: str, expected: bool) -> None:
    """用邮箱: a link good for one time, to a mailbox that somebody left with us."""
    asked = _ask(community, email, How.EMAIL, device_key)
    asked.save(force_insert=True)
    if expected:
        link = links.issue(purpose=LINK, subject_id=asked.pk, days=LETTER_DAYS)
        SEND_LINK(community=community, email=email, link=link)


def _ask(community: Community, address: str, how: str, device_key: str = "") -> ContactCode:
    known = queries.known_device(device_key, blind(plain(address)))
    return ContactCode(
        community=community, address=address, how=how, device=device_key, known=known, at=clock.now()
    )  # fmt: skip


@transaction.atomic
def read_out(*, community: Community, phone: str) -> str:
    """念一个码: for the officer who has the person on the telephone. Any device on which that number is typed takes it;
    the one read out before is dead."""
    code = codes.fresh()
    ContactCode.objects.filter(index=blind(plain(phone)), how=How.CALL, used_at=None).delete()
    drawn = _ask(community, phone, How.CALL)
    drawn.code = codes.hashed(code, drawn.pk)
    drawn.save(force_insert=True)
    return code


@transaction.atomic
def write_slip(*, community: Community, phone: str) -> SignedLink:
    """打条子: a link on paper, good for one time, for who stands at the counter and has no SMS. The one before is dead."""
    before = ContactCode.objects.filter(index=blind(plain(phone)), how=How.SLIP)
    links.revoke(purpose=LINK, subject_ids=[str(pk) for pk in before.values_list("pk", flat=True)])
    drawn = _ask(community, phone, How.SLIP)
    drawn.save(force_insert=True)
    return links.issue(purpose=LINK, subject_id=drawn.pk, days=SLIP_DAYS)


class Typed(NamedTuple):
    """What became of a code that was typed: the contact and the device's new token, or why not."""

    contact: Contact | None
    token: str
    why: str


@transaction.atomic
def type_code(*, asked: ContactCode, code: str) -> Typed:
    """填码: the one sent to this device, or one that the desk read out for the same number. A wrong try is counted, and
    must not be undone by an error. The same code again within a minute is the same tap."""
    now = clock.now()
    rows = [one for one in _candidates(asked) if not one.used_at or now - one.used_at < SAME_TAP]
    alive = [one for one in rows if not rules.dead(one.at, one.tries, now)]
    if not alive:
        return Typed(None, "", rules.dead(asked.at, asked.tries, now) or "late")
    for one in alive:
        if codes.fits(code, one.code, one.pk):
            token = device.proved(one.pk, code)
            return Typed(_prove(one, token, again=one.used_at is not None), token, "")
    ContactCode.objects.filter(pk__in=[one.pk for one in alive]).update(tries=F("tries") + 1)
    return Typed(None, "", "wrong")


def _candidates(asked: ContactCode) -> list[ContactCode]:
    wanted = Q(pk=asked.pk) | Q(index=asked.index, community=asked.community_id, how=How.CALL)
    found = ContactCode.objects.select_for_update(of=("self",)).filter(wanted, at__gt=clock.now() - rules.LOOK_BACK)
    return list(found.order_by("pk"))


def _prove(asked: ContactCode, token: str, *, again: bool) -> Contact:
    """From now on the device with this token is theirs."""
    key = device.hashed(token)
    if again:
        return Contact.objects.get(device=key)
    now = clock.now()
    asked.used_at = now
    asked.save(update_fields=["used_at"])
    contact = Contact.objects.create(
        community_id=asked.community_id, address=asked.address, how=asked.how, device=key, at=now,
        expires_at=now + timedelta(days=DAYS),
    )  # fmt: skip
    timeline.record("people.contact_proved", subject=contact, by=Actor("resident"), body={"how": asked.how})
    return contact


@transaction.atomic
def open_link(*, link: SignedLink, token: str) -> Contact | None:
    """点链接: by letter or slip; None where somebody was quicker. The device got a token of its own with the page."""
    asked = ContactCode.objects.get(pk=link.subject_id)
    return _prove(asked, token, again=False) if links.use(link) else None


@transaction.atomic
def sign_out(*, contact: Contact, everywhere: bool = False) -> None:
    """退出, on this device or on all of them."""
    mine = Contact.objects.filter(index=contact.index, community=contact.community_id) if everywhere else None
    live = (mine if mine is not None else Contact.objects.filter(pk=contact.pk)).filter(ended_at=None)
    live.update(ended_at=clock.now())
    body = {"everywhere": everywhere}
    timeline.record("people.contact_left", subject=contact, by=Actor("resident"), body=body)


# --- 代办 ----------------------------------------------------------------------------------------------------------------

# Longer than a year nobody remembers whom they named.
LONGEST = timedelta(days=366)


@dataclass(frozen=True, kw_only=True)
class Named:
    """Who may act for whom, in what, until when, and how the resident said so."""

    principal_name: str
    principal_phone: str
    name: str
    phone: str
    until: datetime
    how: str
    home: Home | None = None
    answers: bool = False
    enters: bool = False
    recorded: str = ""


@transaction.atomic
def name_proxy(*, community: Community, named: Named, by: Actor) -> Proxy:
    """请家里人代办. Told to the resident by message, and shown on their own page, where one tap ends it."""
    now = clock.now()
    _check_named(community, named, now)
    made = Proxy.objects.create(
        community=community, at=now, named_by=str(by), **{**asdict(named), "home": named.home}
    )  # fmt: skip
    body = {
        "how": made.how,
        "home": made.home_id,
        "answers": made.answers,
        "enters": made.enters,
        "until_by": made.until,
    }
    timeline.record("people.proxy_named", subject=made, by=by, body=body)
    return made


def _check_named(community: Community, named: Named, now: datetime) -> None:
    if not now < named.until <= now + LONGEST:
        raise Refused(_("到哪天为止，要在今天以后、一年以内。没有保存。"))
    if plain(named.phone) == plain(named.principal_phone):
        raise Refused(_("这是本人自己的号码。没有保存，请写家里人的号码。"))
    if named.home and named.home.building.community_id != community.pk:
        raise Refused(_("这一户不在这个社区。没有保存。"))
    if named.how != Proxy.How.CODE and not named.recorded.strip():
        raise Refused(_("没有保存：写一下本人是怎么说的、谁在场，或者录音放在哪里。"))
    live = queries.live_proxies(community).filter(principal_index=blind(plain(named.principal_phone)))
    if live.filter(phone_index=blind(plain(named.phone)), home=named.home).exists():
        raise Refused(_("这一位已经在代办了。没有再加；要改，先收回，再重新办。"))


@transaction.atomic
def end_proxy(*, proxy: Proxy, by: Actor) -> Proxy:
    """收回, or the relative gives it back. Asked again, it stays as it was."""
    proxy = Proxy.objects.select_for_update(of=("self",)).select_related("community").get(pk=proxy.pk)
    if proxy.ended_at is None:
        proxy.ended_at, proxy.ended_by = clock.now(), str(by)
        proxy.save(update_fields=["ended_at", "ended_by"])
        timeline.record("people.proxy_ended", subject=proxy, by=by)
    return proxy
