"""Routing rules: the first that is met, whatever is empty holds, and words as people say them."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from huying.rules import phrases
from huying.rules.routing import Matter, Rule, first, words

MATTER = Matter("drain", "G01", "厨房下水道往上冒水，WC 也返水")


@pytest.mark.parametrize(
    ("rule", "met"),
    [
        (Rule(), True), (Rule("drain"), True), (Rule("light"), False), (Rule(grid="G01"), True), (Rule(grid="G02"), False),
        (Rule(words=("返水",)), True), (Rule(words=("灯", "ｗｃ")), True), (Rule(words=("灯",)), False),
        (Rule("drain", "G01", ("冒水",)), True), (Rule("drain", "G02", ("冒水",)), False),
    ],
)  # fmt: skip
def test_every_condition_that_is_given_must_hold(rule: Rule, met: bool) -> None:
    assert rule.meets(MATTER) is met


def test_without_a_house_a_rule_for_a_grid_does_not_hold() -> None:
    assert not Rule(grid="G01").meets(Matter("drain", None, ""))


def test_the_first_one_counts() -> None:
    rules = [(Rule("light"), "a"), (Rule("drain"), "b"), (Rule(), "c")]
    assert first(rules, MATTER) == "b"
    assert first(reversed(rules), MATTER) == "c"
    assert first([], MATTER) is None


RULES = st.builds(
    Rule, st.sampled_from(["", "drain", "light"]), st.sampled_from([None, "G01", "G02"]),
    st.lists(st.sampled_from(["返水", "灯", "wc"]), max_size=2).map(tuple),
)  # fmt: skip


@given(st.lists(RULES), RULES)
def test_what_stands_behind_changes_nothing(rules: list[Rule], behind: Rule) -> None:
    numbered = list(zip(rules, range(len(rules)), strict=True))
    found = first(numbered, MATTER)
    assert found is None or first([*numbered, (behind, -1)], MATTER) == found
    assert found is None or (rules[found].meets(MATTER) and not any(one.meets(MATTER) for one in rules[:found]))


@pytest.mark.parametrize(
    ("typed", "found"),
    [
        ("下水、返水，冒粪", ("下水", "返水", "冒粪")),
        (" ＷＣ ; wc\n灯 ", ("wc", "灯")),
        ("返水 冒粪", ("返水", "冒粪")),
        ("", ()),
        ("，、", ()),
    ],
)
def test_a_list_as_people_write_it(typed: str, found: tuple[str, ...]) -> None:
    assert words(typed) == found


@pytest.mark.parametrize(
    ("text", "wrong"),
    [("{编号} 明天来", []), ("{ 社区电话 }", []), ("{姓名}", ["姓名"]), ("{}", [""]), ("{编号", ["{"]), ("好}", ["}"])],
)
def test_what_stands_in_braces_must_mean_something(text: str, wrong: list[str]) -> None:
    assert phrases.unknown(text) == wrong


def test_a_phrase_is_filled_with_what_is_known() -> None:
    facts = {"编号": "2312 0005", "社区电话": "0731 5555 0105"}
    assert phrases.fill("{编号} 的事，打 {社区电话}。{楼栋}", facts) == "2312 0005 的事，打 0731 5555 0105。"
