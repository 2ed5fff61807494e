"""The road of a place of the maintenance fund 维修资金一处的路: one table of steps, the two lanes, and what a step waits for.

A place is one building or spot to be repaired with the owners' common money (民法典 281, 282). Which figures hold (days
of notice and review, prepaid part, audit line, overrun) is local and comes in as an argument: nothing of it stands here.
"""

from collections.abc import Iterable
from datetime import date, timedelta
from typing import Literal, NamedTuple

State = Literal[
    "", "draft", "surveyed", "eligible", "planning", "plan_posted", "voting", "vote_failed", "confirming", "ready",
    "submitted", "under_review", "returned", "approved", "contracted", "in_works", "reworking", "accepted", "settled",
    "settlement_posted", "drawn", "archived", "not_payable", "rejected", "dropped",
]  # fmt: skip
Lane = Literal["", "normal", "emergency"]
# What the board shows of it, in the order of the road.
Phase = Literal[
    "survey", "vote", "papers", "correction", "filed", "approved", "works", "acceptance", "notice", "warranty", "ended"
]

START: State = ""
# Where a place rests. Archived money may still be inside its warranty.
ENDED: frozenset[State] = frozenset({"archived", "not_payable", "rejected", "dropped"})

PHASES: dict[State, Phase] = {
    "draft": "survey", "surveyed": "survey", "eligible": "survey", "planning": "survey", "confirming": "survey",
    "plan_posted": "vote", "voting": "vote", "vote_failed": "vote", "ready": "papers", "returned": "correction",
    "submitted": "filed", "under_review": "filed", "approved": "approved", "contracted": "works", "in_works": "works",
    "reworking": "works", "accepted": "acceptance", "settled": "acceptance", "settlement_posted": "notice",
    "drawn": "notice", "archived": "warranty", "not_payable": "ended", "rejected": "ended", "dropped": "ended",
}  # fmt: skip


class Step(NamedTuple):
    """One row of the table. A target of None leaves the state as it is; `moves_money` wants two people."""

    verb: str
    event: str
    sources: frozenset[State]
    target: State | None
    who: frozenset[str]
    needs: tuple[str, ...] = ()
    moves_money: bool = False


def _step(
    verb: str, event: str, sources: str, target: State | None, who: str, *, needs: str = "", moves_money: bool = False
) -> Step:
    names = frozenset(START if name == "-" else name for name in sources.split())
    return Step(verb, event, names, target, frozenset(who.split()), tuple(needs.split()), moves_money)  # type: ignore[arg-type]


DESK = "officer secretary"
# Until it is approved, anything about it may still be changed, and it may be given up.
OPEN_PLAN = "draft surveyed eligible planning confirming vote_failed"
BEFORE_FILING = f"{OPEN_PLAN} plan_posted voting ready returned"
AT_BUREAU = "submitted under_review"

# fmt: off
STEPS: tuple[Step, ...] = (
    _step("open_place", "funds.place_opened", "-", "draft", DESK, needs="case scope"),
    # Who pays, and what it costs: changed until the owners are asked, and again when it comes back.
    _step("set_scope", "funds.scope_set", f"{OPEN_PLAN} returned", None, DESK, needs="scope"),
    _step("set_budget", "funds.budget_set", f"{OPEN_PLAN} returned", None, DESK, needs="budget"),
    _step("add_quote", "funds.quote_added", f"{OPEN_PLAN} returned", None, DESK, needs="sum"),
    _step("take_quote", "funds.quote_taken", f"{OPEN_PLAN} returned", None, DESK, needs="quoted why_not_lowest"),
    _step("survey", "funds.surveyed", "draft", "surveyed", DESK, needs="finding"),
    # What others have to pay is not the owners' (杭州 74, 聊城 52): asked before anything else.
    _step("find_payable", "funds.found_payable", "surveyed", "eligible", DESK, needs="checked"),
    _step("find_not_payable", "funds.found_not_payable", "surveyed", "not_payable", DESK, needs="why_not"),
    _step("take_normal_lane", "funds.lane_taken", "eligible", "planning", DESK),
    _step("take_emergency_lane", "funds.emergency_lane_taken", "eligible", "confirming", DESK, needs="emergency_kind"),
    # The wrong lane is left before anything was posted or signed; what was planned stays.
    _step("leave_lane", "funds.lane_left", "planning confirming vote_failed", "eligible", DESK, needs="reason"),
    # The normal lane: posted, asked, counted.
    _step("post_plan", "funds.plan_posted", "planning vote_failed", "plan_posted", DESK, needs="budget quotes areas"),
    _step("open_vote", "funds.vote_opened", "plan_posted", "voting", DESK, needs="notice_over objections_answered areas"),
    _step("pass_vote", "funds.vote_passed", "voting", "ready", DESK, needs="counted passed"),
    _step("fail_vote", "funds.vote_failed", "voting", "vote_failed", DESK, needs="counted failed"),
    # The emergency lane: seen and signed on the spot, no vote.
    _step("confirm_site", "funds.site_confirmed", "confirming", "ready", DESK,
          needs="budget quotes areas owners community street"),
    _step("join_batch", "funds.batch_joined", BEFORE_FILING, None, DESK, needs="open_batch"),
    _step("move_batch", "funds.batch_changed", BEFORE_FILING, None, DESK, needs="open_batch another reason"),
    # Out of a batch that was filed: it waits with its papers until the next one is handed in.
    _step("put_off", "funds.put_off", AT_BUREAU, "ready", f"{DESK} bureau", needs="open_batch another reason"),
    _step("submit", "funds.submitted", "ready returned", "submitted", DESK, needs="batch papers areas"),
    # At the bureau: by the clerk's account or by a signed link.
    _step("take_up", "funds.taken_up", "submitted", "under_review", "bureau"),
    _step("check_paper", "funds.paper_checked", AT_BUREAU, None, "bureau", needs="reason"),
    _step("return", "funds.returned", AT_BUREAU, "returned", "bureau", needs="reason"),
    _step("approve", "funds.approved", AT_BUREAU, "approved", "bureau", needs="sum"),
    _step("reject", "funds.rejected", AT_BUREAU, "rejected", "bureau", needs="reason"),
    _step("contract", "funds.contracted", "approved", "contracted", DESK, needs="within_approved papers"),
    _step("prepay", "funds.prepaid", "contracted in_works reworking", None, DESK, needs="two_approved within_prepay",
          moves_money=True),
    _step("start_works", "funds.works_started", "contracted", "in_works", DESK),
    _step("accept", "funds.works_accepted", "in_works reworking", "accepted", DESK, needs="order_done representatives"),
    _step("rework", "funds.rework_asked", "in_works reworking", "reworking", DESK, needs="representatives reason"),
    _step("settle", "funds.settled", "accepted", "settled", DESK, needs="within_overrun audited papers"),
    # What costs more than the overrun allows is applied for once more; the rest of the road stays as it was.
    _step("apply_excess", "funds.excess_applied", "accepted", None, DESK, needs="reason sum"),
    _step("grant_excess", "funds.excess_granted", "accepted", None, "bureau", needs="asked sum"),
    _step("refuse_excess", "funds.excess_refused", "accepted", None, "bureau", needs="asked reason"),
    _step("post_settlement", "funds.settlement_posted", "settled", "settlement_posted", DESK, needs="papers"),
    _step("draw", "funds.money_drawn", "settlement_posted", "drawn", DESK,
          needs="notice_over objections_answered two_approved", moves_money=True),
    _step("archive", "funds.archived", "drawn", "archived", DESK, needs="papers warranty"),
    _step("drop", "funds.dropped", f"{BEFORE_FILING} {AT_BUREAU} approved", "dropped", DESK, needs="reason"),
    # Beside the road: one paper handed in, an objection heard and answered, money asked for.
    _step("file_paper", "funds.paper_filed", f"{BEFORE_FILING} {AT_BUREAU} approved contracted in_works reworking "
          "accepted settled settlement_posted drawn", None, DESK, needs="file"),
    _step("cast", "funds.ballot_cast", "voting", None, f"{DESK} owner", needs="entitled once"),
    _step("strike", "funds.ballot_struck", "voting", None, DESK, needs="reason"),
    _step("hear_objection", "funds.objection_heard", "plan_posted settlement_posted", None, f"{DESK} resident", needs="words"),
    _step("answer_objection", "funds.objection_answered", "plan_posted settlement_posted", None, DESK, needs="words"),
    _step("ask_payment", "funds.payment_asked", "contracted in_works reworking settlement_posted", None, DESK, needs="sum"),
    _step("approve_payment", "funds.payment_approved", "contracted in_works reworking settlement_posted", None,
          f"{DESK} supervisor", needs="asked not_own not_twice from_above"),
    _step("refuse_payment", "funds.payment_refused", "contracted in_works reworking settlement_posted", None,
          f"{DESK} supervisor", needs="asked not_own reason"),
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


def verbs_from(state: State, roles: Iterable[str]) -> tuple[str, ...]:
    """What the holder of these roles may do with a place in this state, in the order of the table."""
    held = set(roles)
    return tuple(step.verb for step in STEPS if state in step.sources and held & step.who)


def replay(events: Iterable[str]) -> State:
    """The state a history leads to. Events that are not steps are passed over; an impossible one raises NotAllowed."""
    state: State = START
    for event in events:
        step = BY_EVENT.get(event)
        if step is not None:
            state = move(state, step.verb, step.needs)
    return state


class Answers(NamedTuple):
    """What is asked of a repair before the owners' money may be touched; True means yes."""

    common_part: bool
    under_warranty: bool
    utility_line: bool
    damaged_by_person: bool
    in_service_contract: bool


def why_not_payable(answers: Answers) -> tuple[str, ...]:
    """Why the fund must not pay, by code; nothing when it may. A private part is its owner's (民法典 272); the builder
    answers within the warranty, the utility for its lines, who did the damage for it, and the property company for what
    its contract covers (杭州 74, 聊城 52)."""
    found = [] if answers.common_part else ["private_part"]
    found += [name for name in Answers._fields[1:] if getattr(answers, name)]
    return tuple(found)


def notice_until(posted: date, days: int, working: Iterable[date] | None = None) -> date:
    """The last day of a public notice that hangs for so many days, the day after posting being the first. With `working`
    (the working days after posting, in order) only those count."""
    if working is None:
        return posted + timedelta(days=days)
    for number, day in enumerate(working, 1):
        if number == days:
            return day
    raise ValueError("the calendar does not reach that far")


def warranty_until(accepted: date, years: int) -> date:
    """The last day of a warranty that runs for so many years from acceptance (建设工程质量管理条例 40: waterproofing of roofs
    five years). 29 February ends on 28 February."""
    try:
        end = accepted.replace(year=accepted.year + years)
    except ValueError:
        end = accepted.replace(year=accepted.year + years, day=28)
    return end


def part_of(cents: int, percent: int) -> int:
    """So many hundredths of a sum, in whole cents, never more than they are."""
    return cents * percent // 100
