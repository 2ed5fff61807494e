"""产权台账: the facts of many homes at once, as a ledger has them, and back again as they were."""

import json
from collections.abc import Iterable, Mapping, Sequence
from typing import Any, NamedTuple
from uuid import UUID

from django.db import transaction

from huying.core.references import free
from huying.places.models import Community

from ..models import Owner, Property
from .properties import Facts, Person

BATCH = 500
KEPT = (*Facts._fields, "owner_id")


class Written(NamedTuple):
    """One home whose facts were written: how they stood, "" where there were none, and how they stand."""

    property: UUID
    before: str
    after: str


@transaction.atomic
def add_owners(*, community: Community, people: Sequence[Person]) -> list[Owner]:
    """业主 of a ledger: who is on the roll already was found before."""
    return Owner.objects.bulk_create(Owner(community=community, **one._asdict()) for one in people)


@transaction.atomic
def write_properties(*, rows: Mapping[UUID, Mapping[str, Any]]) -> list[Written]:
    """产权 of a ledger, by home: what it says of each; the rest stays as it is. Four statements for any number."""
    held = {one.home_id: one for one in Property.objects.select_for_update().filter(home__in=rows)}
    written: list[Written] = []
    fresh: list[Property] = []
    changed: list[Property] = []
    for home, said in rows.items():
        row = held.get(home) or Property(home_id=home)
        before = _snapshot(row) if home in held else ""
        for name, value in said.items():
            setattr(row, name, value)
        (changed if home in held else fresh).append(row)
        written.append(Written(row.pk, before, _snapshot(row)))
    Property.objects.bulk_create(fresh, batch_size=BATCH)
    Property.objects.bulk_update(changed, KEPT, batch_size=BATCH)
    return written


@transaction.atomic
def unwrite_properties(*, rows: Iterable[Written]) -> int:
    """As they stood before, except where somebody has changed them since. How many of those that were new went."""
    gone = 0
    for one in rows:
        row = Property.objects.select_for_update().filter(pk=one.property).first()
        if row is None or _snapshot(row) != one.after:
            continue
        if one.before:
            Property.objects.filter(pk=row.pk).update(**dict(zip(KEPT, json.loads(one.before), strict=True)))
        else:
            gone += row.delete()[0]
    return gone


@transaction.atomic
def remove_owners(*, owners: Iterable[UUID]) -> int:
    """Off the roll again, where nothing else speaks of them. How many went."""
    gone = list(free(Owner.objects.filter(pk__in=list(owners))).values_list("pk", flat=True))
    Owner.objects.filter(pk__in=gone).delete()
    return len(gone)


def _snapshot(row: Property) -> str:
    return json.dumps([getattr(row, name) for name in KEPT], default=str, ensure_ascii=False)
