"""Reads of contacts: who is signed in on a device, which numbers were proved, who acts for whom."""

from datetime import datetime
from uuid import UUID

from django.db.models import Exists, OuterRef, QuerySet
from django.http import HttpRequest

from huying.core import clock
from huying.core.sealed import blind, plain
from huying.people.models import Contact, ContactCode, Proxy, Resident
from huying.places.models import Community
from huying.rules import codes

from . import device

How = ContactCode.How
# What shows that somebody has the telephone in their hands.
PROVES = (How.SMS, How.CALL)


def signed_in(request: HttpRequest) -> Contact | None:
    """Who has proved a number or a mailbox on this device, while it counts."""
    key = device.key(request)
    if not key:
        return None
    found = Contact.objects.filter(device=key, ended_at=None, expires_at__gt=clock.now())
    return found.select_related("community__division").order_by("-at", "-pk").first()


def pending(request: HttpRequest) -> ContactCode | None:
    """The code that this device waits for."""
    key = device.key(request)
    if not key:
        return None
    since = clock.now() - codes.LOOK_BACK
    found = ContactCode.objects.filter(device=key, how=How.SMS, at__gt=since)
    return found.select_related("community__division").order_by("-at", "-pk").first()


def known_device(key: str, index: str) -> bool:
    """Whether this number was proved on this device before: then strangers who ask for codes do not bar it."""
    return bool(key) and Contact.objects.filter(device=key, index=index).exists()


def free_again(address: str, key: str) -> datetime | None:
    """When the next code for a number may be asked for: a device that knows it is counted apart from all others."""
    index, now = blind(plain(address)), clock.now()
    made = ContactCode.objects.filter(index=index, at__gt=now - codes.LOOK_BACK, how__in=[How.SMS, How.EMAIL])
    own = known_device(key, index)
    made = made.filter(known=True, device=key) if own else made.filter(known=False)
    return codes.free_again(made.values_list("at", flat=True), now)


def verified(index: OuterRef) -> Exists:
    """号码已核实: whether somebody proved that the number with this blind index is theirs; part of another statement."""
    return Exists(Contact.objects.filter(index=index, how__in=PROVES))


def expected(community: Community, address: str) -> bool:
    """Whether a number may ask for a code beside what reporters left: it stands in the ledger, or acts for somebody."""
    index = blind(plain(address))
    in_ledger = Resident.objects.filter(home__building__community=community, phone_index=index)
    return in_ledger.exists() or live_proxies(community).filter(phone_index=index).exists()


def live_proxies(community: Community) -> QuerySet[Proxy]:
    """代办 that count now."""
    return Proxy.objects.filter(community=community, ended_at=None, until__gt=clock.now())


def acts_for(contact: Contact) -> list[Proxy]:
    """For whom this person may act now: only by a number they proved, as it was named. Asked once for a contact that was
    read: the parts of their page share the answer."""
    if contact.how not in PROVES:
        return []
    if not hasattr(contact, "acts"):
        rows = live_proxies(contact.community).filter(phone_index=contact.index)
        contact.acts = list(rows.select_related("home").order_by("at", "pk"))
    return list(contact.acts)


def named_by(contact: Contact) -> list[Proxy]:
    """Who may act for this person now."""
    if not contact.by_phone:
        return []
    rows = live_proxies(contact.community).filter(principal_index=contact.index)
    return list(rows.select_related("home").order_by("at", "pk"))


def asked(pk: UUID) -> ContactCode:
    """What a link was asked or written for."""
    return ContactCode.objects.select_related("community__division").get(pk=pk)
