"""By when others want an answer (对方的办理时限): a moment, or so many hours and days from when it was sent.

Written as people write: 2023-12-10 18:00, 12月10日17时30分前, 明天下午5点, 3个工作日内, 24小时. How days and working days
are counted is `rules.clock`'s. What cannot be read gives None: a person types it.
"""

import re
import unicodedata
from datetime import date, datetime, timedelta
from typing import NamedTuple

from huying.rules import clock

DAY = (
    r"(?:(?P<year>[0-9]{4})[-/.年](?P<month>[0-9]{1,2})[-/.月](?P<day>[0-9]{1,2})[日号]?"
    r"|(?P<month2>[0-9]{1,2})月(?P<day2>[0-9]{1,2})[日号]?"
    r"|(?P<named>今天|今日|当天|当日|昨天|昨日|前天|前日|明天|明日|后天|后日)"
    r"|(?:星期|周|礼拜)(?P<weekday>[一二三四五六日天]))"
)
TIME = (
    r"(?P<half>凌晨|早上|上午|中午|下午|傍晚|晚上|晚)?\s*(?P<hour>[0-9]{1,2})[:时点]"
    r"(?:(?P<minute>[0-9]{1,2})分?(?::[0-9]{2})?|(?P<thirty>半))?"
)
MOMENT = re.compile(rf"{DAY}[T\s,，]*(?:{TIME})?|(?<![0-9:]){TIME.replace('?P<', '?P<only_')}")
AMOUNT = re.compile(
    r"(?P<n>[0-9]{1,5}|[一二两三四五六七八九十]{1,3})\s*个?\s*(?P<unit>工作日|工作小时|工作时|小时|钟头|分钟|自然日|日历日|天|日|周|星期)"
)
UNITS: dict[str, tuple[clock.Unit, int]] = {
    "工作日": ("working_days", 1),
    "工作小时": ("working_hours", 1),
    "工作时": ("working_hours", 1),
    "小时": ("hours", 1),
    "钟头": ("hours", 1),
    "分钟": ("minutes", 1),
    "自然日": ("days", 1),
    "日历日": ("days", 1),
    "天": ("days", 1),
    "日": ("days", 1),
    "周": ("days", 7),
    "星期": ("days", 7),
}
FROM = re.compile(r"\s*(?:起|开始|之日)")
NAMED = {"今": 0, "当": 0, "昨": -1, "前": -2, "明": 1, "后": 2}
WEEK = "一二三四五六日"
AFTERNOON = ("下午", "傍晚", "晚上", "晚")


class Due(NamedTuple):
    """When an answer is wanted; `counted` from when it was sent rather than read off; `uncertain` past the calendar."""

    at: datetime
    counted: bool
    uncertain: bool = False


def due(limit: str, sent: datetime, calendar: clock.Calendar) -> Due | None:
    """The instant a limit means. A day without a time ends with that day's business; None when it cannot be read."""
    text = unicodedata.normalize("NFKC", limit)
    found = MOMENT.search(text)
    amounts = (amount for amount in AMOUNT.finditer(text) if found is None or _apart(found, amount))
    amount = next(amounts, None)
    at = _instant(found, sent, calendar) if found else None
    if amount and (found is None or FROM.match(text[found.end() :])):
        return _counted(amount, at or sent, calendar)
    return Due(at, counted=False) if at else None


def moment(text: str, near: datetime, calendar: clock.Calendar) -> datetime | None:
    """The first moment named in a text: a year or a day left out is the one nearest to `near`."""
    found = MOMENT.search(unicodedata.normalize("NFKC", text))
    return _instant(found, near, calendar) if found else None


def _apart(found: re.Match[str], amount: re.Match[str]) -> bool:
    """The 10日 of 12月10日 is a date, not ten days."""
    return found.end() <= amount.start() or amount.end() <= found.start()


def _counted(amount: re.Match[str], start: datetime, calendar: clock.Calendar) -> Due | None:
    unit, each = UNITS[amount["unit"]]
    number = _number(amount["n"]) * each
    if not 1 <= number <= 1000:
        return None
    at = clock.due(start, clock.Limit(number, unit), calendar)
    return Due(at, counted=True, uncertain=clock.is_uncertain(start, at, calendar))


def _number(text: str) -> int:
    if text.isdigit():
        return int(text)
    digits = [" 一二三四五六七八九".find(mark.replace("两", "二")) for mark in text]
    if "十" not in text:
        return digits[0]
    tens, _, ones = text.partition("十")
    return 10 * (digits[0] if tens else 1) + (digits[-1] if ones else 0)


def _instant(found: re.Match[str], near: datetime, calendar: clock.Calendar) -> datetime | None:
    """The moment of a match; None for the 31st of February and the 25th hour."""
    here = near.astimezone(calendar.zone)
    only = "only_" if found["only_hour"] else ""
    try:
        day = here.date() if only else _day(found, here.date())
        if not found[f"{only}hour"]:
            return calendar.closing(day)
        hour = int(found[f"{only}hour"])
        late = found[f"{only}half"] in AFTERNOON and hour < 12
        minute = 30 if found[f"{only}thirty"] else int(found[f"{only}minute"] or 0)
        start = datetime(day.year, day.month, day.day, tzinfo=calendar.zone)
        if hour == 24 and not minute:
            return start + timedelta(days=1)
        return start.replace(hour=hour + 12 * late, minute=minute)
    except ValueError:
        return None


def _day(found: re.Match[str], near: date) -> date:
    if found["year"]:
        return date(int(found["year"]), int(found["month"]), int(found["day"]))
    if found["month2"]:
        month, day = int(found["month2"]), int(found["day2"])
        years = [date(year, month, day) for year in (near.year - 1, near.year, near.year + 1)]
        return min(years, key=lambda one: abs((one - near).days))
    if found["named"]:
        return near + timedelta(days=NAMED[found["named"][0]])
    # 星期二 in a chat is the last one, today included.
    weekday = WEEK.index(found["weekday"].replace("天", "日"))
    return near - timedelta(days=(near.weekday() - weekday) % 7)
