"""办到哪了: what the reporter reads first. Who holds it, what next, by when, and which of five steps it is at."""

from collections.abc import Callable, Mapping
from typing import Any, NamedTuple
from uuid import UUID

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from huying.core import timeline
from huying.rules import lifecycle

from . import queries
from .models import Appeal, CallBack, Case, State

STEPS = (gettext_lazy("收到"), gettext_lazy("看过"), gettext_lazy("修完"), gettext_lazy("核查"), gettext_lazy("回访"))
# Which step is under way; in hand depends on whether somebody was there.
AT: dict[str, int] = {
    State.RECEIVED: 0,
    State.ACCEPTED: 0,
    State.REOPENED: 0,
    State.DISPATCHED: 1,
    State.IN_HAND: 2,
    State.HANDLED: 3,
    State.VERIFIED: 4,
    State.CLOSED: 5,
    State.DECLINED: 5,
    State.REFERRED: 2,
    State.OBJECTED: 0,
    State.CONSULTING: 0,
    State.WAITING: 2,
    State.CARRIED_OVER: 2,
    State.MERGED: 0,
}
CHIPS: dict[str, str] = {
    State.RECEIVED: "new",
    State.ACCEPTED: "new",
    State.DISPATCHED: "hand",
    State.IN_HAND: "hand",
    State.HANDLED: "wait",
    State.VERIFIED: "wait",
    State.CLOSED: "done",
    State.REOPENED: "redo",
    State.DECLINED: "off",
    State.REFERRED: "wait",
    State.OBJECTED: "again",
    State.CONSULTING: "again",
    State.WAITING: "wait",
    State.CARRIED_OVER: "wait",
    State.MERGED: "off",
}
NEXT = {
    "triage": gettext_lazy("看清楚，派人去"),
    "visit": gettext_lazy("上门看"),
    "order": gettext_lazy("来修"),
    "verify": gettext_lazy("换一个人核查"),
    "call_back": gettext_lazy("打电话问您"),
    "next_order": gettext_lazy("定下再请谁来修"),
    "assist": gettext_lazy("来帮一把"),
    "claim": gettext_lazy("志愿者来做"),
    "approve": gettext_lazy("定修的费用"),
    "ruling": gettext_lazy("定下由谁来办"),
    "consult": gettext_lazy("几方坐下来，定下由谁来办"),
    "recheck": gettext_lazy("到日子再看能不能办"),
    "joint_call": gettext_lazy("几方一起到现场看"),
    "answer_supervision": gettext_lazy("回话说明办得怎样"),
}


class Step(NamedTuple):
    label: str
    css: str


def steps(case: Case) -> list[Step]:
    """The five steps, each past, under way or to come."""
    at = AT[case.state]
    if case.state == State.IN_HAND and case.controlled_at is None:
        at = 1
    marks = ["past" if nth < at else "at" if nth == at else "" for nth in range(len(STEPS))]
    return [Step(str(label), mark) for label, mark in zip(STEPS, marks, strict=True)]


def chip(case: Case) -> str:
    """The colour and shape of a case's state."""
    return CHIPS[case.state]


def holder(case: Case) -> queries.Holder | None:
    return queries.holders([case.pk]).get(case.pk)


def next_words(case: Case, held: queries.Holder | None, beside: Mapping[UUID, Any] | None = None) -> str:
    """What happens next, as one says it to the reporter. `beside`: what these cases wait for or whom they were referred
    to, where many are shown (queries.beside)."""
    if held is None:
        return ""
    if held.kind == "visit" and case.controlled_at:
        return _("找人修，盯到修好")
    if held.kind == "call_back" and not case.rain_settled:
        return _("下过雨，打电话问您")
    if held.kind == "await":
        return _("%(what)s，到日子接着办") % {"what": _beside(case, beside, queries.paused).get_why_display()}
    if held.kind == "follow_up":
        return _("转给了%(unit)s，到日子追问那边办得怎样") % {"unit": _beside(case, beside, queries.referred).unit}
    return str(NEXT[held.kind])


def _beside(case: Case, beside: Mapping[UUID, Any] | None, ask: Callable[[Case], Any]) -> Any:
    return ask(case) if beside is None else beside[case.pk]


def may_confirm(appeal: Appeal) -> bool:
    """Whether the reporter is asked if it is fixed: the work is done, and they have not said so since."""
    return lifecycle.can(appeal.case.state, "confirm") and not withdrawn(appeal) and not said_fixed(appeal)


def may_reopen(appeal: Appeal) -> bool:
    """Also for whoever had said that it was no longer needed: people may think again once it is closed."""
    return lifecycle.can(appeal.case.state, "reopen")


def may_withdraw(appeal: Appeal) -> bool:
    """Whether the reporter is still owed an answer, and may say that it is no longer needed."""
    return appeal.open and lifecycle.can(appeal.case.state, "withdraw")


def withdrawn(appeal: Appeal) -> bool:
    return appeal.outcome == Appeal.Outcome.WITHDRAWN


def said_fixed(appeal: Appeal) -> bool:
    """Whether this reporter, or a relative for them, said that it is solved, since the work was done."""
    said = CallBack.objects.filter(queries.BY_THEMSELVES, appeal=appeal, outcome=Appeal.Outcome.SOLVED)
    return appeal.case.handled_at is not None and said.filter(at__gte=appeal.case.handled_at).exists()


def reply(case: Case) -> str:
    """What an inquiry was answered at once, or what a matter that is not for the community was declined with."""
    if case.state == State.DECLINED:
        return _last_words(case, "cases.declined")
    if case.road != Case.Road.ANSWERED:
        return ""
    return _last_words(case, "cases.answered")


def _last_words(case: Case, kind: str) -> str:
    events = [event for event in timeline.of(case) if event.kind == kind]
    return "".join(timeline.words_of(events[-1:]).values())
