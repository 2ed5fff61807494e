"""维修资金: the board of batches and places."""

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import path
from django.views.decorators.http import require_safe

from huying.core.access import policy

from .. import queries


@policy("staff", verb="see_funds")
@require_safe
def board(request: HttpRequest) -> HttpResponse:
    """Every batch with its places, and what is not in a batch yet."""
    places = queries.shown(queries.visible_to(request.user))  # type: ignore[arg-type]
    return render(request, "funds/board.html", {"places": places})


urlpatterns: list[Any] = [path("desk/funds/", board, name="funds")]
