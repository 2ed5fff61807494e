"""`huying bench appeals FILE`: whole appeals, read as the intake page reads them while somebody talks."""

from collections import Counter
from typing import NamedTuple

from huying.bench import table
from huying.bench.address import shown
from huying.bench.judge import EXACT, UNSURE, WRONG, judge
from huying.bench.result import Figures, Result, share
from huying.bench.site import build, wanted
from huying.cases.intake import hear, suggested

COLUMNS = ("text", "category", "urgency", "building", "unit", "room")
EMERGENCY = "emergency"


class Read(NamedTuple):
    """One appeal as the page would fill it in."""

    row: table.Row
    category: str
    urgency: str


def score(rows: list[table.Row]) -> Result:
    expected = [wanted(row, row["text"]) for row in rows]
    site = build(expected)
    read = []
    for row in rows:
        found, _values = suggested(row["text"])
        read.append(Read(row, found.category, found.urgency))
    heard = [hear(site.community, "", row["text"]) for row in rows]
    verdicts = [judge(site, one, proposal) for one, proposal in zip(expected, heard, strict=True)]
    counts = {verdict: verdicts.count(verdict) for verdict in (EXACT, WRONG, UNSURE)}
    lines = [
        shown(f"address {verdict}", row["text"], one, proposal)
        for verdict, row, one, proposal in zip(verdicts, rows, expected, heard, strict=True)
        if verdict != EXACT
    ]
    figures = agreement(read) | {"address_exact": share(counts[EXACT], len(rows)), "address_wrong": counts[WRONG]}
    return Result(figures, guesses(rows), passed(figures), disagreements(read) + lines)


def agreement(read: list[Read]) -> Figures:
    """Shares from 0 to 1. A false alarm costs a call, a missed emergency a life: they are counted apart."""
    alarms = [one for one in read if one.row["urgency"] == EMERGENCY]
    return {
        "total": len(read),
        "emergencies": len(alarms),
        "emergency_recall": share(sum(one.urgency == EMERGENCY for one in alarms), len(alarms)),
        "false_alarms": sum(one.urgency == EMERGENCY for one in read) - sum(one.urgency == EMERGENCY for one in alarms),
        "urgency_agreement": share(sum(one.urgency == one.row["urgency"] for one in read), len(read)),
        "category_agreement": share(sum(one.category == one.row["category"] for one in read), len(read)),
    }


def guesses(rows: list[table.Row]) -> Figures:
    """The yardstick: always the commonest answer."""
    return {
        f"always_{(best := Counter(row[name] for row in rows).most_common(1)[0])[0]}": share(best[1], len(rows))
        for name in ("urgency", "category")
    }


def passed(figures: Figures) -> bool:
    return (
        figures["emergency_recall"] == 1.0
        and figures["urgency_agreement"] >= 0.85
        and figures["address_exact"] >= 0.95
        and not figures["address_wrong"]
    )


def disagreements(read: list[Read]) -> list[str]:
    lines = []
    for row, category, urgency in read:
        if urgency != row["urgency"]:
            missed = "EMERGENCY MISSED" if row["urgency"] == EMERGENCY else "urgency"
            lines.append(f"{missed}\t{row['text']}\t{row['urgency']}\t{urgency}")
        if category != row["category"]:
            lines.append(f"category\t{row['text']}\t{row['category']}\t{category}")
    return lines
