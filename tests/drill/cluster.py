"""A PostgreSQL of the drill's own, which may be killed at any moment and started again."""

import os
import shutil
import signal
import subprocess
import tempfile
import time
from pathlib import Path

from tests.pg import EXE, another_user, binaries, reachable, shortest_temp

# Not written through to the disk: kill -9 leaves what the system has in hand. Each commit still reaches the system.
OPTIONS = "-c listen_addresses='' -c fsync=off -c full_page_writes=off -c synchronous_commit=on"


class Cluster:
    def __init__(self) -> None:
        found = binaries()
        assert found, "no PostgreSQL to kill"
        self.home = Path(tempfile.mkdtemp(prefix="hydr-", dir=shortest_temp()))
        self.home.chmod(0o755)
        self.data, self.as_user = self.home / "data", another_user()
        self.data.mkdir(mode=0o700)
        if self.as_user:
            for folder in (self.home, self.data):
                os.chown(folder, self.as_user["user"], self.as_user["group"])  # type: ignore[call-overload]
        self.bin = reachable(found, self.home, self.as_user)
        self._run("initdb", "-D", str(self.data), "-U", "huying", "-A", "trust", "-E", "UTF8", "--no-sync")
        self.url = f"postgresql:///postgres?host={self.home}&user=huying"
        self.start()

    def start(self) -> None:
        """Children of a killed postmaster leave a moment after it; until then the new one cannot begin."""
        for _ in range(50):
            if self._run("pg_ctl", "-D", str(self.data), "-w", "-o", f"{OPTIONS} -k {self.home}", "start", must=False):
                return
            time.sleep(0.2)
        raise AssertionError("PostgreSQL does not start again")

    def kill(self) -> None:
        """kill -9 of the postmaster."""
        os.kill(int((self.data / "postmaster.pid").read_text().splitlines()[0]), signal.SIGKILL)

    def end(self) -> None:
        self._run("pg_ctl", "-D", str(self.data), "-m", "immediate", "stop", must=False)
        shutil.rmtree(self.home, ignore_errors=True)

    def _run(self, program: str, *words: str, must: bool = True) -> bool:
        log = self.home / f"{program}.log"
        with log.open("w") as output:
            path = self.bin / f"{program}{EXE}"
            done = subprocess.run([path, *words], stdout=output, stderr=output, cwd=self.home, **self.as_user)  # type: ignore[call-overload]
        assert not must or done.returncode == 0, log.read_text()
        return bool(done.returncode == 0)
