"""Who does something: a named account, a resident or vendor with a link, or the system itself."""

from dataclasses import dataclass
from typing import Self

from django.http import HttpRequest


@dataclass(frozen=True)
class Actor:
    """An event names its actor by kind and id; the name is for pages and is never hashed into the chain."""

    kind: str
    id: str = ""

    def __str__(self) -> str:
        return f"{self.kind}:{self.id}" if self.id else self.kind

    @classmethod
    def of(cls, request: HttpRequest) -> Self:
        """The signed-in account, or else a resident without one."""
        user = request.user
        return cls("user", str(user.pk)) if user.is_authenticated else cls("resident")

    @classmethod
    def user(cls, user: object) -> Self:
        return cls("user", str(user.pk))  # type: ignore[attr-defined]


SYSTEM = Actor("system")
