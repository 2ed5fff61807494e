"""认领的查询: what is on the list now, as a stranger may read it, and who has claimed what."""

from typing import Any

from django.db.models import Exists, OuterRef, Q, QuerySet

from huying.cases import queries as cases
from huying.cases.models import Case
from huying.core.links import live
from huying.places.models import Community
from huying.rules import claims as rules
from huying.rules import lifecycle, masks

from .models import Claim, ClaimList, ClaimMark, Danger
from .turnout_queries import Note, safety_note

LINK = "field.claims"
# A page of them is enough to choose from.
MOST = 100


def mark_of(case: Case) -> ClaimMark | None:
    """What the desk said of this one."""
    return getattr(case, "claim_mark", None)


def is_offered(case: Case) -> bool:
    return is_offered_as(case, mark_of(case))


def is_offered_as(case: Case, mark: ClaimMark | None) -> bool:
    """The same where the desk's word, or that there is none, is known already."""
    return rules.offered(
        marked=mark.offered if mark else None, category=case.category.claimable, home=case.home_id is not None,
        urgency=case.urgency,
    )  # fmt: skip


def _free(community: Community) -> QuerySet[Case]:
    taken = Claim.objects.filter(case=OuterRef("pk"), ended_at=None)
    found = cases.shown(Case.objects.filter(community=community, state__in=lifecycle.BY_VERB["claim"].sources))
    said = Q(claim_mark__offered=True) | Q(claim_mark=None, category__claimable=True)
    return found.select_related("claim_mark", "home__building").filter(said, ~Exists(taken))


def offered(community: Community) -> list[Any]:
    """What may be claimed now, the longest known first; each with its place for strangers. One statement."""
    rows = _free(community).order_by("received_at", "pk")[:MOST]
    return [_told(case) for case in rows if is_offered(case)]


def one_offered(community: Community, key: object) -> Any:
    """One of them; None where it is not on the list, or not any more."""
    case = _free(community).filter(pk=key).first()
    return _told(case) if case and is_offered(case) else None


def _told(case: Any) -> Any:
    case.place_told = place(case)
    return case


def place(case: Case) -> str:
    """Where, as the public pages say it: a common spot, or a home without its door. Never a word that anybody wrote
    beside a home."""
    if case.home:
        return masks.home(case.home.building.label, case.home.room)
    spot = masks.spot(case.spot)
    return f"{case.building.label if case.building else ''} {spot}".strip() or case.community.name


def note_of(case: Case) -> Note:
    """What whoever takes it on is told of safety."""
    mark = mark_of(case)
    return safety_note(case.community, mark.danger if mark else Danger.GENERAL)


def claim(key: object) -> Claim:
    """A claim with what its own page says."""
    related = ("volunteer", "case__community__division", "case__category", "case__building", "case__home__building")
    return Claim.objects.select_related(*related).get(pk=key)


def open_of(case: Case) -> Claim | None:
    return Claim.objects.filter(case=case, ended_at=None).select_related("volunteer").first()


def under_way(community: Community) -> list[Any]:
    """Who has taken on what now, first back first. Nobody is counted. One statement."""
    rows = Claim.objects.filter(case__community=community, ended_at=None).order_by("until_by", "pk")
    return list(rows.select_related("volunteer", "case__category", "case__home", "case__building"))


def page(key: object) -> ClaimList:
    return ClaimList.objects.select_related("community__division").get(pk=key)


def token_of(community: Community) -> str:
    """The token of the list's page while it lives; "" where there is none."""
    own = ClaimList.objects.filter(community=community).values("pk")
    link = live(purpose=LINK, subjects=own)
    return link.token if link else ""
