"""The road of a case: the table, its questions, and what a wandering case can never do."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from huying.rules import lifecycle
from huying.rules.lifecycle import BY_VERB, STEPS, NotAllowed, NotReady, Proof, enough_proof, move, replay

LONG_ROAD = (
    "cases.received", "cases.accepted", "cases.dispatched", "cases.acknowledged", "field.visit_recorded",
    "field.finding_recorded", "field.work_ordered", "field.work_accepted", "field.work_finished", "cases.handled",
    "cases.verified", "cases.called_back", "cases.closed",
)  # fmt: skip


def test_the_long_road_ends_closed() -> None:
    assert replay(LONG_ROAD) == "closed"


@pytest.mark.parametrize(
    ("road", "state"),
    [
        ((), ""),
        (("cases.received",), "received"),
        (("cases.received", "cases.answered"), "closed"),
        (("cases.received", "cases.fixed"), "closed"),
        ((*LONG_ROAD, "cases.reopened"), "reopened"),
        ((*LONG_ROAD, "cases.reopened", "cases.dispatched"), "dispatched"),
        ((*LONG_ROAD[:10], "cases.sent_back"), "in_hand"),
        ((*LONG_ROAD[:10], "cases.confirmed"), "handled"),
        (("cases.received", "cases.linked"), "received"),
        (("cases.entered",), "closed"),
        (("cases.entered", "cases.reopened"), "reopened"),
        (("cases.entered", "cases.entry_undone"), ""),
        (("cases.received", "cases.entry_undone"), ""),
        (("cases.received", "cases.declined"), "declined"),
        (("cases.received", "cases.declined", "cases.reopened"), "reopened"),
        ((*LONG_ROAD[:4], "cases.waited", "cases.reminded"), "waiting"),
        ((*LONG_ROAD[:4], "cases.waited", "cases.resumed"), "in_hand"),
        ((*LONG_ROAD[:4], "cases.carried_over", "cases.carried_over"), "carried_over"),
        ((*LONG_ROAD[:4], "cases.objected", "cases.objection_upheld"), "accepted"),
        ((*LONG_ROAD[:4], "cases.objected", "cases.objection_rejected"), "dispatched"),
        ((*LONG_ROAD[:4], "cases.objected_again", "cases.consulted"), "dispatched"),
        ((*LONG_ROAD[:4], "cases.transferred", "cases.acknowledged"), "in_hand"),
        ((*LONG_ROAD[:4], "cases.referred", "cases.followed_up", "cases.referral_answered"), "verified"),
        ((*LONG_ROAD[:4], "cases.referred", "cases.referral_returned"), "accepted"),
        (("cases.received", "cases.joined", "cases.withdrawn"), "received"),
        (("cases.received", "cases.merged"), "merged"),
        (("cases.received", "cases.merged", "cases.unmerged"), "accepted"),
        ((*LONG_ROAD[:9], "cases.stood_down"), "closed"),
    ],
)
def test_a_history_leads_to_its_state(road: tuple[str, ...], state: str) -> None:
    assert replay(road) == state


def test_an_impossible_history_is_refused() -> None:
    with pytest.raises(NotAllowed):
        replay(["cases.received", "cases.closed"])


def test_an_entry_in_use_is_not_taken_back() -> None:
    with pytest.raises(NotReady) as refusal:
        move("closed", "undo_entry")
    assert refusal.value.missing == ("untouched",)
    with pytest.raises(NotAllowed):
        move("reopened", "undo_entry", {"untouched"})


def test_a_step_from_nowhere_says_so() -> None:
    with pytest.raises(NotAllowed, match="verify from nothing"):
        move("", "verify")


def test_what_is_missing_is_named_in_the_order_of_the_table() -> None:
    with pytest.raises(NotReady) as refusal:
        move("verified", "close", {"no_commitment"})
    assert refusal.value.missing == ("appeals_answered", "rain")


def test_the_doer_never_verifies() -> None:
    with pytest.raises(NotReady) as refusal:
        move("handled", "verify", {"enough_proof"})
    assert refusal.value.missing == ("not_the_doer",)


def test_can_asks_only_for_the_state() -> None:
    assert lifecycle.can("in_hand", "order") is True
    assert lifecycle.can("received", "order") is False


ON_SITE = Proof("on_site", False, "on_site", 5, False)


@pytest.mark.parametrize(
    ("proof", "enough", "labelled"),
    [
        (ON_SITE, True, False),
        (ON_SITE._replace(method="resident"), False, False),
        (Proof("resident", True, "resident", 5, False), True, False),
        (Proof("resident", False, "resident", 1, True), False, False),
        (Proof("resident", True, "on_site", 2, True), True, True),
        (Proof("resident", True, "on_site", 2, False), False, False),
        (Proof("resident", True, "on_site", 3, True), False, False),
    ],
)
def test_proof_and_the_small_team(proof: Proof, enough: bool, labelled: bool) -> None:
    assert enough_proof(proof) is enough
    assert lifecycle.stands_for_small_team(proof) is labelled


def test_verbs_and_events_are_said_once() -> None:
    assert len({step.verb for step in STEPS}) == len({step.event for step in STEPS}) == len(STEPS)


def test_every_state_can_be_reached_and_left() -> None:
    reached = {step.target for step in STEPS if step.target is not None}
    left = {source for step in STEPS for source in step.sources if step.target not in (None, source)}
    assert reached == lifecycle.OPEN | lifecycle.ENDED | {""}
    assert left == lifecycle.OPEN | lifecycle.ENDED | {""}


def test_nobody_but_the_desk_closes_and_no_doer_verifies() -> None:
    assert BY_VERB["close"].who == {"officer", "secretary"}
    assert "vendor" not in BY_VERB["verify"].who


def test_the_clock_stops_once_the_work_is_handled() -> None:
    stopped = {step.target for step in STEPS if step.clock == "stops" and step.target}
    assert stopped == {"closed", "declined", "handled", "verified"}


def test_the_diagram_is_drawn_from_the_table() -> None:
    drawn = lifecycle.diagram().splitlines()
    assert drawn[0] == "stateDiagram-v2"
    assert "    [*] --> received: receive" in drawn
    assert "    closed --> reopened: reopen" in drawn
    assert "    received --> [*]: undo_entry" in drawn
    assert drawn[-3:] == ["    closed --> [*]", "    declined --> [*]", "    merged --> [*]"]


@given(st.lists(st.sampled_from([step.verb for step in STEPS]), max_size=40))
def test_a_wandering_case_keeps_to_the_table(verbs: list[str]) -> None:
    """Whatever is tried: a case is received or entered before anything, and what closes it was verified, answered or
    fixed, or was so before it came."""
    state: lifecycle.State = ""
    taken: list[str] = []
    for verb in verbs:
        try:
            state = move(state, verb, BY_VERB[verb].needs)
        except NotAllowed:
            continue
        taken.append(verb)
    starts = [nth for nth, verb in enumerate(taken) if verb in ("receive", "enter")]
    ends = [nth for nth, verb in enumerate(taken) if verb == "undo_entry"]
    assert starts == ([0, *(nth + 1 for nth in ends)][: len(starts)] if taken else [])
    assert replay(BY_VERB[verb].event for verb in taken) == state
    if state == "closed":
        closing = [verb for verb in taken if verb in ("close", "answer", "fix", "enter", "stand_down")][-1]
        assert closing != "close" or {"verify", "refer_answered"} & set(taken)
