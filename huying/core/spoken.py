"""How times and sums are said on pages 话怎么说: 今天 14:20, 还有 20 分, 680.00."""

from datetime import date, datetime, timedelta

from django.utils.dateformat import format as dated
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from . import clock

WEEKDAYS = [
    gettext_lazy("周一"),
    gettext_lazy("周二"),
    gettext_lazy("周三"),
    gettext_lazy("周四"),
    gettext_lazy("周五"),
    gettext_lazy("周六"),
    gettext_lazy("周日"),
]
SOON = timedelta(hours=1)


def _day_of(moment: date | datetime) -> date:
    return clock.local(moment).date() if isinstance(moment, datetime) else moment


def _calendar_day(day: date) -> str:
    """12月5日, with its year when that is not this year. The patterns are translated, so English says 5 Dec."""
    return dated(day, _("n月j日") if day.year == clock.today().year else _("Y年n月j日"))


def _named_day(day: date) -> str:
    """今天, 昨天, 明天; "" for any other day."""
    return {0: _("今天"), -1: _("昨天"), 1: _("明天")}.get((day - clock.today()).days, "")


def _at(day: str, moment: datetime) -> str:
    return _("%(day)s %(time)s") % {"day": day, "time": f"{clock.local(moment):%H:%M}"}


def when(moment: date | datetime) -> str:
    """今天 14:20, 昨天 08:05, 12月5日, 2022年12月5日: short, for lists."""
    day = _day_of(moment)
    named = _named_day(day)
    if named and isinstance(moment, datetime):
        return _at(named, moment)
    return named or _calendar_day(day)


def stamp(moment: datetime) -> str:
    """今天 14:20, 9月15日 16:20: always with the hour, for timelines."""
    day = _day_of(moment)
    return _at(_named_day(day) or _calendar_day(day), moment)


def on(moment: datetime) -> str:
    """With its date whatever day it is: 12月6日 09:00. For words that are sent away and read on another day."""
    there = clock.local(moment)
    return _at(_calendar_day(there.date()), there)


def day(moment: date | datetime) -> str:
    """9月22日 周五."""
    local = _day_of(moment)
    return _("%(day)s %(weekday)s") % {"day": _calendar_day(local), "weekday": WEEKDAYS[local.weekday()]}


def _length(span: timedelta) -> str:
    """How long, in the largest unit that is not nought: 20 分, 3 小时, 2 天."""
    minutes = max(1, int(span.total_seconds() // 60))
    if minutes < 60:
        return _("%(n)s 分") % {"n": minutes}
    if minutes < 24 * 60:
        return _hours(minutes // 60)
    return _days(minutes // (24 * 60))


def _hours(n: int) -> str:
    return ngettext("%(n)s 小时", "%(n)s 小时", n) % {"n": n}


def _days(n: int) -> str:
    return ngettext("%(n)s 天", "%(n)s 天", n) % {"n": n}


def _by_day(due: date) -> str:
    late = (clock.today() - due).days
    if late > 0:
        return _("超期 %(length)s") % {"length": _days(late)}
    return _("%(day)s前") % {"day": _calendar_day(due)} if late else _("今天以内")


def by(due: date | datetime) -> str:
    """A deadline: 还有 20 分, 今天 17:00 前, 12月8日前, 超期 1 天."""
    if not isinstance(due, datetime):
        return _by_day(due)
    left = due - clock.now()
    if left < timedelta(0):
        return _("超期 %(length)s") % {"length": _length(-left)}
    if left < SOON:
        return _("还有 %(length)s") % {"length": _length(left)}
    if named := _named_day(_day_of(due)):
        return _("%(moment)s 前") % {"moment": _at(named, due)}
    return _("%(day)s前") % {"day": _calendar_day(_day_of(due))}


def deadline_state(due: date | datetime) -> str:
    """The state of a deadline for the eye: over, soon or "" (no hurry)."""
    if not isinstance(due, datetime):
        return "over" if due < clock.today() else ""
    left = due - clock.now()
    return "over" if left < timedelta(0) else "soon" if left < SOON else ""


def yuan(cents: int) -> str:
    """68000 → 680.00, 123456789 → 1,234,567.89; integers only, no float ever holds money."""
    sign, whole, rest = "-" if cents < 0 else "", abs(cents) // 100, abs(cents) % 100
    return f"{sign}{whole:,}.{rest:02d}"


def number(text: str) -> str:
    """A case number as it is said on the phone: 23091201 → 2309 1201."""
    digits = str(text)
    return f"{digits[:4]} {digits[4:]}" if len(digits) > 4 else digits
