"""筛选与我的视图: narrow the inbox, and keep that under a name."""

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import path, reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from huying.cases import actions
from huying.cases.models import SavedView
from huying.cases.narrow_forms import KeepForm, NarrowForm
from huying.cases.worklist import Only, here, parsed
from huying.core.access import policy
from huying.core.actor import Actor
from huying.core.errors import Refused
from huying.core.once import once


@policy("staff", verb="see_desk")
@require_safe
def narrow(request: HttpRequest) -> HttpResponse:
    """The filters, as part of the inbox or, without a script, as a page."""
    return _page(request, request.GET.get("view", "")[:20], Only.of(request.GET), KeepForm())


@policy("staff", verb="see_desk")
@require_POST
@once
def views(request: HttpRequest) -> HttpResponse:
    """存成视图. Only what narrows is kept of the address: whatever else stood in it is left out."""
    form, asked = KeepForm(request.POST), _asked(request.POST.get("asked", ""))
    if form.is_valid():
        community = next((post.community for post in request.user.posts if post.community), None)  # type: ignore[union-attr]
        try:
            actions.save_view(
                user=request.user, community=community, asked=asked, by=Actor.of(request), **form.cleaned_data  # type: ignore[arg-type]
            )  # fmt: skip
        except Refused as refused:
            form.add_error(None, str(refused))
        else:
            messages.success(request, _("存好了：%(name)s。") % {"name": form.cleaned_data["name"]})
            return redirect(f"{reverse('desk')}?{asked}")
    given = parsed(asked)
    return _page(request, given.get("view", ""), Only.of(given), form, status=422)


@policy("staff", verb="see_desk")
@require_POST
@once
def drop(request: HttpRequest, pk: UUID) -> HttpResponse:
    """删掉 one of one's own."""
    actions.drop_view(view=get_object_or_404(SavedView, pk=pk, user=request.user), by=Actor.of(request))
    messages.success(request, _("删掉了。"))
    return redirect("desk")


def _asked(query: str) -> str:
    """Only what narrows, with its view: never a page, which moves. Where nothing narrows, nothing."""
    given = parsed(query)
    return here({**given, "page": ""}) if Only.of(given).set else ""


def _page(request: HttpRequest, view: str, only: Only, keep: KeepForm, status: int = 200) -> HttpResponse:
    facts: dict[str, Any] = {
        "form": NarrowForm(initial=only._asdict(), user=request.user), "view": view, "only": only, "keep": keep,  # type: ignore[arg-type]
        "mine": SavedView.objects.filter(user=request.user),
    }  # fmt: skip
    part = request.htmx and status == 200  # type: ignore[attr-defined]
    return render(request, "cases/_narrow_forms.html" if part else "cases/narrow.html", facts, status=status)


urlpatterns: list[Any] = [
    path("desk/narrow/", narrow, name="desk_narrow"),
    path("desk/views/", views, name="desk_views"),
    path("desk/views/<uuid:pk>/drop/", drop, name="desk_view_drop"),
]
