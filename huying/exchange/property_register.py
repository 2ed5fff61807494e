"""What we know of homes as property 产权底册: as a ledger is checked against it, and as it goes out."""

from collections.abc import Iterator
from typing import Any

from huying.core import spoken
from huying.funds.actions.properties import Facts
from huying.funds.models import Owner, Property
from huying.places.models import Community, Home
from huying.rules import address, measures

from .known import Known, KnownOwner, KnownProperties
from .property_cells import KINDS, SOURCES

ORDER = ("building__order", "building__name", "unit__name", "floor", "room")


def known(community: Community, register: Known) -> KnownProperties:
    """The register with facts and owners: two statements more."""
    owners = {
        row.pk: KnownOwner(row.pk, row.name, row.phone, row.status)
        for row in Owner.objects.filter(community=community).order_by("pk")
    }
    facts: dict[object, dict[str, Any]] = {}
    for row in Property.objects.filter(home__building__community=community):
        kept = {name: getattr(row, name) for name in Facts._fields}
        facts[row.home_id] = kept | {"owner": owners[row.owner_id] if row.owner_id else None}
    return KnownProperties(register.houses, register.grids, owners=list(owners.values()), facts=facts)


def going_out(community: Community) -> Iterator[list[str]]:
    """Every home, those without facts too: the sheet to fill in. The columns are headers.FIELDS."""
    rows = Home.objects.filter(building__community=community)
    for home in rows.select_related("building", "unit", "property__owner").order_by(*ORDER):
        door = [address.canonical(home.building.name, "", ""), home.unit.name, home.room]
        yield door + _facts(getattr(home, "property", None))


def _facts(row: Property | None) -> list[str]:
    if row is None:
        return [""] * 11
    owner = row.owner
    balance = "" if row.balance_cents is None else spoken.yuan(row.balance_cents).replace(",", "")
    return [
        KINDS[Property.Kind(row.kind)].split()[0], measures.said(row.area) if row.area else "",
        SOURCES[Property.Source(row.area_source)].split()[0] if row.area_source else "", owner.name if owner else "",
        owner.phone if owner else "", row.former_unit, "" if row.unit_percent is None else str(row.unit_percent),
        str(row.sold_year or ""), row.fund_account, balance, row.balance_on.isoformat() if row.balance_on else "",
    ]  # fmt: skip
