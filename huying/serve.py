"""The web server: Granian around the WSGI application, with the job thread beside it on one PC."""

import multiprocessing
import os
import socket
import sys
import threading
import time
from pathlib import Path

STOP_SECONDS = 10  # a request or a job under way is let finish this long
PAUSE_SECONDS = 2  # before it starts again


def claim_port(host: str, port: int) -> None:
    """Granian shares a port silently with whoever listens there already; two servers must not take turns."""
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    with socket.socket(family, socket.SOCK_STREAM) as probe:
        if sys.platform == "win32":
            probe.setsockopt(socket.SOL_SOCKET, socket.SO_EXCLUSIVEADDRUSE, 1)
        else:
            probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((host, port))
        except OSError as error:
            raise SystemExit(
                f"{host}:{port} 已被占用，请换一个端口（is taken, choose another --port）：{error}"
            ) from None


def on_sqlite() -> bool:
    from django.conf import settings

    return "sqlite3" in settings.DATABASES["default"]["ENGINE"]


def serve(host: str, port: int, *, workers: int = 1, quiet: bool = False, tls: tuple[Path, Path] | None = None) -> None:
    """Serve until SIGTERM or Ctrl-C, whatever falls meanwhile. Django must be set up. tls: a certificate and its key."""
    from granian import Granian
    from granian.constants import Interfaces
    from granian.log import LogLevels

    claim_port(host, port)
    # A forked worker would inherit this process's connections and clock.
    multiprocessing.set_start_method("spawn", force=True)
    server = Granian(
        "huying.wsgi:application",
        address=host,
        port=port,
        interface=Interfaces.WSGI,
        workers=workers,
        blocking_threads=2 if on_sqlite() else 4,
        workers_kill_timeout=STOP_SECONDS,
        respawn_failed_workers=True,
        log_level=LogLevels.warning if quiet else LogLevels.info,
        ssl_cert=tls[0] if tls else None,
        ssl_key=tls[1] if tls else None,
    )
    if on_sqlite():
        beside(server)
    try:
        server.serve()
    except SystemExit:
        if server.interrupt_signal:
            raise
        start_again()


def start_again() -> None:
    """Granian gives up when one worker falls twice within seconds; on one PC nobody would start it again by morning."""
    print("网页停了，这就重新启动。The web server fell and starts again.", file=sys.stderr, flush=True)
    time.sleep(PAUSE_SECONDS)
    os.execv(sys.executable, sys.orig_argv)  # noqa: S606 - this very command, anew


def beside(server: object) -> None:
    """The job thread lives in the parent: in a worker it would be cut off in the middle of a job."""
    from huying.core import jobs

    stop = threading.Event()
    thread = threading.Thread(target=jobs.work_loop, args=(stop,), name="jobs", daemon=True)

    running: list[threading.Thread] = []

    def start() -> None:
        thread.start()
        running.extend([thread, *jobs.start_rounds(stop)])

    def end() -> None:
        stop.set()
        for one in running:
            one.join(STOP_SECONDS)

    server.on_startup(start)
    server.on_shutdown(end)
