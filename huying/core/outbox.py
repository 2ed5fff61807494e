"""The outbox 未发: what a phone sends by itself, with or without somebody looking (front/src/outbox)."""

from django.http import HttpRequest

HEADER = "Huying-Outbox"


def is_outbox(request: HttpRequest) -> bool:
    """Sent by the script, which reads a number and not a page."""
    return HEADER in request.headers
