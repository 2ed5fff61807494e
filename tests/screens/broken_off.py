"""The worker's page over a line that breaks in the middle of an answer, when told to."""

from collections.abc import Iterator

from django.http import HttpRequest, HttpResponse, StreamingHttpResponse
from django.urls import include, path

from huying.field.views import grid

breaks: list[bool] = []


def today(request: HttpRequest) -> HttpResponse | StreamingHttpResponse:
    whole = grid.today(request)
    if not breaks:
        return whole
    size = str(len(whole.content))
    return StreamingHttpResponse(_half(whole.content), headers={"Content-Length": size, "Content-Encoding": "identity"})


def _half(content: bytes) -> Iterator[bytes]:
    yield content[: len(content) // 2]
    raise ConnectionResetError  # the server does not print this one


urlpatterns = [path("grid/", today), path("", include("huying.urls"))]
