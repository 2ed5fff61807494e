"""The page that does nothing, behind the same middleware: what the lists are measured against."""

from django.http import HttpRequest, HttpResponse
from django.urls import path

from huying.core.access import policy


@policy("public")
def nothing(_request: HttpRequest) -> HttpResponse:
    return HttpResponse("")


urlpatterns = [path("nothing/", nothing, name="nothing")]
