"""The timeline: a template for every kind of event there is, told alike at any length, and to each what is theirs."""

import ast
import re
from datetime import date

import pytest
from django.template import TemplateDoesNotExist
from django.template.loader import get_template

from huying.cases import actions as cases
from huying.cases.history import Entry, history
from huying.cases.models import Appeal, Case, Category
from huying.core import clock
from huying.core.actor import Actor
from huying.demo.cast import Cast
from huying.demo.story import Stage, tell
from huying.field import actions as field
from huying.people import actions as people
from huying.rules import funds, lifecycle
from tests.house.source import PACKAGE, files, tree

pytestmark = pytest.mark.once
RESIDENT = Actor("resident")


def recorded() -> set[str]:
    """Every kind of event that can be written: the steps of the two roads, and what record() is called with."""
    kinds = {step.event for step in (*lifecycle.STEPS, *funds.STEPS)}
    for path in files():
        for node in ast.walk(tree(path)):
            if isinstance(node, ast.Call) and ast.unparse(node.func).split(".")[-1] == "record" and node.args:
                kind = node.args[0]
                assert isinstance(kind, ast.Constant) or ast.unparse(kind) == "step.event", ast.unparse(node)
                kinds |= {kind.value} if isinstance(kind, ast.Constant) else set()
    return kinds


def templates() -> set[str]:
    found = PACKAGE.rglob("templates/events/*.html")
    return {path.name.removesuffix(".html") for path in found if not path.name.startswith("_")}


def test_every_kind_has_its_template_and_every_template_its_kind() -> None:
    assert templates() == recorded()


@pytest.mark.parametrize("kind", sorted(recorded()))
def test_a_template_lives_in_the_room_of_its_kind(kind: str) -> None:
    room = kind.split(".")[0]
    assert (PACKAGE / room / "templates" / "events" / f"{kind}.html").exists()
    get_template(f"events/{kind}.html")


def test_an_unknown_kind_is_an_error_and_not_a_gap() -> None:
    with pytest.raises(TemplateDoesNotExist):
        get_template("events/cases.vanished.html")


@pytest.fixture
def gutter(db: None) -> Case:
    return told_until("2023-09-21", "09:00").case("gutter")


def told_until(day: str, hour: str) -> Stage:
    return tell(clock.instant(day, hour))


def plain(entry: Entry) -> str:
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", entry.html)).strip()


def lines(case: Case, audience: str) -> list[str]:
    with clock.at(clock.instant("2023-09-21", "09:00")):
        return [plain(entry) for entry in history(case, audience=audience)][::-1]


def test_the_roof_gutter_as_the_staff_read_it(gutter: Case) -> None:
    assert lines(gutter, "staff") == [
        "来访，何静接下",
        "何静派给李敏",
        "李敏接手",
        "李敏上门看过 上门时拍的",
        "查看情况：天沟，共有部分，全楼的 屋顶天沟老化开裂，一下雨就倒灌进屋。",
        "派工单给安居防水修缮，最晚 9月15日 18:00 天沟重做防水，外侧加砌挡水墙。 何静派的，社区出钱",
        "安居防水修缮接单",
        "何静和 2309 0002 连成相似的事",
        "何静和 2309 0003 连成相似的事",
        "安居防水修缮修完 重做防水，加砌挡水墙。 花费 2,680.00 元 做之前 做之后",
        "活都干完了，等人核查",
        "李敏到现场核查，合格 新防水没有开口，挡水墙砌好了。",
        "何静回访：已解决，满意 昨天下过雨",
        "办结",
    ]


def test_the_reporter_reads_neither_money_nor_notes_for_colleagues(gutter: Case) -> None:
    told = lines(gutter, "reporter")
    assert not any("2,680" in line or "出钱" in line or "相似" in line for line in told)
    assert "请安居防水修缮来修，最晚 9月15日 18:00" in told
    assert "安居防水修缮修完 重做防水，加砌挡水墙。 做之前 做之后" in told
    assert told[-1] == "办结"


def test_three_statements_however_long(gutter: Case, django_assert_num_queries: object) -> None:
    with django_assert_num_queries(3):
        assert len(history(gutter, audience="staff")) == 14


def test_two_statements_when_short(cast: Cast, django_assert_num_queries: object) -> None:
    appeal = received(cast)
    with django_assert_num_queries(2):  # neither words nor names
        assert len(history(appeal.case, audience="reporter")) == 1


def received(cast: Cast) -> Appeal:
    home = cast.home("5栋303")
    said = cases.Said(
        text="顶上漏水。", channel="web", nature="help", urgency="normal", category=Category.objects.get(pk="house_roof"),
        home=home, building=home.building,
    )  # fmt: skip
    return cases.receive(community=cast.community, said=said, by=RESIDENT)


def handled(cast: Cast) -> Appeal:
    """Put right by 李敏 without a vendor; the note of her visit names a neighbour."""
    appeal, desk = received(cast), Actor.user(cast.users["何静"])
    cases.dispatch(case=appeal.case, post=cast.posts["李敏"], by=desk)
    found = field.Found(cause="瓦片松了，问 13900000147", part="roof", zone="common")
    field.record_visit(case=appeal.case, user=cast.users["李敏"], outcome="seen", note="罗小平家开的门", found=found)
    field.handle(case=appeal.case, user=cast.users["李敏"])
    return appeal


def test_numbers_and_notes_of_others_stay_with_the_staff(cast: Cast) -> None:
    appeal = handled(cast)
    staff, reporter = ("".join(lines(appeal.case, one)) for one in ("staff", "reporter"))
    for private in ("罗小平家开的门", "13900000147"):
        assert private in staff
        assert private not in reporter
    assert "瓦片松了" in reporter


def test_whoever_sat_in_the_post_then_is_named(cast: Cast) -> None:
    with clock.at(clock.instant("2023-09-12", "09:10")):
        appeal = handled(cast)
    with clock.at(clock.instant("2023-09-15", "09:10")):
        people.take_post(post=cast.posts["李敏"], user=cast.users["陈涛"], by=Actor("system"))
    assert "何静派给李敏" in lines(appeal.case, "staff")


def test_every_turn_of_the_road_is_told(cast: Cast) -> None:
    """Sent back, checked, not reached, waived, confirmed, reopened by either side."""
    appeal = handled(cast)
    officer = Actor.user(cast.users["何静"])
    cases.send_back(case=appeal.case, reason="还有一处没盖好", by=officer)
    field.handle(case=appeal.case, user=cast.users["李敏"])
    cases.verify(case=appeal.case, by=officer, method="on_site")
    cases.call_back(appeal=appeal, by=officer, outcome="", note="关机")
    cases.waive_rain(case=appeal.case, by=officer, reason="天气预报一个月没雨")
    cases.confirm(appeal=appeal, by=RESIDENT, satisfaction="mostly")
    cases.reopen(appeal=appeal, by=RESIDENT, reason="又漏了")
    told = history(Case.objects.get(pk=appeal.case_id), audience="staff")[::-1]
    texts = [plain(entry) for entry in told]
    assert texts[-8:] == [
        "何静核查不合格，退回重做 还有一处没盖好",
        "李敏处理好了，等别人核查",
        "何静到现场核查，合格",
        "何静打电话回访，没接通 关机",
        "何静定下不等下雨 天气预报一个月没雨",
        "居民说修好了，基本满意",
        "办结",
        "居民说没修好，重新办 又漏了",
    ]
    assert (told[-1].call, told[-1].bad) == (True, True)
    public = [plain(entry) for entry in history(appeal.case, audience="reporter")]
    assert "何静打电话回访，没接通" in public
    assert not any("退回" in line or "预报" in line or "关机" in line for line in public)


def test_days_in_a_body_are_read_as_days(cast: Cast) -> None:
    appeal = handled(cast)
    officer = Actor.user(cast.users["何静"])
    cases.verify(case=appeal.case, by=officer, method="on_site")
    cases.call_back(appeal=appeal, by=officer, outcome="partly", rained_on=clock.today(), note="只好了一半")
    assert any("下过雨" in plain(entry) for entry in history(appeal.case, audience="staff"))
    assert isinstance(clock.today(), date)
