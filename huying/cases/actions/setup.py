"""What a new community starts from 开办: its categories and limits; and how they are changed."""

import secrets
from datetime import date
from typing import TypedDict

from django.db import transaction
from django.utils.translation import gettext as _

from huying.core import timeline
from huying.core.actor import Actor
from huying.core.errors import Refused, Stale
from huying.places.models import Division

from .. import deadlines, defaults
from ..models import BranchRule, Category, LadderStep, Limit


class LimitFacts(TypedDict):
    """How long, and where the figure comes from."""

    amount: int
    unit: str
    source: str
    source_date: date | None
    confirmed: bool


@transaction.atomic
def load_defaults(*, division: Division) -> None:
    """类别与时限: lay out the categories, and a sample of limits, of branch rules and of the ladder for a division. Rows that are there
    stay as they are."""
    Category.objects.bulk_create(
        (
            Category(
                code=code,
                name=name,
                verification=verification,
                after_rain=after_rain,
                order=order,
                claimable=code in defaults.CLAIMABLE,
            )
            for order, (code, name, verification, after_rain) in enumerate(defaults.CATEGORIES)
        ),
        ignore_conflicts=True,
    )
    Limit.objects.bulk_create(
        (
            Limit(
                division=division, urgency=urgency, kind=kind, amount=amount, unit=unit, source=source,
                source_date=source_date,
            )
            for urgency, kind, amount, unit, source, source_date in defaults.LIMITS
        ),
        ignore_conflicts=True,
    )  # fmt: skip
    LadderStep.objects.bulk_create(
        (
            LadderStep(
                division=division, urgency=urgency, code=code, amount=amount, unit=unit, rungs=rungs, source=source,
                source_date=source_date,
            )
            for urgency, code, amount, unit, rungs, source, source_date in defaults.LADDER
        ),
        ignore_conflicts=True,
    )  # fmt: skip
    BranchRule.objects.bulk_create(
        (
            BranchRule(
                division=division,
                code=code,
                clock=clock,
                amount=amount,
                unit=unit,
                source=source,
                source_date=source_date,
            )
            for code, clock, amount, unit, source, source_date in defaults.BRANCHES
        ),
        ignore_conflicts=True,
    )


@transaction.atomic
def add_category(
    *, name: str, verification: str, after_rain: bool, order: int, by: Actor, claimable: bool = False
) -> Category:
    """加一类: its code is made, since people only ever read its name."""
    _name_free(name)
    category = Category.objects.create(
        code=f"own_{secrets.token_hex(4)}",
        name=name,
        verification=verification,
        after_rain=after_rain,
        order=order,
        claimable=claimable,
    )
    _record_category(category, by)
    return category


@transaction.atomic
def change_category(
    *,
    category: Category,
    name: str,
    verification: str,
    after_rain: bool,
    order: int,
    seen: str,
    by: Actor,
    claimable: bool = False,
) -> Category:
    """改一类: matters there keep whether they wait for rain; how they are checked is asked when they are. `seen` is its
    mark when the page was opened."""
    category = _unchanged(category, seen)
    if name != category.name:
        _name_free(name)
    category.name, category.verification = name, verification
    category.after_rain, category.order, category.claimable = after_rain, order, claimable
    category.save()
    _record_category(category, by)
    return category


@transaction.atomic
def retire_category(*, category: Category, active: bool, seen: str, by: Actor) -> Category:
    """停用 a category, or take it up again: matters keep it, new ones are not offered it."""
    category = _unchanged(category, seen)
    if not active and not Category.objects.filter(active=True).exclude(pk=category.pk).exists():
        raise Refused(_("这是最后一类，没有停用：没有类别，就登记不了新的事。"))
    category.active = active
    category.save(update_fields=["active"])
    _record_category(category, by)
    return category


def _unchanged(category: Category, seen: str) -> Category:
    category = Category.objects.select_for_update().get(pk=category.pk)
    if category.mark != seen:
        raise Stale(_("这一类刚被别人改过，您的没有保存。看看现在的，再改。"))
    return category


def _name_free(name: str) -> None:
    """Neither as it is written nor as it reads."""
    if any(name in (one.name, str(one)) for one in Category.objects.select_for_update()):
        raise Refused(_("已经有一类叫“%(name)s”，没有保存。换个名字。") % {"name": name})


def _record_category(category: Category, by: Actor) -> None:
    body = {
        "verification": category.verification,
        "after_rain": category.after_rain,
        "claimable": category.claimable,
        "place": category.order,
        "active": category.active,
    }
    timeline.record("cases.category_set", subject=category, by=by, body=body, words=category.name)


@transaction.atomic
def set_limit(
    *,
    division: Division,
    urgency: str,
    kind: str,
    facts: LimitFacts,
    seen: str,
    by: Actor,
    category: Category | None = None,
) -> Limit:
    """定时限 for a division and everything below it that sets none of its own; with `category`, for that alone. Deadlines
    already promised stay. `seen` is the mark of the limit that held when the page was opened, "" for none."""
    Division.objects.select_for_update().get(pk=division.pk)
    _limit_as_seen(division, urgency, kind, seen, category)
    limit, _made = Limit.objects.update_or_create(
        division=division, urgency=urgency, kind=kind, category=category, defaults=dict(facts)
    )
    body = {
        "division": division.code, "urgency": urgency, "kind": kind, "amount": limit.amount, "unit": limit.unit,
        "source_date": limit.source_date, "confirmed": limit.confirmed,
    } | _of_category(category)  # fmt: skip
    timeline.record("cases.limit_set", subject=division, by=by, body=body, words=limit.source)
    return limit


@transaction.atomic
def clear_limit(
    *, division: Division, urgency: str, kind: str, seen: str, by: Actor, category: Category | None = None
) -> None:
    """照上面的来: drop what this division set, where something holds without it: for a category also what is for all."""
    Division.objects.select_for_update().get(pk=division.pk)
    _limit_as_seen(division, urgency, kind, seen, category)
    if len(deadlines.limits_for(division, urgency, kind, category and category.pk)) < 2:
        raise Refused(_("上面没有定这一项，没有去掉：去掉了就没有时限。"))
    Limit.objects.filter(division=division, urgency=urgency, kind=kind, category=category).delete()
    body = {"division": division.code, "urgency": urgency, "kind": kind} | _of_category(category)
    timeline.record("cases.limit_cleared", subject=division, by=by, body=body)


def _of_category(category: Category | None) -> dict[str, str]:
    return {"category": category.pk} if category else {}


def _limit_as_seen(division: Division, urgency: str, kind: str, seen: str, category: Category | None = None) -> None:
    rows = deadlines.limits_for(division, urgency, kind, category and category.pk)
    if (rows[-1].mark if rows else "") != seen:
        raise Stale(_("这一项刚被别人改过，您的没有保存。看看现在的，再改。"))
