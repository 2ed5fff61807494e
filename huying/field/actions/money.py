"""Money on a case 费用: approved above the division's line, advanced by the community, paid back in parts."""

from collections.abc import Iterable
from datetime import date
from typing import Any, TypedDict

from django.db import transaction
from django.utils.translation import gettext as _

from huying.cases import actions as cases
from huying.cases import deadlines
from huying.cases.models import Case, Commitment
from huying.core import clock, timeline
from huying.core.actor import Actor
from huying.core.errors import Refused, Stale
from huying.people import queries as people
from huying.people.models import User
from huying.places.models import Community, Division
from huying.rules import money as rules

from ..models import Advance, Approval, Repayment, Spending, SpendingLine, WorkOrder

# Nobody's rule: a round figure to begin with, shown as a sample until somebody confirms a division's own.
SAMPLE_CENTS = 500_000
SAMPLE = "示例，请按本地规定改"


@transaction.atomic
def load_line(*, division: Division) -> None:
    """审批线: a sample for a division that has none."""
    SpendingLine.objects.get_or_create(division=division, defaults={"amount_cents": SAMPLE_CENTS, "source": SAMPLE})


def line_of(community: Community) -> SpendingLine | None:
    """The line that counts for a community: the nearest division's."""
    return line_for(community.division)


def line_for(division: Division) -> SpendingLine | None:
    """The line that counts in a division."""
    rows = SpendingLine.objects.filter(division__code__in=division.path.split("/")[:-1]).select_related("division")
    return rows.order_by("division__path").last()


class LineFacts(TypedDict):
    """From what sum on, and where the figure comes from."""

    amount_cents: int
    source: str
    source_date: date | None
    confirmed: bool


@transaction.atomic
def set_spending_line(*, division: Division, facts: LineFacts, seen: str, by: Actor) -> SpendingLine:
    """定审批线 for a division and all below that sets none of its own; what was asked for keeps the line it was asked
    under. `seen` is the mark of the line that counted when the page was opened, "" for none."""
    Division.objects.select_for_update().get(pk=division.pk)
    held = line_for(division)
    if (held.mark if held else "") != seen:
        raise Stale(_("这一项刚被别人改过，您的没有保存。看看现在的，再改。"))
    line, _made = SpendingLine.objects.update_or_create(division=division, defaults=dict(facts))
    body = {
        "division": division.code, "amount_cents": line.amount_cents, "source_date": line.source_date,
        "confirmed": line.confirmed,
    }  # fmt: skip
    timeline.record("field.spending_line_set", subject=division, by=by, body=body, words=line.source)
    return line


def to_approve(case: Case, *apart_from: str) -> Commitment:
    """The next who is asked: the secretary, somebody at the desk or the street, and never the one who asks or has spoken."""
    for post, user in people.rulers(case.community):
        if user and str(user) not in apart_from:
            return cases.commit(
                case=case, kind="approve", post=post, due_by=deadlines.branch(case.community, "ruling", clock.now())
            )
    raise Refused(_("这笔钱要两个人批，提的人不算；现在没有够数的人在岗。没有保存，请书记先安排人。"))


@transaction.atomic
def ask_money(*, order: WorkOrder, line: SpendingLine, by: Actor, holds: Iterable[str], seen: str = "") -> Spending:
    """提用钱申请: part of ordering above the line."""
    asked = Spending.objects.create(
        order=order,
        at=clock.now(),
        asked_by_id=by.id,
        estimate_cents=order.estimate_cents,
        line_cents=line.amount_cents,
    )
    cases.take(
        "ask_money", case=order.case, by=by, seen=seen, holds=holds, words=order.task,
        body={"order": order.pk, "vendor": order.vendor_id, "estimate_cents": asked.estimate_cents},
    )  # fmt: skip
    return asked


def _voices(asked: Spending) -> list[rules.Voice]:
    return [rules.Voice(str(one.user_id), one.above) for one in asked.approvals.order_by("at", "pk")]


def _voice(order: WorkOrder, user: User) -> rules.Voice:
    return rules.Voice(str(user.pk), cases.from_above(order.case, user))


def _asked(order: WorkOrder) -> Spending | None:
    return Spending.objects.filter(order=order, decided_at=None).first() if order.finished_at is None else None


@transaction.atomic
def add_voice(*, order: WorkOrder, user: User) -> bool:
    """One yes. Whether it was the last that was needed."""
    asked, by = _asked(order), Actor.user(user)
    earlier, voice = _voices(asked) if asked else [], _voice(order, user)
    why = rules.why_not(str(asked.asked_by_id), earlier, voice) if asked else ""
    holds = cases.met(asked=asked, not_own=why != "own", not_twice=why != "twice", from_above=why != "above")
    cases.take("approve_money", case=order.case, by=by, holds=holds, body={"order": order.pk, "n": len(earlier) + 1})
    assert asked is not None
    Approval.objects.create(spending=asked, user=user, above=voice.above, at=clock.now())
    cases.release(commitment=order.commitment, done=True)
    if len(earlier) + 1 < rules.APPROVERS:
        order.commitment = to_approve(order.case, str(asked.asked_by_id), voice.user)
        order.save(update_fields=["commitment"])
        return False
    _decide(asked, approved=True)
    return True


@transaction.atomic
def say_no(*, order: WorkOrder, user: User, reason: str) -> None:
    """One no is enough."""
    asked = _asked(order)
    holds = cases.met(asked=asked, not_own=asked and asked.asked_by_id != user.pk, reason=reason)
    body = {"order": order.pk, "vendor": order.vendor_id}
    cases.take("refuse_money", case=order.case, by=Actor.user(user), holds=holds, body=body, words=reason)
    assert asked is not None
    cases.release(commitment=order.commitment, done=True)
    _decide(asked, approved=False)


def _decide(asked: Spending, *, approved: bool) -> None:
    asked.decided_at, asked.approved = clock.now(), approved
    asked.save(update_fields=["decided_at", "approved"])


@transaction.atomic
def advance(*, case: Case, amount_cents: int, owed_by: str, user: User, note: str = "") -> Advance:
    """垫付: the community paid in place of who owes it."""
    case = cases.lock(case.pk)
    body: dict[str, Any] = {"amount_cents": amount_cents, "payer": owed_by}
    cases.take(
        "advance", case=case, by=Actor.user(user), holds=cases.met(amount=amount_cents > 0), body=body, words=note
    )
    return Advance.objects.create(
        case=case, at=clock.now(), user=user, amount_cents=amount_cents, owed_by=owed_by, note=note
    )


@transaction.atomic
def repay(*, advance: Advance, amount_cents: int, user: User, note: str = "") -> Repayment:
    """收回: a part or all of it, never more than is left."""
    case = cases.lock(advance.case_id)
    left = left_of(advance)
    why = rules.takes(left, amount_cents)
    body = {"advance": advance.pk, "amount_cents": amount_cents, "left_cents": left - amount_cents}
    holds = cases.met(amount=why != "nothing", no_more_than_left=why != "too_much")
    cases.take("repay", case=case, by=Actor.user(user), holds=holds, body=body, words=note)
    return Repayment.objects.create(advance=advance, at=clock.now(), user=user, amount_cents=amount_cents, note=note)


def left_of(advance: Advance) -> int:
    """还没收回, in cents."""
    return rules.open_cents(advance.amount_cents, advance.repayments.values_list("amount_cents", flat=True))
