"""Two years of the community 两年的日子: some 800 appeals, the same in every telling. What was finished before huying came is
brought in as the community's own ledger; from September 2023 on matters go the road of the pages (alive_cases).
"""

from datetime import date, datetime, timedelta
from functools import cache
from random import Random
from typing import NamedTuple

from django.db import transaction

from huying.cases.actions import headline
from huying.cases.models import Category
from huying.channels import actions as notices
from huying.channels.models import Notice
from huying.core import clock, jobs
from huying.core.actor import Actor
from huying.exchange import actions as exchange
from huying.exchange import headers, past, writing
from huying.places.models import Community, Home

from .alive_words import AGAIN, FRONT, KINDS, ONCE, SEASONS, SHARE, WHEN, YARD, Kind
from .cast import RESIDENTS, Cast
from .fund_cast import GIVEN, SURNAMES

APPEALS = 800
SEED = 430102017003
FIRST, BROUGHT_IN = date(2021, 12, 1), date(2023, 9, 1)
# Of a hundred, those that are said before the ledger is brought in.
BEFORE = 94
LIVE_UNTIL = date(2023, 12, 4)
FLOORS = "一二三四五六七八九"
CHANNELS = {"phone": 40, "walk_in": 25, "wechat_group": 15, "patrol": 32, "hotline": 5, "web": 4}
OUTCOMES = {"solved": 88, "partly": 5, "unsolved": 3, "unreached": 4}
SATISFACTIONS = {"satisfied": 66, "mostly": 20, "dissatisfied": 4, "no_answer": 10}


class Door(NamedTuple):
    """A home, as people say it, and the one above it."""

    label: str
    unit: str
    floor: int
    top: int
    stack: str
    above: str


class Matter(NamedTuple):
    """What somebody says, and what becomes of it. `days` it took; an empty home or house is a spot of the estate."""

    at: datetime
    kind: Kind
    text: str
    house: str
    home: str
    spot: str
    address: str
    reporter: str
    phone: str
    channel: str
    cause: str
    done: str
    days: int
    luck: float


class Generator:
    """Draws matters: by season, by house, by who lives there. No two have the same headline."""

    def __init__(self, homes: dict[str, list[Door]], seed: int = SEED) -> None:
        self.homes, self.seed, self.random = homes, seed, Random(seed)  # noqa: S311
        self.titles: set[str] = set()

    def draw(self, many: int, first: date, last: date) -> list[Matter]:
        """So many matters between two days, in the order in which they were said."""
        days = [first + timedelta(days=n) for n in range((last - first).days + 1)]
        whens = [(day, category) for day in days for category in SHARE]
        weights = [_weight(day, category) for day, category in whens]
        chosen = self.random.choices(whens, weights, k=many)
        return sorted((self._matter(day, category) for day, category in chosen), key=lambda one: one.at)

    def _matter(self, day: date, category: str) -> Matter:
        for _again in range(60):
            found = self._try(day, category)
            title = headline(found.text)
            if title not in self.titles:
                break
        self.titles.add(title)
        return found

    def _try(self, day: date, category: str) -> Matter:
        pick = self.random
        kinds = _kinds(day.month, category)
        kind = pick.choices(kinds, [one.often for one in kinds])[0]
        house = "" if kind.where == "yard" else self._house(day, category)
        door = self._door(day, kind, house) if house else None
        spot = {"yard": YARD, "front": FRONT}.get(kind.where, ("",))
        place = pick.choice(spot)
        if kind.where == "stairs" and door:
            place = f"{door.unit}单元{FLOORS[door.floor - 1]}楼楼道"
        words, _bar, after = pick.choice(kind.said).partition("|")
        cause, _bar, done = after.partition("|")
        channel = self._channel(kind)
        home = door.label if door and kind.where in ("top", "mid", "low", "home") else ""
        reporter, phone = self._who(door, channel)
        address = home or (f"{house}栋{place}" if house else place)
        told = words.format(**self._slots(house, door, place))
        text = f"巡查到{address}，{cause or kind.cause}" if channel == "patrol" else told
        at = datetime.combine(day, datetime.min.time()) + timedelta(minutes=pick.randrange(8 * 60 + 5, 17 * 60 + 20))
        return Matter(
            at, kind, text, house, home, place, address, reporter, phone, channel, cause or kind.cause,
            done or pick.choice(kind.done), pick.randint(*kind.days), pick.random(),
        )  # fmt: skip

    def _slots(self, house: str, door: Door | None, place: str) -> dict[str, str]:
        own = door or Door("", "", 1, 1, "", "")
        return {
            "home": own.label, "house": f"{house}栋", "unit": f"{own.unit}单元", "floor": f"{FLOORS[own.floor - 1]}楼",
            "up": own.above, "spot": place, "when": self.random.choice(WHEN), "once": self.random.choice(ONCE),
        }  # fmt: skip

    def _house(self, day: date, category: str) -> str:
        """Some houses come back again and again."""
        month, names = f"{day:%Y-%m}", list(self.homes)
        more = {
            house: many for house, what, _, since, until, many in AGAIN if what == category and since <= month < until
        }
        return self.random.choices(names, [more.get(name, 1) for name in names])[0]

    def _door(self, day: date, kind: Kind, house: str) -> Door:
        """Of these houses, mostly the homes of one stack."""
        fits = {
            "top": lambda one: one.floor == one.top, "low": lambda one: one.floor == 1, "mid": lambda one: one.above,
        }.get(kind.where, lambda one: True)  # fmt: skip
        doors = [one for one in self.homes[house] if fits(one)]
        stack = next((stack for name, what, stack, *_ in AGAIN if (name, what) == (house, kind.category)), "")
        riser = [one for one in doors if one.stack == stack]
        return self.random.choice(riser if riser and self.random.random() < 0.85 else doors)

    def _channel(self, kind: Kind) -> str:
        """A patrol sees what lies outside homes."""
        names = [name for name in CHANNELS if name != "patrol" or kind.where in ("yard", "front", "stairs")]
        return self.random.choices(names, [CHANNELS[name] for name in names])[0]

    def _who(self, door: Door | None, channel: str) -> tuple[str, str]:
        """A home speaks with one voice over the years. Who is on patrol, and many in a chat, leave no number."""
        if channel == "patrol" or door is None or (channel == "wechat_group" and self.random.random() < 0.5):
            return "", ""
        own = Random(f"{self.seed}:{door.label}")  # noqa: S311
        return own.choice(SURNAMES) + own.choice(GIVEN), f"1390000{own.randrange(1000, 10000)}"


@cache
def _kinds(month: int, category: str) -> list[Kind]:
    return [one for one in KINDS if one.category == category and (not one.months or month in one.months)]


def _weight(day: date, category: str) -> float:
    """By season; nobody speaks of grass in January. At weekends fewer people do."""
    year = SEASONS[category]
    spoken = SHARE[category] * year[day.month - 1] / sum(year) if _kinds(day.month, category) else 0
    return spoken * (0.3 if day.weekday() > 4 else 1)


def homes_of(community: Community) -> dict[str, list[Door]]:
    """Every home of the register, house by house, but those in which the story itself is played."""
    known = {label for label, _name, _phone in RESIDENTS}
    rows = Home.objects.filter(building__community=community).select_related("building", "unit", "stack")
    order = sorted(rows, key=lambda one: (one.building.order, one.unit.name, one.floor, one.room))
    rooms = {(one.building_id, one.stack_id, one.floor): one.room for one in order}
    found: dict[str, list[Door]] = {}
    for one in order:
        if one.label not in known:
            above = rooms.get((one.building_id, one.stack_id, one.floor + 1), "")
            door = Door(one.label, one.unit.name, one.floor, one.building.floors, one.stack.name, above)
            found.setdefault(one.building.name, []).append(door)
    return found


# --- the ledger they had before ---------------------------------------------------------------------------------------


def ledger(matters: list[Matter], rows_from: Random) -> list[list[str]]:
    """The rows of the community's own ledger, with what became of each."""
    names = dict(Category.objects.values_list("code", "name"))
    return [[str(n), *_row(one, names[one.kind.category], rows_from)] for n, one in enumerate(matters, 1)]


def _row(one: Matter, category: str, pick: Random) -> list[str]:
    closed = min(one.at.date() + timedelta(days=one.days), BROUGHT_IN - timedelta(days=1))
    called = min(closed + timedelta(days=pick.randint(0, 3)), BROUGHT_IN - timedelta(days=1))
    seen = min(one.at.date() + timedelta(days=pick.randint(0, 1)), closed)
    inquiry = one.kind.category == "house_affairs"
    outcome = "answered" if inquiry else pick.choices(list(OUTCOMES), list(OUTCOMES.values()))[0]
    moods = SATISFACTIONS if outcome in ("solved", "answered") else {"dissatisfied": 5, "mostly": 3, "no_answer": 4}
    mood = (
        "no_answer" if outcome == "unreached" or not one.phone else pick.choices(list(moods), list(moods.values()))[0]
    )
    worker = "何静" if inquiry else "李敏" if one.house and not one.house.startswith(("新", "2", "3")) else "陈涛"
    channels = {code.value: word for code, word in past.CHANNELS.items()}
    said = {
        "said_on": f"{one.at:%Y-%m-%d %H:%M}", "channel": channels[one.channel], "reporter": one.reporter,
        "phone": one.phone, "address": one.address, "words": one.text, "category": category, "worker": worker,
        "visited_on": "" if inquiry else f"{seen}", "finding": "" if inquiry else one.cause, "measures": one.done,
        "responsible": one.kind.who or "社区", "closed_on": f"{closed}", "done": "是",
        "called_on": f"{called}" if one.phone else "", "outcome": past.OUTCOMES[outcome],
        "satisfaction": past.SATISFACTIONS[mood], "note": "",
    }  # fmt: skip
    return [said[name] for name in headers.FIELDS["appeals"]]


def bring_in(cast: Cast, name: str, rows: list[list[str]]) -> None:
    """何静 uploads a file, looks the dry run over and lets it in."""
    content = writing.write(headers.layout("appeals"), rows, "csv")
    user = cast.users["何静"]
    kept = exchange.take_in(community=cast.community, kind="appeals", name=name, content=content, user=user)
    mapping = headers.propose(headers.layout("appeals"), "appeals")
    exchange.carry_out(imported=kept, mapping=mapping, whole=True, by=Actor.user(user))


# --- telling ----------------------------------------------------------------------------------------------------------


@transaction.atomic
def tell(cast: Cast, until: datetime, appeals: int = APPEALS) -> None:
    """Nothing that lies after `until` is told. `appeals` fewer make it quick; so does one transaction for all."""
    from . import alive_cases

    opening = clock.instant(BROUGHT_IN.isoformat(), "09:20")
    if until < opening:
        return
    generator = Generator(homes_of(cast.community))
    before = appeals * BEFORE // 100
    old = generator.draw(before, FIRST, BROUGHT_IN - timedelta(days=2))
    new = generator.draw(appeals - before, BROUGHT_IN, LIVE_UNTIL)
    with clock.at(opening):
        run_all()  # what the fund left to be told
        _bring_in_by_year(cast, old)
    alive_cases.tell(cast, new, until)
    with clock.at(until):
        run_all()
        read_old_notices(cast, until)


def _bring_in_by_year(cast: Cast, old: list[Matter]) -> None:
    rows_from = Random(SEED)  # noqa: S311
    years = {"2022年（含2021年12月）": lambda one: one.at.year < 2023, "2023年1—8月": lambda one: one.at.year == 2023}
    for name, belongs in years.items():
        part = [one for one in old if belongs(one)]
        if part:
            bring_in(cast, f"韶光社区诉求台账 {name}.csv", ledger(part, rows_from))


def run_all() -> None:
    while jobs.run_ready():
        pass


def read_old_notices(cast: Cast, until: datetime) -> None:
    """What is older than a day was opened by whoever it was for."""
    users = {post.pk: cast.users[name] for name, post in cast.posts.items() if name in cast.users}
    unread = Notice.objects.filter(read_at=None, at__lt=until - timedelta(days=1), post__in=users)
    for post, case_id in unread.values_list("post", "case").distinct():
        notices.read(user=users[post], case_id=case_id)
