"""Merging 并案: two cases turn out to be one matter, and may be split again. See docs/decisions/0007."""

from collections.abc import Iterable
from typing import Any
from uuid import UUID

from django.db import transaction
from django.db.models import Q
from django.utils.module_loading import import_string
from django.utils.translation import gettext as _

from huying.core import clock, timeline
from huying.core.actor import Actor
from huying.core.errors import Refused
from huying.core.models import Event
from huying.people import queries as people
from huying.rules import lifecycle

from .. import deadlines
from ..models import Appeal, Case, CaseHome, CaseLink, Commitment
from .commitments import commit, release_all
from .homes import Concerned, keep_homes
from .indexing import index
from .roads import dispatch
from .steps import met, take


@transaction.atomic
def merge(*, case: Case, into: Case, by: Actor, words: str = "", seen: str = "") -> Case:
    """并案: this case ends in the other, which goes on. Appeals, homes and links move, and so do work orders that are
    still open, to who leads there; everything else that was promised here ends. The event says what moved, so that a
    split puts back exactly that."""
    case, into = _both(case.pk, into.pk)
    _check(case, into)
    Appeal.objects.filter(case=case, origin=None).update(origin=case)
    body = {"other": into.pk, **_hand_over(case, into)}
    release_all(case)
    held = Commitment.objects.filter(case=case, ended_at=None).exists()
    holds = met(survivor=into.state in lifecycle.OPEN, no_commitment=not held)
    case = take(
        "merge", case=case, by=by, seen=seen, holds=holds, body=body, words=words, merged_into=into
    )  # fmt: skip
    timeline.record("cases.took_in", subject=into, by=by, body={"other": case.pk}, public=True)
    for one in (case, into):
        index(case=one)
    return case


def _both(first: UUID, second: UUID) -> tuple[Case, Case]:
    """Both held, in one order whoever asks: two who merge the same pair never wait for each other for ever."""
    held = Case.objects.select_for_update(of=("self",)).select_related("category", "community", "lead")
    found = {one.pk: one for one in held.filter(pk__in=[first, second]).order_by("pk")}
    return found[first], found[second]


def _check(case: Case, into: Case) -> None:
    if case.pk == into.pk or case.community_id != into.community_id:
        raise Refused(_("请选同一个社区里的另一件。没有保存。"))
    repairs = Commitment.objects.filter(case=case, kind="order", ended_at=None).exists()
    if repairs and not lifecycle.can(into.state, "finish_order"):  # type: ignore[arg-type]
        raise Refused(_("要并走的这件还有人在修，另一件现在接不了工单。请反过来并，或者等修完。没有保存。"))


def _hand_over(case: Case, into: Case) -> dict[str, Any]:
    """Move what moves; answers what that was."""
    appeals = _ids(Appeal.objects.filter(case=case))
    there = CaseHome.objects.filter(case=into, home__isnull=False).values("home")
    # A home that stands there already, or is the site there, stays here and is read here.
    homes = _ids(CaseHome.objects.filter(case=case).exclude(home__in=there).exclude(_at_the_site_of(into)))
    orders = _ids(Commitment.objects.filter(case=case, kind="order", ended_at=None))
    _move(Appeal, appeals, into)
    _move(CaseHome, homes, into)
    _move(Commitment, orders, into)
    site = Concerned(role=CaseHome.Role.SITE, home=case.home, building=case.building, spot=case.spot)
    return {
        "appeals": appeals,
        "homes": homes,
        "made_homes": [row.pk for row in keep_homes(case=into, concerned=[site])],
        "made_links": _link_alike(case, into),
        "orders": orders,
        "work": _work(case, into, None),
    }


def _at_the_site_of(case: Case) -> Q:
    return Q(home=case.home_id) if case.home_id else Q(home=None, building=case.building_id, spot=case.spot)


def _ids(rows: Any) -> list[UUID]:
    return list(rows.order_by("pk").values_list("pk", flat=True))


def _move(model: Any, keys: Iterable[UUID], to: Case) -> None:
    model.objects.filter(pk__in=list(keys)).update(case=to)


def _work(source: Case, target: Case, only: list[str] | None) -> list[UUID]:
    """What rooms above have under way goes along (wiring.MOVE_WORK)."""
    moved: list[UUID] = import_string(import_string("huying.wiring.MOVE_WORK"))(source=source, target=target, only=only)
    return moved


def _link_alike(case: Case, into: Case) -> list[int]:
    """What looked like this one looks like the other now. The links of this one stay, to be read."""
    pairs = CaseLink.objects.filter(Q(earlier=case) | Q(later=case)).values_list("earlier", "later")
    alike = {key for pair in pairs for key in pair} - {case.pk, into.pk}
    made = []
    for other in Case.objects.filter(pk__in=alike).order_by("pk"):
        earlier, later = sorted((into, other), key=lambda one: (one.received_at, one.pk))
        link, new = CaseLink.objects.get_or_create(earlier=earlier, later=later)
        made += [link.pk] if new else []
    return made


@transaction.atomic
def unmerge(*, case: Case, reason: str, by: Actor, seen: str = "") -> Case:
    """拆开: they were two matters after all. What moved goes back; who led it goes on, else the desk sends somebody. Only
    while the case it went into is open, and before that one was merged itself."""
    into = Case.objects.get(pk=case.pk).merged_into
    if into is not None:
        case, into = _both(case.pk, into.pk)
    if into is None or case.merged_into_id != into.pk:
        raise Refused(_("这件已经拆开了。没有保存，请刷新再看。"))
    moved = timeline.data(_merging(case))
    holds = met(survivor=into.state in lifecycle.OPEN, reason=reason.strip())
    lead = case.lead
    case = take(
        "unmerge", case=case, by=by, seen=seen, holds=holds, words=reason, body={"other": into.pk},
        merged_into=None, handled_by="", verified_how="", small_team=False, rained_on=None, rain_waived_on=None,
    )  # fmt: skip
    _hand_back(case, into, moved)
    timeline.record("cases.gave_back", subject=into, by=by, body={"other": case.pk}, public=True)
    if lead:
        case = dispatch(case=case, post=lead, by=by)
    else:
        due_by = deadlines.of_case(case, clock.now(), "respond")
        commit(case=case, kind="triage", post=people.desk_of(case.community), due_by=due_by)
    for one in (case, into):
        index(case=one)
    return case


def _merging(case: Case) -> Event:
    return [event for event in timeline.of(case) if event.kind == "cases.merged"][-1]


def _hand_back(case: Case, into: Case, moved: dict[str, Any]) -> None:
    """What was taken off the other case meanwhile stays off it."""
    CaseHome.objects.filter(case=into, pk__in=moved["made_homes"]).delete()
    CaseLink.objects.filter(pk__in=moved["made_links"]).delete()
    for model, key in ((Appeal, "appeals"), (CaseHome, "homes"), (Commitment, "orders")):
        _move(model, _ids(model.objects.filter(case=into, pk__in=moved[key])), case)  # type: ignore[attr-defined]
    _work(into, case, moved["work"])
