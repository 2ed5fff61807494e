"""粘贴来件: an order of 12345 or words of a chat group, read, looked over and kept; and the reply that was sent back."""

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.db import IntegrityError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import path
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from huying.cases import actions, paste, queries, replies
from huying.cases.intake import Beside, beside, follow, suggested
from huying.cases.models import Appeal
from huying.cases.panels import Matter
from huying.cases.paste_forms import OutsideReplyForm, PasteForm
from huying.core import spoken
from huying.core.access import policy
from huying.core.actor import Actor
from huying.core.errors import Refused
from huying.core.once import once
from huying.places.models import Community

from .desk import take
from .intake import community_of, take_in


@policy("staff", verb="intake")
@require_http_methods(["GET", "HEAD", "POST"])
@once
def paste_in(request: HttpRequest) -> HttpResponse:
    """登记来件: keep what was read and looked over. Where further orders wait, the next one is shown at once."""
    community = community_of(request)
    if request.method != "POST":
        return _page(request, paste.Paste(""), None, None)
    data = request.POST.copy()
    found, values = suggested(data.get("text", ""))
    changed = follow(data, values)
    side, rest = beside(community, data), _lf(data.get("rest", ""))
    form = PasteForm(
        data, request.FILES, proposal=side.proposal, residents=side.residents, caller=side.caller, more=bool(rest)
    )
    if form.is_valid() and changed:
        form.look_again(changed, _("、").join(found.why))
        if request.FILES:
            form.photos_gone()
    if form.is_valid() and (appeal := _keep(request, community, form)):
        return _first(request, community, rest, done=appeal) if rest else redirect("case", appeal.case_id)
    return _again(request, community, form, side, rest)


def _keep(request: HttpRequest, community: Community, form: PasteForm) -> Appeal | None:
    """A new appeal, or the first one of the same order: it is never kept twice, not even by two officers at once."""
    channel, number = form.cleaned_data["channel"], form.cleaned_data["outside_number"]
    first = queries.outside(community, channel, number)
    if first is None:
        try:
            appeal = take_in(request, community, form)
        except IntegrityError:
            first = queries.outside(community, channel, number)
            if first is None:
                raise
        else:
            if appeal is None and request.FILES:
                form.photos_gone()
            return appeal
    said = _("这张登记过了，编号 %(number)s。没有再存一次，下面是第一次登记的。")
    messages.warning(request, said % {"number": spoken.number(str(first.number))})
    return first


def _again(request: HttpRequest, community: Community, form: PasteForm, side: Beside, rest: str) -> HttpResponse:
    """The form as it was sent, with what is still to be done, beside what had been read."""
    source = _lf(request.POST.get("source", ""))
    page = paste.read(community, source) if source.strip() else paste.Paste("")
    page.rest, page.left = rest, paste.waiting(rest)
    return _page(request, page, form, side)


@policy("staff", verb="intake")
@require_POST
def paste_read(request: HttpRequest) -> HttpResponse:
    """读出来: what the text says, in the form. Nothing is kept."""
    community = community_of(request)
    act, text = request.POST.get("act", ""), _lf(request.POST.get("paste", ""))
    if act == "skip":
        return _first(request, community, _lf(request.POST.get("rest", "")))
    if act == "blank":
        return _filled(request, community, paste.blank())
    if not text.strip():
        return _page(request, paste.Paste(""), None, None, why=_("还没粘贴。把工单或群里的话贴到框里，再点“读出来”。"))
    if len(text) > paste.LONGEST_PASTE:
        facts = {"n": len(text), "most": paste.LONGEST_PASTE}
        why = _("一次最多读 %(most)s 个字，这里有 %(n)s 个。没有读；字都还在，请分几次贴。") % facts
        return _page(request, paste.Paste(text), None, None, why=why)
    return _first(request, community, text)


def _first(request: HttpRequest, community: Community, text: str, done: Appeal | None = None) -> HttpResponse:
    return _filled(request, community, paste.read(community, text), done)


def _filled(request: HttpRequest, community: Community, page: paste.Paste, done: Appeal | None = None) -> HttpResponse:
    side = beside(community, page.values)
    form = PasteForm(
        initial=paste.initial(page.values), proposal=side.proposal, residents=side.residents, more=bool(page.rest)
    )
    return _page(request, page, form, side, done=done)


def _page(
    request: HttpRequest, page: paste.Paste, form: PasteForm | None, side: Beside | None, **facts: Any
) -> HttpResponse:
    """The whole page, or to htmx only what changes below the box. A page that reads keeps the text in the box."""
    part = bool(request.headers.get("HX-Request"))
    shown = {"page": page, "form": form, "side": side, "part": part, "empty": PasteForm(proposal=NOWHERE), **facts}
    return render(request, "cases/_paste_filled.html" if part else "cases/paste.html", shown)


NOWHERE = paste.NOWHERE


def _lf(text: str) -> str:
    return text.replace("\r\n", "\n")


# --- the reply --------------------------------------------------------------------------------------------------------


@policy("staff", verb="reply_outside")
@once
def replied(request: HttpRequest, pk: UUID) -> HttpResponse:
    """已回复: the words as they were sent back."""
    return take(
        request, pk, "reply_outside", "reply_outside", lambda _matter: OutsideReplyForm(request.POST), _replied
    )  # fmt: skip


def _replied(matter: Matter, given: dict[str, Any], by: Actor, _seen: str) -> str:
    appeal = next((one for one in matter.appeals if one.pk == given["appeal"] and replies.outside(one)), None)
    if appeal is None:
        raise Refused(_("这件里没有这张来件。没有保存，请刷新再看。"))
    actions.reply_outside(appeal=appeal, words=given["words"], by=by)
    return _("记下了：回复过了。")


urlpatterns: list[Any] = [
    path("desk/paste/", paste_in, name="paste"),
    path("desk/paste/read/", paste_read, name="paste_read"),
    path("desk/cases/<uuid:pk>/replied/", replied, name="case_replied"),
]
