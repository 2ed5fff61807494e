"""`huying bench lists`: the desk's worklist with a thousand cases, against a page that does nothing."""

import time
from collections.abc import Callable

from django.db import connection, transaction
from django.test import Client
from django.test.utils import CaptureQueriesContext, override_settings

from huying.bench.result import Result, middle, spread
from huying.cases import actions
from huying.cases.models import Category
from huying.core.actor import Actor
from huying.demo.cast import G01, Cast, set_stage
from huying.places.models import Home

CASES, RUNS, PAGES = 1000, 5, 20
MOST_STATEMENTS = 12
WORDS = "楼道灯不亮，晚上看不见路，第{}次说了。"


def measure(cases: int = CASES, runs: int = RUNS, pages: int = PAGES) -> Result:
    stage = set_stage(G01[:6])
    fill(stage, cases)
    client = Client(SERVER_NAME="127.0.0.1")
    client.force_login(stage.users["何静"])
    with CaptureQueriesContext(connection) as asked:
        answer(client, "/desk/")
    statements = len(asked)  # counted now: the next page begins a new log
    desk, idle = [], []
    for _run in range(runs):
        desk.append(cpu_ms(lambda: answer(client, "/desk/"), pages))
        with override_settings(ROOT_URLCONF="huying.bench.nothing"):
            idle.append(cpu_ms(lambda: answer(client, "/nothing/"), pages * 10))
    ratios = [one / other for one, other in zip(desk, idle, strict=True)]
    figures = {
        "statements": statements,
        "cpu_ms": middle(desk),
        "ratio_to_noop": middle(ratios, 1),
        "cases": cases,
    }
    yardstick = {
        "noop_cpu_ms": middle(idle, 3),
        "cpu_ms_range": spread(desk),
        "noop_cpu_ms_range": spread(idle, 3),
        "ratio_range": spread(ratios, 1),
        "runs": runs,
        "pages_a_run": pages,
    }
    return Result(figures, yardstick, statements <= MOST_STATEMENTS)


def answer(client: Client, path: str) -> None:
    status = client.get(path).status_code
    if status != 200:
        raise SystemExit(f"{path}: {status}")


def cpu_ms(page: Callable[[], None], times: int) -> float:
    """CPU time of this process: what else the machine does is left out."""
    page()
    begun = time.process_time()
    for _time in range(times):
        page()
    return (time.process_time() - begun) * 1000 / times


@transaction.atomic
def fill(stage: Cast, cases: int) -> None:
    """Received and sent on by the same actions as ever; half of them still wait to be."""
    homes = list(Home.objects.filter(building__community=stage.community).select_related("building__grid"))
    light, by = Category.objects.get(pk="light"), Actor.user(stage.users["何静"])
    for number in range(cases):
        home = homes[number % len(homes)]
        said = actions.Said(
            text=WORDS.format(number), channel="phone", nature="help", category=light, urgency="normal", home=home
        )
        appeal = actions.receive(community=stage.community, said=said, by=by)
        if number % 2:
            actions.dispatch(case=appeal.case, post=stage.posts["李敏"], by=by)
