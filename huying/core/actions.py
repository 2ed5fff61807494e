"""What people do in the hall: try a parked job again, or discard it; what they saw of others is logged."""

from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext as _

from . import clock, timeline
from .actor import Actor
from .errors import Refused
from .models import AccessLog, Job

# A job that failed and waits for its next try may be hurried or dropped as well as one that is parked.
WAITING = (Job.State.PARKED, Job.State.READY)


@transaction.atomic
def retry(*, job_id: UUID, by: Actor) -> Job:
    """再试一次: the job starts over, with all its tries before it."""
    job = _failed(job_id)
    job.state = Job.State.READY
    job.run_after = clock.now()
    tried, job.attempts = job.attempts, 0
    job.save(update_fields=["state", "run_after", "attempts"])
    timeline.record("core.job_retried", subject=job, by=by, body={"task": job.task, "tries": tried})
    return job


@transaction.atomic
def discard(*, job_id: UUID, by: Actor) -> Job:
    """丢弃: nobody will do it any more. The timeline keeps who said so."""
    job = _failed(job_id)
    job.state = Job.State.DISCARDED
    job.finished_at = clock.now()
    job.save(update_fields=["state", "finished_at"])
    timeline.record("core.job_discarded", subject=job, by=by, body={"task": job.task, "tries": job.attempts})
    return job


def _failed(job_id: UUID) -> Job:
    job = Job.objects.select_for_update().get(pk=job_id)
    if job.state not in WAITING or not job.attempts:
        raise Refused(_("这个作业已经不在等了：别人处理过，或者它自己做成了。"))
    return job


@transaction.atomic
def log_access(*, kind: str, subject: timeline.Subject, by: Actor, reason: str, words: str = "") -> AccessLog:
    """留痕: what pages hide was shown to somebody. In the transaction that shows it: unlogged, it is not shown."""
    return AccessLog.objects.create(
        community=subject.community_key, at=clock.now(), actor=str(by), kind=kind, words=words,
        subject_type=subject._meta.label_lower, subject_id=subject.pk, reason=reason,
    )  # fmt: skip
