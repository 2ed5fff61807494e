"""Every write of the field: visits, work orders, found-and-fixed, contact attempts, and going into homes."""

from .contacts import contact
from .emergencies import Entered, enter_emergency, tell_owner
from .entries import (
    Asked,
    Code,
    ask_entry,
    confirm_entry,
    end_entry,
    make_code,
    open_door,
    start_entry,
    went_in,
)
from .money import advance, load_line, repay
from .orders import (
    ORDER_LINK,
    Typed,
    accept_order,
    approve_money,
    cancel_order,
    close_links,
    enough,
    finish_order,
    hand_back_order,
    move_work,
    order,
    refuse_money,
)
from .visits import Found, check, find_and_fix, handle, record_visit

__all__ = [
    "ORDER_LINK",
    "Asked",
    "Code",
    "Entered",
    "Found",
    "Typed",
    "accept_order",
    "advance",
    "approve_money",
    "ask_entry",
    "cancel_order",
    "check",
    "close_links",
    "confirm_entry",
    "contact",
    "end_entry",
    "enough",
    "enter_emergency",
    "find_and_fix",
    "finish_order",
    "hand_back_order",
    "handle",
    "load_line",
    "make_code",
    "move_work",
    "open_door",
    "order",
    "record_visit",
    "refuse_money",
    "repay",
    "start_entry",
    "tell_owner",
    "went_in",
]
