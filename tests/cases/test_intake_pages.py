"""The desk takes an appeal: found by itself, asked when in doubt, sent once, never lost."""

import pytest
from django.test import Client
from django.urls import reverse

from huying.cases.models import Appeal, Case
from huying.core import clock
from huying.demo.cast import Cast

pytestmark = pytest.mark.django_db

MOMENT = clock.instant("2023-09-12", "09:10")
WORDS = "一下雨，屋里像水帘洞一样。"


@pytest.fixture
def stage(cast: Cast) -> Cast:
    return cast


@pytest.fixture(autouse=True)
def morning():
    with clock.at(MOMENT):
        yield


def signed_in(stage: Cast, name: str) -> Client:
    client = Client()
    client.force_login(stage.users[name])
    return client


@pytest.fixture
def desk(stage) -> Client:
    return signed_in(stage, "何静")


def filled(**changes: str) -> dict[str, str]:
    return {
        "text": WORDS, "channel": "walk_in", "address": "5栋303房", "spot": "", "name": "江秋莲", "phone": "139 0000 0303",
        "category": "house_roof", "urgency": "urgent", "nature": "help", "act": "dispatch", "once": "tap-1", **changes,
    }  # fmt: skip


def send(desk: Client, **changes: str):
    return desk.post("/desk/intake/", filled(**changes))


def test_one_tap_receives_and_sends_it_to_the_grid_worker(stage, desk):
    answer = send(desk)
    case = Case.objects.get()
    assert answer.url == reverse("case", args=[case.pk])
    assert (case.home, case.state, case.lead) == (stage.home("5栋303"), "dispatched", stage.posts["李敏"])
    appeal = case.appeals.get()
    assert (appeal.text, appeal.channel, appeal.number) == (WORDS, "walk_in", "23090001")
    assert (appeal.reporter_phone, appeal.resident) == ("13900000303", stage.residents["江秋莲"])


def test_the_notice_says_the_home_in_words(desk):
    send(desk)
    page = desk.get("/").content.decode()
    assert "5栋303" in page
    assert "2309 0001" in page
    assert "派给李敏" in page


def test_only_noted_down_stays_on_the_desk(stage, desk):
    send(desk, act="note")
    assert Case.objects.get().state == "received"


def test_the_same_tap_twice_makes_one_appeal(desk):
    first, second = send(desk), send(desk)
    assert first.url == second.url
    assert Appeal.objects.count() == 1


def test_several_homes_fit_and_none_is_taken(stage, desk):
    page = send(desk, address="6栋402")
    text = page.content.decode()
    assert page.status_code == 200
    assert not Appeal.objects.exists()
    assert all(f"6栋{unit}单元402" in text for unit in "123")
    assert "checked" not in text.split('name="place"', 1)[1].split("</fieldset>", 1)[0]
    home = stage.home("6栋2单元402")
    send(desk, address="6栋402", place=f"home:{home.pk}")
    assert Case.objects.get().home == home


@pytest.mark.parametrize("place", ["home:{wrong}", "home:not-a-key", "building:{other}", "nonsense"])
def test_a_home_that_was_not_proposed_is_never_taken(stage, desk, place):
    value = place.format(wrong=stage.home("3栋201").pk, other=stage.building("6").pk)
    page = send(desk, place=value)
    assert not Appeal.objects.exists()
    assert "地址改过了，请再点一下是哪里。" in page.content.decode()


@pytest.mark.parametrize("address", ["5栋909", "东湖社区5栋303", "5栋楼道", "老9栋101", "小区东门", "5栋303，3栋201"])
def test_a_doubt_asks(desk, address):
    assert send(desk, address=address).status_code == 200
    assert not Appeal.objects.exists()


def test_an_unknown_room_may_be_kept_as_the_building(stage, desk):
    house = stage.building("5")
    send(desk, address="5栋909", place=f"building:{house.pk}")
    case = Case.objects.get()
    assert (case.home, case.building, case.lead) == (None, house, stage.posts["李敏"])
    assert case.appeals.get().address_text == "5栋909"


def test_a_spot_alone_has_no_grid_worker_and_is_accepted(stage, desk):
    send(desk, address="小区东门", place="spot")
    case = Case.objects.get()
    assert (case.building, case.spot, case.state, case.lead) == (None, "小区东门", "accepted", None)


def test_a_spot_needs_words(desk):
    page = send(desk, address="", text="垃圾没人收", place="spot")
    assert "写一下是哪里" in page.content.decode()


def test_the_address_is_read_from_the_words_when_its_field_is_empty(stage, desk):
    send(desk, address="", text="我是5栋303的，屋里像水帘洞")
    assert Case.objects.get().home == stage.home("5栋303")


def test_a_known_resident_needs_no_typing(stage, desk):
    send(desk, name="", phone="", resident=str(stage.residents["江秋莲"].pk))
    appeal = Appeal.objects.get()
    assert (appeal.reporter_name, appeal.reporter_phone) == ("江秋莲", "13900000303")


def test_a_resident_of_another_home_is_not_taken(stage, desk):
    send(desk, name="", phone="", resident=str(stage.residents["罗小平"].pk))
    appeal = Appeal.objects.get()
    assert (appeal.reporter_name, appeal.resident) == ("", None)


def test_without_script_the_second_tap_saves(stage, desk):
    """What the page chose before (`seen`) is nobody's choice: the words choose, a person looks once more."""
    first = send(desk, category="", urgency="normal", seen="|normal|help")
    text = first.content.decode()
    assert not Appeal.objects.exists()
    assert "先替您选了“屋面漏水”（因为：水帘洞）" in text
    assert 'value="house_roof|urgent|help"' in text
    send(desk, seen="house_roof|urgent|help")
    assert Case.objects.get().urgency == "urgent"


def test_what_a_person_chose_stays(desk):
    send(desk, urgency="complex", seen="house_roof|urgent|help")
    assert Case.objects.get().urgency == "complex"


def test_danger_stands_first(desk):
    page = desk.post("/desk/intake/read/", {"text": "楼道里一股煤气味", "address": "5栋"}).content.decode()
    assert "有危险，先打电话" in page
    assert page.index("燃气抢修") < page.index("tel:119") < page.index("tel:110")
    whole = send(desk, text="楼道里一股煤气味", urgency="normal", seen="house_roof|normal|help").content.decode()
    assert not Appeal.objects.exists()
    assert whole.index("有危险，先打电话") < whole.index("<h1>")


@pytest.mark.parametrize(
    ("changes", "sentence"),
    [
        ({"text": ""}, "还没写对方说了什么。"),
        ({"text": "水" * 5000}, "最多写 4000 个字，这里有 5000 个。"),
        ({"category": ""}, "还没选是哪一类。"),
        ({"phone": "139 0000 030"}, "手机号是 11 位，这里有 10 位。"),
        ({"address": ""}, "还没说是哪里。"),
    ],
)
def test_what_is_wrong_is_said_and_what_was_typed_is_kept(desk, changes, sentence):
    page = send(desk, **{"name": "江秋莲的女儿", **changes}).content.decode()
    assert not Appeal.objects.exists()
    assert sentence in page
    assert "江秋莲的女儿" in page
    assert changes.get("text", WORDS) in page


def test_open_matters_of_the_home_and_the_house_stand_beside(stage, desk):
    send(desk)
    page = desk.post("/desk/intake/read/", {"text": "又漏了", "address": "5栋303"}).content.decode()
    assert "同一户，看看是不是同一件事" in page
    assert "在李敏手上" in page
    assert "5栋303" in desk.post("/desk/intake/read/", {"text": "", "address": "5栋201"}).content.decode()


def test_the_answer_to_typing_stays_cheap(stage, desk, django_assert_num_queries):
    send(desk)
    with django_assert_num_queries(17):
        desk.post("/desk/intake/read/", {"text": WORDS, "address": "5栋303"})


@pytest.mark.parametrize("path", ["/desk/intake/", "/desk/answer/"])
@pytest.mark.parametrize("name", ["李敏", "赵宏"])
def test_only_the_desk_takes_appeals(stage, path, name):
    assert signed_in(stage, name).get(path).status_code == 403


@pytest.mark.parametrize("path", ["/desk/intake/", "/desk/answer/"])
def test_a_stranger_is_asked_to_sign_in(stage, path):
    assert Client().get(path).status_code == 302
    assert Client().post(path, filled()).status_code == 302
    assert not Appeal.objects.exists()


def test_the_officer_of_another_community_finds_nothing_of_ours(stage):
    page = signed_in(stage, "高远").post("/desk/intake/read/", {"text": "", "address": "5栋303"}).content.decode()
    assert "找到了" not in page
    assert "江秋莲" not in page
    wrong = {"place": f"home:{stage.home('5栋303').pk}"}
    signed_in(stage, "高远").post("/desk/intake/", filled(**wrong))
    assert not Appeal.objects.exists()


# --- answered at once -------------------------------------------------------------------------------------------------


def answered(**changes: str) -> dict[str, str]:
    asked = {
        "text": "维修资金怎么查？",
        "reply": "带身份证到区住建局一楼查。",
        "address": "",
        "category": "house_affairs",
    }
    return filled(**{**asked, "act": "answer", **changes})


def test_an_inquiry_is_received_and_answered_in_one_tap(stage, desk):
    answer = desk.post("/desk/answer/", answered())
    case = Case.objects.get()
    assert answer.url == reverse("case", args=[case.pk])
    assert (case.state, case.road, case.appeals.get().nature) == ("closed", "answered", "inquiry")
    assert not case.commitments.filter(ended_at=None).exists()


def test_the_answer_is_asked_for_and_nothing_is_lost(desk):
    page = desk.post("/desk/answer/", answered(reply=" ")).content.decode()
    assert "还没写答复。" in page
    assert "维修资金怎么查？" in page
    assert not Appeal.objects.exists()


def test_what_was_typed_goes_along_both_ways(desk):
    there = desk.post("/desk/answer/", filled(act="carry", address="5栋303"))
    assert WORDS in there.content.decode()
    assert "有一处要改" not in there.content.decode()
    back = desk.post("/desk/intake/", filled(act="carry", text="电费怎么交"))
    assert "电费怎么交" in back.content.decode()
    assert not Appeal.objects.exists()


# --- in a browser -----------------------------------------------------------------------------------------------------


@pytest.mark.browser
def test_by_keys_alone_while_somebody_talks(open_page, stage):
    """O2: typed, read, suggested and sent without the mouse."""
    page = open_page(viewport=(1440, 900), user=stage.users["何静"])
    page.goto("/desk/intake/")
    page.keyboard.type("一下雨，屋里像水帘洞一样。")
    page.keyboard.press("Tab")
    page.keyboard.type("5栋303房")
    page.wait_for_selector("text=受理，派给李敏")
    assert page.locator("#id_category").input_value() == "house_roof"
    assert page.locator("input[name=urgency]:checked").input_value() == "urgent"
    page.keyboard.press("Control+Enter")
    page.wait_for_url("**/desk/cases/**")
    case = Case.objects.get()
    assert (case.home, case.state) == (stage.home("5栋303"), "dispatched")


@pytest.mark.browser
def test_a_choice_of_the_officer_survives_more_words(open_page, stage):
    page = open_page(viewport=(1440, 900), user=stage.users["何静"])
    page.goto("/desk/intake/")
    page.fill("#id_text", "一下雨，屋里像水帘洞一样。")
    page.wait_for_selector("text=先替您选的")
    page.locator("label", has_text="七天内").click()
    page.fill("#id_text", "楼道里一股煤气味")
    page.wait_for_selector("text=有危险，先打电话")
    assert page.locator("input[name=urgency]:checked").input_value() == "normal"
    assert page.locator("#id_category").input_value() == "utility"


@pytest.mark.browser
def test_without_script_the_place_is_tapped_on_the_second_page(open_page, stage):
    page = open_page(viewport=(1440, 900), user=stage.users["何静"], js=False)
    page.goto("/desk/intake/")
    page.fill("#id_text", "一下雨，屋里像水帘洞一样。")
    page.fill("#id_address", "6栋402")
    page.click("text=受理，派给网格员")
    page.click("text=6栋2单元402")
    page.click("button[value=dispatch]")
    page.wait_for_url("**/desk/cases/**")
    assert Case.objects.get().home == stage.home("6栋2单元402")
