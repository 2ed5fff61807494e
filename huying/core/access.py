"""Who may open a page. Every view declares a policy; a house test refuses a URL without one."""

from collections.abc import Callable
from functools import wraps
from typing import Any, Literal

from django.contrib.auth.views import redirect_to_login
from django.core.exceptions import PermissionDenied
from django.db.models import Q
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect

from huying.rules import roles

Kind = Literal["public", "link", "contact", "signed_in", "staff"]
View = Callable[..., HttpResponse]


def policy(kind: Kind, *, verb: str = "") -> Callable[[View], View]:
    """Declare who may call a view.

    public: anyone. link: whoever holds an unguessable link (the view looks it up and answers 404). contact: whoever
    proved a number on this device (the view asks for it, and shows that person's own rows only). signed_in: any named
    account. staff: an account whose posts carry `verb`; which rows it sees is the business of `visible_to`.
    """

    def declare(view: View) -> View:
        @wraps(view)
        def guarded(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
            if kind in ("signed_in", "staff") and not request.user.is_authenticated:
                return redirect_to_login(request.get_full_path())
            if kind == "staff" and not request.user.may(verb):  # type: ignore[union-attr]
                raise PermissionDenied
            if kind in ("signed_in", "staff") and _password_first(request):
                return redirect("password")
            response = view(request, *args, **kwargs)
            if kind != "public":
                response.headers.setdefault("Cache-Control", "no-store")
            return response

        guarded.policy = (kind, verb)  # type: ignore[attr-defined]
        return guarded

    return declare


def _password_first(request: HttpRequest) -> bool:
    """Whoever signed in with a password from somebody else's hand changes it before anything else."""
    here = request.resolver_match
    return bool(getattr(request.user, "must_change", False)) and (here is None or here.url_name != "password")


def reach(user: Any, verb: str, path: str = "path") -> Q:
    """What the posts of an account that carry the verb reach, as a filter on a stored path. No post reaches nothing."""
    wanted = Q(pk__in=[])
    for post in user.posts:
        if roles.may([post.role], verb):
            start, end = roles.between(post.path)
            wanted |= Q(**{f"{path}__gte": start, f"{path}__lt": end})
    return wanted
