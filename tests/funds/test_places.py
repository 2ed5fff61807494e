"""From need to project: a place is opened from a case, its payers are named, it is surveyed and checked, and takes a lane."""

import re
from uuid import uuid4

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from huying.cases.models import Case, Commitment
from huying.core import clock
from huying.core.errors import Refused, Stale
from huying.core.models import Event
from huying.demo.cast import Cast
from huying.field import actions as field
from huying.funds import actions, queries
from huying.funds.actions.steps import desk_of
from huying.funds.dossier import Dossier
from huying.funds.models import EmergencyKind, FundRule, Place, SiteConfirmation
from huying.funds.panels.road import stops
from huying.people.models import User
from huying.rules import funds as rules

from ..field.road import FOUND, MORNING, dispatched, found, received
from .stage_a import by, confirming, eligible, homes_of, known, opened, planned

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def morning():
    with clock.at(MORNING):
        yield


def signed_in(user: User) -> Client:
    client = Client()
    client.force_login(user)
    return client


def told(answer: object) -> str:
    return answer.content.decode()  # type: ignore[attr-defined]


def press(cast: Cast, place: Place, name: str, **given: object) -> str:
    url = reverse(f"fund_{name}", args=[place.pk])
    given = {"seen": place.state, "once": uuid4().hex, **given}
    return told(signed_in(cast.users["何静"]).post(url, given, follow=True))


def checked(page: str) -> set[str]:
    """What is chosen already: name and value."""
    boxes = [tag for tag in re.findall(r"<input[^>]*>", page) if " checked" in tag]
    return {" ".join(re.findall(r' (?:name|value)="([^"]*)"', tag)) for tag in boxes}


def holder(place: Place) -> Commitment:
    return Commitment.objects.get(kind="fund", case=place.case, ended_at=None)


def test_from_the_building_to_a_place_with_its_cases(cast: Cast) -> None:
    """Several cases of a building are ticked; one of them leads."""
    desk, house = signed_in(cast.users["何静"]), cast.building("5")
    lead, other = found(cast), received(cast, "5栋203")
    page = told(desk.get(reverse("fund_building", args=[house.pk])))
    assert [str(case.pk) in page for case in (lead, other)] == [True, True]
    url = f"{reverse('fund_open')}?building={house.pk}&case={lead.pk}&case={other.pk}"
    assert checked(told(desk.get(url))) >= {f"case {lead.pk}", f"reasons {other.pk}", f"where {house.pk}", "part roof"}
    given = {
        "where": str(house.pk), "spot": "", "item": "屋面防水", "part": "roof", "case": str(lead.pk), "who": "all",
        "reasons": [str(other.pk)], "once": "o",
    }  # fmt: skip
    for wrong, said in (
        ({"item": ""}, "还没写修什么"),
        ({"case": ""}, "请选一件还在办的案件"),
        ({"who": "some"}, "请选哪些户出钱，至少一户"),
        ({"where": "spot"}, "还没写这一处叫什么"),
    ):
        answer = desk.post(url, {**given, **wrong, "once": said})
        assert (answer.status_code, said in told(answer)) == (422, True), said
    place_url = desk.post(url, given).headers["Location"]
    place = Place.objects.get()
    assert place_url == reverse("fund_place", args=[place.pk])
    assert (place.state, place.case, place.scope.count(), place.reasons.get().case) == (
        "draft", lead, len(homes_of(cast)), other,
    )  # fmt: skip
    assert (place.commitment, holder(place).post) == (holder(place), desk_of(place))
    assert place.commitment.due_by == clock.instant("2023-09-26", "17:30")
    text = told(desk.get(place_url))
    for said in ("待查勘", "现在归何静办", "没有面积或者业主", "5栋的产权和业主", "一下雨就倒灌进屋"):
        assert said in text
    for case in (lead, other):
        assert place_url in told(desk.get(reverse("case", args=[case.pk])))
    assert f"{reverse('fund_open')}?case={lead.pk}" in told(desk.get(reverse("case", args=[lead.pk])))


def test_a_drain_is_paid_by_its_staircase(cast: Cast) -> None:
    """The form begins with the unit of the home that called; a spot has a name of its own."""
    desk, case = signed_in(cast.users["何静"]), dispatched(cast, "5栋303", category="drain")
    seen = field.Found(cause="总管堵了。", part="riser", zone="common")
    field.record_visit(case=case, user=cast.users["李敏"], outcome="seen", found=seen)
    url = f"{reverse('fund_open')}?case={case.pk}"
    unit = cast.home("5栋303").unit_id
    assert f"who unit:{unit}" in checked(told(desk.get(url)))
    given = {
        "where": "spot",
        "spot": "北井",
        "item": "清掏",
        "part": "drain",
        "case": str(case.pk),
        "who": f"unit:{unit}",
    }
    assert desk.post(url, {**given, "once": "1"}).status_code == 302
    place = Place.objects.get()
    assert (place.label, place.place_kind, place.building) == ("北井", "spot", cast.building("5"))
    assert {row.home.unit_id for row in place.scope.select_related("home")} == {unit}
    ticked = [str(home.pk) for home in homes_of(cast)[:2]]
    text = press(cast, place, "scope", who="some", homes=ticked, agreed="area")
    assert "出钱的户定好了：2 户" in text
    weights = {f"parts_{ticked[0]}": "3", f"parts_{ticked[1]}": ""}
    agreed = {"who": "some", "homes": ticked, "agreed": "agreed", "why": "2023年9月业主会议定的"}
    assert "约定的份数还缺" in press(cast, place, "scope", **agreed, **weights)
    assert "请写明业主怎么约定的" in press(cast, place, "scope", **{**agreed, "why": ""}, **weights)
    weights[f"parts_{ticked[1]}"] = "1"
    assert "按业主约定的份数" in press(cast, place, "scope", **agreed, **weights)
    assert sorted(place.scope.values_list("parts", flat=True)) == [1, 3]
    place.refresh_from_db()
    assert place.by_agreement


def test_only_an_open_case_leads(cast: Cast) -> None:
    case = found(cast)
    Case.objects.filter(pk=case.pk).update(state="closed", closed_at=clock.now())
    with pytest.raises(Refused, match="请选一件还在办的案件带着走"):
        opened(cast, case=case)
    assert Place.objects.count() == 0
    page = told(signed_in(cast.users["何静"]).get(f"{reverse('fund_open')}?case={case.pk}"))
    assert "请选一件还在办的案件带着走" in page
    other = found(cast, "3栋101")
    with pytest.raises(Refused, match="还没写是哪一处"):
        actions.open_place(case=other, need=actions.Need("防水", "roof"), scope=actions.Scope(()), by=by(cast))
    need = actions.Need("防水", "roof", spot="北井")
    with pytest.raises(Refused, match="请选哪些户出钱"):
        actions.open_place(case=other, need=need, scope=actions.Scope(()), by=by(cast))


def test_survey_waits_for_a_finding(cast: Cast) -> None:
    case = dispatched(cast)
    place = opened(cast, case=case)
    assert "还没有查勘：请先上门看过" in press(cast, place, "survey")
    assert "先上门看过，写上原因和部位" in told(
        signed_in(cast.users["何静"]).get(reverse("fund_place", args=[place.pk]))
    )
    visit = field.record_visit(case=case, user=cast.users["李敏"], outcome="seen", found=FOUND)
    assert "查勘记上了" in press(cast, place, "survey")
    place.refresh_from_db()
    assert (place.state, place.survey) == ("surveyed", visit)
    assert "刚办过，现在是“查勘过，待看能不能报”" in press(cast, Place(pk=place.pk, state="draft"), "survey")


ANSWERS = {
    "common_part": "yes", "under_warranty": "no", "utility_line": "no", "damaged_by_person": "no", "in_service_contract": "no",
}  # fmt: skip


def test_what_others_must_pay_names_who_pays(cast: Cast) -> None:
    place = opened(cast)
    actions.survey(place=place, by=by(cast))
    place.refresh_from_db()
    assert "还没答：" in press(cast, place, "check", **{**ANSWERS, "utility_line": ""})
    text = press(cast, place, "check", **{**ANSWERS, "utility_line": "yes", "under_warranty": "yes"})
    assert [said for said in ("找供水、供电、燃气", "还在保修期，找开发商", "没有保存") if said not in text] == []
    place.refresh_from_db()
    assert place.state == "surveyed"
    text = press(cast, place, "check", **{**ANSWERS, "utility_line": "yes", "end": "on"})
    assert [said for said in ("请照上面说的另找路子", "找供水、供电、燃气") if said not in text] == []
    place.refresh_from_db()
    assert (place.state, place.commitment) == ("not_payable", None)
    assert Commitment.objects.filter(kind="fund", ended_at=None).count() == 0
    two = opened(cast, case=found(cast, "5栋203"))
    actions.survey(place=two, by=by(cast))
    with pytest.raises(Refused, match="没有一条说不能用"):
        actions.find_not_payable(place=two, answers=rules.Answers(True, False, False, False, False), by=by(cast))


def test_the_emergency_lane_is_signed_on_the_spot(cast: Cast) -> None:
    place = opened(cast)
    press(cast, place, "survey")
    place.refresh_from_db()
    assert "能报，再定走哪种程序" in press(cast, place, "check", **ANSWERS)
    place.refresh_from_db()
    assert "请选是哪一种应急情形" in press(cast, place, "emergency")
    page = told(signed_in(cast.users["何静"]).get(reverse("fund_place", args=[place.pk])))
    assert "没有确认" in page
    kind = EmergencyKind.objects.get(code="roof_leak")
    assert "这种情形还没有向区里确认" in press(cast, place, "emergency", kind=str(kind.pk))
    place.refresh_from_db()
    assert (place.state, place.lane, place.emergency_kind) == ("confirming", "emergency", kind)
    signed = {"owners": "江秋莲\n彭德胜\n", "community_by": "刘芳", "street_by": "赵宏", "on": "2023-09-12"}
    assert "5栋101、" in press(cast, place, "site", **signed)  # the homes that lack area and owner, by name
    known(cast, homes_of(cast))
    assert "还缺街道签名" in press(cast, place, "site", **{**signed, "street_by": ""})
    text = press(cast, place, "site", **signed)
    assert [said for said in ("还没有预算", "报价不够家数") if said not in text] == []
    planned(cast, place)
    assert "这一天还没到" in press(cast, place, "site", **{**signed, "on": "2023-09-13"})
    FundRule.objects.filter(key="street_confirms").update(number=0)
    assert "现场确认记上了" in press(cast, place, "site", **{**signed, "street_by": ""})
    place.refresh_from_db()
    assert place.state == "ready"
    assert [(row.side, row.name) for row in SiteConfirmation.objects.all()] == [
        ("owner", "江秋莲"), ("owner", "彭德胜"), ("community", "刘芳"),
    ]  # fmt: skip
    assert (
        rules.replay(Event.objects.filter(subject_id=str(place.pk)).order_by("seq").values_list("kind", flat=True))
        == "ready"
    )
    bodies = "".join(Event.objects.filter(subject_id=str(place.pk)).values_list("body", flat=True))
    assert [name for name in ("江秋莲", "刘芳", "屋面") if name in bodies] == []


def test_the_eight_steps_say_where_it_is(cast: Cast) -> None:
    def at(state: str, lane: str = "normal") -> str:
        place = Place(state=state, lane=lane)
        found = stops(Dossier(None, place))  # type: ignore[arg-type]
        here = [one.label for one in found if one.css == "at"]
        return f"{sum(one.css == 'past' for one in found)}{''.join(here)}"

    assert [at("draft"), at("planning"), at("voting"), at("confirming", "emergency")] == [
        "0查勘",
        "1表决",
        "1表决",
        "1现场确认",
    ]
    assert [at("returned"), at("in_works"), at("drawn"), at("archived"), at("dropped")] == [
        "3报局",
        "5施工",
        "7公示",
        "8",
        "0",
    ]


def test_given_up_it_rests(cast: Cast) -> None:
    place = eligible(cast)
    assert "请写明原因" in press(cast, place, "drop", reason="")
    text = press(cast, place, "drop", reason="业主自己凑钱修了")
    assert [said for said in ("这一处不报了", "业主自己凑钱修了") if said not in text] == []
    place.refresh_from_db()
    assert (place.state, place.commitment) == ("dropped", None)
    with pytest.raises(Refused, match="走不了这一步"):
        actions.take_normal_lane(place=place, by=by(cast))
    with pytest.raises(Stale):
        actions.drop(place=place, reason="再说一遍", by=by(cast), seen="eligible")


def test_the_wrong_lane_is_left_with_its_reason_and_what_was_planned_stays(cast: Cast) -> None:
    place = confirming(cast)
    planned(cast, place)
    assert "请写明原因" in press(cast, place, "leave_lane", reason="")
    assert "雨停了，不算急" in press(cast, place, "leave_lane", reason="雨停了，不算急")
    place.refresh_from_db()
    assert (place.state, place.lane, place.emergency_kind) == ("eligible", "", None)
    assert place.quotes.count() == 1
    press(cast, place, "normal")
    place.refresh_from_db()
    assert (place.state, place.lane) == ("planning", "normal")


def test_no_home_pays_twice_at_once_for_one_part(cast: Cast) -> None:
    first = opened(cast)
    with pytest.raises(Refused, match="已经在报"):
        opened(cast, case=found(cast, "5栋203"))
    actions.drop(place=first, reason="报错了", by=by(cast))
    assert opened(cast, case=found(cast, "5栋203")).state == "draft"


def test_pages_are_for_the_desk_of_this_community(cast: Cast) -> None:
    place = eligible(cast)
    names = ("scope", "survey", "check", "normal", "emergency", "site", "leave_lane", "drop", "budget", "quote")
    urls = [reverse(f"fund_{name}", args=[place.pk]) for name in names]
    for name, status in {"高远": 404, "李敏": 403, "孙洁": 403, "赵宏": 403}.items():
        client = signed_in(cast.users[name])
        assert {client.post(url, {"once": name}).status_code for url in urls} == {status}, name
    foreign = told(signed_in(cast.users["高远"]).get(f"{reverse('fund_open')}?case={place.case_id}"))
    assert "5栋" not in foreign
    page = told(signed_in(cast.users["赵宏"]).get(reverse("fund_place", args=[place.pk])))
    assert ("能报，待定程序" in page, "走一般程序" in page) == (True, False)


@pytest.mark.once
def test_the_page_asks_the_same_for_one_and_for_three_homes(cast: Cast) -> None:
    desk, homes, asked = signed_in(cast.users["何静"]), homes_of(cast), []
    for nth, count in enumerate((1, 3)):
        place = confirming(cast, opened(cast, homes=homes[:count], case=found(cast, ("5栋303", "5栋203")[nth])))
        known(cast, homes[:count])
        planned(cast, place)
        with CaptureQueriesContext(connection) as counted:
            assert desk.get(reverse("fund_place", args=[place.pk])).status_code == 200
        asked.append(len(counted))
        actions.drop(place=place, reason="只为量一量", by=by(cast))
        assert queries.lacking(queries.roll(place)) == []
    assert asked == [22, 22]
