"""S2, the garage and the absent owner: December 2023, and the pennant of January."""

from huying.cases import actions as cases
from huying.cases.models import Category
from huying.core import clock
from huying.core.actor import Actor
from huying.field import actions as field
from huying.rules.entry import Visitor

from .story import Stage, scene, shots

# 汪致远, and the niece who opens his door. No one's numbers, like all of the cast's.
OWNER, NIECE = "13900000122", "13900000188"


@scene("2023-12-06", "14:20")
def the_garage_drips(stage: Stage) -> None:
    """周建国 phones: his garage ceiling drips and smells."""
    above = stage.cast.home("新3栋101")
    stage.receive(
        "garage", "何静", "seepage", text="车库顶上滴水，有臭味，怀疑楼上新3栋101漏下来，今天越来越大。",
        urgency="urgent", building=above.building, spot="楼下车库", address_text="新3栋101楼下车库",
        reporter_name="周建国", reporter_phone="13900000155",
        homes=(cases.Concerned(role="suspected_source", home=above),),
    )  # fmt: skip
    stage.dispatch("garage", "陈涛")


@scene("2023-12-06", "14:50")
def nobody_home_upstairs(stage: Stage) -> None:
    field.record_visit(
        case=stage.case("garage"), user=stage.cast.users["陈涛"], outcome="nobody_home",
        note="楼上敲门没人应；邻居说户主在外地。", pictures=shots("garage"),
    )  # fmt: skip


@scene("2023-12-06", "15:05")
def nobody_answers(stage: Stage) -> None:
    field.contact(
        case=stage.case("garage"), user=stage.cast.users["陈涛"], whom="owner", channel="phone", outcome="no_answer",
        name="汪致远", phone=OWNER,
    )  # fmt: skip


@scene("2023-12-06", "15:35")
def the_neighbour_rings_too(stage: Stage) -> None:
    """汪小梅 rings for the home above: it backs up there. A case of its own, as it seems."""
    home = stage.cast.home("新3栋101")
    stage.receive(
        "upstairs", "何静", "drain", text="我伯伯家新3栋101没人住，邻居说厨房往外冒污水，味道很大。", urgency="urgent",
        home=home, building=home.building, reporter_name="汪小梅", reporter_phone="13900000188",
    )  # fmt: skip


@scene("2023-12-06", "15:40")
def the_owner_answers_from_shenzhen(stage: Stage) -> None:
    field.contact(
        case=stage.case("garage"), user=stage.cast.users["何静"], whom="owner", channel="phone", outcome="reached",
        name="汪致远", phone=OWNER, note="人在深圳，腿脚不便，回不来；说让侄女汪小梅去开门。",
    )  # fmt: skip


@scene("2023-12-06", "15:55")
def he_is_asked_to_let_them_in(stage: Stage) -> None:
    """汪致远 authorises 汪小梅: who, which home, which matter, what is allowed, from when until when."""
    stage.entry = field.ask_entry(
        case=stage.case("garage"), user=stage.cast.users["何静"],
        asked=field.Asked(
            home=stage.cast.home("新3栋101"), principal_name="汪致远", principal_phone=OWNER, principal_is="owner",
            agent_name="汪小梅", agent_phone=NIECE, agent_is="侄女", photograph=True, repair=True,
            purpose="看厨房和卫生间的下水管，找漏水的原因。", how="link",
            starts_at=clock.instant("2023-12-07", "08:30"), ends_at=clock.instant("2023-12-08", "18:00"),
        ),
    )  # fmt: skip


@scene("2023-12-06", "16:05")
def he_types_the_code(stage: Stage) -> None:
    code = field.make_code(entry=stage.entry, by=stage.by("何静")).code
    field.confirm_entry(entry=stage.entry, code=code, photograph=True, repair=True, ends_at=stage.entry.ends_at)


@scene("2023-12-06", "17:05")
def it_is_one_matter(stage: Stage) -> None:
    """What drips into the garage is what backs up above: the two become one case, with two reporters."""
    cases.merge(
        case=stage.case("upstairs"), into=stage.case("garage"), by=stage.by("何静"),
        words="楼上冒污水，楼下车库滴的就是它。",
    )  # fmt: skip
    stage.look("garage", "陈涛")


@scene("2023-12-07", "08:20")
def a_second_garage(stage: Stage) -> None:
    """The neighbour below 102 says it through the code at the door: my home too."""
    house = stage.cast.building("新3")
    stage.appeals["second garage"] = cases.join(
        case=stage.case("garage"), by=Actor("resident"),
        said=cases.Said(
            text="我家也是：楼上楼下渗漏", channel="web", nature="help", urgency="urgent",
            category=Category.objects.get(pk="seepage"), address_text="新3栋102楼下车库",
            homes=(cases.Concerned(role="affected", building=house, spot="102楼下车库"),),
        ),
    )  # fmt: skip


@scene("2023-12-07", "09:00")
def the_niece_opens_the_door(stage: Stage) -> None:
    """Visit 2, two visitors: the kitchen is full of sewage, almost in the living room."""
    chen_tao = stage.cast.users["陈涛"]
    field.open_door(entry=stage.entry, user=chen_tao)
    field.start_entry(entry=stage.entry, user=chen_tao)


@scene("2023-12-07", "09:25")
def the_kitchen_is_full(stage: Stage) -> None:
    field.record_visit(
        case=stage.case("garage"), user=stage.cast.users["陈涛"], outcome="seen", entry=stage.entry,
        others=(Visitor("彭德胜", "representative"), Visitor("汪小梅", "party")),
        found=field.Found(cause="楼外过粪井堵死，污水从厨房倒灌，快漫到客厅。", part="drain", zone="common"),
        pictures=shots("kitchen"),
    )  # fmt: skip
    stage.look("garage", "陈涛")


@scene("2023-12-07", "13:10")
def the_municipal_crew_is_asked(stage: Stage) -> None:
    """Work order 1: the manhole outside is the municipal crew's. They open no link: the desk types in what they say."""
    field.order(
        case=stage.case("garage"), vendor=stage.cast.vendors["区市政维护中心"],
        task="新3栋楼外过粪井堵死，请清掏。", payer="unit",
        due_by=clock.instant("2023-12-07", "17:00"), by=stage.by("何静"),
    )  # fmt: skip


@scene("2023-12-07", "13:30")
def they_say_they_come(stage: Stage) -> None:
    typed = field.Typed(by=stage.by("何静"), heard="phone")
    field.accept_order(order=stage.order("garage"), typed=typed)


@scene("2023-12-07", "15:20")
def part_of_the_mud_is_gone(stage: Stage) -> None:
    """Partly, with the reason."""
    field.finish_order(
        order=stage.order("garage"), result="partly", cost_cents=0, typed=field.Typed(by=stage.by("何静"), heard="phone"),
        note="清出一部分淤泥和油块；井到楼里那一段管子里还堵着，要用高压车疏通。",
    )  # fmt: skip


@scene("2023-12-07", "15:35")
def the_dredging_firm_is_asked(stage: Stage) -> None:
    """Work order 2, from what the first one left over."""
    left = stage.order("garage")
    field.order(
        case=stage.case("garage"), vendor=stage.cast.vendors["畅通管道疏通"], task=left.note, payer="community",
        due_by=clock.instant("2023-12-07", "19:00"), by=stage.by("何静"),
    )  # fmt: skip
    stage.look("garage", "何静")


@scene("2023-12-07", "15:50")
def the_firm_comes(stage: Stage) -> None:
    field.accept_order(order=stage.order("garage"))


@scene("2023-12-07", "17:20")
def hands_are_called(stage: Stage) -> None:
    """陈涛 calls for hands to clean the flat: two of them, for sewage."""
    chen_tao = stage.cast.users["陈涛"]
    stage.turnout = field.call_turnout(
        community=stage.cast.community, case=stage.case("garage"), user=chen_tao,
        wanted=field.Wanted(
            what="清一户厨房的污水和淤泥", place="新3栋楼下", slots=2, danger="sewage", leader=chen_tao,
            starts_at=clock.instant("2023-12-07", "19:00"), ends_at=clock.instant("2023-12-07", "21:30"),
        ),
    )  # fmt: skip


@scene("2023-12-07", "17:45")
def two_join(stage: Stage) -> None:
    """彭德胜 is on the roster and rings; 罗小平 signs up by the link."""
    peng = stage.cast.volunteers["彭德胜"]
    field.sign_up(turnout=stage.turnout, volunteer=peng, by=stage.by("陈涛"))
    luo = field.Person(name="罗小平", phone="13900000147", adult=True, asks=True)
    field.join_turnout(turnout=stage.turnout, person=luo)


@scene("2023-12-07", "18:10")
def the_sewer_runs_again(stage: Stage) -> None:
    field.finish_order(
        order=stage.order("garage"), result="resolved", cost_cents=96_000, note="高压车疏通了井到楼里的管子，放水试过，通了。",
        before=shots("manhole"), after=shots("manhole"),
    )  # fmt: skip


@scene("2023-12-07", "21:20")
def the_flat_is_clean(stage: Stage) -> None:
    chen_tao = stage.cast.users["陈涛"]
    minutes = {one.pk: 130 for one in stage.turnout.sign_ups.all()}
    field.record_minutes(turnout=stage.turnout, minutes=minutes, user=chen_tao)
    result = "厨房和过道的淤泥清出来了，地面冲洗、消毒过。"
    field.end_turnout(turnout=stage.turnout, result=result, user=chen_tao)


@scene("2024-01-22", "10:15")
def the_pennant(stage: Stage) -> None:
    """汪致远 brings a pennant. Nobody had asked for it."""
    cast = stage.cast
    cases.thank(
        community=cast.community, case=stage.case("garage"), user=cast.users["何静"],
        said=cases.Grateful(
            kind="pennant", on=clock.today(), sender="汪致远", words="民有所呼，社区有所应。",
            about={cast.users["陈涛"]: True, cast.users["李敏"]: False},
        ),
    )  # fmt: skip
