"""Everything that changes the maintenance fund 维修资金, by the part of the road it belongs to (decision 5)."""

from .local import Laid, load_fund_rules, set_fund_rule
from .notices import answer_objection, hear_objection, post, post_plan
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

__all__ = [
    "Laid", "Said", "answer_objection", "cast", "cast_all", "cast_by_link", "count", "first_close", "give_vote_link",
    "hear_objection", "load_fund_rules", "make_vote_code", "open_vote", "post", "post_plan", "send_vote_code",
    "sends_codes", "set_fund_rule", "strike",
]  # fmt: skip
