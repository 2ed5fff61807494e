"""开办 /desk/setup/: what is in order and what is missing until the first call, and what this installation cannot do."""

from typing import Any

from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import path
from django.views.decorators.http import require_safe

from huying.rules import roles

from . import profile
from .access import policy
from .setup import steps

VERB = "set_up"


def post_of(request: HttpRequest) -> Any:
    """The post in whose community the reader sets things up."""
    posts = (post for post in request.user.posts if post.community)  # type: ignore[union-attr]
    found = next((post for post in posts if roles.may([post.role], VERB)), None)
    if found is None:
        raise PermissionDenied
    return found


@policy("staff", verb=VERB)
@require_safe
def setup(request: HttpRequest) -> HttpResponse:
    """开办: step by step. It can be left and taken up again; every step can be changed later."""
    found = steps(request, post_of(request).community)
    ahead = next((step for step in found if step.needed and not step.done), None)
    context = {
        "steps": found,
        "ahead": ahead,
        "left": sum(1 for step in found if step.needed and not step.done),
        "profile": profile.name(),
        "limits": profile.limits(),
    }
    return render(request, "core/setup.html", context)


urlpatterns = [path("desk/setup/", setup, name="setup")]
