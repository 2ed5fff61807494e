"""一件案件的页面: what the desk has before it, and how a step is offered there."""

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any, NamedTuple
from uuid import UUID

from huying.people.models import User

from . import desk_forms
from .history import Entry
from .models import Appeal, Case
from .queries import may

__all__ = ["Kind", "Matter", "may"]


@dataclass
class Matter:
    """A case as the desk opened it: the person looking, the appeals, and a form that was refused, by its step's name."""

    user: User
    case: Case
    appeals: list[Appeal]
    bound: dict[str, desk_forms.StepForm] = field(default_factory=dict)
    asked: str = ""
    # A standard text that was chosen for the step asked for.
    say: str = ""
    entries: list[Entry] = field(default_factory=list)
    # The appeal whose number this answer shows, or why it does not.
    revealed: UUID | None = None
    reveal_refused: str = ""
    # Which kinds of commitment are open, and which of them this account's posts hold.
    held: frozenset[str] = frozenset()
    mine: frozenset[str] = frozenset()

    @property
    def handles(self) -> bool:
        """Whether this account rings the reporter and hands out links; who only looks on sees neither."""
        return may(self.user, "call_back", self.case)

    @property
    def waiting(self) -> Appeal:
        """The appeal to be answered next; when all are, the first."""
        return next(iter(self.unanswered), self.appeals[0])

    @property
    def unanswered(self) -> list[Appeal]:
        """Who still waits for an answer, in the order in which they spoke."""
        return [one for one in self.appeals if one.open]

    @property
    def to_ring(self) -> list[Appeal]:
        return self.unanswered or self.appeals[:1]

    def chosen(self, given: dict[str, Any]) -> Appeal:
        """The appeal that a form names; where it had no choice to offer, the one that waits."""
        return next((one for one in self.appeals if str(one.pk) == given.get("appeal")), self.waiting)


class Kind(NamedTuple):
    """A step as the desk offers it. `first` opens its form at the top of the page; others wait behind their names, and a
    `rare` one is fetched only when asked for. It may want a commitment of a kind to be open (`held`), or to lie in one's
    own hands (`mine`), or not to be open yet (`free_of`)."""

    verb: str
    title: str
    button: str
    form: Callable[..., desk_forms.StepForm]
    first: bool = False
    needs_other: bool = False
    rare: bool = False
    held: str = ""
    mine: str = ""
    free_of: str = ""

    def fits(self, matter: Matter) -> bool:
        held = not self.held or self.held in matter.held
        mine = not self.mine or self.mine in matter.mine
        return held and mine and self.free_of not in matter.held
