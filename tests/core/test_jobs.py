"""Jobs: written with the caller's rows, claimed by one worker, tried again, parked, given back by the dead."""

import json
import os
import signal
import subprocess
import sys
import threading
import time
from collections import Counter
from collections.abc import Callable, Iterator
from datetime import datetime, timedelta
from itertools import pairwise
from pathlib import Path
from urllib.parse import urlencode
from uuid import uuid4

import pytest
from django.db import connection, connections, transaction
from django_tasks.exceptions import InvalidTaskError

from huying.core import clock, jobs
from huying.core.models import Job, Schedule
from tests.core import sample_tasks
from tests.core.sample_tasks import left

MOMENT = clock.instant("2023-09-12", "09:10")
GOOD = "tests.core.sample_tasks.good"
SECOND = timedelta(seconds=1)


@pytest.fixture
def set_clock() -> Iterator[Callable[[datetime], None]]:
    """Moves the stopped clock about within a test."""
    with clock.at(MOMENT):

        def move(moment: datetime) -> None:
            clock._frozen = moment

        yield move


def only_job() -> Job:
    return Job.objects.get()


# Enqueueing


@pytest.mark.django_db
def test_enqueue_writes_ids_codes_and_integers_as_canonical_json(set_clock):
    key = uuid4()
    result = sample_tasks.good.enqueue(mark=str(key))
    job = only_job()
    assert (result.id, job.task, job.state, job.run_after) == (str(job.pk), GOOD, "ready", MOMENT)
    assert job.args == f'{{"args":[],"kwargs":{{"mark":"{key}"}}}}'
    assert json.loads(jobs.enqueue_path(GOOD, key, 7, None, "cases.received").args)["args"] == [
        str(key),
        7,
        None,
        "cases.received",
    ]


@pytest.mark.django_db
@pytest.mark.parametrize("words", ["天沟又滴水", "two words", 1.5, {"a": 1}, "x" * 201, "line\n"])
def test_words_that_people_wrote_do_not_travel_in_a_job(words):
    with pytest.raises(TypeError, match="ids, codes and integers"):
        jobs.enqueue_path(GOOD, words)
    assert not Job.objects.exists()


@pytest.mark.django_db(transaction=True)
def test_the_caller_s_rollback_takes_the_job_with_it():
    with transaction.atomic():
        sample_tasks.good.enqueue("a")
        jobs.enqueue_path(GOOD, "a")
        assert Job.objects.count() == 2
        transaction.set_rollback(True)
    assert not Job.objects.exists()


@pytest.mark.django_db
def test_a_job_waits_for_its_time(set_clock):
    sample_tasks.good.using(run_after=MOMENT + timedelta(hours=1)).enqueue("later")
    assert jobs.run_ready() == 0
    set_clock(MOMENT + timedelta(hours=1))
    assert jobs.run_ready() == 1
    assert left("later") == 1


def test_a_task_gets_no_context():
    with pytest.raises(InvalidTaskError):
        sample_tasks.task(takes_context=True)(context_task)


def context_task(context: object) -> None: ...


# Running, failing, parking


@pytest.mark.django_db
def test_a_job_is_done_once(set_clock):
    sample_tasks.good.enqueue("a")
    assert jobs.run_ready() == 1
    assert jobs.run_ready() == 0
    job = only_job()
    assert (job.state, job.attempts, job.finished_at, job.lease_until, left("a")) == ("done", 1, MOMENT, None, 1)


@pytest.mark.django_db
def test_run_ready_stops_at_its_limit():
    for _ in range(3):
        sample_tasks.good.enqueue("a")
    assert jobs.run_ready(limit=2) == 2
    assert jobs.run_ready() == 1


@pytest.mark.django_db
def test_a_poisoned_job_parks_after_five_tries_while_others_flow(set_clock, caplog):
    sample_tasks.poison.enqueue("bad")
    for day in range(20):  # more than all its waits together
        set_clock(MOMENT + timedelta(days=day))
        sample_tasks.good.enqueue("fine")
        jobs.run_ready()
    job = Job.objects.get(task__endswith=".poison")
    assert (job.state, job.attempts) == ("parked", jobs.MAX_TRIES)
    assert job.error.startswith("RuntimeError: 13900000015 does not answer\nsample_tasks.py:")
    assert "13900000015" not in caplog.text
    assert (left("bad"), left("fine")) == (0, 20)  # half a job leaves nothing


@pytest.mark.django_db
@pytest.mark.parametrize("path", ["tests.core.sample_tasks.not_a_task", "tests.core.gone", "os.remove"])
def test_only_tasks_are_run(path):
    jobs.enqueue_path(path, "a")
    assert jobs.run_ready() == 1
    job = only_job()
    assert (job.state, left("a")) == ("ready", 0)
    assert job.error.startswith(("TypeError", "ImportError", "ModuleNotFoundError"))


def test_waits_grow_to_three_days_and_differ():
    waits = [[jobs.wait_after(tries) for _ in range(50)] for tries in range(1, jobs.MAX_TRIES)]
    assert all(max(earlier) < min(later) for earlier, later in pairwise(waits))
    assert all(len(set(some)) > 1 for some in waits)
    assert timedelta(seconds=50) < min(waits[0])
    assert timedelta(hours=48) < sum((max(some) for some in waits), timedelta()) < timedelta(hours=72)
    assert jobs.wait_after(1000) == jobs.LONGEST_WAIT


# Leases and fences


@pytest.mark.django_db
def test_a_worker_that_lost_its_lease_cannot_complete(set_clock):
    sample_tasks.good.enqueue("a")
    slow = jobs.claim("slow")
    set_clock(MOMENT + jobs.LEASE + SECOND)
    assert jobs.recover() == 1
    quick = jobs.claim("quick")
    assert (slow.fence, quick.fence) == (1, 2)

    jobs.run(slow)
    assert (only_job().state, only_job().worker, left("a")) == ("running", "quick", 0)
    jobs._fail(slow, RuntimeError())
    assert only_job().state == "running"
    assert not jobs._lengthen(slow)
    jobs.run(quick)
    assert (only_job().state, left("a")) == ("done", 1)


@pytest.mark.django_db
def test_a_lease_that_still_runs_is_left_alone(set_clock):
    sample_tasks.good.enqueue("a")
    job = jobs.claim("w")
    set_clock(MOMENT + jobs.LEASE - SECOND)
    assert jobs._lengthen(job)
    set_clock(MOMENT + jobs.LEASE + SECOND)
    assert jobs.recover() == 0
    assert jobs.claim("other") is None


@pytest.mark.django_db
def test_a_job_that_costs_its_worker_every_time_is_parked(set_clock):
    sample_tasks.good.enqueue("a")
    for tries in range(1, jobs.MAX_TRIES + 1):
        assert jobs.claim("w").attempts == tries
        set_clock(clock.now() + jobs.LEASE + SECOND)
        assert jobs.recover() == 1
    assert only_job().state == "parked"
    assert "WorkerLost" in only_job().error


@pytest.mark.django_db(transaction=True)
def test_a_long_handler_keeps_its_lease(monkeypatch):
    if connection.vendor == "sqlite":
        pytest.skip("the handler's write lock keeps others out")
    monkeypatch.setattr(jobs, "BEAT_SECONDS", 0.05)
    sample_tasks.patient.enqueue("a")
    assert jobs.run_ready() == 1
    assert (only_job().state, left("a")) == ("done", 1)


# Many workers


@pytest.mark.django_db(transaction=True)
def test_workers_side_by_side_never_share_a_job():
    marks = [f"job{number}" for number in range(40)]
    for mark in marks:
        sample_tasks.good.enqueue(mark)
    Schedule.objects.create(name="sweep", task=GOOD, every_seconds=3600, next_at=clock.now())
    start = threading.Barrier(4)
    ran: Counter[str] = Counter()

    def work() -> None:
        start.wait()
        name = threading.current_thread().name
        try:
            jobs.come_round()
            while job := jobs.claim(name):
                ran[str(job.pk)] += 1
                jobs.run(job)
        finally:
            connections.close_all()

    threads = [threading.Thread(target=work) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(ran) == 41
    assert set(ran.values()) == {1}
    assert [left(mark) for mark in marks] == [1] * 40
    assert Job.objects.filter(key="schedule:sweep").count() == 1


@pytest.mark.django_db(transaction=True)
def test_the_loop_works_until_it_is_told_to_stop(monkeypatch):
    monkeypatch.setattr(jobs, "IDLE_SECONDS", 0.01)
    stop = threading.Event()
    thread = threading.Thread(target=jobs.work_loop, args=(stop,))
    thread.start()
    sample_tasks.good.enqueue("a")
    deadline = time.monotonic() + 20
    while not left("a") and time.monotonic() < deadline:
        time.sleep(0.02)
    stop.set()
    thread.join(20)
    assert not thread.is_alive()
    assert left("a") == 1


@pytest.mark.django_db
def test_the_loop_once_ends_when_nothing_is_ready():
    sample_tasks.good.enqueue("a")
    jobs.work_loop(threading.Event(), once=True)
    assert left("a") == 1
    assert Schedule.objects.filter(name="core.forget_done").exists()


WORKER = """
import django
django.setup()
from huying.core import jobs
jobs.work_forever()
"""


def start_worker(folder: Path) -> subprocess.Popen[bytes]:
    """A worker process of its own on this test's database."""
    base = connection.settings_dict
    where = {"host": base.get("HOST", ""), "user": base.get("USER", ""), "port": base.get("PORT", "")}
    query = urlencode({name: value for name, value in where.items() if value})
    url = f"sqlite://{base['NAME']}" if connection.vendor == "sqlite" else f"postgresql:///{base['NAME']}?{query}"
    env = {
        **os.environ,
        "DJANGO_SETTINGS_MODULE": "huying.settings",
        "HUYING_DATABASE_URL": url,
        "HUYING_DATA_DIR": str(folder),
        "HUYING_SECRET_KEY": "only for tests",
        "SAMPLE_SIGNAL": str(folder / "in-the-middle"),
    }
    root = Path(__file__).resolve().parents[2]
    return subprocess.Popen([sys.executable, "-c", WORKER], env=env, cwd=root)


def wait_until(true: Callable[[], bool], seconds: float = 30) -> None:
    deadline = time.monotonic() + seconds
    while not true():
        assert time.monotonic() < deadline, "waited in vain"
        time.sleep(0.05)


@pytest.mark.django_db(transaction=True)
def test_the_job_of_a_killed_worker_is_done_by_another(tmp_path):
    sample_tasks.slow.enqueue("a")
    worker = start_worker(tmp_path)
    try:
        wait_until(lambda: (tmp_path / "in-the-middle").exists() or worker.poll() is not None)
        assert worker.poll() is None
    finally:
        worker.send_signal(signal.SIGKILL)
        worker.wait()
    job = Job.objects.get(task__endswith=".slow")
    assert (job.state, job.attempts, left("a")) == ("running", 1, 0)
    jobs.run_ready()
    assert left("a") == 0  # its lease still runs
    with clock.at(clock.now() + jobs.LEASE + SECOND):
        jobs.run_ready()
    job.refresh_from_db()
    assert (job.state, job.attempts, job.fence, left("a")) == ("done", 2, 2, 1)


@pytest.mark.django_db(transaction=True)
def test_a_worker_process_ends_politely(tmp_path):
    sample_tasks.good.enqueue("a")
    worker = start_worker(tmp_path)
    try:
        wait_until(lambda: left("a") == 1 or worker.poll() is not None)
        worker.send_signal(signal.SIGTERM)
        assert worker.wait(20) == 0
    finally:
        worker.kill()
        worker.wait()


# Coming round


@pytest.fixture
def sweep(set_clock) -> Schedule:
    return Schedule.objects.create(name="sweep", task="tests.core.sample_tasks.swept", every_seconds=60, next_at=MOMENT)


@pytest.mark.django_db
def test_a_schedule_comes_round_and_makes_up_for_the_night_with_one_job(sweep, set_clock):
    assert jobs.run_ready() == 1
    assert jobs.run_ready() == 0
    set_clock(MOMENT + timedelta(hours=8, seconds=5))
    assert jobs.run_ready() == 1
    sweep.refresh_from_db()
    assert sweep.next_at == MOMENT + timedelta(hours=8, minutes=1)
    assert left("swept") == 2


@pytest.mark.django_db
def test_a_turn_is_taken_once(sweep):
    stale = Schedule.objects.get()
    assert jobs.come_round() == 1
    assert jobs._take_turn(stale, clock.now()) == 0
    assert Job.objects.count() == 1


@pytest.mark.django_db
def test_the_next_turn_is_the_next_try_of_one_that_failed(sweep, set_clock):
    Schedule.objects.update(task="tests.core.sample_tasks.unswept")
    for minute in range(8):
        set_clock(MOMENT + timedelta(minutes=minute))
        assert jobs.run_ready() == 1
    assert (only_job().state, only_job().attempts) == ("parked", jobs.MAX_TRIES)


@pytest.mark.django_db
def test_plan_follows_the_table(set_clock, monkeypatch):
    Schedule.objects.create(name="old", task="gone", every_seconds=60, next_at=MOMENT)
    Schedule.objects.create(name="new", task="moved", every_seconds=60, next_at=MOMENT + timedelta(days=900))
    monkeypatch.setattr("huying.wiring.SCHEDULES", {"new": (GOOD, 300)}, raising=False)
    jobs.plan()
    rows = Schedule.objects.order_by("name").values_list("name", "task", "every_seconds", "next_at")
    assert list(rows) == [
        ("core.forget_done", "huying.core.jobs.forget_done", 86400, MOMENT),
        ("new", GOOD, 300, MOMENT),
    ]
    Schedule.objects.update(next_at=MOMENT + timedelta(seconds=200))
    jobs.plan()  # a second worker changes nothing
    assert set(Schedule.objects.values_list("next_at", flat=True)) == {MOMENT + timedelta(seconds=200)}


@pytest.mark.django_db
def test_done_jobs_are_forgotten_after_a_month(set_clock):
    sample_tasks.good.enqueue("a")
    jobs.run_ready()
    set_clock(MOMENT + jobs.KEPT - SECOND)
    jobs.forget_done.call()
    assert Job.objects.exists()
    set_clock(MOMENT + jobs.KEPT + SECOND)
    jobs.forget_done.call()
    assert not Job.objects.exists()


# Watching


@pytest.mark.django_db
def test_what_does_not_move_is_counted(set_clock, sweep):
    sample_tasks.good.enqueue("a")
    assert jobs.stuck() == 0
    set_clock(MOMENT + jobs.LATE + SECOND)
    assert jobs.stuck() == 2
    jobs.run_ready()
    assert jobs.stuck() == 0
    Job.objects.update(state=Job.State.PARKED)
    assert jobs.stuck() == 2
