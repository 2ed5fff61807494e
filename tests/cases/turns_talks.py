"""Two homes talk it over, for the machine: opened, tried out, met, written, signed, ended; and whose part it is."""

from datetime import timedelta

from huying.cases import actions as cases
from huying.core import clock
from huying.field import actions as field
from huying.field import mediations
from huying.field.models import Mediation, Party

from .turn import Press, Turn

HARMED, SOURCE = "5栋303", "5栋403"


def _side(turn: Turn, label: str, name: str, phone: str) -> field.Side:
    return field.Side(home=turn.cast.home(label), name=name, phone=phone, speaks_as="owner")


def open_mediation(turn: Turn) -> None:
    """With the other home on the list; once in a while by somebody who speaks for one of them."""
    other = turn.cast.home(SOURCE)
    if other not in mediations.homes(turn.case):
        cases.add_home(case=turn.case, concerned=cases.Concerned(role="suspected_source", home=other), by=turn.by)
    speaks = "刘芳" if turn.number == 8 else "汪致远"
    field.open_mediation(
        case=turn.case, harmed=_side(turn, HARMED, "江秋莲", "13900000303"),
        source=_side(turn, SOURCE, speaks, "13900000122"), post=turn.cast.posts["刘芳"],
        due_by=clock.now() + timedelta(days=turn.number), question="谁出钱", by=turn.by,
    )  # fmt: skip


def _mediation(turn: Turn) -> Mediation | None:
    """The one that is open; now and then the first of all."""
    rows = Mediation.objects.filter(case=turn.case).order_by("at", "pk")
    return rows.first() if turn.number == 8 else rows.last()


def look_for_leak(turn: Turn) -> None:
    if talks := _mediation(turn):
        field.look_for_leak(mediation=talks, user=turn.user, method="meter", result="leaks", present="两家")


def meet(turn: Turn) -> None:
    if talks := _mediation(turn):
        at = clock.now() + timedelta(hours=1 if turn.number == 7 else 0)
        field.meet(mediation=talks, user=turn.user, at=at, place="社区", present="两家")


def note_loss(turn: Turn) -> None:
    if talks := _mediation(turn):
        field.note_loss(mediation=talks, user=turn.user, side="harmed", kind="suffered", words="墙", cents=turn.number)


def write_agreement(turn: Turn) -> None:
    if talks := _mediation(turn):
        field.write_agreement(mediation=talks, terms="十天内重做防水", by=turn.by, paid_cents=turn.number)


def sign(turn: Turn) -> None:
    """One side, by its code; sometimes with a wrong one, sometimes a text that was written anew meanwhile."""
    if (talks := _mediation(turn)) and talks.written_at:
        unsigned = list(talks.parties.filter(confirmed_at=None)) or list(talks.parties.all())
        party: Party = turn.pick(unsigned)
        code = field.make_party_code(party=party, by=turn.by).code
        seen = (talks.written_at - timedelta(hours=turn.number == 7)).isoformat()
        field.confirm_agreement(party=party, code="0" if turn.number == 6 else code, seen=seen)


def end_mediation(turn: Turn) -> None:
    """Agreed, when it was signed; else as it came."""
    if talks := _mediation(turn):
        signed = not talks.parties.filter(confirmed_at=None).exists()
        outcome = "agreed" if signed or turn.number == 6 else ("not_agreed", "withdrawn")[turn.number % 2]
        routes = ("court",) if turn.number < 6 else ()
        reason = "不谈了" if turn.number < 6 else ""
        field.end_mediation(mediation=talks, outcome=outcome, by=turn.by, routes=routes, reason=reason)


def change_responsibility(turn: Turn) -> None:
    pays = ("source", "both", "owners")[turn.number % 3]
    field.change_responsibility(case=turn.case, user=turn.user, zone="private", pays=pays, reason="挖开看过")


PRESSES: dict[str, Press] = {
    "open_mediation": open_mediation, "look_for_leak": look_for_leak, "meet": meet, "note_loss": note_loss,
    "write_agreement": write_agreement, "sign": sign, "end_mediation": end_mediation,
    "change_responsibility": change_responsibility,
}  # fmt: skip
WHILE: dict[str, list[str]] = {
    "mediation": ["look_for_leak", "meet", "note_loss", "write_agreement", "end_mediation", "end_mediation"],
    "written": ["sign", "sign", "sign", "sign"],
}  # fmt: skip
BESIDE = {
    "in_hand": ["open_mediation", "change_responsibility"], "handled": ["open_mediation"], "verified": ["change_responsibility"],
    "waiting": ["open_mediation"], "referred": ["open_mediation"],
}  # fmt: skip


def right(_turn: Turn, verb: str) -> str:
    return "刘芳" if verb in PRESSES else ""
