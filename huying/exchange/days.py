"""What day a cell means 日期: 2023.9.12, 9月12日, 二〇二三年九月十二日, 45181. Without a year, the one that fits its neighbours."""

import re
from datetime import date, datetime, time, timedelta

from django.utils.translation import gettext as _

from huying.rules.address.plain import figures

from .cells import EMPTY, EXCEL_EPOCH, FIRST_YEAR, LAST_YEAR, BadCell, narrow

HAN = "零〇一二三四五六七八九十"
SERIAL = re.compile(r"([1-7][0-9]{4})(\.[0-9]+)?")
RUN_ON = re.compile(r"((?:19|20)[0-9]{2})([01][0-9])([0-3][0-9])")
DAY = re.compile(
    rf"(?:(?P<year>[0-9]{{4}}|[0-9]{{2}}|[{HAN}]{{4}}|[{HAN}]{{2}})(?:年|[-/.]))?"
    rf"(?P<month>[0-9]{{1,2}}|[{HAN}]{{1,2}})(?:月|[-/.])(?P<day>[0-9]{{1,2}}|[{HAN}]{{1,3}})(?:日|号)?"
    r"(?:\(?(?:周|星期|礼拜)[一二三四五六日天]\)?)?"
    r"T?(?:(?P<half>上午|下午|中午|晚上|早上|早|晚)?(?:(?P<hour>[0-9]{1,2})(?:[:时点](?P<minute>[0-9]{2})?)(?:分|:[0-9]{2})?)?)?"
)
AFTERNOON = ("下午", "晚上", "晚")
YEAR = re.compile(r"(?<![0-9])((?:19|20)[0-9]{2})(?![0-9])")
MINUTE = timedelta(minutes=1)


def moment(text: str, *, year: int | None = None, near: date | None = None, since: date | None = None) -> datetime:
    """The moment that a cell says, on a clock in China; midnight where only the day is said.

    A day without a year is of `year`; else the first on or after `since`; else the nearest to `near`.
    """
    said = narrow(text)
    if found := SERIAL.fullmatch(said):
        part = timedelta(days=float(found[2] or 0))
        return datetime.combine(EXCEL_EPOCH, time()) + timedelta(days=int(found[1])) + round(part / MINUTE) * MINUTE
    if found := RUN_ON.fullmatch(said):
        return datetime.combine(_day(int(found[1]), int(found[2]), int(found[3])), time())
    if not (found := DAY.fullmatch(said)):
        raise _unread()
    month, day = int(figures(found["month"])), int(figures(found["day"]))
    which = _year(found["year"]) if found["year"] else _fitting(month, day, year, near, since)
    return datetime.combine(_day(which, month, day), _time(found))


def _unread() -> BadCell:
    return BadCell(_("没看懂是哪一天，写成 2023-09-12 这样"))


def _day(year: int, month: int, day: int) -> date:
    if not FIRST_YEAR <= year <= LAST_YEAR:
        raise _unread()
    try:
        return date(year, month, day)
    except ValueError:
        raise BadCell(_("没有这一天")) from None


def _year(said: str) -> int:
    """23 is 2023: nobody's ledger of appeals is a hundred years old."""
    spelled = (
        int("".join(str("〇一二三四五六七八九".find(mark.replace("零", "〇"))) for mark in said))
        if said[0] in HAN
        else int(said)
    )
    return spelled + 2000 if len(said) == 2 else spelled


def _fitting(month: int, day: int, year: int | None, near: date | None, since: date | None) -> int:
    about = since or near
    if year is not None or about is None:
        if year is None:
            raise BadCell(_("没写是哪一年"))
        return year
    fits = [one for one in range(about.year - 4, about.year + 5) if _is_day(one, month, day)]
    if since:
        fits = [one for one in fits if date(one, month, day) >= since]
    if not fits:
        raise BadCell(_("没有这一天"))
    return min(fits, key=lambda one: abs(date(one, month, day) - about))


def _is_day(year: int, month: int, day: int) -> bool:
    try:
        date(year, month, day)
    except ValueError:
        return False
    return True


def _time(found: re.Match[str]) -> time:
    hour, minute = int(found["hour"] or 0), int(found["minute"] or 0)
    if found["half"] in AFTERNOON and 0 < hour < 12:
        hour += 12
    try:
        return time(hour, minute)
    except ValueError:
        raise _unread() from None


def maybe(text: str, since: date) -> datetime | None:
    """The same, or None where nothing is said or it is not understood."""
    if narrow(text) in EMPTY:
        return None
    try:
        return moment(text, since=since)
    except BadCell:
        return None


def said(when: datetime) -> str:
    """As it stands in a ledger: the day, and the time where one is known."""
    return when.date().isoformat() if when.time() == time() else when.isoformat(sep=" ", timespec="minutes")


def only_year(texts: list[str]) -> int | None:
    """The year that the title of a ledger speaks of, if it is one."""
    years = {int(year) for text in texts for year in YEAR.findall(narrow(text))}
    return years.pop() if len(years) == 1 else None
