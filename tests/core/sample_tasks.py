"""Tasks for the tests of jobs. Each leaves a row, so that a test can count what it did."""

import os
import time
from pathlib import Path

from django_tasks import task

from huying.core import clock
from huying.core.ids import uuid7
from huying.core.models import Job, OnceKey


def leave(mark: str) -> None:
    OnceKey.objects.create(key=f"{mark}|{uuid7()}", at=clock.now())


def left(mark: str) -> int:
    return OnceKey.objects.filter(key__startswith=f"{mark}|").count()


@task()
def good(mark: str) -> None:
    leave(mark)


@task()
def poison(mark: str) -> None:
    """Does half of its work, and then fails. The message quotes what nobody should read in a log."""
    leave(mark)
    raise RuntimeError("13900000015 does not answer")


@task()
def slow(mark: str) -> None:
    """In a process that is to be killed: says that it is in the middle, and stays there."""
    leave(mark)
    if signal := os.environ.get("SAMPLE_SIGNAL"):
        Path(signal).touch()
        time.sleep(60)


@task()
def patient(mark: str) -> None:
    """Goes on until its lease was lengthened, five seconds at most."""
    lease = Job.objects.values_list("lease_until", flat=True)
    first = lease.get(state=Job.State.RUNNING)
    for _ in range(100):
        if lease.get(state=Job.State.RUNNING) != first:
            leave(mark)
            return
        time.sleep(0.05)


def not_a_task(mark: str) -> None:
    leave(mark)


@task()
def swept() -> None:
    leave("swept")


@task()
def unswept() -> None:
    raise RuntimeError
