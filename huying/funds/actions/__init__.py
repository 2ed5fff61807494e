"""Everything that changes the maintenance fund 维修资金, by the part of the road it belongs to (decision 5)."""

from .levies import Bill, end_levy, open_levy, pay_share, undo_payment
from .lists import (
    Asked,
    Kind,
    remove_emergency_kind,
    remove_required_paper,
    set_emergency_kind,
    set_required_paper,
)
from .local import Laid, load_fund_rules, set_fund_rule

__all__ = [
    "Asked", "Bill", "Kind", "Laid", "end_levy", "load_fund_rules", "open_levy", "pay_share", "remove_emergency_kind",
    "remove_required_paper", "set_emergency_kind", "set_fund_rule", "set_required_paper", "undo_payment",
]  # fmt: skip
