"""Jobs of the maintenance fund, named in wiring.SCHEDULES and wiring.REACTIONS."""

from uuid import UUID

from django_tasks import task

from huying.cases.models import Case
from huying.core import clock
from huying.core.models import Event
from huying.places.models import Community

from . import actions, queries
from .local import local


@task()
def watch() -> None:
    """质保到期前: every place whose warranty ends soon is said once to its desk."""
    for community in Community.objects.filter(fund_places__state="archived").distinct():
        days = local(community).number("warranty_warn_days")
        for place in queries.ending_warranties(clock.today(), days, community):
            actions.warn_of_end(place=place)


@task()
def claim(event_id: str) -> None:
    """A call about what the fund repaired: while the warranty runs, the firm answers for it."""
    case = Case.objects.filter(pk=Event.objects.get(pk=UUID(event_id)).subject_id).first()
    if case:
        actions.claim_warranty(case=case)
