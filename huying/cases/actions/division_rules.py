"""提醒阶梯与岔路规则 of a division: when something is raised, whether the clock stands still, how much is allowed. What was
promised stays; what is open is raised by the new ladder when it is next looked at."""

from datetime import date
from typing import TypedDict

from django.db import transaction
from django.utils.translation import gettext as _

from huying.core import timeline
from huying.core.actor import Actor
from huying.core.errors import Stale
from huying.places.models import Division

from .. import deadlines
from ..models import BranchRule, LadderStep


class Sourced(TypedDict):
    """Where a figure comes from."""

    source: str
    source_date: date | None
    confirmed: bool


class StepFacts(Sourced):
    amount: int
    unit: str
    rungs: int


class RuleFacts(Sourced):
    clock: str
    amount: int | None
    unit: str


@transaction.atomic
def set_ladder_step(
    *, division: Division, urgency: str, code: str, facts: StepFacts, seen: str, by: Actor
) -> LadderStep:
    """定一级提醒 for a division and all below that sets none of its own; urgency "" is for all. `seen` is the mark of
    the step that held when the page was opened, "" for none."""
    Division.objects.select_for_update().get(pk=division.pk)
    _as_seen(deadlines.steps_for(division, urgency).get(code), seen)
    step, _made = LadderStep.objects.update_or_create(
        division=division, urgency=urgency, code=code, defaults=dict(facts)
    )
    body = {
        "division": division.code, "urgency": urgency, "code": code, "amount": step.amount, "unit": step.unit,
        "rungs": step.rungs, "source_date": step.source_date, "confirmed": step.confirmed,
    }  # fmt: skip
    timeline.record("cases.ladder_step_set", subject=division, by=by, body=body, words=step.source)
    return step


@transaction.atomic
def set_branch_rule(*, division: Division, code: str, facts: RuleFacts, seen: str, by: Actor) -> BranchRule:
    """定一条岔路规则 for a division and all below that sets none of its own."""
    Division.objects.select_for_update().get(pk=division.pk)
    rows = deadlines.rules_for(division, code)
    _as_seen(rows[-1] if rows else None, seen)
    rule, _made = BranchRule.objects.update_or_create(division=division, code=code, defaults=dict(facts))
    body = {
        "division": division.code, "code": code, "clock": rule.clock, "amount": rule.amount, "unit": rule.unit,
        "source_date": rule.source_date, "confirmed": rule.confirmed,
    }  # fmt: skip
    timeline.record("cases.branch_rule_set", subject=division, by=by, body=body, words=rule.source)
    return rule


def _as_seen(held: LadderStep | BranchRule | None, seen: str) -> None:
    if (held.mark if held else "") != seen:
        raise Stale(_("这一项刚被别人改过，您的没有保存。看看现在的，再改。"))
