"""Every write of cases. Each action locks the case, asks the rulebook, writes its rows and records one event, in one
transaction."""

from .checks import call_back, confirm, confirmed, reopen, send_back, verify, waive_rain
from .commitments import acknowledge_order, commit, release, release_all
from .entering import Entry, enter_all, take_back
from .indexing import index, reindex
from .intake import Said, headline, receive
from .outside import reply_outside
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
from .steps import lock, met, take

__all__ = [
    "Entry",
    "LimitFacts",
    "Said",
    "accept",
    "acknowledge",
    "acknowledge_order",
    "add_category",
    "answer",
    "call_back",
    "change_category",
    "clear_limit",
    "commit",
    "confirm",
    "confirmed",
    "control",
    "dispatch",
    "enter_all",
    "fix",
    "handle",
    "headline",
    "index",
    "link_similar",
    "load_defaults",
    "lock",
    "met",
    "receive",
    "reindex",
    "release",
    "release_all",
    "reopen",
    "reply_outside",
    "retire_category",
    "reveal",
    "reveal_to_holder",
    "send_back",
    "set_limit",
    "take",
    "take_back",
    "verify",
    "waive_rain",
]
