"""入户与联系, at the desk: ask an owner, read them their code, take an authorisation back, say that an owner was told."""

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import path
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from huying.cases import panels as case_panels
from huying.cases.panels import Matter
from huying.cases.views import desk
from huying.core.access import policy
from huying.core.actor import Actor
from huying.core.errors import Refused
from huying.core.once import once
from huying.people import queries as people
from huying.places.models import Home

from .. import actions, queries
from ..entry_forms import AskForm, ContactForm, ToldForm
from ..models import EmergencyEntry, EntryAuthorisation


def _matter(request: HttpRequest, pk: UUID, verb: str) -> Matter:
    """The case, for who may take this step in its community."""
    matter = desk.load(request, pk)
    if not case_panels.may(matter.user, verb, matter.case):
        raise PermissionDenied
    return matter


# --- whom we tried to reach -------------------------------------------------------------------------------------------


@policy("staff", verb="contact")
@once
def contact(request: HttpRequest, pk: UUID) -> HttpResponse:
    """记一次联系, from the page of the case."""
    return desk.take(request, pk, "contact", "contact", lambda _matter: ContactForm(request.POST), _contact)


def _contact(matter: Matter, given: dict[str, Any], _by: Actor, _seen: str) -> str:
    actions.contact(case=matter.case, user=matter.user, **person(given, matter.waiting))
    return _("联系记下了。")


def person(given: dict[str, Any], appeal: Any) -> dict[str, Any]:
    """What was said of the other side; the reporter's own name and number need not be typed again. Who wants to stay
    unknown is not named here either: the timeline is read by many."""
    if given["whom"] != "reporter" or appeal.secret:
        return given
    return {**given, "name": appeal.reporter_name, "phone": given["phone"] or appeal.reporter_phone}


# --- asking -----------------------------------------------------------------------------------------------------------


@policy("staff", verb="ask_entry")
@once
def ask(request: HttpRequest, pk: UUID) -> HttpResponse:
    """请业主授权: first which home, then what is asked of whom."""
    matter = _matter(request, pk, "ask_entry")
    homes = queries.homes_near(matter.case)
    home = _chosen(homes, request.GET.get("home", ""))
    if home is None:
        return render(request, "field/desk_ask.html", {"case": matter.case, "homes": homes})
    residents = people.residents_of(home)
    posted = (request.POST, request.FILES) if request.method == "POST" else (None, None)
    form = AskForm(*posted, residents=residents, purpose=matter.case.title)
    if request.method == "POST" and form.is_valid():
        try:
            said = _ask(matter, home, form)
        except Refused as refused:
            form.add_error(None, str(refused))
        else:
            messages.success(request, said)
            return redirect("case", pk)
    return render(request, "field/desk_ask.html", {"case": matter.case, "homes": homes, "home": home, "form": form})


def _chosen(homes: list[Home], key: str) -> Home | None:
    return next((home for home in homes if str(home.pk) == key), None)


def _ask(matter: Matter, home: Home, form: AskForm) -> str:
    made = actions.ask_entry(
        case=matter.case, asked=form.asked(home), user=matter.user, pictures=form.cleaned_data["photos"]
    )  # fmt: skip
    if made.confirmed_at:
        return _("授权记下了，到时间就能进。")
    return _("请求写好了：把链接发给业主，再打电话念码给本人。")


# --- the code, and the end --------------------------------------------------------------------------------------------


def _entry(matter: Matter, key: UUID) -> EntryAuthorisation:
    return get_object_or_404(EntryAuthorisation.objects.select_related("case"), pk=key, case=matter.case)


@policy("staff", verb="give_entry")
@require_POST
@once
def code(request: HttpRequest, pk: UUID, entry: UUID) -> HttpResponse:
    """要一个码: sent, or on this one answer to be read out to the number on file. No redirect: it would be gone."""
    matter = _matter(request, pk, "give_entry")
    found = _entry(matter, entry)
    try:
        made = actions.make_code(entry=found, by=Actor.of(request))
    except Refused as refused:
        messages.error(request, str(refused))
        return redirect("case", pk)
    if made.sent:
        messages.success(request, _("码发到业主的手机上了。"))
        return redirect("case", pk)
    request.entry_code = (found.pk, made)  # type: ignore[attr-defined]
    return desk.show(request, matter)


@policy("staff", verb="end_entry")
@require_POST
@once
def end(request: HttpRequest, pk: UUID, entry: UUID) -> HttpResponse:
    """替业主收回: they said so on the telephone or at the desk."""
    matter = _matter(request, pk, "end_entry")
    actions.end_entry(entry=_entry(matter, entry), by=Actor.of(request))
    messages.success(request, _("授权收回了，谁也不能再凭它进门。"))
    return redirect("case", pk)


@policy("staff", verb="tell_owner")
@require_POST
@once
def told(request: HttpRequest, pk: UUID, emergency: UUID) -> HttpResponse:
    """告诉户主了: that somebody went in."""
    matter = _matter(request, pk, "tell_owner")
    found = get_object_or_404(EmergencyEntry, pk=emergency, case=matter.case)
    form = ToldForm(request.POST)
    if not form.is_valid():
        messages.error(request, _("还没选怎么告诉的。没有保存，选了再点一次。"))
        return redirect("case", pk)
    try:
        actions.tell_owner(emergency=found, how=form.cleaned_data["how"], by=Actor.of(request))
        messages.success(request, _("记下了：户主知道了。"))
    except Refused as refused:
        messages.error(request, str(refused))
    return redirect("case", pk)


urlpatterns: list[Any] = [
    path("desk/cases/<uuid:pk>/contact/", contact, name="case_contact"),
    path("desk/cases/<uuid:pk>/entry/", ask, name="case_entry"),
    path("desk/cases/<uuid:pk>/entry/<uuid:entry>/code/", code, name="entry_code"),
    path("desk/cases/<uuid:pk>/entry/<uuid:entry>/end/", end, name="entry_end"),
    path("desk/cases/<uuid:pk>/emergency/<uuid:emergency>/told/", told, name="emergency_told"),
]
