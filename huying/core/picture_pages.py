"""The bytes of a picture 看照片, or of a voice note, for whoever was shown a page with it.

A page that may show a picture signs its address: whoever may read the page may see the picture, be it a resident, a
vendor or the staff, and nobody has to ask the rooms above who that is. The signature holds for this day and the next.
"""

import re
from datetime import date, timedelta
from uuid import UUID

from django.core.signing import BadSignature, Signer
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.urls import path, reverse
from django.views.decorators.http import require_safe

from . import clock, files, voices
from .access import policy
from .models import File

DAY = 24 * 3600
_RANGE = re.compile(r"bytes=(\d{1,9})-(\d{0,9})")


def picture_url(file: File) -> str:
    """The address of a picture, for the page that is being shown. It starts anew each day, so a copied one soon dies."""
    return f"{reverse('picture', args=[file.pk])}?s={_signer(file.pk).sign(clock.today().isoformat())}"


def _signer(pk: UUID) -> Signer:
    return Signer(salt=f"huying.picture.{pk}")


def _fresh(pk: UUID, signed: str) -> bool:
    """Signed for this very picture, today or yesterday: a page opened before midnight still shows after it."""
    try:
        day = date.fromisoformat(_signer(pk).unsign(signed))
    except (BadSignature, ValueError):
        return False
    return clock.today() - day in (timedelta(0), timedelta(days=1))


@policy("link")
@require_safe
def picture(request: HttpRequest, pk: UUID) -> HttpResponse:
    """Only ever our own JPEG, or a sound. Whatever else somebody may one day find in it, a browser neither guesses at nor
    runs it."""
    if not _fresh(pk, request.GET.get("s", "")):
        raise Http404
    file = get_object_or_404(File, pk=pk)
    try:
        with files.open_file(file.sha256, voices.ENDING if file.spoken else files.JPEG) as kept:
            content = kept.read()
    except FileNotFoundError:
        raise Http404 from None
    response = _part(content, request.headers.get("Range", "")) if file.spoken else HttpResponse(content)
    ending = file.media_type.partition("/")[2] if file.spoken else "jpg"
    response.headers["Content-Type"] = file.media_type
    response.headers["Content-Disposition"] = f'inline; filename="{file.purpose}-{file.pk.hex[-8:]}.{ending}"'
    response.headers["Content-Security-Policy"] = "default-src 'none'; sandbox"
    response.headers["X-Content-Type-Options"] = "nosniff"
    response.headers["Cache-Control"] = f"private, max-age={DAY}"
    return response


def _part(content: bytes, asked: str) -> HttpResponse:
    """Some phones play only what comes in parts (RFC 9110, 14: one range of bytes); anything else asked gets the whole."""
    found = _RANGE.fullmatch(asked)
    first, last = (int(found[1]), int(found[2] or len(content) - 1)) if found else (0, len(content) - 1)
    if not found or not first <= last or first >= len(content):
        return HttpResponse(content, headers={"Accept-Ranges": "bytes"})
    part = content[first : last + 1]
    told = f"bytes {first}-{first + len(part) - 1}/{len(content)}"
    return HttpResponse(part, status=206, headers={"Accept-Ranges": "bytes", "Content-Range": told})


urlpatterns = [path("pictures/<uuid:pk>/", picture, name="picture")]
