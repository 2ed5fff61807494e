"""未发: the page that lists what a phone has not sent yet, and what else the phone asks the server for."""

from pathlib import Path
from typing import Any

from django.contrib.staticfiles import finders
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.middleware.csrf import get_token
from django.shortcuts import render
from django.urls import path

from huying.cases.history import history
from huying.cases.models import Case
from huying.cases.progress import chip
from huying.core.access import policy
from huying.core.errors import Refused
from huying.core.outbox import is_outbox

LATEST = 2


@policy("staff", verb="see_grid")
def outbox(request: HttpRequest) -> HttpResponse:
    """未发: filled in by the phone, from what it keeps. The server knows nothing of it."""
    return render(request, "field/outbox.html")


@policy("staff", verb="see_grid")
def no_signal(request: HttpRequest) -> HttpResponse:
    """What a phone shows for a page it does not keep. It is fetched ahead, while there is a signal."""
    return render(request, "field/no_signal.html")


@policy("staff", verb="see_grid")
def ready(request: HttpRequest) -> HttpResponse:
    """A token that holds now, for a page that was loaded before the last log-in."""
    return JsonResponse({"token": get_token(request)})


@policy("public")
def worker(request: HttpRequest) -> HttpResponse:
    """The service worker: from this address, because it may look after /grid/ only from within."""
    found = finders.find("huying/dist/sw.js")
    response = HttpResponse(Path(str(found)).read_bytes(), content_type="text/javascript")
    response.headers["Cache-Control"] = "no-cache"
    return response


def clash(request: HttpRequest, case: Case, refused: Refused) -> HttpResponse | None:
    """What a phone sent does not fit what has happened meanwhile: how it stands now, to be laid beside what was written.

    None where a page is looked at, or where the matter stands as it did: then the form says what to change.
    """
    seen = request.POST.get("seen")
    now = Case.objects.get(pk=case.pk)
    if not is_outbox(request) or seen == now.state:
        return None
    latest = history(now, audience="staff")[:LATEST]
    facts = {"case": now, "chip": chip(now), "why": str(refused), "latest": latest}
    return render(request, "field/clash.html", facts, status=409)


urlpatterns: list[Any] = [
    path("grid/outbox/", outbox, name="outbox"),
    path("grid/outbox/ready/", ready, name="outbox_ready"),
    path("grid/no-signal/", no_signal, name="no_signal"),  # sw.js knows it by this name
    path("grid/sw.js", worker, name="grid_worker_script"),
]
