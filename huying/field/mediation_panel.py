"""案件页上的调解: whether there is one and how it stands, whose part it is and who pays; the way to its page."""

from django.http import HttpRequest

from huying.cases.models import Case

from . import mediations
from .entry_panels import can
from .mediation_models import Responsibility
from .models import Zone
from .panels import Panel

OPENED, CHANGED = "field.mediation_opened", "field.responsibility_changed"


def mediation(request: HttpRequest, case: Case) -> Panel:
    """A panel for wiring.CASE_PANELS. What never happened is not asked for."""
    told: set[str] = request.told  # type: ignore[attr-defined]
    opens = can(request, "open_mediation", case)
    if not opens and not told & {OPENED, CHANGED}:
        return None
    shown = mediations.last_mediation(case) if OPENED in told else None
    held = mediations.responsibility(case) if told & {OPENED, CHANGED} else None
    facts = {"case": case, "shown": shown, "opens": opens, "zone": "", "pays": ""}
    if held:
        facts["zone"] = Zone(held.zone).label if held.zone else ""
        facts["pays"] = Responsibility.Pays(held.pays).label if held.pays else ""
    return "field/desk_mediation.html", facts
