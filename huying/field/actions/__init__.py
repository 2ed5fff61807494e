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
from .visits import (
    ORDER_LINK,
    Found,
    accept_order,
    check,
    close_links,
    find_and_fix,
    finish_order,
    handle,
    move_work,
    order,
    record_visit,
)

__all__ = [
    "ORDER_LINK",
    "Asked",
    "Code",
    "Entered",
    "Found",
    "accept_order",
    "ask_entry",
    "check",
    "close_links",
    "confirm_entry",
    "contact",
    "end_entry",
    "enter_emergency",
    "find_and_fix",
    "finish_order",
    "handle",
    "make_code",
    "move_work",
    "open_door",
    "order",
    "record_visit",
    "start_entry",
    "tell_owner",
    "went_in",
]
