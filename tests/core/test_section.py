"""The building section takes any floors, units and rooms, and every home in it can be reached and heard."""

from xml.etree import ElementTree

import pytest
from django.template import Context, Template

from huying.core import section


def house(floors: int, units: int, homes: int) -> dict:
    rows = [
        [
            {"label": f"{floor}{unit}{home:02d}", "url": f"/h/{floor}{unit}{home:02d}/", "unit": f"{unit}单元"}
            for unit in range(1, units + 1)
            for home in range(1, homes + 1)
        ]
        for floor in range(floors, 0, -1)
    ]
    return {"name": "5栋", "floors": rows}


def parsed(markup: str) -> ElementTree.Element:
    return ElementTree.fromstring(markup)


def rooms(svg: ElementTree.Element) -> list[tuple[float, float, float, float]]:
    sides = ("x", "y", "width", "height")
    return [
        tuple(float(rect.get(side)) for side in sides)
        for rect in svg.iter("rect")
        if "room" in (rect.get("class") or "").split()
    ]


def apart(one, other) -> bool:
    return (
        one[0] + one[2] <= other[0]
        or other[0] + other[2] <= one[0]
        or one[1] + one[3] <= other[1]
        or other[1] + other[3] <= one[1]
    )


@pytest.mark.parametrize(("floors", "units", "homes"), [(1, 1, 1), (3, 2, 4), (3, 1, 8), (7, 3, 2), (18, 1, 3)])
def test_homes_lie_inside_and_apart(floors, units, homes):
    box = parsed(section.draw(house(floors, units, homes), {}))
    svg = box.find("svg")
    drawn = rooms(svg)
    assert len(drawn) == floors * units * homes
    assert all(apart(one, other) for i, one in enumerate(drawn) for other in drawn[i + 1 :])
    width, height = (float(svg.get(side)) for side in ("width", "height"))
    assert all(x >= 0 and y >= 0 and x + w <= width and y + h <= height for x, y, w, h in drawn)
    assert all(w >= 44 and h >= 44 for _x, _y, w, h in drawn)  # wide enough for a thumb


def test_a_floor_with_fewer_homes_shares_the_width():
    building = house(2, 1, 4)
    building["floors"][1] = building["floors"][1][:2]
    drawn = rooms(parsed(section.draw(building, {})))
    assert len(drawn) == 6
    assert drawn[4][2] > drawn[0][2]
    assert all(apart(one, other) for i, one in enumerate(drawn) for other in drawn[i + 1 :])


def test_every_home_is_a_link_with_a_name_that_begins_with_what_is_drawn():
    states = {"1101": {"state": "hand", "title": "正在修", "name": "1101 正在修，天沟漏水", "url": "/c/1/"}}
    box = parsed(section.draw(house(1, 1, 2), states))
    links = [(link.get("href"), link.get("aria-label"), link.get("class")) for link in box.iter("a")]
    assert links == [("/c/1/", "1101 正在修，天沟漏水", "hand"), ("/h/1102/", "1102，没有事", "")]
    assert "正在修" in "".join(box.itertext())


def test_a_home_that_leads_nowhere_still_has_a_name():
    box = parsed(
        section.draw({"name": "5栋", "floors": [[{"label": "101"}]]}, {"101": {"state": "new", "title": "新"}})
    )
    assert not list(box.iter("a"))
    assert [title.text for title in box.iter("title")] == ["101 新"]


def test_a_word_too_long_for_its_room_is_cut_but_heard():
    states = {"1101": {"state": "wait", "title": "等下一场大雨再来看"}}
    box = parsed(section.draw(house(1, 1, 2), states))
    assert next(box.iter("a")).get("aria-label") == "1101 等下一场大雨再来看"
    assert any((text.text or "").endswith("…") for text in box.iter("text"))


@pytest.mark.parametrize("url", ["/c/1/", ""])
def test_the_gutter_can_be_named(url):
    gutter = {"state": "over", "title": "天沟老化", "url": url}
    box = parsed(section.draw({**house(3, 1, 2), "gutter": gutter}, {}))
    assert "天沟老化" in "".join(box.itertext())
    assert ("天沟老化" in [link.get("aria-label") for link in box.iter("a")]) == bool(url)
    assert "天沟老化" not in section.draw({**house(3, 1, 2), "gutter": {"title": "天沟老化"}}, {})


def test_units_are_named_once_each():
    box = parsed(section.draw(house(7, 3, 2), {}))
    texts = [text.text for text in box.iter("text")]
    assert [texts.count(f"{unit}单元") for unit in (1, 2, 3)] == [1, 1, 1]


def test_mini_is_one_picture_that_tells_its_states():
    states = {"1101": {"state": "hand", "title": "正在修"}, "1102": {"state": "soon", "title": "怀疑"}}
    svg = parsed(section.draw(house(1, 1, 3), states, mini=True))
    assert svg.get("role") == "img"
    assert svg.get("aria-label") == "5栋剖面：1101 正在修，1102 怀疑"
    assert not list(svg.iter("a"))
    assert len(rooms(svg)) == 3
    assert parsed(section.draw(house(1, 1, 3), {}, mini=True)).get("aria-label") == "5栋剖面：没有事"


def test_names_are_escaped():
    building = {"name": "<5栋>", "floors": [[{"label": "<1>", "url": '"x"', "state": "new", "title": "<新>"}]]}
    for mini in (False, True):
        parsed(section.draw(building, {}, mini=mini))
        assert "<新>" not in section.draw(building, {}, mini=mini)


def test_tag():
    drawn = Template("{% section building states %}|{% section building mini=True %}").render(
        Context({"building": house(3, 2, 4), "states": {}})
    )
    full, mini = drawn.split("|")
    assert 'class="section-box"' in full
    assert 'class="section mini"' in mini


def test_an_empty_building_is_drawn_without_homes():
    assert not rooms(parsed(section.draw({"name": "5栋", "floors": []}, {})))
    assert not rooms(parsed(section.draw({"name": "5栋", "floors": []}, {}, mini=True)))
