"""找: the search box of the desk, and what it found.

What is typed may be a name or a phone, and an address lands in logs and histories: so it is posted, kept in the session,
and the page that shows the hits is fetched by a key that says nothing. A case number may stand in the address.
"""

import secrets
from typing import Any
from urllib.parse import urlencode

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import path, reverse
from django.views.decorators.http import require_http_methods

from huying.cases import queries, search
from huying.core.access import policy
from huying.core.sealed import digits
from huying.rules import terms

KEPT = "finds"
MOST = 8  # tabs with a search of their own
NUMBER = 8  # figures of a case number; a longer one is somebody's phone


@policy("staff", verb="see_desk")
@require_http_methods(["GET", "HEAD", "POST"])
def find(request: HttpRequest) -> HttpResponse:
    """找: a number opens its case; anything else lists the matters that say it."""
    if request.method == "POST":
        said = " ".join(request.POST.get("q", "")[: terms.MOST_LETTERS].split())
        return _open(request, said) or redirect(f"{reverse('find')}?{urlencode({'s': _keep(request, said)})}")
    typed = request.GET.get("q", "")
    given = _figures(typed)
    if found := _open(request, given) or (redirect("find") if typed and not given else None):
        return found
    page = request.GET.get("page", "")
    key = request.GET.get("s", "")
    said = request.session.get(KEPT, {}).get(key, "") if key else given
    hits = search.find(request.user, said, int(page[:6]) if page.isdecimal() else 1)  # type: ignore[arg-type]
    facts = {"found": hits, "key": key, "by_phone": search.knows_reporters(request.user)}  # type: ignore[arg-type]
    return render(request, "cases/find.html", facts)


def _figures(text: str) -> str:
    """The number somebody says on the telephone, in any spacing; "" for what is none."""
    figures = digits(text[:40])
    rest = "".join(mark for mark in text[:40] if not mark.isdecimal())
    return figures if len(figures) <= NUMBER and not any(mark.isalpha() for mark in rest) else ""


def _open(request: HttpRequest, said: str) -> HttpResponse | None:
    """The case of that number; where two communities have it, the list shows both."""
    figures = _figures(said)
    seen = queries.visible_to(request.user).filter(appeals__number=figures) if figures else []  # type: ignore[arg-type]
    found = list(seen.values_list("pk", flat=True).distinct()[:2]) if figures else []
    return redirect("case", found[0]) if len(found) == 1 else None


def _keep(request: HttpRequest, said: str) -> str:
    """Under a key of its own, so that two tabs do not mix; the oldest go."""
    kept = [pair for pair in request.session.get(KEPT, {}).items() if pair[1] != said]
    key = secrets.token_urlsafe(6)
    request.session[KEPT] = dict([*kept[1 - MOST :], (key, said)])
    return key


urlpatterns: list[Any] = [path("desk/find/", find, name="find")]
