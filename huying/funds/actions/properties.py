"""产权情况: whose a home is, how large, of which kind. One owner for all homes they own, and one head in a vote."""

from collections.abc import Iterable, Sequence
from datetime import date
from typing import NamedTuple

from django.db import transaction
from django.db.models import Q, QuerySet
from django.utils.translation import gettext as _

from huying.core import timeline
from huying.core.actor import Actor
from huying.core.errors import Refused, Stale
from huying.core.sealed import blind, digits
from huying.places.models import Community, Home

from ..models import Owner, Property

Kind, Status = Property.Kind, Owner.Status
# Housing that nobody bought: where no private person is written, the unit that holds it is the owner.
PUBLIC = (Kind.DIRECT_PUBLIC, Kind.UNIT_PUBLIC)
NAMED = 5  # homes said by name in one sentence


class Facts(NamedTuple):
    """What a home's property papers say; what nobody knows is left out."""

    kind: str = Kind.COMMODITY
    area: int | None = None
    area_source: str = ""
    former_unit: str = ""
    unit_percent: int | None = None
    sold_year: int | None = None
    fund_account: str = ""
    balance_cents: int | None = None
    balance_on: date | None = None


class Person(NamedTuple):
    """Who owns: a name and a number, or heirs, an unknown one, a unit."""

    name: str = ""
    phone: str = ""
    status: str = Status.KNOWN
    note: str = ""


class Twice(Refused):
    """This owner is on the roll already; `owner` is the one to give the home to."""

    def __init__(self, owner: Owner) -> None:
        rows = list(owner.properties.select_related("home").order_by("home__label"))
        homes = _("、").join(str(row.home) for row in rows[:NAMED]) or _("还没有房子")
        if len(rows) > NAMED:
            homes = _("%(homes)s等 %(n)s 套") % {"homes": homes, "n": len(rows)}
        facts = {"name": owner.name, "homes": homes}
        said = _("业主名册里已经有%(name)s（%(homes)s），没有再加一位：一位业主有几套房，表决只算一票。") % facts
        ways = _("是同一位，就把这套房记到他名下；真是两位，给两位都写上电话。")
        super().__init__(said + ways)
        self.owner = owner


@transaction.atomic
def keep_property(*, home: Home, facts: Facts, by: Actor, seen: str | None = None) -> Property:
    """记产权: the facts of one home as its papers have them. `seen` is the mark of what the page showed, "" for nothing,
    None where nobody looked at a page. Public housing without an owner is its unit's."""
    held = _locked(home)
    if seen is not None and seen != (held.mark if held else ""):
        raise Stale(_("这一户刚被别人改过，您的没有保存。看看现在的，再改。"))
    must_be_whole(facts)
    row = held or Property(home=home)
    changed = sorted(name for name, value in facts._asdict().items() if held is None or getattr(row, name) != value)
    for name in changed:
        setattr(row, name, getattr(facts, name))
    if row.owner is None and row.kind in PUBLIC:
        row.owner = _unit(home.building.community, row.former_unit, by)
    row.save()
    body = {"home": home.pk, "kind": row.kind, "owner": row.owner_id, "fields": changed}
    timeline.record("funds.property_kept", subject=row, by=by, body=body)
    return row


@transaction.atomic
def add_owner(*, community: Community, person: Person, homes: Sequence[Home], by: Actor) -> Owner:
    """加业主: somebody new on the roll, with the homes they own. Who is there already is refused, with which homes they
    have: see `give_home`."""
    Community.objects.select_for_update().get(pk=community.pk)
    person = _named(person, homes)
    if found := known_as(community, person).first():
        raise Twice(found)
    owner = Owner.objects.create(community=community, **person._asdict())
    body = {"owner": owner.pk, "status": owner.status, "homes": [home.pk for home in homes]}
    timeline.record("funds.owner_added", subject=owner, by=by, body=body)
    for home in homes:
        give_home(home=home, owner=owner, by=by)
    return owner


@transaction.atomic
def change_owner(*, owner: Owner, person: Person, seen: str, by: Actor) -> Owner:
    """改业主: name, number, status, note. A number left out stays as it is."""
    Community.objects.select_for_update().get(pk=owner.community_id)
    owner = Owner.objects.select_for_update(of=("self",)).select_related("community").get(pk=owner.pk)
    if owner.mark != seen:
        raise Stale(_("这位业主刚被别人改过，您的没有保存。看看现在的，再改。"))
    person = person._replace(phone=person.phone or owner.phone, name=person.name.strip() or owner.name)
    if found := known_as(owner.community, person).exclude(pk=owner.pk).first():
        raise Twice(found)
    changed = sorted(name for name, value in person._asdict().items() if getattr(owner, name) != value)
    for name in changed:
        setattr(owner, name, getattr(person, name))
    owner.save()
    body = {"owner": owner.pk, "status": owner.status, "fields": changed}
    timeline.record("funds.owner_changed", subject=owner, by=by, body=body)
    return owner


@transaction.atomic
def give_home(*, home: Home, owner: Owner, by: Actor) -> Property:
    """把这套房记到他名下: the owner on the roll gets one more home; whoever was written there before has it no longer."""
    if home.building.community_id != owner.community_id:
        raise Refused(_("这位业主不在这个社区的名册里，没有保存。"))
    row = _locked(home) or Property(home=home)
    row.owner = owner
    row.save()
    body = {"home": home.pk, "kind": row.kind, "owner": owner.pk, "fields": ["owner"]}
    timeline.record("funds.property_kept", subject=row, by=by, body=body)
    return row


def known_as(community: Community, person: Person) -> QuerySet[Owner]:
    """Who is on the roll under this number; or under this name, unless two numbers tell them apart."""
    index = blind(digits(person.phone))
    same_name = Q(name=person.name) & (Q(phone_index="") if index else Q())
    return Owner.objects.filter(Q(phone_index=index) | same_name if index else same_name, community=community)


def _locked(home: Home) -> Property | None:
    Home.objects.select_for_update().get(pk=home.pk)
    return Property.objects.select_related("owner", "home__building__community").filter(home=home).first()


def _named(person: Person, homes: Iterable[Home]) -> Person:
    """Whoever nobody knows is called by their home: each of them is one head of the vote, and none is another."""
    name = person.name.strip()
    if not name:
        home = next(iter(homes), None)
        if home is None or person.status not in (Status.UNKNOWN, Status.HEIRS):
            raise Refused(_("还没写业主姓名。没有保存；不知道是谁的，请选“不知道是谁”。"))
        name = _("%(home)s的业主") % {"home": home}
    return person._replace(name=name)


def _unit(community: Community, name: str, by: Actor) -> Owner:
    found = Owner.objects.filter(community=community, name=name, status=Status.UNIT).first()
    return found or add_owner(community=community, person=Person(name=name, status=Status.UNIT), homes=(), by=by)


def must_be_whole(facts: Facts) -> None:
    """Facts that only make sense together, or not at all."""
    if facts.area is not None and not facts.area_source:
        raise Refused(_("写了面积，还没选面积从哪来。没有保存。"))
    if facts.kind in PUBLIC and not facts.former_unit:
        raise Refused(_("直管公房、自管公房请写产权单位，没有别的业主时它就是业主。没有保存。"))
    if facts.kind == Kind.SOLD_PUBLIC and facts.unit_percent and not facts.former_unit:
        raise Refused(_("写了单位的比例，还没写原产权单位。没有保存。"))
    if facts.balance_cents is not None and facts.balance_on is None:
        raise Refused(_("写了账户余额，还没写是哪天的余额。没有保存。"))
