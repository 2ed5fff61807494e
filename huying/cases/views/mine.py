"""我的诉求: whoever proves that a number is theirs sees everything they said, without an account.

Nothing here says whether a number is known: the same page, the same words, the same rows, and an SMS or none.
"""

from datetime import datetime
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.template.loader import render_to_string
from django.urls import path, reverse
from django.utils.module_loading import import_string
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from huying.cases import mine
from huying.cases.mine_forms import CodeForm, MailForm, NumberForm
from huying.core import clock
from huying.core.access import policy
from huying.core.actor import Actor
from huying.core.forms import Form
from huying.core.models import SignedLink
from huying.core.once import once
from huying.people import actions as people
from huying.people import doors
from huying.people.contact import actions, device
from huying.people.contact import queries as contacts
from huying.people.models import Contact
from huying.places.models import Community
from huying.places.queries import only_community

from .resident import FIXED, NOT_FIXED, Word, _appeal, _unknown, say, show_track

# One address, behind which a whole estate may sit, asks for more codes than one person.
ADDRESS_TRIES = 30
WHY = {
    "wrong": gettext_lazy("码不对。再核对一遍，一个码最多试 5 次。"),
    "late": gettext_lazy("这个码过了 10 分钟，用不了了。请再要一个。"),
    "spent": gettext_lazy("试了 5 次都不对，这个码用不了了。请再要一个。"),
}
NO_COOKIE = gettext_lazy("没有发：这个浏览器不让我们记住您。请在设置里打开 Cookie 再来，或者打电话。")


def ways(community: Community) -> dict[str, bool]:
    """Which ways to a person are open now."""
    found: dict[str, bool] = import_string(import_string("huying.wiring.CONTACT_WAYS"))(community)
    return found


def _community(request: HttpRequest) -> Community:
    """Where somebody is signed in or waits for a code, else the one community this address speaks for."""
    waits = contacts.signed_in(request) or contacts.pending(request)
    community = waits.community if waits else only_community()
    if community is None:
        raise Http404
    request.community = community  # type: ignore[attr-defined]
    return community


def _remembered(request: HttpRequest, response: HttpResponse) -> HttpResponse:
    """The page that asks also makes this device one that can be known again."""
    if not device.key(request):
        device.remember(response, device.fresh())
    return response


# --- the list ---------------------------------------------------------------------------------------------------------


@policy("contact")
@require_safe
def home(request: HttpRequest) -> HttpResponse:
    """我的诉求, or the ways to it."""
    contact = contacts.signed_in(request)
    if contact is None:
        return _asking(request)
    request.community = contact.community  # type: ignore[attr-defined]
    facts = {
        "contact": contact, "rows": mine.rows(contact), "proxies": contacts.named_by(contact),
        "acts_for": contacts.acts_for(contact), "panels": _from_above(request, contact),
    }  # fmt: skip
    return render(request, "cases/mine.html", facts)


def _from_above(request: HttpRequest, contact: Contact) -> list[str]:
    """What rooms above have to say here: wiring.MINE_PANELS."""
    found = [import_string(name)(request, contact) for name in import_string("huying.wiring.MINE_PANELS")]
    return [render_to_string(template, facts, request) for template, facts in filter(None, found)]


def _asking(request: HttpRequest, status: int = 200, **forms: Form) -> HttpResponse:
    community = _community(request)
    facts = {"number": NumberForm(), "mail": MailForm(), "ways": ways(community), "bad": None, **forms}
    return _remembered(request, render(request, "cases/mine_ask.html", facts, status=status))


# --- a code -----------------------------------------------------------------------------------------------------------


@policy("contact")
@require_POST
@once
def send(request: HttpRequest) -> HttpResponse:
    """发码 to the number that was typed."""
    community, form = _community(request), NumberForm(request.POST)
    if form.is_valid() and not (why := _barred(request, form.cleaned_data["phone"])):
        _send(request, community, form.cleaned_data["phone"])
        return redirect("mine_code")
    if form.is_valid():
        form.add_error(None, why)
    return _asking(request, 422, number=form, bad=form)


def _send(request: HttpRequest, community: Community, phone: str) -> None:
    expected = mine.expected(community, phone)
    actions.ask_code(community=community, phone=phone, device_key=device.key(request), expected=expected)


def _barred(request: HttpRequest, address: str) -> str:
    """Why no code or letter goes out now; each one that does is counted. Short, and for a device that knows the number
    counted apart: whoever asks in somebody's name does not shut that person out."""
    key = device.key(request)
    if not key:
        return str(NO_COOKIE)
    gate = doors.door(f"codes from {request.META.get('REMOTE_ADDR', '')}", ADDRESS_TRIES)
    if ends := contacts.free_again(address, key) or doors.shut_until([gate]):
        return _later(ends)
    people.count_wrong_try(doors=[gate.key])
    return ""


def _later(ends: datetime) -> str:
    minutes = max(1, -(-int((ends - clock.now()).total_seconds()) // 60))
    told = {"n": minutes} if minutes < 60 else {"n": -(-minutes // 60)}
    if minutes < 60:
        return _("刚才要过几次了，没有再发。过 %(n)s 分钟再要；急的话打社区电话，请他们念一个码给您。") % told
    return _("今天要过好多次了，没有再发。过 %(n)s 小时再要；急的话打社区电话，请他们念一个码给您。") % told


@policy("contact")
@require_http_methods(["GET", "HEAD", "POST"])
def code(request: HttpRequest) -> HttpResponse:
    """填码. Answers a second tap by itself like the first: what the first one gave this device is its new cookie."""
    asked = contacts.pending(request)
    if asked is None:
        return redirect("mine")
    community = _community(request)
    form = CodeForm(request.POST if request.method == "POST" else None)
    if form.is_valid():
        typed = actions.type_code(asked=asked, code=form.cleaned_data["code"])
        if typed.contact:
            response = redirect("mine")
            device.remember(response, typed.token)
            return response
        form.add_error("code", str(WHY[typed.why]))
    facts = {"form": form, "ways": ways(community)}
    return render(request, "cases/mine_code.html", facts, status=422 if form.errors else 200)


@policy("link")
@require_http_methods(["GET", "HEAD", "POST"])
@once
def from_track(request: HttpRequest, tracking: str) -> HttpResponse:
    """这是我的号码: a code to the number that was left with this appeal; nothing need be typed, and it is not shown."""
    appeal = _appeal(request, tracking)
    if appeal is None or not appeal.reporter_phone:
        return _unknown(request)
    why = ""
    if request.method == "POST":
        why = _barred(request, appeal.reporter_phone)
        if not why:
            _send(request, appeal.community, appeal.reporter_phone)
            return redirect("mine_code")
    facts = {"appeal": appeal, "refused": why, "ways": ways(appeal.community)}
    page = render(request, "cases/mine_from_track.html", facts, status=422 if why else 200)
    return _remembered(request, page)


# --- a link -----------------------------------------------------------------------------------------------------------


@policy("contact")
@require_POST
@once
def mail(request: HttpRequest) -> HttpResponse:
    """用邮箱: the same answer whether we know the mailbox or not."""
    community, form = _community(request), MailForm(request.POST)
    if not ways(community)["email"]:
        raise Http404
    if form.is_valid() and not (why := _barred(request, form.cleaned_data["email"])):
        email = form.cleaned_data["email"]
        actions.ask_link(
            community=community, email=email, device_key=device.key(request), expected=mine.expected(community, email)
        )
        messages.success(
            request, _("您报事时要是留的这个邮箱，链接一会儿就到，一天内有效。没到就看看垃圾邮件，或者打电话。")
        )
        return redirect("mine")
    if form.is_valid():
        form.add_error(None, why)
    return _asking(request, 422, mail=form, bad=form)


def by_link(request: HttpRequest, link: SignedLink) -> HttpResponse:
    """点链接: asked once more, since mail programs open links by themselves. The page gives the device a name of its own."""
    asked = contacts.asked(link.subject_id)
    request.community = asked.community  # type: ignore[attr-defined]
    if request.method == "POST" and (token := device.token(request)):
        if actions.open_link(link=link, token=token):
            return redirect("mine")
        raise Http404
    refused = str(NO_COOKIE) if request.method == "POST" else ""
    page = render(request, "cases/mine_open.html", {"asked": asked, "refused": refused})
    if not contacts.signed_in(request):
        device.remember(page, device.fresh())
    return page


@policy("contact")
@require_POST
@once
def out(request: HttpRequest) -> HttpResponse:
    """退出."""
    if contact := contacts.signed_in(request):
        actions.sign_out(contact=contact, everywhere="everywhere" in request.POST)
        messages.success(request, _("退出了。要再看，重新发一个码。"))
    return redirect("mine")


# --- one of them ------------------------------------------------------------------------------------------------------


def signed_in(request: HttpRequest) -> Contact | None:
    contact = contacts.signed_in(request)
    if contact:
        request.community = contact.community  # type: ignore[attr-defined]
    return contact


@policy("contact")
@require_safe
def one(request: HttpRequest, pk: UUID) -> HttpResponse:
    """One's own is the page behind its link; a relative's view is here, and ends with the proxy."""
    contact = signed_in(request)
    if contact is None:
        return redirect("mine")
    seen = mine.find(contact, pk)
    if seen is None:
        raise Http404
    if seen.proxy is None:
        return redirect("track", seen.appeal.tracking)
    return show_track(request, seen.appeal, _urls(seen), proxy=seen.proxy)


def _urls(seen: mine.Seen) -> dict[str, str]:
    """What a relative may say: whether it is fixed, where the resident let them; to withdraw stays the resident's."""
    names = {"track": "mine_one"}
    if seen.proxy and seen.proxy.answers:
        names |= {"fixed": "mine_fixed", "not_fixed": "mine_not_fixed"}
    found = {key: reverse(name, args=[seen.appeal.pk]) for key, name in names.items()}
    return found | {"back": reverse("mine")}


@policy("contact")
@require_http_methods(["GET", "HEAD", "POST"])
@once
def fixed(request: HttpRequest, pk: UUID) -> HttpResponse:
    """亲属代: 修好了."""
    return _word(request, pk, FIXED)


@policy("contact")
@require_http_methods(["GET", "HEAD", "POST"])
@once
def not_fixed(request: HttpRequest, pk: UUID) -> HttpResponse:
    """亲属代: 没修好."""
    return _word(request, pk, NOT_FIXED)


def _word(request: HttpRequest, pk: UUID, word: Word) -> HttpResponse:
    contact = signed_in(request)
    if contact is None:
        return redirect("mine")
    seen = mine.find(contact, pk)
    if seen is None or seen.proxy is None or not seen.proxy.answers:
        raise Http404
    return say(request, seen.appeal, word, Actor("proxy", str(seen.proxy.pk)), _urls(seen))


urlpatterns: list[Any] = [
    path("mine/", home, name="mine"),
    path("mine/send/", send, name="mine_send"),
    path("mine/mail/", mail, name="mine_mail"),
    path("mine/code/", code, name="mine_code"),
    path("mine/out/", out, name="mine_out"),
    path("mine/c/<uuid:pk>/", one, name="mine_one"),
    path("mine/c/<uuid:pk>/fixed/", fixed, name="mine_fixed"),
    path("mine/c/<uuid:pk>/not-fixed/", not_fixed, name="mine_not_fixed"),
    path("r/<str:tracking>/mine/", from_track, name="track_mine"),
]
