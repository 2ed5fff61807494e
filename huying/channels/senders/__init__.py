"""Senders 发送: each takes a channel's setup and a letter, speaks to one server outside, and says how it went.

A sender returns when the other side has taken the letter. Else it raises one of three, with a code that names the cause
and holds nothing private: Trouble, when the channel itself is out of order (nothing else will pass either); Later, when
the other side wants this letter later; Refusal, when it will never take it.
"""

from collections.abc import Callable

from ..letters import Letter
from ..models import ChannelSetup
from . import email, sms, wecom

Sender = Callable[[ChannelSetup, Letter], None]

SENDERS: dict[str, Sender] = {"email": email.send, "sms": sms.send, "wecom": wecom.send}
