"""邮差 The postman: a loop of its own beside the jobs, which sends what is due.

It is no job, because a job runs inside a transaction, and a supplier that hangs would hold SQLite's one write lock, or a
row of PostgreSQL, for as long. Here the database is asked before and after, and nothing is held while the line is open.
"""

import logging

from . import actions, letters
from .models import Message
from .senders import SENDERS
from .senders.outcome import Later, Refusal, Trouble

log = logging.getLogger(__name__)

ROUND = 50


def deliver() -> int:
    """One round: how many messages were tried. Named in wiring.ROUNDS."""
    actions.give_up_old()
    tried = 0
    while tried < ROUND and (message := actions.claim()):
        deliver_one(message)
        tried += 1
    return tried


def deliver_one(message: Message) -> None:
    """Try one message that was claimed. Delivery is at least once: a sender whose answer was lost is asked again, under
    the same number."""
    if letters.moot(message):
        actions.drop(message=message)
        return
    try:
        SENDERS[message.channel](message.setup, letters.letter(message))
    except Trouble as error:
        actions.trouble(message=message, code=error.code)
    except Later as error:
        actions.put_off(message=message, code=error.code)
    except Refusal as error:
        actions.give_up(message=message, code=error.code)
    except Exception as error:  # one broken message must not stop the postman; its words stay out of the log
        log.warning("message %s: %s", message.pk, type(error).__name__)
        actions.put_off(message=message, code="error")
    else:
        actions.sent(message=message)
