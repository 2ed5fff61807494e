"""Volunteers for the machine: called up, signed up, gone home; a task claimed, done, given back; and a word of thanks."""

from datetime import timedelta

from huying.cases import actions as cases
from huying.core import clock
from huying.field import actions as field
from huying.field.models import Claim, SignUp, Turnout

from .turn import Press, Turn

# --- hands called up --------------------------------------------------------------------------------------------------


def call_turnout(turn: Turn) -> None:
    """For now or for later, for one or two; for electricity never."""
    starts = clock.now() + timedelta(hours=2 * turn.number - 12)
    wanted = field.Wanted(
        what="清淤", place="楼下", slots=1 + turn.number % 2, starts_at=starts, ends_at=starts + timedelta(hours=24),
        danger=("general", "sewage", "electricity")[(turn.number > 5) + (turn.number == 8)], leader=turn.user,
    )  # fmt: skip
    field.call_turnout(community=turn.cast.community, wanted=wanted, user=turn.user, case=turn.case)


def _turnout(turn: Turn) -> Turnout | None:
    """The newest that is open; now and then the oldest of all."""
    rows = Turnout.objects.filter(case=turn.case).order_by("at", "pk")
    return rows.first() if turn.number == 8 else rows.filter(ended_at=None, called_off_at=None).last()


def join_turnout(turn: Turn) -> None:
    if turnout := _turnout(turn):
        person = field.Person(
            name=f"志愿{turn.number}",
            phone=f"1390000020{turn.number}",
            adult=turn.number != 3,
            asks=turn.number % 2 == 0,
        )
        field.join_turnout(turnout=turnout, person=person)


def sign_up(turn: Turn) -> None:
    if turnout := _turnout(turn):
        field.sign_up(turnout=turnout, volunteer=turn.cast.volunteers["彭德胜"], by=turn.by)


def leave_turnout(turn: Turn) -> None:
    if signed := list(SignUp.objects.filter(turnout__case=turn.case).order_by("at", "pk")):
        coming = [one for one in signed if one.state == "coming"]
        field.leave_turnout(made=turn.pick(coming or signed))


def tell_volunteer(turn: Turn) -> None:
    for one in SignUp.objects.filter(turnout__case=turn.case, to_tell=True)[:1]:
        field.tell_volunteer(made=one, by=turn.by)


def record_minutes(turn: Turn) -> None:
    if turnout := _turnout(turn):
        minutes = {one.pk: turn.number * 200 for one in turnout.sign_ups.all()}
        field.record_minutes(turnout=turnout, minutes=minutes, user=turn.user)


def end_turnout(turn: Turn) -> None:
    if turnout := _turnout(turn):
        field.end_turnout(turnout=turnout, result="清完了", user=turn.user)


def call_off_turnout(turn: Turn) -> None:
    if turnout := _turnout(turn):
        field.call_off_turnout(turnout=turnout, reason="下雨", user=turn.user)


# --- small tasks taken on ---------------------------------------------------------------------------------------------


def mark_claim(turn: Turn) -> None:
    offered = (True, True, False, None)[turn.number % 4]
    kind = "electricity" if turn.number == 8 else "general"
    field.mark_claim(case=turn.case, offered=offered, danger=kind, user=turn.user)


def claim(turn: Turn) -> None:
    """What is in a home the desk lays out first; for longer than a week, by a child, or twice it is none."""
    if turn.number < 5:
        field.mark_claim(case=turn.case, offered=True, danger="general", user=turn.user)
    person = field.Person(name=f"志愿{turn.number}", phone=f"1390000020{turn.number}", adult=turn.number != 3)
    field.claim(case=turn.case, person=person, until=clock.today() + timedelta(days=turn.number // 3))


def claim_too_long(turn: Turn) -> None:
    person = field.Person(name="志愿9", phone="13900000209", adult=True)
    field.claim(case=turn.case, person=person, until=clock.today() + timedelta(days=8))


def _claim(turn: Turn) -> Claim | None:
    rows = Claim.objects.filter(case=turn.case).order_by("at", "pk")
    return rows.first() if turn.number == 8 else rows.last()


def finish_claim(turn: Turn) -> None:
    if found := _claim(turn):
        field.finish_claim(claim=found, result="" if turn.number == 7 else "换了盖子")


def give_back_claim(turn: Turn) -> None:
    if found := _claim(turn):
        field.give_back_claim(claim=found)


def take_back_claim(turn: Turn) -> None:
    field.take_back_claim(case=turn.case, reason="物业来换", by=turn.by)


def lapse_claims(_turn: Turn) -> None:
    field.lapse_claims()


def thank(turn: Turn) -> None:
    if turn.number % 2:
        cases.thank_by_link(appeal=turn.case.appeals.order_by("said_at", "pk")[0], words="谢谢")
    else:
        said = cases.Grateful(kind="praise", on=clock.today(), about={turn.cast.users["李敏"]: True})
        cases.thank(community=turn.cast.community, said=said, user=turn.user, case=turn.case)


PRESSES: dict[str, Press] = {
    "call_turnout": call_turnout, "join_turnout": join_turnout, "sign_up": sign_up, "leave_turnout": leave_turnout,
    "tell_volunteer": tell_volunteer, "record_minutes": record_minutes, "end_turnout": end_turnout,
    "call_off_turnout": call_off_turnout, "mark_claim": mark_claim, "claim": claim, "claim_too_long": claim_too_long,
    "finish_claim": finish_claim, "give_back_claim": give_back_claim, "take_back_claim": take_back_claim,
    "lapse_claims": lapse_claims, "thank": thank,
}  # fmt: skip
WHILE: dict[str, list[str]] = {
    "turnout": [
        "join_turnout", "join_turnout", "join_turnout", "sign_up", "record_minutes", "end_turnout", "end_turnout",
        "call_off_turnout",
    ],
    "signed_up": ["leave_turnout"], "to_tell": ["tell_volunteer", "tell_volunteer"],
    "claim": ["finish_claim", "finish_claim", "give_back_claim", "take_back_claim", "lapse_claims", "claim"],
}  # fmt: skip
BESIDE = {
    "dispatched": ["claim", "claim", "mark_claim", "claim_too_long"],
    "in_hand": ["call_turnout", "call_turnout", "claim", "claim", "claim"], "handled": ["call_turnout", "thank"],
    "closed": ["thank"], "received": ["mark_claim"], "declined": ["thank"],
}  # fmt: skip


def right(_turn: Turn, verb: str) -> str:
    return "何静" if verb in ("mark_claim", "take_back_claim") else ""
