"""Pages of the staff 人员与岗位: accounts, the posts, and who sits in them since when."""

import secrets
from typing import Any
from urllib.parse import urlsplit
from uuid import UUID

from django.conf import settings
from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import path, reverse
from django.utils.module_loading import import_string
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST, require_safe

from huying.core import sealed
from huying.core.access import policy
from huying.core.actor import Actor
from huying.core.errors import Refused
from huying.core.once import once
from huying.places.models import Community

from . import actions, queries
from .models import Post, User
from .staff_forms import ROLES, LeaveForm, PostForm, RetitleForm, TakeForm, UserForm

VERB = "set_up"
# Nothing that is read wrongly off paper: no 0 and o, no 1, l and i.
LETTERS = "abcdefghjkmnpqrstuvwxyz23456789"
SLIP = "slip"
LOOPBACK = ("127.0.0.1", "localhost", "::1")


def _community(request: HttpRequest) -> Community:
    community = queries.communities_of(request.user, VERB).first()  # type: ignore[arg-type]
    if community is None:
        raise PermissionDenied
    return community


def _user(request: HttpRequest, pk: UUID) -> User:
    return get_object_or_404(queries.users_of(_community(request)), pk=pk)


def _post(request: HttpRequest, pk: UUID) -> Post:
    return get_object_or_404(Post.objects.select_related("grid"), pk=pk, community=_community(request))


def _counts(posts: list[Post]) -> dict[UUID, int]:
    found: dict[UUID, int] = import_string(import_string("huying.wiring.POST_COUNTS"))([post.pk for post in posts])
    return found


def _role(post: Post) -> str:
    return str(dict(ROLES).get(post.role, "")).partition("：")[0]


@policy("staff", verb=VERB)
@require_safe
def staff(request: HttpRequest) -> HttpResponse:
    """人员与岗位: the posts with who sits in them, and the accounts; those of the street only to be seen."""
    community = _community(request)
    posts = queries.posts_of(community)
    counts = _counts(posts)
    users = list(queries.users_of(community))
    titles: dict[UUID, list[str]] = {}
    for post in posts:
        if post.seat:  # type: ignore[attr-defined]
            titles.setdefault(post.seat.user_id, []).append(post.title)  # type: ignore[attr-defined]
    context = {
        "posts": [(post, counts.get(post.pk, 0)) for post in posts],
        "users": [(user, titles.get(user.pk, [])) for user in users],
        "above": queries.posts_above(community),
    }
    return render(request, "people/staff.html", context)


@policy("staff", verb=VERB)
@require_http_methods(["GET", "HEAD", "POST"])
@once
def user_add(request: HttpRequest) -> HttpResponse:
    """加一个人, with a password that is on the slip and nowhere else."""
    form = UserForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        password = fresh_password()
        try:
            user = actions.add_user(
                **form.cleaned_data, password=password, community=_community(request), must_change=True,
                by=Actor.of(request),
            )  # fmt: skip
            return _to_slip(request, user, password)
        except Refused as refused:
            form.add_error("username", str(refused))
    return render(request, "people/user_add.html", {"form": form}, status=422 if form.errors else 200)


@policy("staff", verb=VERB)
@require_safe
def user(request: HttpRequest, pk: UUID) -> HttpResponse:
    """One account: its posts, and what may be done with it."""
    one = _user(request, pk)
    posts = list(one.posts)
    counts = _counts(posts)
    context = {
        "one": one,
        "posts": [(post, counts.get(post.pk, 0)) for post in posts],
        "held": sum(counts.values()),
        "myself": one == request.user,
    }
    return render(request, "people/user.html", context)


@policy("staff", verb=VERB)
@require_POST
@once
def user_password(request: HttpRequest, pk: UUID) -> HttpResponse:
    """重设密码, or open a closed account again: either way with a new slip."""
    one, password = _user(request, pk), fresh_password()
    try:
        actions.give_password(user=one, password=password, by=Actor.of(request))
    except Refused as refused:
        messages.error(request, str(refused))
        return redirect("user", pk)
    return _to_slip(request, one, password)


@policy("staff", verb=VERB)
@require_POST
@once
def user_close(request: HttpRequest, pk: UUID) -> HttpResponse:
    one = _user(request, pk)
    try:
        actions.close_user(user=one, by=Actor.of(request))
        messages.success(request, _("%(name)s的账号停用了，登录着的地方都退出了。") % {"name": one})
    except Refused as refused:
        messages.error(request, str(refused))
    return redirect("user", pk)


def fresh_password() -> str:
    """Three groups of four: about 59 bits, and read over a telephone without a mistake."""
    return "-".join("".join(secrets.choice(LETTERS) for _sign in range(4)) for _group in range(3))


def _to_slip(request: HttpRequest, one: User, password: str) -> HttpResponse:
    """It waits sealed for the one page that shows it, so that a second tap comes to the same page."""
    request.session[SLIP] = {"user": str(one.pk), "password": sealed.seal(password, SLIP)}
    return redirect("user_slip", one.pk)


@policy("staff", verb=VERB)
@require_GET
def user_slip(request: HttpRequest, pk: UUID) -> HttpResponse:
    """密码条: shown once."""
    one = _user(request, pk)
    kept = request.session.get(SLIP, {})
    if kept.get("user") != str(one.pk):
        messages.warning(request, _("密码只显示一次，已经看过了。没记下就重设一个。"))
        return redirect("user", pk)
    del request.session[SLIP]
    root = settings.PUBLIC_URL or request.build_absolute_uri("/").rstrip("/")
    context = {
        "one": one,
        "password": sealed.unseal(kept["password"], SLIP),
        "address": root + reverse("login"),
        "only_here": urlsplit(root).hostname in LOOPBACK,
        "back": reverse("user", args=[pk]),
    }
    return render(request, "people/user_slip.html", context)


@policy("staff", verb=VERB)
@require_http_methods(["GET", "HEAD", "POST"])
@once
def post_add(request: HttpRequest) -> HttpResponse:
    """加一个岗位: a chair; who sits in it comes next."""
    community = _community(request)
    form = PostForm(request.POST or None, community=community)
    if request.method == "POST" and form.is_valid():
        post = actions.add_post(
            **form.cleaned_data, division=community.division, community=community, by=Actor.of(request)
        )
        messages.success(request, _("岗位加好了，现在空着。选一个人坐。"))
        return redirect("post", post.pk)
    return render(request, "people/post_add.html", {"form": form}, status=422 if form.errors else 200)


@policy("staff", verb=VERB)
@require_http_methods(["GET", "HEAD", "POST"])
@once
def post(request: HttpRequest, pk: UUID) -> HttpResponse:
    """One post: who sat in it and since when. A POST hands it over."""
    one = _post(request, pk)
    holdings = list(queries.holdings_of(one))
    seat = next((holding for holding in holdings if holding.until is None), None)
    users = [
        user for user in queries.users_of(_community(request)) if user.is_active and user.pk != (seat and seat.user_id)
    ]
    initial = {"seen": seat and seat.user_id}
    form = TakeForm(request.POST or None, users=users, initial=initial)
    if request.method == "POST" and form.is_valid():
        try:
            return _handed_over(request, one, form)
        except Refused as refused:
            form.add_error(None, str(refused))
    context: dict[str, Any] = {
        "post": one,
        "role": _role(one),
        "seat": seat,
        "holdings": holdings,
        "held": _counts([one]).get(one.pk, 0),
        "form": form,
        "retitle": RetitleForm(initial={"title": one.title}, auto_id="retitle_%s"),
        "leave": LeaveForm(initial=initial, auto_id="leave_%s"),
    }
    return render(request, "people/post.html", context, status=422 if form.errors else 200)


def _handed_over(request: HttpRequest, one: Post, form: TakeForm) -> HttpResponse:
    taker = form.users[form.cleaned_data["user"]]
    actions.take_post(post=one, user=taker, by=Actor.of(request), seen=form.cleaned_data["seen"])
    messages.success(request, _("交接好了：%(title)s现在是%(name)s。") % {"title": one.title, "name": taker})
    return redirect("post", one.pk)


@policy("staff", verb=VERB)
@require_POST
@once
def post_leave(request: HttpRequest, pk: UUID) -> HttpResponse:
    """空出岗位."""
    one, form = _post(request, pk), LeaveForm(request.POST)
    try:
        seen = form.cleaned_data["seen"] if form.is_valid() else None
        actions.leave_post(post=one, by=Actor.of(request), seen=seen)
        messages.success(request, _("%(title)s空出来了，手上的事还在岗位上。") % {"title": one.title})
    except Refused as refused:
        messages.error(request, str(refused))
    return redirect("post", pk)


@policy("staff", verb=VERB)
@require_POST
@once
def post_retitle(request: HttpRequest, pk: UUID) -> HttpResponse:
    """改岗位的叫法."""
    one, form = _post(request, pk), RetitleForm(request.POST)
    if not form.is_valid():
        messages.error(request, _("没有改：%(why)s") % {"why": next(iter(form.errors.values()))[0]})
        return redirect("post", pk)
    try:
        seen = request.POST.get("seen", "")
        made = actions.retitle_post(post=one, title=form.cleaned_data["title"], seen=seen, by=Actor.of(request))
        messages.success(request, _("岗位现在叫%(title)s。") % {"title": made.title})
    except Refused as refused:
        messages.error(request, str(refused))
    return redirect("post", pk)


urlpatterns = [
    path("desk/setup/staff/", staff, name="staff"),
    path("desk/setup/staff/add/", user_add, name="user_add"),
    path("desk/setup/staff/<uuid:pk>/", user, name="user"),
    path("desk/setup/staff/<uuid:pk>/password/", user_password, name="user_password"),
    path("desk/setup/staff/<uuid:pk>/close/", user_close, name="user_close"),
    path("desk/setup/staff/<uuid:pk>/slip/", user_slip, name="user_slip"),
    path("desk/setup/posts/add/", post_add, name="post_add"),
    path("desk/setup/posts/<uuid:pk>/", post, name="post"),
    path("desk/setup/posts/<uuid:pk>/title/", post_retitle, name="post_retitle"),
    path("desk/setup/posts/<uuid:pk>/leave/", post_leave, name="post_leave"),
]
