"""One turn of the machine that presses every button: who presses, on which matter, with which number in hand."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import TypeVar

from huying.cases.models import Case, Commitment
from huying.core.actor import Actor
from huying.demo.cast import Cast
from huying.people.models import Post, User

Row = TypeVar("Row")


@dataclass(frozen=True)
class Turn:
    """What a press has in its hands. The number, from 1 to 8, decides what is typed and which of several is meant."""

    cast: Cast
    case: Case
    user: User
    number: int

    @property
    def by(self) -> Actor:
        return Actor.user(self.user)

    @property
    def other(self) -> Post:
        """A grid worker who does not lead it."""
        return self.cast.posts["陈涛" if self.case.lead == self.cast.posts["李敏"] else "李敏"]

    def pick(self, rows: list[Row]) -> Row:
        return rows[self.number % len(rows)]


Press = Callable[[Turn], object]


def holder(case: Case, kind: str) -> str:
    """Who sits in the chair that holds this kind of commitment now; "" when nobody does."""
    held = Commitment.objects.filter(case=case, kind=kind, ended_at=None, post__isnull=False).order_by("pk").last()
    seat = held.post.holdings.filter(until=None).select_related("user").first() if held and held.post else None
    return seat.user.name if seat else ""
