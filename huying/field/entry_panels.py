"""案件页上的入户与联系: on a case's page at the desk, the authorisations and what can be done with each, entries without
consent, and the form for a contact attempt."""

from typing import Any

from django.http import HttpRequest

from huying.cases import panels as cases
from huying.cases.models import Case
from huying.core import pictures
from huying.core.links import address
from huying.rules import lifecycle, masks

from . import queries
from .entry_forms import ContactForm, ToldForm
from .models import EmergencyEntry
from .panels import Panel

ASKED, ENTERED = "field.entry_asked", "field.emergency_entered"


def can(request: HttpRequest, verb: str, case: Case) -> bool:
    """Whether this account may take the step here, and the step leads on from here."""
    return cases.may(request.user, verb, case) and lifecycle.can(case.state, verb)  # type: ignore[arg-type]


def entries(request: HttpRequest, case: Case) -> Panel:
    """入户授权: who let whom in until when; the link and the code of one that is not confirmed; the way to ask for one."""
    asks = can(request, "ask_entry", case)
    rows = queries.entries_of(case) if ASKED in request.told else []  # type: ignore[attr-defined]
    if not rows and not (asks and case.building_id):
        return None
    gives = cases.may(request.user, "give_entry", case)  # type: ignore[arg-type]
    shown = pictures.of(row.entry for row in rows) if rows else {}
    for row in rows:
        row.address = address(request, row.token) if gives and row.token else ""
        row.evidence = shown.get(row.entry.pk, []) if gives else []
        if not gives:
            _mask(row.entry)
    facts = {"case": case, "rows": rows, "asks": asks, "gives": gives, "code": getattr(request, "entry_code", None)}
    return "field/desk_entries.html", facts


def _mask(entry: Any) -> None:
    """For who only looks on, in memory."""
    entry.principal_name, entry.agent_name = masks.name(entry.principal_name), masks.name(entry.agent_name)
    entry.evidence = entry.agent_is = ""


def emergencies(request: HttpRequest, case: Case) -> Panel:
    """紧急进入: the record, and the form to say that the owner was told."""
    if ENTERED not in request.told:  # type: ignore[attr-defined]
        return None
    handles = cases.may(request.user, "tell_owner", case)  # type: ignore[arg-type]
    rows: list[Any] = list(
        EmergencyEntry.objects.filter(case=case).select_related("home", "user").order_by("-at", "-pk")
    )  # fmt: skip
    shown = pictures.of(rows) if handles else {}
    for row in rows:
        row.files = shown.get(row.pk, [])
        row.stood_by = row.witnesses.splitlines() if handles else []
        row.form = ToldForm(auto_id=f"told-{row.pk}-%s") if can(request, "tell_owner", case) else None
    return "field/desk_emergencies.html", {"case": case, "rows": rows, "handles": handles}


def contacts(request: HttpRequest, case: Case) -> Panel:
    """联系记录: the tries are on the timeline; here is the form for the next."""
    bound = getattr(request, "bound", {}).get("contact")
    if not bound and not can(request, "contact", case):
        return None
    return "field/desk_contact.html", {"case": case, "form": (bound or ContactForm()).named("contact")}
