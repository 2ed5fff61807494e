"""What every page carries: its headers, its language when nobody has chosen one, and as few bytes as may be."""

from collections.abc import Callable

from django.conf import settings
from django.contrib.messages import get_messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect, JsonResponse
from django.http.response import HttpResponseBase
from django.middleware.gzip import GZipMiddleware
from django.middleware.locale import LocaleMiddleware
from django.urls import reverse
from django.utils import translation

from huying.core import pictures, uploads
from huying.core.once import SAVED
from huying.core.outbox import HEADER

PRESSED = ("text/", "application/javascript", "application/json", "image/svg+xml")
PERMISSIONS = "camera=(self), geolocation=(self), microphone=(self), payment=(), usb=()"


class SafeHeaders:
    """Pages name people: no copy of one stays on a shared office PC unless its view says so."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        response = self.get_response(request)
        response.headers.setdefault("Permissions-Policy", PERMISSIONS)
        response.headers.setdefault("Cache-Control", "private, no-store")
        return response


class Compressed(GZipMiddleware):
    """Words are sent compressed: a stylesheet and a script weigh a quarter. Pictures and papers are compressed already.

    Django pads each answer by a random length, so that its size tells nothing of a token inside (BREACH).
    """

    def process_response(self, request: HttpRequest, response: HttpResponseBase) -> HttpResponseBase:
        if not response.headers.get("Content-Type", "").startswith(PRESSED):
            return response
        return super().process_response(request, response)


class Language(LocaleMiddleware):
    """A choice (the cookie) wins, then HUYING_LANGUAGE, then what the browser asks for."""

    def process_request(self, request: HttpRequest) -> None:
        super().process_request(request)
        if settings.HUYING_LANGUAGE and settings.LANGUAGE_COOKIE_NAME not in request.COOKIES:
            translation.activate(settings.HUYING_LANGUAGE)
            request.LANGUAGE_CODE = translation.get_language()


class Arrived:
    """Photos that came ahead of their form, in parts (core.uploads), are hung into it; once it is taken the parts go."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        named = request.POST.getlist(uploads.FIELD)[: pictures.MOST] if request.method == "POST" else []
        if not named:
            return self.get_response(request)
        keys = uploads.take(named, request.FILES)
        response = self.get_response(request)
        if SAVED in response.cookies:  # and not where it is only led to the log-in: from there one may go back to it
            uploads.drop(keys)
        return response


class Outbox:
    """What a grid worker's phone sends by itself (front/src/outbox) is answered by a number that a script can read.

    401: not signed in as the one who wrote it. 200: done, and where the page would have led. 422: the form came back.
    Every answer carries the header, so that a hotel's log-in page in between is not taken for one.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        writer = request.headers.get(HEADER)
        if not writer:
            return self.get_response(request)
        if str(request.user.pk) != writer:
            response: HttpResponse = JsonResponse({}, status=401)
        else:
            response = self._numbered(request, self.get_response(request))
        response.headers[HEADER] = "1"
        return response

    def _numbered(self, request: HttpRequest, response: HttpResponse) -> HttpResponse:
        if isinstance(response, HttpResponseRedirect):
            if response.url == reverse("password"):  # a password of their own comes before everything else
                return JsonResponse({}, status=401)
            said = " ".join(str(message) for message in get_messages(request))
            return JsonResponse({"to": response.url, "said": said})
        if request.method == "POST" and response.status_code == 200:
            response.status_code = 422
        return response
