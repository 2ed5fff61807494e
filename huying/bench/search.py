"""`huying bench search`: finding one matter among twenty thousand, against reading through all of their words."""

import time
from collections.abc import Callable, Iterator
from datetime import timedelta
from itertools import islice
from typing import Any

from django.db import connection, transaction
from django.db.models import Q
from django.test.utils import CaptureQueriesContext

from huying.bench.result import Result, middle, percentile, spread
from huying.cases import actions
from huying.cases import search as desk
from huying.cases.models import Appeal, Case, Category
from huying.core import clock
from huying.core.actor import SYSTEM
from huying.demo.cast import G01, Cast, set_stage
from huying.places.models import Home

CASES, RUNS, BATCH = 20_000, 5, 2000
MOST_STATEMENTS = 8
# What is said again and again, and what one matter in hundreds has to do with.
OFTEN = (
    "楼道灯不亮，晚上看不见路",
    "下水道堵了，水漫出来了",
    "楼上漏水，滴到床上了",
    "垃圾堆在门口没有人收",
    "电动车把门口堵死了",
)
SELDOM = ("天沟裂了", "白蚁咬了门框", "围墙歪了", "井盖翘起来了", "树枝压到电线", "水表不走", "扶手松动", "墙皮掉下来")
EVERY = 97  # how many matters apart the rare ones are


def measure(cases: int = CASES, runs: int = RUNS) -> Result:
    stage = set_stage(G01[:12])
    homes = fill(stage, cases)
    officer = stage.users["何静"]
    asked = questions(cases, homes)
    times: dict[str, list[list[float]]] = {kind: [] for kind in asked}
    scans: list[float] = []
    for _run in range(runs):
        for kind, said in asked.items():
            times[kind].append([cpu_ms(lambda one=one: desk.find(officer, one)) for one in said])  # type: ignore[misc]
        scans += [cpu_ms(lambda one=one: scan(one)) for one in asked["rare_word"]]  # type: ignore[misc]
    with CaptureQueriesContext(connection) as statements:
        desk.find(officer, asked["rare_word"][0])
    figures: dict[str, Any] = {"cases": cases, "statements": len(statements), "missed": missed(stage, asked)}
    for kind, of_runs in times.items():
        figures[f"{kind}_p50_ms"] = middle([one for run in of_runs for one in run])
        figures[f"{kind}_p95_ms"] = round(percentile([one for run in of_runs for one in run], 95), 2)
    figures["rare_word_ratio_to_scan"] = round(figures["rare_word_p50_ms"] / middle(scans), 3)
    ranges = {f"{kind}_p50_ms_range": spread([middle(run) for run in of_runs]) for kind, of_runs in times.items()}
    yardstick = {"scan_p50_ms": middle(scans), "scan_ms_range": spread(scans), **ranges, "runs": runs}
    return Result(figures, yardstick, figures["missed"] == 0 and len(statements) <= MOST_STATEMENTS)


def questions(cases: int, homes: list[Home]) -> dict[str, list[str]]:
    """What people ask for, of each kind a few. A rare word stands in a handful of matters, a common one in thousands."""
    some = range(0, cases, max(1, cases // 8))
    return {
        "rare_word": ["天沟", "白蚁", "围墙", "井盖", "树枝", "水表", "扶手", "墙皮"],
        "common_word": ["漏水", "下水", "垃圾", "门口"],
        "two_words": ["漏水 天沟", "楼道 白蚁", "垃圾 井盖", "堵了 树枝"],
        "name": [reporter(nth) for nth in some],
        "phone": [phone(nth) for nth in some],
        "last_four": [phone(nth)[-4:] for nth in some],
        "address": [home.label for home in homes[:: max(1, len(homes) // 8)]],
        "number": [str(one) for one in islice(Case.objects.order_by("pk").values_list("number", flat=True), 8)],
    }


def missed(stage: Cast, asked: dict[str, list[str]]) -> int:
    """Matters that reading through everything finds and the search does not. It lists a thousand at most."""
    found = 0
    for said in (*asked["rare_word"], *asked["common_word"]):
        found += max(0, min(scan(said), desk.MOST) - desk.find(stage.users["何静"], said).count)
    for kind in ("name", "phone", "number"):
        found += sum(1 for said in asked[kind] if desk.find(stage.users["何静"], said).count < 1)
    return found


def scan(said: str) -> int:
    """The yardstick: the database reads every text."""
    return Appeal.objects.filter(Q(text__contains=said) | Q(address_text__contains=said)).count()


def cpu_ms(work: Callable[[], object]) -> float:
    """CPU time of this process: what else the machine does is left out. The first time is for nothing."""
    work()
    begun = time.process_time()
    work()
    return (time.process_time() - begun) * 1000


def reporter(nth: int) -> str:
    """Nobody's name: a sign of the ten stems, one of the twelve branches, and one more."""
    return "甲乙丙丁戊己庚辛壬癸"[nth % 10] + "子丑寅卯辰巳午未申酉戌亥"[nth // 10 % 12] + "春夏秋冬"[nth // 120 % 4]


def phone(nth: int) -> str:
    return f"139{nth * 7919 % 10**8:08}"


def fill(stage: Cast, cases: int) -> list[Home]:
    """Finished matters of some years, by the same action that takes in a ledger. Their homes."""
    homes = list(Home.objects.filter(building__community=stage.community).select_related("building__grid"))
    light = Category.objects.get(pk="light")
    with transaction.atomic():
        for start in range(0, cases, BATCH):
            entries = list(_entries(range(start, min(start + BATCH, cases)), homes, light))
            actions.enter_all(community=stage.community, entries=entries, by=SYSTEM)
    return homes


def _entries(which: range, homes: list[Home], category: Category) -> Iterator[actions.Entry]:
    for nth in which:
        text = f"第{nth}次说，{OFTEN[nth % len(OFTEN)]}"
        if nth % EVERY < len(SELDOM):
            text += f"，{SELDOM[nth % EVERY]}"
        home = homes[nth * 31 % len(homes)]
        at = clock.now() - timedelta(hours=nth)
        said = actions.Said(
            text=text, channel="phone", nature="help", category=category, urgency="normal", home=home,
            reporter_name=reporter(nth), reporter_phone=phone(nth),
        )  # fmt: skip
        yield actions.Entry(said=said, said_at=at, closed_at=at, outcome="solved", satisfaction="satisfied")
