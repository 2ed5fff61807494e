"""The address under which a photo comes in parts (core.uploads)."""

from django.http import HttpRequest, HttpResponse
from django.urls import path
from django.views.decorators.http import require_http_methods

from . import uploads
from .access import policy

OFFSET = "Upload-Offset"


@policy("public")
@require_http_methods(["PUT"])
def upload(request: HttpRequest, key: str) -> HttpResponse:
    """The part that begins at Upload-Offset; the answer says how much is here. 409: it does not fit to that. 413: nothing is
    taken in parts, so that the form carries the file itself. Whoever knows the key chose it."""
    try:
        offset = request.headers.get(OFFSET, "")
        return _told(204, uploads.put(key, int(offset) if offset.isdecimal() else 0, request.read(uploads.PART + 1)))
    except uploads.NotHere as there:
        return _told(409, there.have)
    except uploads.Full:
        return _told(413, 0)


def _told(status: int, have: int) -> HttpResponse:
    return HttpResponse(status=status, headers={OFFSET: str(have)})


urlpatterns = [path("uploads/<str:key>/", upload, name="upload")]
