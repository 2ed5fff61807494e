"""Reads of mediation 调解: the sides, what holds of the responsibility, and which homes may be sides."""

from typing import Any, NamedTuple
from uuid import UUID

from django.db.models import OuterRef, Subquery
from django.utils.translation import gettext_lazy as _

from huying.cases import queries as cases
from huying.cases.models import Case
from huying.core.models import SignedLink
from huying.places.models import Home

from .mediation_models import Mediation, Party, Responsibility
from .queries import last_finding, of_matter

PARTY_LINK = "field.mediation"

# Where two homes go that do not agree; the codes are the rulebook's. 人民调解法 26.
ROUTES = {
    "committee": _("街道人民调解委员会"),
    "court": _("法院"),
    "expert": _("请专业机构鉴定"),
}


def open_mediation(case: Case) -> Mediation | None:
    return Mediation.objects.filter(case=case, ended_at=None).select_related("commitment", "mediator").first()


def last_mediation(case: Case) -> Mediation | None:
    """The newest of the matter, ended or not."""
    found = Mediation.objects.filter(of_matter(case)).select_related("mediator", "commitment__post", "case__community")
    return found.order_by("-at", "-pk").first()


def parties(mediation: Mediation) -> list[Any]:
    """The harmed side first, each with the token of its link. One statement."""
    live = SignedLink.objects.filter(purpose=PARTY_LINK, subject_id=OuterRef("pk"), revoked_at=None)
    rows = Party.objects.filter(mediation=mediation).select_related("home").order_by("side")
    return list(rows.annotate(token=Subquery(live.values("token")[:1])))


def party(pk: UUID) -> Party:
    """A side with what its page shows."""
    related = ("home", "mediation__case__community", "mediation__mediator", "mediation__case__category")
    return Party.objects.select_related(*related).get(pk=pk)


class Held(NamedTuple):
    """Whose part it is and who pays, as it holds now; empty where nobody has said."""

    zone: str
    pays: str


def responsibility(case: Case) -> Held:
    """A finding says whose part it is; whoever lays it down later says otherwise."""
    laid = Responsibility.objects.filter(of_matter(case)).order_by("-at", "-pk").first()
    found = last_finding(case)
    if laid and (found is None or found.at <= laid.at):
        return Held(laid.zone, laid.pays)
    return Held(found.zone if found else "", laid.pays if laid else "")


def history(case: Case) -> list[Responsibility]:
    rows = Responsibility.objects.filter(of_matter(case)).select_related("user")
    return list(rows.order_by("-at", "-pk"))


def homes(case: Case) -> list[Home]:
    """The homes that may be sides: the site, and those that the matter touches. Two statements at most."""
    found = [case.home, *(row.home for row in cases.homes(case) if row.standing != "excluded")]
    return list({home.pk: home for home in found if home}.values())
