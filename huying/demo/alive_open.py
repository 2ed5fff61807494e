"""What lies on the desk in December 2023 手上的事: written by hand, each in a state of its own on the morning when the demo
opens, and each going on to its end in the days after it.
"""

from collections.abc import Callable, Iterator
from datetime import date

from huying.cases import actions as cases
from huying.cases.models import Appeal
from huying.core import clock
from huying.field import actions as field

from .alive_cases import Life, Told, Town
from .alive_words import DREDGER, ROOFER
from .funds import Turn

PHONE = "1390000{:04d}"


class Days:
    """Turns at moments that are named."""

    def __init__(self, year: int = 2023) -> None:
        self.year, self.turns = year, list[Turn]()

    def __call__(self, moment: str, play: Callable[[], object]) -> None:
        day, _blank, hour = moment.partition(" ")
        self.turns.append(Turn(clock.instant(f"{self.year}-{day}", hour), play))  # type: ignore[arg-type]


def turns(town: Town) -> Iterator[Turn]:
    """A house that is not on stage plays no part."""
    for tale in TALES:
        days = Days()
        told = tale(town, days)
        if not told.house or told.house in town.houses:
            yield from days.turns
    yield from _thanks(town).turns


def _life(town: Town, told: Told, days: Days, received: str, sent: str = "") -> Life:
    life = Life(town, told)
    days(received, life.receive)
    if sent:
        days(sent, life.dispatch)
    return life


def riser(town: Town, days: Days) -> Told:
    """In the firm's hands."""
    told = Told(
        "seepage", "12栋402厕所立管又漏，胶布缠了三道也止不住。", "12", "12栋402", channel="walk_in", urgency="urgent",
        reporter="谭菊香", phone=PHONE.format(4402),
    )  # fmt: skip
    life = _life(town, told, days, "12-05 09:05", "12-05 09:20")
    days("12-05 10:40", lambda: life.visit("铸铁立管四楼接口锈穿，三楼以下都湿了。", "riser", "common"))
    due = clock.instant("2023-12-08", "18:00")
    days("12-05 14:30", lambda: life.order(DREDGER, "换四楼到三楼一节立管，接口重新封。", due))
    days("12-05 15:15", life.accept)
    days("12-08 16:20", lambda: life.finish("换了两节立管，接口封好。", 84_000))
    days("12-11 10:00", lambda: life.verify("冲水看过，不漏了。"))
    days("12-12 09:40", lambda: life.ring("solved", "satisfied"))
    return told


def materials(town: Town, days: Days) -> Told:
    """Waits for materials."""
    told = Told(
        "utility", "33栋1单元楼道总水阀关不死，修水龙头要停整个单元。", "33", spot="1单元楼道", reporter="易国平",
        phone=PHONE.format(3301),
    )  # fmt: skip
    life = _life(town, told, days, "12-04 10:25", "12-04 10:50")
    days("12-04 15:30", lambda: life.visit("总阀阀芯锈死，是老规格，要配。", "water_supply", "common"))
    days("12-05 09:10", lambda: cases.wait(
        case=life.case, user=town.cast.users[life.worker], why="materials", expected_on=date(2023, 12, 11),
        note="老规格的阀门店里没有，厂家发货要五天。",
    ))  # fmt: skip
    days("12-11 10:30", lambda: life.visit("阀门到了，装上试过。", "water_supply", "common"))
    days("12-11 11:30", life.handle)
    days("12-11 15:00", lambda: life.verify())
    days("12-12 10:10", lambda: life.ring("solved", "satisfied"))
    return told


def gas(town: Town, days: Days) -> Told:
    """Carried over: nothing to be done before the plan of next year."""
    told = Told(
        "utility", "18栋还在用坛子气，问了几年了，管道气么子时候装？", "18", channel="wechat_group", urgency="complex",
        reporter="胡细妹", phone=PHONE.format(1802),
    )  # fmt: skip
    life = _life(town, told, days, "11-20 09:30", "11-20 10:00")
    days("11-22 10:00", lambda: life.visit("全栋二十四户愿意装，路面要开挖，要等明年的计划。", "other", "utility"))
    days("11-23 16:00", lambda: cases.carry_over(
        case=life.case, by=life.desk, reason="燃气公司答复排进明年一季度的计划，到时再问。", next_on=date(2024, 1, 15)
    ))  # fmt: skip
    return told


def to_check(town: Town, days: Days) -> Told:
    """Done as the firm sees it; nobody else has looked yet."""
    told = Told(
        "drain", "14栋3单元一楼厕所反水，脏水漫到过道。", "14", "14栋3单元102", urgency="urgent", reporter="罗立新",
        phone=PHONE.format(1432),
    )  # fmt: skip
    life = _life(town, told, days, "12-06 08:50", "12-06 09:00")
    days("12-06 09:45", lambda: life.visit("出户管被油块堵死。", "drain", "common"))
    due = clock.instant("2023-12-07", "12:00")
    days("12-06 10:20", lambda: life.order(DREDGER, "疏通14栋3单元出户管。", due))
    days("12-06 10:50", life.accept)
    days("12-06 16:30", lambda: life.finish("机器疏通，掏出半桶油块，放水试过。", 32_000))
    days("12-07 15:00", lambda: life.verify("放了两桶水，下得快。"))
    days("12-08 09:30", lambda: life.ring("solved", "satisfied"))
    return told


def waits_for_rain(town: Town, days: Days) -> Told:
    """Repaired and checked; only rain can tell."""
    told = Told(
        "house_roof", "28栋顶楼房间漏雨，昨晚落雨又接了一盆。", "28", "28栋603", urgency="urgent", reporter="曾春梅",
        phone=PHONE.format(2863),
    )  # fmt: skip
    life = _life(town, told, days, "11-29 08:55", "11-29 09:10")
    days("11-29 10:30", lambda: life.visit("屋面有三处裂缝，卷材起鼓。", "roof", "common"))
    due = clock.instant("2023-12-06", "12:00")
    days("11-29 15:00", lambda: life.order(ROOFER, "三处裂缝补防水，起鼓的地方重做。", due))
    days("11-29 16:10", life.accept)
    days("12-06 09:30", lambda: life.finish("裂缝补好，起鼓处重做了六个平方。", 126_000))
    days("12-06 15:20", lambda: life.verify("上屋顶看了，接缝平整。"))
    days("12-13 09:30", lambda: life.dry("半个月没有雨，屋面蓄水一天没有渗。"))
    days("12-13 10:00", lambda: life.ring("solved", "satisfied"))
    return told


def water_company(town: Town, days: Days) -> Told:
    """Asked of a unit outside."""
    told = Told(
        "utility", "25栋三楼以上早晚没得水，热水器打不燃。", "25", "25栋2单元302", reporter="尹桂英",
        phone=PHONE.format(2532),
    )  # fmt: skip
    life = _life(town, told, days, "12-05 16:10")
    days("12-05 16:40", lambda: life.refer("供水公司", date(2023, 12, 11), "已报片区，答应来测压。"))
    days("12-11 09:20", lambda: life.unit_answers("换了楼前减压阀，水压正常。"))
    days("12-12 09:20", lambda: life.ring("solved", "mostly"))
    return told


def objected(town: Town, days: Days) -> Told:
    """The worker gives it back; somebody else rules."""
    told = Told(
        "safety", "菜店门口人行道的地砖翘了一排，昨天绊倒一个娭毑。", "", spot="菜店门口", channel="walk_in",
        urgency="urgent", nature="complaint", reporter="贺素芬", phone=PHONE.format(9021),
    )  # fmt: skip
    life = _life(town, told, days, "12-06 16:05", "12-06 16:30")
    days("12-06 17:00", life.acknowledge)
    days("12-07 09:40", lambda: cases.object_to(
        case=life.case, user=town.cast.users[life.worker], basis="others",
        reason="去看了，是市政人行道，不在院子里面，该由区市政维护中心来修。先摆了警示锥。",
    ))  # fmt: skip
    days("12-07 16:30", lambda: cases.rule_objection(
        case=life.case, user=town.cast.users["刘芳"], upheld=False, note="首接负责，先盯着，报市政来修。"
    ))  # fmt: skip
    days("12-07 17:00", lambda: life.visit("人行道地砖松动，垫层空了。", "ground", "municipal"))
    days(
        "12-08 10:00",
        lambda: life.order("区市政维护中心", "重铺菜店门口人行道地砖。", clock.instant("2023-12-12", "18:00"), "unit"),
    )
    days("12-12 16:00", lambda: life.finish("重铺了八个平方。", 0))
    days("12-13 11:00", lambda: life.verify())
    days("12-13 16:00", lambda: life.ring("solved", "satisfied"))
    return told


def quarrel(town: Town, days: Days) -> Told:
    """The two homes do not agree yet."""
    told = Told(
        "seepage", "9栋303厨房顶上滴水，楼上403讲不是他屋里的。", "9", "9栋303", channel="hotline", nature="complaint",
        reporter="文翠莲", phone=PHONE.format(9303), outside="CS231201-0417",
        outside_due=clock.instant("2023-12-11", "17:30"),
    )  # fmt: skip
    life = _life(town, told, days, "12-01 10:20", "12-01 10:45")
    days("12-01 16:00", lambda: life.visit("楼上厨房软管接头渗水，楼上说要自己请人看。", "branch_pipe", "private"))
    days("12-04 15:00", lambda: field.contact(
        case=life.case, user=town.cast.users[life.worker], whom="other", channel="phone", outcome="call_back",
        note="楼上说周末回来再商量。",
    ))  # fmt: skip
    days("12-07 15:30", life.handle)
    days("12-08 10:00", lambda: life.verify("两家都看过，软管换了，不滴了。"))
    days("12-08 15:00", lambda: life.ring("solved", "mostly"))
    days("12-08 15:20", lambda: cases.reply_outside(
        appeal=life.appeal, words="楼上已换软管，不再渗水，诉求人表示认可。", by=life.desk
    ))  # fmt: skip
    return told


def just_sent(town: Town, days: Days) -> Told:
    """Sent out, not signed for."""
    told = Told(
        "light", "新8栋3单元五楼到六楼的灯黑了，娭毑下楼踩空了一级。", "新8", spot="3单元五楼楼道", urgency="urgent",
        reporter="邓玉兰", phone=PHONE.format(8352),
    )  # fmt: skip
    life = _life(town, told, days, "12-07 10:50", "12-07 11:05")
    days("12-07 14:20", lambda: life.visit("感应开关坏了。", "lamp", "common"))
    days("12-07 16:00", life.handle)
    days("12-08 09:10", lambda: life.verify("跺脚就亮。"))
    days("12-08 10:30", lambda: life.ring("solved", "satisfied"))
    return told


def order_of_12345(town: Town, days: Days) -> Told:
    """An order of 12345 that came a quarter of an hour ago."""
    told = Told(
        "neighbour", "市民来电称16栋楼后夜间有人切割铁皮，请协调。", "16", spot="楼后", channel="hotline",
        nature="complaint", reporter="肖长生", phone=PHONE.format(1621), outside="CS231207-0093",
        outside_due=clock.instant("2023-12-12", "17:30"),
    )  # fmt: skip
    life = _life(town, told, days, "12-07 11:26", "12-07 14:10")
    days("12-07 15:10", lambda: life.visit("废品站夜里切铁皮，说好六点收工。", "other", "common"))
    days("12-08 09:00", life.handle)
    days("12-11 09:00", lambda: life.verify("问了三户，夜里没响了。"))
    days("12-11 10:00", lambda: life.ring("solved", "satisfied"))
    days("12-11 10:20", lambda: cases.reply_outside(
        appeal=life.appeal, words="废品站已改为下午六点前收工，夜间不再切割。", by=life.desk
    ))  # fmt: skip
    return told


def again(town: Town, days: Days) -> Told:
    """Not solved, says the reporter: taken up again."""
    told = Told(
        "sanitation", "20栋楼后堆的旧家具没拖走，蟑螂爬进屋了。", "20", spot="楼后", nature="complaint", reporter="王月娥",
        phone=PHONE.format(2022),
    )  # fmt: skip
    life = _life(town, told, days, "12-01 09:15", "12-01 09:40")
    days("12-01 14:30", lambda: life.visit("大件没有预约，堆在楼后。", "ground", "common"))
    days("12-04 11:00", life.handle)
    days("12-05 10:00", lambda: life.verify("大件拖走了。"))
    days("12-07 09:20", lambda: life.ring("partly", note="柜子拖走了，床垫还在，落了雨更臭。"))
    days("12-07 14:00", life.dispatch)
    days("12-07 14:40", lambda: life.visit("剩一床床垫和碎木板。", "ground", "common"))
    days("12-07 16:10", life.handle)
    days("12-08 09:20", lambda: life.verify("清干净了。"))
    days("12-08 10:20", lambda: life.ring("solved", "satisfied"))
    return told


def old_lady(town: Town, days: Days) -> Told:
    """Nobody opens; the worker tries again."""
    told = Told(
        "care", "26栋203的娭毑两天没下楼了，敲门不应，请去看看。", "26", "26栋203", urgency="urgent", reporter="彭美玲",
        phone=PHONE.format(2604),
    )  # fmt: skip
    life = _life(town, told, days, "12-07 08:45", "12-07 08:50")
    days("12-07 09:05", lambda: life.nobody_home("敲门没人应，屋里没有灯，也没有异味；邻居说她女儿昨天来过。"))
    days("12-07 09:12", lambda: field.contact(
        case=life.case, user=town.cast.users[life.worker], whom="relative", channel="phone", outcome="no_answer",
    ))  # fmt: skip
    days("12-07 12:10", lambda: life.visit("女儿接去住院检查，人没事，回了电话。", "other", "private"))
    days("12-07 13:30", life.handle)
    days("12-07 15:40", lambda: life.verify())
    days("12-08 09:00", lambda: life.ring("solved", "satisfied"))
    return told


def to_ring(town: Town, days: Days) -> Told:
    """Checked; nobody has picked up the telephone yet."""
    told = Told(
        "light", "31栋2单元二楼的灯整夜亮着，关不掉。", "31", spot="2单元二楼楼道", reporter="谢光辉", phone=PHONE.format(3122)
    )  # fmt: skip
    life = _life(town, told, days, "12-05 09:40", "12-05 09:55")
    days("12-05 15:00", lambda: life.visit("感应头坏了，常亮。", "lamp", "common"))
    days("12-06 10:00", life.handle)
    days("12-06 15:50", lambda: life.verify("换了感应头，人走就灭。"))
    days("12-07 09:15", lambda: life.ring("", note="没人接。"))
    days("12-07 17:00", lambda: life.ring("solved", "satisfied"))
    return told


def advanced(town: Town, days: Days) -> Told:
    """The community paid for who owes it, and half has come back."""
    told = Told(
        "drain", "11栋102厨房下水管断了，楼上两家都不肯出钱。", "11", "11栋102", urgency="urgent", reporter="刘卫东",
        phone=PHONE.format(1112),
    )  # fmt: skip
    life = _life(town, told, days, "11-13 09:10", "11-13 09:25")
    days("11-13 10:30", lambda: life.visit("户内横管断裂，三户共用。", "branch_pipe", "private"))
    due = clock.instant("2023-11-15", "18:00")
    days("11-13 11:20", lambda: life.order(DREDGER, "换三户共用的横管。", due, "owner"))
    days("11-13 14:00", life.accept)
    days("11-14 16:00", lambda: life.finish("换了四米横管。", 96_000))
    days("11-14 16:40", lambda: field.advance(
        case=life.case, amount_cents=96_000, owed_by="owner", user=town.cast.users["何静"], note="三户分摊，先由社区垫付。"
    ))  # fmt: skip
    days("11-15 10:00", lambda: life.verify("不漏了。"))
    days("11-16 09:30", lambda: life.ring("solved", "satisfied"))
    days("11-24 10:20", lambda: field.repay(
        advance=life.case.advances.get(), amount_cents=64_000, user=town.cast.users["何静"], note="102、202两户交了。"
    ))  # fmt: skip
    return told


def not_ours(town: Town, days: Days) -> Told:
    """Declined, with the proper route."""
    told = Told(
        "house_affairs", "和前夫争2栋那套房子归哪个，社区给我写个证明。", "2", "2栋1单元201", channel="walk_in",
        reporter="李丽君", phone=PHONE.format(2121),
    )  # fmt: skip
    life = _life(town, told, days, "11-17 15:10")
    days("11-17 15:40", lambda: cases.decline(
        case=life.case, route="court", reply="房子归谁要由法院定，社区开不了这个证明；街道有免费的法律咨询，周三上午。", by=life.desk
    ))  # fmt: skip
    return told


TALES: tuple[Callable[[Town, Days], Told], ...] = (
    riser, materials, gas, to_check, waits_for_rain, water_company, objected, quarrel, just_sent, order_of_12345, again,
    old_lady, to_ring, advanced, not_ours,
)  # fmt: skip

# On which day, which kind, of which category's last closed case, and the words.
THANKS = (
    ("10-16 09:50", "letter", "seepage", "不滴水了，谢谢两边跑的网格员，天黑了还在楼上试水。"),
    ("11-10 16:20", "praise", "drain", "下水通了，屋里没有臭味了，谢谢你们来得快。"),
    ("11-24 10:00", "letter", "neighbour", "楼上楼下讲和了，谢谢你们耐烦听两个老人家吵架。"),
    ("12-04 10:30", "pennant", "house_roof", "漏雨牵民心，修缮暖人家。"),
)


def _thanks(town: Town) -> Days:
    days = Days()
    for moment, kind, category, words in THANKS:
        days(moment, lambda said=(kind, category, words): _thank(town, *said))  # type: ignore[misc]
    return days


def _thank(town: Town, kind: str, category: str, words: str) -> None:
    """Nobody had asked for it. Who sent it is who had spoken; whoever led the case agreed to be named."""
    closed = Appeal.objects.filter(
        community=town.cast.community, case__category=category, case__state="closed", case__road="long",
        case__lead__isnull=False, answered_at__lte=clock.now(), satisfaction="satisfied",
    ).exclude(reporter_name="")  # fmt: skip
    appeal = closed.select_related("case").order_by("-answered_at", "number").first()
    if appeal is None:
        return
    led = next(town.cast.users[name] for name, post in town.cast.posts.items() if post.pk == appeal.case.lead_id)
    cases.thank(
        community=town.cast.community, case=appeal.case, user=town.cast.users["何静"],
        said=cases.Grateful(
            kind=kind, on=clock.today(), sender=appeal.reporter_name, words=words, about={led: True},
        ),
    )  # fmt: skip
