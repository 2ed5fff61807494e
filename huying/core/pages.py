"""What every page has 页面: its dress (theme, type, language), an officer's bar, and pages for when things break."""

from typing import Any
from urllib.parse import parse_qsl, urlencode

from django.conf import settings
from django.core.exceptions import RequestDataTooBig, SuspiciousOperation, TooManyFieldsSent, TooManyFilesSent
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.http.multipartparser import MultiPartParserError
from django.shortcuts import render
from django.template.loader import render_to_string
from django.urls import NoReverseMatch, reverse
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.module_loading import import_string
from django.utils.translation import get_language
from django.views.decorators.http import require_POST

from . import clock
from .access import policy

COOKIE = "huying_dress"
CHOICES = {"theme": {"dark", "light"}, "mode": {"elder"}, "contrast": {"more"}}
YEAR = 365 * 24 * 3600
SECRET_FIELDS = ("password", "code")


def dress_of(request: HttpRequest) -> dict[str, str]:
    """What this browser asked for, by its cookie; without one the system decides."""
    kept = dict(parse_qsl(request.COOKIES.get(COOKIE, "")[:100]))
    return {name: kept[name] for name, known in CHOICES.items() if kept.get(name) in known}


def context(request: HttpRequest) -> dict[str, Any]:
    """The context processor. `here` and `page_time` also serve the scripts."""
    user = getattr(request, "user", None)
    signed_in = bool(user and user.is_authenticated)
    return {
        "lang": _lang(),
        "dress": dress_of(request),
        "here": request.get_full_path(),
        "page_time": clock.local(clock.now()).isoformat(timespec="seconds"),
        "demo": settings.DEMO,
        "nav": nav(request) if signed_in else [],
        "nav_more": nav(request, more=True) if signed_in else [],
        "person": str(user) if signed_in else "",
        "community": community_of(request),
    }


def community_of(request: HttpRequest) -> Any:
    """Whose page this is, for its name and telephone line.

    What the view set as request.community, else that of the reader's post, else the only one (wiring.COMMUNITY).
    """
    if found := getattr(request, "community", None):
        return found
    posts = getattr(getattr(request, "user", None), "posts", ())
    return next((post.community for post in posts if post.community), None) or _default_community()


def _default_community() -> Any:
    return import_string(import_string("huying.wiring.COMMUNITY"))()


def nav(request: HttpRequest, *, more: bool = False) -> list[dict[str, Any]]:
    """The officer's bar: those entries of wiring.NAV whose verb the person has; the page we are on is marked. What is not
    opened every day stands behind 更多 (`more`)."""
    kept = {entry["url"] for entry in import_string("huying.wiring.NAV") if bool(entry.get("more")) is more}
    return [
        {key: item[key] for key in ("href", "label", "here")}
        for item in _entries(request, "NAV")
        if item["url"] in kept
    ]


def setup_pages(request: HttpRequest) -> list[dict[str, Any]]:
    """The tabs of the settings pages: those of wiring.SETUP_PAGES that the person may open."""
    return _entries(request, "SETUP_PAGES")


def _entries(request: HttpRequest, table: str) -> list[dict[str, Any]]:
    entries = import_string(f"huying.wiring.{table}")
    items = [
        {"url": entry["url"], "href": href, "label": entry["label"]}
        for entry in entries
        if request.user.may(entry["verb"]) and (href := _address(entry["url"]))  # type: ignore[union-attr]
    ]
    under = [item["href"] for item in items if request.path.startswith(item["href"])]
    return [{**item, "here": item["href"] == max(under, key=len, default="")} for item in items]


def _address(name: str) -> str:
    """One wrong name must not take the whole desk down; a test finds it."""
    try:
        return reverse(name)
    except NoReverseMatch:
        return ""


def _lang() -> str:
    return "en" if get_language() == "en" else "zh-CN"


@policy("public")
@require_POST
def dress(request: HttpRequest) -> HttpResponse:
    """Change how pages look on this browser, or their language, and come back."""
    response = HttpResponseRedirect(_safe(request, request.POST.get("next", "")))
    kept = dress_of(request)
    for name, known in CHOICES.items():
        if name in request.POST:
            kept.pop(name, None)
            kept |= {name: request.POST[name]} if request.POST[name] in known else {}
    response.set_cookie(COOKIE, urlencode(kept), max_age=YEAR, samesite="Lax", secure=settings.CSRF_COOKIE_SECURE)
    language = request.POST.get("language", "")
    if language in dict(settings.LANGUAGES):
        response.set_cookie(
            settings.LANGUAGE_COOKIE_NAME, language, max_age=YEAR, samesite="Lax", secure=settings.CSRF_COOKIE_SECURE
        )
    return response


def _safe(request: HttpRequest, target: str) -> str:
    """Only an address of our own."""
    good = url_has_allowed_host_and_scheme(target, {request.get_host()}, require_https=request.is_secure())
    return target if good else "/"


# Pages for when things break: what happened, was it saved, what next, whom to ring.


def bad_request(request: HttpRequest, exception: Exception) -> HttpResponse:
    if isinstance(exception, RequestDataTooBig | TooManyFilesSent | TooManyFieldsSent):
        return _lost(request, 413)
    return _lost(request, 400)


def forbidden(request: HttpRequest, exception: Exception) -> HttpResponse:
    return _lost(request, 403)


def not_found(request: HttpRequest, exception: Exception) -> HttpResponse:
    return _lost(request, 404)


def csrf_failed(request: HttpRequest, reason: str = "") -> HttpResponse:
    return _lost(request, 403, "csrf")


def _lost(request: HttpRequest, status: int, name: str = "") -> HttpResponse:
    return render(request, f"core/errors/{name or status}.html", status=status)


def server_error(request: HttpRequest) -> HttpResponse:
    """Nothing here may need the database; what the person wrote is handed back, to be sent again under the same key."""
    kept = _written(request)
    words = max((value for name, value in kept if name != "once"), key=len, default="")
    facts = {
        "lang": _lang(),
        "dress": dress_of(request),
        "here": request.get_full_path(),
        "community": _community_if_reachable(request),
        "kept": kept,
        "words": words if len(words) > 5 else "",
        "had_photos": request.content_type == "multipart/form-data",
    }
    return HttpResponse(render_to_string("core/errors/500.html", facts), status=500)


def _written(request: HttpRequest) -> list[tuple[str, str]]:
    """The fields of a failed POST, for sending again. A body that cannot be read gives none; passwords stay out."""
    if request.method != "POST":
        return []
    try:
        posted = request.POST
    except (MultiPartParserError, SuspiciousOperation, OSError):
        return []
    if any(name in posted for name in SECRET_FIELDS):
        return []
    return [(name, value) for name, values in posted.lists() for value in values]


def _community_if_reachable(request: HttpRequest) -> Any:
    try:
        return community_of(request)
    except Exception:  # the page about a broken database must not need one
        return None
