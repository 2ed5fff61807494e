"""Jobs of cases, named in wiring.SCHEDULES."""

from uuid import UUID

from django_tasks import task

from . import actions


@task()
def sweep() -> None:
    """升级提醒: tell the next post what is at risk or overdue."""
    actions.sweep()


@task()
def run_batch(pk: str) -> None:
    """办一批: what an officer asked for many matters, when the seconds for taking it back are over."""
    actions.run_batch(pk=UUID(pk))
