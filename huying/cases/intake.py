"""登记前的读: what the words say about place, category and haste. Proposals only; a person taps, the form decides."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from functools import cached_property
from typing import Any, NamedTuple

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from huying.core import clock
from huying.people import queries as people
from huying.people.models import Post, Resident
from huying.places import queries as places
from huying.places.models import Building, Community, Home
from huying.rules import address, keys, masks, routing, triage

from . import deadlines, queries
from .contacts import Contact, ring_first
from .models import Case, CaseHome, Category, Nature, Urgency

MOST = 12  # more doors than this are not a choice but a list: then ask for the building

NOTES = {
    "which_unit": gettext_lazy("有几户都叫这个，是哪一户？"),
    "wrong_unit": gettext_lazy("单元对不上，是哪一户？"),
    "which_door": gettext_lazy("这一层有几户，是哪一户？"),
    "other_place": gettext_lazy("听着像别的小区。是我们这里的吗？"),
    "no_building": gettext_lazy("没说是哪一栋。是哪一户？"),
    "beside": gettext_lazy("是这一户，还是旁边公共的地方？"),
    "several": gettext_lazy("说到不止一个地方，事情出在哪里？"),
    "no_such_room": gettext_lazy("这栋没有这个房号。是这几户里的哪一户？"),
    "no_such_floor": gettext_lazy("这栋没有这一层。是这几户里的哪一户？"),
}


class Place(NamedTuple):
    """One answer to "where": a home, a building with a spot, or a spot alone. `value` is what the form sends back."""

    value: str
    label: str
    home: Home | None = None
    building: Building | None = None
    spot: str = ""


class Involved(NamedTuple):
    """A further place that the words name, and as what: proposed, or as tapped (`told`)."""

    place: Place
    role: str
    told: bool = False

    @property
    def field(self) -> str:
        return f"role:{self.place.value}"


SPOT = "spot"
NUMBERS = {
    "phone": gettext_lazy("电话"),
    "id": gettext_lazy("证件号"),
    "card": gettext_lazy("银行卡号"),
    "plate": gettext_lazy("车牌"),
}


@dataclass(frozen=True)
class Proposal:
    """Where it may be. `sure` may be taken without asking; else one of `places` is tapped, or a building is picked."""

    kind: str
    sure: Place | None = None
    places: tuple[Place, ...] = ()
    picker: tuple[Place, ...] = ()
    note: str = ""
    heard: str = ""

    def find(self, value: str) -> Place | None:
        """The place behind a value, only if it was proposed."""
        offered = (self.sure, *self.places, *self.picker) if self.sure else (*self.places, *self.picker)
        return next((place for place in offered if place.value == value), None)

    def to_tap(self, note: str) -> "Proposal":
        """The same, but nothing is taken without a tap."""
        return replace(self, sure=None, note=note) if self.sure else self

    @property
    def others(self) -> list[Place]:
        """What to tap when the sure home is not where the matter is."""
        return [place for place in self.places if place != self.sure]


# --- where ------------------------------------------------------------------------------------------------------------


def propose(community: Community, said: str, *, within: Building | None = None) -> Proposal:
    """What the register knows of the words. `within` is the building whose page the words were written on."""
    readings = _read(said, within)
    if within is not None and all(_only(reading, within) for reading in readings):
        spot = next((reading.spot for reading in readings if reading.spot), said.strip()) if said.strip() else ""
        return Proposal("building", sure=_building(within, spot), heard=said)
    if not readings:
        return _nothing(community, said)
    register = places.register(community)
    matches = [(reading, address.match(reading, register)) for reading in readings]
    return _proposal(community, said, matches, within)


def hear(community: Community, typed: str, text: str) -> Proposal:
    """From the address as typed, else out of the free words, if they name a place at all."""
    if typed.strip():
        return propose(community, typed)
    return propose(community, text if address.read(text) else "")


def _read(said: str, within: Building | None) -> tuple[address.Reading, ...]:
    readings = address.read(said)
    if within is None or any(reading.building for reading in readings):
        return readings
    return address.read(f"{within.label}{said.strip()}")


def _only(reading: address.Reading, building: Building) -> bool:
    return reading.only_building and reading.building == building.name


def _proposal(
    community: Community, said: str, matches: list[tuple[address.Reading, address.Match]], within: Building | None
) -> Proposal:
    homes = _homes(key for _reading, match in matches for key in match.homes)
    buildings = _buildings(community, [key for _reading, match in matches for key in match.buildings], within)
    spot = next((reading.spot for reading, _match in matches if reading.spot), "")
    kinds = {match.kind for _reading, match in matches}
    several = len({(match.homes, match.buildings) for _reading, match in matches}) > 1
    if kinds <= {"unknown", "nothing"} or len(homes) > MOST:
        return _nothing(community, said, first=buildings)
    choices = (*(_home(home) for home in homes), *(_building(row, spot) for row in buildings), _spot(said))
    if kinds == {"home"} and not several:
        return Proposal("home", sure=choices[0], places=choices, heard=said)
    kind = "several" if several else matches[0][1].kind
    return Proposal(kind, places=choices, note=_note(kind, matches[0][1].note), heard=said)


def _note(kind: str, note: str) -> str:
    if kind == "several":
        return str(NOTES["several"])
    if kind == "building":
        return _("找到了这一栋。是哪里的事？")
    return str(NOTES.get(note, _("没听准，是哪里？")))


def _nothing(community: Community, said: str, first: Iterable[Building] = ()) -> Proposal:
    """Nothing fits: pick a building, those that sound alike first, or write the spot down."""
    near = list(first)
    rest = [row for row in _all_buildings(community) if row not in near]
    picker = (*(_building(row) for row in (*near, *rest)), _spot(said))
    note = _("没找到这个地址。请选楼栋，或者写清是哪里。") if said.strip() else ""
    return Proposal("nothing", picker=picker, note=note, heard=said)


def _home(home: Home) -> Place:
    return Place(f"home:{home.pk}", home.label, home, home.building)


def _building(building: Building, spot: str = "") -> Place:
    return Place(f"building:{building.pk}", f"{building.label} {spot}".strip(), None, building, spot)


def _spot(said: str) -> Place:
    return Place(SPOT, _("别的地方"), spot=said.strip()[:60])


def _homes(keys: Iterable[str]) -> list[Home]:
    wanted = list(dict.fromkeys(keys))
    if not wanted:
        return []
    found = {str(home.pk): home for home in Home.objects.filter(pk__in=wanted).select_related("building__grid", "unit")}
    return [found[key] for key in wanted]


def _buildings(community: Community, keys: list[str], within: Building | None) -> list[Building]:
    wanted = list(dict.fromkeys([*keys, *([str(within.pk)] if within else [])]))
    found = {str(row.pk): row for row in _all_buildings(community).filter(pk__in=wanted)} if wanted else {}
    return [found[key] for key in wanted]


def _all_buildings(community: Community) -> Any:
    return Building.objects.filter(community=community).select_related("grid")


# --- which homes it touches -------------------------------------------------------------------------------------------


def involved(community: Community, *texts: str) -> list[Involved]:
    """Every single home or house named in the texts, and as what; nothing where only one is named, as its site."""
    read = [(text, address.read(text)) for text in texts]
    named = [pair for text, found in read for pair in zip(found, address.parts(text, found), strict=True)]
    if len(named) < 2 and not any(role == "suspected_source" for _reading, role in named):
        return []
    register = places.register(community)
    matches = [(address.match(reading, register), role, reading.spot) for reading, role in named]
    homes = {str(home.pk): home for home in _homes(key for match, *_rest in matches for key in match.homes)}
    houses = {
        str(row.pk): row for row in _buildings(community, [key for one, *_ in matches for key in one.buildings], None)
    }
    found: dict[str, Involved] = {}
    for match, role, spot in matches:
        if match.kind == "home":
            place = _home(homes[match.homes[0]])
        elif match.kind == "building" and len(match.buildings) == 1:
            place = _building(houses[match.buildings[0]], spot)
        else:
            continue
        found.setdefault(place.value, Involved(place, role))
    return list(found.values())


def _tapped(found: list[Involved], data: Mapping[str, str]) -> list[Involved]:
    """With the roles that the form holds in place of those proposed."""
    return [one._replace(role=data[one.field], told=True) if one.field in data else one for one in found]


def _likely(found: list[Involved]) -> Place | None:
    """The one place that the words call the site, when every other one is named as something else."""
    sites = [one.place for one in found if one.role == "site"]
    return sites[0] if len(sites) == 1 and len(found) > 1 else None


# --- what and how soon ------------------------------------------------------------------------------------------------

GUESSED = ("category", "urgency", "nature")


def suggested(text: str) -> tuple[triage.Suggestion, dict[str, str]]:
    """The suggestion, and the values it would choose. Words that say nothing choose the plain defaults."""
    found = triage.suggest(text)
    values = {"category": found.category if found.why else "", "urgency": found.urgency, "nature": found.nature}
    return found, values


def untouched(data: Mapping[str, str]) -> set[str]:
    """Which guessed answers nobody has changed: they still are what the page itself chose (`seen`)."""
    seen = data.get("seen", "").split("|")
    if len(seen) != len(GUESSED):
        return set()
    return {name for name, value in zip(GUESSED, seen, strict=True) if data.get(name, "") == value}


def follow(data: Any, values: dict[str, str]) -> set[str]:
    """Let the untouched answers follow the words, in the given form data. Answers which of them changed."""
    free = untouched(data)
    changed = {name for name in free if values[name] and data.get(name, "") != values[name]}
    for name in changed:
        data[name] = values[name]
    seen = [data.get(name, "") if name in free else "-" for name in GUESSED]
    data["seen"] = "|".join(seen)
    return changed


# --- what stands beside -----------------------------------------------------------------------------------------------


@dataclass
class Beside:
    """Everything intake shows beside the words. What needs the database is read when a page shows it: a form that is
    taken shows nothing any more."""

    community: Community
    proposal: Proposal
    place: Place | None
    suggestion: triage.Suggestion
    urgency: str
    category: str
    danger: list[Contact]
    text: str
    callers: list[Resident]
    caller: Resident | None
    named: list[Involved] = field(default_factory=list)
    # The open matter that this is part of, as tapped.
    wanted: str = ""

    @property
    def others(self) -> list[Involved]:
        """The places named beside the site."""
        return [one for one in self.named if not self.place or one.place.value != self.place.value]

    @property
    def roles(self) -> list[tuple[str, Any]]:
        """What a further home may be; a role that the words did not give is chosen as nothing to do with it."""
        return [*CaseHome.Role.choices, ("none", _("不相干"))]

    @property
    def same(self) -> Case | None:
        """The case behind it, if it still is among those that stand beside."""
        return next((case for case in self.near if str(case.pk) == self.wanted), None) if self.wanted else None

    @property
    def gone(self) -> bool:
        return bool(self.wanted) and self.same is None

    @cached_property
    def lifted(self) -> masks.Lifted:
        return masks.lift(self.text)

    @cached_property
    def keys(self) -> tuple[str, ...]:
        """What the words say of how a door is opened; it is cut out."""
        return keys.cut(self.text).pieces

    @property
    def numbers(self) -> str:
        """What the words hold that will be hidden in them: 电话 139****0303、证件号."""
        phones = [f"{NUMBERS['phone']} {masks.phone(one)}" for one in self.lifted.phones]
        return _("、").join([*phones, *(str(NUMBERS[kind]) for kind in self.lifted.kinds if kind != "phone")])

    @property
    def why(self) -> str:
        return _("、").join(self.suggestion.why)

    @cached_property
    def by(self) -> Any:
        """By when somebody would come."""
        return deadlines.one(self.community, self.urgency, clock.now(), "control")

    @cached_property
    def worker(self) -> Post | None:
        building = self.place.building if self.place else None
        if building is None:
            return None
        matter = routing.Matter(self.category, building.grid_id, self.text)
        route = queries.routed(self.community, matter)
        return route.post if route and route.post else people.grid_worker_of(building.grid)

    @cached_property
    def worker_name(self) -> str:
        return people.holder_names([self.worker]).get(self.worker.pk, self.worker.title) if self.worker else ""

    @cached_property
    def residents(self) -> list[Resident]:
        """Who lives behind the door that was found."""
        return list(people.residents_of(self.place.home)) if self.place and self.place.home else []

    @cached_property
    def near(self) -> list[Case]:
        """What is open there already."""
        if not (self.place and self.place.building):
            return []
        return with_holders(queries.open_near(self.community, home=self.place.home, building=self.place.building)[:6])


def beside(community: Community, data: Mapping[str, str]) -> Beside:
    """Read the form as far as it is filled in."""
    text = data.get("text", "")[:4000]
    proposal = hear(community, data.get("address", "")[:200], text)
    callers = people.by_phone(community, data.get("phone", "")[:30])
    caller = next((one for one in callers if str(one.pk) == data.get("caller")), None)
    if caller and not proposal.heard.strip():  # what was said of a place goes before where the caller lives
        proposal = propose(community, caller.home.label)
    named = involved(community, data.get("address", "")[:200], text)
    proposal, named = _above_the_caller(proposal, named, caller)
    suggestion = triage.suggest(text)
    typed = data.get("urgency", "")
    return Beside(
        community=community, proposal=proposal,
        place=proposal.find(data.get("place", "")) or proposal.sure or _proposed(proposal, _likely(named)),
        suggestion=suggestion, category=data.get("category", ""), urgency=typed if typed in Urgency.values else suggestion.urgency,
        danger=ring_first(suggestion.danger) if Urgency.EMERGENCY in (suggestion.urgency, typed) else [],
        text=text, callers=callers, caller=caller, named=_tapped(named, data), wanted=data.get("same", ""),
    )  # fmt: skip


def _above_the_caller(
    proposal: Proposal, named: list[Involved], caller: Resident | None
) -> tuple[Proposal, list[Involved]]:
    """The only home named is where it may come from, and the ledger knows who rings: it happens in the caller's home."""
    suspected = [one.place.value for one in named if one.role == "suspected_source"]
    if not caller or not proposal.sure or proposal.sure.value not in suspected or len(named) > 1:
        return proposal, named
    own = _home(Home.objects.select_related("building__grid", "unit").get(pk=caller.home_id))
    if own.value in suspected:
        return proposal, named
    asked = Proposal("several", places=(own, *proposal.places), note=str(NOTES["several"]), heard=proposal.heard)
    return asked, [Involved(own, "site"), *named]


def _proposed(proposal: Proposal, likely: Place | None) -> Place | None:
    return proposal.find(likely.value) if likely else None


def with_holders(cases: Iterable[Case]) -> list[Case]:
    """Cases with who holds each of them now, as `holder`."""
    rows = list(cases)
    held = queries.holders([row.pk for row in rows])
    for row in rows:
        row.holder = held.get(row.pk)
    return rows


# --- a resident's own report ------------------------------------------------------------------------------------------

# What a resident taps instead of writing: its words, and the category when the words say no more.
KINDS = {
    "leak": (gettext_lazy("漏水"), "seepage", ("house_roof", "seepage", "utility")),
    "blocked": (gettext_lazy("堵了"), "drain", ("drain",)),
    "light": (gettext_lazy("灯不亮"), "light", ("light",)),
    "door": (gettext_lazy("门和锁"), "safety", ("safety",)),
    "rubbish": (gettext_lazy("垃圾"), "sanitation", ("sanitation",)),
    "other": (gettext_lazy("别的"), "house_affairs", ()),
}


def of_report(text: str, kind: str) -> tuple[Category, str, str]:
    """Category, urgency and nature of what a resident reports by themselves; the desk may change them later."""
    found, values = suggested(text)
    _label, plain, fitting = KINDS.get(kind, KINDS["other"])
    code = values["category"] or plain
    if fitting and code not in fitting:
        code = plain
    return _in_use(code, plain), found.urgency, values["nature"] or Nature.HELP


def _in_use(*codes: str) -> Category:
    """The first of these that is still in use; where all are retired, the first there is: a report is never refused."""
    active = {one.code: one for one in Category.objects.filter(active=True)}
    wanted = [active[code] for code in (*codes, "house_affairs") if code in active]
    return (wanted or list(active.values()))[0]
