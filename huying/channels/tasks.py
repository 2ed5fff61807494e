"""Jobs of channels, named in wiring.REACTIONS."""

from uuid import UUID

from django_tasks import task

from huying.core.models import Event

from . import actions


@task()
def tell_holders(event_id: str) -> None:
    """Tell the new holder of a case."""
    actions.notify_holders(event=Event.objects.get(pk=UUID(event_id)))
