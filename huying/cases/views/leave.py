"""请假、交接: who is away, who acts in their post, and what a post holds handed over in one act."""

from datetime import datetime, time, timedelta
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import path
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_POST, require_safe

from huying.cases import actions, queries
from huying.cases.leave_forms import HandOverForm, LeaveForm
from huying.cases.models import HandOver
from huying.core import clock
from huying.core.access import policy
from huying.core.actor import Actor
from huying.core.errors import Refused
from huying.core.once import once
from huying.people import actions as people_actions
from huying.people import queries as people
from huying.people.models import Post
from huying.places.models import Community
from huying.rules import roles

VERB = "keep_leaves"


def _community(request: HttpRequest) -> Community:
    community = people.communities_of(request.user, VERB).first()  # type: ignore[arg-type]
    if community is None:
        raise PermissionDenied
    return community


def _post(request: HttpRequest, pk: UUID) -> Post:
    """A post of the community that the reader may fill in for; another is not there."""
    post = get_object_or_404(Post.objects.select_related("grid"), pk=pk, community=_community(request))
    if not roles.may_fill_in(request.user.roles, post.role):  # type: ignore[union-attr]
        raise Http404
    return post


@policy("staff", verb=VERB)
@require_safe
def leaves(request: HttpRequest) -> HttpResponse:
    """谁在岗: every post, who acts in it, what it holds; and what was handed over."""
    community = _community(request)
    posts = people.posts_of(community)
    counts, away = queries.open_of_posts([post.pk for post in posts]), people.leaves_in(community)
    mine = request.user.roles  # type: ignore[union-attr]
    rows = [(post, counts.get(post.pk, 0), away.get(post.pk), roles.may_fill_in(mine, post.role)) for post in posts]
    return render(request, "cases/leaves.html", {"rows": rows, "now": clock.now()})


@policy("staff", verb=VERB)
@require_safe
def leave(request: HttpRequest, pk: UUID) -> HttpResponse:
    return _page(request, _post(request, pk))


def _page(request: HttpRequest, post: Post, **forms: Any) -> HttpResponse:
    """One post: put a deputy in, or hand over what it holds. A refused form comes back with what was typed."""
    names = people.holder_names([post])
    forms.setdefault("form", _leave_form(request, post))
    forms.setdefault("hand", _hand_form(post))
    context = {
        "post": post, "name": names.get(post.pk, ""), "leave": people.leave_of(post), "now": clock.now(),
        "seat": people.holdings_of(post).filter(until=None).first(), "made": queries.hand_overs(post), **forms,
    }  # fmt: skip
    bad = any(form.is_bound for form in forms.values())
    return render(request, "cases/leave.html", context, status=422 if bad else 200)


def _leave_form(request: HttpRequest, post: Post, data: Any = None) -> LeaveForm:
    seat = people.holdings_of(post).filter(until=None).first()
    users = people.users_of(_community(request)).filter(is_active=True).exclude(pk=seat and seat.user_id)
    initial = {"from_on": clock.today(), "seen": seat and seat.user_id}
    return LeaveForm(data, users=users, initial=initial, auto_id="leave_%s")


def _hand_form(post: Post, data: Any = None) -> HandOverForm:
    held = queries.held_by_post(post)
    others = [one for one in people.posts_of(post.community) if one.pk != post.pk]  # type: ignore[arg-type]
    names = people.holder_names(others)
    return HandOverForm(data, posts=[(one, names.get(one.pk, "")) for one in others], held=held)


def _midnight(day: Any) -> datetime:
    return datetime.combine(day, time(), tzinfo=clock.ZONE)


@policy("staff", verb=VERB)
@require_POST
@once
def leave_give(request: HttpRequest, pk: UUID) -> HttpResponse:
    """登记请假. From today means from now on."""
    post = _post(request, pk)
    form = _leave_form(request, post, request.POST)
    if form.is_valid():
        given = form.cleaned_data
        since = max(_midnight(given["from_on"]), clock.now())
        until = _midnight(given["until_on"] + timedelta(days=1))
        try:
            people_actions.give_leave(
                post=post, deputy=given["deputy"], since=since, until=until, reason=given["reason"],
                seen=given["seen"], by=Actor.of(request),
            )  # fmt: skip
            messages.success(request, _("登记好了。到日子自己结束，也可以提前销假。"))
            return redirect("leave", pk)
        except Refused as refused:
            form.add_error(None, str(refused))
    return _page(request, post, form=form)


@policy("staff", verb=VERB)
@require_POST
@once
def leave_end(request: HttpRequest, pk: UUID) -> HttpResponse:
    """销假."""
    post = _post(request, pk)
    found = people.leave_of(post)
    try:
        if found:
            people_actions.end_leave(leave=found, by=Actor.of(request))
        messages.success(request, _("销假了，代班到此为止。"))
    except Refused as refused:
        messages.error(request, str(refused))
    return redirect("leave", pk)


@policy("staff", verb=VERB)
@require_POST
@once
def hand_over(request: HttpRequest, pk: UUID) -> HttpResponse:
    """整批交接."""
    post = _post(request, pk)
    form = _hand_form(post, request.POST)
    if form.is_valid():
        target = form.posts[form.cleaned_data["target"]]
        try:
            made = actions.hand_over(source=post, target=target, commitments=form.chosen(), by=Actor.of(request))
            n = made.items.count()
            said = ngettext("交接好了：%(n)s 件到了%(name)s手上。", "交接好了：%(n)s 件到了%(name)s手上。", n)
            messages.success(request, said % {"n": n, "name": target.title})
            return redirect("leave", pk)
        except Refused as refused:
            form.add_error(None, str(refused))
    return _page(request, post, hand=form)


@policy("staff", verb=VERB)
@require_POST
@once
def hand_over_back(request: HttpRequest, pk: UUID, made: UUID) -> HttpResponse:
    """收回交接."""
    found = get_object_or_404(HandOver, pk=made, source=_post(request, pk))
    try:
        n = actions.take_back_hand_over(made=found, by=Actor.of(request))
        said = ngettext("收回了 %(n)s 件。办完的和转走的不动。", "收回了 %(n)s 件。办完的和转走的不动。", n)
        messages.success(request, said % {"n": n})
    except Refused as refused:
        messages.error(request, str(refused))
    return redirect("leave", pk)


urlpatterns = [
    path("desk/leave/", leaves, name="leaves"),
    path("desk/leave/<uuid:pk>/", leave, name="leave"),
    path("desk/leave/<uuid:pk>/give/", leave_give, name="leave_give"),
    path("desk/leave/<uuid:pk>/end/", leave_end, name="leave_end"),
    path("desk/leave/<uuid:pk>/hand-over/", hand_over, name="hand_over"),
    path("desk/leave/<uuid:pk>/hand-over/<uuid:made>/back/", hand_over_back, name="hand_over_back"),
]
