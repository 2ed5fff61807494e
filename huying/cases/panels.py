"""案件页的各块: deadlines kept, who holds it, the steps possible now with their forms, and what looks alike."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from typing import Any, NamedTuple

from django import forms
from django.db.models import Count, Exists, OuterRef, Q, Subquery
from django.http import HttpRequest
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils.module_loading import import_string
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as lazy

from huying.core import clock, spoken, timeline
from huying.core.actor import Actor
from huying.people import queries as people
from huying.people.models import Post, User
from huying.rules import lifecycle, phrases

from . import branch_panels, desk_forms, queries
from .matter import Kind, Matter, may
from .models import Case, CaseLink, Commitment, Escalation, LadderStep, Phrase, State

__all__ = ["Kind", "Matter", "may"]


# --- deadlines --------------------------------------------------------------------------------------------------------


class Clock(NamedTuple):
    """One promise: kept (done), kept too late or missed (over), or running; or standing still since an instant."""

    label: str
    by: datetime
    at: datetime | None
    stopped_at: datetime | None = None

    @property
    def code(self) -> str:
        if self.at is None and self.stopped_at and self.stopped_at <= self.by:
            return "wait"
        if self.at is None:
            return spoken.deadline_state(self.by)
        return "over" if self.at > self.by else "done"


def clocks(case: Case) -> list[Clock]:
    """响应, 控制住, 解决. What was closed at once had no need of the middle one."""
    rows = [
        Clock(_("响应"), case.respond_by, case.responded_at),
        Clock(_("控制住"), case.control_by, case.controlled_at, case.stopped_at),
        Clock(_("解决"), case.resolve_by, case.handled_at, case.stopped_at),
    ]
    return [one for one in rows if one.at or case.state not in lifecycle.ENDED]


# --- who holds it -----------------------------------------------------------------------------------------------------


def commitments(case: Case) -> list[Any]:
    """承办: who, what, by when; the open ones first, the newest on top. One statement, names included."""
    rows = Commitment.objects.filter(case=case).select_related("post", "vendor").annotate(holder=people.actor_name())
    told = Escalation.objects.filter(commitment=OuterRef("pk"), due_by=OuterRef("due_by")).order_by("-at", "-pk")
    rows = rows.annotate(
        raised=Subquery(told.values("code")[:1]), raised_to=Subquery(told.values("user__name")[:1]),
        raised_at=Subquery(told.values("at")[:1]),
    )  # fmt: skip
    found = list(rows.order_by("-opened_at", "-pk"))
    for one in found:
        one.raised = LadderStep.Code(one.raised).label if one.raised else ""
        one.who = str(one.vendor) if one.vendor else one.holder or one.post.title  # type: ignore[union-attr]
    return sorted(found, key=lambda one: one.ended_at is not None)


def next_words(case: Case, held: Any) -> str:
    """What the holder does next, as colleagues say it."""
    if held.kind == "call_back" and not case.rain_settled:
        return _("等下过雨，打电话回访")
    if held.kind == "visit" and case.controlled_at is None:
        return _("上门看") if held.acked_at else _("接手，上门看")
    return {
        "triage": _("看清楚，派人去"),
        "visit": _("找人修，盯到修好"),
        "call_back": _("打电话回访"),
        "order": _("修好，报完工") if held.acked_at else _("回话来不来修"),
        "next_order": _("再派一张工单，或者写明不用再派"),
        "approve": _("看能不能花这笔钱"),
        "assist": _("做完了，写一句做了什么"),
        "follow_up": _("追问那边办得怎样"),
        "ruling": _("看退得对不对"),
        "consult": _("召集几方，定下由谁办"),
        "await": _("等到了就接着办"),
        "recheck": _("到日子再看能不能办"),
    }.get(held.kind, held.get_kind_display())


# --- what looks alike -------------------------------------------------------------------------------------------------

ALIKE = 4


def similar(case: Case, user: User) -> tuple[list[Any], list[Any]]:
    """相似的: those joined already, and open ones of the same kind in other houses. One statement."""
    joined = Q(pk__in=CaseLink.objects.filter(earlier=case).values("later")) | Q(
        pk__in=CaseLink.objects.filter(later=case).values("earlier")
    )
    link = CaseLink.objects.filter(Q(earlier=case, later=OuterRef("pk")) | Q(later=case, earlier=OuterRef("pk")))
    alike = Q(community=case.community, category=case.category) & ~Q(state__in=lifecycle.ENDED)
    if case.building_id:
        alike &= ~Q(building=case.building_id)
    rows = queries.shown(queries.visible_to(user)).filter(joined | alike).exclude(pk=case.pk)
    rows = rows.exclude(state=State.MERGED)  # the one it went into stands here in its place
    found = list(rows.annotate(joined=Exists(link)).order_by("-joined", "-received_at")[:20])
    return [one for one in found if one.joined], [one for one in found if not one.joined][:ALIKE]


# --- the steps --------------------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Step:
    """One form on the page. Not possible any more: a refused one, kept for what was typed. Without a form: the page
    fetches it when asked (`?step=…`), since what it needs is read for nobody else."""

    name: str
    kind: Kind
    url: str
    form: desk_forms.StepForm | None
    possible: bool
    doer: bool

    @property
    def has_phrases(self) -> bool:
        return self.name in Phrase.Purpose.values

    @property
    def first(self) -> bool:
        return self.kind.first or bool(self.form and self.form.is_bound)


def dispatch_form(matter: Matter, data: Any = None) -> desk_forms.StepForm:
    posts = list(workers(matter.case))
    grid = matter.case.grid_id
    said = " ".join(appeal.text for appeal in matter.appeals)
    route = queries.routed(matter.case.community, queries.heard(matter.case, said))
    own = next((post.pk for post in posts if grid and post.grid_id == grid), None)
    suggested = route.post_id if route and route.post_id else own
    posts.sort(key=lambda post: post.pk != suggested)
    return desk_forms.DispatchForm(data, workers=posts, suggested=suggested, by_rule=suggested != own)


def workers(case: Case) -> Any:
    """The grid workers of the community with who they are and how much they hold. One statement."""
    held = Count("commitments", filter=Q(commitments__ended_at=None))
    return people.grid_workers(case.community).annotate(holder=people.actor_name("pk"), open_count=held)


def verify_form(matter: Matter, data: Any = None) -> desk_forms.StepForm:
    secretary = "secretary" in matter.user.roles
    return desk_forms.VerifyForm(data, confirmed=secretary and _confirmed(matter))


def _confirmed(matter: Matter) -> bool:
    """Whether a reporter has said since the work was done that it is solved."""
    done = matter.case.handled_at
    return any(entry.event.kind == "cases.confirmed" and done and entry.at >= done for entry in matter.entries)


def call_back_form(matter: Matter, data: Any = None) -> desk_forms.StepForm:
    ask_rain = not matter.case.rain_settled
    return desk_forms.CallBackForm(data, appeals=matter.to_ring, ask_rain=ask_rain, tries=_tries(matter))


def _tries(matter: Matter) -> int:
    """How often one of those who wait was rung in vain, at most."""
    rung = [timeline.data(one.event) for one in matter.entries if one.event.kind == "cases.called_back"]
    vain = [data["appeal"] for data in rung if data["outcome"] == ""]
    return max(vain.count(str(one.pk)) for one in matter.to_ring)


def reopen_form(matter: Matter, data: Any = None) -> desk_forms.StepForm:
    return desk_forms.ReopenForm(data, appeals=matter.appeals)


def withdraw_form(matter: Matter, data: Any = None) -> desk_forms.StepForm:
    return desk_forms.WithdrawForm(data, appeals=matter.unanswered)


def _plain(form: type[desk_forms.StepForm]) -> Callable[..., desk_forms.StepForm]:
    return lambda _matter, data=None: form(data)


STEPS: dict[str, Kind] = {
    "dispatch": Kind("dispatch", lazy("派人"), lazy("派出去"), dispatch_form, first=True),
    "answer": Kind("answer", lazy("当场答复"), lazy("答复了，办结"), _plain(desk_forms.AnswerNowForm)),
    "verify": Kind("verify", lazy("核查"), lazy("核查合格"), verify_form, first=True, needs_other=True),
    "send_back": Kind("send_back", lazy("不合格，退回"), lazy("退回重做"), _plain(desk_forms.SendBackForm), needs_other=True),
    "call_back": Kind("call_back", lazy("回访"), lazy("记下回访"), call_back_form, first=True, needs_other=True),
    "waive_rain": Kind("waive_rain", lazy("不等下雨"), lazy("不等了"), _plain(desk_forms.WaiveRainForm)),
    "reopen": Kind("reopen", lazy("没修好，重办"), lazy("重新办"), reopen_form),
    "stand_down": Kind("stand_down", lazy("没人要办了，了结"), lazy("不办了，办结"), _plain(desk_forms.StandDownForm), first=True),
    "unmerge": Kind("unmerge", lazy("其实是两件，拆开"), lazy("拆开，各办各的"), _plain(desk_forms.UnmergeForm)),
    "merge": Kind("merge", lazy("和另一件并案"), lazy("并到一起办"), _plain(desk_forms.MergeForm), rare=True),
    "look_in": Kind("look_in", lazy("回头看"), lazy("记下来"), _plain(desk_forms.LookInForm)),
    "withdraw": Kind("withdraw", lazy("诉求人说不用办了"), lazy("记下，不用办了"), withdraw_form, rare=True),
}  # fmt: skip
KINDS = STEPS | branch_panels.STEPS
# Where a step is offered again, but is no longer what comes next.
ELSEWHERE = {("dispatch", State.DISPATCHED): lazy("换人"), ("dispatch", State.IN_HAND): lazy("换人")}


def steps(matter: Matter) -> list[Step]:
    """The steps that the account may take now, and one that was refused, whatever became of the case meanwhile."""
    by, case = str(Actor.user(matter.user)), matter.case
    found = []
    for name, kind in KINDS.items():
        possible = may(matter.user, kind.verb, case) and _leads_on(name, kind, matter) and kind.fits(matter)
        if not possible and name not in matter.bound:
            continue
        asked = name in (matter.asked, *matter.bound)
        if name == "reopen" and case.state == State.DECLINED:
            kind = kind._replace(title=_("还是受理，重新办"), form=branch_panels.take_on_form)
        if title := ELSEWHERE.get((name, State(case.state))):
            kind = kind._replace(title=title, first=asked)
        elif kind.rare:
            kind = kind._replace(first=asked)
        form = (matter.bound.get(name) or kind.form(matter)).named(name) if asked or not (title or kind.rare) else None
        if form and matter.say and name == matter.asked:
            _put(form, matter.say)
        url = reverse(f"case_{name}", args=[case.pk])
        found.append(Step(name, kind, url, form, possible, kind.needs_other and by == case.handled_by))
    return found


def _put(form: desk_forms.StepForm, text: str) -> None:
    """A standard text into the first box of words, where nothing was typed yet."""
    box = next((name for name, field in form.fields.items() if isinstance(field.widget, forms.Textarea)), None)
    if box and not form.is_bound:
        form.initial[box] = text


def phrase_said(one: Phrase, case: Case) -> str:
    """常用话, with what is known of the case: never a name, a door or a number of a resident."""
    facts = {
        "编号": spoken.number(str(case.number)), "楼栋": case.building.label if case.building else "",
        "社区": case.community.name, "社区电话": case.community.phone, "今天": spoken.day(clock.today()),
    }  # fmt: skip
    return phrases.fill(one.text, facts)


def _leads_on(name: str, kind: Kind, matter: Matter) -> bool:
    """Whether the step makes sense now. What is only received is accepted by sending it to somebody."""
    case = matter.case
    if name == "stand_down" and matter.unanswered:
        return False
    if name == "withdraw" and not matter.unanswered:
        return False
    if name == "waive_rain" and case.rain_settled:
        return False
    if name == "look_in" and not matter.held.intersection(Commitment.AFTER):
        return False
    if name in ("dispatch", "refer") and case.state == State.RECEIVED:
        return True
    return lifecycle.can(case.state, kind.verb)  # type: ignore[arg-type]


# --- what rooms above show --------------------------------------------------------------------------------------------


def from_above(request: HttpRequest, case: Case) -> list[str]:
    """The panels of wiring.CASE_PANELS, drawn."""
    shown = [import_string(name)(request, case) for name in import_string("huying.wiring.CASE_PANELS")]
    return [render_to_string(template, facts, request=request) for template, facts in filter(None, shown)]


def on_the_desk(request: HttpRequest) -> list[str]:
    """The notes of wiring.DESK_NOTES, drawn."""
    shown = [import_string(name)(request) for name in import_string("huying.wiring.DESK_NOTES")]
    return [render_to_string(template, facts, request=request) for template, facts in filter(None, shown)]


def opened(user: User, case: Case) -> None:
    """Tell those who want to know that somebody looked: wiring.ON_OPEN."""
    for name in import_string("huying.wiring.ON_OPEN"):
        import_string(name)(user=user, case_id=case.pk)


def note_hands(matter: Matter, rows: list[Any]) -> None:
    """What is open, and what of it the reader holds: some steps are offered by it."""
    own = {post.pk for post in matter.user.posts}
    still = [one for one in rows if one.ended_at is None]
    matter.held = frozenset(one.kind for one in still)
    matter.mine = frozenset(one.kind for one in still if one.post_id in own)


def now_held(rows: list[Any]) -> Any:
    """The newest open commitment: who has it now, and whether it presses."""
    still = [one for one in rows if one.ended_at is None and one.kind not in Commitment.OFF_ROAD]
    held = next(iter(_road_first(still)), None)
    if held:
        held.pressing = spoken.deadline_state(held.due_by)
    return held


def _road_first(rows: list[Any]) -> list[Any]:
    return sorted(rows, key=lambda one: one.kind in Commitment.BESIDE)


def uncertain_year(case: Case) -> int:
    """The year for which the calendar has no data."""
    return clock.local(max(case.respond_by, case.control_by, case.resolve_by)).year


def lead_name(rows: list[Any], case: Case) -> str:
    """Who leads, when somebody else holds it at the moment."""
    lead: Post | None = case.lead
    return next((one.who for one in rows if lead and one.post_id == lead.pk), "")
