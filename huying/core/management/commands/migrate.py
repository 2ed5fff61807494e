"""`migrate`, in half the time: a first start waits for nothing longer than for this."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from django.core.management.commands import migrate
from django.db.migrations.state import ModelState, ProjectState


def add_model(self: ProjectState, model_state: ModelState) -> None:
    """As Django's, but a model that is new is rendered alone. Django renders again whatever it is related to, however far,
    and everything of ours is related to the community; what it refers to learns of it all the same, as in any app."""
    key = model_state.app_label, model_state.name_lower
    self.models[key] = model_state
    if self._relations is not None:  # type: ignore[attr-defined]
        self.resolve_model_relations(key)
    if "apps" in self.__dict__:  # asking for the attribute would make it
        self.apps.render_multiple([model_state])


@contextmanager
def rendering_little() -> Iterator[None]:
    given = ProjectState.add_model
    ProjectState.add_model = add_model  # type: ignore[method-assign]
    try:
        yield
    finally:
        ProjectState.add_model = given  # type: ignore[method-assign]


class Command(migrate.Command):
    def handle(self, *args: Any, **options: Any) -> None:
        with rendering_little():
            super().handle(*args, **options)
