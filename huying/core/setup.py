"""The way to the first call 开办的步骤: each room reports its own, named in wiring.SETUP_STEPS in their order."""

from typing import Any, NamedTuple

from django.http import HttpRequest
from django.urls import reverse
from django.utils.module_loading import import_string


class Step(NamedTuple):
    """One thing to put in order: whether it is, what is there or missing, and the page to do it on.

    `url` is a URL name ("" where it is not done on a page), `act` what stands on its button. What is not `needed`
    may wait until after the first call.
    """

    title: str
    done: bool
    note: str
    url: str = ""
    act: str = ""
    needed: bool = True

    @property
    def href(self) -> str:
        """Where it is done; "" for what is not done on a page."""
        return reverse(self.url) if self.url else ""


def steps(request: HttpRequest, community: Any) -> list[Step]:
    """Every step; a room that has nothing to report gives None."""
    found = (import_string(dotted)(request, community) for dotted in import_string("huying.wiring.SETUP_STEPS"))
    return [step for step in found if step]
