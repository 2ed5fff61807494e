"""Jobs of channels, named in wiring.REACTIONS. They write rows; nothing here speaks to the outside."""

from uuid import UUID

from django_tasks import task

from huying.core.models import Event

from . import actions


@task()
def tell_holders(event_id: str) -> None:
    """Tell the new holder of a case."""
    actions.notify_holders(event=Event.objects.get(pk=UUID(event_id)))


@task()
def tell_people(event_id: str) -> None:
    """Tell the reporters of a case, or the vendor of an order."""
    actions.tell_people(event=Event.objects.get(pk=UUID(event_id)))


@task()
def tell_raised(event_id: str) -> None:
    """Tell the post that something at risk or overdue was raised to, and its holder."""
    actions.notify_raised(event=Event.objects.get(pk=UUID(event_id)))


@task()
def tell_again(event_id: str) -> None:
    """Tell the holder of a case once more: somebody urges."""
    actions.notify_again(event=Event.objects.get(pk=UUID(event_id)))


@task()
def tell_principal(event_id: str) -> None:
    """Tell a resident who may act for them now, or may no longer."""
    actions.tell_principal(event=Event.objects.get(pk=UUID(event_id)))
