"""`python -m tests.drill`: the long crash drill on both databases, kept as evidence/crash.json."""

import sys
import tempfile
import time
from pathlib import Path

from huying.bench.result import Result
from huying.bench.run import as_told, kept

from .cluster import Cluster
from .crash import crash

ROUNDS = 50


def main() -> int:
    figures, wrong = {}, []
    for name in ("sqlite", "postgresql"):
        cluster = Cluster() if name == "postgresql" else None
        begun = time.monotonic()
        try:
            with tempfile.TemporaryDirectory() as folder:
                done = crash(Path(folder), cluster, rounds=ROUNDS)
        finally:
            if cluster:
                cluster.end()
        wrong += done.wrong
        figures[name] = {"acknowledged": done.acked, "kills": done.kills, "wrong": len(done.wrong)}
        figures[name]["seconds"] = round(time.monotonic() - begun)
        print(name, figures[name])
    with tempfile.TemporaryDirectory() as folder:
        early = crash(Path(folder), None, rounds=4, settings="tests.drill.hasty")
    lost = sum(one.startswith("lost") for one in early.wrong)
    result = Result(figures, {"lost_by_a_mutant_that_acknowledges_first": lost}, not wrong and lost > 0)
    kept(as_told("crash", result), result)
    for one in wrong:
        print(one)
    return 0 if result.passed else 1


if __name__ == "__main__":
    sys.exit(main())
