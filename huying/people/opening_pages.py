"""Pages of moving in 开办: what an empty house says, its set-up by a one-time link, and a first password."""

from typing import Any

from django.contrib import auth, messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.debug import sensitive_post_parameters

from huying.core.errors import Refused
from huying.core.models import SignedLink
from huying.places.queries import is_empty, only_community

from . import actions, doors
from .models import User
from .opening_forms import PasswordForm, SetUpForm


def nobody_lives_here(request: HttpRequest) -> bool:
    """Whether this is an empty house. The community that is found on the way is kept for the page."""
    if request.user.is_authenticated:
        return False
    request.community = only_community()  # type: ignore[attr-defined]
    return request.community is None and is_empty()  # type: ignore[attr-defined]


def empty(request: HttpRequest) -> HttpResponse:
    """空房子: nobody has moved in; what to do is on the screen of the PC that serves."""
    return render(request, "people/empty_house.html")


@sensitive_post_parameters("password", "again")
def set_up(request: HttpRequest, link: SignedLink) -> HttpResponse:
    """开办. Behind the link that `huying serve` prints in an empty house."""
    form = SetUpForm(request.POST or None, request.FILES or None)
    if request.method == "POST" and form.is_valid():
        try:
            user = actions.move_in_by_link(link=link, told=form.told())
        except Refused as refused:
            form.add_error(None, str(refused))
        else:
            messages.success(
                request, _("%(name)s开办了。下面一步一步来，做到哪算哪。") % {"name": form.cleaned_data["name"]}
            )
            return _enter(request, user)
    return _shown(request, "people/set_up.html", {"form": form})


@sensitive_post_parameters("password", "again")
def first_password(request: HttpRequest, link: SignedLink) -> HttpResponse:
    """首次登录: by the link that `huying init` prints, the account chooses its own password and is in."""
    user = User.objects.filter(pk=link.subject_id, is_active=True).first()
    if user is None:
        raise Http404
    form = PasswordForm(request.POST or None)
    form.user = user
    if request.method == "POST" and form.is_valid():
        try:
            user = actions.choose_password(link=link, password=form.cleaned_data["password"])
        except Refused as refused:
            form.add_error(None, str(refused))
        else:
            messages.success(request, _("密码记下了。下次用 %(name)s 登录。") % {"name": user.username})
            return _enter(request, user)
    return _shown(request, "people/first_password.html", {"form": form, "who": user})


def _enter(request: HttpRequest, user: User) -> HttpResponse:
    auth.login(request, user, backend="huying.people.backends.PostsBackend")
    response = redirect("setup" if user.may("set_up") else "home")
    doors.remember_device(response, user)
    return response


def _shown(request: HttpRequest, template: str, facts: dict[str, Any]) -> HttpResponse:
    return render(request, template, facts, status=422 if facts["form"].errors else 200)
