"""What intake reads from words: never a silent wrong home."""

import pytest

from huying.cases import intake
from huying.demo.cast import Cast
from huying.places import queries as places

pytestmark = pytest.mark.django_db


@pytest.fixture
def stage(cast: Cast) -> Cast:
    return cast


@pytest.mark.parametrize(
    "said",
    [
        "5栋303房",
        "五栋三零三",
        "５棟３０３室",
        "5#303",
        "5-303",
        "湖南省长沙市芙蓉区东湖街道韶光社区5栋303",
        "韶光社区五栋2单元303室",
        "9月12日来电，电话13900000303，5栋303，漏了3天",
        "我家5栋303，一下雨像水帘洞，5栋303的江秋莲",
    ],
)
def test_one_home_is_found_however_it_is_said(stage, said):
    proposal = intake.propose(stage.community, said)
    assert proposal.kind == "home"
    assert proposal.sure.label == "5栋303"
    assert proposal.sure.home == stage.home("5栋303")


@pytest.mark.parametrize(
    ("said", "offered"),
    [
        ("6栋402", ["6栋1单元402", "6栋2单元402", "6栋3单元402", "6栋", "别的地方"]),
        ("5栋909", ["5栋"]),
        ("5栋1单元303", ["5栋303"]),
        ("5栋楼道", ["5栋 楼道", "别的地方"]),
        ("5栋303的，楼上5栋403漏下来", ["5栋303", "5栋403", "5栋", "别的地方"]),
        ("东湖社区5栋303", ["5栋303", "5栋", "别的地方"]),
        ("5栋303门口", ["5栋303", "5栋 门口", "别的地方"]),
    ],
)
def test_a_doubt_is_a_question(stage, said, offered):
    proposal = intake.propose(stage.community, said)
    labels = [place.label for place in proposal.places]
    assert proposal.sure is None
    assert proposal.note
    assert all(label in labels for label in offered)


@pytest.mark.parametrize("said", ["", "小区东门", "喂，你好"])
def test_nothing_said_offers_the_buildings(stage, said):
    proposal = intake.propose(stage.community, said)
    assert proposal.kind == "nothing"
    assert [place.label for place in proposal.picker] == ["5栋", "3栋", "附13栋", "新3栋", "6栋", "别的地方"]


def test_a_building_that_is_not_there_offers_those_that_sound_alike_first(stage):
    proposal = intake.propose(stage.community, "老3栋101")
    assert proposal.sure is None
    assert [place.label for place in proposal.picker][:2] == ["3栋", "新3栋"]


def test_a_value_that_was_not_proposed_is_not_found(stage):
    proposal = intake.propose(stage.community, "5栋303")
    assert proposal.find(f"home:{stage.home('5栋303').pk}").label == "5栋303"
    assert proposal.find(f"home:{stage.home('新3栋101').pk}") is None
    assert proposal.find("") is None


@pytest.mark.parametrize(
    ("room", "label"),
    [
        ("", "5栋"),
        ("303", "5栋303"),
        ("三零三房", "5栋303"),
        ("5栋303", "5栋303"),
        ("楼道", "5栋 楼道"),
        ("顶上平台", "5栋 顶上平台"),
    ],
)
def test_on_a_building_s_own_page_the_room_is_enough(stage, room, label):
    proposal = intake.propose(stage.community, room, within=stage.building("5"))
    assert proposal.sure.label == label


def test_on_a_building_s_page_an_unknown_room_asks_and_offers_the_building(stage):
    house = stage.building("5")
    proposal = intake.propose(stage.community, "909", within=house)
    assert proposal.sure is None
    assert proposal.find(f"building:{house.pk}")


def test_free_words_wait_for_a_tap(stage):
    proposal = intake.propose(stage.community, "5栋303漏水").to_tap("是这里吗？")
    assert proposal.sure is None
    assert proposal.places[0].label == "5栋303"


def test_untouched_answers_follow_the_words_and_touched_ones_stay():
    _found, values = intake.suggested("一下雨，屋里像水帘洞一样")
    data = {"category": "", "urgency": "normal", "nature": "help", "seen": "|normal|help"}
    assert intake.follow(data, values) == {"category", "urgency"}
    assert (data["category"], data["urgency"]) == ("house_roof", "urgent")
    data["urgency"] = "normal"
    assert intake.follow(data, values) == set()
    assert data["urgency"] == "normal"
    data["urgency"] = "urgent"
    assert intake.follow(data, intake.suggested("楼道灯不亮")[1]) == {"category"}
    assert data["urgency"] == "urgent"


def test_words_that_say_nothing_choose_no_category():
    assert intake.suggested("你好")[1]["category"] == ""


@pytest.mark.parametrize(
    ("text", "kind", "category"),
    [
        ("漏水", "leak", "seepage"),
        ("一下雨屋里像水帘洞", "leak", "house_roof"),
        ("灯不亮", "light", "light"),
        ("嗯", "", "house_affairs"),
    ],
)
def test_a_resident_s_tap_and_words_choose_the_category(stage, text, kind, category):
    assert intake.of_report(text, kind)[0].pk == category


def test_danger_speaks_first(stage):
    side = intake.beside(stage.community, {"text": "楼道里一股煤气味", "address": "5栋"})
    assert side.suggestion.urgency == "emergency"
    assert [one.code for one in side.danger][:2] == ["gas", "119"]


def test_beside_names_grid_worker_residents_and_open_matters(stage, django_assert_num_queries):
    places.register(stage.community)
    with django_assert_num_queries(4):  # a form that is taken shows nothing: it reads no more than the place
        side = intake.beside(stage.community, {"address": "5栋303"})
    with django_assert_num_queries(5):
        assert (side.worker_name, [one.name for one in side.residents]) == ("李敏", ["江秋莲"])
        assert side.near == []
