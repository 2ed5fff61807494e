"""Reads what others send us as text (来件): orders of a hotline, and words copied out of a chat group."""

from typing import NamedTuple

from .callers import nameless
from .chat import Chat, Remark, read_chat
from .due import Due, due, moment
from .elsewhere import elsewhere
from .labels import KEYS, Line
from .order import Order, read_orders

__all__ = [
    "KEYS", "Chat", "Due", "Line", "Order", "Pasted", "Remark", "due", "elsewhere", "moment", "nameless", "read",
]  # fmt: skip


class Pasted(NamedTuple):
    """A pasted text as it was understood: one order or several, or a chat, or plain words (neither)."""

    orders: tuple[Order, ...] = ()
    chat: Chat | None = None


def read(text: str) -> Pasted:
    """What was pasted. Whatever is not understood stays in the words of an order; nothing is dropped but empty lines."""
    if orders := read_orders(text):
        return Pasted(orders=orders)
    return Pasted(chat=read_chat(text))
