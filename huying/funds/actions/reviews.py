"""The bureau's word 审件: what it says of each paper, and of the place. By the clerk's account or by the batch's link."""

from collections.abc import Iterable

from django.db import transaction
from django.utils.translation import gettext as _

from huying.core import clock
from huying.core.actor import Actor
from huying.core.errors import Refused

from .. import queries
from ..models import Paper, Place, Review
from .batches import said
from .steps import hand_to, leads_on, lock, met, take, to_desk

Decision = Review.Decision


@transaction.atomic
def check_paper(*, place: Place, code: str, right: bool, by: Actor, why: str = "", seen: str = "") -> Paper:
    """看一份材料: right, or wrong with what is wrong about it. It is the newest version that is meant."""
    place = lock(place.pk)
    leads_on("check_paper", place, seen)
    paper = queries.newest_papers(place).get(code)
    if paper is None:
        raise Refused(_("这一份还没有交，没有可看的。没有保存。"))
    _mark(paper, right, why)
    body = {"code": code, "version": paper.version, "right": right}
    take("check_paper", place=place, by=by, seen=seen, holds=met(reason=right or why), body=body, words=why)
    return paper


def _mark(paper: Paper, right: bool, why: str) -> None:
    paper.checked, paper.checked_at = Paper.Check.RIGHT if right else Paper.Check.WRONG, clock.now()
    paper.why = "" if right else why
    paper.save(update_fields=["checked", "checked_at", "why"])


@transaction.atomic
def take_up(*, place: Place, by: Actor, clerk: str = "", seen: str = "") -> Place:
    """开始看: the community reads that somebody is at it."""
    place = take("take_up", place=lock(place.pk), by=by, seen=seen)
    said(place, Decision.TAKEN_UP, by=by, clerk=clerk)
    return place


@transaction.atomic
def give_back(
    *, place: Place, reason: str, by: Actor, papers: Iterable[str] = (), clerk: str = "", seen: str = ""
) -> Place:
    """退回补正: with why, and which papers must be mended; those count as missing until a new version is handed in."""
    place = lock(place.pk)
    leads_on("return", place, seen)
    newest = queries.newest_papers(place)
    codes = [code for code in papers if code in newest]
    for code in codes:
        _mark(newest[code], False, reason)
    place = take(
        "return", place=place, by=by, seen=seen, holds=met(reason=reason), body={"papers": codes}, words=reason
    )
    said(place, Decision.RETURNED, by=by, clerk=clerk, reason=reason)
    to_desk(place=place)
    return place


@transaction.atomic
def approve(*, place: Place, cents: int, by: Actor, reason: str = "", clerk: str = "", seen: str = "") -> Place:
    """同意: the whole budget, or less with a reason, never more."""
    place = lock(place.pk)
    leads_on("approve", place, seen)
    budget = place.budget_cents or 0
    if cents > budget:
        raise Refused(_("批的比报的预算还多。没有保存；最多批到预算，要多的请社区重报。"))
    if 0 < cents < budget and not reason:
        raise Refused(_("批的比报的预算少：请写一句为什么。没有保存。"))
    place = take(
        "approve", place=place, by=by, seen=seen, holds=met(sum=cents), body={"cents": cents, "budget": budget},
        words=reason, approved_cents=cents, approved_at=clock.now(),
    )  # fmt: skip
    said(place, Decision.APPROVED, by=by, clerk=clerk, reason=reason, cents=cents)
    to_desk(place=place)
    return place


@transaction.atomic
def reject(*, place: Place, reason: str, by: Actor, clerk: str = "", seen: str = "") -> Place:
    """不同意: the end of the road, with why."""
    place = take("reject", place=lock(place.pk), by=by, seen=seen, holds=met(reason=reason), words=reason)
    said(place, Decision.REJECTED, by=by, clerk=clerk, reason=reason)
    hand_to(place=place, post=None)
    return place


@transaction.atomic
def grant_excess(*, place: Place, by: Actor, reason: str = "", clerk: str = "", seen: str = "") -> Place:
    """同意超出的部分: what was applied for is what is approved from now on."""
    place = lock(place.pk)
    asked = queries.excess_asked(place)
    place = take(
        "grant_excess", place=place, by=by, seen=seen, holds=met(asked=asked, sum=asked), body={"cents": asked},
        words=reason, approved_cents=asked,
    )  # fmt: skip
    said(place, Decision.EXCESS, by=by, clerk=clerk, reason=reason, cents=asked)
    to_desk(place=place)
    return place


@transaction.atomic
def refuse_excess(*, place: Place, reason: str, by: Actor, clerk: str = "", seen: str = "") -> Place:
    """不同意超出的部分: what was approved stays."""
    place = lock(place.pk)
    holds = met(asked=queries.excess_asked(place), reason=reason)
    place = take("refuse_excess", place=place, by=by, seen=seen, holds=holds, words=reason)
    said(place, Decision.NO_EXCESS, by=by, clerk=clerk, reason=reason)
    to_desk(place=place)
    return place
