"""Pages behind signed links 专用链接: one address for all of them; the purpose says which room answers."""

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import path
from django.utils.module_loading import import_string

from . import links
from .access import policy
from .models import SignedLink
from .once import once


@policy("link")
@once
def link(request: HttpRequest, token: str) -> HttpResponse:
    """A link that was never issued is not found; one that has ended says so, kindly, and whom to ring."""
    found = links.find(token)
    if found is None:
        if not SignedLink.objects.filter(token=token).exists():
            raise Http404
        return render(request, "core/errors/ended.html", status=410)
    pages = import_string("huying.wiring.LINK_PAGES")
    answer: HttpResponse = import_string(pages[found.purpose])(request, found)
    return answer


urlpatterns = [path("o/<str:token>/", link, name="link")]
