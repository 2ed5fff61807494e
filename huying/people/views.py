"""Pages of people 人: signing in 登录 and out 退出."""

from ipaddress import ip_address

from django.conf import settings
from django.contrib import auth, messages
from django.core.exceptions import NON_FIELD_ERRORS, PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import path
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.module_loading import import_string
from django.utils.translation import gettext as _
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods, require_POST

from huying.core.access import policy

from . import actions, doors
from .forms import LoginForm
from .models import User
from .opening_pages import empty, nobody_lives_here

# Where an account begins its day: the first of these that its posts open.
DOORS = (("see_desk", "/desk/"), ("see_grid", "/grid/"), ("review_funds", "/desk/funds/review/"))


@sensitive_post_parameters("password")
@require_http_methods(["GET", "POST"])
@policy("public")
def log_in(request: HttpRequest) -> HttpResponse:
    """登录. Not `once`: a second tap with the same words signs in again, and does no more than that."""
    if request.method != "POST" and nobody_lives_here(request):
        return empty(request)
    one_tap = demo_logins(request)
    if request.method == "POST" and "who" in request.POST:
        return _in_one_tap(request, one_tap)
    form = LoginForm(request.POST or None, request=request)
    if request.method == "POST" and form.is_valid():
        return _welcome(request, form.user)
    if form.has_error(NON_FIELD_ERRORS, "wrong"):
        actions.count_wrong_try(doors=[door.key for door in form.doors])
    context = {"form": form, "next": asked_for(request), "one_tap": one_tap, "door": door(request.user)}
    return render(request, "people/login.html", context, status=422 if form.errors else 200)


@require_POST
@policy("public")
def log_out(request: HttpRequest) -> HttpResponse:
    """退出. Public, because whoever is signed out already may press it again."""
    auth.logout(request)
    messages.success(request, _("退出了。"))
    return redirect("login")


def _welcome(request: HttpRequest, user: User) -> HttpResponse:
    """The session gets a new key with the log-in, so that one planted before is worth nothing."""
    auth.login(request, user)
    response = redirect(asked_for(request) or door(user))
    doors.remember_device(response, user)
    return response


def _in_one_tap(request: HttpRequest, known: list[tuple[str, str, str]]) -> HttpResponse:
    passwords = {username: password for username, password, _who in known}
    username = request.POST["who"]
    user = auth.authenticate(request, username=username, password=passwords.get(username, ""))
    if username not in passwords or user is None:
        raise PermissionDenied
    return _welcome(request, user)


def demo_logins(request: HttpRequest) -> list[tuple[str, str, str]]:
    """Only the demo, and only for whoever sits at its own PC: nobody's proxy may stand between."""
    proxied = "HTTP_X_FORWARDED_FOR" in request.META
    if not settings.DEMO or proxied or not _loopback(request.META.get("REMOTE_ADDR", "")):
        return []
    return list(import_string(import_string("huying.wiring.DEMO_LOGINS")))


def _loopback(address: str) -> bool:
    try:
        return ip_address(address).is_loopback
    except ValueError:
        return False


def asked_for(request: HttpRequest) -> str:
    """The page that sent the person here to sign in; only an address of our own."""
    target = request.POST.get("next") or request.GET.get("next", "")
    good = url_has_allowed_host_and_scheme(target, {request.get_host()}, require_https=request.is_secure())
    return target if good else ""


def door(user: User) -> str:
    """Where an account begins: the desk, the rounds of the grid, what is filed with the bureau, else the residents' page."""
    if user.is_authenticated:
        for verb, address in DOORS:
            if user.may(verb):
                return address
    return "/"


urlpatterns = [
    path("login/", log_in, name="login"),
    path("logout/", log_out, name="logout"),
]
