"""Jobs 作业: work done outside the request. One table, written in the caller's transaction, run at least once.

Call sites use the `django_tasks` API (`@task()`, `.enqueue()`); this is the backend behind it, for SQLite and
PostgreSQL alike. A worker claims a job for the length of a lease and gets a fence number with it; whoever lost the
lease cannot complete. The handler's own writes and the completion commit together, so a handler that only writes to our
database has its effect once; one that speaks to the outside must bear being run again.
"""

import json
import logging
import os
import random
import re
import signal
import socket
import threading
import traceback
from collections.abc import Callable, Iterable
from datetime import datetime, timedelta
from importlib import import_module
from pathlib import Path
from types import TracebackType
from typing import Any, ParamSpec, TypeVar
from uuid import UUID

from django.db import Error as AnyDatabaseError
from django.db import close_old_connections, connection, connections, transaction
from django.db.models import F, Q, QuerySet, Value
from django.db.models.functions import Least
from django.utils.module_loading import import_string
from django_tasks import TaskResult, TaskResultStatus, task
from django_tasks.backends.base import BaseTaskBackend
from django_tasks.base import Task
from django_tasks.exceptions import InvalidTaskError

from . import clock
from .models import Job, Schedule

log = logging.getLogger(__name__)

T = TypeVar("T")
P = ParamSpec("P")

State = Job.State
OPEN_STATES = (State.READY, State.RUNNING, State.PARKED)

# Five tries with waits of about 1 minute, 15 minutes, 3¾ hours and 2⅓ days between them: a provider that is down for a
# long weekend is met again, and a poisoned job stops troubling anybody after the fifth.
MAX_TRIES = 5
FIRST_WAIT = timedelta(minutes=1)
GROWTH = 15
LONGEST_WAIT = timedelta(hours=72)
JITTER = 0.1  # so that a thousand messages refused together do not come back together

# A killed worker's job is taken up by another when its lease runs out; three beats may be missed before that.
LEASE = timedelta(seconds=60)
BEAT_SECONDS = 15.0
IDLE_SECONDS = 0.5
ROUND_SECONDS = 2.0
TROUBLE_SECONDS = 5.0
BATCH = 50  # jobs run between two looks at the schedules

LATE = timedelta(minutes=10)
KEPT = timedelta(days=30)

# What may travel in a job: ids, codes and integers. Words that people wrote stay on their own row.
CODE = re.compile(r"[!-~]{0,200}")


class LeaseLost(Exception):
    """Another worker has the job now: roll back, and say nothing."""


# Enqueueing


class DatabaseBackend(BaseTaskBackend):
    """The `django_tasks` backend over the jobs table; named in settings.TASKS."""

    supports_defer = True

    def validate_task(self, task: Task[Any, Any]) -> None:
        super().validate_task(task)
        if task.takes_context:
            raise InvalidTaskError("This backend gives no context to a task.")

    def enqueue(self, task: Task[P, T], args: Any, kwargs: Any) -> TaskResult[T]:
        self.validate_task(task)
        job = _write(task.module_path, args, kwargs, queue=task.queue_name, run_after=task.run_after)
        return TaskResult(
            task=task,
            id=str(job.pk),
            status=TaskResultStatus.READY,
            enqueued_at=job.created_at,
            started_at=None,
            finished_at=None,
            last_attempted_at=None,
            args=list(args),
            kwargs=dict(kwargs),
            backend=self.alias,
            errors=[],
            worker_ids=[],
        )


def enqueue_path(path: str, *args: object, run_after: datetime | None = None) -> Job:
    """Enqueue a task by its dotted path, as wiring names it: the room below need not import the room above. It runs at
    once, or not before `run_after`."""
    return _write(path, args, {}, run_after=run_after)


def enqueue_all(path: str, many: Iterable[tuple[object, ...]]) -> None:
    """Enqueue one task for each of many arguments, in one statement."""
    Job.objects.bulk_create([_row(path, args, {}) for args in many], batch_size=500)


def _write(
    path: str,
    args: tuple[object, ...],
    kwargs: dict[str, object],
    *,
    queue: str = "default",
    run_after: datetime | None = None,
    key: str = "",
) -> Job:
    """One row in the caller's transaction: if that rolls back, the job was never there."""
    job = _row(path, args, kwargs, queue=queue, run_after=run_after, key=key)
    job.save(force_insert=True)
    return job


def _row(
    path: str,
    args: tuple[object, ...],
    kwargs: dict[str, object],
    *,
    queue: str = "default",
    run_after: datetime | None = None,
    key: str = "",
) -> Job:
    given = {"args": [_coded(item) for item in args], "kwargs": {name: _coded(item) for name, item in kwargs.items()}}
    now = clock.now()
    return Job(
        key=key,
        task=path,
        args=json.dumps(given, sort_keys=True, separators=(",", ":")),
        queue=queue,
        run_after=run_after or now,
        created_at=now,
    )


def _coded(value: object) -> str | int | None:
    if value is None or isinstance(value, int):
        return value
    if isinstance(value, UUID):
        return str(value)
    if isinstance(value, str) and CODE.fullmatch(value):
        return value
    raise TypeError(f"a job takes ids, codes and integers; this is a {type(value).__name__} of another kind")


# Claiming and running


def _due(now: datetime) -> QuerySet[Job]:
    return Job.objects.filter(state=State.READY, run_after__lte=now).order_by("run_after", "id")


def claim(worker: str) -> Job | None:
    """Take the job that has been due longest, for the length of a lease. No two workers get the same one."""
    now = clock.now()
    # A plain look first: an idle worker must not take SQLite's one write lock twice a second.
    if not _due(now).exists():
        return None
    with transaction.atomic():  # BEGIN IMMEDIATE on SQLite (settings)
        due = _due(now)
        if connection.features.has_select_for_update_skip_locked:
            due = due.select_for_update(skip_locked=True)
        job = due.first()
        if job is None:
            return None
        job.state = State.RUNNING
        job.attempts += 1
        job.fence += 1
        job.worker = worker[:80]
        job.lease_until = now + LEASE
        job.save(update_fields=["state", "attempts", "fence", "worker", "lease_until"])
    return job


def run(job: Job) -> None:
    """Run a claimed job: its writes and its completion commit together, or neither does."""
    try:
        with _Heartbeat(job), transaction.atomic():
            _call(job)
            done = {"state": State.DONE, "finished_at": clock.now(), "lease_until": None, "error": ""}
            if not _held(job).update(**done):
                raise LeaseLost
    except LeaseLost:
        log.warning("job %s (%s): the lease was lost, this run does not count", job.pk, job.task)
    except Exception as error:  # whatever a handler raises, the worker lives on
        _fail(job, error)


def _call(job: Job) -> None:
    handler = import_string(job.task)
    if not isinstance(handler, Task):
        raise TypeError(f"{job.task} is not a task")
    given = json.loads(job.args)
    handler.call(*given["args"], **given["kwargs"])


def _held(job: Job) -> QuerySet[Job]:
    """The row, as long as it is still ours: the fence is raised at each claim."""
    return Job.objects.filter(pk=job.pk, fence=job.fence, state=State.RUNNING)


def _fail(job: Job, error: Exception) -> None:
    parked = job.attempts >= MAX_TRIES
    # The log gets no message of the error: it may quote a person's row. The page behind log-in does.
    log.warning("job %s (%s): try %d failed: %s", job.pk, job.task, job.attempts, type(error).__name__)
    _held(job).update(
        state=State.PARKED if parked else State.READY,
        run_after=clock.now() + wait_after(job.attempts),
        lease_until=None,
        error=_describe(error),
    )


def _describe(error: Exception) -> str:
    """The kind of error, the first line of what it says, and the last steps that led there."""
    said = (str(error).splitlines() or [""])[0][:200]
    steps = [
        f"{Path(step.filename).name}:{step.lineno} {step.name}" for step in traceback.extract_tb(error.__traceback__)
    ]
    return "\n".join([f"{type(error).__name__}: {said}", *reversed(steps[-4:])])


def wait_after(tries: int) -> timedelta:
    """How long to wait after so many tries."""
    factor: float = GROWTH ** min(tries - 1, MAX_TRIES) * random.uniform(1 - JITTER, 1 + JITTER)  # noqa: S311 - no secret
    return min(FIRST_WAIT * factor, LONGEST_WAIT)


def recover() -> int:
    """Give back the jobs whose worker was killed. One that has cost its worker five times is parked."""
    now = clock.now()
    lost = Job.objects.filter(state=State.RUNNING, lease_until__lt=now)
    if not lost.exists():
        return 0
    gone = {"lease_until": None, "error": "WorkerLost: the worker stopped in the middle and its lease ran out"}
    parked = lost.filter(attempts__gte=MAX_TRIES).update(state=State.PARKED, **gone)
    return parked + lost.update(state=State.READY, run_after=now, **gone)


class _Heartbeat:
    """Lengthens the lease while the handler runs, from a thread and a connection of its own.

    Not on SQLite: there the handler's transaction holds the one write lock, so nobody can take its job and no beat
    could be written.
    """

    def __init__(self, job: Job) -> None:
        self.job = job
        self.ended = threading.Event()
        self.thread: threading.Thread | None = None

    def __enter__(self) -> None:
        if connection.features.has_select_for_update_skip_locked:
            self.thread = threading.Thread(target=self._beat, name=f"beat-{self.job.pk}", daemon=True)
            self.thread.start()

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.ended.set()
        if self.thread:
            self.thread.join()

    def _beat(self) -> None:
        try:
            while not self.ended.wait(BEAT_SECONDS):
                if not _lengthen(self.job):
                    return
        finally:
            connections.close_all()


def _lengthen(job: Job) -> bool:
    """False when the lease is lost. A database that does not answer may answer the next beat."""
    try:
        return _held(job).update(lease_until=clock.now() + LEASE) > 0
    except AnyDatabaseError as error:
        log.warning("job %s: a beat was missed: %s", job.pk, type(error).__name__)
        connection.close()
        return True


# Coming round


def plan() -> None:
    """Bring the schedule rows in line with wiring.SCHEDULES: name -> (task, every so many seconds)."""
    own = {"core.forget_done": (forget_done.module_path, 24 * 3600)}
    table = own | getattr(import_module("huying.wiring"), "SCHEDULES", {})
    with transaction.atomic():
        Schedule.objects.exclude(name__in=table).delete()
        for name, (path, seconds) in table.items():
            _plan_one(name, path, seconds)


def _plan_one(name: str, path: str, seconds: int) -> None:
    now = clock.now()
    fresh = {"task": path, "every_seconds": seconds, "next_at": now}
    row, made = Schedule.objects.get_or_create(name=name, defaults=fresh)
    # A row from a demo's other day may lie far ahead of this clock.
    ahead = row.next_at > now + timedelta(seconds=seconds)
    if not made and (ahead or (row.task, row.every_seconds) != (path, seconds)):
        Schedule.objects.filter(pk=row.pk).update(**fresh)


def come_round() -> int:
    """Enqueue what the schedules say is due; however many workers look, each turn is taken once."""
    now = clock.now()
    return sum(_take_turn(row, now) for row in Schedule.objects.filter(next_at__lte=now))


def _take_turn(row: Schedule, now: datetime) -> int:
    every = timedelta(seconds=row.every_seconds)
    missed = (now - row.next_at) // every  # turns slept through are made up for by one
    key = f"schedule:{row.name}"
    with transaction.atomic():
        if not Schedule.objects.filter(pk=row.pk, next_at=row.next_at).update(
            next_at=row.next_at + every * (missed + 1)
        ):
            return 0  # another worker was first
        # One open job a schedule. A turn that failed is not joined by another: the next turn is its next try.
        waiting = Q(state=State.PARKED) | Q(state=State.READY, run_after__gt=now)
        last_try = Least(F("attempts"), Value(MAX_TRIES - 1))
        Job.objects.filter(waiting, key=key).update(state=State.READY, run_after=now, attempts=last_try)
        if not Job.objects.filter(key=key, state__in=OPEN_STATES).exists():
            _write(row.task, (), {}, key=key)
    return 1


@task()
def forget_done() -> None:
    """Jobs done or discarded a month ago are of no use to anybody; the timeline keeps what happened."""
    Job.objects.filter(state__in=[State.DONE, State.DISCARDED], finished_at__lt=clock.now() - KEPT).delete()


# Working


def _drain(worker: str, limit: int, stopped: Callable[[], bool] = lambda: False) -> int:
    ran = 0
    while ran < limit and not stopped() and (job := claim(worker)):
        run(job)
        ran += 1
    return ran


def _round(worker: str, limit: int, stopped: Callable[[], bool] = lambda: False) -> int:
    recover()
    come_round()
    return _drain(worker, limit, stopped)


def _worker_name() -> str:
    return f"{socket.gethostname()[:40]}:{os.getpid()}:{threading.get_native_id()}"


def run_ready(limit: int = 100) -> int:
    """Run what is ready, in this thread, and say how many were run: for tests and for telling the demo's story."""
    return _round(_worker_name(), limit)


def work_loop(stop: threading.Event, *, once: bool = False) -> None:
    """Work until told to stop; a job under way is finished first. `once`: until nothing is ready."""
    worker = _worker_name()
    if once:
        plan()
        while not stop.is_set() and _round(worker, BATCH, stop.is_set):
            pass
        return
    try:
        _try(plan, stop)
        while not stop.is_set():
            if not _try(lambda: _round(worker, BATCH, stop.is_set), stop):
                stop.wait(IDLE_SECONDS)
    finally:
        connections.close_all()


def _try(step: Callable[[], T], stop: threading.Event) -> T | None:
    """Take a step, as often as it needs while the database is away."""
    while not stop.is_set():
        try:
            close_old_connections()
            return step()
        except AnyDatabaseError:
            log.exception("the database does not answer; trying again")
            connection.close()
            stop.wait(TROUBLE_SECONDS)
    return None


def start_rounds(stop: threading.Event) -> list[threading.Thread]:
    """What wiring.ROUNDS names, each in a thread of its own until told to stop: what speaks to the outside is no job,
    since a job runs in a transaction."""
    paths = getattr(import_module("huying.wiring"), "ROUNDS", ())
    threads = [threading.Thread(target=_go_round, args=(path, stop), name=path, daemon=True) for path in paths]
    for thread in threads:
        thread.start()
    return threads


def _go_round(path: str, stop: threading.Event) -> None:
    try:
        while not stop.is_set():
            if not _try(lambda: _step(path), stop):
                stop.wait(ROUND_SECONDS)
    finally:
        connections.close_all()


def _step(path: str) -> int:
    """One turn; a fault in it ends the turn, not the thread."""
    try:
        done: int = import_string(path)()
        return done
    except AnyDatabaseError:
        raise
    except Exception as error:  # its words may quote a person's row
        log.warning("%s: this turn failed: %s", path, type(error).__name__)
        return 0


def work_forever() -> None:
    """A worker process: works until SIGTERM or Ctrl-C."""
    stop = threading.Event()
    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, lambda *_: stop.set())
    rounds = start_rounds(stop)
    work_loop(stop)
    for thread in rounds:  # a letter under way is let finish
        thread.join(LEASE.total_seconds())


# Watching


def stuck() -> int:
    """How many things do not move by themselves: parked jobs, and jobs and schedules more than ten minutes late."""
    late = clock.now() - LATE
    jobs = Job.objects.filter(
        Q(state=State.PARKED) | Q(state=State.READY, run_after__lt=late) | Q(state=State.RUNNING, lease_until__lt=late)
    )
    return jobs.count() + Schedule.objects.filter(next_at__lt=late).count()
