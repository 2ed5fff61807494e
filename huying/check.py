"""`huying check clock|mask FILE`: the rulebook's answers to a table of cases, one line a row, for whoever wants to check."""

from collections.abc import Iterator
from datetime import date, datetime
from zoneinfo import ZoneInfo

from huying.bench import table

KINDS = ("mask", "clock")
ABOUT = """FILE is a table with tabs and a header, UTF-8. One line comes out for each row.

mask: kind text [audience] [room]
  kind: name, phone, id, home (text is the building: 5栋), text (free text).
  audience: staff_full, staff, vendor, public, reporter; empty is staff
  (for home: public).
  Out: the masked text.

clock: start amount unit [pauses] [now] [work] [rest]
  start, now: 2023-09-12 09:10 on a clock in China.
  unit: minutes, hours, working_hours, working_days, days.
  pauses: 2023-09-13 08:00/2023-09-14 08:00;… (no end: it still stands).
  work, rest: dates that differ from the published calendar, parted by ;
  Out: when it is due, with tabs between: 2023-09-14 17:30, then "uncertain"
  where the holidays are not published yet, else "certain"; with now also the
  minutes left as the unit counts them, below zero once overdue.

A row that makes no sense comes out as "! " and the reason, and the answer of
the command is then 1."""
ZONE = ZoneInfo("Asia/Shanghai")
COLUMNS = {"mask": ("kind", "text"), "clock": ("start", "amount", "unit")}


def run(what: str, file: str) -> int:
    answers = list(answered(what, table.rows(file, COLUMNS[what])))
    print("\n".join(answers))
    return 1 if any(answer.startswith("! ") for answer in answers) else 0


def answered(what: str, rows: list[table.Row]) -> Iterator[str]:
    answer = {"mask": mask, "clock": clock}[what]
    for row in rows:
        try:
            yield answer(row)
        except ValueError as wrong:
            yield f"! {wrong}"


def mask(row: table.Row) -> str:
    from huying.rules import masks

    kind, text = row["kind"], row["text"]
    audience = row.get("audience") or ("public" if kind == "home" else "staff")
    if audience not in masks.Audience.__args__:  # type: ignore[attr-defined]
        raise ValueError(f"unknown audience {audience!r}")
    match kind:
        case "name":
            return masks.name(text, audience)
        case "phone":
            return masks.phone(text, audience)
        case "id":
            return masks.id_number(text, audience)
        case "home":
            return masks.home(text, row.get("room", ""), audience)
        case "text":
            return masks.clean(text)
    raise ValueError(f"unknown kind {kind!r}")


def clock(row: table.Row) -> str:
    from huying.places.calendars import calendar_for
    from huying.rules import clock as rules

    limit = rules.Limit(int(row["amount"]), row["unit"])  # type: ignore[arg-type]
    days = {date.fromisoformat(day): kind == "work" for kind in ("work", "rest") for day in _several(row.get(kind, ""))}
    calendar = calendar_for(days)
    pauses = [_pause(one) for one in _several(row.get("pauses", ""))]
    start = instant(row["start"])
    due = rules.due(start, limit, calendar, pauses)
    sure = "uncertain" if rules.is_uncertain(start, due, calendar) else "certain"
    answer = [f"{due.astimezone(ZONE):%Y-%m-%d %H:%M}", sure]
    if row.get("now"):
        answer.append(str(rules.left(instant(row["now"]), due, calendar, pauses, limit.unit)))
    return "\t".join(answer)


def instant(words: str) -> datetime:
    """On a clock in China, unless the words bring their own zone."""
    said = datetime.fromisoformat(words)
    return said if said.tzinfo else said.replace(tzinfo=ZONE)


def _pause(words: str) -> object:
    from huying.rules.clock import Pause

    start, _, end = words.partition("/")
    return Pause(instant(start), instant(end) if end else None)


def _several(words: str) -> list[str]:
    return [one.strip() for one in words.split(";") if one.strip()]
