"""业主的页: behind a link, without an account. What is asked in plain words; give it with a code, give less, take it back."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import URLPattern, reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from huying.core.errors import Refused
from huying.core.models import SignedLink
from huying.people import queries as people

from .. import actions, queries
from ..entry_forms import OwnerForm
from ..models import EntryAuthorisation, Visit

WRONG = {
    "wrong": gettext_lazy("数字不对，没有保存。再核对一遍，一个码最多试 5 次。"),
    "none": gettext_lazy("社区还没给您念过数字，没有保存。请打社区电话要一个。"),
    "late": gettext_lazy("这个码过了 10 分钟，用不了了，没有保存。请打社区电话再要一个。"),
    "spent": gettext_lazy("试了 5 次都不对，这个码用不了了，没有保存。请打社区电话再要一个。"),
}


def page(request: HttpRequest, link: SignedLink) -> HttpResponse:
    """The page behind the link, before and after: it always says what holds now."""
    entry = queries.authorisation(link.subject_id)
    request.community = entry.case.community  # type: ignore[attr-defined]
    if request.method != "POST":
        return _show(request, entry, OwnerForm(entry=entry))
    if "end" in request.POST:
        actions.end_entry(entry=entry)
        messages.success(request, _("收回了，谁也不能再凭它进您家。"))
        return redirect(_address(link))
    form = OwnerForm(request.POST, entry=entry)
    if form.is_valid() and _confirmed(entry, form):
        messages.success(request, _("同意记下了。想收回，随时在这一页点一下。"))
        return redirect(_address(link))
    return _show(request, entry, form)


def _address(link: SignedLink) -> str:
    return reverse("link", args=[link.token])


def _confirmed(entry: EntryAuthorisation, form: OwnerForm) -> bool:
    try:
        wrong = actions.confirm_entry(entry=entry, **form.kept)
    except Refused as refused:
        form.add_error(None, str(refused))
        return False
    if wrong:
        form.add_error("code", str(WRONG[wrong]))
    return not wrong


def _show(request: HttpRequest, entry: EntryAuthorisation, form: OwnerForm) -> HttpResponse:
    now = queries.entry_now(entry)
    worker = entry.case.lead
    facts = {
        "entry": entry, "now": now, "form": form, "home": entry.home,
        "worker": people.holder_names([worker]).get(worker.pk, "") if worker else "",
        "visits": Visit.objects.filter(entry=entry).select_related("user").prefetch_related("visitors").order_by("at"),
    }  # fmt: skip
    return render(request, "field/owner_entry.html", facts)


# The address is the hall's (core.link_pages): it finds the link and, by its purpose, comes here.
urlpatterns: list[URLPattern] = []
