"""Work and money for the machine: orders and what becomes of them, two voices, what was paid for others, helping hands."""

from datetime import timedelta

from huying.cases import actions as cases
from huying.cases.models import Assist, Commitment, HandOver
from huying.core import clock
from huying.field import actions as field
from huying.field.models import Advance, WorkOrder

from .turn import Press, Turn, holder

ABOVE_THE_LINE = 800_000


def _order(turn: Turn, *, waits: bool) -> WorkOrder | None:
    """An open one that waits for its money, or that is with a vendor."""
    rows = WorkOrder.objects.filter(case=turn.case, finished_at=None).select_related("commitment").order_by("at", "pk")
    found = [one for one in rows if one.to_approve is waits]
    return turn.pick(found) if found else None


def _typed(turn: Turn) -> field.Typed | None:
    return field.Typed(by=turn.by, heard="phone") if turn.number % 2 else None


def order_dear(turn: Turn) -> None:
    due, vendor = clock.now() + timedelta(days=turn.number), turn.cast.vendors["安居防水修缮"]
    field.order(
        case=turn.case, vendor=vendor, task="屋面重做", payer="community", due_by=due, by=turn.by,
        estimate_cents=ABOVE_THE_LINE,
    )  # fmt: skip


def accept_order(turn: Turn) -> None:
    if order := _order(turn, waits=turn.number == 8):
        field.accept_order(order=order, typed=_typed(turn))


def finish_typed(turn: Turn) -> None:
    """In part, in vain or whole; for more than was thought, with why."""
    if order := _order(turn, waits=turn.number == 8):
        result = ("resolved", "partly", "unresolved")[turn.number % 3]
        cost = (order.estimate_cents or 0) + turn.number
        field.finish_order(
            order=order, result=result, cost_cents=cost, note="还差一段", why_more="多用了一卷", typed=_typed(turn)
        )


def hand_back_order(turn: Turn) -> None:
    if order := _order(turn, waits=turn.number == 8):
        field.hand_back_order(order=order, reason="没有证", typed=_typed(turn))


def cancel_order(turn: Turn) -> None:
    if order := _order(turn, waits=turn.number % 2 == 0):
        field.cancel_order(order=order, reason="改请别家", by=turn.by)


def enough(turn: Turn) -> None:
    field.enough(case=turn.case, reason="自己补", by=turn.by)


def approve_money(turn: Turn) -> None:
    if order := _order(turn, waits=turn.number != 8):
        field.approve_money(order=order, user=turn.user)


def refuse_money(turn: Turn) -> None:
    if order := _order(turn, waits=True):
        field.refuse_money(order=order, user=turn.user, reason="先问价")


def advance(turn: Turn) -> None:
    field.advance(case=turn.case, amount_cents=turn.number * 1000, owed_by="owner", user=turn.user)


def repay(turn: Turn) -> None:
    """A part of what was lent; now and then more than is left."""
    if lent := list(Advance.objects.filter(case=turn.case).order_by("at", "pk")):
        field.repay(advance=turn.pick(lent), amount_cents=turn.number * 200, user=turn.user)


def ask_assist(turn: Turn) -> None:
    due = clock.now() + timedelta(hours=turn.number)
    cases.ask_assist(case=turn.case, post=turn.other, task="扶梯子", due_by=due, by=turn.by)


def end_assist(turn: Turn) -> None:
    if asked := list(Assist.objects.filter(case=turn.case, ended_at=None).order_by("at", "pk")):
        cases.end_assist(assist=turn.pick(asked), done="扶了", user=turn.user, desk=turn.number % 2 == 0)


def hand_over(turn: Turn) -> None:
    if lead := turn.case.lead:
        held = Commitment.objects.filter(case=turn.case, post=lead, ended_at=None).values_list("pk", flat=True)
        cases.hand_over(source=lead, target=turn.other, commitments=list(held), by=turn.by)


def take_back(turn: Turn) -> None:
    if made := HandOver.objects.filter(taken_back_at=None).order_by("at", "pk").last():
        cases.take_back_hand_over(made=made, by=turn.by)


def sweep(_turn: Turn) -> None:
    cases.sweep()


def fund(turn: Turn) -> None:
    """The fund's own papers lean on the matter (decision 10), and outlive it."""
    if turn.number > 6:
        due = clock.now() + timedelta(days=turn.number)
        cases.commit(case=turn.case, kind="fund", post=turn.cast.posts["何静"], due_by=due)


PRESSES: dict[str, Press] = {
    "order_dear": order_dear, "accept_order": accept_order, "finish_typed": finish_typed,
    "hand_back_order": hand_back_order, "cancel_order": cancel_order, "enough": enough,
    "approve_money": approve_money, "refuse_money": refuse_money, "advance": advance, "repay": repay,
    "ask_assist": ask_assist, "end_assist": end_assist, "hand_over": hand_over, "take_back": take_back,
    "sweep": sweep, "fund": fund,
}  # fmt: skip
# What the pages offer while something of this kind is open.
WHILE: dict[str, list[str]] = {
    "order": ["accept_order", "finish_typed", "hand_back_order", "cancel_order", "finish_typed"],
    "approve": ["approve_money", "approve_money", "approve_money", "refuse_money", "cancel_order"],
    "next_order": ["enough"], "assist": ["end_assist", "end_assist"], "lent": ["repay"], "handed_over": ["take_back"],
}  # fmt: skip
# What may be begun beside the road.
BESIDE = {
    "in_hand": ["order_dear", "order_dear", "ask_assist", "advance", "hand_over", "fund", "sweep"],
    "waiting": ["ask_assist", "sweep"], "closed": ["advance", "fund"], "dispatched": ["sweep", "hand_over"],
    "handled": ["ask_assist", "advance"], "verified": ["fund"], "accepted": ["fund", "sweep"],
}  # fmt: skip


def right(turn: Turn, verb: str) -> str:
    kind = {"approve_money": "approve", "refuse_money": "approve", "end_assist": "assist"}.get(verb)
    if kind:
        return holder(turn.case, kind)
    return "何静" if verb in PRESSES else ""
