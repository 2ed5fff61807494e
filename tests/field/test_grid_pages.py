"""The grid worker's pages: today, at the door, the visit, the check, found and fixed; few taps, and nothing typed is lost."""

import re
from datetime import timedelta
from uuid import UUID

import pytest
from django.test import Client
from django.urls import reverse

from huying.cases.models import Appeal, Case, Commitment
from huying.core import clock, jobs, timeline
from huying.core.models import Event, File
from huying.demo.cast import Cast
from huying.field import actions
from huying.field.models import Finding, Visit
from huying.people.models import User

from .road import CAUSE, MORNING, SAID, dispatched, finished, found, jpeg, ordered, received, upload

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def morning():
    with clock.at(MORNING):
        yield


@pytest.fixture
def limin(client: Client, cast: Cast) -> Client:
    client.force_login(cast.users["李敏"])
    return client


def at(name: str, case: Case) -> str:
    return reverse(name, args=[case.pk])


def text(client: Client, address: str) -> str:
    page = client.get(address)
    assert page.status_code == 200
    return page.content.decode()


def state(case: Case) -> str:
    return Case.objects.get(pk=case.pk).state


def seen(**changes: object) -> dict[str, object]:
    return {"outcome": "seen", "cause": CAUSE, "part": "roof_gutter", "zone": "", "note": "", "once": "a", **changes}


# --- who may ----------------------------------------------------------------------------------------------------------

PAGES = ("grid_case", "grid_visit", "grid_check")
TAPS = ("grid_acknowledge", "grid_handle", "grid_visit", "grid_check")


@pytest.mark.parametrize("name", ["刘芳", "何静", "赵宏", "高远"])
def test_only_who_walks_a_grid_comes_here(client: Client, cast: Cast, name: str) -> None:
    case = dispatched(cast)
    client.force_login(cast.users[name])
    pages = ["/grid/", "/grid/fixed/", *(at(name, case) for name in PAGES)]
    assert [client.get(address).status_code for address in pages] == [403] * 5
    assert [client.post(at(name, case), seen(result="passed")).status_code for name in TAPS] == [403] * 4
    assert state(case) == "dispatched"


def test_a_stranger_is_asked_to_sign_in(client: Client, cast: Cast) -> None:
    case = dispatched(cast)
    for address in ("/grid/", "/grid/fixed/", *(at(name, case) for name in (*PAGES, *TAPS))):
        assert client.get(address).status_code == 302


def test_another_grids_matter_is_not_there(client: Client, cast: Cast) -> None:
    case = dispatched(cast)
    client.force_login(cast.users["陈涛"])
    assert [client.get(at(name, case)).status_code for name in PAGES] == [404] * 3
    assert [client.post(at(name, case), {"once": "a"}).status_code for name in TAPS] == [404] * 4
    assert state(case) == "dispatched"


# --- today ------------------------------------------------------------------------------------------------------------


def test_an_empty_day_says_so_kindly(limin: Client) -> None:
    assert "手上没有事，歇一歇。" in text(limin, "/grid/")
    assert "没有超期的。" in text(limin, "/grid/?tab=over")
    assert "这一片现在没有事。" in text(limin, "/grid/?tab=near")


def test_the_newest_is_big_and_signed_for_in_one_tap(limin: Client, cast: Cast) -> None:
    jobs.run_ready()
    case = dispatched(cast)
    jobs.run_ready()
    page = text(limin, "/grid/")
    assert "没看过" in page
    assert at("grid_acknowledge", case) in page
    assert "我的 1" in page
    text(limin, at("grid_case", case))
    assert "没看过" not in text(limin, "/grid/")


def test_what_waits_for_a_vendor_comes_last_and_new_comes_first(limin: Client, cast: Cast) -> None:
    ordered(cast)
    old = found(cast, "5栋201")
    new = dispatched(cast, "3栋101")
    page = text(limin, "/grid/")
    places = [page.index(where) for where in ("3栋101", "5栋201", "5栋303")]
    assert places == sorted(places)
    assert "等接单" in page
    assert "安居防水修缮" in page
    assert {old.state, new.state} == {"in_hand", "dispatched"}


def test_what_is_late_has_a_tab(limin: Client, cast: Cast) -> None:
    found(cast)
    with clock.at(MORNING + timedelta(days=9)):
        page = text(limin, "/grid/?tab=over")
    assert "5栋303" in page
    assert "超期 1" in page


def test_near_shows_what_others_hold_in_my_grid_only(limin: Client, cast: Cast) -> None:
    received(cast, "3栋101")
    received(cast, "新3栋101")
    page = text(limin, "/grid/?tab=near")
    assert "3栋101" in page
    assert "何静" in page
    assert "等派人" in page
    assert "新3栋101" not in page
    assert "附近 1" in page


@pytest.mark.parametrize(("tab", "statements"), [("mine", 8), ("over", 7), ("near", 9)])
@pytest.mark.parametrize("n", [1, 3])
def test_todays_statements_do_not_grow(
    limin: Client, cast: Cast, django_assert_num_queries, tab: str, statements: int, n: int
) -> None:
    for home in ("5栋303", "5栋201", "3栋101")[:n]:
        dispatched(cast, home)
    with django_assert_num_queries(statements):
        limin.get("/grid/", {"tab": tab})


# --- at the door ------------------------------------------------------------------------------------------------------


def test_the_door_says_what_one_wants_to_know(limin: Client, cast: Cast) -> None:
    case = dispatched(cast)
    page = text(limin, at("grid_case", case))
    for words in ("5栋303", SAID, "tel:13900000303", "打给江秋莲", "屋面漏水", "上门看、盯到修好", "今天就要"):
        assert words in page
    assert at("grid_acknowledge", case) in page


def test_the_finding_and_the_order_are_at_the_door(limin: Client, cast: Cast) -> None:
    case = found(cast)
    page = text(limin, at("grid_case", case))
    assert CAUSE in page
    assert "共有部分，全楼的" in page
    assert "等社区派工单" in page
    assert at("grid_handle", case) in page
    order = ordered(cast)
    page = text(limin, at("grid_case", order.case))
    assert "tel:073155550131" in page
    assert "还没接" in page
    assert at("grid_handle", order.case) not in page


def test_signing_for_it_twice_is_once(limin: Client, cast: Cast) -> None:
    case = dispatched(cast)
    for key in ("a", "a", "b"):
        page = limin.post(at("grid_acknowledge", case), {"once": key})
        assert page["Location"] == at("grid_case", case)
    assert state(case) == "in_hand"
    assert Event.objects.filter(kind="cases.acknowledged").count() == 1


def test_a_refusal_is_a_sentence_at_the_door(limin: Client, cast: Cast) -> None:
    case = received(cast)
    page = limin.post(at("grid_acknowledge", case), {"once": "a"}, follow=True).content.decode()
    assert "没有保存" in page
    page = limin.post(at("grid_handle", case), {"once": "b"}, follow=True).content.decode()
    assert "没有保存" in page
    assert state(case) == "received"


def test_handled_by_myself_is_checked_by_somebody_else(limin: Client, cast: Cast) -> None:
    case = found(cast)
    for key in ("a", "b"):
        limin.post(at("grid_handle", case), {"once": key})
    page = text(limin, at("grid_case", case))
    assert "由别人来核查" in page
    assert at("grid_check", case) not in page
    assert state(case) == "handled"
    assert Commitment.objects.get(case=case, ended_at=None).post == cast.posts["何静"]


# --- the visit --------------------------------------------------------------------------------------------------------


def test_a_visit_with_its_finding(limin: Client, cast: Cast) -> None:
    case = dispatched(cast)
    page = limin.post(at("grid_visit", case), seen(photos=upload(jpeg(here=True))), follow=True).content.decode()
    assert "记下了：看到了。天沟，共有部分，全楼的。" in page
    assert "1 张照片存好了，时间和地点没有留。" in page
    finding = Finding.objects.get()
    assert (finding.part, finding.zone, finding.cause) == ("roof_gutter", "common", CAUSE)
    assert File.objects.get(purpose="visit").taken_at is None
    assert state(case) == "in_hand"


def test_the_zone_can_be_said_otherwise(limin: Client, cast: Cast) -> None:
    limin.post(at("grid_visit", dispatched(cast)), seen(part="riser", zone="private"))
    assert Finding.objects.get().zone == "private"


def test_place_and_time_stay_if_kept_and_are_said(limin: Client, cast: Cast) -> None:
    data = seen(photos=upload(jpeg(here=True)), keep="on")
    page = limin.post(at("grid_visit", dispatched(cast)), data, follow=True).content.decode()
    assert "留了：今天 09:48，28.19942, 113.10911。" in page
    assert File.objects.get(purpose="visit").taken_at == clock.instant("2023-09-12", "09:48")


def test_a_photo_that_knows_nothing_says_so(limin: Client, cast: Cast) -> None:
    page = limin.post(at("grid_visit", dispatched(cast)), seen(photos=upload(), keep="on"), follow=True)
    assert "照片里没有时间和地点。" in page.content.decode()


def test_a_visit_that_saw_nothing_is_two_taps(limin: Client, cast: Cast) -> None:
    case = dispatched(cast)
    limin.post(at("grid_visit", case), {"outcome": "nobody_home", "once": "a"})
    assert (Visit.objects.get().outcome, Finding.objects.count()) == ("nobody_home", 0)


def test_a_visit_sent_twice_is_one_visit(limin: Client, cast: Cast) -> None:
    case = dispatched(cast)
    for _nth in range(2):
        assert limin.post(at("grid_visit", case), seen()).status_code == 302
    assert (Visit.objects.count(), Finding.objects.count()) == (1, 1)


BAD_VISITS = [
    ({"outcome": ""}, "还没选结果"),
    ({"part": ""}, "再点一下是什么部位"),
    ({"cause": ""}, "再写一句什么原因"),
    ({"outcome": "no_entry"}, "写了原因，就是看到了"),
]


@pytest.mark.parametrize(("changes", "words"), BAD_VISITS)
def test_what_is_missing_is_said_and_what_is_written_stays(
    limin: Client, cast: Cast, changes: dict[str, str], words: str
) -> None:
    page = limin.post(at("grid_visit", dispatched(cast)), seen(note="邻居说上周也漏过", **changes)).content.decode()
    assert words in page
    assert "邻居说上周也漏过" in page
    assert Visit.objects.count() == 0


@pytest.mark.parametrize(
    ("content", "words"),
    [(b"MZ this is no picture", "不是能读的照片"), (b"\xff\xd8\xff" + b"0" * 11 * 2**20, "超过 10 兆")],
)
def test_a_refused_photo_costs_no_word(limin: Client, cast: Cast, content: bytes, words: str) -> None:
    page = limin.post(at("grid_visit", dispatched(cast)), seen(photos=upload(content))).content.decode()
    assert words in page
    assert CAUSE in page
    assert "照片要再选一次" in page
    assert re.search(r'value="roof_gutter"[^>]* checked', page)
    assert (Visit.objects.count(), File.objects.count()) == (0, 0)


def test_too_late_a_visit_says_so_with_the_words_kept(limin: Client, cast: Cast) -> None:
    case = finished(cast)
    page = limin.post(at("grid_visit", case), seen()).content.decode()
    assert "修完，待核查" in page
    assert "没有保存" in page
    assert CAUSE in page


def test_parts_lie_under_whose_they_are(limin: Client, cast: Cast) -> None:
    page = text(limin, at("grid_visit", dispatched(cast)))
    words = ["全楼共有的", "天沟", "住户自己的", "户内支管", "水电气公司的", "供水", "要看情况", "别的"]
    found_at = [page.index(f">{one}") for one in words]
    assert found_at == sorted(found_at)


# --- the check --------------------------------------------------------------------------------------------------------


def test_on_the_roof_it_is_good(limin: Client, cast: Cast) -> None:
    case = finished(cast)
    assert "去核查" in text(limin, "/grid/")
    assert at("grid_check", case) in text(limin, at("grid_case", case))
    data = {"result": "passed", "note": "没有开口。", "photos": upload(), "once": "a"}
    for _nth in range(2):
        limin.post(at("grid_check", case), data)
    assert state(case) == "verified"
    assert File.objects.filter(purpose="check").count() == 1
    assert "没有开口。" in text(limin, at("grid_case", case))


def test_not_good_enough_needs_its_reason(limin: Client, cast: Cast) -> None:
    case = finished(cast)
    page = limin.post(at("grid_check", case), {"result": "failed", "once": "a"}).content.decode()
    assert "不合格要写一句哪里不行" in page
    page = limin.post(at("grid_check", case), {"result": "failed", "note": "接缝还渗", "once": "a"}, follow=True)
    assert "退回重办了" in page.content.decode()
    assert state(case) == "in_hand"


def test_a_check_without_a_result_is_asked_again(limin: Client, cast: Cast) -> None:
    page = limin.post(at("grid_check", finished(cast)), {"note": "看过了", "once": "a"}).content.decode()
    assert "还没选合格不合格" in page
    assert "看过了" in page


def test_the_doer_is_told_to_let_somebody_else(limin: Client, cast: Cast) -> None:
    case = found(cast)
    actions.handle(case=case, user=User.objects.get(name="李敏"))
    page = limin.post(at("grid_check", case), {"result": "passed", "note": "好了", "once": "a"}).content.decode()
    assert "不能自己核查" in page
    assert "好了" in page
    assert state(case) == "handled"


# --- found and fixed --------------------------------------------------------------------------------------------------


def lamp(cast: Cast, **changes: object) -> dict[str, object]:
    return {
        "category": "light", "building": cast.building("5").pk, "spot": "2单元三楼", "what": "楼道灯不亮，换了灯泡。",
        "proof": "photo", "who": "", "once": "a", **changes,
    }  # fmt: skip


def test_a_lamp_is_fixed_on_one_screen(limin: Client, cast: Cast) -> None:
    """Photo, category, house, done: the photo is the proof without a tap."""
    data = lamp(cast, proof="", photos=upload(jpeg(here=True)))
    page = limin.post("/grid/fixed/", data, follow=True).content.decode()
    assert limin.post("/grid/fixed/", data).status_code == 302
    assert "办好了，编号 2309 0001。1 张照片存好了，时间和地点没有留。" in page
    case = Case.objects.get()
    assert (case.state, case.road, case.where, case.grid.code) == ("closed", "fixed", "5栋 2单元三楼", "G01")
    assert Appeal.objects.get().channel == "patrol"


@pytest.mark.parametrize(("proof", "note"), [("witness", "有人在场：彭德胜"), ("resident", "居民确认：彭德胜")])
def test_a_person_is_proof_too(limin: Client, cast: Cast, proof: str, note: str) -> None:
    limin.post("/grid/fixed/", lamp(cast, proof=proof, who="彭德胜"))
    case = Case.objects.get()
    assert case.state == "closed"
    assert note in timeline.words_of(timeline.of(case)).values()


BAD_FIXES = [
    ({"category": ""}, "还没选哪类事"),
    ({"building": "", "spot": ""}, "点一下哪栋"),
    ({"what": ""}, "还没写是什么事"),
    ({"proof": ""}, "还没选凭据"),
    ({"proof": "photo"}, "还没有照片"),
    ({"proof": "witness"}, "写一下是谁"),
    ({"building": str(UUID(int=1))}, "building"),
]


@pytest.mark.parametrize(("changes", "words"), BAD_FIXES)
def test_what_is_missing_is_said_before_it_is_closed(
    limin: Client, cast: Cast, changes: dict[str, str], words: str
) -> None:
    page = limin.post("/grid/fixed/", lamp(cast, **changes)).content.decode()
    assert words in page
    assert changes.get("spot", "2单元三楼") in page
    assert Case.objects.count() == 0


def test_outside_the_houses_a_spot_is_enough(limin: Client, cast: Cast) -> None:
    limin.post("/grid/fixed/", lamp(cast, building="", spot="小区东门", photos=upload()))
    assert Case.objects.get().where == "小区东门"


def test_only_houses_of_my_grid_are_offered(limin: Client, cast: Cast) -> None:
    page = text(limin, "/grid/fixed/")
    assert str(cast.building("5").pk) in page
    assert str(cast.building("新3").pk) not in page
