"""The wheel: on a machine with Python and nothing else it installs, migrates, and shows its first page."""

import os
import re
import shutil
import signal
import socket
import subprocess
import sys
import sysconfig
import time
import venv
import zipfile
from collections.abc import Iterator
from pathlib import Path
from urllib.error import URLError
from urllib.request import urlopen

import pytest
from django.conf import settings

from tests.house.source import HOUSE

pytestmark = pytest.mark.once
SCRIPTS = "Scripts" if sys.platform == "win32" else "bin"


@pytest.fixture(scope="module")
def machine(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A fresh venv with the wheel. What it depends on is lent by ours, so that no network is needed."""
    home = tmp_path_factory.mktemp("machine")
    build = [sys.executable, "-m", "hatchling", "build", "-t", "wheel", "-d", str(home)]
    subprocess.run(build, cwd=HOUSE, check=True, capture_output=True)
    venv.create(home / "venv", with_pip=False)
    python = home / "venv" / SCRIPTS / Path(sys.executable).name
    (wheel,) = home.glob("*.whl")
    install = [
        sys.executable,
        "-m",
        "pip",
        "--python",
        str(python),
        "install",
        "-q",
        "--no-deps",
        "--no-index",
        str(wheel),
    ]
    subprocess.run(install, check=True, capture_output=True)
    (own,) = (home / "venv").rglob("site-packages")
    # A path named in a .pth is only added: the editable install of this checkout, a .pth itself, stays behind.
    (own / "lent.pth").write_text(sysconfig.get_paths()["purelib"])
    return home


def surroundings(home: Path) -> dict[str, str]:
    """No node, no make, no git, and nothing of ours."""
    kept = {name: os.environ[name] for name in ("SYSTEMROOT", "TEMP", "TMP") if name in os.environ}
    path = str(home / "venv" / SCRIPTS)
    assert [tool for tool in ("node", "make", "git") if shutil.which(tool, path=path)] == []
    return {**kept, "PATH": path, "HUYING_DATA_DIR": str(home / "data"), "LANG": "C.UTF-8", "PYTHONUTF8": "1"}


@pytest.fixture(scope="module")
def address(machine: Path) -> Iterator[str]:
    huying = machine / "venv" / SCRIPTS / "huying"
    subprocess.run([huying, "migrate"], env=surroundings(machine), cwd=machine, check=True, capture_output=True)
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    server = subprocess.Popen([huying, "serve", "--port", str(port)], env=surroundings(machine), cwd=machine)
    try:
        wait_for(f"http://127.0.0.1:{port}/health", server)
        yield f"http://127.0.0.1:{port}"
    finally:
        server.send_signal(signal.SIGTERM)
        server.wait(30)


def wait_for(url: str, server: subprocess.Popen[bytes]) -> None:
    for _ in range(300):
        try:
            urlopen(url, timeout=5).close()
            return
        except URLError:
            assert server.poll() is None, "the server has ended"
            time.sleep(0.1)
    raise AssertionError("the server does not answer")


def get(url: str) -> tuple[int, str]:
    with urlopen(url, timeout=10) as response:
        return response.status, response.read().decode()


def test_the_first_page_is_seen(address: str) -> None:
    status, health = get(f"{address}/health")
    assert (status, '"status": "ok"' in health) == (200, True)
    status, page = get(f"{address}/")
    assert (status, "呼应" in page) == (200, True)
    linked = re.findall(r'(?:href|src)="(/static/[^"#]+)', page)
    assert {Path(one.split("?")[0]).suffix for one in linked} >= {".css", ".js", ".svg"}
    assert any("/dist/page" in one for one in linked)
    assert [one for one in linked if get(address + one)[0] != 200] == []


def test_the_wheel_brings_what_pages_and_papers_need(machine: Path) -> None:
    """What git does not hold, and what is no Python."""
    with zipfile.ZipFile(next(machine.glob("*.whl"))) as wheel:
        inside = set(wheel.namelist())
    fonts = {"huying/core/fonts/NotoSansSC-Regular.ttf", "huying/core/fonts/OFL.txt"}
    assert {
        *fonts,
        "huying/places/papers/stickers.typ",
        "huying/funds/papers/document.typ",
        "huying/core/static/huying/dist/page.js",
    } <= inside
    # What only the tests need stays behind.
    assert not [name for name in inside if "/axe" in name or "node_modules" in name]


def test_the_wheel_runs_itself(machine: Path, address: str) -> None:
    """Not the checkout: its own files and its own version."""
    python = machine / "venv" / SCRIPTS / "python"
    told = "import huying; print(huying.__file__, huying.__version__)"
    done = subprocess.run([python, "-c", told], env=surroundings(machine), cwd=machine, capture_output=True, text=True)
    file, version = done.stdout.split()
    assert (Path(file).is_relative_to(machine), f"-{version}-" in next(machine.glob("*.whl")).name) == (True, True)
