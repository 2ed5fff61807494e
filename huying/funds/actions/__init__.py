"""Everything that changes the maintenance fund 维修资金, by the part of the road it belongs to (decision 5)."""

from .local import Laid, load_fund_rules, set_fund_rule
from .places import (
    Need,
    Scope,
    Signed,
    confirm_site,
    drop,
    find_not_payable,
    find_payable,
    open_place,
    set_scope,
    survey,
    take_emergency_lane,
    take_normal_lane,
)
from .plans import Line, add_quote, set_budget, take_quote
from .properties import Facts, Person, add_owner, change_owner, give_home, keep_property
from .property_ledger import Written, add_owners, remove_owners, unwrite_properties, write_properties

__all__ = [
    "Facts", "Laid", "Line", "Need", "Person", "Scope", "Signed", "Written", "add_owner", "add_owners", "add_quote", "change_owner",
    "confirm_site", "drop", "find_not_payable", "find_payable", "give_home", "keep_property", "load_fund_rules",
    "open_place", "remove_owners", "set_budget", "set_fund_rule", "set_scope", "survey", "take_emergency_lane", "take_normal_lane",
    "take_quote", "unwrite_properties", "write_properties",
]  # fmt: skip
