"""活单的查询: what a firm has in hand of one community, for the firm's own page and for the desk."""

from typing import Any
from uuid import UUID

from django.db.models import OuterRef, QuerySet, Subquery

from huying.core import clock
from huying.core.links import live
from huying.core.models import SignedLink
from huying.people.models import Vendor
from huying.places.models import Community
from huying.rules import lifecycle

from .models import JobList, WorkOrder
from .order_models import FINISHES
from .queries import ORDER_LINK

LINK = "field.jobs"


def page(key: UUID) -> JobList:
    return JobList.objects.select_related("community__division", "vendor").get(pk=key)


def token_of(community: Community, vendor: Vendor) -> str:
    """The token of a firm's list while it lives; "" where there is none."""
    own = JobList.objects.filter(community=community, vendor=vendor).values("pk")
    link = live(purpose=LINK, subjects=own)
    return link.token if link else ""


def jobs(community: Community, vendor: Vendor) -> list[Any]:
    """What the firm was sent and whose case is not closed: not yet accepted first, then what is due next, then what was
    reported and is still being checked. Each with the token of its link, "" where that has ended. One statement."""
    links = SignedLink.objects.filter(
        purpose=ORDER_LINK, subject_id=OuterRef("pk"), revoked_at=None, expires_at__gt=clock.now()
    )
    rows = _sent(community, vendor).annotate(token=Subquery(links.values("token")[:1]))
    return sorted(rows, key=lambda one: (one.finished_at is not None, one.accepted_at is not None, one.due_by, one.pk))


def _sent(community: Community, vendor: Vendor) -> QuerySet[WorkOrder]:
    """Without those whose money is still to be approved, those that were called back, and those given back: nobody works
    on them."""
    rows = WorkOrder.objects.filter(case__community=community, vendor=vendor)
    rows = rows.exclude(case__state__in=lifecycle.ENDED).exclude(finished_at=None, commitment__kind="approve")
    rows = rows.filter(finished_at=None) | rows.filter(result__in=FINISHES)
    return rows.select_related("case__building", "case__home__building", "case__community", "commitment")
