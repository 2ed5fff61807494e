"""`huying check clock|mask|shares|tally FILE`: the rulebook's answers to a table of cases, for whoever wants to check."""

import re
from collections.abc import Callable, Iterator
from datetime import date, datetime
from zoneinfo import ZoneInfo

from huying.bench import table

KINDS = ("mask", "clock", "tally", "shares")
ABOUT = """FILE is a table with tabs and a header, UTF-8. One line comes out for each row.
Columns in brackets may be missing or empty; their order is free.

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

tally, by totals: heads_all area_all heads_took_part area_took_part
       heads_agreed area_agreed [special]
  areas: m², at most two decimals (6400 or 6400.00).
  special: yes where three quarters of those taking part must agree (raising
  the fund, rebuilding); empty or no where more than half must (using it).
  Out: "passed"; or "failed", a tab, and the gates that failed, parted by ; of
  area_took_part, heads_took_part, area_agreed, heads_agreed.
tally, by roll (the header has "choice"): case home owner area choice [special]
  A row is a home. Homes of one owner carry one owner and are one head, what
  the developer has not sold or handed over as well; an empty owner is one
  nobody knows, a head for each such home.
  choice: agree, disagree, abstain; empty did not vote. An owner of several
  homes may say it once or at each; two different ones are refused.
  special: alike in all rows of a case.
  Out, one line a case: the case, then as above, with tabs between.

shares: case home area total [kind unit unit_part owner_part balance weight]
  A row is a home; the rows of a case share its total.
  area: m². total, balance: yuan; both at most two decimals. total: in the
  first row of the case at least, and never another one further down.
  kind: commodity (also when empty), sold_public, public, resettled, other.
  unit: who sold the home (sold_public) or owns it (public). unit_part and
  owner_part: what each paid into the fund, amounts or a ratio (20 and 80),
  at most two decimals. balance: on the account of the home; empty is not known.
  weight: what the owners agreed on instead of area, whole, in every row.
  Out, one line a row, with tabs between: case, home, its share, of that the
  owner's, the unit's, and of the owner's from the account, paid by themselves;
  yuan with two decimals. A case that makes no sense says so at each row.

A row that makes no sense comes out as "! " and the reason, and the answer of
the command is then 1."""
ZONE = ZoneInfo("Asia/Shanghai")
COLUMNS = {"mask": ("kind", "text"), "clock": ("start", "amount", "unit"), "shares": ("case", "home", "area", "total")}
TOTALS = ("heads_all", "area_all", "heads_took_part", "area_took_part", "heads_agreed", "area_agreed")
ROLL = ("case", "home", "owner", "area", "choice")


def run(what: str, file: str) -> int:
    answers = list(tallied(file) if what == "tally" else answered(what, table.rows(file, COLUMNS[what])))
    print("\n".join(answers))
    return 1 if any(answer.startswith("! ") for answer in answers) else 0


def answered(what: str, rows: list[table.Row]) -> Iterator[str]:
    if what == "shares":
        yield from shared(rows)
    else:
        yield from each({"mask": mask, "clock": clock}[what], rows)


def each(answer: Callable[[table.Row], str], rows: list[table.Row]) -> Iterator[str]:
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


# --- votes and shares -------------------------------------------------------------------------------------------------


def tallied(file: str) -> Iterator[str]:
    """The header says whether sums were counted already, or whether there is a row for each home."""
    if "choice" not in table.rows(file, ())[0]:
        yield from each(tally, table.rows(file, TOTALS))
        return
    for case, rows in _cases(table.rows(file, ROLL)).items():
        try:
            yield f"{case}\t{roll(rows)}"
        except ValueError as wrong:
            yield f"! {case}: {wrong}"


def tally(row: table.Row) -> str:
    from huying.rules.tally import count_check

    counts = [hundredths(row[name]) if name.startswith("area") else whole(row[name]) for name in TOTALS]
    return _verdict(count_check(*counts, rule=_rule(row)))


def roll(rows: list[table.Row]) -> str:
    from huying.rules.tally import Ballot, Unit
    from huying.rules.tally import tally as count

    if len({_rule(row) for row in rows}) > 1:
        raise ValueError("the rows of one case differ in special")
    # The tab keeps the unknown apart from any name: no field of the table can hold one.
    owners = [row["owner"] or f"{row['home']}\t" for row in rows]
    units = [Unit(row["home"], owner, hundredths(row["area"])) for row, owner in zip(rows, owners, strict=True)]
    said = dict.fromkeys((owner, row["choice"]) for row, owner in zip(rows, owners, strict=True) if row["choice"])
    return _verdict(count(units, [Ballot(owner, choice) for owner, choice in said], _rule(rows[0])))  # type: ignore[arg-type]


def _rule(row: table.Row) -> object:
    from huying.rules.tally import ORDINARY, SPECIAL

    match row.get("special", ""):
        case "" | "no":
            return ORDINARY
        case "yes":
            return SPECIAL
        case other:
            raise ValueError(f"special is yes, no or empty, not {other!r}")


def _verdict(verdict: object) -> str:
    return "passed" if verdict.passed else f"failed\t{';'.join(verdict.failed)}"  # type: ignore[attr-defined]


def shared(rows: list[table.Row]) -> Iterator[str]:
    """In the order of the rows, although the cases may be mixed."""
    answers: dict[str, Iterator[str]] = {}
    for case, homes in _cases(rows).items():
        try:
            answers[case] = iter(shares(case, homes))
        except ValueError as wrong:
            answers[case] = iter([f"! {case}: {wrong}"] * len(homes))
    for row in rows:
        yield next(answers[row["case"]])


def shares(case: str, rows: list[table.Row]) -> list[str]:
    from huying.rules.shares import share_out

    totals = {row["total"] for row in rows if row["total"]}
    if not rows[0]["total"] or len({hundredths(total) for total in totals}) > 1:
        raise ValueError("the case needs one total, in its first row")
    weights = {row["home"]: whole(row["weight"]) for row in rows if row.get("weight")}
    sheet = share_out(hundredths(rows[0]["total"]), [_home(row) for row in rows], weights or None)
    lines = {line.key: line for line in sheet.lines}
    found = [lines[row["home"]] for row in rows]
    amounts = [(one.cents, one.owner_cents, one.unit_cents, one.from_account, one.self_pay) for one in found]
    keys = [(case, one.key) for one in found]
    return ["\t".join([*key, *map(yuan, paid)]) for key, paid in zip(keys, amounts, strict=True)]


def _home(row: table.Row) -> object:
    from huying.rules.shares import Home

    return Home(
        key=row["home"],
        area=hundredths(row["area"]) if row["area"] else None,
        kind=row.get("kind") or "commodity",  # type: ignore[arg-type]
        unit=row.get("unit", ""),
        unit_part=hundredths(row.get("unit_part") or "0"),
        owner_part=hundredths(row.get("owner_part") or "0"),
        balance=hundredths(row["balance"]) if row.get("balance") else None,
    )


def _cases(rows: list[table.Row]) -> dict[str, list[table.Row]]:
    cases: dict[str, list[table.Row]] = {}
    for row in rows:
        cases.setdefault(row["case"], []).append(row)
    return cases


def whole(words: str) -> int:
    if not re.fullmatch(r"[0-9]{1,15}", words):
        raise ValueError(f"{words!r} is not a whole number")
    return int(words)


def hundredths(words: str) -> int:
    """m² or yuan as they are written, exactly: 48.6 is 4860."""
    if not re.fullmatch(r"[0-9]{1,15}(\.[0-9]{1,2})?", words):
        raise ValueError(f"{words!r} is not a number with at most two decimals")
    before, _, after = words.partition(".")
    return int(before + after.ljust(2, "0"))


def yuan(cents: int) -> str:
    return f"{cents // 100}.{cents % 100:02d}"
