"""Property facts: typed once, refused in words, one owner for several homes, and nobody twice."""

from datetime import date

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from huying.core import clock
from huying.core.errors import Refused, Stale
from huying.core.models import Event
from huying.demo.cast import Cast
from huying.funds import actions
from huying.funds.models import Owner, Property
from huying.people.models import User

from ..field.road import MORNING
from .stage_a import by, homes_of

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


GIVEN = {
    "kind": "sold_public", "area": "４８．６２㎡", "area_source": "register", "former_unit": "韶光机械厂", "unit_percent": "30",
    "sold_year": "1998", "fund_account": "4301-22", "balance": "4,200", "balance_on": "2023-08-31", "seen": "",
}  # fmt: skip


def test_a_home_is_kept_and_shown_on_its_building(cast: Cast) -> None:
    desk, home = signed_in(cast.users["何静"]), cast.home("5栋303")
    url, page = reverse("fund_home", args=[home.pk]), reverse("fund_building", args=[home.building_id])
    answer = desk.post(url, {**GIVEN, "once": "1"})
    assert (answer.status_code, answer.headers["Location"]) == (302, f"{page}#h-{home.pk}")
    kept = Property.objects.get(home=home)
    assert (kept.area, kept.unit_percent, kept.balance_cents, kept.balance_on) == (4862, 30, 420_000, date(2023, 8, 31))
    owner = {"status": "known", "name": "江秋莲", "phone": "139 0000 0303", "once": "2"}
    other = cast.home("5栋304")
    desk.post(reverse("fund_owner_add", args=[home.pk]), {**owner, "homes_too": [str(other.pk)]})
    text = told(desk.get(page))
    for said in (
        "48.62",
        "不动产登记",
        "江秋莲",
        "139****0303",
        "韶光机械厂",
        "30%",
        "4301-22",
        "4,200.00",
        "1998 年购",
    ):
        assert said in text
    assert "13900000303" not in text
    assert Owner.objects.get().properties.count() == 2
    assert f"还有 {len(homes_of(cast)) - 1} 户没有面积或者业主" in text  # 304 has an owner and no area
    assert "江秋莲" not in told(signed_in(cast.users["赵宏"]).get(page))
    event = Event.objects.filter(kind="funds.property_kept").first()
    assert [word for word in ("4862", "韶光") if word in event.body] == []
    stale = desk.post(url, {**GIVEN, "area": "50", "once": "3"})
    assert (stale.status_code, "刚被别人改过" in told(stale)) == (409, True)


@pytest.mark.once
@pytest.mark.parametrize(
    ("wrong", "said"),
    [
        ({"area": "0"}, "面积要比 0 大"),
        ({"area": "-48"}, "面积不能是负的"),
        ({"area": "48.625"}, "面积最多两位小数"),
        ({"area": "四十八"}, "面积写成数字"),
        ({"area": "9999999"}, "面积太大了"),
        ({"area_source": ""}, "还没选面积从哪来"),
        ({"unit_percent": "101"}, "写 0 到 100 的整数"),
        ({"former_unit": ""}, "还没写原产权单位"),
        ({"balance_on": ""}, "还没写是哪天的余额"),
        ({"balance_on": "2023-09-13"}, "这一天还没到"),
        ({"kind": "unit_public", "former_unit": ""}, "请写产权单位"),
    ],
)
def test_what_cannot_be_is_said_in_words(cast: Cast, wrong: dict[str, str], said: str) -> None:
    home = cast.home("5栋303")
    answer = signed_in(cast.users["何静"]).post(
        reverse("fund_home", args=[home.pk]), {**GIVEN, **wrong, "once": str(wrong)}
    )
    assert (answer.status_code, Property.objects.count()) == (422, 0)
    text = told(answer)
    assert said in text
    assert 'value="4301-22"' in text  # nothing typed is lost


def test_public_housing_without_an_owner_is_its_units(cast: Cast) -> None:
    facts = actions.Facts(kind="direct_public", former_unit="芙蓉区房管局")
    homes = [cast.home("5栋101"), cast.home("5栋102")]
    for home in homes:
        actions.keep_property(home=home, facts=facts, by=by(cast))
    unit = Owner.objects.get()
    assert (unit.name, unit.status, unit.properties.count()) == ("芙蓉区房管局", "unit", 2)


def test_one_owner_is_nobody_twice(cast: Cast) -> None:
    desk, first, second = signed_in(cast.users["何静"]), cast.home("新3栋101"), cast.home("新3栋102")
    person = actions.Person(name="汪致远", phone="13900000122", status="absent")
    owner = actions.add_owner(community=cast.community, person=person, homes=[first], by=by(cast))
    url = reverse("fund_owner_add", args=[second.pk])
    for nth, (name, phone) in enumerate((("汪志远", "139 0000 0122"), ("汪致远", ""))):
        answer = desk.post(url, {"status": "known", "name": name, "phone": phone, "once": f"t{nth}"})
        assert answer.status_code == 422
        assert "业主名册里已经有汪致远（新3栋101）" in told(answer)
        assert "把这套房记到他名下" in told(answer)
    # Two people of one name are told apart by their numbers.
    other = actions.Person(name="汪致远", phone="13900000199")
    namesake = actions.add_owner(community=cast.community, person=other, homes=(), by=by(cast))
    give = reverse("fund_home_give", args=[second.pk])
    text = told(desk.post(give, {"owner": str(owner.pk), "once": "g"}, follow=True))
    assert "新3栋102记到汪致远名下了" in text
    assert [row.home for row in owner.properties.order_by("home__label")] == [first, second]
    page = reverse("fund_owner", args=[namesake.pk])
    assert "139****0199" in told(desk.get(page))
    changed = {"status": "heirs", "name": "汪致远", "phone": "13900000122", "seen": namesake.mark, "once": "c"}
    assert "业主名册里已经有" in told(desk.post(page, changed))
    assert desk.post(page, {**changed, "phone": "", "once": "d"}).status_code == 302
    namesake.refresh_from_db()
    assert (namesake.status, namesake.phone) == ("heirs", "13900000199")
    with pytest.raises(Stale):
        actions.change_owner(owner=namesake, person=other, seen="old", by=by(cast))
    assert desk.post(give, {"owner": "nobody", "once": "n"}).status_code == 404


def test_whoever_is_unknown_is_a_head_of_their_own(cast: Cast) -> None:
    homes = [cast.home("5栋101"), cast.home("5栋102")]
    for home in homes:
        person = actions.Person(status="unknown")
        actions.add_owner(community=cast.community, person=person, homes=[home], by=by(cast))
    assert sorted(Owner.objects.values_list("name", flat=True)) == ["5栋101的业主", "5栋102的业主"]
    with pytest.raises(Refused, match="还没写业主姓名"):
        actions.add_owner(community=cast.community, person=actions.Person(), homes=homes, by=by(cast))
    foreign = Owner.objects.create(community=cast.neighbour, name="别处的业主")
    with pytest.raises(Refused, match="不在这个社区"):
        actions.give_home(home=homes[0], owner=foreign, by=by(cast))


def test_the_pages_are_for_the_desk_of_this_community(cast: Cast) -> None:
    home = cast.home("5栋303")
    owner = actions.add_owner(community=cast.community, person=actions.Person(name="江秋莲"), homes=[home], by=by(cast))
    urls = [
        reverse("fund_building", args=[home.building_id]), reverse("fund_home", args=[home.pk]),
        reverse("fund_owner", args=[owner.pk]),
    ]  # fmt: skip
    refused = {"高远": 404, "李敏": 403, "孙洁": 403}
    for name, status in refused.items():
        client = signed_in(cast.users[name])
        assert {client.get(url).status_code for url in urls} == {status}, name
        assert {client.post(url, {"once": name}).status_code for url in urls[1:]} == {status}, name
    assert signed_in(cast.users["孙洁"]).get(reverse("fund_buildings")).status_code == 403
    street = signed_in(cast.users["赵宏"])
    assert [street.get(url).status_code for url in urls] == [200, 403, 403]


@pytest.mark.once
def test_lists_ask_the_same_for_one_and_for_many(cast: Cast) -> None:
    desk, homes = signed_in(cast.users["何静"]), homes_of(cast)
    asked = []
    for rows in (homes[:1], homes[1:3]):
        for home in rows:
            facts = actions.Facts(area=4862, area_source="survey")
            actions.keep_property(home=home, facts=facts, by=by(cast))
            person = actions.Person(name=f"业主{home}")
            actions.add_owner(community=cast.community, person=person, homes=[home], by=by(cast))
        for url in (reverse("fund_building", args=[homes[0].building_id]), reverse("fund_buildings")):
            with CaptureQueriesContext(connection) as queries:
                assert desk.get(url).status_code == 200
            asked.append(len(queries))
    assert asked == [5, 3, 5, 3]
