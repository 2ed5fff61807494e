"""The story 故事: what happened in 韶光社区, day by day, told through the same actions that the pages use.

Each scene names its moment on a clock in China; `tell(until=…)` plays those that lie before it and runs their jobs, so
that the product stands as it stood on that day.
"""

from collections.abc import Callable
from datetime import date, datetime
from pathlib import Path

from huying.cases import actions as cases
from huying.cases.models import Appeal, Case, Category
from huying.channels import actions as notices
from huying.core import clock, jobs
from huying.core.actor import Actor
from huying.core.photos import read_photo
from huying.core.pictures import Picture
from huying.field import actions as field
from huying.field.models import EntryAuthorisation, Turnout, WorkOrder

from .cast import Cast, set_stage

OPENING = clock.instant("2023-09-01", "08:00")
PICTURES = Path(__file__).with_name("pictures")

Scene = Callable[["Stage"], None]
SCENES: list[tuple[datetime, Scene]] = []


def scene(day: str, time: str) -> Callable[[Scene], Scene]:
    """Put a scene into the story at its moment."""

    def keep(play: Scene) -> Scene:
        SCENES.append((clock.instant(day, time), play))
        return play

    return keep


class Stage:
    """The cast, and the appeals of the story by the name each scene knows them by."""

    entry: EntryAuthorisation
    turnout: Turnout

    def __init__(self, cast: Cast) -> None:
        self.cast = cast
        self.appeals: dict[str, Appeal] = {}

    def by(self, name: str) -> Actor:
        return Actor.user(self.cast.users[name])

    def case(self, name: str) -> Case:
        return Case.objects.get(pk=self.appeals[name].case_id)

    def order(self, name: str) -> WorkOrder:
        """The last one."""
        return WorkOrder.objects.filter(case=self.appeals[name].case_id).latest("at")

    def receive(self, name: str, by: str, category: str, **said: object) -> Case:
        """Somebody says something at the desk, by telephone or by their phone."""
        resident = self.cast.residents.get(str(said.get("reporter_name", "")))
        words = cases.Said(
            category=Category.objects.get(pk=category),
            resident=resident,
            **{"nature": "help", "urgency": "normal", "channel": "phone", **said},
        )
        actor = self.by(by) if by else Actor("resident")
        self.appeals[name] = cases.receive(community=self.cast.community, said=words, by=actor)
        return self.case(name)

    def dispatch(self, name: str, worker: str) -> None:
        self.look(name, "何静")
        cases.dispatch(case=self.case(name), post=self.cast.posts[worker], by=self.by("何静"))

    def visit(self, name: str, worker: str, cause: str, part: str, zone: str, *pictures: str) -> None:
        field.record_visit(
            case=self.case(name),
            user=self.cast.users[worker],
            outcome="seen",
            found=field.Found(cause=cause, part=part, zone=zone),
            pictures=shots(*pictures),
        )
        self.look(name, worker)

    def look(self, name: str, who: str) -> None:
        """Somebody opened the case: its notices are read."""
        jobs.run_ready()
        notices.read(user=self.cast.users[who], case_id=self.case(name).pk)


def shots(*names: str) -> tuple[Picture, ...]:
    """Drawings in place of photos."""
    read = []
    for name in names:
        with (PICTURES / f"{name}.jpg").open("rb") as file:
            read.append(Picture(read_photo(file)))
    return tuple(read)


def tell(until: datetime, opening: datetime = OPENING) -> Stage:
    """Play the story up to a moment, on a fresh database. The cast is on stage from `opening` on."""
    with clock.at(min(opening, until)):
        stage = Stage(set_stage())
    for moment, play in sorted(SCENES, key=lambda one: one[0]):
        if moment > until:
            break
        with clock.at(moment):
            play(stage)
            jobs.run_ready()
    return stage


# --- S1, the roof gutter ----------------------------------------------------------------------------------------------


@scene("2023-09-12", "09:10")
def she_walks_in(stage: Stage) -> None:
    """江秋莲 walks in; 何静 takes it while she talks and sends it to 李敏."""
    home = stage.cast.home("5栋303")
    stage.receive(
        "gutter", "何静", "house_roof",
        text="一下雨，屋里像水帘洞一样。昨天夜里接了三桶水，墙都发霉了。", address_text="5栋303房",
        channel="walk_in", urgency="urgent", home=home, building=home.building,
        reporter_name="江秋莲", reporter_phone="13900000303",
    )  # fmt: skip
    stage.dispatch("gutter", "李敏")


@scene("2023-09-12", "09:18")
def li_min_has_it(stage: Stage) -> None:
    cases.acknowledge(case=stage.case("gutter"), user=stage.cast.users["李敏"])


@scene("2023-09-12", "09:50")
def the_gutter_is_decayed(stage: Stage) -> None:
    """The roof gutter, a common part, is decayed; in rain it backs up into the flat."""
    stage.visit(
        "gutter", "李敏", "屋顶天沟老化开裂，一下雨就倒灌进屋。", "roof_gutter", "common", "gutter-before"
    )  # fmt: skip


@scene("2023-09-12", "10:40")
def the_repair_is_ordered(stage: Stage) -> None:
    field.order(
        case=stage.case("gutter"), vendor=stage.cast.vendors["安居防水修缮"],
        task="天沟重做防水，外侧加砌挡水墙。", payer="community",
        due_by=clock.instant("2023-09-15", "18:00"), by=stage.by("何静"),
    )  # fmt: skip


@scene("2023-09-12", "11:05")
def the_firm_accepts(stage: Stage) -> None:
    field.accept_order(order=stage.order("gutter"))


@scene("2023-09-15", "11:30")
def the_work_is_done(stage: Stage) -> None:
    field.finish_order(
        order=stage.order("gutter"), result="resolved", cost_cents=268_000, note="重做防水，加砌挡水墙。",
        before=shots("gutter-before"), after=shots("gutter-after"),
    )  # fmt: skip


@scene("2023-09-15", "16:20")
def she_checks_on_the_roof(stage: Stage) -> None:
    """The firm did the work, so 李敏 may check it."""
    note = "新防水没有开口，挡水墙砌好了。"
    cases.verify(case=stage.case("gutter"), by=stage.by("李敏"), method="on_site", note=note)


@scene("2023-09-20", "15:30")
def after_the_rain(stage: Stage) -> None:
    """It rained; 何静 calls back: solved, satisfied. Closed."""
    cases.call_back(
        appeal=stage.appeals["gutter"], by=stage.by("何静"), outcome="solved", satisfaction="satisfied",
        rained_on=date(2023, 9, 20),
    )  # fmt: skip


# --- 3栋 and 附13栋 are repaired too (the report says so; that the cause is the same is invented) ------------------------


@scene("2023-09-13", "10:05")
def the_same_on_two_more_roofs(stage: Stage) -> None:
    """Found on the roofs while looking: two more cases, linked as similar."""
    for name, text in (("3", "三栋天沟也裂了，顶楼两户墙上有水印。"), ("附13", "附13栋天沟堵了又裂，一下雨顺墙流。")):
        case = stage.receive(
            name, "李敏", "house_roof", text=text, channel="patrol", building=stage.cast.building(name), spot="屋顶"
        )
        cases.link_similar(case=case, other=stage.case("gutter"), by=stage.by("何静"))
        stage.dispatch(name, "李敏")


@scene("2023-09-13", "16:10")
def both_are_seen(stage: Stage) -> None:
    for name in ("3", "附13"):
        stage.visit(name, "李敏", "天沟防水层老化开裂。", "roof_gutter", "common", "gutter-before")
        field.order(
            case=stage.case(name), vendor=stage.cast.vendors["安居防水修缮"], task="天沟重做防水。", payer="community",
            due_by=clock.instant("2023-09-19", "18:00"), by=stage.by("何静"),
        )  # fmt: skip


@scene("2023-09-18", "17:00")
def both_are_done(stage: Stage) -> None:
    for name, cents in (("3", 196_000), ("附13", 231_500)):
        field.finish_order(
            order=stage.order(name), result="resolved", cost_cents=cents, note="防水做好了。",
            after=shots("gutter-after"),
        )  # fmt: skip


@scene("2023-09-19", "09:30")
def both_are_checked(stage: Stage) -> None:
    for name in ("3", "附13"):
        cases.verify(case=stage.case(name), by=stage.by("李敏"), method="on_site", note="上屋顶看过，没有开口。")


@scene("2023-09-20", "16:05")
def both_are_closed(stage: Stage) -> None:
    for name in ("3", "附13"):
        cases.call_back(
            appeal=stage.appeals[name], by=stage.by("何静"), outcome="solved", satisfaction="no_answer",
            rained_on=date(2023, 9, 20), note="巡查发现的，雨后问过顶楼住户，没有再漏。",
        )  # fmt: skip


# --- the two short roads ----------------------------------------------------------------------------------------------


@scene("2023-11-06", "10:12")
def answered_at_once(stage: Stage) -> None:
    case = stage.receive(
        "cleaning", "何静", "house_affairs", text="化粪池清掏要不要我们自己出钱？", nature="inquiry", channel="walk_in",
        building=stage.cast.building("8"),
    )  # fmt: skip
    cases.answer(
        case=case, by=stage.by("何静"),
        reply="红线内的化粪池归全体业主，这次由社区联系清掏，费用在楼栋公示栏贴出，不上门收。",
    )  # fmt: skip


@scene("2023-11-08", "19:40")
def found_and_fixed(stage: Stage) -> None:
    words = cases.Said(
        text="2单元三楼楼道灯不亮，换了灯泡。", channel="patrol", nature="help", urgency="normal",
        category=Category.objects.get(pk="light"), building=stage.cast.building("新3"), spot="2单元三楼楼道",
    )  # fmt: skip
    stage.appeals["lamp"] = field.find_and_fix(
        community=stage.cast.community, said=words, user=stage.cast.users["陈涛"], proof="witness", note="彭德胜在场",
    )  # fmt: skip


# --- December: what is on the desk on the day the demo opens -----------------------------------------------------------


@scene("2023-12-04", "09:20")
def the_outer_wall(stage: Stage) -> None:
    case = stage.receive(
        "wall", "何静", "house_roof", text="西边外墙渗水，下雨就湿一大片。", building=stage.cast.building("9"),
        spot="1单元西墙",
    )  # fmt: skip
    stage.dispatch("wall", "李敏")
    assert case.grid_id == stage.cast.posts["李敏"].grid_id


@scene("2023-12-04", "15:10")
def the_outer_wall_is_seen(stage: Stage) -> None:
    stage.visit("wall", "李敏", "外墙抹灰空鼓，有一条斜裂缝。", "outer_wall", "common")


@scene("2023-12-05", "08:50")
def the_storm_drain(stage: Stage) -> None:
    stage.receive(
        "drain", "陈涛", "drain", text="雨水口堵了，门口积水，老人不好走。", channel="patrol", urgency="urgent",
        building=stage.cast.building("新8"), spot="2单元门口",
    )  # fmt: skip
    stage.dispatch("drain", "陈涛")


@scene("2023-12-05", "10:30")
def the_storm_drain_is_seen(stage: Stage) -> None:
    stage.visit("drain", "陈涛", "雨水口被淤泥和落叶堵死。", "drain", "common", "manhole")
    field.order(
        case=stage.case("drain"), vendor=stage.cast.vendors["畅通管道疏通"], task="高压车疏通雨水口。",
        payer="community", due_by=clock.instant("2023-12-06", "17:00"), by=stage.by("何静"),
    )  # fmt: skip


@scene("2023-12-06", "16:40")
def the_stairs_are_dark(stage: Stage) -> None:
    building = stage.cast.building("5")
    stage.receive(
        "stairs", "", "light", text="2号楼梯的灯三天没亮了，晚上不敢下楼。", channel="web", building=building,
        spot="2单元楼道", reporter_name="彭德胜", reporter_phone="13900000136",
    )  # fmt: skip


@scene("2023-12-07", "08:12")
def water_comes_back(stage: Stage) -> None:
    home = stage.cast.home("附13栋102")
    stage.receive(
        "riser", "何静", "drain", text="厨房下水道往上冒水，昨天通过一次，今早又来了，老人一个人在家。",
        urgency="urgent", home=home, building=home.building,
    )  # fmt: skip
    stage.dispatch("riser", "李敏")


@scene("2023-12-07", "08:31")
def the_bin_lids(stage: Stage) -> None:
    stage.receive(
        "bins", "", "sanitation", text="门前两个垃圾桶的盖子坏了。", channel="web", building=stage.cast.building("5"),
        spot="门前",
    )  # fmt: skip


# The absent owner has a file of his own, and so has what was published; their scenes join the others.
from . import garage, published  # noqa: E402, F401
