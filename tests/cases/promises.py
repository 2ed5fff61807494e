"""What must hold whatever is pressed: the promises of the house about the road of a matter, each by its name."""

from collections.abc import Callable
from dataclasses import dataclass, field
from functools import cached_property

from huying.cases import actions as cases
from huying.cases.models import Case, Commitment, Pause
from huying.core.models import Event
from huying.field.models import WorkOrder
from huying.rules import lifecycle
from huying.rules.lifecycle import ENDED, OPEN

# Which kind of commitment carries a case in which state.
CARRIED_BY = {
    "received": "triage", "accepted": "triage", "reopened": "triage", "dispatched": "visit", "in_hand": "visit",
    "handled": "verify", "verified": "call_back", "referred": "follow_up", "objected": "ruling", "consulting": "consult",
    "waiting": "await", "carried_over": "recheck",
}  # fmt: skip
# Work asked for on the road, and the desk's word on what is left of it.
WORK = ("order", "next_order")
# Of these several may be open at once.
SEVERAL = ("order", "approve", "assist", "turnout", "notify_owner", "fund")
MOVES = {"cases.extended", "cases.resumed", "cases.reopened"}


@dataclass
class Memory:
    """What was seen of a matter so far: where all of them came to, which doors were tried already and stayed shut,
    the fund's papers that are open, and what was pressed."""

    reached: set[str]
    tried: set[tuple[object, ...]] = field(default_factory=set)
    papers: set[object] = field(default_factory=set)
    pressed: list[str] = field(default_factory=list)


@dataclass
class Now:
    """A matter before a press and after it. Every table is read once, when asked for."""

    before: Case
    memory: "Memory"

    @cached_property
    def case(self) -> Case:
        return Case.objects.select_related("lead").get(pk=self.before.pk)

    @cached_property
    def open_now(self) -> list[Commitment]:
        return list(Commitment.objects.filter(case=self.case, ended_at=None))

    @cached_property
    def held(self) -> list[Commitment]:
        """What keeps it in somebody's hands: not what comes after the end, nor what goes on apart from it."""
        return [one for one in self.open_now if one.kind not in Commitment.OFF_ROAD]

    @cached_property
    def history(self) -> list[tuple[int, str, str]]:
        rows = Event.objects.filter(subject_id=str(self.before.pk)).order_by("seq")
        return list(rows.values_list("seq", "kind", "actor"))

    @cached_property
    def kinds(self) -> set[str]:
        return {kind for _seq, kind, _actor in self.history}

    @cached_property
    def orders(self) -> list[WorkOrder]:
        """Of both matters on stage: what is still open moves when they are merged."""
        ever = {"field.work_ordered", "field.money_asked"} & self.kinds
        rows = WorkOrder.objects.select_related("commitment", "spending").prefetch_related("spending__approvals")
        return list(rows) if ever else []

    @property
    def ended(self) -> bool:
        return self.case.state in ENDED


# --- in whose hands ---------------------------------------------------------------------------------------------------


def one_lead(now: Now) -> None:
    """At any moment exactly one commitment carries the road, of the kind that the state asks for."""
    road = [one.kind for one in now.held if one.kind not in (*WORK, *Commitment.BESIDE)]
    assert road == [kind for state, kind in CARRIED_BY.items() if state == now.case.state]


def one_holder(now: Now) -> None:
    """Every open matter is in somebody's hands, and everything in hand has exactly one holder: a post or a vendor."""
    assert now.case.state not in OPEN or now.held
    assert all((one.post_id is None) is (one.vendor_id is not None) for one in now.open_now)


def ended_holds_nothing(now: Now) -> None:
    """What has ended is in nobody's hands: what was asked for beside the road holds it open until it is done."""
    assert not now.ended or now.held == []


def nothing_twice(now: Now) -> None:
    """Nothing is asked for twice at once that can only be asked for once."""
    once = [one.kind for one in now.held if one.kind not in SEVERAL]
    assert len(once) == len(set(once))


def looked_after_when_closed(now: Now) -> None:
    """One looks in again only after the end, and for each reason once."""
    after = [one.kind for one in now.open_now if one.kind in Commitment.AFTER]
    assert after == [] or now.case.state == "closed"
    assert len(after) == len(set(after))


def papers_apart(now: Now) -> None:
    """The fund's papers neither end with the matter nor with any step of it (decision 10)."""
    open_now = {one.pk for one in now.open_now if one.kind in Commitment.APART}
    assert now.memory.papers <= open_now
    now.memory.papers |= open_now


# --- who was promised what --------------------------------------------------------------------------------------------


def deadlines_in_order(now: Now) -> None:
    """One is answered before the matter is settled, and both after it was said."""
    assert now.case.received_at < now.case.respond_by <= now.case.resolve_by


def deadlines_never_nearer(now: Now) -> None:
    """A promise never comes nearer, and moves away only by a step that says so."""
    case, before = now.case, now.before
    assert case.resolve_by >= before.resolve_by
    assert (case.received_at, case.respond_by) == (before.received_at, before.respond_by)
    # Work that ends while the case waits resumes it and hands it on in one press.
    assert case.resolve_by == before.resolve_by or {kind for _seq, kind, _actor in now.history[-4:]} & MOVES


def times_agree(now: Now) -> None:
    """When it was handled and when it closed stand there exactly while it is so."""
    case = now.case
    assert (case.closed_at is not None) is (now.ended and case.state != "merged")
    done = case.state in ("handled", "verified", "closed", "declined")
    assert case.state == "merged" or (case.handled_at is not None) is done


def stands_still_by_rule(now: Now) -> None:
    """The clock stands still only while it waits, for a reason by which it may."""
    ever = {"cases.waited", "cases.carried_over"} & now.kinds
    paused = list(Pause.objects.filter(case=now.case, ended_at=None)) if ever else []
    assert len(paused) == (now.case.state in ("waiting", "carried_over"))
    assert (now.case.stopped_at is not None) is any(pause.stops for pause in paused)


def ended_is_answered(now: Now) -> None:
    """Nothing ends before everybody was answered; who no longer needs it counts as answered."""
    said = list(now.case.appeals.all())
    assert (said == []) is (now.case.state == "merged"), "what was said goes with the matter"
    assert not now.ended or all(one.answered_at for one in said)
    assert all(one.answered_at for one in said if one.outcome)


def the_last_to_withdraw_ends_it(now: Now) -> None:
    """What nobody needs any more stays open only where it may be dangerous or somebody else is at it."""
    if now.history[-1][1] == "cases.withdrawn":
        waited_for = now.case.appeals.filter(answered_at=None).exists()
        others = {one.kind for one in now.held} - {"triage", "visit", "verify", "call_back"}
        plain = lifecycle.can(now.case.state, "stand_down")  # type: ignore[arg-type]
        assert waited_for or others or not plain or cases.dangerous(now.case)


def a_leak_waits_for_rain(now: Now) -> None:
    """A leak that somebody still wants mended ends only after rain, or a word why not."""
    case = now.case
    dry = case.state == "closed" and case.road != "answered" and not case.rain_settled
    assert not dry or "cases.stood_down" in now.kinds


def merged_somewhere(now: Now) -> None:
    """What was merged says where it goes on, and only that."""
    assert (now.case.merged_into_id is not None) is (now.case.state == "merged")


# --- its history ------------------------------------------------------------------------------------------------------


def replay_is_state(now: Now) -> None:
    """The history, without a gap, leads to the state of the row."""
    assert [seq for seq, _kind, _actor in now.history] == list(range(1, len(now.history) + 1))
    assert lifecycle.replay(kind for _seq, kind, _actor in now.history) == now.case.state


def doers_word_never_closes(now: Now) -> None:
    """Between the work and the close somebody else has checked: another person, the resident, or the unit's answer."""
    doer, checked = "", False
    for _seq, kind, actor in now.history:
        if kind == "cases.handled":
            doer, checked = actor, False
        elif kind in ("cases.sent_back", "cases.reopened"):
            checked = False
        elif kind in ("cases.verified", "cases.referral_answered"):
            assert kind != "cases.verified" or actor != doer
            checked = True
        assert kind != "cases.closed" or checked


ROAD: dict[str, Callable[[Now], None]] = {
    "one lead": one_lead,
    "every open matter has exactly one holder": one_holder,
    "what has ended holds nothing open": ended_holds_nothing,
    "nothing is asked for twice": nothing_twice,
    "looked after only when closed": looked_after_when_closed,
    "the fund's papers go on apart": papers_apart,
    "deadlines in order": deadlines_in_order,
    "deadlines monotone": deadlines_never_nearer,
    "times agree with the state": times_agree,
    "the clock stands still only by rule": stands_still_by_rule,
    "ended is answered": ended_is_answered,
    "the last to withdraw ends it": the_last_to_withdraw_ends_it,
    "a leak waits for rain": a_leak_waits_for_rain,
    "merged goes on elsewhere": merged_somewhere,
    "replay = state": replay_is_state,
    "the doer's word alone never closes": doers_word_never_closes,
}
