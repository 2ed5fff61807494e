"""公示: put up and answered at the desk; read, and spoken against, on its own page without an account."""

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import path, reverse
from django.utils.translation import gettext as _

from huying.core.access import policy
from huying.core.actor import Actor
from huying.core.errors import Refused
from huying.core.models import SignedLink
from huying.core.once import once

from .. import actions, notices, queries
from ..dossier import Dossier
from ..models import Notice, Objection, Place
from ..notice_forms import AnswerForm, ObjectionForm, OwnObjectionForm, PostForm
from .place import take

# --- at the desk ------------------------------------------------------------------------------------------------------


@policy("staff", verb="keep_funds")
@once
def post_plan(request: HttpRequest, pk: UUID) -> HttpResponse:
    """方案公示."""
    return take(request, pk, "post_plan", "post_plan", lambda _dossier: PostForm(request.POST), _post_plan)


def _post_plan(dossier: Dossier, given: dict[str, Any], by: Actor, seen: str) -> str:
    actions.post_plan(place=dossier.place, by=by, seen=seen, **given)
    return _("公示记下了。到期以后，意见都答复了，就能开始表决。")


@policy("staff", verb="keep_funds")
@once
def object_to(request: HttpRequest, pk: UUID) -> HttpResponse:
    """记一条意见, as somebody said it at the desk or on the telephone."""
    return take(request, pk, "hear_objection", "objection", lambda _dossier: ObjectionForm(request.POST), _heard)


def _heard(dossier: Dossier, given: dict[str, Any], by: Actor, _seen: str) -> str:
    last = Notice.objects.filter(place=dossier.place).last()
    if last is None:
        raise Refused(_("还没有公示，没有保存。"))
    actions.hear_objection(notice=last, by=by, **given)
    return _("意见记下了，要有答复。")


@policy("staff", verb="keep_funds")
@once
def answer(request: HttpRequest, pk: UUID, objection: UUID) -> HttpResponse:
    """答复一条意见."""

    def act(dossier: Dossier, given: dict[str, Any], by: Actor, _seen: str) -> str:
        found = get_object_or_404(Objection, pk=objection, notice__place=dossier.place)
        actions.answer_objection(objection=found, answer=given["answer"], by=by)
        return _("答复记下了，也挂在公示那一页上。")

    return take(
        request, pk, "answer_objection", f"answer-{objection}", lambda _dossier: AnswerForm(request.POST), act
    )  # fmt: skip


# --- for everybody ----------------------------------------------------------------------------------------------------


def hung(request: HttpRequest, link: SignedLink) -> HttpResponse:
    """公示那一页: what is done, what it costs, until when; no names. Below it, a place to say something against it."""
    try:
        notice = notices.notice(link.subject_id)
    except Notice.DoesNotExist:
        raise Http404 from None
    request.community = notice.place.community  # type: ignore[attr-defined]
    form = OwnObjectionForm(request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid() and _said(request, notice, form):
        return redirect(reverse("link", args=[link.token]))
    return render(request, "funds/notice.html", {**_facts(notice), "form": form})


def _said(request: HttpRequest, notice: Notice, form: OwnObjectionForm) -> bool:
    try:
        made = actions.hear_objection(notice=notice, by=Actor("resident"), **form.cleaned_data)
    except Refused as refused:
        form.add_error(None, str(refused))
        return False
    if notices.late(made):
        messages.success(request, _("公示的天数已经过了，您的意见还是记下了，社区会答复。"))
    else:
        messages.success(request, _("意见记下了，社区会答复，答复就写在这一页上。"))
    return True


def _facts(notice: Notice) -> dict[str, Any]:
    place: Place = notice.place
    rows = queries.roll(place)
    facts = [one for row in rows if (one := queries.facts_of(row))]
    return {
        "hung": notices.one(notice), "notice": notice, "place": place, "lines": list(place.budget.all()),
        "homes": len(rows), "area": sum(one.area or 0 for one in facts), "open": notices.takes_more(place, notice),
    }  # fmt: skip


urlpatterns: list[Any] = [
    path("desk/funds/places/<uuid:pk>/notice/", post_plan, name="fund_post_plan"),
    path("desk/funds/places/<uuid:pk>/objections/", object_to, name="fund_objection"),
    path("desk/funds/places/<uuid:pk>/objections/<uuid:objection>/", answer, name="fund_answer"),
]
