"""The whole product as processes of its own, to be killed: web workers, their parent, job workers, the database."""

import contextlib
import os
import random
import signal
import socket
import subprocess
import sys
import time
from pathlib import Path
from urllib.error import HTTPError, URLError
from urllib.request import urlopen

from tests.house.source import HOUSE
from tests.kept import office

from .cluster import Cluster

STAGE = """
import django; django.setup()
from django.core.management import call_command
call_command("migrate", interactive=False, verbosity=0)
from huying.demo.cast import set_stage
print(set_stage(("5",)).building("5").code)
"""


class House:
    """`cluster` None means SQLite. `settings` may name the mutant's."""

    def __init__(self, folder: Path, cluster: Cluster | None, settings: str = "huying.settings") -> None:
        self.cluster = cluster
        kept = {name: value for name, value in os.environ.items() if not name.startswith(("HUYING_", "DJANGO_"))}
        self.env = kept | {
            "HUYING_DATA_DIR": str(folder),
            "HUYING_DATABASE_URL": cluster.url if cluster else "",
            "DJANGO_SETTINGS_MODULE": settings,
            "PYTHONPATH": str(HOUSE),
        }
        if not cluster:
            office(folder)
        self.log = (folder / "log.txt").open("a")
        self.door = self.python("-c", STAGE).strip()
        with socket.socket() as probe:
            probe.bind(("127.0.0.1", 0))
            self.port = probe.getsockname()[1]
        self.web = self._start("serve", "--port", str(self.port), "--workers", "2")
        # On SQLite the jobs run in a thread of the web's parent process.
        self.jobs = self._start("work") if cluster else None
        self.wait()

    def python(self, *words: str) -> str:
        done = subprocess.run([sys.executable, *words], env=self.env, capture_output=True, text=True, encoding="utf-8")
        assert done.returncode == 0, done.stderr
        return done.stdout

    def _start(self, *words: str) -> subprocess.Popen[bytes]:
        command = [sys.executable, "-m", "huying", *words]
        return subprocess.Popen(command, env=self.env, stdout=self.log, stderr=self.log, start_new_session=True)

    def wait(self) -> None:
        for _ in range(300):
            try:
                urlopen(f"http://127.0.0.1:{self.port}/health", timeout=5).close()
                return
            except HTTPError:  # it answers, if only to say that something is stuck
                return
            except (URLError, OSError):
                time.sleep(0.1)
        raise AssertionError("the house does not answer again")

    # --- what may be killed ---

    def kill_web_worker(self) -> None:
        workers = [int(pid) for pid in _children(self.web.pid)]
        if workers:
            _kill(random.choice(workers))

    def kill_web_worker_twice(self) -> None:
        """The one that took a dead one's place dies too, at once: the web server gives up, and starts itself again."""
        self.kill_web_worker()
        for nth in range(100):
            time.sleep(0.05)
            workers = sorted(int(pid) for pid in _children(self.web.pid))
            if nth > 10 and len(workers) > 1:
                _kill(workers[-1])
                return

    def kill_web(self) -> None:
        """The parent: its workers must leave by themselves before the next one finds the port free."""
        _kill(self.web.pid)
        self.web.wait()
        for _ in range(60):
            self.web = self._start("serve", "--port", str(self.port), "--workers", "2")
            time.sleep(0.5)
            if self.web.poll() is None:
                return
        raise AssertionError("the port does not come free")

    def kill_jobs(self) -> None:
        if self.jobs:
            _kill(self.jobs.pid)
            self.jobs.wait()
            self.jobs = self._start("work")

    def kill_database(self) -> None:
        if self.cluster:
            self.cluster.kill()
            self.cluster.start()

    def end(self) -> None:
        for process in (self.web, self.jobs):
            if process:
                process.send_signal(signal.SIGTERM)
        for process in (self.web, self.jobs):
            if process:
                process.wait(30)
        self.log.close()


def _children(pid: int) -> list[str]:
    """Granian's workers; spawn's resource tracker, which holds no request, is left alone."""
    found = Path(f"/proc/{pid}/task/{pid}/children").read_text().split()
    return [one for one in found if b"resource_tracker" not in Path(f"/proc/{one}/cmdline").read_bytes()]


def _kill(pid: int) -> None:
    with contextlib.suppress(ProcessLookupError):
        os.kill(pid, signal.SIGKILL)
