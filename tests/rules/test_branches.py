"""Branches of the road: when a matter may be returned, who rules, who extends."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from huying.rules.branches import Chair, Past, extension, objection, ruler


@pytest.mark.parametrize(
    ("earlier", "post", "road"),
    [
        ([], "a", "object"),
        ([Past("a", "upheld")], "a", "object_again"),
        ([Past("a", "upheld")], "b", "object_again"),
        ([Past("a", "rejected")], "a", ""),
        ([Past("a", "rejected")], "b", "object_again"),
        ([Past("a", "upheld"), Past("b", "consulted")], "a", ""),
        ([Past("a", "upheld"), Past("b", "consulted")], "c", ""),
    ],
)
def test_which_way_a_return_goes(earlier: list[Past], post: str, road: str) -> None:
    assert objection(earlier, post) == road


POSTS = st.sampled_from("abc")


@given(st.lists(st.builds(Past, POSTS, st.sampled_from(["upheld", "rejected"])), min_size=1, max_size=5), POSTS)
def test_a_second_return_never_leads_to_a_ruling(earlier: list[Past], post: str) -> None:
    assert objection(earlier, post) in ("object_again", "")
    assert objection([*earlier, Past("a", "consulted")], post) == ""


CHAIRS = [Chair("secretary", "liu"), Chair("officer", "he"), Chair("supervisor", "zhao")]


@pytest.mark.parametrize(
    ("apart", "post"),
    [
        ({"li", "he"}, "secretary"),
        ({"li", "liu"}, "officer"),
        ({"he", "liu"}, "supervisor"),
        ({"he", "liu", "zhao"}, None),
    ],
)
def test_somebody_else_rules(apart: set[str], post: str | None) -> None:
    assert ruler(CHAIRS, apart) == post


def test_an_empty_chair_rules_nothing() -> None:
    assert ruler([Chair("secretary", ""), Chair("officer", "he")], set()) == "officer"


@given(st.sets(st.sampled_from(["liu", "he", "zhao", ""])))
def test_the_objector_never_rules(apart: set[str]) -> None:
    seats = {chair.post: chair.user for chair in CHAIRS} | {None: None}
    assert seats[ruler(CHAIRS, apart)] not in apart


BOTH = {"another_hand", "times_left"}


@pytest.mark.parametrize(
    ("earlier", "by", "from_above", "holds"),
    [
        ([], "he", False, BOTH),
        (["he"], "he", False, {"times_left"}),
        (["he"], "ma", False, {"times_left"}),
        (["he"], "liu", True, BOTH),
        (["liu"], "liu", True, {"times_left"}),
        (["he", "liu"], "zhao", True, {"another_hand"}),
    ],
)
def test_the_second_extension_is_another_hands(earlier: list[str], by: str, from_above: bool, holds: set[str]) -> None:
    assert extension(earlier, by, from_above=from_above, times=2) == holds
