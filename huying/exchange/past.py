"""Reads for ledgers of appeals 诉求台账: what a new one is checked against, and every appeal as a row that goes out.

What came in by a ledger goes out in the words it came with; what went our own road is told from its visits, findings,
orders and call-backs.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db.models import OuterRef, Subquery

from huying.cases.models import Appeal, CallBack, Case, Category, Channel, Nature
from huying.core import clock
from huying.core.models import Event, EventWords
from huying.field.models import Finding, Visit, WorkOrder
from huying.places.models import Building, Community, Home
from huying.places.queries import register

from . import days, told, wordings
from .headers import FIELDS
from .known import KnownAppeals, letters

# Events whose words say what became of it.
FROM_A_LEDGER = ("cases.entered", "cases.received")
ANSWERED = ("cases.answered", "cases.fixed")
OUTCOMES = {
    "solved": "已解决",
    "partly": "部分解决",
    "unsolved": "没解决",
    "answered": "已答复",
    "unreached": "没联系上",
}
SATISFACTIONS = {"satisfied": "满意", "mostly": "基本满意", "dissatisfied": "不满意", "no_answer": "没有评价"}
CHANNELS = {
    Channel.WALK_IN: "来访", Channel.PHONE: "来电", Channel.WEB: "网上", Channel.PATROL: "巡查",
    Channel.HOTLINE: "12345", Channel.WECHAT_GROUP: "微信群",
}  # fmt: skip


def known(community: Community) -> KnownAppeals:
    """The register, the categories, and the day, place and words of everything said before. Seven statements."""
    buildings = {str(row.pk): row.label for row in Building.objects.filter(community=community)}
    homes = Home.objects.filter(building__community=community).values_list("pk", "label")
    names = dict(Category.objects.values_list("code", "name"))
    found = KnownAppeals(
        register=register(community),
        labels=buildings | {str(key): label for key, label in homes},
        categories={wordings.plain(name): code for code, name in names.items()},
        names=names,
        said=set(),
        today=clock.today(),
    )
    columns = ("said_at", "text", "address_text", "case__spot", "case__home__label", "case__building__name")
    rows = Appeal.objects.filter(community=community).select_related("case__home", "case__building")
    for appeal in rows.only(*columns):
        day, words = clock.local(appeal.said_at).date(), letters(appeal.text)
        found.said |= {(day, letters(where), words) for where in (appeal.address_text, appeal.case.where)}
    return found


@dataclass
class _Became:
    """What became of the cases of a community, by case; call-backs by appeal."""

    ledger: dict[UUID, dict[str, str]] = field(default_factory=dict)
    answers: dict[UUID, str] = field(default_factory=dict)
    visits: dict[UUID, Visit] = field(default_factory=dict)
    findings: dict[UUID, Finding] = field(default_factory=dict)
    orders: dict[UUID, WorkOrder] = field(default_factory=dict)
    calls: dict[UUID, CallBack] = field(default_factory=dict)


def going_out(community: Community) -> Iterator[list[str]]:
    """Every appeal in the order in which they were said; before the columns of headers.FIELDS a running number."""
    became = _became(community)
    appeals = Appeal.objects.filter(community=community).order_by("said_at", "number", "pk")
    for nth, appeal in enumerate(appeals.select_related("case__category", "case__home", "case__building"), 1):
        said = _said(appeal) | _of_ours(appeal, became) | became.ledger.get(appeal.case_id, {})
        yield [str(nth), *(said.get(name, "") for name in FIELDS["appeals"])]


def _became(community: Community) -> _Became:
    found = _Became()
    for key, kind, words in _words(community):
        if kind in FROM_A_LEDGER:
            found.ledger[key] = told.read(words)
        else:
            found.answers[key] = words
    # The newest wins; of visits the first that saw something, else the newest.
    for visit in Visit.objects.filter(case__community=community).select_related("user").order_by("-at"):
        if visit.case_id not in found.visits or visit.outcome == Visit.Outcome.SEEN:
            found.visits[visit.case_id] = visit
    findings = Finding.objects.filter(case__community=community).order_by("at")
    found.findings = {one.case_id: one for one in findings}
    orders = WorkOrder.objects.filter(case__community=community).select_related("vendor").order_by("at")
    found.orders = {one.case_id: one for one in orders}
    calls = CallBack.objects.filter(appeal__community=community).order_by("reached", "at")
    found.calls = {one.appeal_id: one for one in calls}
    return found


def _words(community: Community) -> Iterator[tuple[UUID, str, str]]:
    said = EventWords.objects.filter(event_id=OuterRef("pk")).values("text")[:1]
    events = Event.objects.filter(
        community=community.key, subject_type=Case._meta.label_lower, kind__in=(*FROM_A_LEDGER, *ANSWERED)
    )
    spoken = events.exclude(words_hash="").annotate(said=Subquery(said)).exclude(said=None).order_by("at")
    for key, kind, words in spoken.values_list("subject_id", "kind", "said"):
        yield UUID(key), kind, words


def _said(appeal: Appeal) -> dict[str, str]:
    """What the appeal itself says. Who tipped somebody off is kept secret wherever a file goes."""
    case, secret = appeal.case, appeal.nature == Nature.TIP_OFF
    return {
        "said_on": _day(appeal.said_at),
        "channel": CHANNELS.get(Channel(appeal.channel), Channel(appeal.channel).label),
        "reporter": "保密" if secret else appeal.reporter_name,
        "phone": "" if secret else "、".join(appeal.phones),
        "address": appeal.address_text or case.where,
        "words": appeal.text,
        "category": case.category.name,
        "closed_on": _day(case.closed_at),
        "done": "是" if case.closed_at else "否",
        "outcome": OUTCOMES.get(appeal.outcome, ""),
        "satisfaction": SATISFACTIONS.get(appeal.satisfaction, ""),
    }


def _of_ours(appeal: Appeal, became: _Became) -> Mapping[str, str]:
    """What our own road left behind. No name of who called: the ledger has no column for it."""
    said: dict[str, str] = {}
    if visit := became.visits.get(appeal.case_id):
        said |= {"worker": visit.user.name, "visited_on": _day(visit.at)}
    if finding := became.findings.get(appeal.case_id):
        said["finding"] = finding.cause
    if order := became.orders.get(appeal.case_id):
        said |= {"responsible": order.vendor.name, "measures": order.note or order.task}
    elif appeal.case_id in became.answers:
        said["measures"] = became.answers[appeal.case_id]
    if call := became.calls.get(appeal.pk):
        said |= {"called_on": _day(call.at), "note": call.note}
    return said


def _day(instant: datetime | None) -> str:
    return days.said(clock.local(instant).replace(tzinfo=None)) if instant else ""


def facts_of(keys: set[str]) -> dict[str, Any]:
    """Homes and houses by their keys, with their grids, for the entries of a plan."""
    homes = Home.objects.filter(pk__in=keys).select_related("building__grid", "building__community")
    houses = Building.objects.filter(pk__in=keys).select_related("grid", "community")
    return {str(one.pk): one for rows in (homes, houses) for one in rows}
