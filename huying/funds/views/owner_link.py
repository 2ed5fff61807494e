"""业主投票的页: behind a link, without an account. What is voted on, the code from one's own telephone, one tap."""

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import URLPattern, reverse
from django.utils.translation import gettext as _

from huying.core import clock
from huying.core.errors import Refused
from huying.core.models import SignedLink
from huying.field.views.owner import WRONG
from huying.rules import masks

from .. import actions, polls
from ..models import VoterLink
from ..vote_forms import OwnVoteForm


def page(request: HttpRequest, link: SignedLink) -> HttpResponse:
    """Before and after: it always says what holds now."""
    try:
        found = polls.link(link.subject_id)
    except VoterLink.DoesNotExist:
        raise Http404 from None
    request.community = found.vote.place.community  # type: ignore[attr-defined]
    there = redirect(reverse("link", args=[link.token]))
    if request.method != "POST":
        return _show(request, found, OwnVoteForm())
    if "send" in request.POST:
        _send(request, found)
        return there
    form = OwnVoteForm(request.POST)
    if form.is_valid() and _cast(found, form):
        messages.success(request, _("您的一票记下了，谢谢。"))
        return there
    return _show(request, found, form)


def _send(request: HttpRequest, link: VoterLink) -> None:
    try:
        actions.send_vote_code(link=link)
        messages.success(request, _("码发到您的手机上了，10 分钟内有效。"))
    except Refused as refused:
        messages.error(request, str(refused))


def _cast(link: VoterLink, form: OwnVoteForm) -> bool:
    try:
        wrong = actions.cast_by_link(link=link, **form.cleaned_data)
    except Refused as refused:
        form.add_error(None, str(refused))
        return False
    if wrong:
        form.add_error("code", str(WRONG[wrong]))
    return not wrong


def _show(request: HttpRequest, link: VoterLink, form: OwnVoteForm) -> HttpResponse:
    place = link.vote.place
    poll = polls.poll(link.vote)
    voice = poll.of(link.owner_id)
    assert voice
    whole = sum(one.area for one in poll.voices)
    facts = {
        "place": place, "poll": poll, "voice": voice, "form": form, "whole": whole, "lines": list(place.budget.all()),
        "share": polls.estimate(place.budget_cents, voice.area, whole), "sends": actions.sends_codes(place),
        "phone": masks.phone(link.owner.phone), "closed": clock.today() > link.vote.closes_on,
    }  # fmt: skip
    return render(request, "funds/owner_vote.html", facts)


# The address is the hall's (core.link_pages): it finds the link and, by its purpose, comes here.
urlpatterns: list[URLPattern] = []
