"""志愿者名册 at the desk: who may be asked for a hand; added and changed here."""

from typing import Any
from uuid import UUID

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import path
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as lazy
from django.views.decorators.http import require_http_methods

from huying.core.access import policy
from huying.core.actor import Actor
from huying.core.errors import Refused
from huying.core.forms import Form, PhoneField
from huying.core.once import once
from huying.places.models import Community

from . import actions, queries
from .models import Volunteer

VERB = "keep_volunteers"
FACTS = ("name", "phone", "adult", "skills", "team", "asks")


class VolunteerForm(Form):
    """志愿者: name and number, whether they are of age, what they can do, and whether we may ask them."""

    name = forms.CharField(label=lazy("姓名"), max_length=40, error_messages={"required": lazy("还没写姓名。")})
    phone = PhoneField(label=lazy("电话"), error_messages={"required": lazy("还没写电话：喊人的时候要打。")})
    adult = forms.BooleanField(label=lazy("满 18 岁了"), required=False)
    skills = forms.CharField(
        label=lazy("会什么"), max_length=100, required=False, help_text=lazy("比如：水电、木工、开车、陪老人。")
    )
    team = forms.CharField(
        label=lazy("哪个队"), max_length=60, required=False, help_text=lazy("只给社区的人看，不往外给。")
    )
    asks = forms.BooleanField(
        label=lazy("本人同意有事喊他"), required=False, help_text=lazy("不勾就不喊；来不来都随本人。")
    )


def _community(request: HttpRequest) -> Community:
    return get_object_or_404(queries.communities_of(request.user, VERB)[:1])  # type: ignore[arg-type]


@policy("staff", verb=VERB)
@require_http_methods(["GET", "HEAD", "POST"])
@once
def volunteers(request: HttpRequest) -> HttpResponse:
    """志愿者名册. A POST adds somebody."""
    community = _community(request)
    form = VolunteerForm(request.POST or None, initial={"adult": True, "asks": True})
    if request.method == "POST" and form.is_valid():
        try:
            made = actions.add_volunteer(community=community, by=Actor.of(request), **form.cleaned_data)
            messages.success(request, _("加好了：%(name)s。") % {"name": made})
            return redirect("volunteers")
        except Refused as refused:
            form.add_error("phone", str(refused))
    facts = {"rows": queries.roster(community), "form": form}
    return render(request, "people/volunteers.html", facts, status=422 if form.errors else 200)


@policy("staff", verb=VERB)
@require_http_methods(["GET", "HEAD", "POST"])
@once
def volunteer(request: HttpRequest, pk: UUID) -> HttpResponse:
    """One of them. A POST changes what is written; an empty number leaves the one on file."""
    one = get_object_or_404(Volunteer, pk=pk, community=_community(request))
    form = VolunteerForm(request.POST or None, initial={name: getattr(one, name) for name in FACTS if name != "phone"})
    form.fields["phone"].required = False
    form.fields["phone"].help_text = _("现在是 %(phone)s；不改就空着。") % {"phone": one.masked}
    if request.method == "POST" and form.is_valid():
        try:
            given = {**form.cleaned_data, "phone": form.cleaned_data["phone"] or one.phone}
            actions.change_volunteer(volunteer=one, by=Actor.of(request), **given)
            messages.success(request, _("改好了：%(name)s。") % {"name": given["name"]})
            return redirect("volunteers")
        except Refused as refused:
            form.add_error("phone", str(refused))
    facts = {"one": one, "form": form}
    return render(request, "people/volunteer.html", facts, status=422 if form.errors else 200)


urlpatterns: list[Any] = [
    path("desk/volunteers/", volunteers, name="volunteers"),
    path("desk/volunteers/<uuid:pk>/", volunteer, name="volunteer"),
]
