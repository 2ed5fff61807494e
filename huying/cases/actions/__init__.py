"""Every write of cases. Each action locks the case, asks the rulebook, writes its rows and records one event, in one
transaction."""

from .aftercare import look_in, record_rain, watch_home
from .assists import ask_assist, end_assist
from .batches import hold_batch, run_batch, undo_batch
from .checks import call_back, close_if_ready, confirm, confirmed, reopen, send_back, verify, waive_rain
from .commitments import acknowledge_order, commit, release, release_all
from .division_rules import RuleFacts, StepFacts, set_branch_rule, set_ladder_step
from .entering import Entry, enter_all, take_back
from .gather import dangerous, join, stand_down, withdraw
from .hand_over import hand_over, take_back_hand_over
from .homes import Concerned, add_home, change_home, judge_home, remove_home
from .indexing import index, reindex
from .intake import Said, headline, receive
from .joint_calls import Called, end_if_ready, end_joint_call, joint_call, open_call
from .ladder import sweep
from .merging import merge, unmerge
from .objections import consult, object_to, road_of, rule_objection, transfer
from .outside import reply_outside
from .own import add_sample_phrases, lift_route, retire_phrase, retire_route, set_phrase, set_route
from .promises import answer_supervision, extend, from_above, remind, supervise
from .referrals import decline, follow_up, refer, refer_answered
from .reveals import reveal, reveal_to_holder
from .roads import accept, acknowledge, answer, control, dispatch, fix, handle
from .setup import (
    LimitFacts,
    add_category,
    change_category,
    clear_limit,
    load_defaults,
    retire_category,
    set_limit,
)
from .similar import link_similar
from .steps import has_it, lock, met, take
from .thanks import Grateful, thank, thank_by_link
from .views import drop_view, save_view
from .waiting import carry_over, go_on, resume, wait

__all__ = [
    "Called",
    "Concerned",
    "Entry",
    "Grateful",
    "LimitFacts",
    "RuleFacts",
    "Said",
    "StepFacts",
    "accept",
    "acknowledge",
    "acknowledge_order",
    "add_category",
    "add_home",
    "add_sample_phrases",
    "answer",
    "answer_supervision",
    "ask_assist",
    "call_back",
    "carry_over",
    "change_category",
    "change_home",
    "clear_limit",
    "close_if_ready",
    "commit",
    "confirm",
    "confirmed",
    "consult",
    "control",
    "dangerous",
    "decline",
    "dispatch",
    "drop_view",
    "end_assist",
    "end_if_ready",
    "end_joint_call",
    "enter_all",
    "extend",
    "fix",
    "follow_up",
    "from_above",
    "go_on",
    "hand_over",
    "handle",
    "has_it",
    "headline",
    "hold_batch",
    "index",
    "join",
    "joint_call",
    "judge_home",
    "lift_route",
    "link_similar",
    "load_defaults",
    "lock",
    "look_in",
    "merge",
    "met",
    "object_to",
    "open_call",
    "receive",
    "record_rain",
    "refer",
    "refer_answered",
    "reindex",
    "release",
    "release_all",
    "remind",
    "remove_home",
    "reopen",
    "reply_outside",
    "resume",
    "retire_category",
    "retire_phrase",
    "retire_route",
    "reveal",
    "reveal_to_holder",
    "road_of",
    "rule_objection",
    "run_batch",
    "save_view",
    "send_back",
    "set_branch_rule",
    "set_ladder_step",
    "set_limit",
    "set_phrase",
    "set_route",
    "stand_down",
    "supervise",
    "sweep",
    "take",
    "take_back",
    "take_back_hand_over",
    "thank",
    "thank_by_link",
    "transfer",
    "undo_batch",
    "unmerge",
    "verify",
    "wait",
    "waive_rain",
    "watch_home",
    "withdraw",
]
