"""Jobs of cases, named in wiring.SCHEDULES."""

from django_tasks import task

from . import actions


@task()
def sweep() -> None:
    """升级提醒: tell the next post what is at risk or overdue."""
    actions.sweep()
