"""发送 When a message may go out and when it is tried again: quiet hours, waits between tries, rests of a channel.

No figure here is law: quiet hours are given by the caller, the waits are ours.
"""

from datetime import datetime, time, timedelta

# A message is tried this long after it was written, or after somebody asked for it to be sent again.
KEPT = timedelta(hours=72)
FIRST_WAIT = timedelta(minutes=1)
LONGEST_WAIT = timedelta(hours=6)

# A channel that does not answer rests: half a minute, then twice as long each time, a quarter of an hour at most.
FIRST_REST = timedelta(seconds=30)
LONGEST_REST = timedelta(minutes=15)


def after_quiet(moment: datetime, start: time, end: time) -> datetime:
    """The moment itself, or the end of the quiet hours it falls into; both on the same wall clock. Equal times mean
    that there are no quiet hours; a start later than the end runs over midnight."""
    at = moment.time()
    over_midnight = start > end
    quiet = (at >= start or at < end) if over_midnight else start <= at < end
    if not quiet:
        return moment
    day = moment + timedelta(days=1) if over_midnight and at >= start else moment
    return day.replace(hour=end.hour, minute=end.minute, second=0, microsecond=0)


def next_try(since: datetime, now: datetime, longest: timedelta = LONGEST_WAIT) -> datetime | None:
    """When to try again after a try that failed now: the waits grow with the message's age, and the last try falls on
    the end of its 72 hours. None after that one."""
    end = since + KEPT
    if now >= end:
        return None
    wait = min(max(now - since, FIRST_WAIT), longest)
    return min(now + wait, end)


def rest(failures: int) -> timedelta:
    """How long a channel rests after so many failures in a row."""
    grown: timedelta = FIRST_REST * 2 ** min(failures - 1, 10)
    return min(grown, LONGEST_REST)
