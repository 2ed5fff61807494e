"""`huying bench intake`: appeals taken in through the real page, against one row written and committed.

Each database gets a process of its own (`python -m huying.bench.intake`), for a process knows one database.
"""

import json
import os
import secrets
import subprocess
import sys
import time
from pathlib import Path
from urllib.parse import urlsplit, urlunsplit

from huying.bench.result import Figures, Result, middle, percentile, spread

RUNS, INTAKES = 5, 100
# The bar: what a caller waits at most. How many bare commits an intake costs is told beside it and judges nothing: where
# the disk answers a commit in a fifth of a millisecond, the same intake looks ten times worse than where it takes two.
MOST_P95_MS = 300
TEXTS = (
    "一下雨，屋里像水帘洞一样，顶上到处滴水。",
    "楼道灯不亮，晚上爬楼梯看不见。",
    "下水道堵了，水漫到厨房里了。",
    "楼上半夜拖桌子，讲了几次不听。",
)


def measure(url: str, folder: Path, runs: int = RUNS, intakes: int = INTAKES) -> Result:
    """SQLite always; PostgreSQL too where HUYING_DATABASE_URL names one: in a database made for it and dropped again."""
    found = sitting({"HUYING_DATA_DIR": str(folder / "sqlite"), "HUYING_DATABASE_URL": ""}, runs, intakes)
    figures, yardstick = found["figures"], found["yardstick"]
    good = passed(figures)
    if url.startswith(("postgresql:", "postgres:")):
        with Scratch(url) as scratch:
            around = {"HUYING_DATA_DIR": str(folder / "postgresql"), "HUYING_DATABASE_URL": scratch}
            other = sitting(around, runs, intakes)
        good = good and passed(other["figures"])
        figures |= {f"postgresql_{name}": value for name, value in other["figures"].items()}
        yardstick |= {f"postgresql_{name}": value for name, value in other["yardstick"].items()}
    return Result(figures, yardstick, good)


def passed(figures: Figures) -> bool:
    return figures["p95_ms"] < MOST_P95_MS


def sitting(around: dict[str, str], runs: int, intakes: int) -> Figures:
    words = [sys.executable, "-m", "huying.bench.intake", str(runs), str(intakes)]
    done = subprocess.run(words, env={**os.environ, **around}, capture_output=True, text=True, encoding="utf-8")
    if done.returncode:
        raise SystemExit(done.stderr)
    return json.loads(done.stdout.splitlines()[-1])


class Scratch:
    """A database of its own on the given server; the one in the address is only used to ask for it."""

    def __init__(self, url: str) -> None:
        self.url = url
        self.name = f"huying_bench_{secrets.token_hex(4)}"

    def __enter__(self) -> str:
        self._say(f'CREATE DATABASE "{self.name}"')
        return urlunsplit(urlsplit(self.url)._replace(path="/" + self.name))

    def __exit__(self, *_what: object) -> None:
        self._say(f'DROP DATABASE "{self.name}" WITH (FORCE)')

    def _say(self, words: str) -> None:
        import psycopg

        with psycopg.connect(self.url, autocommit=True) as connection:
            connection.execute(words)


# --- one sitting, in a process with one database ----------------------------------------------------------------------


def take(runs: int = RUNS, intakes: int = INTAKES, houses: int | None = None) -> Result:
    """One caller after the other. The yardstick is taken before each run, so that both see the same machine."""
    from huying.cases.models import Case
    from huying.demo.cast import G01, G02, set_stage

    stage = set_stage((*G01, *G02)[:houses])
    desk = Desk(stage)
    desk.take(0)
    each, rows, costs = [], [], []
    for run in range(runs):
        rows.append(commits(intakes))
        begun = time.process_time()
        each.append([desk.take(run * intakes + number + 1) for number in range(intakes)])
        costs.append((time.process_time() - begun) * 1000 / intakes)
    if (kept := Case.objects.count()) != runs * intakes + 1:
        raise SystemExit(f"{kept} cases after {runs * intakes + 1} intakes")
    ratios = [middle(one) / middle(other) for one, other in zip(each, rows, strict=True)]
    rates = [len(one) * 1000 / sum(one) for one in each]
    figures = {
        "per_second": middle(rates, 1),
        "p50_ms": middle([middle(one) for one in each]),
        "p95_ms": middle([percentile(one, 95) for one in each]),
        "ratio_to_yardstick": middle(ratios, 1),
        "cpu_ms": middle(costs),
    }
    yardstick = {
        "one_row_insert_commit_p50_ms": middle([middle(one, 4) for one in rows], 3),
        "per_second_range": spread(rates, 1),
        "p95_ms_range": spread([percentile(one, 95) for one in each]),
        "ratio_range": spread(ratios, 1),
        "runs": runs,
        "intakes_a_run": intakes,
        "callers_at_once": 1,
        "homes": len(desk.homes),
    }
    return Result(figures, yardstick, passed(figures))


class Desk:
    """An officer with the intake page open: sign-in, CSRF, the once-key, and the tap that hands the case on."""

    def __init__(self, stage: object) -> None:
        from django.conf import settings
        from django.test import Client

        from huying.places.models import Home

        self.homes = list(Home.objects.order_by("pk").values_list("label", flat=True))
        self.client = Client(enforce_csrf_checks=True, SERVER_NAME="127.0.0.1")
        self.client.force_login(stage.users["何静"])
        self.client.get("/desk/intake/")
        self.token = self.client.cookies[settings.CSRF_COOKIE_NAME].value

    def take(self, number: int) -> float:
        form = {
            "text": TEXTS[number % len(TEXTS)], "channel": "phone", "address": self.homes[number % len(self.homes)],
            "spot": "", "name": "江秋莲", "phone": "139 0000 0303", "category": "house_roof", "urgency": "normal",
            "nature": "help", "act": "dispatch", "once": f"bench-{number}", "csrfmiddlewaretoken": self.token,
        }  # fmt: skip
        begun = time.perf_counter()
        answer = self.client.post("/desk/intake/", form)
        spent = (time.perf_counter() - begun) * 1000
        if answer.status_code != 302:
            raise SystemExit(f"intake {number} was answered with {answer.status_code}, not taken")
        return spent


def commits(times: int) -> list[float]:
    """One row, inserted and committed: the least that any answer costs that must not be lost."""
    from django.db import connection, transaction

    with connection.cursor() as cursor:
        cursor.execute("CREATE TABLE IF NOT EXISTS bench_yardstick (id integer PRIMARY KEY, words text)")
        cursor.execute("SELECT count(*) FROM bench_yardstick")
        start = cursor.fetchone()[0]
    spent = []
    for number in range(start, start + times):
        begun = time.perf_counter()
        with transaction.atomic(), connection.cursor() as cursor:
            cursor.execute("INSERT INTO bench_yardstick (id, words) VALUES (%s, %s)", [number, TEXTS[0]])
        spent.append((time.perf_counter() - begun) * 1000)
    return spent


def main(words: list[str]) -> None:
    import django

    os.environ["DJANGO_SETTINGS_MODULE"] = "huying.settings"
    django.setup()
    from django.core.management import call_command

    call_command("migrate", interactive=False, verbosity=0)
    found = take(int(words[0]), int(words[1]))
    print(json.dumps({"figures": found.figures, "yardstick": found.yardstick}))


if __name__ == "__main__":
    main(sys.argv[1:])
