"""The road of a case 案件的路: one table of steps, and the few questions asked of it.

Every step names who may take it, from where to where, what must hold first, what the promise's clock does, and whether
the reporter sees it. The diagram in docs/lifecycle.md is drawn from this table.
"""

from collections.abc import Iterable
from typing import Literal, NamedTuple, get_args

State = Literal[
    "", "received", "accepted", "dispatched", "in_hand", "handled", "verified", "closed", "reopened",
    "declined", "referred", "objected", "consulting", "waiting", "carried_over", "merged",
]  # fmt: skip
# runs: the promise is still to be kept; stops: it is kept, or owed no more; pauses: it may stand still, as the
# division's rule for the reason says; as_is: the step says nothing about it.
Clock = Literal["runs", "stops", "pauses", "as_is"]

START: State = ""
OPEN: frozenset[State] = frozenset(
    {
        "received", "accepted", "dispatched", "in_hand", "handled", "verified", "reopened",
        "referred", "objected", "consulting", "waiting", "carried_over",
    }
)  # fmt: skip
# Where a case rests, in nobody's hands; only reopening leads out, and of what was merged only splitting.
ENDED: frozenset[State] = frozenset({"closed", "declined", "merged"})


class Step(NamedTuple):
    """One row of the table. A target of None leaves the state as it is."""

    verb: str
    event: str
    sources: frozenset[State]
    target: State | None
    who: frozenset[str]
    clock: Clock
    needs: tuple[str, ...] = ()
    public: bool = True


def _step(
    verb: str,
    event: str,
    sources: str,
    target: State | None,
    who: str,
    clock: Clock = "runs",
    *,
    needs: str = "",
    public: bool = True,
) -> Step:
    names = frozenset(START if name == "-" else name for name in sources.split())
    return Step(verb, event, names, target, frozenset(who.split()), clock, tuple(needs.split()), public)  # type: ignore[arg-type]


# Roles: officer, secretary, grid_worker are posts of the community; resident, vendor, owner and party come by link.
DESK = "officer secretary"
STAFF = "officer secretary grid_worker"
# Whoever urges and rules from above, too.
ABOVE = "officer secretary supervisor"
UNDER_WAY = "accepted dispatched in_hand reopened referred objected consulting waiting carried_over"
ANY_OPEN = f"received {UNDER_WAY} handled verified"
# Nothing but the road itself is under way.
PLAIN = "received accepted dispatched in_hand handled verified reopened"
# While a vendor may be at work.
WORKING = "dispatched in_hand waiting"
# Somebody leads it, and nothing stands in its way.
WORKED_ON = "dispatched in_hand"
ASSISTED = "dispatched in_hand waiting handled verified"
# What an owner takes back counts at any time.
ANY = " ".join(state for state in get_args(State) if state)

# fmt: off
STEPS: tuple[Step, ...] = (
    _step("receive", "cases.received", "-", "received", f"{STAFF} resident"),
    _step("accept", "cases.accepted", "received", "accepted", DESK),
    # A short road: an inquiry answered at once, on one screen.
    _step("answer", "cases.answered", "received accepted", "closed", DESK, "stops", needs="reply nothing_beside"),
    # A short road: found on the walk and put right on the spot. The doer's word alone never closes: proof it must be.
    _step("fix", "cases.fixed", "received", "closed", "grid_worker", "stops", needs="proof"),
    # A short road of its own: finished before huying was there, and taken over from the community's own ledger.
    _step("enter", "cases.entered", "-", "closed", DESK, "stops"),
    # Taking a ledger back leaves no row, only the history of one; what has come into use since stays.
    _step("undo_entry", "cases.entry_undone", "received closed", START, DESK, "stops", needs="untouched", public=False),
    _step("dispatch", "cases.dispatched", "accepted dispatched in_hand reopened", "dispatched", DESK, needs="holder"),
    _step("acknowledge", "cases.acknowledged", "dispatched", "in_hand", "grid_worker", needs="is_holder"),
    _step("visit", "field.visit_recorded", "in_hand", None, "grid_worker"),
    _step("find", "field.finding_recorded", "in_hand", None, "grid_worker", needs="visit"),
    # Work as well, in vain or not; who was rung is nobody else's business.
    _step("contact", "field.contact_tried", ANY_OPEN, None, STAFF, "as_is", public=False),
    # Going into a home: asked of its owner, given, ended; announced before and said after (rules/entry.py).
    _step("ask_entry", "field.entry_asked", ANY_OPEN, None, DESK, "as_is", public=False),
    _step("give_entry", "field.entry_given", ANY_OPEN, None, f"{DESK} owner", "as_is", public=False),
    _step("end_entry", "field.entry_ended", ANY, None, f"{DESK} owner", "as_is", public=False),
    _step("start_entry", "field.entry_announced", "in_hand", None, "grid_worker", needs="entry_valid"),
    _step("finish_entry", "field.entry_done", "in_hand", None, "grid_worker", needs="entry_started crew"),
    # Without consent, in danger: on record at once, and the owner is told.
    _step("enter_emergency", "field.emergency_entered", ANY_OPEN, None, STAFF, "as_is", needs="emergency_whole", public=False),
    _step("tell_owner", "field.owner_told", ANY_OPEN, None, STAFF, "as_is", public=False),
    # Two homes talk a leak over, with one mediator who is not a party (rules/mediation.py); they sign by a link.
    _step("open_mediation", "field.mediation_opened", ANY_OPEN, None, STAFF, "as_is",
          needs="two_sides neutral future_date no_open_mediation"),
    _step("look_for_leak", "field.leak_tested", ANY_OPEN, None, STAFF, "as_is", needs="open_mediation", public=False),
    _step("meet", "field.mediation_met", ANY_OPEN, None, STAFF, "as_is", needs="open_mediation", public=False),
    _step("note_loss", "field.loss_noted", ANY_OPEN, None, STAFF, "as_is", needs="open_mediation", public=False),
    _step("write_agreement", "field.agreement_written", ANY_OPEN, None, STAFF, "as_is", needs="open_mediation",
          public=False),
    _step("confirm_agreement", "field.agreement_confirmed", ANY_OPEN, None, "party", "as_is", needs="open_mediation",
          public=False),
    _step("end_mediation", "field.mediation_ended", ANY_OPEN, None, STAFF, "as_is",
          needs="open_mediation signed routes end_reason"),
    _step("change_responsibility", "field.responsibility_changed", ANY_OPEN, None, STAFF, "as_is",
          needs="reason another_answer", public=False),
    _step("order", "field.work_ordered", "in_hand", None, DESK, needs="finding"),
    # A vendor goes on working while the lead changes hands; what a unit answers without the link, the desk types in.
    _step("accept_order", "field.work_accepted", WORKING, None, f"{DESK} vendor"),
    _step("finish_order", "field.work_finished", WORKING, None, f"{DESK} vendor", needs="whole_or_why why_more"),
    _step("hand_back_order", "field.work_handed_back", WORKING, None, f"{DESK} vendor", needs="reason"),
    _step("cancel_order", "field.work_cancelled", WORKING, None, DESK, needs="reason"),
    # Above the division's line two people approve before anybody is asked to work.
    _step("ask_money", "field.money_asked", "in_hand", None, DESK, needs="finding", public=False),
    _step("approve_money", "field.money_approved", ANY_OPEN, None, ABOVE, "as_is",
          needs="asked not_own not_twice from_above", public=False),
    _step("refuse_money", "field.money_refused", ANY_OPEN, None, ABOVE, "as_is", needs="asked not_own reason", public=False),
    # What the community paid for somebody, and what came back of it, also long after the close.
    _step("advance", "field.advanced", ANY, None, DESK, "as_is", needs="amount", public=False),
    _step("repay", "field.repaid", ANY, None, DESK, "as_is", needs="amount no_more_than_left", public=False),
    _step("enough", "field.work_enough", WORKING, None, DESK, needs="reason", public=False),
    # Others lend a hand; the lead stays who it is. It is open beside the road until they say what they did.
    _step("ask_assist", "cases.assist_asked", ASSISTED, None, DESK, "as_is", needs="holder another reason future_date"),
    _step("end_assist", "cases.assist_ended", ANY_OPEN, None, f"{STAFF} supervisor", "as_is", needs="is_holder result"),
    _step("handle", "cases.handled", "dispatched in_hand", "handled", "grid_worker vendor volunteer", "stops",
          needs="finding no_open_order"),
    # Never by who did the work. In a small team the secretary may let the resident's confirmation stand instead.
    _step("verify", "cases.verified", "handled", "verified", f"{STAFF} resident", "stops",
          needs="not_the_doer enough_proof"),
    _step("send_back", "cases.sent_back", "handled", "in_hand", STAFF, needs="not_the_doer reason", public=False),
    _step("confirm", "cases.confirmed", "handled verified", None, "resident", "stops"),
    _step("call_back", "cases.called_back", "verified", None, DESK, "stops", needs="not_the_doer"),
    _step("waive_rain", "cases.rain_waived", "verified", None, DESK, "stops", needs="reason", public=False),
    _step("rain", "cases.rained", "verified", None, DESK, "stops", needs="rain_day"),
    _step("close", "cases.closed", "verified", "closed", DESK, "stops", needs="appeals_answered no_commitment rain"),
    # Looked at once more after the end, by itself: what is broken anew is reopened.
    _step("follow_after", "cases.aftercare_opened", "closed", None, DESK, "as_is", public=False),
    _step("look_in", "cases.looked_in", "closed", None, STAFF, "as_is", needs="aftercare is_holder", public=False),
    _step("reopen", "cases.reopened", "handled verified closed declined", "reopened", f"{DESK} resident",
          needs="reason"),
    # Not for the community: the proper route is named, and whoever disagrees comes back.
    _step("decline", "cases.declined", "received accepted", "declined", DESK, "stops",
          needs="route reply nothing_beside"),
    # To a unit outside: the desk goes on asking, by a date, until the unit answers or gives it back.
    _step("refer", "cases.referred", "accepted dispatched in_hand reopened", "referred", DESK,
          needs="unit future_date no_open_order"),
    _step("follow_up", "cases.followed_up", "referred", None, DESK, needs="future_date"),
    _step("refer_answered", "cases.referral_answered", "referred", "verified", DESK, "stops", needs="reply"),
    _step("refer_returned", "cases.referral_returned", "referred", "accepted", DESK, needs="reason"),
    # Returned by the holder: somebody else rules. The second time they sit down together, and that is the end of it.
    _step("object", "cases.objected", "dispatched in_hand", "objected", STAFF,
          needs="is_holder may_object reason no_open_order", public=False),
    _step("uphold", "cases.objection_upheld", "objected", "accepted", ABOVE, needs="is_holder not_the_objector",
          public=False),
    _step("reject", "cases.objection_rejected", "objected", "dispatched", ABOVE,
          needs="is_holder not_the_objector reason", public=False),
    _step("object_again", "cases.objected_again", "dispatched in_hand", "consulting", STAFF,
          needs="is_holder may_object reason no_open_order", public=False),
    _step("consult", "cases.consulted", "consulting", "dispatched", ABOVE, needs="is_holder holder took_part"),
    _step("transfer", "cases.transferred", "dispatched in_hand", "dispatched", STAFF,
          needs="is_holder holder another reason"),
    # Nothing waits for ever: a reason, and a date by which somebody looks again.
    _step("wait", "cases.waited", "in_hand", "waiting", STAFF, "pauses", needs="is_holder why future_date"),
    _step("carry_over", "cases.carried_over", "in_hand carried_over", "carried_over", DESK, "pauses",
          needs="reason future_date no_open_order"),
    _step("resume", "cases.resumed", "waiting carried_over", "in_hand", f"{STAFF} vendor", needs="is_holder"),
    # Told to the reporter, only later than before, and never twice by the same hand.
    _step("extend", "cases.extended", f"received {UNDER_WAY}", None, ABOVE,
          needs="reason later another_hand times_left"),
    _step("joint_call", "cases.joint_called", UNDER_WAY, None, DESK, needs="place future_date summoned no_open_call"),
    _step("end_joint_call", "cases.joint_call_ended", ANY_OPEN, None, DESK, "as_is",
          needs="open_call attendance result"),
    _step("remind", "cases.reminded", ANY_OPEN, None, ABOVE, "as_is", public=False),
    _step("supervise", "cases.supervised", ANY_OPEN, None, "secretary supervisor", "as_is",
          needs="reason future_date not_supervised", public=False),
    _step("answer_supervision", "cases.supervision_answered", ANY_OPEN, None, DESK, "as_is",
          needs="supervised reply", public=False),
    # Hands called up for a task of the case: open until they are home again, or the call is taken back.
    _step("call_turnout", "field.turnout_called", f"{UNDER_WAY} handled", None, STAFF, "as_is", needs="sound safe"),
    _step("end_turnout", "field.turnout_ended", ANY_OPEN, None, STAFF, "as_is", needs="open_turnout result", public=False),
    _step("call_off_turnout", "field.turnout_called_off", ANY_OPEN, None, STAFF, "as_is", needs="open_turnout reason",
          public=False),
    # Small tasks that a volunteer or a branch's team takes on for a few days (rules/claims.py). The lead stays who it is;
    # silence gives it back, so nothing waits for ever. Whoever did it is the doer: another person checks.
    _step("mark_claim", "field.claim_marked", ANY_OPEN, None, DESK, "as_is", needs="safe", public=False),
    _step("claim", "field.claimed", WORKED_ON, None, "volunteer", "as_is", needs="claimable unclaimed until_fits"),
    _step("finish_claim", "field.claim_done", ANY_OPEN, None, "volunteer", "as_is", needs="open_claim result"),
    _step("give_back_claim", "field.claim_given_back", ANY_OPEN, None, "volunteer", "as_is", needs="open_claim", public=False),
    _step("lapse_claim", "field.claim_lapsed", ANY_OPEN, None, "system", "as_is", needs="open_claim", public=False),
    _step("take_back_claim", "field.claim_taken_back", ANY_OPEN, None, DESK, "as_is", needs="open_claim reason", public=False),
    # Said of their own accord, at any time, and counted apart from satisfaction. Nobody is asked for it.
    _step("thank", "cases.thanked", ANY, None, f"{DESK} resident", "as_is", public=False),
    # The sweep tells one more post (rules/ladder.py); many matters of one post go to another in one act, and back.
    _step("raise", "cases.raised", ANY, None, "system", "as_is", public=False),
    _step("hand_over", "cases.handed_over", ANY_OPEN, None, DESK, "as_is", needs="holder another", public=False),
    _step("take_back", "cases.handed_back", ANY_OPEN, None, DESK, "as_is", public=False),
    # Appeals gather in a case, and leave it again; the road of the matter itself goes on as it was.
    _step("join", "cases.joined", ANY_OPEN, None, f"{STAFF} resident", "as_is"),
    _step("withdraw", "cases.withdrawn", ANY_OPEN, None, f"{DESK} resident", "as_is"),
    # Nobody wants it done any more. What is dangerous an officer decides, with a reason.
    _step("stand_down", "cases.stood_down", PLAIN, "closed", DESK, "stops",
          needs="appeals_answered no_commitment harmless"),
    # Two cases turn out to be one matter: this one ends in the other. Split again, it is sent to somebody anew.
    _step("merge", "cases.merged", PLAIN, "merged", DESK, "as_is", needs="survivor no_commitment"),
    _step("unmerge", "cases.unmerged", "merged", "accepted", DESK, needs="survivor reason"),
)
# fmt: on

BY_VERB: dict[str, Step] = {step.verb: step for step in STEPS}
BY_EVENT: dict[str, Step] = {step.event: step for step in STEPS}


class NotAllowed(ValueError):
    """This step does not lead from this state."""


class NotReady(ValueError):
    """Something that must hold first does not hold yet. `missing` names it, by the codes of the table."""

    def __init__(self, missing: tuple[str, ...]) -> None:
        super().__init__(" ".join(missing))
        self.missing = missing


def move(state: State, verb: str, holds: Iterable[str] = ()) -> State:
    """The state after a step, or why it cannot be taken: NotAllowed from here, NotReady while something is missing."""
    step = BY_VERB[verb]
    if state not in step.sources:
        raise NotAllowed(f"{verb} from {state or 'nothing'}")
    have = set(holds)
    missing = tuple(need for need in step.needs if need not in have)
    if missing:
        raise NotReady(missing)
    return state if step.target is None else step.target


def can(state: State, verb: str) -> bool:
    """Whether the step leads from this state, whoever asks and whatever is missing."""
    return state in BY_VERB[verb].sources


def replay(events: Iterable[str]) -> State:
    """The state a history leads to. Events that are not steps are passed over; an impossible one raises NotAllowed."""
    state: State = START
    for event in events:
        step = BY_EVENT.get(event)
        if step is not None:
            state = move(state, step.verb, step.needs)
    return state


class Proof(NamedTuple):
    """How a piece of work was checked: `method` on_site or resident; `confirmed` when the resident says it is solved."""

    method: Literal["on_site", "resident"]
    confirmed: bool
    category_asks: Literal["on_site", "resident"]
    staff_on_duty: int
    by_secretary: bool


SMALL_TEAM = 3


def enough_proof(proof: Proof) -> bool:
    """Whether a check counts. Somebody else on site always does; the resident's own word where the category asks no
    more, or, labelled, where fewer than three staff are on duty and the secretary lets it stand."""
    if proof.method == "on_site":
        return True
    if not proof.confirmed:
        return False
    return proof.category_asks == "resident" or stands_for_small_team(proof)


def stands_for_small_team(proof: Proof) -> bool:
    """Whether a resident's word was let stand only because the team is small: such checks are labelled and counted."""
    asked_more = proof.method == "resident" and proof.category_asks == "on_site"
    return asked_more and proof.staff_on_duty < SMALL_TEAM and proof.by_secretary


def diagram() -> str:
    """The table as a Mermaid state diagram, for docs/lifecycle.md."""
    lines = ["stateDiagram-v2"]
    for step in STEPS:
        for source in sorted(step.sources):
            target = source if step.target is None else step.target
            if source != target:
                lines.append(f"    {source or '[*]'} --> {target or '[*]'}: {step.verb}")
    return "\n".join([*lines, *(f"    {state} --> [*]" for state in sorted(ENDED))])
