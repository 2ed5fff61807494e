"""What every page carries: its headers, and its language when nobody has chosen one."""

from collections.abc import Callable

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.middleware.locale import LocaleMiddleware
from django.utils import translation

PERMISSIONS = "camera=(self), geolocation=(self), microphone=(), payment=(), usb=()"


class SafeHeaders:
    """Pages name people: no copy of one stays on a shared office PC unless its view says so."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        response = self.get_response(request)
        response.headers.setdefault("Permissions-Policy", PERMISSIONS)
        response.headers.setdefault("Cache-Control", "private, no-store")
        return response


class Language(LocaleMiddleware):
    """A choice (the cookie) wins, then HUYING_LANGUAGE, then what the browser asks for."""

    def process_request(self, request: HttpRequest) -> None:
        super().process_request(request)
        if settings.HUYING_LANGUAGE and settings.LANGUAGE_COOKIE_NAME not in request.COOKIES:
            translation.activate(settings.HUYING_LANGUAGE)
            request.LANGUAGE_CODE = translation.get_language()
