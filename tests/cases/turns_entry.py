"""Going into homes for the machine: asked, given by code or on paper, taken back, gone in; in danger; and whom one rang."""

from datetime import timedelta

from huying.field import actions as field
from huying.field.models import EmergencyEntry, EntryAuthorisation
from tests.field.door import HELPER, NIECE, danger, terms

from .turn import Press, Turn


def _entry(turn: Turn, **such: object) -> EntryAuthorisation | None:
    """The newest such of the matter; now and then the oldest of all, whatever became of it."""
    rows = EntryAuthorisation.objects.filter(case=turn.case).select_related("case", "home")
    if turn.number == 8:
        return rows.order_by("at", "pk").first()
    return rows.filter(**such).order_by("at", "pk").last()


def _asked(turn: Turn, **more: object) -> None:
    asked = terms(turn.cast, **more)
    starts = asked.starts_at + timedelta(hours=turn.number if turn.number > 5 else 0)
    ends = starts + timedelta(hours=8 * turn.number)
    given = terms(turn.cast, starts_at=starts, ends_at=ends, **more)
    field.ask_entry(case=turn.case, asked=given, user=turn.user)


def ask_entry(turn: Turn) -> None:
    _asked(turn)


def ask_on_paper(turn: Turn) -> None:
    """Signed already; without saying where the paper is, it is none."""
    _asked(turn, how="written", evidence="" if turn.number == 7 else "柜子第二格")


def confirm_entry(turn: Turn) -> None:
    """By the code that the desk reads out; sometimes a wrong one, sometimes for longer than was asked."""
    if entry := _entry(turn, confirmed_at=None, revoked_at=None):
        code = field.make_code(entry=entry, by=turn.by).code
        ends = entry.ends_at + timedelta(hours=1 if turn.number == 7 else 0)
        wrong = turn.number == 6
        field.confirm_entry(
            entry=entry, code="0" if wrong else code, photograph=True, repair=turn.number % 2 == 0, ends_at=ends
        )


def end_entry(turn: Turn) -> None:
    if entry := _entry(turn, revoked_at=None):
        field.end_entry(entry=entry, by=turn.by if turn.number % 2 else None)


def open_door(turn: Turn) -> None:
    if entry := _entry(turn):
        field.open_door(entry=entry, user=turn.user)


def start_entry(turn: Turn) -> None:
    if entry := _entry(turn, revoked_at=None):
        field.start_entry(entry=entry, user=turn.user)


def go_in(turn: Turn) -> None:
    """Never alone, and never with the party only."""
    if entry := _entry(turn, announced_at__isnull=False):
        others = {6: (), 7: (NIECE,)}.get(turn.number, (HELPER, NIECE))
        field.record_visit(case=turn.case, user=turn.user, outcome="seen", entry=entry, others=others)


def enter_emergency(turn: Turn) -> None:
    told = {"told_how": "phone", "why_not_told": ""} if turn.number % 4 == 0 else {}
    witnesses = {"witnesses": ("彭德胜",)} if turn.number == 7 else {}
    field.enter_emergency(case=turn.case, entered=danger(turn.cast, **told, **witnesses), user=turn.user)


def tell_owner(turn: Turn) -> None:
    if entered := list(EmergencyEntry.objects.filter(case=turn.case).order_by("-at", "pk")):
        untold = [one for one in entered if one.told_at is None]
        field.tell_owner(emergency=turn.pick(untold or entered), how="phone", by=turn.by)


def contact(turn: Turn) -> None:
    outcome = ("reached", "no_answer", "refused")[turn.number % 3]
    whom = "reporter" if turn.number % 2 else "owner"
    field.contact(case=turn.case, user=turn.user, whom=whom, channel="phone", outcome=outcome)


PRESSES: dict[str, Press] = {
    "ask_entry": ask_entry, "ask_on_paper": ask_on_paper, "confirm_entry": confirm_entry, "end_entry": end_entry,
    "open_door": open_door, "start_entry": start_entry, "go_in": go_in, "enter_emergency": enter_emergency,
    "tell_owner": tell_owner, "contact": contact,
}  # fmt: skip
WHILE: dict[str, list[str]] = {
    "notify_owner": ["tell_owner", "tell_owner"], "entry_asked": ["confirm_entry", "confirm_entry", "confirm_entry"],
    "entry_given": ["start_entry", "start_entry", "start_entry", "open_door", "end_entry"],
    "entry_announced": ["go_in"] * 8 + ["end_entry"],
}  # fmt: skip
BESIDE = {
    "received": ["ask_entry", "contact"], "dispatched": ["ask_entry", "contact"],
    "in_hand": ["ask_entry", "ask_entry", "ask_on_paper", "enter_emergency", "contact"],
    "waiting": ["ask_entry"], "handled": ["start_entry"], "verified": ["contact"], "closed": ["end_entry", "open_door"],
    "referred": ["contact"],
}  # fmt: skip


def right(turn: Turn, verb: str) -> str:
    """The lead goes in; the desk asks and tells."""
    leads = turn.case.lead and verb in ("start_entry", "go_in", "open_door", "enter_emergency")
    return "" if leads or verb not in PRESSES else "何静"
