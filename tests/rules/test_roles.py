"""Who may do what, and how far a post reaches."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from huying.rules import roles


@pytest.mark.parametrize(
    ("role", "verb", "may"),
    [
        ("officer", "dispatch", True),
        ("officer", "acknowledge", False),
        ("grid_worker", "visit", True),
        ("grid_worker", "dispatch", False),
        ("grid_worker", "close", False),
        ("secretary", "verify", True),
        ("supervisor", "see_desk", True),
        ("supervisor", "dispatch", False),
    ],
)
def test_a_role_carries_its_verbs(role: str, verb: str, may: bool) -> None:
    assert roles.may([role], verb) is may


def test_two_posts_add_up() -> None:
    assert roles.may(["grid_worker", "officer"], "dispatch") is True
    assert roles.may([], "see_desk") is False


def test_a_supervisor_asks_and_rules_and_keeps_the_streets_lists() -> None:
    assert roles.VERBS["supervisor"] == {
        "see_desk", "see_calendar", "see_places", "keep_lists", "supervise", "remind", "extend", "uphold", "reject", "consult",
        "end_assist", "see_fallback", "approve_money", "refuse_money", "see_funds", "approve_fund_money", "see_overview",
        "see_stories", "review_story",
    }  # fmt: skip


@pytest.mark.parametrize(
    ("scope", "path", "reaches"),
    [
        ("430102/", "430102/430102017/shaoguang/", True),
        ("430102/430102017/shaoguang/", "430102/430102017/shaoguang/", True),
        ("430102/430102017/", "430102/430102012/donghu/", False),
        ("4301/", "43010/x/", False),
    ],
)
def test_a_post_reaches_down_its_tree(scope: str, path: str, reaches: bool) -> None:
    assert roles.reaches(scope, path) is reaches


paths = st.lists(st.sampled_from(["4301", "43010", "430102", "a", "b", "社区"]), min_size=1, max_size=4).map(
    lambda parts: "".join(f"{part}/" for part in parts)
)


@given(paths, paths)
def test_the_range_says_the_same_as_the_tree(scope: str, path: str) -> None:
    start, end = roles.between(scope)
    assert (start <= path < end) is roles.reaches(scope, path)


@pytest.mark.parametrize(
    ("by", "role", "may"),
    [
        (["secretary"], "officer", True),
        (["officer"], "grid_worker", True),
        (["officer"], "secretary", False),  # a deputy has every verb of the post
        (["grid_worker"], "grid_worker", False),
    ],
)
def test_who_puts_a_deputy_in(by: list[str], role: str, may: bool) -> None:
    assert roles.may_fill_in(by, role) is may


def test_the_bureau_reviews_what_is_filed_and_nothing_else() -> None:
    assert roles.VERBS["bureau"] == {"review_funds"}
