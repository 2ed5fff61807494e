"""Categories and limits in the browser: who may change what others share, and what a change leaves as it was."""

from datetime import date, timedelta

import pytest
from django.test import Client
from django.urls import reverse

from huying.cases import actions, deadlines, intake
from huying.cases.forms import Desk
from huying.cases.models import Case, Category, Limit
from huying.core import clock
from huying.core.actor import SYSTEM
from huying.core.models import Event
from huying.demo.cast import Cast
from huying.places import actions as places
from tests.cases.desk_stage import NOW, received, signed_in

CHARGING = {"name": "充电桩", "verification": "on_site", "order": "20"}
FOUR = {
    "amount": "4",
    "unit": "working_hours",
    "source": "社区例会定的",
    "source_date": "2023-09-04",
    "confirmed": "on",
}
URL = "/desk/setup/limits/urgent/resolve/"


@pytest.fixture(autouse=True)
def morning():
    with clock.at(NOW):
        yield


@pytest.fixture
def secretary(cast: Cast) -> Client:
    return signed_in(cast, "刘芳")


def kept(cast: Cast) -> Limit:
    return deadlines.limits_for(cast.community.division, "urgent", "resolve")[-1]


def offered() -> list[Category]:
    return list(Desk.base_fields["category"].queryset.all())


def set_four(client: Client, cast: Cast, once: str = "l", **more: object):
    return client.post(URL, {**FOUR, "seen": kept(cast).mark, "once": once, **more})


def test_a_category_is_added_once_and_offered_at_once(cast: Cast, secretary: Client):
    for _tap in range(2):
        assert secretary.post(reverse("categories"), {**CHARGING, "once": "a"}).url == reverse("categories")
    one = Category.objects.get(name="充电桩")
    assert (one.verification, one.after_rain, one.order, one.code[:4]) == ("on_site", False, 20, "own_")
    assert one in offered()
    assert secretary.post(reverse("categories"), {**CHARGING, "once": "b"}).status_code == 422
    assert Event.objects.filter(kind="cases.category_set").count() == 1


def test_where_another_community_works_too_only_whoever_keeps_both_changes_the_table(cast: Cast, secretary: Client):
    grid = places.add_grid(community=cast.neighbour, code="G01", by=SYSTEM)
    places.add_building(grid=grid, name="1", floors=1, units=[("1", ["01"])])
    assert "这张表几个社区共用" in secretary.get(reverse("categories")).content.decode()
    assert secretary.post(reverse("categories"), CHARGING).status_code == 403
    for name in ("category", "category_retire"):
        assert secretary.post(reverse(name, args=["light"]), CHARGING).status_code == 404
    assert signed_in(cast, "赵宏").post(reverse("categories"), CHARGING).status_code == 403
    district = cast.posts["赵宏"]
    district.path = cast.community.division.parent.parent.path
    district.save()
    assert signed_in(cast, "赵宏").post(reverse("categories"), {**CHARGING, "once": "d"}).status_code == 302
    assert Category.objects.filter(name="充电桩").count() == 1


def test_a_category_is_changed_and_an_old_page_is_refused(cast: Cast, secretary: Client):
    url, one = reverse("category", args=["light"]), Category.objects.get(pk="light")
    given = {"name": "路灯", "verification": "on_site", "after_rain": "on", "order": "4", "seen": one.mark}
    assert secretary.post(url, {**given, "once": "1"}).url == reverse("categories")
    late = secretary.post(url, {**given, "name": "楼道灯", "once": "2"}, follow=True)
    assert "这一类刚被别人改过，您的没有保存。" in late.content.decode()
    one = Category.objects.get(pk="light")
    assert (one.name, one.verification, one.after_rain) == ("路灯", "on_site", True)


def test_the_english_name_of_ours_is_not_written_back(cast: Cast, secretary: Client):
    one = Category.objects.get(pk="light")
    secretary.cookies["huying_language"] = "en"
    page = secretary.get(reverse("category", args=["light"])).content.decode()
    given = {"name": "Lamps", "verification": "on_site", "order": "4", "seen": one.mark, "once": "1"}
    name = page.split('name="name" value="')[1].split('"')[0]
    assert secretary.post(reverse("category", args=["light"]), {**given, "name": name}).status_code == 302
    assert Category.objects.get(pk="light").name == "路灯、楼道灯"


def test_a_retired_category_stays_on_its_matters_and_is_offered_no_more(cast: Cast, secretary: Client):
    case = received(cast, category="seepage").case
    one = Category.objects.get(pk="seepage")
    secretary.post(reverse("category_retire", args=["seepage"]), {"seen": one.mark, "once": "r"})
    assert one not in offered()
    assert Case.objects.get(pk=case.pk).category == one
    # What a resident reports is never refused for want of a category.
    assert intake.of_report("楼上漏水到我家", "leak")[0].active
    again = Category.objects.get(pk="seepage")
    secretary.post(reverse("category_retire", args=["seepage"]), {"seen": again.mark, "active": "yes", "once": "u"})
    assert Category.objects.get(pk="seepage").active


def test_the_last_category_stays(cast: Cast, secretary: Client):
    Category.objects.exclude(pk="light").update(active=False)
    one = Category.objects.get(pk="light")
    answer = secretary.post(reverse("category_retire", args=["light"]), {"seen": one.mark, "once": "r"}, follow=True)
    assert "这是最后一类，没有停用" in answer.content.decode()
    assert Category.objects.get(pk="light").active
    assert intake.of_report("楼上漏水到我家", "leak")[0] == one


# --- limits -----------------------------------------------------------------------------------------------------------


def test_a_limit_is_set_for_us_and_promises_made_stay(cast: Cast, secretary: Client):
    before = received(cast).case
    for _tap in range(2):
        assert set_four(secretary, cast).url == reverse("limits")
    row = kept(cast)
    facts = (row.division, row.amount, row.unit, row.source, row.source_date, row.confirmed)
    assert facts == (cast.community.division, 4, "working_hours", "社区例会定的", date(2023, 9, 4), True)
    assert Case.objects.get(pk=before.pk).resolve_by == before.resolve_by
    # 09:10 and four working hours: 12:00, then from 14:00 the rest
    assert received(cast).case.resolve_by == clock.instant("2023-09-12", "15:10")
    assert Event.objects.filter(kind="cases.limit_set").count() == 1
    assert Limit.objects.filter(urgency="urgent", kind="resolve").count() == 2


def test_what_nobody_confirmed_stays_marked(cast: Cast, secretary: Client):
    page = secretary.get(reverse("limits")).content.decode()
    assert page.count("未确认</span>") == 20 + 2  # each limit, and both sources
    set_four(secretary, cast)
    page = secretary.get(reverse("limits")).content.decode()
    assert page.count("未确认</span>") == 19 + 2


@pytest.mark.parametrize(
    ("given", "said"),
    [
        ({"amount": "0"}, "写一个 1 到 999 的数字。"),
        ({"amount": "vier"}, "写一个 1 到 999 的数字。"),
        ({"source": ""}, "还没写依据。"),
        ({"source_date": ""}, "确认了，就写上依据的日期。"),
        ({"source": "示例，请按本地规定改"}, "确认以前，把依据换成本地的规定。"),
        ({"source_date": "2023-09-13"}, "依据的日期还没到。"),
        ({"unit": "weeks"}, "weeks"),
    ],
)
def test_what_is_wrong_is_said_and_nothing_is_set(cast: Cast, secretary: Client, given: dict[str, str], said: str):
    answer = set_four(secretary, cast, **given)
    assert (answer.status_code, kept(cast).division.name) == (422, "芙蓉区")
    assert said in answer.content.decode()


def test_a_limit_changed_meanwhile_is_not_overwritten(cast: Cast, secretary: Client):
    seen = kept(cast).mark
    set_four(secretary, cast)
    late = secretary.post(URL, {**FOUR, "amount": "5", "seen": seen, "once": "late"}, follow=True)
    assert "这一项刚被别人改过，您的没有保存。" in late.content.decode()
    assert kept(cast).amount == 4


def test_our_own_limit_gives_way_to_the_one_above_but_never_to_none(cast: Cast, secretary: Client):
    set_four(secretary, cast)
    secretary.post(f"{URL}clear/", {"seen": kept(cast).mark, "once": "c"})
    assert (kept(cast).division.name, kept(cast).amount) == ("芙蓉区", 7)
    answer = secretary.post(f"{URL}clear/", {"seen": kept(cast).mark, "once": "d"}, follow=True)
    assert "去掉了就没有时限。" in answer.content.decode()
    set_four(secretary, cast, once="again")
    Limit.objects.exclude(pk=kept(cast).pk).filter(urgency="urgent", kind="resolve").delete()
    secretary.post(f"{URL}clear/", {"seen": kept(cast).mark, "once": "e"})
    assert kept(cast).amount == 4


def test_the_street_sets_a_limit_for_all_below(cast: Cast):
    set_four(signed_in(cast, "赵宏"), cast)
    assert (kept(cast).division, kept(cast).amount) == (cast.community.division.parent, 4)


@pytest.mark.parametrize("path", ["urgent/never", "slow/resolve"])
def test_a_limit_of_nothing_is_no_page(cast: Cast, secretary: Client, path: str):
    assert secretary.get(f"/desk/setup/limits/{path}/").status_code == 404


def test_an_officer_sets_nothing(cast: Cast):
    officer = signed_in(cast, "何静")
    for url in (URL, f"{URL}clear/", reverse("categories"), reverse("limits")):
        assert officer.post(url, FOUR).status_code in (403, 405)
    assert (kept(cast).amount, Category.objects.count()) == (7, 12)


def test_a_call_back_not_yet_begun_is_counted_the_new_way(cast: Cast):
    division, before = cast.community.division, kept(cast)
    facts = actions.LimitFacts(amount=2, unit="hours", source="例会", source_date=None, confirmed=False)
    actions.set_limit(
        division=division, urgency="urgent", kind="verify", facts=facts,
        seen=deadlines.limits_for(division, "urgent", "verify")[-1].mark, by=SYSTEM,
    )  # fmt: skip
    assert deadlines.one(cast.community, "urgent", NOW, "verify") == NOW + timedelta(hours=2)
    assert kept(cast) == before


def test_one_category_has_limits_of_its_own_and_gives_them_up_again(cast: Cast, secretary: Client):
    """Set twice it is there once; other matters and what was promised stay; given up, what is for all holds again."""
    own, before = f"{URL}?category=house_roof", received(cast, category="house_roof").case
    page = secretary.get(own).content.decode()
    assert "这一类没有单独定" in page
    for _tap in range(2):
        answer = secretary.post(own, {**FOUR, "seen": kept(cast).mark, "once": "own"})
        assert answer.url == f"{reverse('limits')}?category=house_roof#special"
    assert Case.objects.get(pk=before.pk).resolve_by == before.resolve_by
    assert received(cast, category="house_roof").case.resolve_by == clock.instant("2023-09-12", "15:10")
    assert received(cast, "3栋101", category="light").case.resolve_by == before.resolve_by
    shown = secretary.get(answer.url).content.decode()
    assert (shown.count("这一类的</span>"), shown.count("通用的</span>")) == (1, 19)
    assert "（单独定了 1 项）" in shown
    assert (kept(cast).amount, set_four(secretary, cast, once="all", amount="9").status_code) == (7, 302)
    held = deadlines.limits_for(cast.community.division, "urgent", "resolve", "house_roof")[-1]
    clear = f"{URL}clear/?category=house_roof"
    late = secretary.post(clear, {"seen": "old", "once": "late"}, follow=True).content.decode()
    assert "这一项刚被别人改过" in late
    assert "屋面漏水，" in late
    assert secretary.post(clear, {"seen": held.mark, "once": "c"}).url == answer.url
    assert deadlines.limits_for(cast.community.division, "urgent", "resolve", "house_roof")[-1].amount == 9
    assert secretary.get(f"{URL}?category=nothing").status_code == 404
    assert Event.objects.filter(kind="cases.limit_cleared", body__contains='"category":"house_roof"').count() == 1
