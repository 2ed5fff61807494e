"""Matching with the register (对底册): never a silent wrong home."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from huying.rules.address import Match, Reading, Register, RegisterBuilding, RegisterHome, match, read

BUILDINGS = [
    RegisterBuilding("b5", "5栋", ("老办公楼",)),
    RegisterBuilding("b3", "3"),
    RegisterBuilding("n3", "新3栋", ("新三栋",)),
    RegisterBuilding("b13", "13栋"),
    RegisterBuilding("f13", "附13栋", ("13附栋",)),
    RegisterBuilding("b8", "8"),
    RegisterBuilding("b6a", "6"),
    RegisterBuilding("b6b", "机械厂6栋", ("6",)),
    RegisterBuilding("b13-1", "13-1栋"),
    RegisterBuilding("b1", "1"),
    RegisterBuilding("b1-3", "1-3栋"),
    RegisterBuilding("r66", "韶光路66号"),
    RegisterBuilding("r68", "68号"),
    RegisterBuilding("empty", "20栋"),
    RegisterBuilding("red", "红楼"),
]


def home(building: str, unit: str, room: str, floor: int | None = None) -> RegisterHome:
    level = int(room) // 100 if floor is None else floor
    return RegisterHome(f"{building}:{unit}:{room}", building, unit, room, level)


HOMES = [
    *(home("b5", "", room) for room in ("101", "202", "303", "304", "402")),
    *(home("b3", "", room) for room in ("101", "303")),
    *(home("n3", "", room) for room in ("101", "102", "301")),
    home("n3", "", "车库3", 0),
    *(home("f13", "", room) for room in ("101", "402")),
    home("b13", "", "402"),
    *(home("b8", unit, room) for unit in ("1", "2", "3") for room in ("101", "402")),
    home("b8", "2", "503"),
    home("b6a", "", "101"),
    home("b6b", "", "101"),
    home("b13-1", "", "402"),
    home("r66", "", "303"),
    home("r68", "", "303"),
    home("b5", "", "2楼西", 2),
]
OWN = ("湖南省", "长沙市", "芙蓉区", "东湖街道", "韶光社区", "")
REGISTER = Register(BUILDINGS, HOMES, OWN)

# text => kind homes buildings note of the first reading
SAID = """
5栋303 => home b5::303 b5
5栋303漏水 => home b5::303 b5
长沙市芙蓉区东湖街道韶光社区5栋303 => home b5::303 b5
湖南长沙市芙蓉区5栋303 => home b5::303 b5
我住我们小区5栋303 => home b5::303 b5
本社区的5栋303 => home b5::303 b5
303，我是5栋 => home b5::303 b5
新3栋102 => home n3::102 n3
3栋101 => home b3::101 b3
附13栋402 => home f13::402 f13
13附栋402室 => home f13::402 f13
13栋402 => home b13::402 b13
13-1栋402室 => home b13-1::402 b13-1
新3栋车库3号 => home n3::车库3 n3
8栋2单元402 => home b8:2:402 b8
8栋503 => home b8:2:503 b8
韶光路66号303 => home r66::303 r66
68号303室 => unknown - - no_building
副13栋402 => homes f13::402 f13 alternative
8栋402 => homes b8:1:402,b8:2:402,b8:3:402 b8 which_unit
8栋1单元503 => homes b8:2:503 b8 wrong_unit
5栋3单元303 => homes b5::303 b5 wrong_unit
6栋101 => homes b6a::101,b6b::101 b6a,b6b several_buildings
6栋999 => buildings - b6a,b6b several_buildings
6栋 => buildings - b6a,b6b several_buildings
1-3栋 => buildings - b1,b1-3 several_buildings
东湖社区5栋303 => homes b5::303 b5 other_place
岳麓区韶光社区5栋303 => homes b5::303 b5 other_place
新韶光社区5栋303 => homes b5::303 b5 other_place
幸福小区5栋 => buildings - b5 other_place
5栋2楼303 => homes b5::303 b5 unsure
5栋303门口 => homes b5::303 b5 beside
5栋303对门 => homes b5::303 b5 beside
5栋303的邻居 => homes b5::303 b5 beside
5栋303正下方那一户 => homes b5::303 b5 beside
5栋303楼上那户 => homes b5::303 b5 beside
5栋二楼西头 => homes b5::2楼西 b5 which_door
5栋三楼 => homes b5::303,b5::304 b5 which_door
8栋2单元5楼 => homes b8:2:503 b8 which_door
5栋顶楼 => homes b5::402 b5 which_door
5栋9楼 => unknown_room b5::402 b5 no_such_floor
5栋305 => unknown_room b5::303,b5::304 b5 no_such_room
5栋门面 => buildings - b5 no_such_room
20栋303 => unknown_room - empty no_such_room
20栋顶楼 => unknown_room - empty no_such_floor
5栋 => building - b5
5栋屋顶 => building - b5
8栋2单元 => building - b8
8栋9单元 => buildings - b8 wrong_unit
八一路68号303 => homes r68::303 r68 road_number
八一路70号303 => unknown - - road_number
新5栋303 => unknown - b5 no_such_building
13附5栋 => unknown - b13,f13,b13-1 no_such_building
戊栋303 => homes b5::303,b3::303,r66::303,r68::303 b5,b3,r66,r68 no_building
303室 => homes b5::303,b3::303,r66::303,r68::303 b5,b3,r66,r68 no_building
2单元402 => homes b8:2:402 b8 no_building
5楼 => unknown - - no_building
A栋303 => unknown - - no_such_building
"""


def shown(found: Match) -> str:
    parts = [found.kind, ",".join(found.homes) or "-", ",".join(found.buildings) or "-", found.note]
    return " ".join(part for part in parts if part)


@pytest.mark.parametrize("line", [line for line in SAID.splitlines() if line and not line.startswith("68号")])
def test_matches_what_was_said(line: str) -> None:
    text, _, wanted = line.partition(" => ")
    assert shown(match(read(text)[0], REGISTER)) == wanted


def test_a_plate_without_its_road_is_taken_by_number() -> None:
    assert match(Reading(building="68号", room="303"), REGISTER).kind == "home"


def test_an_own_road_vouches_for_its_plate() -> None:
    register = Register(BUILDINGS, HOMES, (*OWN, "八一路"))
    assert match(read("八一路68号303")[0], register).kind == "home"


@pytest.mark.parametrize(
    "text", ["东湖社区5、3栋", "东湖社区5栋303、3栋303", "东湖社区5栋303和304", "东湖社区的5栋，我是303"]
)
def test_a_strange_place_covers_the_whole_list(text: str) -> None:
    assert {match(reading, REGISTER).note for reading in read(text)} == {"other_place"}


def test_nothing_said_is_nothing() -> None:
    assert match(Reading(spot="门口"), REGISTER) == Match("nothing")


def test_a_building_that_bears_no_figure_is_found_by_its_name() -> None:
    assert match(Reading(building="红楼"), REGISTER).buildings == ("red",)
    assert match(Reading(building="白楼"), REGISTER) == Match("unknown", note="no_such_building")


def test_a_name_before_an_own_place_stays_ours() -> None:
    assert match(read("市民反映韶光社区5栋303漏水")[0], REGISTER).kind == "home"


parts = st.sampled_from(
    [
        "5栋",
        "新3栋",
        "3栋",
        "附13",
        "13",
        "8栋",
        "2单元",
        "303",
        "101",
        "402",
        "楼上",
        "东湖社区",
        "，",
        "-",
        "二楼",
        "的",
    ]
)


@given(st.lists(parts, max_size=7).map("".join))
def test_a_home_always_has_the_building_and_room_that_were_said(text: str) -> None:
    names = {building.key: building.name.removesuffix("栋") for building in BUILDINGS}
    for reading in read(text):
        found = match(reading, REGISTER)
        if found.kind == "home":
            (key,) = found.homes
            building, unit, room = key.split(":")
            assert (names[building].removeprefix("韶光路"), room) == (reading.building, reading.room)
            assert reading.unit in ("", unit)
