"""`huying bench address FILE`: addresses as people say them, read by the intake page's own code against a register."""

import re
import time

from huying.bench import table
from huying.bench.judge import EXACT, UNSURE, WRONG, judge
from huying.bench.result import Result, share
from huying.bench.site import Wanted, build, wanted
from huying.cases.intake import Proposal, hear

COLUMNS = ("text", "building", "unit", "room")
# The yardstick: what somebody writes in five minutes.
PLAIN = re.compile(r"([0-9]+)栋(?:([0-9])单元)?([0-9]{3,4})?")


def score(rows: list[table.Row]) -> Result:
    expected = [wanted(row, row["text"]) for row in rows]
    site = build(expected)
    begun = time.process_time()
    heard = [hear(site.community, row["text"], "") for row in rows]
    each = (time.process_time() - begun) * 1000 / len(rows)
    verdicts = [judge(site, one, proposal) for one, proposal in zip(expected, heard, strict=True)]
    counts = {verdict: verdicts.count(verdict) for verdict in (EXACT, WRONG, UNSURE)}
    lines = [
        shown(verdict, row["text"], one, proposal)
        for verdict, row, one, proposal in zip(verdicts, rows, expected, heard, strict=True)
        if verdict != EXACT
    ]
    figures = {"total": len(rows), **counts}
    yardstick = {
        "plain_pattern_exact": sum(plain(row["text"]) == one for row, one in zip(rows, expected, strict=True)),
        "buildings": len(site.buildings),
        "homes": len(site.doors),
        "cpu_ms_a_line": round(each, 2),
    }
    return Result(figures, yardstick, passed(counts, len(rows)), lines)


def passed(counts: dict[str, int], total: int) -> bool:
    """No silent wrong home, and 95 of 100 exact."""
    return not counts[WRONG] and share(counts[EXACT], total) >= 0.95


def plain(text: str) -> Wanted | None:
    found = PLAIN.search(text)
    if found is None:
        return None
    building, unit, room = found.groups("")
    return Wanted((building,), (unit,) if unit else (), (room,) if room else ())


def shown(verdict: str, text: str, expected: Wanted, proposal: Proposal) -> str:
    """One line for a person: what was said, what was meant, what the page would do."""
    meant = " / ".join(",".join(part) or "-" for part in expected)
    page = f"takes {proposal.sure.label}" if proposal.sure else f"asks ({proposal.kind}) {_labels(proposal)}"
    return f"{verdict}\t{text}\t{meant}\t{page}"


def _labels(proposal: Proposal) -> str:
    return "、".join(place.label for place in proposal.places)
