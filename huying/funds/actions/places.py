"""From need to project 立项到定程序: open a place, say who pays, survey, whether it can be paid, which lane, the site signed."""

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any, NamedTuple
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext as _

from huying.cases import actions as cases
from huying.cases.models import Case
from huying.core import clock, timeline
from huying.core.actor import Actor
from huying.core.errors import Refused
from huying.field.models import Finding
from huying.field.queries import of_matter
from huying.places.models import Building, Home
from huying.rules import funds as rules
from huying.rules import lifecycle

from .. import queries, sentences
from ..local import Key, local
from ..models import EmergencyKind, Place, PlaceCase, PlaceHome, SiteConfirmation
from .steps import desk_of, hand_to, lock, met, take

Side = SiteConfirmation.Side


class Scope(NamedTuple):
    """列支范围: the homes whose owners pay; with `parts` by what they agreed on (民法典 283), and why."""

    homes: Sequence[Home]
    parts: Mapping[UUID, int] | None = None
    why: str = ""


class Need(NamedTuple):
    """What is to be repaired: a building, or a spot that has a name."""

    item: str
    part: str
    building: Building | None = None
    spot: str = ""


@transaction.atomic
def open_place(*, case: Case, need: Need, scope: Scope, by: Actor, reasons: Sequence[Case] = ()) -> Place:
    """报维修资金: a place begins from a case that is still open; others, closed ones too, show that it comes again."""
    case = cases.lock(case.pk)
    if need.building is None and not need.spot:
        raise Refused(_("还没写是哪一处：选一栋，或者写上叫什么，比如“北井”。没有保存。"))
    others = [one for one in reasons if one.pk != case.pk]
    keys = {one.community_id for one in others} | {home.building.community_id for home in scope.homes}
    keys |= {need.building.community_id} if need.building else set()
    if keys - {case.community_id}:
        raise Refused(_("选的不都在这个社区里。没有保存。"))
    _alone(need, scope)
    kind = Place.PlaceKind.SPOT if need.spot else Place.PlaceKind.BUILDING
    place = Place.objects.create(
        community=case.community, place_kind=kind, building=need.building, spot=need.spot, item=need.item, part=need.part,
        state=rules.START, case=case, opened_at=clock.now(),
    )  # fmt: skip
    PlaceCase.objects.bulk_create(PlaceCase(place=place, case=one) for one in others)
    agreed = _write_scope(place, scope)
    holds = met(case=case.state not in lifecycle.ENDED, scope=scope.homes)
    body = {
        "case": case.pk, "place_kind": kind, "building": place.building_id, "part": need.part, "reasons": len(others),
        "homes": len(scope.homes), "agreed": agreed,
    }  # fmt: skip
    take("open_place", place=place, by=by, holds=holds, body=body, words=need.item, by_agreement=agreed)
    for one in (case, *others):
        # Whoever waits on the case reads that it goes on, and the case's page knows without asking that there is a place.
        timeline.record("funds.applied_for", subject=one, by=by, body={"place": place.pk}, public=one == case)
    _at_the_desk(place)
    return place


def _alone(need: Need, scope: Scope) -> None:
    """No home pays twice at once for one part of one house."""
    same = PlaceHome.objects.filter(
        place__building=need.building, place__spot=need.spot, place__part=need.part, home__in=scope.homes
    ).exclude(place__state__in=rules.ENDED)
    if row := same.select_related("place__building").order_by("place_id").first():
        said = _("%(place)s已经在报，%(home)s也在出钱的户里。没有保存；请到那一处接着办，或者改出钱的户。")
        raise Refused(said % {"place": row.place, "home": row.home})


@transaction.atomic
def set_scope(*, place: Place, scope: Scope, by: Actor, seen: str = "") -> Place:
    """定哪些户出钱, as long as the owners have not been asked."""
    place = lock(place.pk)
    if any(home.building.community_id != place.community_id for home in scope.homes):
        raise Refused(_("选的不都在这个社区里。没有保存。"))
    agreed = scope.parts is not None
    body = {"homes": len(scope.homes), "agreed": agreed}
    holds = met(scope=scope.homes)
    take("set_scope", place=place, by=by, holds=holds, seen=seen, body=body, words=scope.why, by_agreement=agreed)
    _write_scope(place, scope)
    return place


def _write_scope(place: Place, scope: Scope) -> bool:
    """The homes anew. Other parts than by area need a reason, and a weight for every home."""
    parts = scope.parts
    if parts is not None:
        if not scope.why:
            raise Refused(_("不按面积分的，请写明业主怎么约定的。没有保存。"))
        without = [home for home in scope.homes if parts.get(home.pk, 0) < 1]
        if without:
            names = _("、").join(str(home) for home in without[: sentences.NAMED])
            raise Refused(_("约定的份数还缺：%(names)s。没有保存。") % {"names": names})
    PlaceHome.objects.filter(place=place).delete()
    PlaceHome.objects.bulk_create(
        PlaceHome(place=place, home=home, parts=parts[home.pk] if parts is not None else None) for home in scope.homes
    )
    return parts is not None


@transaction.atomic
def survey(*, place: Place, by: Actor, seen: str = "") -> Place:
    """查勘: the newest visit of the leading case on which somebody found the cause is the survey."""
    place = lock(place.pk)
    found = Finding.objects.filter(of_matter(place.case)).select_related("visit").order_by("-at", "-pk").first()
    body = {"visit": found.visit_id, "finding": found.pk, "part": found.part, "zone": found.zone} if found else None
    visit = found.visit if found else None
    take("survey", place=place, by=by, holds=met(finding=found), seen=seen, body=body, survey=visit)
    _at_the_desk(place)
    return place


@transaction.atomic
def find_payable(*, place: Place, answers: rules.Answers, by: Actor, seen: str = "") -> Place:
    """能报: none of the five questions speaks against it."""
    place = lock(place.pk)
    holds = met(checked=not rules.why_not_payable(answers))
    take("find_payable", place=place, by=by, holds=holds, seen=seen, body={"answers": answers._asdict()})
    _at_the_desk(place)
    return place


@transaction.atomic
def find_not_payable(*, place: Place, answers: rules.Answers, by: Actor, seen: str = "") -> Place:
    """不能用维修资金: why, by code; somebody else has to pay, and the place ends here."""
    place = lock(place.pk)
    why = list(rules.why_not_payable(answers))
    body = {"answers": answers._asdict(), "why": why}
    take("find_not_payable", place=place, by=by, holds=met(why_not=why), seen=seen, body=body)
    hand_to(place=place, post=None)
    return place


@transaction.atomic
def take_normal_lane(*, place: Place, by: Actor, seen: str = "") -> Place:
    """走一般程序: posted, asked, counted."""
    place = lock(place.pk)
    take("take_normal_lane", place=place, by=by, seen=seen, lane="normal")
    _at_the_desk(place)
    return place


@transaction.atomic
def take_emergency_lane(*, place: Place, kind: EmergencyKind | None, by: Actor, seen: str = "") -> Place:
    """走应急程序: one of the kinds that the division names."""
    place = lock(place.pk)
    body = {"kind": kind.code, "confirmed": kind.confirmed} if kind else None
    take(
        "take_emergency_lane", place=place, by=by, holds=met(emergency_kind=kind), seen=seen, body=body,
        lane="emergency", emergency_kind=kind,
    )  # fmt: skip
    _at_the_desk(place)
    return place


@transaction.atomic
def leave_lane(*, place: Place, reason: str, by: Actor, seen: str = "") -> Place:
    """换程序: back to the choice of the lane, with why; scope, budget and quotes stay."""
    place = lock(place.pk)
    body = {"lane": place.lane}
    take(
        "leave_lane", place=place, by=by, holds=met(reason=reason), seen=seen, body=body, words=reason,
        lane="", emergency_kind=None,
    )  # fmt: skip
    _at_the_desk(place)
    return place


class OnSite(NamedTuple):
    """Who signed on the spot, and on which day."""

    owners: Sequence[str]
    community: str
    street: str
    on: date


@transaction.atomic
def confirm_site(*, place: Place, signed: OnSite, by: Actor, seen: str = "") -> Place:
    """现场确认: owners, the community and, where the division asks for it, the street signed that it is an emergency."""
    place = lock(place.pk)
    laid, rows = local(place.community), queries.roll(place)
    if signed.on > clock.today():
        raise Refused(_("签名的日子还没到，请再看一眼。没有保存。"))
    if rules.can(place.state, "confirm_site") and (lacks := queries.lacking(rows)):  # type: ignore[arg-type]
        raise Refused(sentences.lacking(lacks))
    holds = met(
        budget=place.budget_cents, quotes=queries.quotes_enough(place, laid.number(Key.MIN_QUOTES)), areas=rows,
        owners=signed.owners, community=signed.community, street=signed.street or not laid.number(Key.STREET_CONFIRMS),
    )  # fmt: skip
    body: dict[str, Any] = {"on": signed.on, "owners": len(signed.owners), "street": bool(signed.street)}
    take("confirm_site", place=place, by=by, holds=holds, seen=seen, body=body)
    names = [(Side.OWNER, name) for name in signed.owners]
    names += [(Side.COMMUNITY, signed.community), (Side.STREET, signed.street)]
    SiteConfirmation.objects.bulk_create(
        SiteConfirmation(place=place, side=side, name=name, on=signed.on) for side, name in names if name
    )
    _at_the_desk(place)
    return place


@transaction.atomic
def drop(*, place: Place, reason: str, by: Actor, seen: str = "") -> Place:
    """不报了, with why."""
    place = lock(place.pk)
    take("drop", place=place, by=by, holds=met(reason=reason), seen=seen, words=reason)
    hand_to(place=place, post=None)
    return place


def _at_the_desk(place: Place) -> None:
    """The next step is the community's own, within the days it gives itself."""
    laid = local(place.community)
    hand_to(place=place, post=desk_of(place), due_by=laid.by_working_days(laid.number(Key.DESK_DAYS)))
