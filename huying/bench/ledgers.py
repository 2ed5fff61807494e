"""`huying bench import`: ten thousand rows of each ledger, from the bytes of the file to the committed rows, against as many
bare rows written in one go."""

import csv
import io
import time
from collections.abc import Callable
from datetime import date, timedelta
from typing import Any, NamedTuple

from django.db import connection, transaction

from huying.bench.intake import TEXTS
from huying.bench.result import Result, middle, spread
from huying.demo.cast import G01, Cast, set_stage
from huying.exchange import actions, headers, reading
from huying.exchange.models import Import

ROWS, RUNS = 10_000, 3
# What an import of ten thousand rows may take at most, by the clock on the wall.
MOST_S = 10.0
FIRST_DAY = date(2021, 1, 4)


class Took(NamedTuple):
    """Seconds by the clock on the wall, and of a processor."""

    wall: float
    cpu: float


def measure(rows: int = ROWS, runs: int = RUNS) -> Result:
    """Each ledger as often as there are runs, taken back in between: every run finds the community as the first did."""
    stage = set_stage(G01[:6])
    figures: dict[str, Any] = {"rows": rows}
    yardstick: dict[str, Any] = {"runs": runs}
    bare = [timed(lambda: bare_rows(rows))[0].wall for _run in range(runs)]
    passed = True
    for kind, make in LEDGERS.items():
        took = _runs(stage, kind, make(rows), runs)
        figures[f"{kind}_s"] = middle([one.wall for one in took], 3)
        figures[f"{kind}_cpu_s"] = middle([one.cpu for one in took], 3)
        figures[f"{kind}_ratio_to_bare_rows"] = round(figures[f"{kind}_s"] / middle(bare, 6), 1)
        yardstick[f"{kind}_s_range"] = spread([one.wall for one in took], 2)
        passed = passed and figures[f"{kind}_s"] <= MOST_S
    yardstick["bare_rows_s"] = middle(bare, 5)
    return Result(figures, yardstick, passed)


def _runs(stage: Cast, kind: str, content: bytes, runs: int) -> list[Took]:
    """The last one stays: the next ledger is of the homes that came with it."""
    found = []
    for run in range(runs):
        took, done = timed(lambda: bring(stage, kind, content))
        found.append(took)
        if run < runs - 1:
            actions.undo(imported=done, by=actions.Actor.user(stage.users["何静"]))
    return found


def timed(work: Callable[[], Any]) -> tuple[Took, Any]:
    """How long it took, and what came of it."""
    wall, cpu = time.perf_counter(), time.process_time()
    came = work()
    return Took(time.perf_counter() - wall, time.process_time() - cpu), came


def bring(stage: Cast, kind: str, content: bytes) -> Import:
    """As the page does it: kept, tried, carried out; every row is good and new."""
    brought = actions.take_in(
        community=stage.community, kind=kind, name=f"{kind}.csv", content=content, user=stage.users["何静"]
    )
    mapping = headers.propose(reading.read(content).columns, kind)
    done = actions.carry_out(imported=brought, mapping=mapping, whole=True, by=actions.Actor.user(stage.users["何静"]))
    if done.imported.created != brought.rows:
        raise SystemExit(f"{kind}: {done.imported.created} of {brought.rows} rows came in")
    return done.imported


def _door(n: int) -> list[str]:
    """Houses of sixty homes."""
    return [f"{1000 + n // 60}栋", str(1 + n % 60 // 20), f"{1 + n % 20 // 4}0{1 + n % 4}"]


def homes(rows: int) -> bytes:
    return _file(["楼栋", "单元", "房号", "网格"], ([*_door(n), "G01"] for n in range(rows)))


def residents(rows: int) -> bytes:
    lines = ([*_door(n), f"住户{n}", f"1390000{n % 10_000:04d}"] for n in range(rows))
    return _file(["楼栋", "单元", "房号", "姓名", "电话"], lines)


def appeals(rows: int) -> bytes:
    """Finished matters of two years, no two alike; no category, so that each is judged by its words."""
    columns = ["登记日期", "地址", "诉求人", "电话", "诉求内容", "来源", "是否办结", "办结时间", "满意度"]
    return _file(columns, (_appeal(n) for n in range(rows)))


def _appeal(n: int) -> list[str]:
    said_on = FIRST_DAY + timedelta(days=n % 700)
    words = f"{TEXTS[n % len(TEXTS)]}这是第{n}回。"
    where = "".join(_door(n)[::2])
    return [
        said_on.isoformat(), where, f"住户{n}", f"1390000{n % 10_000:04d}", words, "来电", "是",
        (said_on + timedelta(days=3)).isoformat(), "满意",
    ]  # fmt: skip


LEDGERS: dict[str, Callable[[int], bytes]] = {"homes": homes, "residents": residents, "appeals": appeals}


def _file(columns: list[str], rows: Any) -> bytes:
    text = io.StringIO()
    csv.writer(text).writerows([columns, *rows])
    return text.getvalue().encode("utf-8-sig")


def bare_rows(rows: int) -> None:
    """As many rows of three columns, in one transaction: the least that any import costs."""
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("CREATE TABLE IF NOT EXISTS bench_yardstick (id integer, words text, day text)")
        values = [(n, TEXTS[n % len(TEXTS)], FIRST_DAY.isoformat()) for n in range(rows)]
        cursor.executemany("INSERT INTO bench_yardstick (id, words, day) VALUES (%s, %s, %s)", values)
