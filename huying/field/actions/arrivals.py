"""到了: whoever stands at the door has the matter, so that it need not be signed for or resumed first."""

from django.db import transaction

from huying.cases import actions as cases
from huying.cases.models import Case, State
from huying.core.actor import Actor
from huying.people.models import User


@transaction.atomic
def arrive(*, case: Case, user: User) -> Case:
    """A matter not yet acknowledged is acknowledged, one that waits goes on. Answers the case, locked."""
    if Case.objects.get(pk=case.pk).state == State.DISPATCHED:
        cases.acknowledge(case=case, user=user)
    case = cases.lock(case.pk)
    if case.state == State.WAITING:
        case = cases.go_on(case, Actor.user(user), held=cases.has_it(case, user))
    return case
