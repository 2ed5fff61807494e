"""崩溃演练: acknowledged is kept, whatever is killed. Used by the short test and by `make drill`."""

import json
import random
import threading
import time
from dataclasses import dataclass
from pathlib import Path

from .clients import Client, Ledger
from .cluster import Cluster
from .house import House

CLIENTS, BETWEEN = 4, 8


@dataclass(frozen=True)
class Outcome:
    acked: int
    kills: dict[str, int]
    wrong: list[str]


def crash(
    folder: Path, cluster: Cluster | None, *, rounds: int, settings: str = "huying.settings", seed: int = 7
) -> Outcome:
    """Let residents report while something is killed again and again; then hold the house against their ledger.

    A round ends when the house has acknowledged some more: a slow machine kills later, not more gently.
    """
    house = House(folder, cluster, settings)
    ledger = Ledger(folder / "acked.tsv")
    ledger.path.touch()
    stop = threading.Event()
    clients = [Client(f"phone{nth}", house.port, house.door, ledger, stop) for nth in range(CLIENTS)]
    kinds = {
        "web worker": house.kill_web_worker, "web worker twice": house.kill_web_worker_twice, "web": house.kill_web
    }  # fmt: skip
    if cluster:
        kinds |= {"jobs": house.kill_jobs, "database": house.kill_database}
    dice, kills = random.Random(seed), dict.fromkeys(kinds, 0)
    try:
        for client in clients:
            client.start()
        # Each kind once, in some order, then at random.
        order = dice.sample(list(kinds), len(kinds))
        for nth in range(rounds):
            _until_acked(ledger, len(ledger.acked) + BETWEEN)
            time.sleep(dice.uniform(0, 0.3))  # anywhere in the middle of something
            kind = order[nth] if nth < len(order) else dice.choice(list(kinds))
            kinds[kind]()
            kills[kind] += 1
        _until_acked(ledger, len(ledger.acked) + BETWEEN)
        stop.set()
        for client in clients:
            client.join(90)
            assert not client.is_alive()
    finally:
        stop.set()
        house.end()
    told = json.loads(house.python("-m", "tests.drill.check", str(ledger.path)).splitlines()[-1])
    assert told["acked"] == len(ledger.acked)
    return Outcome(told["acked"], kills, told["wrong"])


def _until_acked(ledger: Ledger, number: int) -> None:
    until = time.monotonic() + 90
    while len(ledger.acked) < number:
        assert time.monotonic() < until, "the house acknowledges nothing any more"
        time.sleep(0.02)
