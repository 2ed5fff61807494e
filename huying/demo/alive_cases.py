"""The road of the pages 一件一件办: from September 2023 on every matter is taken in, sent out, looked at, repaired, checked and
asked about through the same actions that the pages use, each at its own time.
"""

from collections.abc import Iterator
from datetime import date, datetime, timedelta
from typing import NamedTuple

from huying.cases import actions as cases
from huying.cases.models import Appeal, Case, Category, Commitment
from huying.channels import actions as notices
from huying.core import clock, jobs
from huying.core.actor import Actor
from huying.field import actions as field
from huying.field.models import WorkOrder
from huying.places.models import Building, Home
from huying.rules import triage

from .alive import Matter
from .alive_words import OUTSIDE
from .cast import Cast
from .funds import Turn

# It rained, and the desk wrote it down; mended roofs are looked at on the next working day.
RAIN = (date(2023, 9, 20), date(2023, 10, 19), date(2023, 11, 28), date(2023, 12, 5))
DESK_OPENS, DESK_CLOSES = 8 * 60 + 30, 17 * 60 + 30
HASTE = {"emergency": "urgent", "complex": "normal"}


class Town:
    """What all the lives share."""

    def __init__(self, cast: Cast) -> None:
        self.cast = cast
        self.categories = Category.objects.in_bulk()
        homes = Home.objects.filter(building__community=cast.community).select_related("building__grid")
        self.homes = {home.label: home for home in homes}
        houses = Building.objects.filter(community=cast.community).select_related("grid")
        self.houses = {house.name: house for house in houses}

    def by(self, name: str) -> Actor:
        return Actor.user(self.cast.users[name])


class Told(NamedTuple):
    """What somebody says, and how: a matter of the generator, or one written by hand."""

    category: str
    text: str
    house: str = ""
    home: str = ""
    spot: str = ""
    channel: str = "phone"
    urgency: str = "normal"
    nature: str = "help"
    reporter: str = ""
    phone: str = ""
    outside: str = ""
    outside_due: datetime | None = None


class Life:
    """One matter, and everybody's part in it."""

    appeal: Appeal

    def __init__(self, town: Town, told: Told) -> None:
        self.town, self.told, self.cast = town, told, town.cast
        self.worker = "陈涛"
        house = town.houses.get(told.house)
        if house and house.grid and house.grid.code == "G01":
            self.worker = "李敏"
        # Somebody else checks.
        self.checker = "李敏" if self.worker == "陈涛" else "陈涛"
        self.desk = town.by("何静")

    @property
    def case(self) -> Case:
        return Case.objects.get(pk=self.appeal.case_id)

    @property
    def last_order(self) -> WorkOrder:
        return WorkOrder.objects.filter(case=self.appeal.case_id).latest("at")

    def said(self) -> cases.Said:
        told, home = self.told, self.town.homes.get(self.told.home)
        return cases.Said(
            text=told.text, channel=told.channel, nature=told.nature, urgency=told.urgency,
            category=self.town.categories[told.category], home=home,
            building=home.building if home else self.town.houses.get(told.house), spot=told.spot,
            reporter_name=told.reporter, reporter_phone=told.phone, outside_number=told.outside,
            outside_due=told.outside_due,
        )  # fmt: skip

    def receive(self) -> None:
        by = self.desk
        if self.told.channel in ("web", "patrol"):
            by = Actor("resident") if self.told.channel == "web" else self.town.by(self.worker)
        self.appeal = cases.receive(community=self.cast.community, said=self.said(), by=by)

    def answer(self, reply: str) -> None:
        cases.answer(case=self.case, reply=reply, by=self.desk)

    def fix(self, note: str) -> None:
        """Found on the walk and put right on the spot."""
        self.appeal = field.find_and_fix(
            community=self.cast.community,
            said=self.said(),
            user=self.cast.users[self.worker],
            proof="witness",
            note=note,
        )

    def dispatch(self) -> None:
        cases.dispatch(case=self.case, post=self.cast.posts[self.worker], by=self.desk)

    def acknowledge(self) -> None:
        cases.acknowledge(case=self.case, user=self.cast.users[self.worker])

    def visit(self, cause: str, part: str, zone: str) -> None:
        found = field.Found(cause=cause, part=part, zone=zone)
        field.record_visit(case=self.case, user=self.cast.users[self.worker], outcome="seen", found=found)

    def nobody_home(self, note: str) -> None:
        field.record_visit(case=self.case, user=self.cast.users[self.worker], outcome="nobody_home", note=note)

    def order(self, vendor: str, task: str, due: datetime, payer: str = "community") -> None:
        field.order(
            case=self.case, vendor=self.cast.vendors[vendor], task=task, payer=payer, due_by=due, by=self.desk
        )  # fmt: skip

    def accept(self) -> None:
        field.accept_order(order=self.last_order)

    def finish(self, note: str, cents: int, result: str = "resolved") -> None:
        field.finish_order(order=self.last_order, result=result, cost_cents=cents, note=note)

    def handle(self) -> None:
        field.handle(case=self.case, user=self.cast.users[self.worker])

    def verify(self, note: str = "") -> None:
        cases.verify(case=self.case, by=self.town.by(self.checker), method="on_site", note=note)

    def dry(self, reason: str) -> None:
        """Not waited for rain, with a reason; unless it has rained since."""
        if not self.case.rain_settled:
            cases.waive_rain(case=self.case, reason=reason, by=self.desk)

    def ring(self, outcome: str, satisfaction: str = "", note: str = "") -> None:
        cases.call_back(appeal=self.appeal, by=self.desk, outcome=outcome, satisfaction=satisfaction, note=note)

    def reply(self, words: str) -> None:
        """What 12345 sent waits for an answer."""
        cases.reply_outside(appeal=self.appeal, words=words, by=self.desk)

    def refer(self, unit: str, follow_up: date, note: str = "") -> None:
        cases.refer(
            case=self.case, unit=unit, phone=OUTSIDE[unit], follow_up_on=follow_up, by=self.desk, note=note
        )  # fmt: skip

    def unit_answers(self, note: str) -> None:
        cases.refer_answered(case=self.case, solved=True, note=note, by=self.desk)


def tell(cast: Cast, matters: list[Matter], until: datetime) -> None:
    """Play every turn in the order of time."""
    from . import alive_open

    town = Town(cast)
    turns = [turn for n, matter in enumerate(matters) for turn in _life(town, n, matter)]
    turns += [turn for day in RAIN for turn in _rain(town, day)]
    turns += alive_open.turns(town)
    last = None
    for turn in sorted(turns, key=lambda one: one.at):
        if turn.at > until:
            break
        if last and clock.local(last).date() < clock.local(turn.at).date():
            with clock.at(last):
                jobs.run_ready()
        with clock.at(turn.at):
            turn.play()
        last = turn.at


# --- a life out of the generator --------------------------------------------------------------------------------------


def _life(town: Town, n: int, matter: Matter) -> Iterator[Turn]:
    """By what kind it is: answered at once, fixed on the walk, asked of a unit outside, repaired by a firm or by hand."""
    said = triage.suggest(matter.text)
    told = Told(
        matter.kind.category, matter.text, matter.house, matter.home, matter.spot, matter.channel,
        HASTE.get(said.urgency, said.urgency), said.nature, matter.reporter, matter.phone,
    )  # fmt: skip
    life, at = Life(town, told), Pace(matter.at, matter.luck)
    if matter.kind.category == "house_affairs":
        told = told._replace(nature="inquiry")
        yield at(0, life.receive)
        yield at(25, lambda: life.answer(matter.done))
    elif matter.channel == "patrol" and not matter.kind.who:
        yield at(0, lambda: life.fix(matter.done))
    else:
        yield at(0, life.receive)
        yield from _outside(life, at, matter) if matter.kind.who in OUTSIDE else _by_us(life, at, n, matter)


class Pace:
    """Minutes of the desk's hours after something was said; nights and weekends are no hours."""

    def __init__(self, start: datetime, luck: float) -> None:
        self.now, self.luck = _open(start), luck

    def __call__(self, minutes: int, play: object) -> Turn:
        left = int(minutes * (0.6 + 0.7 * self.luck))
        while left:
            rest = DESK_CLOSES - (self.now.hour * 60 + self.now.minute)
            step = min(left, rest)
            self.now, left = self.now + timedelta(minutes=step), left - step
            if left:
                self.now = _open(self.now + timedelta(minutes=1))
        return Turn(clock.instant(f"{self.now:%Y-%m-%d}", f"{self.now:%H:%M}"), play)  # type: ignore[arg-type]

    def on(self, days: int) -> date:
        return self.now.date() + timedelta(days=days)


def _open(at: datetime) -> datetime:
    """The same moment if the desk is open then, else when it opens next."""
    minutes = at.hour * 60 + at.minute
    if minutes < DESK_OPENS:
        at = at.replace(hour=8, minute=30 + at.minute % 20)
    elif minutes >= DESK_CLOSES:
        at = (at + timedelta(days=1)).replace(hour=8, minute=30 + at.minute % 20)
    while at.weekday() > 4:
        at = (at + timedelta(days=1)).replace(hour=8, minute=30 + at.minute % 20)
    return at


def _by_us(life: Life, at: Pace, n: int, matter: Matter) -> Iterator[Turn]:
    kind = matter.kind
    yield at(20, life.dispatch)
    if n % 4 == 0:
        yield at(30, life.acknowledge)
    yield at(70, lambda: life.visit(matter.cause, kind.part, kind.zone))
    if kind.who:
        due = at.on(3)
        payer = "unit" if kind.zone == "municipal" else "community"
        yield at(
            30, lambda: life.order(kind.who, matter.done, clock.instant(due.isoformat(), "18:00"), payer)
        )  # fmt: skip
        yield at(60, life.accept)
        low, high = kind.cents
        cents = (low + int((high - low) * matter.luck)) // 1000 * 1000
        yield at(520, lambda: life.finish(matter.done, cents))
    else:
        yield at(400, life.handle)
    yield at(240, lambda: life.verify("去看过了，没有问题。" if n % 3 else ""))
    yield from _ring(life, at, n, matter.done)


def _outside(life: Life, at: Pace, matter: Matter) -> Iterator[Turn]:
    day = at.on(4)
    yield at(25, lambda: life.refer(matter.kind.who, day, "打电话报过了，约好尽快来。"))
    yield at(700, lambda: life.unit_answers(matter.done))
    yield from _ring(life, at, int(matter.luck * 20), matter.done)


def _ring(life: Life, at: Pace, n: int, done: str) -> Iterator[Turn]:
    if life.told.category == "house_roof":
        yield at(200, lambda: life.dry("屋面蓄水试了一天，没有渗。"))
    mood = ("satisfied", "satisfied", "mostly", "satisfied", "satisfied", "mostly", "satisfied", "dissatisfied")[n % 8]
    if not life.told.phone:
        yield at(260, lambda: life.ring("solved", "no_answer", "问过住在旁边的人，已经好了。"))
    else:
        if n % 5 == 4:
            yield at(120, lambda: life.ring("", note="没人接。"))
        yield at(260, lambda: life.ring("solved", mood))
    if life.told.channel == "hotline":
        yield at(30, lambda: life.reply(done))


# --- after rain -------------------------------------------------------------------------------------------------------


def _rain(town: Town, day: date) -> Iterator[Turn]:
    def record() -> None:
        cases.record_rain(community=town.cast.community, day=day, by=town.by("何静"))

    yield Turn(clock.instant(day.isoformat(), "17:10"), record)
    after = _open(datetime.combine(day + timedelta(days=1), datetime.min.time()))
    for hour, most in (("10:10", 3), ("15:40", 99)):
        yield Turn(clock.instant(f"{after:%Y-%m-%d}", hour), lambda most=most: _look_in(town, most))  # type: ignore[misc]


def _look_in(town: Town, most: int) -> None:
    """回头看: on the phone where nobody needs to climb a roof."""
    holders = {post.pk: name for name, post in town.cast.posts.items()}
    held = Commitment.objects.filter(kind__in=Commitment.AFTER, ended_at=None, post__in=holders)
    for one in held.select_related("case").order_by("case__number")[:most]:
        user = town.cast.users[holders[one.post_id]]
        cases.look_in(case=one.case, user=user, how="phone", came="fine", note="昨天落雨，没有再漏。")
        notices.read(user=user, case_id=one.case_id)
