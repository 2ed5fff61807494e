"""行政区划 /desk/setup/divisions/: where the community lies, and the tables of divisions in and out."""

from typing import Any

from django import forms
from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import path
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods, require_safe

from huying.core.access import policy
from huying.core.actor import Actor
from huying.core.errors import Refused
from huying.core.forms import Form
from huying.core.once import once
from huying.core.setup_pages import VERB, post_of
from huying.places import actions, division_tables, queries
from huying.places.models import Community, Division

SHOWN = 30  # bad rows on the page


class TableForm(Form):
    """A published table."""

    table = forms.FileField(
        label=gettext_lazy("行政区划表"),
        widget=forms.FileInput({"class": "input", "accept": ".csv"}),
        help_text=gettext_lazy("CSV，第一行写 code,name；有 level、parent 两栏也行。代码 2、4、6、9 或 12 位。"),
        error_messages={"required": gettext_lazy("还没选文件。")},
    )


@policy("staff", verb=VERB)
@require_http_methods(["GET", "HEAD", "POST"])
@once
def divisions(request: HttpRequest) -> HttpResponse:
    """行政区划. The table is one for the whole house: only its one community brings another in here."""
    community = post_of(request).community
    alone = Community.objects.count() == 1
    form = TableForm(request.POST or None, request.FILES or None)
    bad: list[str] = []
    if request.method == "POST" and not alone:
        raise PermissionDenied
    if request.method == "POST" and form.is_valid():
        try:
            content = form.cleaned_data["table"].read(division_tables.MOST_BYTES + 1)
            plan = actions.load_divisions(rows=division_tables.rows(content), by=Actor.of(request))
        except Refused as refused:
            form.add_error("table", str(refused))
        else:
            told = {"new": len(plan.new), "renamed": len(plan.renamed), "same": plan.same, "bad": len(plan.bad)}
            messages.success(
                request, _("读完了：新加 %(new)s 个，改名 %(renamed)s 个，早就有 %(same)s 个，没存 %(bad)s 行。") % told
            )
            if not plan.bad:
                return redirect("divisions")
            bad = [division_tables.said(one) for one in plan.bad]
    context = {
        "form": form,
        "alone": alone,
        "chain": queries.lineage(community.division),
        "known": Division.objects.count(),
        "bad": bad[:SHOWN],
        "more": max(0, len(bad) - SHOWN),
    }
    return render(request, "places/divisions.html", context, status=422 if form.errors else 200)


@policy("staff", verb=VERB)
@require_safe
def division_file(request: HttpRequest) -> HttpResponse:
    """行政区划表 as a file, as it comes in again. It holds nothing of anybody."""
    response = HttpResponse(division_tables.written(), content_type="text/csv; charset=utf-8")
    response.headers["Content-Disposition"] = 'attachment; filename="divisions.csv"'
    return response


urlpatterns: list[Any] = [
    path("desk/setup/divisions/", divisions, name="divisions"),
    path("desk/setup/divisions/file/", division_file, name="division_file"),
]
