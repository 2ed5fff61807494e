"""认领的页: behind links, without an account. What may be taken on, and one's own; and what the desk does about it."""

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.core.exceptions import PermissionDenied, ValidationError
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import path, reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from huying.cases.panels import Matter
from huying.cases.panels import may as may_on
from huying.cases.views import desk
from huying.core.access import policy
from huying.core.actions import log_access
from huying.core.actor import Actor
from huying.core.errors import Refused
from huying.core.models import AccessLog, SignedLink
from huying.core.once import once
from huying.people import queries as people
from huying.rules import masks

from .. import actions
from .. import claim_queries as queries
from ..claim_forms import ClaimForm, DoneForm, MarkForm, TakeBackForm
from ..models import Claim, ClaimList

# --- behind the list's link -------------------------------------------------------------------------------------------


def listed(request: HttpRequest, link: SignedLink) -> HttpResponse:
    """认领的单子: what, where as strangers may know it, since when. With ?task one of them, to take it on."""
    board = queries.page(link.subject_id)
    request.community = board.community  # type: ignore[attr-defined]
    if "task" in request.GET:
        return _task(request, link, board)
    rows = queries.offered(board.community)
    return render(request, "field/claims.html", {"rows": rows, "here": _address(link)})


def _address(link: SignedLink) -> str:
    return reverse("link", args=[link.token])


def _task(request: HttpRequest, link: SignedLink, board: ClaimList) -> HttpResponse:
    """One task. Taken by somebody else meanwhile, it says so and leads back to the list."""
    try:
        case = queries.one_offered(board.community, request.GET["task"])
    except ValidationError:
        raise Http404 from None
    if case is None:
        messages.error(request, _("这件刚被别人认领了，或者已经办了，没有记。谢谢您的心意；看看还有没有别的。"))
        return redirect(_address(link))
    form = ClaimForm(request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        data = form.cleaned_data
        try:
            made = actions.claim(case=case, person=form.person, until=data["until"], team=data["team"])
        except Refused as refused:
            form.add_error(None, str(refused))
        else:
            messages.success(request, _("认领好了，谢谢！这一页是您的，存好它。"))
            return redirect(_own_page(made))
    note = queries.note_of(case)
    facts = {"case": case, "form": form, "note": note, "here": _address(link)}
    return render(request, "field/claim_task.html", facts)


def _own_page(made: Claim) -> str:
    own = SignedLink.objects.filter(purpose="field.claim", subject_id=made.pk, revoked_at=None)
    return reverse("link", args=[own.values_list("token", flat=True)[0]])


# --- one's own --------------------------------------------------------------------------------------------------------


def own(request: HttpRequest, link: SignedLink) -> HttpResponse:
    """我认领的: how it stands; done with a word, or given back with one tap."""
    claim = queries.claim(link.subject_id)
    request.community = claim.case.community  # type: ignore[attr-defined]
    if request.method == "POST":
        return _give_back(request, claim, link) if "back" in request.POST else _done(request, claim, link)
    if "done" in request.GET and claim.open:
        return _done_page(request, claim, DoneForm())
    return render(request, "field/claim_own.html", _facts(claim) | {"here": _address(link)})


def _facts(claim: Claim) -> dict[str, Any]:
    return {
        "claim": claim, "case": claim.case, "where": queries.place(claim.case), "name": masks.name(claim.volunteer.name)
    }  # fmt: skip


def _give_back(request: HttpRequest, claim: Claim, link: SignedLink) -> HttpResponse:
    try:
        actions.give_back_claim(claim=claim)
        messages.success(request, _("还回来了。没关系，谢谢您说一声。"))
    except Refused as refused:
        messages.error(request, str(refused))
    return redirect(_address(link))


def _done(request: HttpRequest, claim: Claim, link: SignedLink) -> HttpResponse:
    form = DoneForm(request.POST, request.FILES)
    if form.is_valid():
        try:
            actions.finish_claim(claim=claim, result=form.cleaned_data["result"], pictures=form.cleaned_data["photos"])
        except Refused as refused:
            form.add_error(None, str(refused))
        else:
            messages.success(request, _("收到了，谢谢您！"))
            return redirect(_address(link))
    return _done_page(request, claim, form)


def _done_page(request: HttpRequest, claim: Claim, form: DoneForm) -> HttpResponse:
    return render(request, "field/claim_done.html", _facts(claim) | {"form": form})


# --- at the desk ------------------------------------------------------------------------------------------------------


@policy("staff", verb="mark_claim")
@require_POST
@once
def claims_link(request: HttpRequest) -> HttpResponse:
    """出一个链接, to hang up; one that went astray ends."""
    community = get_object_or_404(people.communities_of(request.user, "mark_claim")[:1])  # type: ignore[arg-type]
    actions.open_claims(community=community, by=Actor.of(request))
    messages.success(request, _("认领的链接出好了；以前的那个不能用了。"))
    return redirect(reverse("turnouts") + "#claims")


@policy("staff", verb="mark_claim")
@once
def mark(request: HttpRequest, pk: UUID) -> HttpResponse:
    """放不放出来认领."""

    def act(matter: Matter, given: dict[str, Any], _by: Actor, _seen: str) -> str:
        said = MarkForm.SAID[given["offered"]]
        actions.mark_claim(case=matter.case, offered=said, danger=given["danger"], user=matter.user)
        return _("记下了。")

    answer: HttpResponse = desk.take(request, pk, "mark_claim", "mark_claim", lambda _m: MarkForm(request.POST), act)
    return answer


@policy("staff", verb="take_back_claim")
@once
def take_back(request: HttpRequest, pk: UUID) -> HttpResponse:
    """社区收回: who had taken it on reads the reason on their page."""

    def act(matter: Matter, given: dict[str, Any], by: Actor, seen: str) -> str:
        actions.take_back_claim(case=matter.case, reason=given["reason"], by=by, seen=seen)
        return _("收回了。请打个电话跟志愿者说一声，谢谢人家。")

    answer: HttpResponse = desk.take(
        request, pk, "take_back_claim", "take_back_claim", lambda _m: TakeBackForm(request.POST), act
    )
    return answer


@policy("staff", verb="take_back_claim")
@require_POST
@once
def phone(request: HttpRequest, pk: UUID) -> HttpResponse:
    """看号码: to ring whoever has taken it on. This one answer shows it, and it is logged."""
    matter = desk.load(request, pk)
    if not may_on(matter.user, "take_back_claim", matter.case):
        raise PermissionDenied
    now = queries.open_of(matter.case)
    if now is not None:
        log_access(kind="phone", subject=now, by=Actor.of(request), reason=AccessLog.Reason.CALL)
        request.claim_phone = True  # type: ignore[attr-defined]
    return desk.show(request, matter)


# The addresses behind links are the hall's (core.link_pages): it finds the link and, by its purpose, comes here.
urlpatterns: list[Any] = [
    path("turnouts/claims/", claims_link, name="claims_link"),
    path("desk/cases/<uuid:pk>/claim/mark/", mark, name="claim_mark"),
    path("desk/cases/<uuid:pk>/claim/back/", take_back, name="claim_back"),
    path("desk/cases/<uuid:pk>/claim/phone/", phone, name="claim_phone"),
]
