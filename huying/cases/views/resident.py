"""居民页: report without logging in, by the code at the door or without; a receipt; progress; fixed or not fixed."""

from collections.abc import Callable
from typing import Any, NamedTuple

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import path, reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from huying.cases import actions, intake, lookup, progress, queries
from huying.cases.contacts import ring_first
from huying.cases.forms import CallMeForm, DisagreeForm, FixedForm, LookupForm, NotFixedForm, ReportForm, TooForm
from huying.cases.history import history
from huying.cases.models import Appeal, Case, Channel, State, Urgency
from huying.core.access import policy
from huying.core.actor import Actor
from huying.core.errors import Refused
from huying.core.forms import Form
from huying.core.links import outside
from huying.core.once import once
from huying.people import queries as people
from huying.people.contact import queries as contacts
from huying.people.opening_pages import empty, nobody_lives_here
from huying.places.models import Building, Community
from huying.places.queries import only_community
from huying.rules import lifecycle, masks, triage

RESIDENT = Actor("resident")
# What a number in the words looks like once it was taken out of them.
HIDDEN = "****"

# --- the doors --------------------------------------------------------------------------------------------------------


@policy("public")
@require_safe
def home(request: HttpRequest) -> HttpResponse:
    """首页: say something, look up what was said, ring somebody, or go to the desk."""
    if nobody_lives_here(request):
        return empty(request)
    return render(request, "cases/home.html", {"form": LookupForm()})


@policy("public")
@require_POST
@once
def find_mine(request: HttpRequest) -> HttpResponse:
    """找我的事: by number and telephone. The same words whether the one or the other is wrong."""
    community = _community(request)
    form = LookupForm(request.POST)
    if form.is_valid():
        number, last = form.cleaned_data["number"], form.cleaned_data["last"]
        if lookup.shut(request, number):
            form.add_error(None, _("试的次数太多，过 15 分钟再试，或者打电话问。"))
        elif appeal := lookup.find(request, community, number, last):
            return redirect("track", appeal.tracking)
        else:
            form.add_error(None, _("编号和电话对不上，没有找到。再核对一遍，或者打电话问。"))
    return render(request, "cases/home.html", {"form": form}, status=422)


@policy("public")
@require_safe
def building(request: HttpRequest, code: str) -> HttpResponse:
    """楼门口的码: this building, its grid worker, and what is under way in it, without words or doors."""
    return render(request, "cases/building.html", house_facts(_house(request, code)) | {"too": TooForm()})


def house_facts(house: Building) -> dict[str, Any]:
    """What the page of a house says. Of what is common to all of it one may say "my home too"."""
    post = people.grid_worker_of(house.grid)
    cases: list[Any] = list(queries.open_near(house.community, home=None, building=house)[:12])
    for case in cases:
        case.chip = progress.chip(case)
        case.common = case.home_id is None
        case.spot_told = masks.spot(case.spot) if case.common else ""
    worker = people.holder_names([post]).get(post.pk) if post else ""
    return {"building": house, "cases": cases, "worker": worker}


def _house(request: HttpRequest, code: str) -> Building:
    found = Building.objects.select_related("grid", "community__division__parent")
    house = get_object_or_404(found, code=code)
    request.community = house.community  # type: ignore[attr-defined]
    return house


def _community(request: HttpRequest) -> Community:
    """The one community this address speaks for; where there are several, the code at the door says which."""
    community = only_community()
    if community is None:
        raise Http404
    request.community = community  # type: ignore[attr-defined]
    return community


# --- saying something -------------------------------------------------------------------------------------------------


@policy("public")
@require_http_methods(["GET", "HEAD", "POST"])
@once
def report(request: HttpRequest) -> HttpResponse:
    """有事您说, without a code: where is asked too."""
    return _report(request, _community(request), None)


@policy("public")
@require_http_methods(["GET", "HEAD", "POST"])
@once
def building_report(request: HttpRequest, code: str) -> HttpResponse:
    """拍照报事, from the code at the door: the building is known."""
    house = _house(request, code)
    return _report(request, house.community, house)


def _report(request: HttpRequest, community: Community, house: Building | None) -> HttpResponse:
    asked: dict[str, Any] = {"proposal": _proposal(request, community, house), "house": house}
    asked["own"] = contacts.signed_in(request)
    if request.method != "POST":
        return _form(request, ReportForm(**asked), house)
    form = ReportForm(request.POST, request.FILES, **asked)
    if not form.is_valid():
        return _form(request, form, house)
    appeal = actions.receive(
        community=community, said=_said(form), by=RESIDENT, pictures=form.pictures, voice=form.cleaned_data["voice"]
    )
    return redirect("receipt", appeal.tracking)


def _proposal(request: HttpRequest, community: Community, house: Building | None) -> intake.Proposal:
    """From the address as typed. Read out of free words it waits for a tap: they may name the neighbour's door."""
    typed = request.POST.get("address", "")[:200]
    if house is not None:
        return intake.propose(community, typed, within=house)
    found = intake.hear(community, typed, request.POST.get("text", "")[:4000])
    return found if typed.strip() else found.to_tap(_("是这里吗？"))


def _said(form: ReportForm) -> actions.Said:
    cleaned, text = form.cleaned_data, form.words()
    category, urgency, nature = intake.of_report(text, cleaned["kind"])
    return actions.Said(
        text=text,
        channel=Channel.WEB,
        nature=nature,
        category=category,
        urgency=urgency,
        address_text=cleaned["address"],
        **form.reporter(),
        **form.site(),
    )


def _form(request: HttpRequest, form: ReportForm, house: Building | None) -> HttpResponse:
    action = reverse("building_place", args=[house.code]) if house else reverse("report_place")
    facts = {"form": form, "building": house, "read_url": action, **_heard(request, form.proposal)}
    return render(request, "cases/building_report.html", facts)


def _heard(request: HttpRequest, proposal: intake.Proposal) -> dict[str, Any]:
    """What the page says back while somebody writes: the place, and whom to ring first when it is dangerous."""
    found = triage.suggest(request.POST.get("text", "")[:4000])
    return {
        "proposal": proposal,
        "chosen": request.POST.get("place", ""),
        "contacts": ring_first(found.danger) if found.urgency == Urgency.EMERGENCY else [],
    }


@policy("public")
@require_POST
def report_place(request: HttpRequest) -> HttpResponse:
    """Where the words may mean, while somebody writes. Nothing is kept."""
    return _place(request, _community(request), None)


@policy("public")
@require_POST
def building_place(request: HttpRequest, code: str) -> HttpResponse:
    house = _house(request, code)
    return _place(request, house.community, house)


def _place(request: HttpRequest, community: Community, house: Building | None) -> HttpResponse:
    facts = {**_heard(request, _proposal(request, community, house)), "building": house, "live": True}
    return render(request, "cases/_place_read.html", facts)


# --- a call in place of writing -----------------------------------------------------------------------------------------


@policy("public")
@require_http_methods(["GET", "HEAD", "POST"])
@once
def call_me(request: HttpRequest) -> HttpResponse:
    """请给我打电话, without a code."""
    return _call_me(request, _community(request), None)


@policy("public")
@require_http_methods(["GET", "HEAD", "POST"])
@once
def building_call_me(request: HttpRequest, code: str) -> HttpResponse:
    """请给我打电话, from the code at the door: the building is known."""
    house = _house(request, code)
    return _call_me(request, house.community, house)


def _call_me(request: HttpRequest, community: Community, house: Building | None) -> HttpResponse:
    """Whoever would rather speak leaves a number: an appeal like any other, whose first step is to ring."""
    form = CallMeForm(request.POST or None)
    if not form.is_valid():
        status = 422 if form.is_bound else 200
        return render(request, "cases/call_me.html", {"form": form, "building": house}, status=status)
    category, urgency, nature = intake.of_report("", "other")
    said = actions.Said(
        text=_("请给我打个电话，我当面说。"), channel=Channel.WEB, nature=nature, category=category, urgency=urgency,
        building=house, reporter_phone=form.cleaned_data["phone"],
    )  # fmt: skip
    return redirect("receipt", actions.receive(community=community, said=said, by=RESIDENT).tracking)


# --- what became of it ------------------------------------------------------------------------------------------------


def _appeal(request: HttpRequest, tracking: str) -> Appeal | None:
    appeal = queries.by_tracking(tracking)
    if appeal:
        request.community = appeal.case.community  # type: ignore[attr-defined]
    return appeal


def _unknown(request: HttpRequest) -> HttpResponse:
    return render(request, "cases/track_unknown.html", status=404)


def tracking_url(request: HttpRequest, appeal: Appeal) -> str:
    """The address of the progress page as another phone can open it."""
    return outside(request, reverse("track", args=[appeal.tracking]))


@policy("link")
@require_safe
def receipt(request: HttpRequest, tracking: str) -> HttpResponse:
    """凭条: the number, what next and by when, whom to ring, how to come back."""
    appeal = _appeal(request, tracking)
    if appeal is None:
        return _unknown(request)
    facts = {**_standing(appeal), "track_url": tracking_url(request, appeal)}
    return render(request, "cases/receipt.html", facts)


def _standing(appeal: Appeal) -> dict[str, Any]:
    """Who holds it, what next, by when; and whom to ring first."""
    case = appeal.case
    held = progress.holder(case)
    return {
        "appeal": appeal,
        "case": case,
        "held": held,
        "next": progress.next_words(case, held),
        "reply": progress.reply(case),
        "contacts": _danger(case, appeal),
        "hidden": HIDDEN in appeal.text,
    }


def _danger(case: Case, appeal: Appeal) -> list[Any]:
    """Whom to ring first, as long as nobody has been there."""
    if case.urgency != Urgency.EMERGENCY or case.controlled_at or case.state in lifecycle.ENDED:
        return []
    return ring_first(triage.suggest(appeal.text).danger)


@policy("link")
@require_safe
def track(request: HttpRequest, tracking: str) -> HttpResponse:
    """办到哪了: like a parcel. Who holds it now, what next, by when."""
    appeal = _appeal(request, tracking)
    if appeal is None:
        return _unknown(request)
    return show_track(request, appeal, urls_of(appeal))


def urls_of(appeal: Appeal) -> dict[str, str]:
    """Where the reporter's own words go, by their link."""
    names = {"track": "track", "fixed": "fixed_by_link", "not_fixed": "not_fixed", "withdraw": "withdraw_by_link"}
    return {key: reverse(name, args=[appeal.tracking]) for key, name in names.items()} | {
        "mine": reverse("track_mine", args=[appeal.tracking]),
        "thank": reverse("thank_by_link", args=[appeal.tracking]),
    }


def show_track(request: HttpRequest, appeal: Appeal, urls: dict[str, str], **more: Any) -> HttpResponse:
    """The page of progress; only the words for which there is an address are offered."""
    case = appeal.case
    facts = {
        **_standing(appeal),
        **more,
        "urls": urls,
        "steps": progress.steps(case),
        "entries": history(case, audience="reporter", appeals=[appeal], shared=appeal.shared),  # type: ignore[attr-defined]
        "may_confirm": "fixed" in urls and progress.may_confirm(appeal),
        "may_reopen": "not_fixed" in urls and progress.may_reopen(appeal),
        "said_fixed": progress.said_fixed(appeal),
        "may_withdraw": "withdraw" in urls and progress.may_withdraw(appeal),
    }
    return render(request, "cases/track.html", facts)


# --- the reporter's own word ------------------------------------------------------------------------------------------


@policy("link")
@require_http_methods(["GET", "HEAD", "POST"])
@once
def fixed(request: HttpRequest, tracking: str) -> HttpResponse:
    """修好了: three faces."""
    return _own_word(request, tracking, FIXED)


@policy("link")
@require_http_methods(["GET", "HEAD", "POST"])
@once
def not_fixed(request: HttpRequest, tracking: str) -> HttpResponse:
    """没修好: with what is still wrong it is open again."""
    return _own_word(request, tracking, NOT_FIXED)


class Word(NamedTuple):
    """What a reporter can say by their link: when, with which form, what it does, and the thanks for it."""

    may: Callable[[Appeal], bool]
    form: type[Form]
    act: Callable[..., Case]
    template: str
    thanks: Any


FIXED = Word(
    progress.may_confirm, FixedForm, actions.confirm, "cases/track_fixed.html", gettext_lazy("谢谢，记下了：修好了。")
)
NOT_FIXED = Word(
    progress.may_reopen,
    NotFixedForm,
    actions.reopen,
    "cases/track_not_fixed.html",
    gettext_lazy("记下了，重新办。谁在办、最晚什么时候，看下面。"),
)


def _own_word(request: HttpRequest, tracking: str, word: Word) -> HttpResponse:
    appeal = _appeal(request, tracking)
    return say(request, appeal, word, RESIDENT, urls_of(appeal)) if appeal else _unknown(request)


def say(request: HttpRequest, appeal: Appeal, word: Word, by: Actor, urls: dict[str, str]) -> HttpResponse:
    """One of the reporter's words, by themselves or by a relative for them."""
    if not word.may(appeal):
        return _not_now(request, urls["track"])
    declined = appeal.case.state == State.DECLINED
    form = (DisagreeForm if declined else word.form)(request.POST or None)
    if form.is_valid():
        try:
            word.act(appeal=appeal, by=by, **form.cleaned_data)
        except Refused as refused:
            form.add_error(None, str(refused))
        else:
            messages.success(request, word.thanks)
            return redirect(urls["track"])
    return render(request, word.template, {"form": form, "appeal": appeal, "case": appeal.case, "urls": urls})


def _not_now(request: HttpRequest, track_url: str) -> HttpResponse:
    """The page was opened late: it says how things stand instead."""
    if request.method == "POST":
        messages.warning(request, _("这件已经有了新的情况，刚才那一下没有记。请看下面。"))
    return redirect(track_url)


urlpatterns: list[Any] = [
    path("", home, name="home"),
    path("find/", find_mine, name="find_mine"),
    path("report/", report, name="report"),
    path("report/place/", report_place, name="report_place"),
    path("b/<str:code>/", building, name="building"),
    path("b/<str:code>/report/", building_report, name="building_report"),
    path("call/", call_me, name="call_me"),
    path("b/<str:code>/call/", building_call_me, name="building_call_me"),
    path("b/<str:code>/place/", building_place, name="building_place"),
    path("r/<str:tracking>/", track, name="track"),
    path("r/<str:tracking>/receipt/", receipt, name="receipt"),
    path("r/<str:tracking>/fixed/", fixed, name="fixed_by_link"),
    path("r/<str:tracking>/not-fixed/", not_fixed, name="not_fixed"),
]
