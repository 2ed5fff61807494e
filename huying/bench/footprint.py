"""`huying bench footprint`: an installed run on one PC: how soon it answers, and how much memory it holds after work."""

import os
import re
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from http.cookiejar import CookieJar
from importlib import metadata
from pathlib import Path
from urllib.error import HTTPError, URLError
from urllib.parse import urlencode
from urllib.request import HTTPCookieProcessor, OpenerDirector, build_opener

from huying.bench.result import Result, middle, spread
from huying.folders import PACKAGE

RUNS, PAGES = 5, 60
MOST_WORKER_MB, MOST_PRODUCT_MB, MOST_START_S = 100, 200, 2
PATIENCE_S = 60
PATHS = ("/", "/desk/", "/desk/intake/", "/desk/buildings/", "/desk/calendar/", "/desk/jobs/")


def measure(runs: int = RUNS, pages: int = PAGES) -> Result:
    """The database is there already: `huying migrate` has been run, and a community has its houses."""
    if not Path("/proc/self/smaps_rollup").exists():
        raise SystemExit("footprint 只能在 Linux 上量（reads /proc, which only Linux has）")
    from huying.demo.cast import G01, set_stage

    set_stage(G01)
    from django.db import connections

    connections.close_all()
    starts, costs, workers, products, shared = [], [], [], [], []
    for _run in range(runs):
        with served() as (address, process, start):
            starts.append(start)
            costs.append(sum(cpu_s(pid) for pid in family(process.pid)))
            work(address, pages)
            tree = family(process.pid)
            sizes = [resident_mb(pid) for pid in tree]
            products.append(sum(sizes))
            shared.append(sum(proportional_mb(pid) for pid in tree))
            workers.append(max(sizes[1:], default=sizes[0]))
    figures = {
        "worker_mb": middle(workers, 1),
        "product_mb": middle(products, 1),
        "start_s": middle(starts),
        "start_cpu_s": middle(costs),
        "product_pss_mb": middle(shared, 1),
        "processes": len(tree),
        "disk_mb": disk_mb(),
    }
    yardstick = {
        "bare_python_mb": bare_python_mb(),
        "bare_python_start_s": middle([bare_python_start() for _run in range(runs)], 3),
        "worker_mb_range": spread(workers, 1),
        "product_mb_range": spread(products, 1),
        "start_s_range": spread(starts),
        "start_cpu_s_range": spread(costs),
        "runs": runs,
        "pages_before": pages,
    }
    good = (
        figures["worker_mb"] < MOST_WORKER_MB
        and figures["product_mb"] < MOST_PRODUCT_MB
        and figures["start_s"] < MOST_START_S
    )
    return Result(figures, yardstick, good)


@contextmanager
def served() -> Iterator[tuple[str, subprocess.Popen[bytes], float]]:
    """`huying serve` in a process of its own, from its start to the first page that answers."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    words = [sys.executable, "-m", "huying", "serve", "--port", str(port)]
    begun = time.perf_counter()
    process = subprocess.Popen(words, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    try:
        address = f"http://127.0.0.1:{port}"
        while not answers(address):
            if process.poll() is not None or time.perf_counter() - begun > PATIENCE_S:
                raise SystemExit("huying serve 没有起来（did not come up）")
            time.sleep(0.01)
        yield address, process, time.perf_counter() - begun
    finally:
        process.terminate()
        process.wait(PATIENCE_S)


def answers(address: str) -> bool:
    try:
        return build_opener().open(address + "/", timeout=5).status == 200
    except (HTTPError, URLError, OSError):
        return False


def work(address: str, pages: int) -> None:
    """An officer signs in and looks around: what a worker holds after it has shown its pages."""
    from huying.demo.cast import PASSWORD

    browser = build_opener(HTTPCookieProcessor(CookieJar()))
    token = re.search(r'name="csrfmiddlewaretoken" value="([^"]+)"', page(browser, address + "/login/"))
    form = {"csrfmiddlewaretoken": token[1] if token else "", "username": "hejing", "password": PASSWORD}
    browser.open(address + "/login/", urlencode(form).encode(), timeout=PATIENCE_S).read()
    for number in range(pages):
        page(browser, address + PATHS[number % len(PATHS)])


def page(browser: OpenerDirector, url: str) -> str:
    return browser.open(url, timeout=PATIENCE_S).read().decode()


# --- what a process holds ---------------------------------------------------------------------------------------------


def family(pid: int) -> list[int]:
    """A process and all that it has started, itself first."""
    found = [pid]
    for one in found:
        for task in Path(f"/proc/{one}/task").iterdir():
            found += [int(child) for child in (task / "children").read_text().split()]
    return found


def resident_mb(pid: int) -> float:
    return _kilobytes(Path(f"/proc/{pid}/status"), "VmRSS") / 1024


def proportional_mb(pid: int) -> float:
    """What several processes share is counted once."""
    return _kilobytes(Path(f"/proc/{pid}/smaps_rollup"), "Pss") / 1024


def cpu_s(pid: int) -> float:
    """What a process has worked so far; the time it waited for others is left out."""
    user, system = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[11:13]
    return (int(user) + int(system)) / os.sysconf("SC_CLK_TCK")


def _kilobytes(path: Path, name: str) -> int:
    found = re.search(rf"^{name}:\s+([0-9]+) kB", path.read_text(), re.M)
    return int(found[1]) if found else 0


def disk_mb() -> float:
    """The program with everything it needs at run time, Python itself left out."""
    names, sizes = ["huying"], 0
    seen: set[str] = set()
    for name in names:
        key = re.sub(r"[-_.]+", "-", name).lower()
        if key in seen:
            continue
        seen.add(key)
        try:
            found = metadata.distribution(name)
        except metadata.PackageNotFoundError:  # needed on other systems only
            continue
        names += [re.match(r"[\w.-]+", one)[0] for one in found.requires or () if "extra ==" not in one]
        placed = [Path(one.locate()) for one in found.files or ()]
        sizes += sum(path.stat().st_size for path in placed if path.is_file())
    return round((sizes + (package_bytes() if sizes else 0)) / 2**20, 1)


def package_bytes() -> int:
    """From a checkout the package itself is only a pointer among the installed files."""
    inside = any(str(one).startswith("huying/") for one in metadata.files("huying") or ())
    return 0 if inside else sum(path.stat().st_size for path in PACKAGE.rglob("*") if path.is_file())


def bare_python_mb() -> float:
    words = "import os;print(open('/proc/self/status').read())"
    shown = subprocess.run([sys.executable, "-c", words], capture_output=True, text=True).stdout
    return round(int(re.search(r"VmRSS:\s+([0-9]+)", shown)[1]) / 1024, 1)


def bare_python_start() -> float:
    begun = time.perf_counter()
    subprocess.run([sys.executable, "-c", "pass"], env=dict(os.environ))
    return time.perf_counter() - begun
