"""All that is pressed beside the road: by the name of the press, and what is offered when."""

from random import Random

from huying.cases.models import Case, Commitment, HandOver
from huying.core import clock
from huying.field.models import Advance, EntryAuthorisation, Mediation, SignUp

from . import turns, turns_entry, turns_hands, turns_talks, turns_work
from .turn import Press, Turn

ROOMS = (turns_work, turns_entry, turns_hands, turns_talks)
PRESSES: dict[str, Press] = {verb: press for room in ROOMS for verb, press in room.PRESSES.items()}


def facts(case: Case) -> set[str]:
    """What there is to go on with: the kinds of commitments that are open, and by name what else waits for a step."""
    now = clock.now()
    found = set(Commitment.objects.filter(case=case, ended_at=None).values_list("kind", flat=True))
    entries = EntryAuthorisation.objects.filter(case=case, revoked_at=None, ends_at__gt=now)
    for confirmed, announced in entries.values_list("confirmed_at", "announced_at"):
        found.add("entry_announced" if announced else "entry_given" if confirmed else "entry_asked")
    signed = set(SignUp.objects.filter(turnout__case=case).values_list("to_tell", flat=True))
    there = {
        "signed_up": signed, "to_tell": True in signed,
        "lent": Advance.objects.filter(case=case).exists(),
        "handed_over": HandOver.objects.filter(taken_back_at=None).exists(),
        "written": Mediation.objects.filter(case=case, ended_at=None, written_at__isnull=False).exists(),
    }  # fmt: skip
    return found | {name for name, is_there in there.items() if is_there}


def offered(case: Case, dice: Random) -> list[str]:
    """What the pages offer beside the road: what is open is finished more readily than something else is begun."""
    begun = [verb for room in ROOMS for verb in room.BESIDE.get(case.state, ())]
    if dice.random() < 0.3 or not (known := sorted(facts(case))):
        return begun
    return dice.choice(
        [found for room in (turns, *ROOMS) if (found := [verb for fact in known for verb in room.WHILE.get(fact, ())])]
        or [begun]
    )


def right(turn: Turn, verb: str) -> str:
    return next((name for room in ROOMS if verb in room.PRESSES and (name := room.right(turn, verb))), "")
