"""感谢: written down at the desk, listed with the counts of each year, or said by one's own link. Nobody is asked for it."""

from typing import Any

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import path
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from huying.core import pictures
from huying.core.access import policy
from huying.core.errors import Refused
from huying.core.once import once
from huying.people import queries as people

from .. import actions, queries, thanks_queries
from ..models import Case
from ..thanks_forms import OwnThanksForm, ThanksForm


@policy("staff", verb="thank")
@require_http_methods(["GET", "HEAD", "POST"])
@once
def thanks(request: HttpRequest) -> HttpResponse:
    """感谢. A POST writes one down: of the case that the address names, or of none."""
    case = _case(request)
    community = case.community if case else get_object_or_404(people.communities_of(request.user, "thank")[:1])  # type: ignore[arg-type]
    posted = (request.POST, request.FILES) if request.method == "POST" else (None, None)
    form = ThanksForm(*posted, staff=people.users_of(community))
    if request.method == "POST" and form.is_valid():
        try:
            actions.thank(
                community=community, said=form.said, case=case, user=request.user, pictures=form.cleaned_data["photos"]  # type: ignore[arg-type]
            )  # fmt: skip
            messages.success(request, _("记下了。"))
            return redirect("case", case.pk) if case else redirect("thanks")
        except Refused as refused:
            form.add_error(None, str(refused))
    rows: list[Any] = thanks_queries.listed(request.user)  # type: ignore[arg-type]
    shown = pictures.of(rows)
    for row in rows:
        row.about, row.files = thanks_queries.about(row), shown.get(row.pk, [])
    facts = {"rows": rows, "years": thanks_queries.by_year(request.user), "form": form, "case": case}  # type: ignore[arg-type]
    return render(request, "cases/thanks.html", facts, status=422 if form.errors else 200)


def _case(request: HttpRequest) -> Case | None:
    key = request.GET.get("case", "")
    if not key:
        return None
    try:
        return get_object_or_404(queries.shown(queries.visible_to(request.user)), pk=key)  # type: ignore[arg-type]
    except ValidationError:
        raise Http404 from None


@policy("link")
@require_http_methods(["GET", "HEAD", "POST"])
@once
def thank_by_link(request: HttpRequest, tracking: str) -> HttpResponse:
    """道谢, by one's own link."""
    appeal = queries.by_tracking(tracking)
    if appeal is None:
        return render(request, "cases/track_unknown.html", status=404)
    request.community = appeal.case.community  # type: ignore[attr-defined]
    form = OwnThanksForm(request.POST or None)
    if form.is_valid():
        try:
            actions.thank_by_link(appeal=appeal, words=form.cleaned_data["words"])
        except Refused as refused:
            form.add_error(None, str(refused))
        else:
            messages.success(request, _("记下了，会转给办事的人。"))
            return redirect("track", tracking)
    return render(request, "cases/track_thanks.html", {"form": form, "appeal": appeal, "case": appeal.case})


urlpatterns: list[Any] = [
    path("desk/thanks/", thanks, name="thanks"),
    path("r/<str:tracking>/thanks/", thank_by_link, name="thank_by_link"),
]
