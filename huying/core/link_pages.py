"""Pages behind signed links 专用链接: one address for all of them; the purpose says which room answers."""

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import path
from django.utils.module_loading import import_string

from . import clock
from .access import policy
from .models import SignedLink


@policy("link")
def link(request: HttpRequest, token: str) -> HttpResponse:
    """A link that was never issued is not found; one that has ended says so, kindly, and whom to ring."""
    found = SignedLink.objects.filter(token=token).first()
    pages = import_string("huying.wiring.LINK_PAGES")
    if found is None or found.purpose not in pages:
        raise Http404
    if found.revoked_at or found.expires_at <= clock.now():
        return render(request, "core/errors/ended.html", status=410)
    answer: HttpResponse = import_string(pages[found.purpose])(request, found)
    return answer


urlpatterns = [path("o/<str:token>/", link, name="link")]
