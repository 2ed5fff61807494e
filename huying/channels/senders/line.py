"""A line to the outside 线路: one connection under one deadline, to a place that may be called, with one HTTP post on it.

A time limit on each read does not end a server that sends one byte a second, so a timer cuts the whole connection. And a
community types the address: the peer is looked at before it is called, so that nobody reaches into our own network.
"""

import contextlib
import http.client
import ipaddress
import json
import socket
import ssl
import threading
from collections.abc import Mapping
from types import TracebackType
from typing import Any, Self
from urllib.parse import urlsplit

from django.conf import settings

from .outcome import Refusal, Trouble

SECONDS = 10.0  # for the whole of it
STEP_SECONDS = 5.0  # for a connection, a read or a write
ANSWER_BYTES = 64 * 1024


class Line:
    """`with Line() as line: line.connect(…)`. `cut` says that the time was up."""

    def __init__(self) -> None:
        self.cut = False
        self.twin: socket.socket | None = None
        self.timer = threading.Timer(SECONDS, self._cut)
        self.timer.daemon = True

    def __enter__(self) -> Self:
        self.timer.start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.timer.cancel()
        if self.twin:
            self.twin.close()

    def _cut(self) -> None:
        """A twin of the socket, because TLS takes the first one over; shutting one down ends both."""
        self.cut = True
        if self.twin:
            with contextlib.suppress(OSError):  # not connected any more
                self.twin.shutdown(socket.SHUT_RDWR)

    def connect(self, address: tuple[str, int], *_rest: object, plain: bool = True) -> socket.socket:
        """The first of the host's addresses that answers. `plain` when nothing will encrypt it: only inside."""
        error: OSError = TimeoutError()
        for family, kind, proto, _name, peer in socket.getaddrinfo(*address, type=socket.SOCK_STREAM):
            if self.cut:
                break
            may_call(str(peer[0]), plain=plain)
            tried = socket.socket(family, kind, proto)
            try:
                tried.settimeout(STEP_SECONDS)
                tried.connect(peer)
                self.twin = tried.dup()
                return tried
            except OSError as one:
                tried.close()
                error = one
        raise error

    def why(self, error: Exception) -> str:
        """The code of a failure on this line."""
        if self.cut or isinstance(error, TimeoutError):
            return "timeout"
        return "tls" if isinstance(error, ssl.SSLError) else "connect"


def may_call(address: str, *, plain: bool) -> None:
    """Public addresses, over TLS; and what the machine's owner names in HUYING_PRIVATE_HOSTS, as it likes."""
    peer = ipaddress.ip_address(address.partition("%")[0])
    peer = getattr(peer, "ipv4_mapped", None) or peer
    if any(peer in ipaddress.ip_network(one, strict=False) for one in settings.PRIVATE_HOSTS):
        return
    if not peer.is_global:
        raise Trouble("private")
    if plain:
        raise Trouble("plain")


def post(url: str, body: bytes, headers: Mapping[str, str]) -> Any:
    """What the server answers to a JSON body. Redirects are not followed: they could lead anywhere."""
    parts = urlsplit(url)
    secure = parts.scheme == "https"
    make = http.client.HTTPSConnection if secure else http.client.HTTPConnection
    local = f"{parts.path or '/'}{'?' + parts.query if parts.query else ''}"
    with Line() as line:
        connection = make(parts.hostname or "", parts.port, timeout=STEP_SECONDS)
        connection._create_connection = lambda *given: line.connect(*given, plain=not secure)
        try:
            connection.request("POST", local, body, {"Content-Type": "application/json; charset=utf-8", **headers})
            answer = connection.getresponse()
            said = answer.read(ANSWER_BYTES)
            if line.cut:
                raise TimeoutError
        except (OSError, http.client.HTTPException) as error:
            raise Trouble(line.why(error)) from None
        finally:
            connection.close()
    return _read(answer.status, said)


def _read(status: int, said: bytes) -> Any:
    if status in (401, 403):
        raise Trouble("login")
    if status in (408, 429) or status >= 500:
        raise Trouble("busy" if status == 429 else "server")
    if status >= 400:
        raise Refusal("refused")
    try:
        found = json.loads(said)
    except ValueError:
        found = None
    # A proxy's log-in page also answers 200.
    if status >= 300 or not isinstance(found, dict):
        raise Trouble("answer")
    return found
