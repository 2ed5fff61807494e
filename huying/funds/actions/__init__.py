"""Everything that changes the maintenance fund 维修资金, by the part of the road it belongs to (decision 5)."""

from .batches import REVIEW_LINK, join_batch, link_bureau, move_batch, open_batch, submit, submit_batch, unlink_bureau
from .local import Laid, load_fund_rules, set_fund_rule
from .notices import answer_objection, hear_objection, post, post_plan
from .papers import file_paper
from .payments import approve_payment, ask_payment, pay, refuse_payment
from .reviews import approve, check_paper, give_back, grant_excess, refuse_excess, reject, take_up
from .settlements import Billed, apply_excess, archive, post_settlement, settle
from .shares import freeze
from .votes import (
    Said,
    cast,
    cast_all,
    cast_by_link,
    count,
    first_close,
    give_vote_link,
    make_vote_code,
    open_vote,
    send_vote_code,
    sends_codes,
    strike,
)
from .warranty import claim_warranty, look_over, warn_of_end
from .works import Looked, Signed, accept, contract, rework, start_works

__all__ = [
    "REVIEW_LINK",
    "Billed",
    "Laid",
    "Looked",
    "Said",
    "Signed",
    "accept",
    "answer_objection",
    "apply_excess",
    "approve",
    "approve_payment",
    "archive",
    "ask_payment",
    "cast",
    "cast_all",
    "cast_by_link",
    "check_paper",
    "claim_warranty",
    "contract",
    "count",
    "file_paper",
    "first_close",
    "freeze",
    "give_back",
    "give_vote_link",
    "grant_excess",
    "hear_objection",
    "join_batch",
    "link_bureau",
    "load_fund_rules",
    "look_over",
    "make_vote_code",
    "move_batch",
    "open_batch",
    "open_vote",
    "pay",
    "post",
    "post_plan",
    "post_settlement",
    "refuse_excess",
    "refuse_payment",
    "reject",
    "rework",
    "send_vote_code",
    "sends_codes",
    "set_fund_rule",
    "settle",
    "start_works",
    "strike",
    "submit",
    "submit_batch",
    "take_up",
    "unlink_bureau",
    "warn_of_end",
]  # fmt: skip
