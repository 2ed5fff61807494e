"""The bytes of a picture 看照片, for whoever was shown a page with it.

A page that may show a picture signs its address: whoever may read the page may see the picture, be it a resident, a
vendor or the staff, and nobody has to ask the rooms above who that is. The signature holds for this day and the next.
"""

from datetime import date, timedelta
from uuid import UUID

from django.core.signing import BadSignature, Signer
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.urls import path, reverse
from django.views.decorators.http import require_safe

from . import clock, files
from .access import policy
from .models import File

DAY = 24 * 3600


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
    """Only ever our own JPEG. Whatever else somebody may one day find in it, a browser neither guesses at nor runs it."""
    if not _fresh(pk, request.GET.get("s", "")):
        raise Http404
    file = get_object_or_404(File, pk=pk)
    try:
        with files.open_file(file.sha256) as kept:
            content = kept.read()
    except FileNotFoundError:
        raise Http404 from None
    response = HttpResponse(content, content_type="image/jpeg")
    response.headers["Content-Disposition"] = f'inline; filename="{file.purpose}-{file.pk.hex[-8:]}.jpg"'
    response.headers["Content-Security-Policy"] = "default-src 'none'; sandbox"
    response.headers["X-Content-Type-Options"] = "nosniff"
    response.headers["Cache-Control"] = f"private, max-age={DAY}"
    return response


urlpatterns = [path("pictures/<uuid:pk>/", picture, name="picture")]
