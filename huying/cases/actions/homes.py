"""Homes of a case 涉及的户: which homes a matter touches, and as what. Each change is an event of its own."""

from collections.abc import Iterable
from dataclasses import dataclass

from django.db import transaction
from django.utils.translation import gettext as _

from huying.core import clock, timeline
from huying.core.actor import Actor
from huying.core.errors import Refused
from huying.places.models import Building, Home
from huying.rules import lifecycle

from ..models import Case, CaseHome
from .steps import lock


@dataclass(frozen=True, kw_only=True)
class Concerned:
    """A home, or a building with a spot, that a matter touches, and as what."""

    role: str
    home: Home | None = None
    building: Building | None = None
    spot: str = ""


@transaction.atomic
def keep_homes(*, case: Case, concerned: Iterable[Concerned]) -> list[CaseHome]:
    """What intake heard of further homes. Part of the step that opens the case or joins it, which records the event. The
    site itself and what is there already are passed over."""
    concerned = [one for one in concerned if _place(one) != _site(case)]
    if not concerned:
        return []
    there = set(CaseHome.objects.filter(case=case).values_list("home", "building", "spot"))
    kept = []
    for one in concerned:
        place = _place(one)
        if place in there or place[1] is None:
            continue
        there.add(place)
        kept.append(_create(case, one))
    return kept


@transaction.atomic
def add_home(*, case: Case, concerned: Concerned, by: Actor) -> CaseHome:
    """加一户: this home has to do with it too."""
    case = _open(case)
    place = _place(concerned)
    if place == _site(case):
        raise Refused(_("这就是出事的地方，已经在了。没有保存。"))
    if CaseHome.objects.filter(case=case, home=place[0], building=place[1], spot=place[2]).exists():
        raise Refused(_("这一户已经在了，可以改它算什么。没有保存。"))
    row = _create(case, concerned)
    timeline.record("cases.home_added", subject=case, by=by, body=_body(row))
    return row


@transaction.atomic
def change_home(*, row: CaseHome, role: str, by: Actor) -> CaseHome:
    """改算什么: the same home, in another role. What was found out of its old role does not stand for the new one."""
    row = _again(row)
    if row.role != role:
        row.role, row.standing = role, CaseHome.Standing.SAID
        row.save(update_fields=["role", "standing"])
        timeline.record("cases.home_changed", subject=row.case, by=by, body=_body(row))
    return row


@transaction.atomic
def judge_home(*, row: CaseHome, standing: str, by: Actor) -> CaseHome:
    """查实或排除: somebody looked, and it is so or it is not."""
    row = _again(row)
    if row.standing != standing:
        row.standing = standing
        row.save(update_fields=["standing"])
        timeline.record("cases.home_judged", subject=row.case, by=by, body=_body(row) | {"standing": standing})
    return row


@transaction.atomic
def remove_home(*, row: CaseHome, by: Actor) -> None:
    """拿掉一户: it was there by mistake."""
    row = _again(row)
    timeline.record("cases.home_removed", subject=row.case, by=by, body=_body(row))
    row.delete()


def _create(case: Case, one: Concerned) -> CaseHome:
    home, building, spot = _place(one)
    return CaseHome.objects.create(
        case=case, home_id=home, building_id=building, spot=spot, role=one.role, at=clock.now()
    )


def _place(one: Concerned | CaseHome | Case) -> tuple[object, object, str]:
    """A home is one place, whatever spot in it was named; a building is another at each of its spots."""
    if one.home:
        return one.home.pk, one.home.building_id, ""
    return None, one.building and one.building.pk, one.spot


_site = _place


def _body(row: CaseHome) -> dict[str, object]:
    return {"row": row.pk, "home": row.home_id, "building": row.building_id, "role": row.role}


def _open(case: Case) -> Case:
    case = lock(case.pk)
    if case.state not in lifecycle.OPEN:
        raise Refused(_("这件已经了结，涉及哪几户不能再改。没有保存。"))
    return case


def _again(row: CaseHome) -> CaseHome:
    """The row as it is now, its case held. Somebody may have removed it, or moved it with its case."""
    case = _open(row.case)
    found = CaseHome.objects.filter(pk=row.pk, case=case).first()
    if found is None:
        raise Refused(_("这一户刚才被拿掉了，或者随案件并走了。没有保存，请刷新再看。"))
    found.case = case
    return found
