"""Delivering 发送: take a message that is due, and write down how it went. Between the two nothing is locked."""

from datetime import datetime, timedelta

from django.db import connection, transaction
from django.db.models import F, Q, QuerySet

from huying.cases import actions as cases
from huying.core import clock, timeline
from huying.core.actor import SYSTEM
from huying.rules import sending

from ..models import ChannelSetup, Message
from .messages import _free_from, body_of

State = Message.State
TRYING = (State.WAITING, State.FAILED)

# Longer than a sender may take: whoever has not come back by then was killed, and the message is taken up again.
CLAIMED = timedelta(seconds=60)


def due(now: datetime) -> QuerySet[Message]:
    """What may be tried now, longest waiting first. A trial waits for nobody."""
    free = Q(claimed_until=None) | Q(claimed_until__lt=now)
    rested = Q(setup__paused_until=None) | Q(setup__paused_until__lte=now)
    open_ways = Q(setup__enabled=True) & rested | Q(template="trial")
    useful = Q(expires_at=None) | Q(expires_at__gt=now)
    return Message.objects.filter(free & open_ways & useful, state__in=TRYING, next_at__lte=now).order_by(
        "next_at", "pk"
    )


def claim() -> Message | None:
    """Take the message that has been due longest; no two workers get the same one. `tries` is raised: it is the fence."""
    now = clock.now()
    if not due(now).exists():  # a look first: an idle worker must not take SQLite's one write lock every second
        return None
    with transaction.atomic():
        found = due(now)
        if connection.features.has_select_for_update_skip_locked:
            found = found.select_for_update(of=("self",), skip_locked=True)
        message = found.first()
        if message is None:
            return None
        taken = Message.objects.filter(pk=message.pk)
        taken.update(tries=F("tries") + 1, claimed_until=now + CLAIMED)
        return taken.select_related("setup__community", "case", "appeal", "commitment__post__grid").get()


@transaction.atomic
def sent(*, message: Message) -> bool:
    """发出去了. The channel is well again. False when another worker was faster."""
    _lock_case(message)
    if not _finish(message, state=State.SENT, sent_at=clock.now(), last_error=""):
        return False
    if message.setup.failures:
        ChannelSetup.objects.filter(pk=message.setup_id).update(failures=0, paused_until=None, trouble="")
    if message.case_id:
        timeline.record("channels.message_sent", subject=message.case, by=SYSTEM, body=body_of(message))
    return True


@transaction.atomic
def trouble(*, message: Message, code: str) -> None:
    """The channel is out of order: it rests, and the message comes round again soon after; the others wait untouched."""
    now = clock.now()
    ChannelSetup.objects.filter(pk=message.setup_id).update(failures=F("failures") + 1, trouble=code)
    setup = ChannelSetup.objects.get(pk=message.setup_id)
    setup.paused_until = now + sending.rest(setup.failures)
    setup.save(update_fields=["paused_until"])
    _again(message, code, sending.next_try(message.since, now, sending.LONGEST_REST), setup.paused_until)


@transaction.atomic
def put_off(*, message: Message, code: str) -> None:
    """Wanted later."""
    now = clock.now()
    _again(message, code, sending.next_try(message.since, now), now)


def _again(message: Message, code: str, then: datetime | None, earliest: datetime) -> None:
    if then is None or message.template == "trial":
        give_up(message=message, code=code)
    else:
        next_at = _free_from(message.setup, max(then, earliest), urgent=message.urgent)
        _finish(message, state=State.FAILED, next_at=next_at, last_error=code)


@transaction.atomic
def give_up(*, message: Message, code: str) -> None:
    """没发出，不再试了: somebody at the desk sees it and rings."""
    _lock_case(message)
    if _finish(message, state=State.GIVEN_UP, last_error=code) and message.case_id:
        timeline.record("channels.message_given_up", subject=message.case, by=SYSTEM, body=body_of(message))


@transaction.atomic
def drop(*, message: Message) -> None:
    """用不着了: it left the hands it was to tell of before it went out."""
    _finish(message, state=State.CANCELLED, last_error="moot")


@transaction.atomic
def give_up_old() -> int:
    """What a channel that rests or is switched off has kept for 72 hours, and what came to be of no use before it went
    out, as a code does. A channel that is well still tries the rest once."""
    now = clock.now()
    shut = Q(setup__enabled=False) | Q(setup__paused_until__gt=now)
    old = Message.objects.filter(shut & Q(since__lt=now - sending.KEPT) | Q(expires_at__lte=now), state__in=TRYING)
    gone = list(old.exclude(claimed_until__gte=now).select_related("setup", "case")[:100])
    for message in gone:
        give_up(message=message, code=message.last_error or message.setup.trouble or "too_old")
    return len(gone)


def _finish(message: Message, **result: object) -> int:
    """Write a result, unless the message was taken by somebody else or has come to an end meanwhile."""
    held = Message.objects.filter(pk=message.pk, tries=message.tries, state__in=TRYING)
    if result["state"] != State.FAILED:
        result["secret"] = ""
    return held.update(claimed_until=None, **result)


def _lock_case(message: Message) -> None:
    """Before the row of the message, as everybody does: the event that follows is written on the case."""
    if message.case_id:
        cases.lock(message.case_id)
