"""应急情形和材料清单: two lists that a division keeps whole, its own or the nearest above. Whoever changes one that comes
from above gets a copy first, since the nearest division's list counts whole."""

from collections.abc import Iterable
from datetime import date
from typing import NamedTuple

from django.db import transaction
from django.db.models import Q
from django.utils.translation import gettext as _

from huying.core import timeline
from huying.core.actor import Actor
from huying.core.errors import Refused, Stale
from huying.core.ids import token
from huying.places.models import Division

from ..local import kinds_for, papers_for
from ..models import EmergencyKind, Place, RequiredPaper

List = list[EmergencyKind] | list[RequiredPaper]


class Kind(NamedTuple):
    """An emergency, where it is written down, and whether somebody has compared it."""

    name: str
    source: str
    source_date: date | None = None
    confirmed: bool = False


class Asked(NamedTuple):
    """A paper that is asked for: where it stands in the list, before which step, whether huying prints it."""

    name: str
    before: str
    number: int
    made_here: bool
    source: str
    source_date: date | None = None
    confirmed: bool = False


@transaction.atomic
def set_emergency_kind(*, division: Division, code: str, kind: Kind, seen: str, by: Actor) -> EmergencyKind:
    """定应急情形, one of the list by its code; "" adds one. `seen` is the mark of what the page showed."""
    rows, copied = _own(division, kinds_for(_lock(division)), code, seen)
    _once_only(rows, code, kind.name)
    facts = kind._asdict()
    row, _made = EmergencyKind.objects.update_or_create(division=division, code=code or _new_code(), defaults=facts)
    body = _body(division, row.code, copied) | {"source_date": row.source_date, "confirmed": row.confirmed}
    timeline.record("funds.emergency_kind_set", subject=division, by=by, body=body, words=f"{row.name} {row.source}")
    return row


@transaction.atomic
def remove_emergency_kind(*, division: Division, code: str, seen: str, by: Actor) -> None:
    """去掉应急情形 that no place below this division was taken up under."""
    rows, copied = _own(division, kinds_for(_lock(division)), code, seen)
    row = _leaving(rows, code)
    here = Q(emergency_kind__code=code, community__path__startswith=division.path) | Q(emergency_kind=row.pk)
    used = Place.objects.filter(here).count()
    if used:
        raise Refused(_("有 %(n)s 处是按这一种报的，去不掉，没有保存。可以改它的名字和依据。") % {"n": used})
    body, name = _body(division, code, copied), row.name
    row.delete()
    timeline.record("funds.emergency_kind_removed", subject=division, by=by, body=body, words=name)


@transaction.atomic
def set_required_paper(
    *, division: Division, lane: str, code: str, asked: Asked, seen: str, by: Actor
) -> RequiredPaper:
    """定要交的材料 of a lane, one of the list by its code; "" adds one. It takes the place in the list that it asks for,
    and the others move up or down."""
    rows, copied = _own(division, papers_for(_lock(division), lane), code, seen)
    _once_only(rows, code, asked.name)
    code, facts = code or _new_code(), asked._asdict()
    key = {"division": division, "lane": lane, "code": code}
    row, _made = RequiredPaper.objects.update_or_create(**key, defaults=facts)  # type: ignore[arg-type]
    others = [one for one in rows if one.code != code]
    others.insert(max(asked.number, 1) - 1, row)
    _number(others)
    body = _body(division, code, copied) | {
        "lane": lane, "number": row.number, "before": row.before, "made_here": row.made_here,
        "source_date": row.source_date, "confirmed": row.confirmed,
    }  # fmt: skip
    timeline.record("funds.required_paper_set", subject=division, by=by, body=body, words=f"{row.name} {row.source}")
    return row


@transaction.atomic
def remove_required_paper(*, division: Division, lane: str, code: str, seen: str, by: Actor) -> None:
    """去掉要交的材料. What was handed in under it stays with its place."""
    rows, copied = _own(division, papers_for(_lock(division), lane), code, seen)
    row = _leaving(rows, code)
    body, name = _body(division, code, copied) | {"lane": lane}, row.name
    row.delete()
    _number([one for one in rows if one.code != code])
    timeline.record("funds.required_paper_removed", subject=division, by=by, body=body, words=name)


def _lock(division: Division) -> Division:
    return Division.objects.select_for_update().get(pk=division.pk)


def _own(division: Division, rows: List, code: str, seen: str) -> tuple[List, str]:
    """The division's own list, copied down when it comes from above, and from whom it was copied."""
    row = next((one for one in rows if one.code == code), None)
    if code and (row is None or row.mark != seen):
        raise Stale(_("这一条刚被别人改过，您的没有保存。看看现在的，再改。"))
    if not rows or rows[0].division_id == division.pk:
        return rows, ""
    above = rows[0].division.code
    for one in rows:
        one.pk, one.division, one._state.adding = None, division, True
        one.save(force_insert=True)
    return rows, above


def _once_only(rows: List, code: str, name: str) -> None:
    if any(one.name == name and one.code != code for one in rows):
        raise Refused(_("清单里已经有“%(name)s”了，没有保存。") % {"name": name})


def _leaving(rows: List, code: str) -> EmergencyKind | RequiredPaper:
    """The row that goes. One always stays: an empty list would let the one from above count again."""
    if len(rows) == 1:
        raise Refused(_("清单里只剩这一条，去不掉，没有保存。要换，就改这一条。"))
    return next(one for one in rows if one.code == code)


def _number(rows: Iterable[EmergencyKind | RequiredPaper]) -> None:
    for number, row in enumerate(rows, 1):
        row.number = number  # type: ignore[union-attr]
        row.save(update_fields=["number"])


def _new_code() -> str:
    return f"own-{token()}"


def _body(division: Division, code: str, copied: str) -> dict[str, object]:
    return {"division": division.code, "code": code, "copied_from": copied}
