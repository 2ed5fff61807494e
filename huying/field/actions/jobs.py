"""活单的链接: made for a firm, made anew where it went astray, ended."""

from django.db import transaction

from huying.core import clock, timeline
from huying.core.actor import Actor
from huying.core.links import issue, revoke
from huying.core.models import SignedLink
from huying.people.models import Vendor
from huying.places.models import Community

from ..job_queries import LINK
from ..models import JobList

# Long enough to be kept on a firm's phone, short enough not to be forgotten there.
LIST_DAYS = 180


@transaction.atomic
def open_jobs(*, community: Community, vendor: Vendor, by: Actor) -> SignedLink:
    """出活单的链接. A new one ends the one before. It shows the firm no more than the links of its jobs do."""
    page, _new = JobList.objects.update_or_create(community=community, vendor=vendor, defaults={"at": clock.now()})
    ended = revoke(purpose=LINK, subject_ids=[page.pk])
    timeline.record("field.jobs_opened", subject=page, by=by, body={"vendor": vendor.pk, "ended": ended})
    return issue(purpose=LINK, subject_id=page.pk, days=LIST_DAYS)


@transaction.atomic
def close_jobs(*, community: Community, vendor: Vendor, by: Actor) -> bool:
    """收回活单的链接: whoever has it sees that it has ended; the links of the jobs stay. False where none was out."""
    page = JobList.objects.filter(community=community, vendor=vendor).first()
    if page is None or not revoke(purpose=LINK, subject_ids=[page.pk]):
        return False
    timeline.record("field.jobs_closed", subject=page, by=by, body={"vendor": vendor.pk})
    return True
