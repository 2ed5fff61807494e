"""The road of a place of the fund: every step, both lanes, what must hold, and what is replayed."""

from datetime import date
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from huying.rules import funds
from huying.rules.funds import STEPS, Answers, NotAllowed, NotReady

NORMAL = (
    "open_place survey find_payable take_normal_lane set_budget add_quote take_quote post_plan open_vote cast pass_vote "
    "join_batch file_paper submit take_up approve contract start_works ask_payment approve_payment prepay accept settle "
    "post_settlement hear_objection answer_objection ask_payment draw archive"
).split()  # fmt: skip
EMERGENCY = (
    "open_place survey find_payable take_emergency_lane set_budget confirm_site join_batch submit approve".split()
)


def walked(verbs: list[str]) -> str:
    state: funds.State = ""
    for verb in verbs:
        state = funds.move(state, verb, funds.BY_VERB[verb].needs)
    return state


def test_both_lanes_lead_where_they_should() -> None:
    assert walked(NORMAL) == "archived"
    assert walked(EMERGENCY) == "approved"
    assert walked([*EMERGENCY[:-1], "return", "file_paper", "submit", "reject"]) == "rejected"
    assert walked([*NORMAL[:9], "fail_vote", "set_budget", "post_plan"]) == "plan_posted"
    assert walked(["open_place", "survey", "find_not_payable"]) == "not_payable"
    assert walked([*EMERGENCY[:5], "leave_lane", "take_normal_lane"]) == "planning"


def test_a_history_is_replayed_and_strangers_in_it_are_passed_over() -> None:
    events = [funds.BY_VERB[verb].event for verb in EMERGENCY]
    assert funds.replay([*events, "core.photo_kept"]) == "approved"
    with pytest.raises(NotAllowed):
        funds.replay(["funds.approved"])


@pytest.mark.parametrize("step", STEPS, ids=lambda step: step.verb)
def test_a_step_needs_what_the_table_says(step: funds.Step) -> None:
    source = sorted(step.sources)[0]
    if step.needs:
        with pytest.raises(NotReady) as refused:
            funds.move(source, step.verb, step.needs[1:])
        assert refused.value.missing == step.needs[:1]
    assert funds.move(source, step.verb, step.needs) == (source if step.target is None else step.target)


def test_every_state_has_a_phase_and_is_reached() -> None:
    reached = {step.target for step in STEPS} - {None}
    assert set(funds.PHASES) == reached
    assert {state for state in funds.PHASES if not any(state in step.sources for step in STEPS)} <= funds.ENDED


def test_no_step_leads_out_of_the_end_but_what_is_said() -> None:
    assert [step.verb for step in STEPS if step.sources & funds.ENDED and step.target not in (None, "archived")] == []


def test_whoever_asks_is_offered_their_own_steps() -> None:
    assert "approve" in funds.verbs_from("submitted", ["bureau"])
    assert "approve" not in funds.verbs_from("submitted", ["officer", "secretary"])
    assert funds.verbs_from("archived", ["bureau"]) == ()
    assert funds.can("submitted", "approve")
    assert not funds.can("draft", "approve")


def test_why_the_fund_must_not_pay() -> None:
    assert funds.why_not_payable(Answers(True, False, False, False, False)) == ()
    assert funds.why_not_payable(Answers(False, True, True, True, True)) == (
        "private_part", "under_warranty", "utility_line", "damaged_by_person", "in_service_contract",
    )  # fmt: skip


def test_the_last_day_of_a_notice() -> None:
    posted = date(2023, 12, 6)
    assert funds.notice_until(posted, 5) == date(2023, 12, 11)
    working = [date(2023, 12, 7), date(2023, 12, 8), date(2023, 12, 11)]
    assert funds.notice_until(posted, 3, working) == date(2023, 12, 11)
    with pytest.raises(ValueError, match="calendar"):
        funds.notice_until(posted, 4, working)


def test_a_warranty_that_begins_on_a_leap_day() -> None:
    assert funds.warranty_until(date(2020, 2, 29), 5) == date(2025, 2, 28)
    assert funds.warranty_until(date(2020, 2, 29), 4) == date(2024, 2, 29)
    assert funds.warranty_until(date(2023, 9, 15), 5) == date(2028, 9, 15)


@given(st.integers(0, 10**12), st.integers(0, 100))
def test_a_part_is_never_more_than_its_hundredths(cents: int, percent: int) -> None:
    part = funds.part_of(cents, percent)
    assert part * 100 <= cents * percent < (part + 1) * 100


@given(st.lists(st.sampled_from(STEPS), max_size=40))
def test_whatever_is_pressed_the_road_is_kept(steps: list[funds.Step]) -> None:
    """A step leads on only from where it may, and a replay of what was taken gives the same state."""
    states: list[funds.State] = [""]
    taken = []
    for step in steps:
        try:
            states.append(funds.move(states[-1], step.verb, step.needs))
            taken.append(step.event)
        except NotAllowed:
            assert states[-1] not in step.sources
    assert funds.replay(taken) == states[-1]
    assert all(before not in funds.ENDED or after == before for before, after in pairwise(states) if before)
