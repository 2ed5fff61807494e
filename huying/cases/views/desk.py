"""工作台: the worklist, and the page of a case with the steps that can be taken now."""

from collections.abc import Callable
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.db.models import OuterRef
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import path, reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_safe

from huying.cases import actions, branch_panels, panels, progress, queries, replies, sentences
from huying.cases.desk_forms import BatchForm, HomeForm, LinkForm, StepForm
from huying.cases.history import history
from huying.cases.models import Appeal, Batch, Case, State
from huying.cases.panels import Matter
from huying.cases.views import branches
from huying.cases.views.resident import tracking_url
from huying.cases.worklist import Only, here, parsed, spans_communities, worklist
from huying.core import clock, spoken
from huying.core.access import policy
from huying.core.actor import Actor
from huying.core.errors import Refused, Stale
from huying.core.once import once
from huying.people import queries as people
from huying.people.contact import queries as contacts
from huying.rules import lifecycle, masks

# --- the worklist -----------------------------------------------------------------------------------------------------


@policy("staff", verb="see_desk")
@require_safe
def desk(request: HttpRequest) -> HttpResponse:
    """收件: what is under way, first due first; and what became of a batch that was sent on."""
    asked = request.GET.get("batch", "")
    return show_list(request, batch=queries.batch(request.user, asked) if asked else None)  # type: ignore[arg-type]


def show_list(
    request: HttpRequest,
    *,
    form: BatchForm | None = None,
    batch: Batch | None = None,
    said: str = "",
    status: int = 200,
) -> HttpResponse:
    """The inbox. `form` is a batch that was refused; `batch` one that waits, is done or was taken back: then its rows are
    ticked again. `said` is why it could not be taken back."""
    given = parsed(request.POST.get("list", "")) if request.method == "POST" else request.GET
    page = given.get("page", "")
    only = Only.of(given)
    found = worklist(
        request.user, given.get("view", ""), int(page[:6]) if page.isdecimal() else 1, only  # type: ignore[arg-type]
    )  # fmt: skip
    facts: dict[str, Any] = {
        "list": found,
        "only": only,
        "list_at": here({**only.set, "view": found.view.key, "page": str(found.page)}),
        "saved": queries.saved_views(request.user),
        "spans": spans_communities(request.user),
    }  # type: ignore[arg-type]
    facts["verbs"] = [verb for verb in Batch.Verb if request.user.may(verb)]  # type: ignore[union-attr]
    facts |= {"batch": batch, "batch_said": said, "form": form or BatchForm()}
    if batch:
        facts["items"] = items = queries.batch_items(batch)
        facts["done"] = [item for item in items if item.done]
    facts["ticked"] = (
        form.ticked if form else {item.case_id for item in facts["items"]} if batch and batch.undone_at else ()
    )
    # Where something waits for rain, rain is one tap away.
    facts["rain"] = request.user.may("rain") and any(row.dry for row in found.rows)  # type: ignore[union-attr]
    facts["notes"] = panels.on_the_desk(request)
    return render(request, "cases/desk.html", facts, status=status)


@policy("staff", verb="see_desk")
@require_safe
def glance(request: HttpRequest, pk: UUID) -> HttpResponse:
    """预览: one matter beside the list, with the step that comes next. Asked for by itself it is the matter's page."""
    if not request.htmx:  # type: ignore[attr-defined]
        return redirect("case", get_object_or_404(queries.visible_to(request.user), pk=pk).pk)  # type: ignore[arg-type]
    matter = load(request, pk)
    rows = panels.commitments(matter.case)
    panels.note_hands(matter, rows)
    held, alike = panels.now_held(rows), panels.similar(matter.case, matter.user)[1]
    steps = [one for one in panels.steps(matter) if one.possible]
    facts = {
        "matter": matter, "case": matter.case, "chip": progress.chip(matter.case), "held": held, "alike": alike,
        "next": panels.next_words(matter.case, held) if held else "", "turn": branch_panels.turn(matter.case),
        "lead": panels.lead_name(rows, matter.case), "steps": steps, "listed": True,
        "step": next((one for one in steps if one.first and one.form), None),
    }  # fmt: skip
    return render(request, "cases/glance.html", facts)


# --- the case ---------------------------------------------------------------------------------------------------------


def load(request: HttpRequest, pk: UUID) -> Matter:
    """The case with its appeals, if this account may see it; otherwise there is no such page."""
    if not request.user.may("see_desk"):  # type: ignore[union-attr]
        raise PermissionDenied
    related = ("category", "building", "home__watch", "grid", "community", "lead")
    seen = queries.visible_to(request.user).filter(pk=pk)  # type: ignore[arg-type]
    found = Appeal.objects.filter(case__in=seen).order_by("said_at", "pk")
    found = found.annotate(verified=contacts.verified(OuterRef("phone_index")))
    appeals = list(found.select_related("resident", "origin", *(f"case__{one}" for one in related)))
    # A case that was merged has given its appeals away: the desk still reads it, and whose it was.
    case = appeals[0].case if appeals else get_object_or_404(queries.shown(seen).select_related("merged_into"))
    appeals = appeals or list(Appeal.objects.filter(origin=case).select_related("case", "origin").order_by("said_at"))
    request.community = case.community  # type: ignore[attr-defined]
    entries = history(case, audience="staff", appeals=appeals if case.state != State.MERGED else ())
    matter = Matter(request.user, case, appeals, entries=entries)  # type: ignore[arg-type]
    if not matter.handles:
        _mask(appeals)
    return matter


def _mask(appeals: list[Appeal]) -> None:
    """For who only looks on, in memory: the reporters' names half hidden. Numbers are hidden from everybody."""
    for appeal in appeals:
        appeal.reporter_name = "" if appeal.secret else masks.name(appeal.reporter_name)
        appeal.about_reporter = ""
        if appeal.secret:
            appeal.reporter_phone = appeal.other_phones = appeal.reporter_email = ""


@policy("staff", verb="see_desk")
@require_safe
def case(request: HttpRequest, pk: UUID) -> HttpResponse:
    """案件: who holds it, what was said, what happened, what can be done now."""
    matter = load(request, pk)
    matter.asked = request.GET.get("step", "")
    if (chosen := request.GET.get("say", "")) and (one := queries.phrase(matter.case.community, chosen)):
        matter.say = panels.phrase_said(one, matter.case)
    panels.opened(matter.user, matter.case)
    return show(request, matter)


def show(request: HttpRequest, matter: Matter, status: int = 200) -> HttpResponse:
    """The page of a case; `matter.bound` holds a form that was refused."""
    request.bound = matter.bound  # type: ignore[attr-defined]  # panels of rooms above find theirs here
    # … and need not ask for what never happened
    request.told = {entry.event.kind for entry in matter.entries}  # type: ignore[attr-defined]
    case, rows = matter.case, panels.commitments(matter.case)
    panels.note_hands(matter, rows)
    steps = panels.steps(matter)
    held, (joined, alike) = panels.now_held(rows), panels.similar(matter.case, matter.user)
    facts = {
        "matter": matter, "case": case, "chip": progress.chip(case), "clocks": [*panels.clocks(case), *replies.clocks(matter)],
        "outside": replies.owed(matter),
        "steps": steps, "rare": [one for one in steps if one.kind.rare and not one.form], "panels": panels.from_above(request, case),
        "commitments": rows, "held": held, "next": panels.next_words(case, held) if held else "",
        "turn": branch_panels.turn(case), "lead": panels.lead_name(rows, case), "year": panels.uncertain_year(case),
        "homes": queries.homes(case), "home_form": _home_form(matter),
        "watches": panels.may(matter.user, "keep_homes", case),
        "joined": [(one, progress.chip(one)) for one in joined], "alike": alike,
        "link": matter.bound.get("link", LinkForm()).named("link") if panels.may(matter.user, "link", case) else None,
        "track_url": tracking_url(request, matter.appeals[0]),
    }  # fmt: skip
    return render(request, "cases/case.html", facts, status=status)


def _home_form(matter: Matter) -> Any:
    """The form for one more home; what it touches can only change while the case is open."""
    keeps = panels.may(matter.user, "keep_homes", matter.case) and matter.case.state in lifecycle.OPEN
    return matter.bound.get("home", HomeForm()).named("home") if keeps else None


@policy("staff", verb="see_desk")
@require_safe
def slip(request: HttpRequest, pk: UUID) -> HttpResponse:
    """案件单, on paper: number, where, what was said, how to look it up."""
    matter = load(request, pk)
    case = matter.case
    facts = {
        "matter": matter, "case": case, "track_url": tracking_url(request, matter.appeals[0]), "now": clock.now(),
        "steps": progress.steps(case), "held": progress.holder(case),
    }  # fmt: skip
    return render(request, "cases/case_slip.html", facts)


# --- the steps --------------------------------------------------------------------------------------------------------


Act = Callable[[Matter, dict[str, Any], Actor, str], str]


def dispatch(matter: Matter, given: dict[str, Any], by: Actor, seen: str) -> str:
    post = people.grid_workers(matter.case.community).get(pk=given["post"])
    actions.dispatch(case=matter.case, post=post, by=by, seen=seen)
    return _("派给%(who)s了。") % {"who": people.holder_names([post]).get(post.pk, post.title)}


def answer(matter: Matter, given: dict[str, Any], by: Actor, seen: str) -> str:
    actions.answer(case=matter.case, reply=given["reply"], by=by, seen=seen)
    return _("答复记下了，办结。")


def verify(matter: Matter, given: dict[str, Any], by: Actor, seen: str) -> str:
    secretary = "secretary" in matter.user.roles
    actions.verify(
        case=matter.case, by=by, method=given["method"], note=given["note"], secretary=secretary, seen=seen
    )  # fmt: skip
    return _("核查合格，等回访。")


def send_back(matter: Matter, given: dict[str, Any], by: Actor, seen: str) -> str:
    actions.send_back(case=matter.case, reason=given["reason"], by=by, seen=seen)
    return _("退回去重做了。")


def call_back(matter: Matter, given: dict[str, Any], by: Actor, seen: str) -> str:
    said = {name: value for name, value in given.items() if name != "appeal"}
    case = actions.call_back(appeal=matter.chosen(given), by=by, seen=seen, **said)
    if case.state == State.CLOSED:
        return _("回访记下了，办结。")
    if case.state == State.REOPENED:
        return _("记下了，重新办。")
    left = case.appeals.filter(answered_at=None).count()
    return ngettext("回访记下了，还有 %(n)s 位没回访。", "回访记下了，还有 %(n)s 位没回访。", left) % {"n": left}


def waive_rain(matter: Matter, given: dict[str, Any], by: Actor, seen: str) -> str:
    actions.waive_rain(case=matter.case, reason=given["reason"], by=by, seen=seen)
    return _("记下了：不等下雨。")


def reopen(matter: Matter, given: dict[str, Any], by: Actor, seen: str) -> str:
    appeal = matter.chosen(given) if given.get("appeal") else matter.appeals[0]
    actions.reopen(appeal=appeal, reason=given["reason"], by=by, seen=seen)
    return _("记下了，重新办。")


def look_in(matter: Matter, given: dict[str, Any], _by: Actor, _seen: str) -> str:
    case = actions.look_in(case=matter.case, user=matter.user, **given)
    return _("记下了，重新办。") if case.state == State.REOPENED else _("记下了：回头看过。")


def withdraw(matter: Matter, given: dict[str, Any], by: Actor, _seen: str) -> str:
    case = actions.withdraw(appeal=matter.chosen(given), by=by, words=given["words"])
    if case.state == State.CLOSED:
        return _("记下了：不用办了，办结。")
    if case.appeals.filter(answered_at=None).exists():
        return _("记下了：这一位不用办了，别人的接着办。")
    return _("记下了：诉求人不用办了。这件还开着，请看有没有危险，再定办不办。")


def stand_down(matter: Matter, given: dict[str, Any], by: Actor, seen: str) -> str:
    actions.stand_down(case=matter.case, reason=given["reason"], by=by, seen=seen)
    return _("记下了：不办了，办结。")


def merge(matter: Matter, given: dict[str, Any], by: Actor, seen: str) -> str:
    other = _numbered(matter, given["number"])
    keeps = given["keep"] == "this"
    case, into = (other, matter.case) if keeps else (matter.case, other)
    # What the person saw is the state of this page's case; the other's is asked for under the lock.
    actions.merge(case=case, into=into, by=by, words=given["words"], seen="" if keeps else seen)
    return _("并好了，%(number)s 接着办，两边的诉求人都看得到。") % {"number": spoken.number(str(into.number))}


def unmerge(matter: Matter, given: dict[str, Any], by: Actor, seen: str) -> str:
    actions.unmerge(case=matter.case, reason=given["reason"], by=by, seen=seen)
    return _("拆开了，各办各的；并走的诉求都回来了。")


ACTS: dict[str, Act] = {
    "dispatch": dispatch,
    "answer": answer,
    "verify": verify,
    "send_back": send_back,
    "call_back": call_back,
    "waive_rain": waive_rain,
    "reopen": reopen,
    "look_in": look_in,
    "withdraw": withdraw,
    "stand_down": stand_down,
    "merge": merge,
    "unmerge": unmerge,
}


ALL = ACTS | branches.ACTS


def take(request: HttpRequest, pk: UUID, verb: str, name: str, form_of: Callable[[Matter], StepForm], act: Act) -> Any:
    """One step from the page: a redirect when it was taken; else the page again, with why, and everything typed kept."""
    matter = load(request, pk)
    if request.method != "POST":
        return redirect("case", pk)
    if not panels.may(matter.user, verb, matter.case):
        raise PermissionDenied
    form, status = form_of(matter), 200
    if form.is_valid():
        try:
            said = act(matter, form.cleaned_data, Actor.of(request), request.POST.get("seen", ""))
        except Refused as refused:
            form.add_error(None, str(refused))
            matter, status = load(request, pk), 409 if isinstance(refused, Stale) else 200
        else:
            messages.success(request, said)
            return _back(request, pk)
    matter.bound[name] = form
    return show(request, matter, status)


def _back(request: HttpRequest, pk: UUID) -> HttpResponse:
    """To the case; or, from the preview, to the list, where the next one has come into its place."""
    row = request.POST.get("row", "")
    if not row.isdecimal():
        return redirect("case", pk)
    return redirect(f"{reverse('desk')}?{here(parsed(request.POST.get('list', '')))}#row-{int(row[:3])}")


def step_view(name: str) -> Callable[..., HttpResponse]:
    """The view of one step of the table."""
    kind = panels.KINDS[name]

    @policy("staff", verb=kind.verb)
    @once
    def view(request: HttpRequest, pk: UUID) -> HttpResponse:
        return take(request, pk, kind.verb, name, lambda matter: kind.form(matter, request.POST), ALL[name])

    return view


@policy("staff", verb="link")
@once
def link(request: HttpRequest, pk: UUID) -> HttpResponse:
    """相似: join two matters by number."""
    return take(request, pk, "link", "link", lambda _matter: LinkForm(request.POST), _link)


def _link(matter: Matter, given: dict[str, Any], by: Actor, _seen: str) -> str:
    actions.link_similar(case=matter.case, other=_numbered(matter, given["number"]), by=by)
    return _("连上了，两件都看得到。")


def _numbered(matter: Matter, number: str) -> Case:
    """The other matter by its number, if this account sees it in the same community."""
    near = queries.visible_to(matter.user).filter(community=matter.case.community_id)
    other = near.filter(number=number).first()
    if other is None:
        raise Refused(sentences.no_such_number(number))
    return other


urlpatterns: list[Any] = [
    path("desk/", desk, name="desk"),
    path("desk/cases/<uuid:pk>/", case, name="case"),
    path("desk/cases/<uuid:pk>/glance/", glance, name="case_glance"),
    path("desk/cases/<uuid:pk>/slip/", slip, name="case_slip"),
    path("desk/cases/<uuid:pk>/link/", link, name="case_link"),
    *(path(f"desk/cases/<uuid:pk>/{name.replace('_', '-')}/", step_view(name), name=f"case_{name}") for name in ALL),
]
