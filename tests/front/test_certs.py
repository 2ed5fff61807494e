"""A certificate for an office network: trusted by whom has its root, for its own names, and for no others."""

import socket
import ssl
import subprocess
import sys
import threading
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from huying import certs, doctor
from huying.core import clock
from huying.core.errors import Refused

pytestmark = pytest.mark.once
NOW = datetime.now(UTC)
NAMES = ("192.168.1.20", "huying.local", "127.0.0.1")


def shakes_hands(made: certs.Made, name: str, root: Path | None = None) -> bool:
    """Whether somebody who trusts the root takes this server for `name`."""
    server, client = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER), ssl.create_default_context(cafile=str(root or made.root))
    server.load_cert_chain(made.server, made.key)
    ours, theirs = socket.socketpair()

    def serve() -> None:
        try:
            server.wrap_socket(ours, server_side=True).close()
        except (ssl.SSLError, OSError):
            ours.close()

    thread = threading.Thread(target=serve)
    thread.start()
    try:
        client.wrap_socket(theirs, server_hostname=name).close()
    except ssl.SSLError:
        return False
    finally:
        theirs.close()
        thread.join(5)
    return True


def test_its_own_names_are_trusted_and_no_others(tmp_path: Path) -> None:
    made = certs.make(tmp_path, NAMES, NOW)
    assert all(shakes_hands(made, name) for name in NAMES)
    assert not shakes_hands(made, "192.168.1.21")
    assert not shakes_hands(made, "bank.example")
    assert (made.key.stat().st_mode & 0o077, (tmp_path / "tls" / "root.key").stat().st_mode & 0o077) == (0, 0)
    assert timedelta(days=800) < made.until - NOW <= timedelta(days=825)


def test_a_new_one_by_the_same_root_needs_nothing_on_the_phones(tmp_path: Path) -> None:
    first = certs.make(tmp_path, NAMES, NOW)
    root = first.root.read_bytes()
    later = certs.make(tmp_path, ("10.0.0.7", "huying.local"), NOW)
    assert (first.new_root, later.new_root, later.root.read_bytes()) == (True, False, root)
    assert shakes_hands(later, "10.0.0.7")


def test_the_root_vouches_for_no_stranger(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Neither by our command, nor where somebody steals its key and signs by themselves."""
    made = certs.make(tmp_path, NAMES, NOW)
    for name in ("bank.example", "8.8.8.8"):
        with pytest.raises(Refused, match="--renew"):
            certs.make(tmp_path, [name], NOW)
    monkeypatch.setattr(certs, "_vouches", lambda _root, _name: True)
    forged = certs.make(tmp_path, ["bank.example"], NOW)
    monkeypatch.undo()
    assert not shakes_hands(forged, "bank.example")
    old = made.root.read_bytes()
    assert certs.make(tmp_path, ["office.example"], NOW, renew=True).root.read_bytes() != old
    assert shakes_hands(certs.make(tmp_path, ["office.example"], NOW), "office.example")


def test_a_pc_with_a_chinese_name_gets_one_for_its_addresses(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(socket, "gethostname", lambda: "社区办公室")
    monkeypatch.setattr(socket.socket, "connect", lambda *_args: (_ for _ in ()).throw(OSError()))
    names = certs.own_names()
    assert names == ["localhost", "127.0.0.1"]
    assert certs.make(tmp_path, names, NOW).server.exists()
    with pytest.raises(Refused, match="社区办公室"):
        certs.make(tmp_path, ["社区办公室"], NOW)


@pytest.mark.parametrize(("days", "state"), [(0, "绿"), (800, "黄"), (900, "红")])
def test_the_doctor_says_until_when(tmp_path: Path, settings: object, days: int, state: str) -> None:
    settings.DATA_DIR = tmp_path  # type: ignore[attr-defined]
    assert list(doctor._certificate()) == []
    certs.make(tmp_path, NAMES, NOW)
    with clock.at(NOW + timedelta(days=days)):
        assert str(next(iter(doctor._certificate()))).startswith(f"[{state}")


def test_serve_speaks_tls_with_it(tmp_path: Path) -> None:
    from tests.front.test_init import surroundings

    machine = surroundings(tmp_path)
    made = subprocess.run([sys.executable, "-m", "huying", "cert"], env=machine, capture_output=True, text=True, check=True)
    assert "根证书" in made.stdout
    command = [sys.executable, "-m", "huying", "serve", "--port", "8531", "--tls"]
    server = subprocess.Popen(command, env=machine, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True)
    try:
        assert server.stdout
        server.stdout.readline()
        client = ssl.create_default_context(cafile=str(tmp_path / "tls" / "root.crt"))
        answer = b""
        for _try in range(100):
            try:
                with client.wrap_socket(socket.create_connection(("127.0.0.1", 8531)), server_hostname="localhost") as line:
                    line.sendall(b"GET /health HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n")
                    answer = line.recv(200)
                    break
            except OSError:
                threading.Event().wait(0.2)
        assert answer.startswith(b"HTTP/1.1 200")
    finally:
        server.terminate()
        server.communicate(timeout=20)
