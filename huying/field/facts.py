"""时间线上的事实: what lines of the timeline say of contact attempts, visitors, authorisations and emergencies. Numbers are
half hidden, and so are names of who is no colleague."""

from collections.abc import Iterable
from typing import Any
from uuid import UUID

from huying.cases.models import Case
from huying.rules import masks

from .models import Claim, ContactAttempt, EmergencyEntry, EntryAuthorisation, Party, Turnout, Visitor


def of(bodies: Iterable[dict[str, Any]]) -> dict[str, Any]:
    """Facts by id. A kind of thing that no event names costs no statement."""
    told = list(bodies)
    found: dict[str, Any] = {}
    for read, ids in (
        (_attempts, _ids(told, "attempt")),
        (_visitors, {data["visit"] for data in told if data.get("visit") and data.get("others")}),
        (_entries, _ids(told, "entry")),
        (_emergencies, _ids(told, "emergency")),
        (_parties, _ids(told, "party")),
    ):
        if ids:
            found |= read(ids)
    return found


def _ids(told: list[dict[str, Any]], key: str) -> set[str]:
    return {data[key] for data in told if data.get(key)}


def _attempts(ids: set[str]) -> dict[str, Any]:
    return {
        str(one.pk): {"one": one, "name": masks.name(one.name), "phone": masks.phone(one.phone)}
        for one in ContactAttempt.objects.filter(pk__in=ids)
    }


def _visitors(ids: set[str]) -> dict[str, Any]:
    found: dict[str, Any] = {}
    for one in Visitor.objects.filter(visit__in=ids).order_by("pk"):
        name = masks.name(one.name) if one.role in (Visitor.Role.PARTY, Visitor.Role.OTHER) else one.name
        found.setdefault(str(one.visit_id), []).append({"name": name, "role": one.get_role_display()})
    return found


def _entries(ids: set[str]) -> dict[str, Any]:
    return {
        str(one.pk): {
            "one": one, "home": one.home.label, "principal": masks.name(one.principal_name),
            "agent": masks.name(one.agent_name),
        }
        for one in EntryAuthorisation.objects.filter(pk__in=ids).select_related("home")
    }  # fmt: skip


def _emergencies(ids: set[str]) -> dict[str, Any]:
    found = EmergencyEntry.objects.filter(pk__in=ids).select_related("home")
    return {str(one.pk): {"one": one, "home": one.home.label} for one in found}


def _parties(ids: set[str]) -> dict[str, Any]:
    found = Party.objects.filter(pk__in=ids).select_related("home")
    return {str(one.pk): {"home": one.home.label, "side": one.get_side_display()} for one in found}


def cases_of_entries(ids: Iterable[UUID]) -> dict[UUID, Case]:
    """The case of each authorisation, for the list of who looked."""
    rows = EntryAuthorisation.objects.filter(pk__in=list(ids)).select_related("case__home", "case__building")
    return {one.pk: one.case for one in rows}


def cases_of_parties(ids: Iterable[UUID]) -> dict[UUID, Case]:
    """The case of each side of a mediation, for the list of who looked."""
    rows = Party.objects.filter(pk__in=list(ids)).select_related("mediation__case__home", "mediation__case__building")
    return {one.pk: one.mediation.case for one in rows}


def cases_of_turnouts(ids: Iterable[UUID]) -> dict[UUID, Case]:
    """The case of each turnout that has one, for the list of who looked."""
    rows = Turnout.objects.filter(pk__in=list(ids), case__isnull=False).select_related("case__home", "case__building")
    return {one.pk: one.case for one in rows if one.case}


def cases_of_claims(ids: Iterable[UUID]) -> dict[UUID, Case]:
    """The case of each claim, for the list of who looked."""
    rows = Claim.objects.filter(pk__in=list(ids)).select_related("case__home", "case__building")
    return {one.pk: one.case for one in rows}
