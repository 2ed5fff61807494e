"""经过: what happened to a case, told by one small template a kind of event, in three statements."""

from collections.abc import Iterable, Iterator, Sequence
from datetime import date, datetime, timedelta
from heapq import merge
from itertools import groupby
from typing import Any, Literal, NamedTuple
from uuid import UUID

from django.db.models import DateTimeField, OuterRef, Q, Subquery, Value
from django.db.models.functions import Cast, Coalesce, Concat
from django.template.loader import render_to_string
from django.utils.module_loading import import_string
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext as _

from huying.core import pictures, timeline
from huying.core.models import Event, EventWords, File
from huying.people.models import Holding, Leave, Proxy, User, Vendor
from huying.places.models import Building, Home
from huying.rules import lifecycle, masks

from .models import Appeal, Case

Audience = Literal["staff", "reporter"]

# Whose words the reporter reads beside their own: what was found, done, checked and answered, and why it takes longer. Notes of visits and
# call-backs and what a vendor is asked to do are written for colleagues, and may speak of other people.
TOLD = {
    "cases.answered", "cases.verified", "cases.declined", "cases.extended", "cases.carried_over",
    "cases.referral_answered", "field.finding_recorded", "field.work_finished",
}  # fmt: skip
# What the money side of an event says is for the staff.
STAFF_ONLY = {"cost_cents", "payer", "estimate_cents", "amount_cents", "left_cents"}
# A person speaks: on the timeline a corner, not a disc.
CALLS = {"cases.received", "cases.joined", "cases.confirmed"}
# The ids in a body under which pictures hang.
SHOWN = ("appeal", "visit", "order", "test", "thanks", "turnout", "claim")
# What happened to one appeal: other reporters of the same matter do not read it.
OF_ONE = {"cases.received", "cases.entered", "cases.joined", "cases.confirmed", "cases.called_back", "cases.withdrawn"}
# What one action writes lies this close together.
SAME_ACT = timedelta(seconds=30)


class Entry(NamedTuple):
    """One line of the timeline, ready to be shown."""

    event: Event
    at: datetime
    html: SafeString
    call: bool
    bad: bool
    public: bool
    # The case it happened in, where that is not the one whose page this is.
    case_id: str = ""


def history(case: Case, *, audience: Audience, appeals: Sequence[Appeal] = (), shared: bool = False) -> list[Entry]:
    """The timeline of a case, newest first, and of those cases that its appeals came from. A reporter, whose appeal is
    the only one given, reads what is public and not another's, without anybody's number; where others speak of the same
    matter (`shared`) without pictures, which may be of their rooms."""
    mine = str(appeals[0].pk) if audience == "reporter" and appeals else ""
    events = [(event, timeline.data(event)) for event in _events(case, appeals) if audience == "staff" or event.public]
    told = [(event, data) for event, data in _folded(events) if not (mine and _anothers(event, data, mine))]
    names = _Names(told, staff=audience == "staff")
    facts = _facts(told) if audience == "staff" else {}
    shown = {} if shared else pictures.of(_subjects(told))
    lines = [
        _entry(
            event,
            data,
            _words(event, data, audience, mine),
            names,
            _files(event, data, shown, audience),
            audience,
            facts,
        )
        for event, data in told
    ]
    return [_placed(line, case) for line in lines[::-1]]


def _placed(line: Entry, case: Case) -> Entry:
    here = str(line.event.subject_id) == str(case.pk)
    return line if here else line._replace(case_id=str(line.event.subject_id))


def _anothers(event: Event, data: dict[str, Any], mine: str) -> bool:
    return event.kind in OF_ONE and data.get("appeal") != mine


def _events(case: Case, appeals: Sequence[Appeal]) -> list[Event]:
    """What happened, oldest first, with the words that were written then, in one statement. What happened in a case
    before it was merged, or while it stands merged, is told beside what happened here."""
    said = EventWords.objects.filter(event_id=OuterRef("pk")).values("text")
    cases = {str(case.pk), *(str(one.origin_id) for one in appeals if one.origin_id)}
    found = Event.objects.filter(subject_type=Case._meta.label_lower, subject_id__in=cases)
    told = found.annotate(said=Subquery(said)).order_by("subject_id", "seq")
    chains = [list(chain) for _subject, chain in groupby(told, key=lambda event: event.subject_id)]
    return list(merge(*chains, key=lambda event: event.at))


Told = tuple[Event, dict[str, Any]]


def _facts(told: Iterable[Told]) -> dict[str, Any]:
    """What rooms above know of the ids in the bodies: wiring.EVENT_FACTS."""
    bodies = [data for _event, data in told]
    found: dict[str, Any] = {}
    for name in import_string("huying.wiring.EVENT_FACTS"):
        found |= import_string(name)(bodies)
    return found


def _folded(events: list[Told]) -> Iterator[Told]:
    """Taking a matter on by sending it to somebody is one thing to read, though two steps."""
    for (event, data), after in zip(events, [*(one for one, _data in events[1:]), None], strict=True):
        at_once = after and after.actor == event.actor and after.at - event.at < SAME_ACT
        if not (event.kind == "cases.accepted" and at_once and after.kind == "cases.dispatched"):
            yield event, data


def _words(event: Event, data: dict[str, Any], audience: Audience, mine: str) -> str:
    text: str = event.said or ""  # type: ignore[attr-defined]
    if audience == "staff":
        return text
    own = _by_themselves(event) and (not mine or data.get("appeal", mine) == mine)
    return masks.clean(text) if own or event.kind in TOLD else ""


def _by_themselves(event: Event) -> bool:
    return event.actor == "resident" or _proxied(event)


def _proxied(event: Event) -> bool:
    """亲属代: a relative spoke for the reporter."""
    return event.actor.startswith("proxy:")


# --- pictures ---------------------------------------------------------------------------------------------------------


class _Subject(NamedTuple):
    pk: UUID


def _subjects(told: Iterable[Told]) -> list[_Subject]:
    ids = {UUID(data[key]) for _event, data in told for key in SHOWN if data.get(key)}
    cases = {UUID(str(event.subject_id)) for event, _data in told}
    return [*map(_Subject, cases), *map(_Subject, ids)]


def _files(event: Event, data: dict[str, Any], shown: dict[Any, list[File]], audience: Audience) -> list[File]:
    """Those taken for this event: an order is named when it is made, but its pictures belong to its end. A reporter
    finds their own pictures beside their own words."""
    match event.kind:
        case "cases.received" | "cases.joined" if audience == "staff":
            return shown.get(UUID(data["appeal"]), [])
        case "cases.fixed":
            return shown.get(UUID(str(event.subject_id)), [])
        case "cases.verified" | "cases.sent_back":
            taken = [file for file in shown.get(UUID(str(event.subject_id)), []) if file.purpose == "check"]
            return [file for file in taken if timedelta() <= event.at - file.at < SAME_ACT]
        case "field.visit_recorded":
            return shown.get(UUID(data["visit"]), [])
        case "field.leak_tested":
            return shown.get(UUID(data["test"]), [])
        case "cases.thanked":
            return shown.get(UUID(data["thanks"]), [])
        case "field.turnout_ended":
            return shown.get(UUID(data["turnout"]), [])
        case "field.claim_done" if audience == "staff":
            return shown.get(UUID(data["claim"]), [])
        case "field.work_finished":
            return sorted(shown.get(UUID(data["order"]), []), key=lambda file: file.purpose != "before")
    return []


# --- names ------------------------------------------------------------------------------------------------------------


class _Names:
    """Who the ids in actors and bodies are: accounts, whoever sat in a post at the time, vendors, other cases. One
    statement for all of them."""

    def __init__(self, told: list[tuple[Event, dict[str, Any]]], *, staff: bool) -> None:
        self.staff = staff
        cases = {event.subject_id for event, _data in told} if staff else set()
        actors = [event.actor.partition(":") for event, _data in told]
        users = [key for kind, _colon, key in actors if kind == "user"]
        named = users + _values(told, "user")
        vendors = [key for kind, _colon, key in actors if kind == "vendor"] + _values(told, "vendor")
        self.plain: dict[str, str] = {}
        self.seats: dict[str, list[tuple[datetime, datetime | None, str]]] = {}
        touched = [(event, data) for event, data in told if event.kind.startswith("cases.home_")]
        nothing = Cast(Value(None), DateTimeField())
        rows = Holding.objects.filter(post__in=_values(told, "post")).values_list(
            "post_id", "user__name", "since", "until"
        )
        rows = rows.union(_deputies(users, cases), all=True) if cases else rows
        plain = (
            (User.objects.filter(pk__in=named), "name"),
            (Vendor.objects.filter(pk__in=vendors), "name"),
            (Proxy.objects.filter(pk__in=[key for kind, _colon, key in actors if kind == "proxy"]), "name"),
            (Case.objects.filter(pk__in=_values(told, "other")), "number"),
            (Home.objects.filter(pk__in=_values(touched, "home")).order_by(), "label"),
            (Building.objects.filter(pk__in=_values(touched, "building")).order_by(), "name"),
        )
        parts = [found.values_list("pk", name, nothing, nothing) for found, name in plain]
        for key, name, since, until in rows.union(*parts, all=True):
            if since is None:
                self.plain[str(key)] = name
            else:
                self.seats.setdefault(str(key), []).append((since, until, name))

    def actor(self, event: Event) -> str:
        kind, _colon, key = event.actor.partition(":")
        if kind == "proxy":
            return _("亲属代 %(name)s") % {"name": self.plain.get(key, "")} if self.staff else _("亲属代")
        fallback = {
            "resident": _("居民"),
            "system": _("系统"),
            "owner": _("业主"),
            "party": _("当事人"),
            "volunteer": _("志愿者"),
        }.get(kind, "")
        name = self.plain.get(key, fallback)
        away = self._away(key, event)
        return _("%(deputy)s代%(away)s") % {"deputy": name, "away": away} if away else name

    def _away(self, key: str, event: Event) -> str:
        """For whom an account acted as a deputy, in a step that is that post's to take."""
        step = lifecycle.BY_EVENT.get(event.kind)
        for since, until, seat in self.seats.get(key, []):
            role, _space, name = seat.partition(" ")
            if since <= event.at and (until is None or event.at < until) and step and role in step.who:
                return name
        return ""

    def inside(self, event: Event, data: dict[str, Any]) -> dict[str, str]:
        """The names of what the body names: post, vendor, another case, a home or house."""
        named = {
            key: self.plain.get(data[key], "")
            for key in ("vendor", "other", "home", "building", "user")
            if data.get(key)
        }
        if data.get("post"):
            named["post"] = self._seated(data["post"], event.at)
        return named

    def _seated(self, post: str, at: datetime) -> str:
        seats = self.seats.get(post, [])
        then = [name for since, until, name in seats if since <= at and (until is None or at < until)]
        return (then or [name for *_times, name in seats] or [""])[0]


def _deputies(users: list[str], cases: set[Any]) -> Any:
    """When these accounts stood in for whom, of the posts that had to do with these cases: as a seat of the deputy, with
    the role of the post before the name."""
    grids = Case.objects.filter(pk__in=cases).values("grid")
    concerned = Q(post__commitments__case__in=cases) | Q(post__grid__in=grids)
    rows = Leave.objects.filter(concerned, deputy__in=users).order_by().distinct()
    seat = Concat("post__role", Value(" "), "away__name")
    return rows.values_list("deputy_id", seat, "since", Coalesce("ended_at", "until"))


def _values(told: list[tuple[Event, dict[str, Any]]], key: str) -> list[str]:
    return [data[key] for _event, data in told if data.get(key)]


# --- one line ---------------------------------------------------------------------------------------------------------


def _entry(
    event: Event,
    data: dict[str, Any],
    words: str,
    names: _Names,
    files: list[File],
    audience: Audience,
    known: dict[str, Any],
) -> Entry:
    facts = {
        "event": event,
        "data": {key: _read(key, value) for key, value in data.items() if audience == "staff" or key not in STAFF_ONLY},
        "words": words,
        "who": names.actor(event),
        "audience": audience,
        "proxied": _proxied(event),
        "pictures": files,
        "names": names.inside(event, data),
        "facts": {key: known[value] for key, value in data.items() if isinstance(value, str) and value in known},
    }
    html = mark_safe(render_to_string(f"events/{event.kind}.html", facts).strip())  # noqa: S308  the template escapes
    said = event.kind in CALLS or (event.kind == "cases.reopened" and _by_themselves(event))
    return Entry(event, event.at, html, said, _bad(event.kind, data), event.public)


def _read(key: str, value: Any) -> Any:
    """Days and instants as such: a body holds them as text."""
    if isinstance(value, str) and key.endswith("_on"):
        return date.fromisoformat(value)
    if isinstance(value, str) and key.endswith("_by"):
        return datetime.fromisoformat(value)
    return value


def _bad(kind: str, data: dict[str, Any]) -> bool:
    """What went wrong, or led nowhere: a hollow disc in the colour of the overdue."""
    if kind in (
        "cases.reopened",
        "cases.sent_back",
        "cases.objected",
        "cases.objected_again",
        "cases.referral_returned",
    ):
        return True
    if kind == "cases.called_back":
        return data["outcome"] in ("", "partly", "unsolved", "unreached")
    return data.get("outcome") in ("nobody_home", "no_entry") or data.get("result") in ("partly", "unresolved")
