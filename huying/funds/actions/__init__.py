"""Everything that changes the maintenance fund 维修资金, by the part of the road it belongs to (decision 5)."""

from .batches import REVIEW_LINK, join_batch, link_bureau, move_batch, open_batch, submit, submit_batch, unlink_bureau
from .local import Laid, load_fund_rules, set_fund_rule
from .payments import approve_payment, ask_payment, pay, refuse_payment
from .reviews import approve, check_paper, give_back, grant_excess, refuse_excess, reject, take_up
from .settlements import Bill, apply_excess, archive, post_settlement, settle
from .warranty import claim_warranty, look_over, warn_of_end
from .works import Looked, Signed, accept, contract, rework, start_works

__all__ = [
    "REVIEW_LINK", "Bill", "Laid", "Looked", "Signed", "accept", "apply_excess", "approve", "approve_payment", "archive",
    "ask_payment", "check_paper", "claim_warranty", "contract", "give_back", "grant_excess", "join_batch", "link_bureau",
    "load_fund_rules", "look_over", "move_batch", "open_batch", "pay", "post_settlement", "refuse_excess",
    "refuse_payment", "reject", "rework", "set_fund_rule", "settle", "start_works", "submit", "submit_batch", "take_up",
    "unlink_bureau", "warn_of_end",
]  # fmt: skip
