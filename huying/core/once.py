"""Once only: the same tap, sent twice, does its work once and gets the same answer."""

import re
import secrets
from collections.abc import Callable
from functools import wraps
from typing import Any

from django.conf import settings
from django.db import IntegrityError, transaction
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.utils.html import format_html
from django.utils.safestring import SafeString

from . import clock, pictures
from .models import OnceKey

FIELD = "once"
# Keys that pages make; another client may have words of its own there, which no header could bear.
OURS = re.compile(r"[A-Za-z0-9_-]{1,64}")
SAVED = "saved"  # a cookie until the script has read it: the draft of this form is not needed any more


def once_field(request: HttpRequest) -> SafeString:
    """The hidden field of a form. A form shown again after an error keeps its key, since nothing was written under it."""
    key = request.POST.get(FIELD) or secrets.token_urlsafe(16)
    return format_html('<input type="hidden" name="{}" value="{}">', FIELD, key)


def once(view: Callable[..., HttpResponse]) -> Callable[..., HttpResponse]:
    """Run a writing view once per key. A redirect answer is kept with the key, in the same transaction as the work."""

    @wraps(view)
    def wrapped(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        if request.method != "POST":
            return view(request, *args, **kwargs)
        key = f"{_scope(request)}|{request.path}|{request.POST.get(FIELD, '')}"[:200]
        if not request.POST.get(FIELD):
            return view(request, *args, **kwargs)
        for uploads in request.FILES.lists():
            pictures.decode(uploads[1])
        with transaction.atomic():
            if answered := _answered(key):
                return _with_receipt(request, HttpResponseRedirect(answered))
            response = view(request, *args, **kwargs)
            if isinstance(response, HttpResponseRedirect):
                OnceKey.objects.filter(key=key).update(location=response.url)
            else:  # the form came back with errors: nothing was done under this key
                OnceKey.objects.filter(key=key).delete()
        return _with_receipt(request, response)

    wrapped.once = True  # type: ignore[attr-defined]
    return wrapped


def _with_receipt(request: HttpRequest, response: HttpResponse) -> HttpResponse:
    key = request.POST[FIELD]
    if isinstance(response, HttpResponseRedirect) and OURS.fullmatch(key):
        response.set_cookie(SAVED, key, samesite="Lax", secure=settings.CSRF_COOKIE_SECURE)
    return response


def _scope(request: HttpRequest) -> str:
    """A device's key counts in its own scope only: nobody can block or read another's."""
    return str(request.user.pk) if request.user.is_authenticated else request.META.get("REMOTE_ADDR", "")


def _answered(key: str) -> str:
    """The kept answer, or "" after taking the key. The unique insert makes a second tap wait for the first."""
    try:
        with transaction.atomic():
            OnceKey.objects.create(key=key, at=clock.now())
    except IntegrityError:
        return OnceKey.objects.values_list("location", flat=True).get(key=key)
    return ""
