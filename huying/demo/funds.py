"""S3, five batches of the maintenance fund: December 2019 to the day the demo opens, told through the actions of the pages."""

from collections.abc import Callable, Iterator
from datetime import date, datetime, timedelta
from typing import NamedTuple

from huying.cases import actions as cases
from huying.cases import deadlines
from huying.cases.models import Appeal, Case, Category
from huying.channels import actions as notices
from huying.core import clock, jobs
from huying.core.actor import Actor
from huying.field import actions as field
from huying.field.models import WorkOrder
from huying.funds import actions as funds
from huying.funds import queries
from huying.funds.local import emergency_kinds
from huying.funds.models import Batch, Owner, Place
from huying.places.models import Home
from huying.rules.funds import Answers

from .cast import Cast
from .fund_cast import A_HOME, BATCHES, Filed, Site, area_of, homes_of, owner_name
from .story import shots

# The owners are on the roll before the first place begins.
OPENING = clock.instant("2019-10-08", "08:00")
REPRESENTATIVES = ("彭德胜", "罗小平")
# What people said, one after the other; what was found; which part it is.
FINDINGS = {
    "roof": ((
        "一下雨屋顶就漏，顶楼墙上都是水印。", "顶楼几户年年漏，补了三回都不管用。", "屋面的沥青都起泡了，雨天拿盆接水。",
        "天花板一大块掉下来，幸亏没砸到人。", "落一夜雨，顶楼床上都是湿的。", "屋顶裂缝里长出草来了，一下雨就往下滴。",
        "顶楼电线边上渗水，雨天不敢开灯。", "隔热板碎了一片，底下的房间都漏。",
    ), "屋面防水层老化开裂。", "roof_gutter"),
    "wall": ((
        "外墙渗水，靠墙的衣柜都发霉了。", "西头的墙一拍就空响，雨天屋里墙是湿的。", "墙皮往下掉，风大的时候掉到路上。",
    ), "外墙粉刷空鼓开裂，雨水从缝里进来。", "outer_wall"),
    "drain": ((
        "下水总是堵，一楼往外冒。", "这根立管一年通了四回，还是返水。", "厕所的水下不去，几户合用一根管子。",
        "铁管子锈穿了，楼道里都是水。", "通了又堵，一楼不敢住人了。",
    ), "铸铁排水立管锈穿，接口渗漏。", "drain"),
    "pit": ((
        "粪水从井里冒出来，流到坪里。", "井盖边上塌了一块，污水往外漫。", "吸粪车抽了又满，门口走不得人。",
    ), "检查井塌了一角，排水管被土埋了半截。", "drain"),
}  # fmt: skip
CATEGORY = {"roof": "house_roof", "wall": "house_roof", "drain": "drain"}
EARLY, NOON, LATE = "09:10", "11:20", "16:40"


class Turn(NamedTuple):
    """One scene: its moment, and what happens."""

    at: datetime
    play: Callable[[], None]


class Told:
    """What the scenes share."""

    def __init__(self, cast: Cast) -> None:
        self.cast, self.batches = cast, dict[int, Batch]()
        self.desk, self.street = cast.users["何静"], cast.users["赵宏"]
        self.by, self.bureau = Actor.user(self.desk), Actor.user(cast.users["孙洁"])
        # One drawing stands for every signed sheet.
        self.sheet = shots("paper")
        self.homes: dict[str, list[Home]] = {}
        for home in Home.objects.filter(building__community=cast.community).select_related("building", "unit", "stack"):
            self.homes.setdefault(home.building.name, []).append(home)


def tell(cast: Cast, until: datetime) -> None:
    """Play the five batches up to a moment, in the order of time."""
    told = Told(cast)
    with clock.at(OPENING):
        owners(told)
        _waiting_for_the_fund_stops_the_clock(told)
    turns = sorted(
        (turn for number, filed in enumerate(BATCHES, 1) for turn in _batch(told, number, filed)),
        key=lambda one: one.at,
    )
    for turn in turns:
        if turn.at <= until:
            with clock.at(turn.at):
                turn.play()
    with clock.at(until):
        jobs.run_ready()
        _everybody_has_read(told)


def _waiting_for_the_fund_stops_the_clock(told: Told) -> None:
    """This community's own word: what is carried over until money comes is not overdue meanwhile."""
    community = told.cast.community
    held = deadlines.rule(community, "carried_over")
    facts = cases.RuleFacts(
        clock="stops", amount=None, unit="", source="示例，社区自己定的", source_date=None, confirmed=False
    )
    cases.set_branch_rule(
        division=community.division, code="carried_over", facts=facts, seen=held.mark if held else "", by=told.by
    )


def _everybody_has_read(told: Told) -> None:
    """Four years of notices are not news on the morning when the demo opens."""
    for case_id in Place.objects.filter(community=told.cast.community).values_list("case_id", flat=True):
        for user in told.cast.users.values():
            notices.read(user=user, case_id=case_id)


# --- whose the homes are ----------------------------------------------------------------------------------------------


def owners(told: Told) -> None:
    """Every home of a scope has an owner and an area; some owners are heirs, away or unknown, and one owns two."""
    last: Owner | None = None
    paid = [home for filed in BATCHES for site in filed.sites for home in homes_of(site, told.homes[site.house])]
    for n, home in enumerate(paid):
        if n % 23 != 22 or last is None:
            status = {5: "absent", 11: "heirs", 17: "unknown"}.get(n % 29, "known")
            name = owner_name(n) if status != "unknown" else ""
            phone = f"1390001{n:04d}" if status in ("known", "absent") else ""
            person = funds.Person(name=name, phone=phone, status=status)
            last = funds.add_owner(community=told.cast.community, person=person, homes=[home], by=told.by)
        else:
            funds.give_home(home=home, owner=last, by=told.by)
        funds.keep_property(home=home, facts=_facts(home, n), by=told.by)


def _facts(home: Home, n: int) -> funds.Facts:
    sold = n % 3 == 0
    return funds.Facts(
        kind="sold_public" if sold else "commodity", area=area_of(home, n), area_source="register",
        former_unit="韶光机械厂" if sold else "", unit_percent=20 if sold else None, sold_year=1998 if sold else None,
        fund_account=f"WX{n:06d}", balance_cents=180_000 + n % 7 * 61_300, balance_on=date(2019, 9, 30),
    )  # fmt: skip


# --- a batch ----------------------------------------------------------------------------------------------------------


def _batch(told: Told, number: int, filed: Filed) -> Iterator[Turn]:
    day = date.fromisoformat(filed.day)
    yield Turn(_at(day, -102, EARLY), lambda: _open(told, number))
    lives = [Life(told, number, site, day, n) for n, site in enumerate(filed.sites)]
    for life in lives:
        yield from life.turns()
    yield Turn(_at(day, 0, NOON), lambda: _file(told, number, lives))


def _open(told: Told, number: int) -> None:
    told.batches[number] = funds.open_batch(community=told.cast.community, by=told.by)


def _file(told: Told, number: int, lives: "list[Life]") -> None:
    ready = [life.place.pk for life in lives if life.filed]
    funds.submit_batch(batch=told.batches[number], places=ready, by=told.by)


def _at(day: date, days: int, hour: str) -> datetime:
    return clock.instant((day + timedelta(days=days)).isoformat(), hour)


# The end of the road, by where a place stands: which scenes are still played.
ORDER = (
    "begin", "open", "plan", "ask", "vote", "count", "papers", "review", "contract", "works", "done", "accept", "settle",
    "post", "draw", "archive",
)  # fmt: skip
LAST = {
    "archived": "archive", "settlement_posted": "post", "accepted": "accept", "in_works": "works", "contracted": "contract",
    "returned": "review", "ready": "count", "voting": "vote",
}  # fmt: skip
# When each is played, in days after its batch was filed.
DAYS = {
    "begin": -100, "open": -96, "plan": -94, "ask": -90, "vote": -84, "count": -66, "papers": -10, "review": 6,
    "contract": 15, "works": 22, "done": 40, "accept": 45, "settle": 60, "post": 64, "draw": 75, "archive": 82,
}  # fmt: skip
# What is still going on in December 2023 has its own days.
SLOW = {
    "voting": {"ask": 60, "vote": 93}, "returned": {"review": 92},
    "in_works": {"contract": 70, "works": 90}, "contracted": {"contract": 98}, "ready": {},
    "settlement_posted": {"settle": 92, "post": 98},
}  # fmt: skip


class Life:
    """One place, from the call that began it to the end of its file."""

    place: Place
    case_id: object

    def __init__(self, told: Told, number: int, site: Site, day: date, n: int) -> None:
        self.told, self.number, self.site, self.day, self.n = told, number, site, day, n
        # A batch of years ago keeps no place in the middle of its road because of days of 2023.
        self.shift = (date(2023, 8, 28) - day).days if site.stands in SLOW else 0

    @property
    def filed(self) -> bool:
        """Whether it was ready when its batch was handed in."""
        return self.site.stands not in ("ready", "voting")

    @property
    def case(self) -> Case:
        return Case.objects.select_related("community").get(pk=self.case_id)

    @property
    def order(self) -> WorkOrder:
        return WorkOrder.objects.get(fund_place=self.place.pk)

    def turns(self) -> Iterator[Turn]:
        last = ORDER.index(LAST[self.site.stands])
        for name in ORDER[: last + 1]:
            if self.site.emergency and name in ("ask", "vote", "count"):
                continue
            if name == "papers" and self.site.stands in ("ready", "voting"):
                continue
            yield Turn(self._when(name) + timedelta(minutes=self.n * 7), getattr(self, f"_{name}"))

    def _when(self, name: str) -> datetime:
        slow = SLOW.get(self.site.stands, {})
        days = slow[name] + self.shift if name in slow else DAYS[name]
        return _at(self.day, days, EARLY if name in ("begin", "papers", "review") else LATE)

    @property
    def worker(self) -> str:
        return (
            "李敏"
            if self.told.homes[self.site.house][0].building.grid_id == self.told.cast.posts["李敏"].grid_id
            else "陈涛"
        )

    # --- the scenes ---------------------------------------------------------------------------------------------------

    def _begin(self) -> None:
        """A resident rings; the grid worker goes and finds what it is."""
        said, cause, part = FINDINGS["pit" if self.site.spot else self.site.work[1]]
        text = said[(self.number * 3 + self.n) % len(said)]
        home = self.told.homes[self.site.house][-1]
        words = cases.Said(
            text=text, channel="phone", nature="help", urgency="normal", home=home, building=home.building,
            category=Category.objects.get(pk=CATEGORY[self.site.work[1]]),
        )  # fmt: skip
        appeal = cases.receive(community=self.told.cast.community, said=words, by=self.told.by)
        self.case_id = appeal.case_id
        cases.dispatch(case=self.case, post=self.told.cast.posts[self.worker], by=self.told.by)
        cases.acknowledge(case=self.case, user=self.told.cast.users[self.worker])
        field.record_visit(
            case=self.case, user=self.told.cast.users[self.worker], outcome="seen",
            found=field.Found(cause=cause, part=part, zone="common"),
        )  # fmt: skip

    def _open(self) -> None:
        item, part = self.site.work
        homes = homes_of(self.site, self.told.homes[self.site.house])
        building = homes[0].building
        need = funds.Need(item=item, part=part, building=building, spot=self.site.spot)
        self.place = funds.open_place(case=self.case, need=need, scope=funds.Scope(homes), by=self.told.by)
        funds.survey(place=self.place, by=self.told.by)
        funds.find_payable(place=self.place, answers=Answers(True, False, False, False, False), by=self.told.by)
        if self.site.emergency:
            kinds = {kind.code: kind for kind in emergency_kinds(self.told.cast.community)}
            funds.take_emergency_lane(place=self.place, kind=kinds[self.site.emergency], by=self.told.by)
        else:
            funds.take_normal_lane(place=self.place, by=self.told.by)
        # The reporter is told that it waits for the fund, and by when somebody looks again.
        cases.carry_over(case=self.case, by=self.told.by, reason="等维修资金批下来再修。", next_on=self._again())
        if self.number in self.told.batches:
            funds.join_batch(place=self.place, batch=self.told.batches[self.number], by=self.told.by)

    def _plan(self) -> None:
        """What is done, what it costs, who does it; in the emergency lane also who signed on the spot."""
        homes, (item, part) = homes_of(self.site, self.told.homes[self.site.house]), self.site.work
        cents = A_HOME[part] * len(homes)
        unit, price = ("㎡", 14_600) if part != "drain" else ("m", 28_500)
        quantity = cents * 100 // price * 9 // 10
        rest = cents - (quantity * price + 50) // 100
        lines = [
            funds.Line(item, unit, quantity, price),
            funds.Line("清运" if part == "drain" else "清运、脚手架", "项", 100, rest),
        ]
        funds.set_budget(place=self.place, lines=lines, by=self.told.by)
        firms = self.told.cast.vendors
        firm = firms["安居防水修缮"] if part != "drain" else firms["畅通管道疏通"]
        quote = funds.add_quote(place=self.place, vendor=firm, cents=cents, by=self.told.by)
        funds.take_quote(place=self.place, quote=quote, why="", by=self.told.by)
        if self.site.emergency:
            signed = funds.OnSite(owners=REPRESENTATIVES, community="何静", street="赵宏", on=clock.today())
            funds.confirm_site(place=self.place, signed=signed, by=self.told.by)

    def _ask(self) -> None:
        where = f"{self.told.homes[self.site.house][0].building}门口公示栏"
        funds.post_plan(place=self.place, posted_on=clock.today(), where=where, by=self.told.by)

    def _vote(self) -> None:
        """Most come and most agree; one is against, the unknown ones are not reached."""
        vote = funds.open_vote(place=self.place, by=self.told.by)
        roll = list(vote.roll.select_related("owner").order_by("pk"))
        owners = list({row.owner_id: row.owner for row in roll}.values())
        came = [one for one in owners if one.status != "unknown"]
        came = came[: len(came) // 2 + 1] if self.site.stands == "voting" else came
        said = [
            funds.Said(owner_id=one.pk, choice="disagree" if n == 3 else "agree", proxy_name="")
            for n, one in enumerate(came)
        ]
        funds.cast_all(vote=vote, said=said, user=self.told.desk)

    def _count(self) -> None:
        funds.count(place=self.place, by=self.told.by)

    def _papers(self) -> None:
        self._file("submit")

    def _file(self, stage: str) -> None:
        """What is asked for before a step, each a photograph of the signed sheet."""
        self.place.refresh_from_db()
        for paper in queries.missing_papers(self.place, stage):
            funds.file_paper(place=self.place, code=paper.code, pictures=self.told.sheet, by=self.told.by)

    def _review(self) -> None:
        funds.take_up(place=self.place, by=self.told.bureau)
        if self.site.stands == "returned":
            reason = "报价单缺天沟的工程量，请补。"
            funds.give_back(place=self.place, reason=reason, papers=["plan"], by=self.told.bureau)
        else:
            self.place.refresh_from_db()
            funds.approve(place=self.place, cents=self.place.budget_cents or 0, by=self.told.bureau)

    def _again(self) -> date:
        """When the case is looked at again: the day of the contract, or a day that is still ahead when the demo opens."""
        if "contract" in ORDER[: ORDER.index(LAST[self.site.stands]) + 1]:
            return clock.local(self._when("contract")).date() + timedelta(days=1)
        return date(2023, 12, 29)

    def _contract(self) -> None:
        cases.resume(case=self.case, user=self.told.desk)
        quote = self.place.quotes.get(taken=True)
        today = clock.today()
        signed = funds.Signed(
            vendor=quote.vendor, sum_cents=quote.sum_cents, signed_on=today, due_on=today + timedelta(days=40)
        )
        funds.contract(place=self.place, signed=signed, by=self.told.by)
        if self.site.stands == "contracted":
            field.accept_order(order=self.order)
        self._later("何静")

    def _works(self) -> None:
        field.accept_order(order=self.order)
        funds.start_works(place=self.place, by=self.told.by)
        self._later("刘芳")

    def _later(self, who: str) -> None:
        """Works take longer than a leak was promised to: the reporter is told the new day, for what the opening still sees."""
        if self.site.stands in SLOW:
            case, user = self.case, self.told.cast.users[who]
            until = max(clock.local(case.resolve_by).date(), clock.today()) + timedelta(days=14)
            cases.extend(case=case, user=user, until=until, reason="维修资金批下来了，施工还要些日子。")

    def _done(self) -> None:
        """The firm reports it done; another looks, the resident is rung, and the case is over. The file is not."""
        case, other = self.case, "陈涛" if self.worker == "李敏" else "李敏"
        field.finish_order(order=self.order, result="resolved", cost_cents=0, note="做完了。")
        cases.verify(
            case=self.case, by=Actor.user(self.told.cast.users[other]), method="on_site", note="看过，不漏了。"
        )
        cases.call_back(
            appeal=Appeal.objects.get(case=case), by=self.told.by, outcome="solved", satisfaction="satisfied",
            rained_on=clock.today(),
        )  # fmt: skip

    def _accept(self) -> None:
        note = "通水试过，不堵不漏。" if self.site.work[1] == "drain" else "淋水试过，不漏。"
        looked = funds.Looked(on=clock.today(), names=REPRESENTATIVES, note=note)
        funds.accept(place=self.place, looked=looked, by=self.told.by)

    def _settle(self) -> None:
        self._file("settle")
        self.place.refresh_from_db()
        audited = "长沙公信造价咨询（演示）" if (self.place.approved_cents or 0) > 3_000_000 else ""
        bill = funds.Billed(
            sum_cents=self.place.approved_cents or 0, invoice=f"{self.number:02d}{self.n:03d}", auditor=audited
        )
        funds.settle(place=self.place, bill=bill, by=self.told.by)

    def _post(self) -> None:
        self._file("post_settlement")
        where = f"{self.told.homes[self.site.house][0].building}门口公示栏"
        funds.post_settlement(place=self.place, where=where, posted_on=clock.today(), by=self.told.by)

    def _draw(self) -> None:
        payment = funds.ask_payment(place=self.place, cents=None, user=self.told.desk)
        funds.approve_payment(payment=payment, user=self.told.cast.users["刘芳"])
        funds.approve_payment(payment=payment, user=self.told.street)
        funds.pay(place=self.place, on=clock.today(), by=self.told.by)

    def _archive(self) -> None:
        self._file("archive")
        funds.archive(place=self.place, by=self.told.by)
