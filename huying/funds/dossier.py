"""A place's page 一处的页面: what it shows is put together from panels, each of which may offer steps with their forms."""

from collections.abc import Callable
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any, NamedTuple

from django.http import HttpRequest
from django.utils.module_loading import import_string

from huying.cases.desk_forms import StepForm
from huying.people.models import User
from huying.rules import funds as rules

from .local import Local, local
from .models import Place

# In the order of the page. Each is a function of (Dossier) that gives a template with its context, or None.
PANELS = (
    "huying.funds.panels.road.panel",
    "huying.funds.panels.scope.panel",
    "huying.funds.panels.plan.panel",
    "huying.funds.panels.notices.panel",
    "huying.funds.panels.vote.panel",
    "huying.funds.panels.papers.panel",
    "huying.funds.panels.review.panel",
    "huying.funds.panels.works.panel",
    "huying.funds.panels.settlement.panel",
    "huying.funds.panels.shares.panel",
)


# The shape and colour of a phase (see look: states).
CHIPS = {
    "survey": "new", "vote": "soon", "papers": "new", "correction": "redo", "filed": "wait", "approved": "hand",
    "works": "hand", "acceptance": "hand", "notice": "wait", "warranty": "done", "ended": "off",
}  # fmt: skip


class Offer(NamedTuple):
    """A step that the reader may take now: its name on the page, its form, where it goes, what the button says."""

    name: str
    form: StepForm
    url: str
    title: str
    button: str
    # Said above the form: what the step means.
    hint: str = ""


@dataclass
class Dossier:
    """A place as one account reads it, while a page is made of it. `bound` holds forms that came back with an error."""

    request: HttpRequest
    place: Place
    bound: dict[str, StepForm] = field(default_factory=dict)

    @property
    def user(self) -> User:
        return self.request.user  # type: ignore[return-value]

    @cached_property
    def local(self) -> Local:
        """What is local about the fund, read once a page."""
        return local(self.place.community)

    @cached_property
    def verbs(self) -> frozenset[str]:
        """The steps of the table that this account may take from here."""
        return frozenset(rules.verbs_from(self.place.state, self.roles))  # type: ignore[arg-type]

    @cached_property
    def roles(self) -> frozenset[str]:
        """The roles of the posts whose reach holds this community."""
        path = self.place.community.path
        return frozenset(post.role for post in self.user.posts if path.startswith(post.path))

    @property
    def chip(self) -> str:
        """The state's shape and colour."""
        return CHIPS[self.place.phase]

    def may(self, verb: str) -> bool:
        return verb in self.verbs

    def asks(self, verb: str, name: str) -> bool:
        """Whether the form of a step is shown: where it may be taken, or where it came back because somebody was quicker."""
        return self.may(verb) or name in self.bound

    def form(self, name: str, make: Callable[[], StepForm]) -> StepForm:
        """The form of this name: as it came back, or a fresh one."""
        return (self.bound.get(name) or make()).named(name)

    def panels(self) -> list[tuple[str, dict[str, Any]]]:
        made = (import_string(name)(self) for name in PANELS)
        return [one for one in made if one]
