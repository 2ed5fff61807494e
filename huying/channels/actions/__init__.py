"""Every write of channels 通知: notices, messages, how messages go out, and how channels are set up."""

from .contacts import send_code, send_link, tell_principal
from .delivering import claim, drop, give_up, give_up_old, put_off, sent, trouble
from .messages import cancel, resend, tell_people, tell_post, tell_raised, try_out
from .notices import notify_again, notify_holders, notify_raised, read
from .setups import set_channel, set_mailboxes, set_wording

__all__ = [
    "cancel",
    "claim",
    "drop",
    "give_up",
    "give_up_old",
    "notify_again",
    "notify_holders",
    "notify_raised",
    "put_off",
    "read",
    "resend",
    "send_code",
    "send_link",
    "sent",
    "set_channel",
    "set_mailboxes",
    "set_wording",
    "tell_people",
    "tell_post",
    "tell_principal",
    "tell_raised",
    "trouble",
    "try_out",
]  # fmt: skip
