"""A vendor's page 维修公司: one job behind a link, without an account. Accept in one tap, then say what came of it."""

from typing import Any
from urllib.parse import urlencode

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import redirect, render
from django.urls import URLPattern, reverse
from django.utils.translation import gettext as _

from huying.core import clock, links, pictures
from huying.core.errors import Refused
from huying.core.models import SignedLink

from .. import actions, queries, spoken
from .. import job_queries as jobs
from ..forms import FinishForm, HandBackForm
from ..models import WorkOrder


def job(request: HttpRequest, link: SignedLink) -> HttpResponse:
    """The page behind the link: the job, or with ?finish what came of it. Never the reporter's name or number."""
    order = queries.ordered(link.subject_id)
    request.community = order.case.community  # type: ignore[attr-defined]
    if request.method == "POST":
        if "accept" in request.POST:
            return _accept(request, order)
        return _hand_back(request, order) if "back" in request.POST else _finish(request, order)
    if "finish" in request.GET and not order.finished_at:
        return _finish_page(request, order, FinishForm(order=order))
    if "back" in request.GET and not order.finished_at:
        return _back_page(request, order, HandBackForm())
    facts = {
        "order": order,
        "case": order.case,
        "finding": queries.last_finding(order.case),
        "seen": queries.seen_on_visits(order.case),
        "done": pictures.of([order]).get(order.pk, []),
        "finish": _page(request, "finish"),
        "back": _page(request, "back"),
        "late": order.due_by < clock.now(),
        "all_jobs": _list(request, order),
    }
    return render(request, "field/vendor_job.html", facts)


def _of(request: HttpRequest) -> dict[str, str]:
    """The list 活单 that the page was opened from, carried along so that there is a way back to it."""
    return {"of": request.GET["of"]} if request.GET.get("of") else {}


def _page(request: HttpRequest, *shown: str) -> str:
    """This job's page: as it is, or what the word asks for."""
    asked = urlencode(dict.fromkeys(shown, "1") | _of(request))
    return f"{request.path}?{asked}" if asked else request.path


def _list(request: HttpRequest, order: WorkOrder) -> str:
    """The way back to the firm's list, for whoever came from it: the link of one job alone leads to no other job."""
    link = links.find(request.GET.get("of", ""))
    if link is None or link.purpose != jobs.LINK:
        return ""
    page = jobs.page(link.subject_id)
    ours = (page.vendor_id, page.community_id) == (order.vendor_id, order.case.community_id)
    return reverse("link", args=[link.token]) if ours else ""


def _accept(request: HttpRequest, order: WorkOrder) -> HttpResponseRedirect:
    """接: tapped again, it is still accepted."""
    try:
        actions.accept_order(order=order)
        messages.success(request, _("接好了。干完了，还在这一页报。"))
    except Refused as refused:
        messages.error(request, str(refused))
    return redirect(_page(request))


def _finish(request: HttpRequest, order: WorkOrder) -> HttpResponse:
    form = FinishForm(request.POST, request.FILES, order=order)
    if not form.is_valid():
        return _finish_page(request, order, form)
    data = form.cleaned_data
    try:
        actions.finish_order(
            order=order, result=data["result"], cost_cents=data["cost"], note=data["note"], before=data["before"],
            after=data["after"], why_more=data.get("why_more", ""),
        )  # fmt: skip
    except Refused as refused:
        form.add_error(None, str(refused))
        return _finish_page(request, order, form)
    messages.success(request, _("收到完工了。") + spoken.kept([*data["before"], *data["after"]]))
    return redirect(_page(request))


def _hand_back(request: HttpRequest, order: WorkOrder) -> HttpResponse:
    """退回: they cannot do it, and say why; the desk asks somebody else."""
    form = HandBackForm(request.POST)
    if not form.is_valid():
        return _back_page(request, order, form)
    try:
        actions.hand_back_order(order=order, reason=form.cleaned_data["reason"])
    except Refused as refused:
        form.add_error(None, str(refused))
        return _back_page(request, order, form)
    messages.success(request, _("退回了，社区会另请人。"))
    return redirect(_page(request))


def _back_page(request: HttpRequest, order: WorkOrder, form: HandBackForm) -> HttpResponse:
    return render(request, "field/vendor_back.html", _facts(request, order) | {"form": form})


def _finish_page(request: HttpRequest, order: WorkOrder, form: FinishForm) -> HttpResponse:
    return render(request, "field/vendor_finish.html", _facts(request, order) | {"form": form})


def _facts(request: HttpRequest, order: WorkOrder) -> dict[str, Any]:
    return {"order": order, "case": order.case, "here": _page(request)}


# The address is the hall's (core.link_pages): it finds the link and, by its purpose, comes here.
urlpatterns: list[URLPattern] = []
