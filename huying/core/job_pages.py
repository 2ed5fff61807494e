"""The pages of the machine room: jobs that failed (没做成的作业), and whether all is well (/health)."""

import json
from collections.abc import Callable
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.db import Error as AnyDatabaseError
from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import redirect, render
from django.urls import path
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_POST

from . import actions, jobs
from .access import policy
from .actor import Actor
from .errors import Refused
from .models import Job
from .once import once

SHOWN = 200


@require_GET
@policy("staff", verb="see_jobs")
def job_list(request: HttpRequest) -> HttpResponse:
    """Everything that failed, longest waiting first: parked for a person, or waiting for its own next try."""
    failed = Job.objects.filter(state__in=actions.WAITING, attempts__gt=0).order_by("created_at", "id")[: SHOWN + 1]
    rows = [_row(job) for job in failed]
    context = {"rows": rows[:SHOWN], "more": len(rows) > SHOWN, "shown": SHOWN, "max_tries": jobs.MAX_TRIES}
    return render(request, "core/jobs.html", context)


@require_POST
@policy("staff", verb="see_jobs")
@once
def retry_job(request: HttpRequest, job_id: UUID) -> HttpResponse:
    return _answer(request, job_id, actions.retry, _("好，马上再试。"))


@require_POST
@policy("staff", verb="see_jobs")
@once
def discard_job(request: HttpRequest, job_id: UUID) -> HttpResponse:
    return _answer(request, job_id, actions.discard, _("丢弃了，不会再做。"))


def _answer(request: HttpRequest, job_id: UUID, action: Callable[..., Job], done: str) -> HttpResponse:
    try:
        action(job_id=job_id, by=Actor.of(request))
    except Job.DoesNotExist as error:
        raise Http404 from error
    except Refused as refusal:
        messages.error(request, str(refusal))
    else:
        messages.success(request, done)
    return redirect("jobs")


def _row(job: Job) -> dict[str, Any]:
    said, _line, steps = job.error.partition("\n")
    given = json.loads(job.args)
    values = [*given["args"], *given["kwargs"].values()]
    return {
        "job": job,
        "parked": job.state == Job.State.PARKED,
        "given": ", ".join(str(value) for value in values),
        "said": said,
        "steps": steps,
    }


@require_GET
@never_cache
@policy("public")
def health(request: HttpRequest) -> JsonResponse:
    """200 when the database answers and nothing is stuck. Says no more than that: anybody may ask."""
    try:
        stuck = jobs.stuck()
    except AnyDatabaseError:
        return JsonResponse({"status": "down", "database": False}, status=503)
    return JsonResponse(
        {"status": "stuck" if stuck else "ok", "database": True, "stuck": stuck}, status=503 if stuck else 200
    )


urlpatterns = [
    path("desk/jobs/", job_list, name="jobs"),
    path("desk/jobs/<uuid:job_id>/retry/", retry_job, name="job_retry"),
    path("desk/jobs/<uuid:job_id>/discard/", discard_job, name="job_discard"),
    path("health", health, name="health"),
]
