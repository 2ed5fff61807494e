"""Jobs of the field, named in wiring.REACTIONS."""

from uuid import UUID

from django_tasks import task

from huying.core.models import Event

from . import actions


@task()
def end_links(event_id: str) -> None:
    """A closed case ends its vendors' links."""
    actions.close_links(case_id=Event.objects.get(pk=UUID(event_id)).subject_id)


@task()
def lapse_claims() -> None:
    """到日子的认领: what nobody spoke of again comes back by itself."""
    actions.lapse_claims()
