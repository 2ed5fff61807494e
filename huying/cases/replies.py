"""回复的话: a reply to the hotline or the group, drawn up from what happened; a person looks it over and sends it.

It names posts, never people; no door but the one the order is about; no money; nothing written among colleagues.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as lazy
from django.utils.translation import override

from huying.core import spoken, timeline
from huying.people.models import Holding
from huying.rules import address, masks, orders

from . import queries
from .history import TOLD, Entry
from .models import Appeal, Case, Channel, State
from .panels import Clock, Matter, may
from .paste_forms import OutsideReplyForm


@dataclass(frozen=True)
class Owed:
    """An appeal that came by way of others, with the form of the reply to them."""

    appeal: Appeal
    form: OutsideReplyForm | None
    final: bool

    @property
    def replied(self) -> bool:
        return self.appeal.outside_replied_at is not None


def owed(matter: Matter) -> list[Owed]:
    """The panels of a case: one for each appeal by way of others. The statements of a draft are spent on those only."""
    came = [appeal for appeal in matter.appeals if outside(appeal)]
    writes = bool(came) and may(matter.user, "reply_outside", matter.case)
    final = matter.case.state == State.CLOSED
    return [Owed(appeal, _form(matter, appeal) if writes else None, final) for appeal in came]


def outside(appeal: Appeal) -> bool:
    return appeal.channel in (Channel.HOTLINE, Channel.WECHAT_GROUP)


def _form(matter: Matter, appeal: Appeal) -> OutsideReplyForm:
    bound = matter.bound.get("reply_outside")
    if isinstance(bound, OutsideReplyForm) and bound["appeal"].value() == str(appeal.pk):
        return bound
    form = OutsideReplyForm(initial={"appeal": str(appeal.pk), "words": draft(matter, appeal)})
    form.auto_id = f"reply-{appeal.pk}-%s"
    return form


def clocks(matter: Matter) -> list[Clock]:
    """The time by which others want their answer, beside our own."""
    return [
        Clock(
            _("%(channel)s 时限") % {"channel": appeal.get_channel_display()},
            appeal.outside_due,
            appeal.outside_replied_at,
        )
        for appeal in matter.appeals
        if appeal.outside_due
    ]


# --- the draft --------------------------------------------------------------------------------------------------------


def draft(matter: Matter, appeal: Appeal) -> str:
    """阶段回复 while it is open, 办结回复 once it is closed. In Chinese whatever the officer reads in: so do its readers."""
    case = matter.case
    final = case.state == State.CLOSED
    names = [one.reporter_name for one in matter.appeals]
    with override("zh-hans"):
        lines = [_head(appeal, final), *_told(matter.entries[::-1], names)]
        lines.append(_("已办结。") if final else _next(case))
        return "\n".join([*(line for line in lines if line), str(case.community)])


def _head(appeal: Appeal, final: bool) -> str:
    kind = _("办结回复") if final else _("阶段回复")
    if appeal.outside_number:
        return _("工单 %(number)s %(kind)s：") % {"number": appeal.outside_number, "kind": kind}
    return _("%(kind)s：") % {"kind": kind}


def _next(case: Case) -> str:
    held = queries.holders([case.pk]).get(case.pk)
    if held is None:
        return ""
    what = _("安排维修") if held.kind == "visit" and case.controlled_at else NEXT[held.kind]
    return _("下一步：%(next)s，最晚 %(by)s。") % {"next": what, "by": spoken.on(held.due_by)}


# What comes next, as one tells it to those outside.
NEXT = {
    "triage": lazy("派人上门"),
    "visit": lazy("上门查看"),
    "order": lazy("维修"),
    "verify": lazy("换人核查"),
    "call_back": lazy("电话回访"),
}


def _told(entries: Iterable[Entry], names: list[str]) -> list[str]:
    rows = list(entries)
    posts = _posts(rows)
    told = []
    for entry in rows:
        said = _sentence(entry, posts)
        words = _public(getattr(entry.event, "said", None) or "", names) if entry.event.kind in TOLD else ""
        if said:
            told.append(_("%(at)s，%(said)s：%(words)s") % {"at": spoken.on(entry.at), "said": said, "words": words} if words
                        else _("%(at)s，%(said)s。") % {"at": spoken.on(entry.at), "said": said})  # fmt: skip
    return told


def _posts(entries: list[Entry]) -> dict[str, list[tuple[datetime, datetime | None, str]]]:
    """The titles of the posts that those who went there held. One statement, none where nobody went."""
    went = {
        UUID(entry.event.actor.partition(":")[2]) for entry in entries if entry.event.kind == "field.visit_recorded"
    }
    if not went:
        return {}
    held: dict[str, list[tuple[datetime, datetime | None, str]]] = {}
    rows = Holding.objects.filter(user__in=went).order_by("since")
    for user, since, until, title in rows.values_list("user", "since", "until", "post__title"):
        held.setdefault(f"user:{user}", []).append((since, until, title))
    return held


def _sentence(entry: Entry, posts: dict[str, list[tuple[datetime, datetime | None, str]]]) -> str:
    """What one step is to those outside; "" for what is ours alone."""
    kind, data = entry.event.kind, timeline.data(entry.event)
    if kind == "field.visit_recorded":
        then = [
            title
            for since, until, title in posts.get(entry.event.actor, [])
            if since <= entry.at and (until is None or entry.at < until)
        ]
        return _visited(data["outcome"]) % {"who": then[-1] if then else _("社区工作人员")}
    if kind == "field.work_finished":
        return _("维修单位修完") if data["result"] == "resolved" else _("维修单位做了一部分")
    if kind == "cases.called_back":
        return _answered(data)
    plain = {
        "cases.received": _("收到"),
        "cases.dispatched": _("派人办理"),
        "cases.answered": _("答复"),
        "cases.fixed": _("当场办好"),
        "field.finding_recorded": _("查明原因"),
        "field.work_ordered": _("安排维修"),
        "cases.verified": _("核查合格"),
        "cases.reopened": _("诉求人反映还没解决，重新办理"),
    }
    return plain.get(kind, "")


def _visited(outcome: str) -> str:
    if outcome == "seen":
        return _("%(who)s上门查看")
    return _("%(who)s上门，没人在家") if outcome == "nobody_home" else _("%(who)s上门，没能进门")


def _answered(data: dict[str, str]) -> str:
    """What the reporter said on the telephone."""
    if not data["outcome"] or data["outcome"] == Appeal.Outcome.UNREACHED:
        return _("电话回访，没接通")
    facts = {"outcome": Appeal.Outcome(data["outcome"]).label}
    if data.get("satisfaction") in (None, "", Appeal.Satisfaction.NO_ANSWER):
        return _("电话回访，诉求人说：%(outcome)s") % facts
    facts["face"] = Appeal.Satisfaction(data["satisfaction"]).label
    return _("电话回访，诉求人说：%(outcome)s，%(face)s") % facts


def _public(words: str, names: list[str]) -> str:
    """The words without numbers, without doors and without the reporters' names."""
    for name in names:
        words = orders.nameless(words, name)
    for reading in reversed(address.read(words)):
        if reading.room:
            hidden = masks.home(address.canonical(reading.building, "", ""), reading.room)
            words = words[: reading.start] + hidden + words[reading.end :]
    return masks.clean(words).strip().rstrip("。") + "。" if words.strip() else ""
