"""代办: a resident names a relative, by their own proved number or at the desk; either side ends it with one tap."""

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import path
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from huying.cases import mine
from huying.cases.matter import Matter
from huying.cases.mine_forms import DeskProxyForm, ProxyForm
from huying.cases.models import Appeal
from huying.core.access import policy
from huying.core.actions import log_access
from huying.core.actor import Actor
from huying.core.errors import Refused
from huying.core.links import address
from huying.core.models import AccessLog
from huying.core.once import once
from huying.people.contact import actions
from huying.people.contact import queries as contacts
from huying.people.models import Contact, Proxy

from .desk import load
from .mine import signed_in
from .resident import RESIDENT

# --- by the resident --------------------------------------------------------------------------------------------------


@policy("contact")
@require_http_methods(["GET", "HEAD", "POST"])
@once
def add(request: HttpRequest) -> HttpResponse:
    """请家里人代办: only by a number that was proved, never by a slip or a mailbox."""
    contact = signed_in(request)
    if contact is None:
        return redirect("mine")
    if contact.how not in contacts.PROVES:
        messages.warning(request, _("要用手机验证码核实过的号码，才能请人代办。也可以来柜台办。"))
        return redirect("mine")
    form = ProxyForm(request.POST or None, homes=mine.homes(contact), principal=_name(contact))
    if form.is_valid() and _named(contact, form):
        messages.success(request, _("办好了。请家里人打开这个网页，用自己的手机号核实一下，就能看了。"))
        return redirect("mine")
    return render(request, "cases/mine_proxy.html", {"form": form}, status=422 if form.errors else 200)


def _name(contact: Contact) -> str:
    """As this person was called last."""
    names = mine.own(contact).exclude(reporter_name="").order_by("-said_at")
    return names.values_list("reporter_name", flat=True).first() or ""


def _named(contact: Contact, form: ProxyForm) -> bool:
    try:
        named = form.named(phone=contact.address, how=Proxy.How.CODE)
        actions.name_proxy(community=contact.community, named=named, by=RESIDENT)
    except Refused as refused:
        form.add_error(None, str(refused))
        return False
    return True


@policy("contact")
@require_POST
@once
def end(request: HttpRequest, pk: UUID) -> HttpResponse:
    """收回, or give it back."""
    contact = signed_in(request)
    if contact is None:
        return redirect("mine")
    given = {one.pk: RESIDENT for one in contacts.named_by(contact)}
    taken = {one.pk: Actor("proxy", str(one.pk)) for one in contacts.acts_for(contact)}
    if pk not in given and pk not in taken:
        raise Http404
    actions.end_proxy(proxy=get_object_or_404(Proxy, pk=pk), by=given.get(pk) or taken[pk])
    messages.success(request, _("收回了，他们看不到了。") if pk in given else _("好，不再代办了。"))
    return redirect("mine")


# --- at the desk ------------------------------------------------------------------------------------------------------


def _at_desk(request: HttpRequest, pk: UUID) -> Matter:
    matter = load(request, pk)
    if not matter.handles:
        raise Http404
    return matter


def _appeal(matter: Matter, given: str) -> Appeal:
    found = next((one for one in matter.appeals if str(one.pk) == given and one.reporter_phone), None)
    if found is None:
        raise Http404
    return found


def _people(matter: Matter) -> list[tuple[Appeal, list[Proxy]]]:
    """Every reporter with a number, once, with who acts for them."""
    by_number = {one.phone_index: one for one in reversed(matter.appeals) if one.reporter_phone}
    live = contacts.live_proxies(matter.case.community).filter(principal_index__in=by_number).select_related("home")
    rows = list(live.order_by("at", "pk"))
    return [(one, [row for row in rows if row.principal_index == key]) for key, one in reversed(by_number.items())]


def _proxy(matter: Matter, given: str) -> Proxy:
    found = next((row for _one, rows in _people(matter) for row in rows if str(row.pk) == given), None)
    if found is None:
        raise Http404
    return found


@policy("staff", verb="reveal")
@require_safe
def desk(request: HttpRequest, pk: UUID) -> HttpResponse:
    """本人和代办, of the reporters of a case: a code to read out, a slip, and who acts for whom."""
    return _show(request, _at_desk(request, pk))


def _show(request: HttpRequest, matter: Matter, **more: Any) -> HttpResponse:
    facts = {"matter": matter, "case": matter.case, "people": _people(matter), "read": None, **more}
    return render(request, "cases/desk_mine.html", facts)


@policy("staff", verb="reveal")
@require_POST
def read_out(request: HttpRequest, pk: UUID) -> HttpResponse:
    """念一个码: shown once, beside the number to ring, and logged like any number shown. A second tap draws another; only
    the last one counts."""
    matter = _at_desk(request, pk)
    relative = _proxy(matter, request.POST["proxy"]) if request.POST.get("proxy") else None
    subject = relative or _appeal(matter, request.POST.get("appeal", ""))
    phone = relative.phone if relative else subject.reporter_phone
    drawn = actions.read_out(community=matter.case.community, phone=phone)
    log_access(
        kind="phone", subject=subject, by=Actor.of(request), reason=AccessLog.Reason.CALL, words=_("念了一个验证码")
    )  # fmt: skip
    return _show(request, matter, read=subject, read_phone=phone, code=drawn)


@policy("staff", verb="reveal")
@require_POST
def slip(request: HttpRequest, pk: UUID) -> HttpResponse:
    """打条子: on paper, for who stands at the counter. The one before is worth nothing from now on."""
    matter = _at_desk(request, pk)
    appeal = _appeal(matter, request.POST.get("appeal", ""))
    link = actions.write_slip(community=matter.case.community, phone=appeal.reporter_phone)
    log_access(
        kind="phone", subject=appeal, by=Actor.of(request), reason=AccessLog.Reason.OTHER, words=_("打了一张“我的诉求”的条子")
    )  # fmt: skip
    facts = {"case": matter.case, "appeal": appeal, "link": link, "link_url": address(request, link.token)}
    return render(request, "cases/mine_slip.html", facts)


@policy("staff", verb="reveal")
@require_http_methods(["GET", "HEAD", "POST"])
@once
def desk_add(request: HttpRequest, pk: UUID, appeal: UUID) -> HttpResponse:
    """代办, on the resident's spoken word."""
    matter = _at_desk(request, pk)
    said = _appeal(matter, str(appeal))
    homes = [(str(said.case.home_id), str(said.case.home))] if said.case.home else []
    form = DeskProxyForm(request.POST or None, homes=homes, principal=said.reporter_name)
    if form.is_valid():
        try:
            named = form.named(phone=said.reporter_phone, how=form.cleaned_data["how"])
            actions.name_proxy(community=matter.case.community, named=named, by=Actor.of(request))
        except Refused as refused:
            form.add_error(None, str(refused))
        else:
            messages.success(request, _("办好了，会告诉本人。请家里人用自己的手机号核实；没有短信，就念一个码给他们。"))
            return redirect("case_mine", pk)
    facts = {"form": form, "matter": matter, "case": matter.case, "said": said}
    return render(request, "cases/desk_proxy.html", facts, status=422 if form.errors else 200)


@policy("staff", verb="reveal")
@require_POST
@once
def desk_end(request: HttpRequest, pk: UUID, proxy: UUID) -> HttpResponse:
    """收回, on the resident's word."""
    matter = _at_desk(request, pk)
    actions.end_proxy(proxy=_proxy(matter, str(proxy)), by=Actor.of(request))
    messages.success(request, _("收回了，会告诉本人。"))
    return redirect("case_mine", pk)


urlpatterns: list[Any] = [
    path("mine/proxies/", add, name="mine_proxy"),
    path("mine/proxies/<uuid:pk>/end/", end, name="mine_proxy_end"),
    path("desk/cases/<uuid:pk>/mine/", desk, name="case_mine"),
    path("desk/cases/<uuid:pk>/mine/code/", read_out, name="case_mine_code"),
    path("desk/cases/<uuid:pk>/mine/slip/", slip, name="case_mine_slip"),
    path("desk/cases/<uuid:pk>/mine/<uuid:appeal>/proxy/", desk_add, name="case_proxy"),
    path("desk/cases/<uuid:pk>/mine/<uuid:proxy>/end/", desk_end, name="case_proxy_end"),
]
