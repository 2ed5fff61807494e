"""Everything that changes the maintenance fund 维修资金, by the part of the road it belongs to (decision 5)."""

from .local import Laid, load_fund_rules, set_fund_rule
from .papers import file_paper
from .shares import freeze

__all__ = ["Laid", "file_paper", "freeze", "load_fund_rules", "set_fund_rule"]
