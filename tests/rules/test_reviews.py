"""三审: no two by one person; what a story may not give away; how its plain text falls into blocks."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from huying.rules import reviews
from huying.rules.reviews import Prose, Voice


@pytest.mark.parametrize(
    ("stage", "roles", "why"),
    [
        ("first", ["officer"], ""),
        ("first", ["supervisor"], "role"),
        ("second", ["supervisor"], ""),
        ("second", ["grid_worker"], "role"),
        ("final", ["officer"], "role"),
        ("final", ["secretary"], ""),
        ("final", [], "role"),
    ],
)
def test_who_may_speak(stage: reviews.Stage, roles: list[str], why: str) -> None:
    assert reviews.why_not(stage, [], "a", roles) == why


@given(st.sampled_from(reviews.STAGES), st.lists(st.sampled_from("abc"), max_size=2))
def test_nobody_speaks_twice(stage: reviews.Stage, before: list[str]) -> None:
    passed = [Voice(reviews.STAGES[at], user) for at, user in enumerate(before)]
    why = reviews.why_not(stage, passed, "a", ["secretary"])
    assert why == ("twice" if "a" in before else "")


def test_one_review_after_the_other() -> None:
    assert [reviews.after(stage) for stage in reviews.STAGES] == ["second", "final", None]


@pytest.mark.parametrize(
    ("text", "kinds"),
    [
        ("住在5栋顶楼的江阿姨", []),
        ("5栋303的江秋莲", ["door", "name"]),
        ("新3栋1单元101室", ["door"]),
        ("5-303打来电话", ["door"]),
        ("敲了303室的门", ["door"]),
        ("1985年建的5栋2023年修", []),
        ("5栋2023年修好了，花了5栋3000元", []),
        ("打13900000303，车牌湘A12345", ["phone", "plate"]),
        ("江秋莲、江秋", ["name", "name"]),
        ("2023-12-07", []),
    ],
)
def test_what_a_text_gives_away(text: str, kinds: list[str]) -> None:
    assert [one.kind for one in reviews.gives_away(text, ["江秋莲", "江秋", "李", ""])] == kinds


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("5栋303的江秋莲说", "5栋的江某说"),
        ("新3栋1单元101室漏", "新3栋1单元漏"),
        ("5-303打来电话", "5打来电话"),
        ("敲了303室的门", "敲了一户的门"),
        ("打13900000303", "打139****0303"),
        ("天沟修好了。", "天沟修好了。"),
    ],
)
def test_covered(text: str, told: str) -> None:
    assert reviews.covered(text, ["江秋莲"]) == told


@given(st.text(alphabet="5栋303江秋莲室房-1390000 的说\n", max_size=60))
def test_what_is_covered_gives_nothing_away(text: str) -> None:
    again = text
    for _ in range(len(text) + 1):
        again = reviews.covered(again, ["江秋莲"])
    assert all(one.kind != "name" for one in reviews.gives_away(again, ["江秋莲"]))
    for one in reviews.gives_away(text, ["江秋莲"]):
        assert text[one.start : one.end] == one.said


def test_prose() -> None:
    text = "9月12日上午，\n江阿姨走进社区。\n\n> 屋里像水帘洞一样。——江阿姨，5栋居民\n\n# 从说到修好\n\n\n> 修得好\n\n"
    assert reviews.prose(text) == (
        Prose("p", "9月12日上午，\n江阿姨走进社区。"),
        Prose("quote", "屋里像水帘洞一样。", "江阿姨，5栋居民"),
        Prose("h2", "从说到修好"),
        Prose("quote", "修得好"),
    )
    assert reviews.prose("  \n ") == ()
