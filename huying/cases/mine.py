"""我的诉求: everything that one person said, and what a relative may see for them, each with who has it and what next."""

from dataclasses import dataclass
from uuid import UUID

from django.db.models import Q, QuerySet

from huying.core.sealed import blind, plain
from huying.people.contact import queries as contacts
from huying.people.models import Contact, Proxy
from huying.places.models import Community
from huying.rules import lifecycle

from . import progress, queries
from .models import Appeal

# A person who said more is shown the newest of them.
MOST = 100


def left_by(community: Community, address: str) -> QuerySet[Appeal]:
    """What was said under a telephone number or a mailbox."""
    found = Appeal.objects.filter(community=community)
    index = blind(plain(address))
    return found.filter(email_index=index) if "@" in address else found.filter(phone_index=index)


def expected(community: Community, address: str) -> bool:
    """Whether somebody who left this number or mailbox may be written to. Asked in full whatever the answer."""
    known = contacts.expected(community, address)
    return left_by(community, address).exists() or known


def own(contact: Contact) -> QuerySet[Appeal]:
    return left_by(contact.community, contact.address)


def _of(proxy: Proxy) -> Q:
    """What a relative may see: not what the resident wanted nobody to know they said."""
    wanted = Q(phone_index=proxy.principal_index, secret=False)
    return wanted & Q(case__home=proxy.home_id) if proxy.home_id else wanted


def acted_for(contact: Contact) -> dict[UUID, Proxy]:
    """Which appeals this person may see for somebody: appeal id → as whose relative. Of two, the one that may answer."""
    found: dict[UUID, Proxy] = {}
    for proxy in sorted(contacts.acts_for(contact), key=lambda one: not one.answers):
        for key in Appeal.objects.filter(_of(proxy), community=contact.community).values_list("pk", flat=True):
            found.setdefault(key, proxy)
    return found


@dataclass
class Row:
    """One matter in the list: the person's own, or seen for somebody."""

    appeal: Appeal
    proxy: Proxy | None
    held: queries.Holder | None
    next: str

    @property
    def chip(self) -> str:
        return progress.chip(self.appeal.case)

    @property
    def asks(self) -> bool:
        """Whether the person is asked whether it is fixed."""
        may = not self.proxy or self.proxy.answers
        return may and self.appeal.open and self.appeal.case.state in ("handled", "verified")


def rows(contact: Contact) -> list[Row]:
    """Everything, what is open first and the newest on top."""
    for_whom = acted_for(contact)
    mine = set(own(contact).values_list("pk", flat=True))
    found = Appeal.objects.filter(pk__in=mine | set(for_whom)).select_related(
        "case__category", "case__building", "case__home", "case__community", "origin__building", "origin__home"
    )
    appeals = sorted(
        found.order_by("-said_at", "-pk")[:MOST], key=lambda one: one.case.state in lifecycle.ENDED or not one.open
    )
    held = queries.holders([one.case_id for one in appeals])
    # Only these wait for something that has a name of its own.
    waiting = [key for key, one in held.items() if one.kind in ("await", "follow_up")]
    beside = queries.beside(waiting) if waiting else {}
    return [
        Row(
            one, None if one.pk in mine else for_whom[one.pk], held.get(one.case_id),
            progress.next_words(one.case, held.get(one.case_id), beside),
        )
        for one in appeals
    ]  # fmt: skip


@dataclass
class Seen:
    """One appeal as this person may see it."""

    appeal: Appeal
    proxy: Proxy | None


def find(contact: Contact, pk: UUID) -> Seen | None:
    """One of their own, or one they may see for somebody; nothing of anybody else's."""
    tracking = own(contact).filter(pk=pk).values_list("tracking", flat=True).first()
    proxy = None if tracking else acted_for(contact).get(pk)
    if proxy:
        tracking = Appeal.objects.values_list("tracking", flat=True).get(pk=pk)
    appeal = queries.by_tracking(tracking) if tracking else None
    return Seen(appeal, proxy) if appeal else None


def homes(contact: Contact) -> list[tuple[str, str]]:
    """The homes that this person's matters are in: id and label, to choose from."""
    found = own(contact).filter(case__home__isnull=False).values_list("case__home", "case__home__label")
    return [(str(key), label) for key, label in dict.fromkeys(found.order_by("case__home__label").distinct())]
