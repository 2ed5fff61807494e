"""业主表决, at the desk: opened, typed in from paper, struck, counted; and the sheet that says how it came out."""

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import path
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_POST, require_safe

from huying.core import pictures
from huying.core.access import policy
from huying.core.actor import Actor
from huying.core.errors import Refused, Stale
from huying.core.links import address
from huying.core.once import once

from .. import actions, gates, polls
from ..dossier import Dossier
from ..models import Ballot, Vote
from ..vote_forms import CountForm, OpenVoteForm, PaperForm, PileForm, StrikeForm
from .place import load, take

# --- the steps of the road --------------------------------------------------------------------------------------------


@policy("staff", verb="keep_funds")
@once
def open_vote(request: HttpRequest, pk: UUID) -> HttpResponse:
    """开始表决."""

    def form(dossier: Dossier) -> OpenVoteForm:
        return OpenVoteForm(request.POST, first=actions.first_close(dossier.place))

    return take(request, pk, "open_vote", "open_vote", form, _open)


def _open(dossier: Dossier, given: dict[str, Any], by: Actor, seen: str) -> str:
    actions.open_vote(place=dossier.place, by=by, seen=seen, closes_on=given["closes_on"])
    return _("表决开始了，名册定下来了。")


@policy("staff", verb="keep_funds")
@once
def count(request: HttpRequest, pk: UUID) -> HttpResponse:
    """计票."""
    return take(request, pk, "pass_vote", "count", lambda _dossier: CountForm(request.POST), _count)


def _count(dossier: Dossier, _given: dict[str, Any], by: Actor, seen: str) -> str:
    vote = actions.count(place=dossier.place, by=by, seen=seen)
    return _("计完票了：过了。下面备材料。") if vote.passed else _("计完票了：没有过。为什么，看结果单。")


# --- ballots ----------------------------------------------------------------------------------------------------------


def _poll(dossier: Dossier) -> polls.Poll:
    """The last vote of the place."""
    votes = polls.votes_of(dossier.place)
    if not votes:
        raise Http404
    return polls.poll(votes[-1])


@policy("staff", verb="keep_funds")
@once
def pile(request: HttpRequest, pk: UUID) -> HttpResponse:
    """录一叠纸票: row after row, all of them kept or none."""
    dossier = load(request, pk)
    poll, status = _poll(dossier), 200
    form = PileForm(request.POST if request.method == "POST" else None, poll=poll)
    if request.method == "POST":
        status = 422
        if form.is_valid():
            try:
                made = actions.cast_all(vote=_seen(request, poll.vote), said=form.said, user=dossier.user)
            except Refused as refused:
                form.add_error(None, str(refused))
                status = 409 if isinstance(refused, Stale) else 422
            else:
                messages.success(
                    request, ngettext("录好了 %(n)s 票。", "录好了 %(n)s 票。", len(made)) % {"n": len(made)}
                )
                return redirect("fund_vote", pk)
    for voice in poll.voices:
        name = f"v-{voice.owner.pk}"
        voice.bound = form[name] if name in form.fields else None  # type: ignore[attr-defined]
    facts = {"dossier": dossier, "place": dossier.place, "poll": poll, "form": form, **_standing(poll)}
    return render(request, "funds/vote_pile.html", facts, status=status)


def _seen(request: HttpRequest, vote: Vote) -> Vote:
    """The vote that the page was opened on; another one is not what the person had before their eyes."""
    if request.POST.get("vote", str(vote.pk)) != str(vote.pk):
        raise Stale(_("这一页是上一次表决的，现在是新的一次。没有保存，请对着新的票再录。"))
    return vote


def _standing(poll: polls.Poll) -> dict[str, Any]:
    result = poll.result
    return {"result": result, "pairs": gates.pairs(result), "voted": len(poll.voices) - len(poll.silent)}


@policy("staff", verb="keep_funds")
@once
def voter(request: HttpRequest, pk: UUID, owner: UUID) -> HttpResponse:
    """一位业主: a ballot with its picture or by proxy; the link; what was struck, and why."""
    dossier = load(request, pk)
    form = PaperForm(request.POST, request.FILES) if request.method == "POST" else PaperForm()
    if request.method == "POST" and form.is_valid():
        poll = _poll(dossier)
        voice = _voice(poll, owner)
        try:
            actions.cast(
                vote=_seen(request, poll.vote), said=form.said(voice.owner), user=dossier.user,
                pictures=form.cleaned_data["photos"],
            )  # fmt: skip
        except Refused as refused:
            form.add_error(None, str(refused))
        else:
            messages.success(request, _("录好了这一票。"))
            return redirect("fund_vote", pk)
    return _show(dossier, owner, form=form, status=422 if form.errors else 200)


def _voice(poll: polls.Poll, owner: UUID) -> polls.Voice:
    voice = poll.of(owner)
    if voice is None:
        raise Http404
    return voice


def _show(
    dossier: Dossier, owner: UUID, *, form: Any = None, strike: Any = None, code: Any = None, status: int = 200
) -> HttpResponse:
    poll = _poll(dossier)
    voice = _voice(poll, owner)
    link, token = polls.link_of(poll.vote, voice.owner)
    shown = pictures.of([one for one in [voice.ballot, *voice.struck] if one and one.picture])
    facts = {
        "dossier": dossier, "place": dossier.place, "poll": poll, "voice": voice, "link": link, "code": code,
        "address": address(dossier.request, token) if token else "", "form": form or PaperForm(),
        "strike": (strike or StrikeForm()).named("strike"), "files": [file for files in shown.values() for file in files],
    }  # fmt: skip
    return render(dossier.request, "funds/vote_owner.html", facts, status=status)


@policy("staff", verb="keep_funds")
@require_POST
@once
def give_link(request: HttpRequest, pk: UUID, owner: UUID) -> HttpResponse:
    """给业主链接."""
    dossier = load(request, pk)
    poll = _poll(dossier)
    try:
        actions.give_vote_link(vote=poll.vote, owner=_voice(poll, owner).owner, by=Actor.of(request))
        messages.success(request, _("链接做好了：发给业主，再给他一个码。"))
    except Refused as refused:
        messages.error(request, str(refused))
    return redirect("fund_voter", pk, owner)


@policy("staff", verb="keep_funds")
@require_POST
@once
def code(request: HttpRequest, pk: UUID, owner: UUID) -> HttpResponse:
    """要一个码: sent, or on this one answer to be read out to the number on file. No redirect: it would be gone."""
    dossier = load(request, pk)
    poll = _poll(dossier)
    link, _token = polls.link_of(poll.vote, _voice(poll, owner).owner)
    if link is None:
        raise Http404
    try:
        made = actions.make_vote_code(link=link, by=Actor.of(request))
    except Refused as refused:
        messages.error(request, str(refused))
        return redirect("fund_voter", pk, owner)
    if made.sent:
        messages.success(request, _("码发到业主的手机上了。"))
        return redirect("fund_voter", pk, owner)
    return _show(dossier, owner, code=made)


@policy("staff", verb="keep_funds")
@require_POST
@once
def strike(request: HttpRequest, pk: UUID, ballot: UUID) -> HttpResponse:
    """作废一票."""
    dossier = load(request, pk)
    found = get_object_or_404(Ballot.objects.select_related("vote"), pk=ballot, vote__place=dossier.place)
    form, status = StrikeForm(request.POST), 422
    if form.is_valid():
        try:
            actions.strike(ballot=found, reason=form.cleaned_data["reason"], by=Actor.of(request))
        except Refused as refused:
            form.add_error(None, str(refused))
            status = 409 if isinstance(refused, Stale) else 422
        else:
            messages.success(request, _("作废了，留着记录。可以重新录一票。"))
            return redirect("fund_voter", pk, found.owner_id)
    return _show(dossier, found.owner_id, strike=form, status=status)


# --- the result -------------------------------------------------------------------------------------------------------


@policy("staff", verb="see_funds")
@require_safe
def result(request: HttpRequest, pk: UUID) -> HttpResponse:
    """表决结果单, to hang up: no names. `?n=` is for which vote, where the place had several."""
    dossier = load(request, pk)
    votes = polls.votes_of(dossier.place)
    number = request.GET.get("n", "")
    nth = int(number) if number.isdecimal() and 0 < int(number) <= len(votes) else len(votes)
    if not votes:
        raise Http404
    poll = polls.poll(votes[nth - 1])
    facts = {"place": dossier.place, "community": dossier.place.community, "poll": poll, "nth": nth, **_standing(poll)}
    return render(request, "funds/vote_result.html", facts)


urlpatterns: list[Any] = [
    path("desk/funds/places/<uuid:pk>/vote/open/", open_vote, name="fund_open_vote"),
    path("desk/funds/places/<uuid:pk>/vote/count/", count, name="fund_count"),
    path("desk/funds/places/<uuid:pk>/vote/result/", result, name="fund_result"),
    path("desk/funds/places/<uuid:pk>/vote/owners/<uuid:owner>/", voter, name="fund_voter"),
    path("desk/funds/places/<uuid:pk>/vote/owners/<uuid:owner>/link/", give_link, name="fund_voter_link"),
    path("desk/funds/places/<uuid:pk>/vote/owners/<uuid:owner>/code/", code, name="fund_voter_code"),
    path("desk/funds/places/<uuid:pk>/vote/ballots/<uuid:ballot>/strike/", strike, name="fund_strike"),
    path("desk/funds/places/<uuid:pk>/vote/", pile, name="fund_vote"),
]
